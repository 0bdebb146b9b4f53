"""From results to verdicts: the ten, in their order; exemptions; contrary to duty in rounds; what is due when.

The meaning of each verdict is stated in the concept scheme con:verdict. Nothing here names a norm.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pyoxigraph as ox

from lfr_kg.assess.checks import Result, is_missing
from lfr_kg.assess.inference import Inference
from lfr_kg.assess.law import ASSESSED, RELIED_ON, Norm
from lfr_kg.base import times
from lfr_kg.base.model import Verdict
from lfr_kg.base.namespaces import iri
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

    def __str__(self) -> str:
        return self.until.isoformat()


@dataclass
class Finding:
    """The verdict of one norm on one deployment, with the results that made it."""

    norm: Norm
    verdict: Verdict
    contradictions: list[Result] = field(default_factory=list)
    missing: list[Result] = field(default_factory=list)
    to_judge: list[Result] = field(default_factory=list)
    """Results of facets that ask a person."""
    deadline: Deadline | None = None
    displaced_by: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()
    """Slugs of the norms, breached or departed from, that brought this one to life."""


@dataclass
class Judgement:
    """Everything found of one deployment."""

    findings: list[Finding]
    relied_on: list[Norm]
    out_of_reach: list[Norm]


def judge(
    norms: list[Norm], inference: Inference, results: dict[str, list[Result]], checked: dict[str, str], presence: set[str], to_judge: set[str], at: datetime
) -> Judgement:
    """The verdicts on a deployment by the norms in force.

    ``results`` maps the slug of a shape to its results, ``checked`` the slug of a norm to that of its shape; ``presence`` holds the
    shapes marked as asking for presence, ``to_judge`` those that ask a person; ``at`` is the instant assessed at, with an offset.
    """
    holds = {norm.slug: inference.holds(norm.applies_to) for norm in norms}
    displaced: dict[str, list[str]] = {}
    for norm in norms:
        if norm.kind == "Exemption" and holds[norm.slug]:
            for slug in norm.displaces:
                displaced.setdefault(slug, []).append(norm.slug)
    assessed = [norm for norm in norms if norm.kind in ASSESSED and norm.decided_by != NOT_DECIDABLE]
    findings = {}
    for norm in assessed:
        every = results.get(checked.get(norm.slug, ""), [])
        own, asked = [result for result in every if result.shape not in to_judge], [result for result in every if result.shape in to_judge]
        findings[norm.slug] = _find(norm, holds[norm.slug], tuple(sorted(displaced.get(norm.slug, ()))), own, asked, presence, inference, at)
    _repair(findings)
    return Judgement(
        findings=list(findings.values()),
        relied_on=[norm for norm in norms if norm.kind in RELIED_ON and holds[norm.slug]],
        out_of_reach=[norm for norm in norms if norm.decided_by == NOT_DECIDABLE and holds[norm.slug]],
    )


def _find(
    norm: Norm, holds: bool | None, displaced: tuple, results: list[Result], asked: list[Result], presence: set[str], inference: Inference, at: datetime
) -> Finding:
    """The verdict of a norm as if nothing had to be repaired first."""
    if holds is False:
        return Finding(norm, Verdict.NOT_APPLICABLE)
    if holds is None:
        return Finding(norm, Verdict.CONDITION_NOT_STATED)
    if displaced:
        return Finding(norm, Verdict.DISPLACED, displaced_by=displaced)
    missing = [result for result in results if is_missing(result, presence)]
    contradictions = [result for result in results if not is_missing(result, presence)]
    if contradictions:
        return Finding(norm, _contradicted(norm), contradictions, missing, asked)
    if asked:
        return Finding(norm, Verdict.FOR_JUDGEMENT, [], missing, asked)
    if missing:
        deadlines = [deadline_of(norm, result, inference) for result in missing]
        open_still = all(deadline is not None and not deadline.has_come(at) for deadline in deadlines)
        latest = max((d for d in deadlines if d is not None), key=str, default=None)
        return Finding(norm, Verdict.NOT_YET_DUE if open_still else Verdict.NOT_STATED, [], missing, deadline=latest)
    if norm.decided_by == "judgement":
        return Finding(norm, Verdict.FOR_JUDGEMENT)
    return Finding(norm, Verdict.RECORDED if norm.leaves_open else Verdict.MET)


def _contradicted(norm: Norm) -> Verdict:
    """What it is that something stated contradicts a norm: by its binding force, and a question where nobody here has read its words."""
    verdict = FORCES[norm.authority].contradicted_is or Verdict.FOR_JUDGEMENT
    return Verdict.FOR_JUDGEMENT if verdict == Verdict.DEPARTED_FROM and norm.verification == UNVERIFIED else verdict


def deadline_of(norm: Norm, result: Result, inference: Inference) -> Deadline | None:
    """When the evidence that a result misses is due; None where the time it is counted from is not stated."""
    facts, node = inference.facts, inference.deployment.node
    if norm.due == "after-event":
        value = facts.value(_node(result.focus), norm.due_by) if norm.due_by is not None else None
        return Deadline(_moment(value.value)) if value is not None else None
    value = facts.value(node, iri("measure:start" if norm.due == "before-start" else "measure:end"))
    if value is None or norm.due is None:
        return None
    moment = times.instant(value.value)
    if norm.due != "after-end" or norm.within is None:
        return Deadline(moment, inclusive=False)
    if times.is_in_days(norm.within):
        return Deadline(times.add_period(times.london_day(moment), norm.within))
    return Deadline(moment + timedelta(seconds=float(times.period(norm.within)[1])))


def _node(text: str) -> ox.NamedNode | None:
    return ox.NamedNode(text[1:-1]) if text.startswith("<") else None


def _moment(text: str) -> datetime | date:
    return times.instant(text) if "T" in text else times.day(text)


def _repair(findings: dict[str, Finding]) -> None:
    """Contrary to duty: a norm that repairs others lives only where one of them is breached or departed from; in rounds, until no more comes alive."""
    waiting = {slug for slug, finding in findings.items() if finding.norm.repairs}
    while True:
        breached = {slug for slug, finding in findings.items() if finding.verdict in CONTRADICTED and slug not in waiting}
        alive = {slug for slug in waiting if findings[slug].norm.repairs & breached}
        if not alive:
            break
        for slug in alive:
            findings[slug].repairs = tuple(sorted(findings[slug].norm.repairs & breached))
        waiting -= alive
    for slug in waiting:
        findings[slug] = Finding(findings[slug].norm, Verdict.NOT_APPLICABLE)
