"""Anything else as its page shows it: a term, a value of a list, a check, a measure, a provision, a version, a passage."""

from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox

from lfr_kg.assess.checks import Check, Facet, every_facet
from lfr_kg.assess.verdicts import contradicted
from lfr_kg.base.model import TYPE, Value, Verdict
from lfr_kg.base.namespaces import PREFIXES, compact, iri
from lfr_kg.base.scales import VERDICTS
from lfr_kg.web.read.catalogue import Catalogue
from lfr_kg.web.read.conditions import ways_of

USES_SHOWN = 60
SHOWN_APART = {
    "skos:definition", "skos:prefLabel", "rdfs:label", "rdf:type", "lfr:heading", "lfr:officialUri", "lfr:order", "sh:property", "sh:order",
    "rdfs:comment",
}  # fmt: skip
"""Properties that a page puts elsewhere than in its table: an address once, and a place in an order where things stand in it."""


def term_values(catalogue: Catalogue, node: ox.NamedNode) -> dict[str, Any]:
    """What the templates of terms and of provisions take."""
    check = catalogue.checks.get(compact(node.value).removeprefix("shape:"))
    is_condition = "lfr:Condition" in catalogue.kinds(node)
    return {
        "node": node,
        "stated": stated(catalogue, node),
        "uses": uses(catalogue, node),
        "ways": ways_of(catalogue, node) if is_condition else None,
        "check": check,
        "facets": facets_of(catalogue, check, check.norms) if check else [],
        "members": catalogue.pointing(node, "skos:inScheme"),
    }


def facets_of(catalogue: Catalogue, check: Check, norms: Iterable[ox.NamedNode]) -> list[tuple[Facet, str]]:
    """The facets of a check that have a message, each with what a record is called that states otherwise, as ``norms`` bind,
    or "" where the facet asks for presence."""
    bound = [catalogue.norms[norm.value.removeprefix(PREFIXES["norm"])] for norm in norms]

    def called(facet: Facet) -> str:
        verdicts = [Verdict.FOR_JUDGEMENT] if facet.judgement else [contradicted(norm, facet.own_policy) for norm in bound]
        return "" if facet.presence else " or ".join(dict.fromkeys(VERDICTS[verdict].label for verdict in verdicts))

    return [(facet, called(facet)) for facet in every_facet(check.facets) if facet.message]


def stated(catalogue: Catalogue, node: ox.NamedNode) -> list[tuple[ox.NamedNode, list[Value]]]:
    """What the files state of a node, property by property: pairs of the property and its values; lists in a line, other blank nodes left
    out."""
    found = []
    for predicate in sorted(catalogue.graph.predicates_of(node), key=lambda each: catalogue.label(each).lower()):
        values = [shown for value in catalogue.graph.objects(node, predicate) if (shown := _shown(catalogue, value)) is not None]
        if values and compact(predicate.value) not in SHOWN_APART:
            found.append((predicate, sorted(values, key=lambda value: catalogue.label(value).lower())))
    return found


def _shown(catalogue: Catalogue, value: Value) -> Value | None:
    """A value as a page can show it: an RDF list as a line of its members; None for any other blank node."""
    if not isinstance(value, ox.BlankNode):
        return value
    members = catalogue.graph.list(value) if catalogue.graph.value(value, iri("rdf:first")) is not None else []
    return ox.Literal(" / ".join(catalogue.label(member) for member in members)) if members else None


def uses(catalogue: Catalogue, node: ox.NamedNode) -> list[dict[str, Any]]:
    """Where a node is used: by property, the subjects (not all of them where there are many) and how many there are."""
    found = []
    for predicate in catalogue.back.properties_to(node):
        subjects = [each for each in catalogue.back.to(node, predicate) if isinstance(each, ox.NamedNode)]
        if subjects and predicate not in (TYPE, iri("skos:inScheme")):
            subjects.sort(key=lambda each: catalogue.label(each).lower())
            found.append({"property": predicate, "subjects": subjects[:USES_SHOWN], "count": len(subjects)})
    return found
