"""A source as its page shows it: its divisions in the law's own order, with the norms each states; and the list of all sources."""

from datetime import date
from functools import lru_cache, partial
from typing import Any

import pyoxigraph as ox

from lfr_kg.base.model import TYPE
from lfr_kg.base.namespaces import iri
from lfr_kg.corpus.citation import position
from lfr_kg.trace.chain import in_force, versions_of
from lfr_kg.web.read.catalogue import Catalogue
from lfr_kg.web.read.norms import treatment_cited

LONG = 40
"""From so many divisions on, a source is told one division a page."""


def source_values(catalogue: Catalogue, source: ox.NamedNode, part: str = "", words: str = "") -> dict[str, Any]:
    """What the template of a source's page takes; of a long source, one ``part`` by its name in addresses, or what holds some ``words``."""
    treatments = [
        _treatment(catalogue, found) for found in sorted(catalogue.pointing(source, "lfr:treatedBy"), key=partial(_place, catalogue))
    ]
    found = divisions(catalogue, source)
    return {
        "node": source,
        "divisions": found,
        "contents": [_content(each) for each in found],
        "shown": _shown(catalogue, found, part, words),
        "is_long": _size(found) > LONG,
        "part": part,
        "words": words,
        "holdings": [norm for norm in catalogue.norms_by_source.get(source, ()) if catalogue.is_a(norm, "lfr:Holding")],
        "coverage": coverage(catalogue, found),
        "unread": _not_encoded(found),
        "norm_count": len(catalogue.norms_by_source.get(source, ())),
        "treatments": treatments,
        "treated": [_treatment(catalogue, found) for found in catalogue.pointing(source, "lfr:treats")],
        "refined_by": catalogue.pointing(source, "lfr:refines"),
        "passages": [node for node in catalogue.pointing(source, "lfr:mentionsSource") if catalogue.is_a(node, "lfr:Passage")],
        "has_parts": bool(catalogue.back.to(source, iri("lfr:partOf"))),
    }


def _shown(catalogue: Catalogue, found: list[dict[str, Any]], part: str, words: str) -> list[dict[str, Any]]:
    """The divisions to tell: the one asked for, those that hold all the words, all of a short source, none of a long one."""
    if words:
        return [kept for each in found if (kept := _holding(catalogue, each, words.casefold().split())) is not None]
    if part:
        return [each for each in found if part in _names(each)]
    return found if _size(found) <= LONG else []


def _holding(catalogue: Catalogue, division: dict[str, Any], words: list[str]) -> dict[str, Any] | None:
    """A division with only those of its norms and parts that hold all the words; None where it holds them nowhere."""
    said = " ".join(catalogue.text(division["node"], name) for name in ("lfr:heading", "lfr:paraphrase")) + catalogue.label(
        division["node"]
    )
    if all(word in said.casefold() for word in words):
        return division
    norms = [norm for norm in division["norms"] if all(word in _said(catalogue, norm) for word in words)]
    parts = [kept for each in division["parts"] if (kept := _holding(catalogue, each, words)) is not None]
    return division | {"norms": norms, "again": [], "parts": parts} if norms or parts else None


def _said(catalogue: Catalogue, norm: ox.NamedNode) -> str:
    return f"{catalogue.label(norm)} {catalogue.text(norm, 'lfr:statement')} {catalogue.text(norm, 'lfr:conditionInWords')}".casefold()


def _content(division: dict[str, Any]) -> dict[str, Any]:
    """A line of the list of contents: the division, its name in addresses, and how many norms it and its parts state."""
    return {"node": division["node"], "name": _name(division["node"]), "count": _count(division)}


def _count(division: dict[str, Any]) -> int:
    return len(division["norms"]) + len(division["again"]) + sum(map(_count, division["parts"]))


def _size(found: list[dict[str, Any]]) -> int:
    return sum(1 + _size(each["parts"]) for each in found)


def _name(node: ox.NamedNode) -> str:
    return node.value.rsplit("_", 1)[-1]


def _names(division: dict[str, Any]) -> set[str]:
    return {_name(division["node"])}.union(*(_names(each) for each in division["parts"]))


def coverage(catalogue: Catalogue, found: list[dict[str, Any]]) -> list[tuple[int, str, str]]:
    """How many of a source's recorded divisions are here for what: (number, class of the bar, words). Mere headings are not counted."""
    counts = {"good": 0, "judge": 0, "none": 0, "later": 0}
    todo = list(found)
    while todo:
        each = todo.pop()
        todo += each["parts"]
        if each["norms"] or each["again"]:
            counts["good"] += 1
        elif each["not_encoded"]:
            counts["none"] += 1
        elif catalogue.back.to(each["node"], iri("lfr:changedBy")) or catalogue.back.to(each["node"], iri("lfr:statedBy")):
            counts["judge"] += 1
        elif not each["parts"]:
            counts["later"] += 1
    words = {
        "good": "state a duty or other rule",
        "judge": "change or interpret the law",
        "none": "read, no rule drawn",
        "later": "here for reference only",
    }
    return [(number, kind, words[kind]) for kind, number in counts.items()]


