"""From results to verdicts: the ten, in their order; exemptions; departures; contrary to duty in rounds; what is due when.

The meaning of each verdict is stated in the concept scheme con:verdict. Nothing here names a norm.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from lfr_kg.assess.checks import Result, is_missing
from lfr_kg.assess.events import Considered, outside_term, things_reached
from lfr_kg.assess.inference import Inference
from lfr_kg.assess.law import ASSESSED, BEARING, Norm
from lfr_kg.assess.record import Entry, Record
from lfr_kg.base import times
from lfr_kg.base.model import Node, Verdict, node_of
from lfr_kg.base.namespaces import END, START, iri
from lfr_kg.base.scales import CONTRADICTED, FORCES

NOT_DECIDABLE = "not-decidable"
UNVERIFIED = "unverified"


@dataclass(frozen=True)
class Deadline:
    """The time by which something is due: an instant or, where the period is in days or months, a day whose end it is."""

    until: datetime | date
    inclusive: bool = True

    def has_come(self, at: datetime) -> bool:
        """Whether the time is over at an instant."""
        if isinstance(self.until, datetime):
            return at > self.until if self.inclusive else at >= self.until
        return times.london_day(at) > self.until

    @property
    def moment(self) -> datetime:
        """The last moment: deadlines stand in its order."""
        if isinstance(self.until, datetime):
            return self.until.astimezone(UTC)
        return datetime.combine(self.until, time.max, times.LONDON).astimezone(UTC)

    def __str__(self) -> str:
        return self.until.isoformat()


@dataclass(frozen=True)
class ShapeIndex:
    """What the shapes of norms are: the shape of each norm (slug by slug), the facets marked as asking for presence, those that ask a
    person, those that find the force's own policy saying the same."""

    checked: dict[str, str]
    presence: set[str]
    to_judge: set[str]
    own_policy: set[str]


@dataclass
class Finding:
    """The verdict of one norm on one deployment, with the results that made it."""

    considered: Considered
    """What the verdict was found on."""
    verdict: Verdict
    contradictions: list[Result] = field(default_factory=list)
    missing: list[Result] = field(default_factory=list)
    to_judge: list[Result] = field(default_factory=list)
    """Results of facets that ask a person."""
    deadline: Deadline | None = None
    displaced_by: tuple[str, ...] = ()
    limited_by: tuple[Norm, ...] = ()
    """Exemptions that hold and reach the norm only in part, or are only claimed."""
    repairs: tuple[str, ...] = ()
    """Slugs of the norms, breached or departed from, that brought this one to life."""
    departures: tuple[Entry, ...] = ()
    """Reasons recorded for not following it, where the record contradicts it."""

    @property
    def norm(self) -> Norm:
        """The norm."""
        return self.considered.norm

    @property
    def missing_elsewhere(self) -> list[Result]:
        """Where a person is asked about some parts of a deployment, what is missing of others (a second request, another breach)."""
        about = {str(self.considered.inference.deployment.node), *(result.focus for result in self.to_judge)}
        return [result for result in self.missing if self.to_judge and result.focus not in about]


@dataclass
class Judgement:
    """Everything found of one deployment."""

    findings: list[Finding]
    relied_on: list[Norm]
    """Exemptions that reach some finding."""
    also_bears: list[Norm]
    """What else holds and gets no verdict: powers, permissions, rights, holdings, practices."""
    out_of_reach: list[Norm]


def judge(
    considered: list[Considered], results: Callable[[Inference], dict[str, list[Result]]], index: ShapeIndex, record: Record, at: datetime
) -> Judgement:
    """The verdicts on a deployment by the norms considered.

    ``results`` gives for what a norm sees the results by the slug of their shape; ``at`` is the instant assessed at, with an offset.
    """
    exemptions: dict[str, list[Considered]] = {}
    for each in considered:
        if each.norm.kind == "Exemption" and each.holds:
            for slug in each.norm.displaces | each.norm.limits:
                exemptions.setdefault(slug, []).append(each)
    findings = {}
    for each in considered:
        norm = each.norm
        if norm.kind in ASSESSED and norm.decided_by != NOT_DECIDABLE:
            reaching = [other for other in exemptions.get(norm.slug, ()) if _meet(other, each)]
            found = results(each.inference).get(index.checked.get(norm.slug, ""), [])
            findings[norm.slug] = _find(each, reaching, found, index, record.departed(norm.slug), at)
    _repair(findings, at)
    held = [each.norm for each in considered if each.holds]
    reached = {slug for finding in findings.values() for slug in (*finding.displaced_by, *(norm.slug for norm in finding.limited_by))}
    return Judgement(
        findings=list(findings.values()),
        relied_on=[norm for norm in held if norm.slug in reached],
        also_bears=[norm for norm in held if norm.kind in BEARING and norm.slug not in reached],
        out_of_reach=[norm for norm in held if norm.decided_by == NOT_DECIDABLE],
    )


