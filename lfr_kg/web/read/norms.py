"""A norm as its page shows it: the duty, the chain behind it, how it is decided, and what it hangs together with."""

from datetime import date
from typing import Any

import pyoxigraph as ox

from lfr_kg.base.namespaces import PREFIXES, iri
from lfr_kg.base.times import day as read_day
from lfr_kg.base.times import duration_words
from lfr_kg.corpus.citation import citation_of, cite
from lfr_kg.trace.chain import Link, chain_of, in_force
from lfr_kg.web.read.catalogue import Catalogue
from lfr_kg.web.read.conditions import ways_of
from lfr_kg.web.read.neighbours import pieces
from lfr_kg.web.read.official import beside
from lfr_kg.web.read.terms import facets_of


def norm_values(catalogue: Catalogue, norm: ox.NamedNode, day: date, today: date | None = None) -> dict[str, Any]:
    """Everything the template of a norm's page takes, for the law as on ``day``; ``today`` is that day where none is given."""
    graph = catalogue.graph
    slug = norm.value.removeprefix(PREFIXES["norm"])
    within = _day_within(catalogue, norm, day)
    chain = chain_of(graph, catalogue.back, norm, within)
    condition = graph.node(norm, iri("lfr:appliesTo"))
    verification = catalogue.value(norm, "lfr:verification")
    check = next((found for found in catalogue.checks.values() if norm in found.norms), None)
    return {
        "node": norm,
        "slug": slug,
        "citation": cite(graph, slug)["citation"],
        "is_current": in_force(graph, norm, day),
        "caution": catalogue.text(verification, "skos:scopeNote") if verification is not None else "",
        "chain": [_step(catalogue, link) for link in chain.links],
        "history": [(link.provision, version) for link in chain.links for version in link.versions],
        "passages": chain.passages,
        "beside": beside(catalogue, [link.provision for link in chain.links], [norm], within, today or day),
        "condition": condition,
        "ways": ways_of(catalogue, condition) if condition is not None else None,
        "within": duration_words(catalogue.text(norm, "lfr:within")),
        "check": check,
        "facets": facets_of(catalogue, check, (norm,)) if check else [],
        "neighbours": pieces(catalogue, norm),
        "refined_by": catalogue.pointing(norm, "lfr:refines"),
        "displaced_by": catalogue.pointing(norm, "lfr:displaces"),
        "repaired_by": catalogue.pointing(norm, "lfr:repairs"),
        "succeeded_by": catalogue.pointing(norm, "lfr:succeeds"),
        "treatments": [
            {
                "case": catalogue.value(found, "lfr:treatedBy"),
                "outcome": catalogue.text(found, "lfr:held"),
                "cited": treatment_cited(catalogue, found),
            }
            for found in catalogue.pointing(norm, "lfr:treats")
        ],
    }


def treatment_cited(catalogue: Catalogue, treatment: ox.NamedNode) -> str:
    """The citation of what a case held, by the case's short name."""
    places = catalogue.graph.nodes(treatment, iri("lfr:statedBy"))
    return citation_of(catalogue.graph, places, catalogue.text(treatment, "lfr:pinpoint"), short=True) if places else ""


def _day_within(catalogue: Catalogue, norm: ox.NamedNode, day: date) -> date:
    """The day itself while the norm is law, else its first day of force: an older norm is shown with the version it rested on."""
    if in_force(catalogue.graph, norm, day):
        return day
    start = catalogue.text(norm, "lfr:inForceFrom")
    return read_day(start) if start else day


def _step(catalogue: Catalogue, link: Link) -> dict[str, Any]:
    """One provision of the chain with its version, its source and the official address of each."""
    version = link.current or (link.versions[-1] if link.versions else None)
    return {
        "provision": link.provision,
        "above": link.above,
        "version": version,
        "versions": link.versions,
        "source": link.source,
        "issuers": link.issuers,
        "official": catalogue.value(version, "lfr:officialUri")
        if version is not None
        else catalogue.value(link.provision, "lfr:officialUri"),
        "provision_official": catalogue.value(link.provision, "lfr:officialUri"),
    }
