"""How conditions stand: why norms with them apply, do not, or are open, in a sentence; and as a proof, in numbered steps.

The words stand in the knowledge (``wording``).
"""

from collections.abc import Iterable
from typing import cast

import pyoxigraph as ox

from lfr_kg.assess.conditions import Proof
from lfr_kg.assess.evidence import LookedAt
from lfr_kg.assess.findings import Standing, Step
from lfr_kg.assess.inference import Inference
from lfr_kg.assess.naming import Nouns
from lfr_kg.assess.rules import Firing
from lfr_kg.assess.verbalisation import Teller
from lfr_kg.assess.wording import listed
from lfr_kg.base.model import TYPE, Fact

MOST_REASONS = 2
"""Of how many stated facts at most a sentence says that they take a deployment out of a condition."""
Steps = dict[object, Step]
"""The steps of a proof by the condition or the fact that each is of, numbered in the order in which they are first reached."""


class Standings:
    """How the conditions of one deployment stand."""

    def __init__(self, inference: Inference, nouns: Nouns, teller: Teller, looked_at: LookedAt):
        self.inference, self.nouns, self.wording, self.teller, self.looked_at = inference, nouns, nouns.wording, teller, looked_at
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
            undecided = self.undecided(proof)
            return self.wording.sentence("would-say", said=clause, unsaid=listed(undecided, "or")) if undecided else said
        since = self.teller.clauses([fact for fact in self.inference.leaves(proof) if fact[1] != TYPE], MOST_REASONS)
        is_short = 0 < len(since) <= MOST_REASONS
        return self.wording.sentence("since", said=clause, since=listed(since)) if is_short else said

    def undecided(self, proof: Proof) -> list[str]:
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
                for fact in self.inference.premises_of(premise):
                    numbers += self._fact(fact, steps)
            elif proof.by == "stated":
                numbers += self._fact(premise, steps)
        return list(dict.fromkeys(numbers)) if len(numbers) > 1 else numbers

    def _fact(self, fact: Fact, steps: Steps) -> list[int]:
        """A premise of a rule: a stated fact, a measure with its own premises, or a condition with its proof."""
        if fact[1] == TYPE and isinstance(fact[2], ox.NamedNode) and fact[2] in self.inference.proofs:
            return self._proof(self.inference.proofs[fact[2]], steps)
        numbers: list[int] = []
        for premise in self.inference.premises(fact):
            numbers += self._fact(premise, steps)
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
