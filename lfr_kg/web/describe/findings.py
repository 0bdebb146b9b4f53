"""What the record shows so far: the findings on a draft, sorted by the section of the form in which each can be answered."""

from dataclasses import dataclass

from lfr_kg.answer.contract import Answer, InlineDeployment, InlineFinding
from lfr_kg.answer.detail import inlined
from lfr_kg.answer.proofs import proof_of
from lfr_kg.base.model import Graph, Verdict
from lfr_kg.base.namespaces import PREFIXES, compact, iri
from lfr_kg.base.scales import CONTRADICTED, VERDICTS, VerdictEntry
from lfr_kg.drafting.dictionary import Section
from lfr_kg.web.describe.view import View

SHOWN = tuple(slug for slug, entry in VERDICTS.items() if not entry.is_listed and slug != Verdict.DISPLACED)
"""The verdicts about which the writer of a description can do something, in the order of what there is to do."""


@dataclass(frozen=True)
class Finding:
    """One finding as the form shows it: the norm's slug, its verdict, what the record shows, and what to state."""

    slug: str
    verdict: str
    citation: str
    verification: str
    message: str
    next: str


@dataclass(frozen=True)
class Findings:
    """All findings: how many of each verdict; by section and verdict; and those that no section can answer, under None."""

    summary: dict[str, int]
    law_as_at: str
    by_section: dict[str | None, dict[str, list[Finding]]]

    def of(self, slug: str | None, verdict: str) -> list[Finding]:
        """The findings of a verdict that one section can answer."""
        return self.by_section.get(slug, {}).get(verdict, [])

    def count(self, slug: str, *verdicts: str) -> int:
        """How many findings of some verdicts a section can answer."""
        return sum(len(self.of(slug, verdict)) for verdict in verdicts)

    @property
    def contradicted_nowhere(self) -> list[Finding]:
        """The findings of what is contradicted that no section can answer."""
        return [each for entry in self.contradicted for each in self.of(None, entry.slug)]

    @property
    def contradicted(self) -> list[VerdictEntry]:
        """The verdicts of what a record contradicts, in their order."""
        return [VERDICTS[slug] for slug in SHOWN if slug in CONTRADICTED]

    def elsewhere(self, sections: tuple[Section, ...], here: Section | None) -> list[tuple[Section, int]]:
        """The other sections that can answer what is contradicted, and how many findings that is."""
        return [(each, count) for each in sections if each != here and (count := self.count(each.slug, *CONTRADICTED))]


def read_findings(result: Answer, view: View, graph: Graph) -> Findings:
    """The findings on the one deployment of an answer, by section."""
    deployment = inlined(result)["deployments"][0]
    by_section: dict[str | None, dict[str, list[Finding]]] = {}
    for found in deployment["findings"]:
        if found["verdict"] not in SHOWN:
            continue
        section = _section(found, deployment, view, graph)
        entry = Finding(
            found["slug"],
            found["verdict"],
            found["citation"],
            found["verification"],
            found["message"],
            found["next"],
        )
        by_section.setdefault(section.slug if section else None, {}).setdefault(found["verdict"], []).append(entry)
    return Findings(deployment["summary"], deployment["lawAsAt"], by_section)


def _section(found: InlineFinding, deployment: InlineDeployment, view: View, graph: Graph) -> Section | None:
    """Where a finding can be answered: where the part it looks at is written, or where the property it misses is asked for."""
    for row in found["evidence"]:
        if row["focus"] in view.section_by_part and row["focus"] != view.draft.id:
            return view.section_by_part[row["focus"]]
    names = [name for row in found["evidence"] for name in _properties(row["path"], graph)]
    steps = proof_of(found["condition"], found["because"], deployment["conditions"])
    names += [path.split(" / ")[0] for step in steps for path in step.get("decidedOn", ())]
    table = view.dictionary.section_of
    return next(
        (table[name] for name in names if name in table),
        next((sections[0] for name in names if (sections := view.dictionary.sections_of.get(name))), None),
    )


def _properties(path: str, graph: Graph) -> list[str]:
    """The compact names of the properties that a path rests on: itself, or what a measure is computed from."""
    if not path.startswith(PREFIXES["measure"]):
        return [compact(path)]
    return [compact(each.value) for each in graph.objects(iri(compact(path)), iri("lfr:computedFrom"))]
