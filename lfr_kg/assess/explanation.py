"""What a finding means in a sentence, and what to do next; why its norm applies is told by ``standings``.

The words stand in the knowledge (``wording``): they say what the record shows or does not show, and never call a deployment unlawful.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lfr_kg.assess.checks import Check, Facet, Result
from lfr_kg.assess.evidence import SATISFIED, Look, LookedAt
from lfr_kg.assess.inference import Inference
from lfr_kg.assess.law import Norm
from lfr_kg.assess.naming import Nouns
from lfr_kg.assess.standings import Standings
from lfr_kg.assess.verbalisation import Teller
from lfr_kg.assess.verdicts import Finding
from lfr_kg.assess.wording import listed, within
from lfr_kg.base import times
from lfr_kg.base.model import Verdict, node_of
from lfr_kg.base.scales import CONTRADICTED
from lfr_kg.base.words import quoted

NOTHING_TO_DO = (Verdict.MET, Verdict.NOT_APPLICABLE, Verdict.DISPLACED)


@dataclass(frozen=True)
class Means:
    """What every deployment is explained with: every named shape by its IRI, what each check looks at, the properties that each measure is
    computed from, and every norm by slug."""

    nouns: Nouns
    facets: dict[str, Facet]
    looks: dict[str, tuple[Look, ...]]
    computed_from: Mapping[Any, Any]
    norms: Mapping[str, Norm]


class Explainer:
    """Puts the findings on one deployment into words; ``conditions`` tells how its conditions stand."""

    def __init__(self, inference: Inference, means: Means):
        self.inference, self.nouns, self.wording = inference, means.nouns, means.nouns.wording
        self.facets, self.norms = means.facets, means.norms
        self.teller = Teller(inference, means.nouns, means.computed_from)
        self.looked_at = LookedAt(inference, means.facets, means.looks, self.teller)
        self.conditions = Standings(inference, means.nouns, self.teller, self.looked_at)

    # In a sentence, and next

    def said(self, finding: Finding, check: Check | None) -> tuple[str, str, str]:
        """Its ``message``, its ``next`` and, where a person judges, its ``question``. Where nothing contradicts, lacks or stands beside it,
        they depend on the norm alone, and are kept."""
        depends = finding.contradictions or finding.missing or finding.to_judge or finding.departures or finding.limited_by
        if depends or finding.verdict not in SATISFIED:
            return self._said(finding, check)
        key = (finding.considered.norm.slug, finding.verdict)
        said = self.nouns.said.get(key)
        if said is None:
            said = self.nouns.said[key] = self._said(finding, check)
        return said

    def _said(self, finding: Finding, check: Check | None) -> tuple[str, str, str]:
        question = self.question(finding) if finding.verdict == Verdict.FOR_JUDGEMENT else ""
        return self.message(finding, check), self.next(finding, question), question

    def message(self, finding: Finding, check: Check | None) -> str:
        """What the record shows, in a sentence or a few. ``check`` is the norm's shape, where it has one."""
        shown = self._shows(finding, check)
        if not (finding.missing or finding.departures or finding.limited_by):
            return shown
        return " ".join(part for part in (shown, *self._beside(finding)) if part)

    def _beside(self, finding: Finding) -> list[str]:
        """What stands beside the finding: times that cannot be, reasons recorded for a departure, and exemptions that reach it in part."""
        say = self.wording.sentence
        reasons = [say("reason-recorded", reason=quoted(each.reason)) for each in finding.departures]
        reach = [
            say("exemption-claimed" if norm.is_claim else "exemption-in-part", exemption=quoted(norm.title)) for norm in finding.limited_by
        ]
        times = dict.fromkeys(said for result in finding.missing for said in self.looked_at.untimely(result))
        return [*times, *reasons, *reach]

    def _shows(self, finding: Finding, check: Check | None) -> str:
        if finding.contradictions:
            return self._messages(finding.contradictions)
        if finding.verdict in (Verdict.NOT_STATED, Verdict.NOT_YET_DUE):
            return self._messages(finding.missing)
        if finding.verdict == Verdict.FOR_JUDGEMENT and (finding.missing or finding.to_judge):
            return self._messages([*finding.to_judge, *finding.missing_elsewhere] if finding.to_judge else finding.missing)
        if finding.verdict in (Verdict.MET, Verdict.RECORDED, Verdict.FOR_JUDGEMENT):
            return self.nouns.as_stated(check.asks if check is not None else finding.norm.asks_for)
        return self._out_of_play(finding)

    def _out_of_play(self, finding: Finding) -> str:
        """Why nothing was checked: displaced, not applicable or not stated whether it applies."""
        norm, say = finding.norm, self.wording.sentence
        if finding.verdict == Verdict.DISPLACED:
            return say("displaced", exemptions=listed([quoted(self.norms[slug].title) for slug in finding.displaced_by]))
        if finding.verdict == Verdict.CONDITION_NOT_STATED and self._lacks_day(finding):
            return say("day-unsaid", unsaid=self.teller.along(norm.event_day))
        if finding.verdict == Verdict.NOT_APPLICABLE and norm.repairs and self.inference.holds(norm.applies_to) is not False:
            return say("nothing-to-repair")
        return self.conditions.because(norm.applies_to)

    def _lacks_day(self, finding: Finding) -> bool:
        """Whether what is not stated is the day of an event, and not whether the condition holds."""
        is_open = self.inference.holds(finding.norm.applies_to) is None
        return bool(finding.norm.event_day) and not (finding.considered.is_dated and is_open)

    def _messages(self, results: list[Result]) -> str:
        """What facets say of results, each with the part that it is about where the deployment has several such parts."""
        told: dict[str, list[str]] = {}
        for result in results:
            told.setdefault(self._part(result), []).append(" ".join(result.messages))
        return " ".join(self._of_part(part, list(dict.fromkeys(said))) for part, said in told.items())

    def _part(self, result: Result) -> str:
        """The name of the part that a result is about; "" where the deployment has no other such part."""
        focus = node_of(result.focus)
        is_told_apart = focus is not None and self.teller.names.is_one_of_several(focus)
        return self.teller.names.of(focus).removesuffix(",") if is_told_apart else ""

    def _of_part(self, part: str, said: list[str]) -> str:
        """What is said of one part, its name once."""
        if not part:
            return " ".join(said)
        return self.wording.clause("of-part" if len(said) == 1 else "of-part-all", said=" ".join(said), it=part)

    def next(self, finding: Finding, question: str | None = None) -> str:
        """The act to do, the fact to state or the question to decide, and by when. ``question`` is what is to be judged, if it is known."""
        if finding.verdict in NOTHING_TO_DO:
            return ""
        if finding.verdict not in (Verdict.NOT_STATED, Verdict.NOT_YET_DUE):
            return self._next(finding, question)
        more = [self.wording.sentence("question-missing", exemption=quoted(each.title)) for each in finding.limited_by]
        return " ".join([self._next(finding, question), *more])

    def _next(self, finding: Finding, question: str | None) -> str:
        norm, say = finding.norm, self.wording.sentence
        if finding.verdict in CONTRADICTED:
            return say("next-contradicted", step=within(self.step(finding)))
        if finding.verdict == Verdict.NOT_YET_DUE and finding.deadline:
            return say("next-due", step=self.step(finding), deadline=times.when_words(finding.deadline.until))
        if finding.verdict in (Verdict.NOT_STATED, Verdict.NOT_YET_DUE):
            return self.step(finding)
        if finding.verdict == Verdict.FOR_JUDGEMENT:
            asked = self.nouns.asking("next-judge", self.question(finding) if question is None else question)
            return f"{asked} {self._stating(finding)}" if finding.missing and finding.missing_elsewhere else asked
        if finding.verdict == Verdict.RECORDED:
            return self.nouns.asking("next-consider", norm.leaves_open)
        if self._lacks_day(finding):
            return say("next-state", unsaid=self.teller.along(norm.event_day))
        undecided = self.conditions.undecided(self.inference.proofs[norm.applies_to])
        return say("next-state", unsaid=listed(undecided, "or")) if undecided else ""

    def step(self, finding: Finding) -> str:
        """What to do about what contradicts or is missing, as one command or a few, without what stands around it."""
        return self._righting(finding) if finding.verdict in CONTRADICTED else self._stating(finding)

    def _righting(self, finding: Finding) -> str:
        """What to do about what contradicts: the step of each facet that has one (what is late cannot be made early), else the norm's."""
        norm = finding.norm
        whole = norm.next_step_if_contradicted or norm.next_step or norm.asks_for or norm.statement
        return " ".join(dict.fromkeys(self.facets[result.shape].next_step or whole for result in finding.contradictions))

    def _stating(self, finding: Finding) -> str:
        """What to do about what is missing: the steps of the facets that have one, else the norm's own, else to state what is missing."""
        own = dict.fromkeys(step for result in finding.missing if (step := self.facets[result.shape].next_step))
        if own or finding.norm.next_step:
            return " ".join(own) or finding.norm.next_step
        wanted = dict.fromkeys(each for result in finding.missing for each in self.looked_at.wanted(result))
        return self.wording.sentence("next-state", unsaid=listed(list(wanted))) if wanted else ""

    def question(self, finding: Finding) -> str:
        """What a person must judge: whether an exemption covers it and, where nothing contradicts, what the norm leaves to a person anyway;
        whether a reason will do; else what the facets ask, else the norm."""
        reached = [
            each.question or self.wording.sentence("question-exemption", exemption=quoted(each.title)) for each in finding.limited_by
        ]
        return " ".join(dict.fromkeys([*reached, *self._own_question(finding)]))

    def _own_question(self, finding: Finding) -> list[str]:
        """What a person must judge whatever exemption reaches it."""
        words = self.wording.sentences
        if finding.limited_by and (finding.contradictions or (finding.missing and not finding.to_judge)):
            return []
        if finding.departures:
            return [words["question-departure"]]
        if finding.contradictions:
            return [words["question-unread"]]
        own = dict.fromkeys(asked for result in finding.to_judge if (asked := self.facets[result.shape].question))
        stated = finding.norm.question or finding.norm.leaves_open
        return list(own) or [stated or words["question-otherwise"]]