def _meet(exemption: Considered, duty: Considered) -> bool:
    """Whether an exemption and a duty speak of one thing: not where each was brought in by events of its own, nor where the paper of the
    exemption had effect on the day of none."""
    if duty.dated and len(outside_term(exemption, duty)) == len(duty.dated):
        return False
    return not duty.events or not exemption.events or bool(exemption.events & duty.events)


def _displaces(exemption: Considered, norm: Norm) -> bool:
    """Whether an exemption that holds switches a norm off whole.

    It does not where it is only claimed, nor where its paper has to name the norm and does not.
    """
    if norm.slug not in exemption.norm.displaces or exemption.norm.is_claim:
        return False
    deployment, path = exemption.inference.deployment, exemption.norm.named_by
    return not path or norm.node in deployment.facts.along(deployment.node, path)


def _find(
    each: Considered, exemptions: list[Considered], results: list[Result], index: ShapeIndex, departures: list[Entry], at: datetime
) -> Finding:
    """The verdict of a norm as if nothing had to be repaired first."""
    norm = each.norm
    if each.holds is False:
        return Finding(each, Verdict.NOT_APPLICABLE)
    displaced = tuple(sorted(other.norm.slug for other in exemptions if _displaces(other, norm)))
    if each.holds and displaced:
        return Finding(each, Verdict.DISPLACED, displaced_by=displaced)
    limiting = tuple(other for other in exemptions if _limits(other, norm))
    finding = _on_evidence(each, results, index, departures, at) if each.holds else Finding(each, Verdict.CONDITION_NOT_STATED)
    if not each.is_dated and not _stands(finding):
        finding = Finding(each, Verdict.CONDITION_NOT_STATED)
    finding.limited_by = tuple(other.norm for other in limiting) if finding.verdict != Verdict.CONDITION_NOT_STATED else ()
    if finding.limited_by and (_is_covered(finding, limiting) or any(other.norm.is_claim for other in limiting)):
        finding.verdict = Verdict.FOR_JUDGEMENT
    return finding


def _stands(finding: Finding) -> bool:
    """Whether a verdict stands whatever an event without a day may show: what others contradict, or bring before a person."""
    return finding.verdict in CONTRADICTED or (finding.verdict == Verdict.FOR_JUDGEMENT and bool(finding.considered.dated))


def _limits(exemption: Considered, norm: Norm) -> bool:
    """Whether an exemption that holds reaches a norm in part, or claims to switch it off."""
    return norm.slug in exemption.norm.limits or (exemption.norm.is_claim and norm.slug in exemption.norm.displaces)


def _is_covered(finding: Finding, limiting: tuple[Considered, ...]) -> bool:
    """Whether all that contradicts a norm may be of a part that some exemption reaches.

    What it says of one thing (a request, an alert) excuses no other. Where a record does not name the part that it reaches, that part
    may be what contradicts, which a person decides.
    """
    return finding.verdict in CONTRADICTED and all(
        any(_may_reach(exemption, node_of(result.focus), finding.considered) for exemption in limiting) for result in finding.contradictions
    )


def _may_reach(exemption: Considered, focus: Node | None, judged: Considered) -> bool:
    """Whether what contradicts may be of a part that an exemption reaches: not where it is another of the things that the record names, nor
    where the exemption had no effect on its day."""
    if focus in outside_term(exemption, judged):
        return False
    return focus not in things_reached(exemption.norm, judged.inference) or focus in exemption.events


