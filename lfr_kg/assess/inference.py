"""Everything that is worked out from one deployment before it is checked: measures and conditions, with their reasons."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pyoxigraph as ox

from lfr_kg.assess.conditions import NONE, Classifier, Condition, Proof, properties_in
from lfr_kg.assess.rules import Conclusions, Firing, Prepared
from lfr_kg.base.model import TYPE, Fact, Graph, Value
from lfr_kg.base.namespaces import PREFIXES, iri
from lfr_kg.base.times import literal
from lfr_kg.evidence.description import Deployment


@dataclass(frozen=True)
class Theory:
    """What deployments are worked out with: rules in order, condition classes, kinds of actors, and background facts that rules read."""

    measures: list[Prepared]
    rules: list[Prepared]
    conditions: dict[ox.NamedNode, Condition]
    kinds: dict[ox.NamedNode, frozenset[Value]]
    background: list[Fact]
    wider: dict[str, tuple[ox.NamedNode, ...]] = field(default_factory=dict)
    """Name of a rule → the superclasses of the condition that it decides."""
    absences: Mapping[Any, frozenset[ox.NamedNode]] = field(default_factory=dict)
    """Concept of ``lfr:statesNone`` → the properties whose absence it states."""

    @cached_property
    def read_by_conditions(self) -> frozenset[Value] | None:
        """The properties that conditions are decided on, but for that by which a thing has its class; None for all of them."""
        axioms = [axiom for each in self.conditions.values() for axiom in each.axioms]
        found: set[Value] = {NONE, *(name for axiom in axioms for name in properties_in(axiom))}
        for rule in self.rules:
            if rule.mentions is None:
                return None
            found |= rule.mentions
        return frozenset(found)

    @cached_property
    def measures_of_conditions(self) -> list[Prepared]:
        """The measures without which some condition could not be decided."""
        read = self.read_by_conditions
        chosen: set[str] = set()
        needed = set(read or ())
        while more := [rule for rule in self.measures if rule.name not in chosen and (read is None or not rule.says.isdisjoint(needed))]:
            for rule in more:
                if rule.mentions is None:
                    return self.measures
                chosen.add(rule.name)
                needed |= rule.mentions
        return [rule for rule in self.measures if rule.name in chosen]

    def background_of(self, facts: Graph) -> list[Fact]:
        """The background facts of what some facts speak of."""
        occurring = {fact[2] for fact in facts.facts}
        return [fact for fact in self.background if fact[0] in occurring]


@dataclass
class Inference:
    """One deployment with what follows from it. ``facts`` holds evidence, background and measures; never a condition as evidence."""

    deployment: Deployment
    facts: Graph
    proofs: dict[ox.NamedNode, Proof]
    firings: dict[Fact, Firing] = field(default_factory=dict)
    index: Graph = field(default_factory=Graph)
    """The facts with the conditions that hold and what rules concluded: what rules are run on."""
    measured: dict[str, Conclusions] = field(default_factory=dict)
    """What each measure that found anything concluded."""
    differs: set[Fact] = field(default_factory=set)
    """The facts in which it may differ from the one that it was made like: no other does."""

    _premises: dict[int, list[Fact]] = field(init=False, default_factory=dict, repr=False, compare=False)
    _leaves: dict[int, list[Fact]] = field(init=False, default_factory=dict, repr=False, compare=False)
    """What has been asked of its firings and proofs, which live as long as it."""

    def holds(self, condition: ox.NamedNode) -> bool | None:
        """Whether a condition is known to hold (True), known not to (False), or not stated (None)."""
        return self.proofs[condition].truth

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
        """The stated facts that a fact rests on: itself where it is stated."""
        found: dict[Fact, None] = {}
        if fact in self.firings:
            for premise in self.premises(fact):
                found.update(dict.fromkeys(self.stated(premise)))
        elif fact in self.deployment.facts.facts:
            found[fact] = None
        elif fact[1] == TYPE and isinstance(fact[2], ox.NamedNode) and fact[2] in self.proofs:
            found.update(dict.fromkeys(self.leaves(self.proofs[fact[2]])))
        return list(found)

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
                for premise in self.premises_of(part):
                    found.update(dict.fromkeys(self.stated(premise)))
            elif len(part) == 3 and part in self.deployment.facts.facts:
                found[part] = None
        return list(found)


def infer(deployment: Deployment, theory: Theory, like: Inference | None = None) -> Inference:
    """Run measures, axioms and rules on one deployment until nothing new follows.

    ``like`` is what followed from nearly the same deployment: what cannot have changed is taken from it.
    """
    facts = deployment.facts.copy()
    for fact in (*theory.background_of(facts), *digits(deployment)):
        facts.add(fact)
    inference = Inference(deployment, facts, {})
    if like:
        inference.differs = facts.facts ^ (like.facts.facts - like.firings.keys())
    return conclude(measure(inference, theory, like), theory)


def measure(inference: Inference, theory: Theory, like: Inference | None = None) -> Inference:
    """Run the measures on the facts of a deployment, and add what they conclude.

    A measure that names nothing in which the facts may differ from those that it is ``like`` concludes the same.
    """
    facts = inference.index = inference.facts
    changed = _names(inference.differs)
    for rule in theory.measures:
        if like and rule.mentions is not None and rule.mentions.isdisjoint(changed):
            found = like.measured.get(rule.name, [])
        else:
            found = rule.run(facts) if rule.can_fire(facts.by_subject.keys()) else []
            if like and (other := {fact for fact, _ in found} ^ {fact for fact, _ in like.measured.get(rule.name, ())}):
                inference.differs |= other
                changed |= _names(other)
        if found:
            inference.measured[rule.name] = found
            _keep(rule, found, inference)
    return inference


def conclude(inference: Inference, theory: Theory) -> Inference:
    """Decide the conditions of a deployment that has been measured."""
    deployment, facts = inference.deployment, inference.facts
    inference.index = facts.copy()
    previous: set[ox.NamedNode] = set()
    classifier = Classifier(theory.conditions, theory.kinds, facts, deployment.node, inference.firings, theory.absences)
    while True:
        inference.proofs = classifier.decide()
        held = {node for node, proof in inference.proofs.items() if proof.truth}
        new = held - previous
        for node in inference.proofs:
            if node in new:
                inference.index.add((deployment.node, TYPE, node))
        before, names = len(inference.firings), {str(node) for node in new}
        for rule in theory.rules:
            if (not previous or rule.reads & names) and rule.can_fire(facts.by_subject.keys()) and not _is_settled(rule, theory, inference):
                _keep(rule, rule.run(inference.index), inference)
        if len(inference.firings) == before:
            return inference
        previous = held


def _names(facts: Iterable[Fact]) -> set[Any]:
    """What rules name where they read one of some facts: its predicate, of a membership the class."""
    return {value if predicate == TYPE else predicate for _, predicate, value in facts}


def _is_settled(rule: Prepared, theory: Theory, inference: Inference) -> bool:
    """Whether the condition that a rule decides is known not to hold, since a wider one does not."""
    return any(inference.proofs[node].truth is False for node in theory.wider.get(rule.name, ()))


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


def _keep(rule: Prepared, found: Conclusions, inference: Inference) -> None:
    """Keep what a rule concludes that was not known."""
    facts, index, firings = inference.facts, inference.index, inference.firings
    for fact, solution in found:
        if fact in firings or fact in facts.facts:
            continue
        firings[fact] = Firing(rule, solution)
        if fact[1].value.startswith(PREFIXES["measure"]):
            facts.add(fact)
        index.add(fact)
