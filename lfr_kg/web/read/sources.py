"""A source as its page shows it: its divisions in the law's own order, with the norms each states; and the list of all sources."""

from datetime import date

from lfr_kg.base.namespaces import iri
from lfr_kg.corpus.citation import position
from lfr_kg.trace.chain import in_force, versions_of
from lfr_kg.web.read.norms import treatment_cited

GROUPS = (
    ("Acts and statutory instruments", ("lfr:Act", "lfr:StatutoryInstrument", "lfr:AssimilatedLaw")),
    ("Cases", ("lfr:Case",)),
    ("Codes and statements with statutory force", ("lfr:StatutoryCode", "lfr:StatutoryStatement")),
    ("Guidance", ("lfr:Guidance", "lfr:ProcurementPolicyNote", "lfr:RegulatorStatement")),
    ("What forces and departments set themselves", ("lfr:PolicySource", "lfr:ForceRecord")),
    ("Parliament and other papers", ()),
)


def source_values(things, source) -> dict:
    """What the template of a source's page takes."""
    treatments = [_treatment(things, found) for found in things.pointing(source, "lfr:treatedBy")]
    found = divisions(things, source)
    return {
        "node": source,
        "divisions": found,
        "coverage": coverage(things, found),
        "unread": _not_encoded(found),
        "norm_count": len(things.norms_by_source.get(source, ())),
        "treatments": treatments,
        "treated": [_treatment(things, found) for found in things.pointing(source, "lfr:treats")],
        "refined_by": things.pointing(source, "lfr:refines"),
        "passages": [node for node in things.pointing(source, "lfr:mentionsSource") if things.is_a(node, "lfr:Passage")],
        "has_parts": bool(things.back.to(source, iri("lfr:partOf"))),
    }


def coverage(things, found: list[dict]) -> list[tuple[int, str, str]]:
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
        elif things.back.to(each["node"], iri("lfr:changedBy")) or things.back.to(each["node"], iri("lfr:statedBy")):
            counts["judge"] += 1
        elif not each["parts"]:
            counts["later"] += 1
    words = {"good": "state a duty or other rule", "judge": "change or interpret the law", "none": "read, no rule drawn", "later": "here for reference only"}
    return [(number, kind, words[kind]) for kind, number in counts.items()]


def divisions(things, parent, shown: set | None = None) -> list[dict]:
    """The direct parts of a source or provision in the law's own order, each with its norms, versions and parts.

    ``shown`` gathers the norms that came up, so that one which several divisions state is told once in full.
    """
    shown = set() if shown is None else shown
    parts = [node for node in things.back.to(parent, iri("lfr:partOf")) if not things.is_a(node, "lfr:ProvisionVersion")]
    return [division(things, node, shown) for node in sorted(parts, key=lambda node: (position(things.graph, node), str(node)))]


def division(things, node, shown: set | None = None) -> dict:
    """One provision with the norms it states, its versions, its parts, and why nothing was drawn from it where that is so."""
    shown = set() if shown is None else shown
    norms = [norm for norm in things.pointing(node, "lfr:statedBy") if things.is_a(norm, "lfr:RegisterEntry")]
    again = [norm for norm in norms if norm in shown]
    shown.update(norms)
    return {
        "node": node,
        "norms": [norm for norm in norms if norm not in again],
        "again": again,
        "versions": versions_of(things.graph, things.back, node),
        "not_encoded": things.text(node, "lfr:reasonNotEncoded"),
        "parts": divisions(things, node, shown),
    }


def law_on(things, day: date) -> list[tuple[str, list[dict]]]:
    """All sources under their groups, by title; each with whether it is in force on ``day`` and how many of its norms are."""
    listed: dict[str, list[dict]] = {group: [] for group, _ in GROUPS}
    for source in things.sources:
        kinds = things.kinds(source)
        group = next((name for name, members in GROUPS if kinds & set(members)), GROUPS[-1][0])
        norms = things.norms_by_source.get(source, ())
        entry = {"node": source, "is_current": in_force(things.graph, source, day), "norms": len(norms)}
        listed[group].append(entry | {"current_norms": sum(in_force(things.graph, norm, day) for norm in norms)})
    return [(group, sorted(found, key=lambda entry: things.text(entry["node"], "dct:title").lower())) for group, found in listed.items() if found]


def _not_encoded(found: list[dict]) -> list[dict]:
    """The divisions, at any depth, that were read and from which no rule was drawn."""
    return [each for division in found for each in ([division] if division["not_encoded"] else []) + _not_encoded(division["parts"])]


def by_slug(things, slug: str):
    """The source whose dct:identifier is ``slug``, or None."""
    return next((source for source in things.sources if things.text(source, "dct:identifier") == slug), None)


def _treatment(things, node) -> dict:
    return {
        "case": things.value(node, "lfr:treatedBy"),
        "about": things.all(node, "lfr:treats"),
        "outcome": things.text(node, "lfr:held"),
        "cited": treatment_cited(things, node),
    }