def divisions(catalogue: Catalogue, parent: ox.NamedNode, shown: set[ox.NamedNode] | None = None) -> list[dict[str, Any]]:
    """The direct parts of a source or provision in the law's own order, each with its norms, versions and parts.

    ``shown`` gathers the norms that came up, so that one which several divisions state is told once in full.
    """
    shown = set() if shown is None else shown
    parts = [node for node in catalogue.back.named(parent, iri("lfr:partOf")) if not catalogue.is_a(node, "lfr:ProvisionVersion")]
    return [division(catalogue, node, shown) for node in sorted(parts, key=lambda node: (position(catalogue.graph, node), str(node)))]


def division(catalogue: Catalogue, node: ox.NamedNode, shown: set[ox.NamedNode] | None = None) -> dict[str, Any]:
    """One provision with the norms it states, its versions, its parts, and why nothing was drawn from it where that is so."""
    shown = set() if shown is None else shown
    norms = [norm for norm in catalogue.pointing(node, "lfr:statedBy") if catalogue.is_a(norm, "lfr:RegisterEntry")]
    again = [norm for norm in norms if norm in shown]
    shown.update(norms)
    return {
        "node": node,
        "norms": [norm for norm in norms if norm not in again],
        "again": again,
        "versions": versions_of(catalogue.graph, catalogue.back, node),
        "not_encoded": catalogue.text(node, "lfr:reasonNotEncoded"),
        "parts": divisions(catalogue, node, shown),
    }


def law_on(catalogue: Catalogue, day: date) -> list[tuple[str, list[dict[str, Any]]]]:
    """All sources under their groups, by title; each with whether it is in force on ``day``, with which of its norms are, and with how many
    it has."""
    return [
        (
            group,
            [
                {
                    "node": source,
                    "is_current": in_force(catalogue.graph, source, day),
                    "norms": len(norms),
                    "current_norms": [norm for norm in norms if in_force(catalogue.graph, norm, day)],
                }
                for source, norms in found
            ],
        )
        for group, found in _grouped(catalogue)
    ]


@lru_cache(maxsize=1)
def _grouped(catalogue: Catalogue) -> list[tuple[str, list[tuple[ox.NamedNode, set[ox.NamedNode]]]]]:
    """All sources with their norms under their groups, by title; made once, since the knowledge does not change."""
    headings = sorted(catalogue.pointing(iri("con:kind-of-source"), "skos:inScheme"), key=partial(_order, catalogue))
    listed: dict[str, list[ox.NamedNode]] = {catalogue.label(heading): [] for heading in headings}
    over = {kind: catalogue.label(heading) for heading in headings for kind in catalogue.graph.objects(heading, iri("lfr:gathers"))}
    for source in sorted(catalogue.sources, key=lambda source: catalogue.text(source, "dct:title").lower()):
        [group] = {over[kind] for kind in catalogue.graph.objects(source, TYPE) if kind in over}
        listed[group].append(source)
    return [(group, [(each, catalogue.norms_by_source.get(each, set())) for each in found]) for group, found in listed.items() if found]


def _order(catalogue: Catalogue, heading: ox.NamedNode) -> int:
    return int(catalogue.text(heading, "sh:order"))


def _not_encoded(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The divisions, at any depth, that were read and from which no rule was drawn."""
    return [each for division in found for each in ([division] if division["not_encoded"] else []) + _not_encoded(division["parts"])]


def by_slug(catalogue: Catalogue, slug: str) -> ox.NamedNode | None:
    """The source whose dct:identifier is ``slug``, or None."""
    return next((source for source in catalogue.sources if catalogue.text(source, "dct:identifier") == slug), None)


def _place(catalogue: Catalogue, treatment: ox.NamedNode) -> tuple[bool, tuple[int, ...], str]:
    """Where a treatment stands among those of one case: what is said of another judgment first, then as the paragraphs come."""
    on_a_case = any(catalogue.is_a(each, "lfr:Case") for each in catalogue.graph.nodes(treatment, iri("lfr:treats")))
    places = [position(catalogue.graph, place) for place in catalogue.graph.nodes(treatment, iri("lfr:statedBy"))]
    return (not on_a_case, min(places, default=()), str(treatment))


def _treatment(catalogue: Catalogue, node: ox.NamedNode) -> dict[str, Any]:
    return {
        "case": catalogue.value(node, "lfr:treatedBy"),
        "about": catalogue.all(node, "lfr:treats"),
        "outcome": catalogue.text(node, "lfr:held"),
        "cited": treatment_cited(catalogue, node),
    }
