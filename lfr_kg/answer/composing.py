"""An answer made of what was found: each norm once, each condition once, findings, actions; then sealed by its receipt."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from orjson import Fragment

from lfr_kg.answer import receipt
from lfr_kg.answer.actions import actions_of
from lfr_kg.answer.compact import compact_norm
from lfr_kg.answer.contract import Answer, Bearing, Departed, Deployment, Finding, Judged, Norm, Receipt, SetAside
from lfr_kg.assess import law
from lfr_kg.assess.findings import Assessed, Found
from lfr_kg.assess.record import Entry
from lfr_kg.base.model import Verdict
from lfr_kg.base.scales import CONTRADICTED, FORCES, IN_ORDER
from lfr_kg.base.serialising import canonical

MOST_WRITTEN = 5_000
"""How many norms are kept as they are written, 650 bytes each: some dozen times all that there are, since positions of texts differ."""
_NAMES = {verdict: verdict.value for verdict in Verdict}
_WEIGHED = CONTRADICTED | {Verdict.FOR_JUDGEMENT}
"""The verdicts beside which a reader has to know what a norm does not reach."""
Cite = Callable[[str], dict[str, str]]
"""Citation, provision and official address of a norm, by its slug."""


@dataclass(frozen=True)
class Circumstances:
    """What the receipt tells of an assessment beside what was found: hash of the description, version and hash of the law, software, the
    instant assessed at, and whether what was declared later was left out."""

    input_hash: str
    corpus_version: str
    corpus_hash: str
    software: str
    at: datetime
    as_then: bool


class Entries:
    """What is constant of norms, for answers: made once of each, by its slug, and shared. Do not change it."""

    def __init__(self, cite: Cite):
        self.cite = cite
        self._made: dict[str, Norm] = {}
        self._written: dict[tuple[str, int], Fragment] = {}

    def of(self, norm: law.Norm) -> Norm:
        """What is constant of a norm."""
        entry = self._made.get(norm.slug)
        if entry is None:
            entry = self._made[norm.slug] = entry_of(norm, self.cite)
        return entry

    def written(self, norm: Norm, position: int) -> Fragment:
        """The same in canonical form, as it stands in an answer with the position of its text: made once of each, as long as there is
        room, and put into answers as it is."""
        key = (norm["norm"], position)
        text = self._written.get(key)
        if text is None:
            if len(self._written) >= MOST_WRITTEN:
                self._written.clear()
            text = self._written[key] = Fragment(canonical(compact_norm(norm, position)))
        return text


def compose(
    found: list[Assessed], circumstances: Circumstances, set_aside: list[SetAside], notes: list[str], entries: Entries
) -> receipt.Sealed:
    """The sealed answer on some deployments."""
    norms = {norm.slug: norm for each in found for norm in _named(each)}
    answer: Answer = {
        "receipt": _receipt(found, circumstances),
        "setAside": set_aside,
        "notes": notes + [note for each in found for note in each.notes],
        "norms": {slug: entries.of(norm) for slug, norm in sorted(norms.items())},
        "deployments": [_deployment(each) for each in found],
    }
    return receipt.seal(answer, entries.written)


def _receipt(found: list[Assessed], circumstances: Circumstances) -> Receipt:
    days = {each.day.isoformat() for each in found}
    said: Receipt = {
        "inputHash": circumstances.input_hash,
        "corpusVersion": circumstances.corpus_version,
        "corpusHash": circumstances.corpus_hash,
        "software": circumstances.software,
        "lawAsAt": days.pop() if len(days) == 1 and not any(each.is_by_events for each in found) else None,
        "assessedAt": circumstances.at.isoformat(),
    }
    if circumstances.as_then:
        said["understanding"] = "then"
    return said


def _named(found: Assessed) -> Iterable[law.Norm]:
    return (*(each.norm for each in found.findings), *found.relied_on, *found.also_bears, *found.out_of_reach)


def entry_of(norm: law.Norm, cite: Cite) -> Norm:
    """What is constant of a norm, for an answer."""
    cited = cite(norm.slug)
    said: Norm = {
        "norm": norm.node.value,
        "kind": norm.kind,
        "title": norm.title,
        "statement": norm.statement,
        "authority": norm.authority,
        "citation": cited["citation"],
        "provision": cited["provision"],
        "officialText": cited["officialText"],
        "verification": norm.verification,
    }
    if norm.bearers:
        said["bearer"] = "; ".join(norm.bearers)
    if norm.theme:
        said["theme"] = norm.theme
    if norm.leaves_open:
        said["leavesOpen"] = norm.leaves_open
    if norm.undecided_because:
        said["why"] = norm.undecided_because
    return said


def _deployment(found: Assessed) -> Deployment:
    counted = Counter([each.finding.verdict for each in found.findings])
    return {
        "id": found.name,
        "identifier": found.identifier,
        "record": found.record_kind,
        "lawAsAt": found.day.isoformat(),
        "summary": {verdict.value: counted.get(verdict, 0) for verdict in IN_ORDER},
        "matrix": _matrix(found.findings),
        "judgements": found.record.counts(),
        "actions": actions_of(found),
        "conditions": {node.value: standing for node, standing in sorted(found.conditions.items(), key=lambda pair: pair[0].value)},
        "findings": [_finding(each, found) for each in found.findings],
        "reliedOn": [_bearing(norm, found.day) for norm in found.relied_on],
        "alsoBears": [_bearing(norm, found.day) for norm in found.also_bears],
        "outOfReach": [_bearing(norm, found.day) for norm in found.out_of_reach],
    }


def _matrix(findings: list[Found]) -> dict[str, dict[str, int]]:
    """How many findings of each binding force, the most binding first, have each verdict."""
    counted = Counter([(each.norm.authority, each.finding.verdict) for each in findings])
    found = {authority for authority, _ in counted}
    forces = [slug for slug, force in FORCES.items() if force.contradicted_is or slug in found]
    return {force: {verdict.value: counted.get((force, verdict), 0) for verdict in IN_ORDER} for force in forces}


def _finding(each: Found, found: Assessed) -> Finding:
    finding, norm, considered = each.finding, each.norm, each.finding.considered
    said: Finding = {
        "slug": norm.slug,
        "verdict": _NAMES[finding.verdict],
        "condition": norm.applies_to.value,
        "message": each.message,
        "next": each.next,
        "evidence": each.evidence,
    }
    if each.own_standing:
        said["because"] = each.own_standing
    if finding.repairs:
        said["repairs"] = list(finding.repairs)
    if finding.displaced_by:
        said["displacedBy"] = list(finding.displaced_by)
    if finding.limited_by:
        said["limitedBy"] = [other.slug for other in finding.limited_by]
    if finding.deadline:
        said["dueBy"] = str(finding.deadline)
    days = considered.days if considered.dated else ()
    if days:
        said["eventDay"] = [day.isoformat() for day in days]
    if norm.declared_on and (declared := _declared_after(norm, max(days, default=found.day))):
        said["declaredAfter"] = declared
    if finding.departures:
        said["departure"] = [_departed(entry) for entry in finding.departures]
    if norm.exceptions and finding.verdict in _WEIGHED:
        said["exceptions"] = norm.exceptions
    if norm.contested and finding.verdict != Verdict.NOT_APPLICABLE:
        said["contested"] = norm.contested
    if norm.caution and finding.verdict != Verdict.NOT_APPLICABLE:
        said["caution"] = norm.caution
    if found.record.judgements and (judged := found.record.judged(norm.slug)):
        said["judgement"] = [_judged(entry) for entry in judged]
    return said


def _judged(entry: Entry) -> Judged:
    return {"conclusion": entry.conclusion, "reason": entry.reason, "judgedBy": entry.by, "judgedAt": entry.at}


def _departed(entry: Entry) -> Departed:
    return {"reason": entry.reason, "approvedBy": entry.by, "approvedAt": entry.at}


def _bearing(norm: law.Norm, day: date) -> Bearing:
    said: Bearing = {"slug": norm.slug, "condition": norm.applies_to.value}
    if declared := _declared_after(norm, day):
        said["declaredAfter"] = declared
    if norm.contested:
        said["contested"] = norm.contested
    if norm.caution:
        said["caution"] = norm.caution
    return said


def _declared_after(norm: law.Norm, day: date) -> str:
    """The day on which a court declared a norm, where that came after the day whose law applies; else ""."""
    return norm.declared_on.isoformat() if norm.declared_on and norm.declared_on > day else ""
