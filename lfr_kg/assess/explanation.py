"""Why a norm applies, what it means in a sentence, and what to do next.

The words say what the record shows or does not show; they never call a deployment unlawful.
"""

from collections.abc import Callable, Iterable

import pyoxigraph as ox

from lfr_kg.assess.checks import Facet, Result
from lfr_kg.assess.conditions import Proof
from lfr_kg.assess.findings import Standing
from lfr_kg.assess.inference import Inference
from lfr_kg.assess.looked_at import LookedAt, plain
from lfr_kg.assess.rules import Firing
from lfr_kg.assess.verdicts import Finding
from lfr_kg.base.model import TYPE, Fact, Verdict, node_of
from lfr_kg.base.namespaces import PREFIXES, compact, iri
from lfr_kg.base.scales import CONTRADICTED, STANDINGS
from lfr_kg.base.words import with_article
from lfr_kg.evidence.description import shown


class Explainer:
    """Puts the findings on one deployment into words and steps. ``label`` names a term; ``facets`` gives every named shape by its IRI,
    ``computed_from`` the properties that each measure is computed from."""

    def __init__(self, inference: Inference, label: Callable, facets: dict[str, Facet], computed_from: dict):
        self.inference, self.label, self.facets, self.computed_from = inference, label, facets, computed_from
        self._standings: dict[ox.NamedNode, Standing] = {}
        self.looked_at = LookedAt(inference, facets, self.in_words)
        self._names: dict[ox.NamedNode, str] = {}

    # Why the norm applies: a proof as numbered steps, premises first

    def standing(self, condition: ox.NamedNode) -> Standing:
        """Whether a condition holds, does not hold or is open: in a sentence, and as steps with the numbers of those they rest on.

        A condition that it rests on is a step whose own proof is that condition's standing.
        """
        if condition not in self._standings:
            proof, steps = self.inference.proofs[condition], _Steps()
            if isinstance(proof.about, ox.NamedNode):
                steps.add(proof.about, self._conclusion, proof, self._premises(proof, steps))
            else:
                self._proof(proof, steps)
            sentence = STANDINGS[proof.truth][1].format(condition=with_article(self.label(condition)))
            self._standings[condition] = {"holds": proof.truth, "because": sentence, "steps": list(steps.entries.values())}
        return self._standings[condition]

    def standings(self, conditions: Iterable[ox.NamedNode]) -> dict[ox.NamedNode, Standing]:
        """How conditions stand, with those that they rest on, down to what is stated."""
        found: dict[ox.NamedNode, Standing] = {}
        todo = list(conditions)
        while todo:
            condition = todo.pop()
            if condition not in found:
                found[condition] = self.standing(condition)
                todo += [ox.NamedNode(step["condition"]) for step in found[condition]["steps"] if "condition" in step]
        return found

    def _proof(self, proof: Proof, steps: "_Steps") -> list[int]:
        """The numbers of the steps that stand for a proof: one for a condition, those of the facts for what joins facts."""
        if isinstance(proof.about, ox.NamedNode):
            return [steps.add(proof.about, self._conclusion, proof, [])]
        numbers = self._premises(proof, steps)
        if proof.truth and isinstance(proof.about, tuple):
            return [steps.add(proof.about, self._link, proof.about, []), *numbers]
        return numbers

    def _premises(self, proof: Proof, steps: "_Steps") -> list[int]:
        numbers: list[int] = []
        for premise in proof.premises:
            if isinstance(premise, Proof):
                numbers += self._proof(premise, steps)
            elif isinstance(premise, Firing):
                numbers += [number for fact in self.inference.premises_of(premise) for number in self._fact(fact, steps)]
            elif proof.by == "stated":
                numbers += self._fact(premise, steps)
        return list(dict.fromkeys(numbers))

    def _fact(self, fact: Fact, steps: "_Steps") -> list[int]:
        """A premise of a rule: a stated fact, a measure with its own premises, or a condition with its proof."""
        if fact[1] == TYPE and fact[2] in self.inference.proofs:
            return self._proof(self.inference.proofs[fact[2]], steps)
        numbers = [number for premise in self.inference.premises(fact) for number in self._fact(premise, steps)]
        return [steps.add(fact, self._link, fact, list(dict.fromkeys(numbers)))]

    def _link(self, fact: Fact, from_steps: list[int]) -> dict:
        firing = self.inference.firings.get(fact)
        known = fact in self.inference.deployment.facts.facts
        entry = {"by": f"rule {firing.rule.name}" if firing else "stated" if known else "knowledge"}
        entry |= {"text": self.in_words(fact), "fact": self.looked_at.triple(fact)}
        return entry | ({"from": from_steps} if from_steps else {})

    def _conclusion(self, proof: Proof, from_steps: list[int]) -> dict:
        entry = {"by": f"rule {proof.name}" if proof.by == "rule" else proof.by}
        entry |= {"text": f"“{self.label(proof.about)}” {STANDINGS[proof.truth][0]}", "condition": proof.about.value}
        if proof.truth is None:
            entry["decidedOn"] = [" / ".join(compact(p.value) for p in path) for path in proof.premises]
        return entry | ({"from": from_steps} if from_steps else {})

    def in_words(self, fact: Fact) -> str:
        """A fact as a short phrase: the property's label and the value."""
        subject, predicate, value = fact
        place = "" if subject == self.inference.deployment.node else f" of {self.name(subject)}"
        if predicate == TYPE:
            known = self.label(subject) if subject.value.startswith(_KNOWN) else plain(subject)
            return f"{known} is {with_article(self.label(value))}"
        said = "…" if value is None else self.name(self.inference.deployment.as_submitted(fact))
        return f"{self.label(predicate)}{place}: {said}"

    def name(self, term) -> str:
        """A term for a reader: the label of one that the project knows; a part of the description by its kind; else its compact form."""
        if not isinstance(term, ox.NamedNode):
            return shown(term)
        if term.value.startswith(_KNOWN):
            return self.label(term)
        if term not in self._names:
            self._names[term] = self._part(term) or plain(term)
        return self._names[term]

    def _part(self, node: ox.NamedNode) -> str | None:
        """A node of the description by its kind: «the watchlist» where there is one, else with what tells it apart."""
        facts = self.inference.deployment.facts
        kinds = facts.objects(node, TYPE)
        if not kinds:
            return None
        alike = sum(1 for fact in facts.by_predicate[TYPE] if fact[2] == kinds[0])
        label = self.label(kinds[0])
        return f"the {label}" if alike == 1 else f"{label} {plain(node)}"

    # In a sentence, and next

    def message(self, finding: Finding) -> str:
        """What the record shows, in a sentence or a few."""
        return " ".join(part for part in (self._shows(finding), *self._beside(finding)) if part)

    def _beside(self, finding: Finding) -> list[str]:
        """What stands beside the finding: reasons recorded for a departure, and exemptions that reach the norm in part."""
        reasons = [f"A reason for not following it is recorded: “{each.reason}”" for each in finding.departures]
        reach = [
            f"The exemption “{norm.title}” is {'claimed' if norm.is_claim else 'shown to hold, and reaches this rule in part'}."
            for norm in finding.limited_by
        ]
        return [*reasons, *reach]

    def _shows(self, finding: Finding) -> str:
        norm = finding.norm
        if finding.contradictions:
            return _sentences(finding.contradictions)
        if finding.verdict in (Verdict.NOT_STATED, Verdict.NOT_YET_DUE):
            return _sentences(finding.missing)
        if finding.verdict == Verdict.FOR_JUDGEMENT and finding.missing and not finding.to_judge:
            return _sentences(finding.missing)
        if finding.verdict == Verdict.FOR_JUDGEMENT:
            return _sentences(finding.to_judge) or f"The record on which a person must judge is there. {norm.question}"
        if finding.verdict in (Verdict.MET, Verdict.RECORDED):
            return f"The record shows what is asked. {norm.asks_for}".strip()
        if finding.verdict == Verdict.DISPLACED:
            return f"Displaced by an exemption whose condition holds: {', '.join(finding.displaced_by)}."
        if finding.verdict == Verdict.CONDITION_NOT_STATED and self._lacks_day(finding):
            return (
                "The record does not say on which day it happened, "
                f"so that it is not known by which version of the law it is judged ({self._day_of(norm)})."
            )
        if norm.repairs and finding.verdict == Verdict.NOT_APPLICABLE and self.inference.holds(norm.applies_to) is not False:
            return "It would apply if the record contradicted a norm that it repairs, and it contradicts none."
        return self.standing(norm.applies_to)["because"]

    def next(self, finding: Finding) -> str:
        """The fact to state or the act to do, and by when."""
        more = "".join(f" Does the exemption “{each.title}” cover what is missing?" for each in finding.limited_by)
        return self._next(finding) + (more if finding.verdict in (Verdict.NOT_STATED, Verdict.NOT_YET_DUE) else "")

    def _next(self, finding: Finding) -> str:
        norm = finding.norm
        if finding.verdict in CONTRADICTED:
            return (
                "If the record is wrong, correct it. "
                f"If it is right: {norm.next_step_if_contradicted or norm.next_step or norm.asks_for or norm.statement}"
            )
        if finding.verdict in (Verdict.NOT_STATED, Verdict.NOT_YET_DUE):
            due = f" It is due by {finding.deadline}." if finding.deadline and finding.verdict == Verdict.NOT_YET_DUE else ""
            return f"State {'; '.join(self._asked(result) for result in _distinct(finding.missing))}.{due}"
        if finding.verdict == Verdict.FOR_JUDGEMENT:
            return f"A legal adviser decides: {self.question(finding)}"
        if finding.verdict == Verdict.RECORDED:
            return f"Consider: {norm.leaves_open}"
        if finding.verdict == Verdict.CONDITION_NOT_STATED and self._lacks_day(finding):
            return f"State {self._day_of(norm)}."
        if finding.verdict == Verdict.CONDITION_NOT_STATED:
            return f"State {'; '.join(self._open(self.inference.proofs[norm.applies_to])) or 'what decides the condition'}."
        return ""

    def question(self, finding: Finding) -> str:
        """What a person has to decide where a finding is for judgement."""
        if finding.limited_by:
            return " ".join(
                each.question or f"Does the exemption “{each.title}” cover what the record shows here, and no more than that?"
                for each in finding.limited_by
            )
        if finding.departures:
            return "Is the reason recorded for not following this rule good enough?"
        if finding.contradictions:
            return (
                "The words of this rule were not compared with their source: "
                "does it ask what is stated here of it, and was it not followed?"
            )
        return finding.norm.question or finding.norm.leaves_open

    def _lacks_day(self, finding: Finding) -> bool:
        """Whether what is not stated is the day of an event."""
        return not finding.considered.is_dated

    def _day_of(self, norm) -> str:
        """The day of the event that chooses the version of a norm, in words."""
        return " of ".join(self.label(prop) for prop in reversed(norm.event_day))

    def _asked(self, result: Result) -> str:
        facet = self.facets[result.shape]
        if facet.looks_at:
            names = [self._entry(entry) for entry in facet.looks_at]
            return " or ".join(dict.fromkeys(names))
        focus = node_of(result.focus)
        place = "" if focus == self.inference.deployment.node else f" of {self.name(focus)}"
        return " and ".join(f"{name}{place}" for name in self._properties(facet.path)) if facet.path is not None else "what is asked"

    def _entry(self, entry: tuple) -> str:
        path, kind, inner = entry
        names = [name for prop in inner for name in self._properties(prop)]
        asked = f" with {' and '.join(dict.fromkeys(names))}" if names else ""
        return (self.label(kind) if kind is not None else " and ".join(self._properties(path))) + asked

    def _properties(self, prop) -> list[str]:
        """A property as its author states it: for a measure, what it is computed from and is not stated yet."""
        if prop not in self.computed_from:
            return [self.label(prop)]
        facts, wanted = self.inference.facts, list(self.computed_from[prop])
        for clock in (iri("measure:start"), iri("measure:end")):
            either = [each for each in wanted if each in self.computed_from.get(clock, ())]
            known = facts.value(self.inference.deployment.node, clock) is not None
            wanted = [each for each in wanted if each not in either or (not known and each == either[0])]
        return list(dict.fromkeys(self.label(each) for each in wanted)) or [self.label(prop)]

    def _open(self, proof: Proof) -> list[str]:
        """The properties that would decide an open condition."""
        return list(dict.fromkeys(" of ".join(self.label(p) for p in reversed(path)) for path in proof.premises))


class _Steps:
    """The steps of a proof, numbered in the order in which they are first reached, each thing once."""

    def __init__(self):
        self.entries: dict[object, dict] = {}

    def add(self, key, make: Callable, *arguments) -> int:
        """The number of the step for a key, made where it is new."""
        if key not in self.entries:
            self.entries[key] = {"step": len(self.entries) + 1} | make(*arguments)
        return self.entries[key]["step"]


_KNOWN = tuple(PREFIXES[name] for name in ("lfr", "con", "actor", "norm", "law", "measure", "dct", "foaf", "geo"))


def _distinct(results: list[Result]) -> list[Result]:
    return list({(result.shape, result.focus): result for result in results}.values())


def _sentences(results: list[Result]) -> str:
    return " ".join(dict.fromkeys(message for result in results for message in result.messages))
