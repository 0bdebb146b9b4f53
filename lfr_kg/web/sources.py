"""A source as its page shows it: its divisions in the law's own order, with the norms each states; and the list of all sources."""

from datetime import date

from lfr_kg.namespaces import iri
from lfr_kg.trace.chain import in_force, versions_of
from lfr_kg.trace.citation import position
from lfr_kg.web.norms import treatment_cited

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
    return {
        "node": source,
        "divisions": divisions(things, source),
        "norm_count": len(things.norms_by_source.get(source, ())),
        "treatments": treatments,
        "treated": [_treatment(things, found) for found in things.pointing(source, "lfr:treats")],
        "refined_by": things.pointing(source, "lfr:refines"),
        "passages": [node for node in things.pointing(source, "lfr:mentionsSource") if things.is_a(node, "lfr:Passage")],
        "has_parts": bool(things.back.to(source, iri("lfr:partOf"))),
    }


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


def by_slug(things, slug: str):
    """The source whose dct:identifier is ``slug``, or None."""
    return next((source for source in things.sources if things.text(source, "dct:identifier") == slug), None)


def _treatment(things, node) -> dict:
    return {
        "case": things.value(node, "lfr:treatedBy"),
        "about": things.all(node, "lfr:treats"),
        "outcome": things.text(node, "lfr:outcome"),
        "cited": treatment_cited(things, node),
    }
