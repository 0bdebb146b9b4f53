"""Everything of one kind: duties and other rules with what narrows their list, terms with their definitions, and the rest by name."""

from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox
from flask import Blueprint, Response, current_app, request

from lfr_kg.base.errors import BadRequest
from lfr_kg.base.namespaces import BASE, PREFIXES, compact, iri
from lfr_kg.base.scales import FORCES
from lfr_kg.corpus.citation import source_of
from lfr_kg.trace.chain import in_force
from lfr_kg.web.http.asked import day_of
from lfr_kg.web.http.responses import page
from lfr_kg.web.read.catalogue import Catalogue
from lfr_kg.web.read.ontology import changelog, joints, parts, terms_picture

routes = Blueprint("listing", __name__)

WORDS = {
    "actor": ("Who the law speaks of", "People, offices and bodies that owe duties or are owed them."),
    "concept": ("Lists of values", "The words from which a description chooses, list by list."),
    "shape": ("Checks", "How each duty is tested on a record: one check a duty."),
    "measure": ("Measures", "Numbers that are worked out from what a record states, so that checks can compare them."),
}
KINDS = (
    ("lfr:Obligation", "Obligations"),
    ("lfr:Prohibition", "Prohibitions"),
    ("lfr:Right", "Rights"),
    ("lfr:Power", "Powers"),
    ("lfr:Permission", "Permissions"),
    ("lfr:Exemption", "Exemptions"),
    ("lfr:Definition", "Definitions"),
    ("lfr:Holding", "Holdings of courts"),
    ("lfr:Amendment", "Amendments"),
    ("lfr:PendingLaw", "Law to come"),
)
"""Kinds of entries in the register of law, as readers look for them."""


@dataclass(frozen=True)
class Narrowing:
    """What a list of rules is narrowed to. ``day`` is None where any day will do."""

    kind: str
    force: str
    source: str
    bearer: str
    day: date | None

    def __bool__(self) -> bool:
        return bool(self.kind or self.force or self.source or self.bearer or self.day)


@routes.get("/norm")
@routes.get("/norm/")
def norms() -> Response:
    """Duties and other rules, by kind; narrowed by kind, binding force, source, bearer and day."""
    catalogue, given = current_app.config["CATALOGUE"], request.args
    day = day_of(given["date"]) if given.get("date") else None
    asked = Narrowing(given.get("kind", ""), given.get("force", ""), given.get("source", ""), given.get("bearer", ""), day)
    everything = [node for node in catalogue.subjects if node.value.startswith(PREFIXES["norm"])]
    choices = _choices(catalogue, everything)
    for name in ("kind", "force", "source", "bearer"):
        if getattr(asked, name) not in ("", *(value for value, _ in choices[name])):
            raise BadRequest(
                f"“{getattr(asked, name)[:60]}” is no {name} by which duties can be listed. Choose one from the list at /norm."
            )
    found = sorted((norm for norm in everything if _fits(catalogue, norm, asked)), key=lambda norm: catalogue.label(norm).lower())
    groups = [(name, title, [norm for norm in found if name in catalogue.kinds(norm)]) for name, title in KINDS]
    return page(
        "norms.html", groups=[group for group in groups if group[2]], count=len(found), total=len(everything), asked=asked, choices=choices
    )


def _choices(catalogue: Catalogue, everything: list[ox.NamedNode]) -> dict[str, list[tuple[str, str]]]:
    sources = {source_of(catalogue.graph, place) for norm in everything for place in catalogue.graph.nodes(norm, iri("lfr:statedBy"))}
    bearers = {bearer for norm in everything for bearer in catalogue.graph.nodes(norm, iri("lfr:bearer"))}
    return {
        "kind": [(name.removeprefix("lfr:"), title) for name, title in KINDS],
        "force": [(slug, force.label) for slug, force in FORCES.items()],
        "source": _named(catalogue, sources, "law"),
        "bearer": _named(catalogue, bearers, "actor"),
    }


