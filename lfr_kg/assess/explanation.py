"""Why a norm applies, what it means in a sentence, and what to do next.

The words stand in the knowledge (``wording``): they say what the record shows or does not show, and never call a deployment unlawful.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import pyoxigraph as ox

from lfr_kg.assess.checks import Check, Facet, Result
from lfr_kg.assess.conditions import Proof
from lfr_kg.assess.evidence import Look, LookedAt
from lfr_kg.assess.findings import Standing, Step
from lfr_kg.assess.inference import Inference
from lfr_kg.assess.law import Norm
from lfr_kg.assess.naming import Nouns
from lfr_kg.assess.rules import Firing
from lfr_kg.assess.verbalisation import Teller
from lfr_kg.assess.verdicts import Finding
from lfr_kg.assess.wording import listed, within
from lfr_kg.base import times
from lfr_kg.base.model import TYPE, Fact, Verdict, node_of
from lfr_kg.base.scales import CONTRADICTED
from lfr_kg.base.words import quoted

MOST_REASONS = 2
"""Of how many stated facts at most a sentence says that they take a deployment out of a condition."""
Steps = dict[object, Step]
"""The steps of a proof by the condition or the fact that each is of, numbered in the order in which they are first reached."""
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
    """Puts the findings on one deployment into words and steps."""

    def __init__(self, inference: Inference, means: Means):
        self.inference, self.nouns, self.wording = inference, means.nouns, means.nouns.wording
        self.facets, self.norms = means.facets, means.norms
        self.teller = Teller(inference, means.nouns, means.computed_from)
        self.looked_at = LookedAt(inference, means.facets, means.looks, self.teller)
        self._standings: dict[ox.NamedNode, Standing] = {}
        self._reasons: dict[object, str] = {}
        self._rests_on: dict[ox.NamedNode, list[ox.NamedNode]] = {}
        """Of each condition whose standing was made, those that are steps of it, itself among them."""
        self._links: dict[Fact, tuple[str, str, list[str]]] = {}
        """What the step of a fact says, wherever it is one: by what it is known, in words, and as three strings."""

    # Why the norm applies: in a sentence

    def _why(self, proof: Proof) -> str:
        """Why norms with a condition apply, do not, or are open: one sentence."""
        reason = self._reasons.get(proof.about)
        if reason is None:
            reason = self._reasons[proof.about] = self._reason(proof)
        return reason

    def _reason(self, proof: Proof) -> str:
        clause, said = self.nouns.standing(cast(ox.NamedNode, proof.about), proof.truth)
        if proof.truth:
            return said
        if proof.truth is None:
            undecided = self._undecided(proof)
            return self.wording.sentence("would-say", said=clause, unsaid=listed(undecided, "or")) if undecided else said
        since = self.teller.clauses([fact for fact in self.inference.leaves(proof) if fact[1] != TYPE], MOST_REASONS)
        is_short = 0 < len(since) <= MOST_REASONS
        return self.wording.sentence("since", said=clause, since=listed(since)) if is_short else said

    def _undecided(self, proof: Proof) -> list[str]:
        """What the record would have to say for an open condition to be decided."""
        return list(dict.fromkeys(self.teller.along(path) for path in proof.premises)) if proof.by == "unstated" else []

    # And as a proof: numbered steps, premises first

    def standing(self, condition: ox.NamedNode) -> Standing:
        """Whether a condition holds, does not hold or is open: in a sentence, and as steps with the numbers of those they rest on.

        A condition that it rests on is a step whose own proof is that condition's standing.
        """
        standing = self._standings.get(condition)
        if standing is None:
            standing = self._standings[condition] = self._standing(condition, self.inference.proofs[condition])
        return standing

    def because(self, condition: ox.NamedNode) -> str:
        """The sentence of a condition's standing."""
        proof = self.inference.proofs[condition]
        return self._why(proof) if isinstance(proof.about, ox.NamedNode) else self.teller.sentence(cast(Fact, proof.about))

    def _standing(self, condition: ox.NamedNode, proof: Proof) -> Standing:
        steps: Steps = {}
        if isinstance(proof.about, ox.NamedNode):
            self._conclude(proof, steps, self._premises(proof, steps))
        else:
            self._proof(proof, steps)
        self._rests_on[condition] = [key for key in steps if isinstance(key, ox.NamedNode)]
        return {"holds": proof.truth, "because": self.because(condition), "steps": list(steps.values())}

    def standings(self, conditions: Iterable[ox.NamedNode]) -> dict[ox.NamedNode, Standing]:
        """How conditions stand, with those that they rest on, down to what is stated."""
        found: dict[ox.NamedNode, Standing] = {}
        todo = list(conditions)
        while todo:
            condition = todo.pop()
            if condition not in found:
                found[condition] = self.standing(condition)
                todo += self._rests_on[condition]
        return found

    def _proof(self, proof: Proof, steps: Steps) -> list[int]:
        """The numbers of the steps that stand for a proof: one for a condition, those of the facts for what joins facts."""
        if isinstance(proof.about, ox.NamedNode):
            return [self._conclude(proof, steps, [])]
        numbers = self._premises(proof, steps)
        if proof.truth and isinstance(proof.about, tuple):
            return [self._link(proof.about, steps, []), *numbers]
        return numbers

    def _premises(self, proof: Proof, steps: Steps) -> list[int]:
        numbers: list[int] = []
        for premise in proof.premises:
            if isinstance(premise, Proof):
                numbers += self._proof(premise, steps)
            elif isinstance(premise, Firing):
                numbers += [number for fact in self.inference.premises_of(premise) for number in self._fact(fact, steps)]
            elif proof.by == "stated":
                numbers += self._fact(premise, steps)
        return list(dict.fromkeys(numbers)) if len(numbers) > 1 else numbers

    def _fact(self, fact: Fact, steps: Steps) -> list[int]:
        """A premise of a rule: a stated fact, a measure with its own premises, or a condition with its proof."""
        if fact[1] == TYPE and isinstance(fact[2], ox.NamedNode) and fact[2] in self.inference.proofs:
            return self._proof(self.inference.proofs[fact[2]], steps)
        numbers = [number for premise in self.inference.premises(fact) for number in self._fact(premise, steps)]
        return [self._link(fact, steps, list(dict.fromkeys(numbers)) if len(numbers) > 1 else numbers)]

    def _link(self, fact: Fact, steps: Steps, from_steps: list[int]) -> int:
        """The number of the step that states a fact, made where there is none yet."""
        step = steps.get(fact)
        if step is None:
            by, text, triple = self._links.get(fact) or self._said_of(fact)
            step = steps[fact] = {"step": len(steps) + 1, "by": by, "text": text, "fact": triple}
            if from_steps:
                step["from"] = from_steps
        return step["step"]

    def _said_of(self, fact: Fact) -> tuple[str, str, list[str]]:
        firing = self.inference.firings.get(fact)
        known = fact in self.inference.deployment.facts.facts
        by = f"rule {firing.rule.name}" if firing else "stated" if known else "knowledge"
        said = self._links[fact] = by, self.teller.sentence(fact), self.looked_at.triple(fact)
        return said

    def _conclude(self, proof: Proof, steps: Steps, from_steps: list[int]) -> int:
        """The number of the step that concludes how a condition stands, made where there is none yet."""
        condition = cast(ox.NamedNode, proof.about)
        step = steps.get(condition)
        if step is None:
            by = f"rule {proof.name}" if proof.by == "rule" else proof.by
            said = self._why(proof) if proof.truth is None else self.nouns.standing(condition, proof.truth)[1]
            step = steps[condition] = {"step": len(steps) + 1, "by": by, "text": said, "condition": condition.value}
            if proof.truth is None:
                step["decidedOn"] = [self.nouns.path(path) for path in proof.premises]
            if from_steps:
                step["from"] = from_steps
        return step["step"]

    # In a sentence, and next

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
        return self.because(norm.applies_to)

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
        undecided = self._undecided(self.inference.proofs[norm.applies_to])
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