def _on_evidence(each: Considered, results: list[Result], index: ShapeIndex, departures: list[Entry], at: datetime) -> Finding:
    """The verdict of a norm that applies, by what its shape found."""
    norm = each.norm
    asked, missing, contradictions = list[Result](), list[Result](), list[Result]()
    for result in results:
        is_asked = result.shape in index.to_judge
        (asked if is_asked else missing if is_missing(result, index.presence) else contradictions).append(result)
    if contradictions:
        verdict = contradicted(norm, any(result.shape in index.own_policy for result in contradictions))
        explained = tuple(departures) if verdict == Verdict.DEPARTED_FROM else ()
        return Finding(each, Verdict.FOR_JUDGEMENT if explained else verdict, contradictions, missing, asked, departures=explained)
    if asked:
        return Finding(each, Verdict.FOR_JUDGEMENT, [], missing, asked)
    if missing:
        deadlines = [deadline_of(norm, result, each.inference) for result in missing]
        open_still = all(deadline is not None and not deadline.has_come(at) for deadline in deadlines)
        # of several things, that which is due first: a later one must not hide what is overdue
        first = min((d for d in deadlines if d is not None), key=lambda d: d.moment, default=None)
        return Finding(each, Verdict.NOT_YET_DUE if open_still else Verdict.NOT_STATED, [], missing, deadline=first)
    if norm.decided_by == "judgement":
        return Finding(each, Verdict.FOR_JUDGEMENT)
    return Finding(each, Verdict.RECORDED if norm.leaves_open else Verdict.MET)


def contradicted(norm: Norm, is_own_policy: bool) -> Verdict:
    """What it is that something stated contradicts a norm: by its binding force, and a question where nobody here has read its words,
    unless the force's own policy says the same."""
    verdict = FORCES[norm.authority].contradicted_is or Verdict.FOR_JUDGEMENT
    return Verdict.FOR_JUDGEMENT if norm.verification == UNVERIFIED and not is_own_policy else verdict


def deadline_of(norm: Norm, result: Result, inference: Inference) -> Deadline | None:
    """When the evidence that a result misses is due; None where the time it is counted from is not stated."""
    if norm.due == "after-event":
        focus = node_of(result.focus)
        value = inference.facts.value(focus, norm.due_by) if norm.due_by is not None and focus is not None else None
        return Deadline(times.moment(value.value)) if value is not None else None
    return due_of(norm, inference)


def due_of(norm: Norm, inference: Inference) -> Deadline | None:
    """When a norm that counts from the deployment itself is due; None where that time is not stated, or an event brings the norm in."""
    facts, node = inference.facts, inference.deployment.node
    if norm.due == "after-event":
        return None
    value = facts.value(node, START if norm.due == "before-start" else END)
    if value is None or norm.due is None:
        return None
    moment = times.instant(value.value)
    if norm.due != "after-end" or norm.within is None:
        return Deadline(moment, inclusive=False)
    if times.is_in_days(norm.within):
        return Deadline(times.last_day(times.london_day(moment), norm.within, norm.counting))
    return Deadline(moment + timedelta(seconds=float(times.period(norm.within)[1])))


def _repair(findings: dict[str, Finding], at: datetime) -> None:
    """Contrary to duty: a norm that repairs others lives only where one of them is breached or departed from, and what is to be done during
    the deployment only until it has ended; in rounds, until no more comes alive."""
    waiting = {slug for slug, finding in findings.items() if finding.norm.repairs}
    too_late = {slug for slug in waiting if findings[slug].norm.due == "during" and _has_ended(findings[slug].considered, at)}
    while True:
        breached = {slug for slug, finding in findings.items() if finding.verdict in CONTRADICTED and slug not in waiting}
        alive = {slug for slug in waiting - too_late if findings[slug].norm.repairs & breached}
        if not alive:
            break
        for slug in alive:
            findings[slug].repairs = tuple(sorted(findings[slug].norm.repairs & breached))
        waiting -= alive
    for slug in waiting:
        findings[slug] = Finding(findings[slug].considered, Verdict.NOT_APPLICABLE)


def _has_ended(considered: Considered, at: datetime) -> bool:
    """Whether the deployment is stated to have ended by an instant."""
    inference = considered.inference
    ended = inference.facts.value(inference.deployment.node, iri("lfr:actualEnd"))
    return ended is not None and times.instant(ended.value) <= at
