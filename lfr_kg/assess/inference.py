"""Everything that is worked out from one deployment before it is checked: measures and conditions, with their reasons."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import pyoxigraph as ox

from lfr_kg.assess.classifying import Classifier, Derived
from lfr_kg.assess.conditions import Proof, Proofs
from lfr_kg.assess.rules import MEMBERSHIP, Fired, Firing, Prepared
from lfr_kg.assess.theory import Theory
from lfr_kg.base.model import TYPE, Fact, Graph
from lfr_kg.base.namespaces import iri
from lfr_kg.base.times import literal
from lfr_kg.evidence.description import Deployment


@dataclass(slots=True)
class Round:
    """What was decided of a deployment in one round, and what each rule that found anything concluded from it."""

    proofs: Proofs
    found: dict[str, Fired] = field(default_factory=dict)


@dataclass
class Inference:
    """One deployment with what follows from it. ``facts`` holds evidence, background and measures; never a condition as evidence."""

    deployment: Deployment
    facts: Graph
    proofs: Proofs = field(default_factory=dict)
    firings: dict[Fact, Firing] = field(default_factory=dict)
    index: Graph = field(default_factory=Graph)
    """The facts with the conditions that hold and what rules concluded: what rules are run on."""
    measured: dict[str, Fired] = field(default_factory=dict)
    """What each measure that found anything concluded."""
    rounds: list[Round] = field(default_factory=list)
    """How its conditions were decided."""
    derived: Derived = field(default_factory=Derived)
    """What its firings say of its conditions."""
    given: Graph = field(default_factory=Graph)
    """The facts before it was measured."""
    differs: set[Fact] = field(default_factory=set)
    """The facts in which it may differ from the one that it was made like: no other does."""

    _premises: dict[int, list[Fact]] = field(init=False, default_factory=dict, repr=False, compare=False)
    _stated: dict[int, list[Fact]] = field(init=False, default_factory=dict, repr=False, compare=False)
    _leaves: dict[int, list[Fact]] = field(init=False, default_factory=dict, repr=False, compare=False)
    """What has been asked of its firings and proofs, which live as long as it."""

    def holds(self, condition: ox.NamedNode) -> bool | None:
        """Whether a condition is known to hold (True), known not to (False), or not stated (None)."""
        return self.proofs[condition].truth

    def round(self, number: int) -> Round:
        """What was found in a round; past the last, that nothing more was."""
        return self.rounds[number] if number < len(self.rounds) else Round(self.rounds[-1].proofs)

    def keep_measured(self, found: Fired) -> None:
        """Keep what a measure concludes that was not known, among the facts."""
        add, firings = self.facts.add, self.firings
        for fact, firing in found:
            if add(fact):
                firings[fact] = firing

    def keep_concluded(self, found: Fired) -> None:
        """Keep what a rule concludes of the deployment and condition classes, beside the facts."""
        index, firings, derived, node = self.index, self.firings, self.derived, self.deployment.node
        for fact, firing in found:
            if fact not in firings:
                firings[fact] = firing
                index.add(fact)
                if fact[0] == node:
                    (derived.inside if fact[1] == TYPE else derived.outside)[fact[2]] = firing

    def premises(self, fact: Fact) -> list[Fact]:
        """The facts that a fact concluded by a rule was drawn from; none for another."""
        firing = self.firings.get(fact)
        return self.premises_of(firing) if firing else []

    def premises_of(self, firing: Firing) -> list[Fact]:
        """The facts that a firing of a rule rests on, conditions that hold among them."""
        found = self._premises.get(id(firing))
        if found is None:
            found = self._premises[id(firing)] = firing.rule.premises(self.index, firing.solution)
        return found

    def stated(self, fact: Fact) -> list[Fact]:
        """The stated facts that a fact rests on: itself where it is stated. Do not change what is given."""
        firing = self.firings.get(fact)
        if firing is not None:
            return self._stated_of(firing)
        if fact in self.deployment.facts.facts:
            return [fact]
        if fact[1] == TYPE and isinstance(fact[2], ox.NamedNode) and fact[2] in self.proofs:
            return self.leaves(self.proofs[fact[2]])
        return []

    def _stated_of(self, firing: Firing) -> list[Fact]:
        found = self._stated.get(id(firing))
        if found is None:
            facts = (fact for premise in self.premises_of(firing) for fact in self.stated(premise))
            found = self._stated[id(firing)] = list(dict.fromkeys(facts))
        return found

    def leaves(self, proof: Proof) -> list[Fact]:
        """The stated facts at the ends of a proof."""
        known = self._leaves.get(id(proof))
        if known is None:
            known = self._leaves[id(proof)] = self._leaves_of(proof)
        return known

    def _leaves_of(self, proof: Proof) -> list[Fact]:
        found: dict[Fact, None] = {}
        parts = [proof.about, *proof.premises] if isinstance(proof.about, tuple) else list(proof.premises)
        for part in parts:
            if isinstance(part, Proof):
                found.update(dict.fromkeys(self.leaves(part)))
            elif isinstance(part, Firing):
                found.update(dict.fromkeys(self._stated_of(part)))
            elif len(part) == 3 and part in self.deployment.facts.facts:
                found[part] = None
        return list(found)


def infer(deployment: Deployment, theory: Theory) -> Inference:
    """Run measures, axioms and rules on one deployment until nothing new follows."""
    facts = deployment.facts.copy()
    for fact in (*theory.background_of(facts.facts), *digits(deployment)):
        facts.add(fact)
    return conclude(measure(Inference(deployment, facts, given=facts.copy()), theory), theory)


def infer_without(gone: Collection[Fact], like: Inference, theory: Theory) -> Inference:
    """What follows from a deployment without some of its facts: as ``infer`` finds it, with what cannot have changed taken from what
    followed from all of them."""
    deployment = replace(like.deployment, facts=like.deployment.facts.without(gone))
    known = {*deployment.facts.facts, *theory.background_of(deployment.facts.facts)}
    differs = {*gone, *(fact for fact in theory.background_of(gone) if fact not in known)}
    given = like.given.without(differs)
    return conclude(measure(Inference(deployment, given.copy(), given=given, differs=differs), theory, like), theory, like)


def measure(inference: Inference, theory: Theory, like: Inference | None = None) -> Inference:
    """Run the measures on the facts of a deployment, and add what they conclude.

    A measure that names nothing in which the facts may differ from those that it is ``like`` concludes the same.
    """
    facts = inference.index = inference.facts
    changed = _names(inference.differs)
    for rule in theory.measures:
        if like and rule.watches is not None and rule.watches.isdisjoint(changed):
            found = like.measured.get(rule.name, [])
        else:
            found = rule.fire(facts) if rule.can_fire(facts.by_subject.keys()) else []
            if like and (other := {fact for fact, _ in found} ^ {fact for fact, _ in like.measured.get(rule.name, ())}):
                inference.differs |= other
                changed |= _names(other)
        if found:
            inference.measured[rule.name] = found
            inference.keep_measured(found)
    return inference


def conclude(inference: Inference, theory: Theory, like: Inference | None = None) -> Inference:
    """Decide the conditions of a deployment that has been measured, in rounds, since what rules conclude may decide more.

    In each round that which rests on nothing in which it may differ from the one that it is ``like`` is as it was there in that round.
    """
    rounds = _Rounds(inference, theory, like)
    while rounds.next():
        pass
    return inference


class _Rounds:
    def __init__(self, inference: Inference, theory: Theory, like: Inference | None):
        self.inference, self.theory, self.like = inference, theory, like
        self.node, facts = inference.deployment.node, inference.facts
        inference.index = facts.copy()
        self._classifier = Classifier(theory.taxonomy, theory.kinds, facts, self.node, inference.derived, theory.absences)
        self._held: set[ox.NamedNode] = set()
        self._changed = _names(inference.differs) | _links_to_changed(inference) if like else set()
        """What rules and conditions name of all in which it has differed, in any round, from the one that it is like."""

    def next(self) -> bool:
        """Decide the conditions, and run the rules on what holds; whether something followed that may decide more."""
        inference = self.inference
        before = self.like.round(len(inference.rounds)) if self.like else None
        inference.proofs = self._decided(before)
        held = {node for node, proof in inference.proofs.items() if proof.truth}
        new, is_first = held - self._held, not self._held
        for condition in sorted(new, key=self.theory.taxonomy.place.__getitem__):
            inference.index.add((self.node, TYPE, condition))
        self._held, known = held, len(inference.firings)
        now = Round(inference.proofs)
        for rule in self.theory.rules:
            found = self._found(rule, is_first or not rule.reads_of.isdisjoint(new), before)
            if found:
                now.found[rule.name] = found
                inference.keep_concluded(found)
        inference.rounds.append(now)
        return len(inference.firings) > known

    def _decided(self, before: Round | None) -> Proofs:
        if before is None:
            return self._classifier.decide()
        proofs = self._classifier.decide_like(before.proofs, self._changed)
        self._changed |= {node for node in self._classifier.own if proofs[node] != before.proofs[node]}
        return proofs

    def _found(self, rule: Prepared, is_due: bool, before: Round | None) -> Fired:
        if before and rule.watches is not None and rule.watches.isdisjoint(self._changed):
            return before.found.get(rule.name, [])
        can_fire = is_due and rule.can_fire(self.inference.facts.by_subject.keys()) and not self._is_settled(rule)
        found = rule.fire(self.inference.index) if can_fire else []
        if before:
            self._changed |= _names_of_differing(before.found.get(rule.name, []), found)
        return found

    def _is_settled(self, rule: Prepared) -> bool:
        """Whether the condition that a rule decides is known not to hold, since a wider one does not."""
        return any(self.inference.proofs[node].truth is False for node in rule.wider)


def _names(facts: Iterable[Fact]) -> set[Any]:
    """What rules name where they read one of some facts: its predicate; the class of what is said to be in one, or outside of it."""
    return {value if predicate in MEMBERSHIP else predicate for _, predicate, value in facts}


def _links_to_changed(inference: Inference) -> set[Any]:
    """The properties that lead to what is no longer, or is now, of a class: a class that it is not in is told from that."""
    typed = {fact[0] for fact in inference.differs if fact[1] == TYPE}
    return {fact[1] for fact in inference.facts.facts if fact[2] in typed} if typed else set()


def _names_of_differing(one: Fired, other: Fired) -> set[Any]:
    """What names the conclusions that only one has, or has from another solution."""
    pairs = [{(fact, firing.solution) for fact, firing in found} for found in (one, other)]
    return _names(fact for fact, _ in pairs[0] ^ pairs[1])


def digits(deployment: Deployment) -> list[Fact]:
    """How many decimals a number was stated with, where its canonical form has fewer: rules that ask for the last digit read it.

    The measure for ``lfr:someRate`` is ``measure:someRateDigits``.
    """
    found: list[Fact] = []
    for (node, prop, _), submitted in deployment.submitted.items():
        if isinstance(submitted, ox.Literal) and submitted.datatype == iri("xsd:decimal") and "." in submitted.value:
            name = re.split(r"[/#]", prop.value)[-1]
            found.append((node, iri(f"measure:{name}Digits"), literal(len(submitted.value.split(".")[1]))))
    return found
