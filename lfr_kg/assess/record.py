"""What people recorded of norms in a description: their judgements, and their reasons for departing from a code, guidance or policy.

The record of a person's view is no evidence of the fact: it is shown and counted, and moves no verdict. A reason for a departure turns
that departure into a question whether the reason is good enough.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from lfr_kg.assess.law import Norm
from lfr_kg.assess.wording import Wording
from lfr_kg.base.model import Graph, Value, Verdict
from lfr_kg.base.namespaces import PREFIXES, iri
from lfr_kg.base.scales import CONCLUSIONS, FORCES
from lfr_kg.base.words import quoted
from lfr_kg.evidence.description import Deployment


@dataclass(frozen=True)
class Entry:
    """A judgement or a departure on one norm; texts are empty where nothing is stated."""

    slug: str
    reason: str
    by: str
    at: str
    conclusion: str = ""


@dataclass(frozen=True)
class Record:
    """The judgements and departures that a description states, in its order."""

    judgements: tuple[Entry, ...]
    departures: tuple[Entry, ...]

    def judged(self, slug: str) -> list[Entry]:
        """The judgements on a norm that say why."""
        return [each for each in self.judgements if each.slug == slug and each.reason]

    def departed(self, slug: str) -> list[Entry]:
        """The departures from a norm that say why."""
        return [each for each in self.departures if each.slug == slug and each.reason]

    def counts(self) -> dict[str, int]:
        """How many judgements with a reason came to each conclusion."""
        found = Counter(each.conclusion for each in self.judgements if each.reason)
        return {conclusion: found.get(conclusion, 0) for conclusion in CONCLUSIONS}

    def notes(self, found: Iterable[Norm], norms: Mapping[str, Norm], wording: Wording, label: Callable[[Value], str]) -> list[str]:
        """What was recorded to no effect, in words. ``found`` gives the norms that there is a finding on, ``norms`` every norm by slug;
        ``label`` names a term."""
        recorded = [(each, "lfr:Judgement") for each in self.judgements] + [(each, "lfr:Departure") for each in self.departures]
        authorities = {norm.slug: norm.authority for norm in found} if recorded else {}
        notes = []
        for entry, kind in recorded:
            if why := _to_no_effect(entry, kind, authorities, norms):
                named = quoted(norms[entry.slug].title if entry.slug in norms else entry.slug)
                notes.append(wording.sentence(f"note-{why}", what=label(iri(kind)), named=named))
        return notes


def read_record(deployment: Deployment) -> Record:
    """What a description records of norms."""
    facts, node = deployment.facts, deployment.node
    judgements = [
        _entry(facts, each, norm, "judgedBy", "judgedAt")
        for each in facts.objects(node, iri("lfr:judgement"))
        for norm in facts.objects(each, iri("lfr:on"))
    ]
    departures = [
        _entry(facts, each, norm, "approvedBy", "approvedAt")
        for each in facts.objects(node, iri("lfr:departure"))
        for norm in facts.objects(each, iri("lfr:departsFrom"))
    ]
    return Record(tuple(judgements), tuple(departures))


def _to_no_effect(entry: Entry, kind: str, found: dict[str, str], norms: Mapping[str, Norm]) -> str:
    """Why an entry has no effect, as the end of a sentence's name; "" where it has one."""
    if entry.slug not in norms:
        return "unknown"
    if entry.slug not in found:
        return "no-finding"
    if not entry.reason:
        return "no-reason"
    is_binding = FORCES[found[entry.slug]].contradicted_is != Verdict.DEPARTED_FROM
    return "binding" if kind == "lfr:Departure" and is_binding else ""


def _entry(facts: Graph, node: Value, norm: Value, by: str, at: str) -> Entry:
    def text(name: str) -> str:
        return facts.text(node, iri(f"lfr:{name}"))

    return Entry(
        norm.value.removeprefix(PREFIXES["norm"]), text("reason").strip(), text(by), text(at), text("conclusion").rsplit("/", 1)[-1]
    )