def _named(catalogue: Catalogue, nodes: set[ox.NamedNode], section: str) -> list[tuple[str, str]]:
    start = f"{BASE}{section}/"
    return sorted(((node.value.removeprefix(start), catalogue.label(node)) for node in nodes), key=lambda pair: pair[1].lower())


def _fits(catalogue: Catalogue, norm: ox.NamedNode, asked: Narrowing) -> bool:
    graph = catalogue.graph
    return (
        (not asked.kind or f"lfr:{asked.kind}" in catalogue.kinds(norm))
        and (not asked.force or catalogue.value(norm, "lfr:authority") == iri(f"con:authority-{asked.force}"))
        and (not asked.bearer or iri(f"actor:{asked.bearer}") in graph.objects(norm, iri("lfr:bearer")))
        and (
            not asked.source
            or any(source_of(graph, place) == iri(f"law:{asked.source}") for place in graph.nodes(norm, iri("lfr:statedBy")))
        )
        and (asked.day is None or in_force(graph, norm, asked.day))
    )


@routes.get("/<any(actor,concept,shape,measure):section>")
@routes.get("/<any(actor,concept,shape,measure):section>/")
def index(section: str) -> Response:
    """Everything of one kind, by name."""
    catalogue = current_app.config["CATALOGUE"]
    start = f"{BASE}{section}/"
    nodes = [node for node in catalogue.subjects if node.value.startswith(start) and len(node.value) > len(start)]
    if section == "shape":
        nodes = [node for node in nodes if "." not in node.value[len(start) :]]
    if section == "concept":
        return page("schemes.html", words=WORDS[section], schemes=_schemes(catalogue, nodes))
    grouped: dict[str, list[ox.NamedNode]] = {}
    for node in sorted(nodes, key=lambda each: catalogue.label(each).lower()):
        grouped.setdefault(catalogue.kind_of(node).capitalize(), []).append(node)
    return page("index.html", section=section, words=WORDS[section], groups=sorted(grouped.items()))


def _schemes(catalogue: Catalogue, nodes: list[ox.NamedNode]) -> list[tuple[ox.NamedNode, list[ox.NamedNode]]]:
    """Lists of values with their members, by name."""
    schemes = [node for node in nodes if "skos:ConceptScheme" in catalogue.kinds(node)]
    return [
        (scheme, catalogue.pointing(scheme, "skos:inScheme")) for scheme in sorted(schemes, key=lambda each: catalogue.label(each).lower())
    ]


def ontology() -> Response:
    """The terms of the ontology with their definitions, by what they are."""
    catalogue = current_app.config["CATALOGUE"]
    start = BASE + "def/"
    grouped: dict[str, list[ox.NamedNode]] = {title: [] for title in TERMS.values()}
    for node in sorted(
        (node for node in catalogue.subjects if node.value.startswith(start) and len(node.value) > len(start)),
        key=lambda each: catalogue.label(each).lower(),
    ):
        kinds = catalogue.kinds(node)
        title = next((title for kind, title in TERMS.items() if kind in kinds), None)
        if title is not None:
            grouped[title].append(node)
    log = current_app.config["KB"].settings.root / LOG
    changed = log.read_text(encoding="utf-8") if log.is_file() else ""
    return page(
        "ontology.html",
        also=changed,
        groups=[(title, nodes) for title, nodes in grouped.items() if nodes],
        names={node: compact(node.value) for nodes in grouped.values() for node in nodes},
        picture=terms_picture(catalogue),
        joints=joints(),
        parts=parts(catalogue),
        versions=changelog(changed),
    )


LOG = "CHANGELOG.md"
"""Where the changelog is, beside the folders of the knowledge; the wheel has it there too."""
TERMS = {
    "lfr:Condition": "Conditions: when a duty applies",
    "owl:Class": "Classes: what there is",
    "owl:ObjectProperty": "Properties that link one thing to another",
    "owl:DatatypeProperty": "Properties with a value",
    "owl:AnnotationProperty": "Properties for readers",
}
"""What terms are, the most particular kind first."""
