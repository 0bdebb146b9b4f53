"""Whether a condition class is known to hold of a deployment, known not to hold, or not stated; with the proof.

The classes' axioms (OWL 2 RL, sufficient conditions only) are evaluated in Kleene's strong three-valued logic: what follows from them
holds, just as OWL RL concludes it; a value that is stated and is another one makes it known not to hold; silence leaves it open. Rules
in ``queries/rules/conditions`` add what a number, a time or a comparison decides. Source: OWL 2 Profiles, section 4.3 (cls-hv2,
cls-svf1, cls-int1, cls-uni, cax-sco); Kleene, Introduction to Metamathematics (1952), section 64.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any

import pyoxigraph as ox

from lfr_kg.assess.conditions import DEPLOYMENT, NONE, Condition, Expression, Nodes, Proof, Proofs, Taxonomy
from lfr_kg.base.model import TYPE, Fact, Graph, Value


@dataclass
class Derived:
    """What rules concluded of a deployment: of each condition class that it is in, or outside of, the firing that did."""

    inside: dict[Value, Any] = field(default_factory=dict)
    outside: dict[Value, Any] = field(default_factory=dict)


class Classifier:
    """Decides the condition classes of one deployment, and decides again what rules may have changed meanwhile.

    ``kinds`` gives the kinds of every actor that the project knows (closed under their axioms); ``derived`` what rules have concluded by
    then; ``absences`` maps what ``lfr:statesNone`` may say to the properties whose absence it states. The facts stay as they are.
    """

    def __init__(
        self,
        taxonomy: Taxonomy,
        kinds: dict[ox.NamedNode, frozenset[Value]],
        facts: Graph,
        node: ox.NamedNode,
        derived: Derived,
        absences: Mapping[Any, frozenset[ox.NamedNode]],
    ):
        self.taxonomy, self.conditions = taxonomy, taxonomy.conditions
        self.kinds, self.facts, self.node, self.derived = kinds, facts, node, derived
        self._none = {prop: concept for concept in facts.objects(node, NONE) for prop in absences.get(concept, ())}
        self._stated = {prop for prop, table in facts.by_subject.items() if node in table}
        self._asked = self._stated | self._none.keys()
        self._reached: dict[Nodes, bool] = {}
        self._proofs: Proofs = {}
        self._concluded: Set[Value] = frozenset()
        self._through: set[ox.NamedNode] = set()
        self._known: Proofs = {}
        self._seen: set[Any] = set()
        self.own: set[ox.NamedNode] = set()
        """The classes that may have been decided otherwise than was known."""

    def decide(self) -> Proofs:
        """The proof of every condition class, true, false or open.

        Classes come in an order in which each finds those that it is made of decided. Where a class holds and a superclass was not
        known to, the superclass holds through it (cax-sco), and what is made of it is decided again.
        """
        new = self._newly_concluded()
        stale = {*new, *self._through} if self._proofs else set(self.conditions)
        through = Proofs()
        while stale:
            stale = self._raise(self._decide_again(stale, through), through)
        self._through = set(through)
        return dict(self._proofs)

    def decide_like(self, known: Proofs, changed: Set[Any]) -> Proofs:
        """The proof of every condition class, where that of one which rests on nothing that may have ``changed`` (properties, classes) is
        ``known``; in later rounds what may have been decided otherwise is kept as it was, unless what it is made of is decided anew."""
        stale = {node for name in changed - self._seen for node in (name, *self.taxonomy.readers.get(name, ())) if node in self.conditions}
        stale = (stale - self.own) | self._moved(known) | (self._newly_concluded() & self.own) | self._through
        self._proofs = known | {node: self._proofs[node] for node in self.own}
        self._seen, self._known, through = self._seen | changed, known, Proofs()
        while stale:
            again = self._decide_again(stale | self._above(stale), through)
            self.own |= stale | again
            stale = self._raise(again, through) | (self._above(self.own) - self.own)
        self._through = set(through)
        return self._proofs

    def _newly_concluded(self) -> Set[Any]:
        """The classes of which rules have concluded something since it was asked last."""
        before, self._concluded = self._concluded, self.derived.inside.keys() | self.derived.outside.keys()
        return self._concluded - before

    def _moved(self, known: Proofs) -> set[ox.NamedNode]:
        """The classes decided here that are made of one of which another proof is known than was."""
        if not self._known or known is self._known:
            return set()
        moved = [node for node, proof in known.items() if proof is not self._known[node]]
        return self.own.intersection(node for each in moved for node in self.taxonomy.users.get(each, ()))

    def _above(self, nodes: Iterable[Any]) -> set[ox.NamedNode]:
        """The classes that are known to hold through one of these."""
        above = {superclass for node in nodes for superclass in self.conditions[node].superclasses}
        return {node for node in above if self._proofs[node].by == "subclass"}

    def _raise(self, decided: Set[ox.NamedNode], through: Proofs) -> set[ox.NamedNode]:
        """Have superclasses hold through a class that does, of the classes that have just been decided; which were not known to."""
        may_raise = {*decided, *(below for node in decided for below in self.taxonomy.below.get(node, ()))}
        raised = {
            superclass: Proof(True, "subclass", superclass, (self._proofs[node],))
            for node in sorted(may_raise, key=self.taxonomy.place.__getitem__)
            if self._proofs[node].truth
            for superclass in self.conditions[node].superclasses
            if not self._proofs[superclass].truth
        }
        through |= raised
        return set(raised)

    def _decide_again(self, stale: Set[ox.NamedNode], through: Proofs) -> set[ox.NamedNode]:
        """Decide some classes, and those made of one whose proof is another than it was; which have another."""
        place, changed = self.taxonomy.place, set[ox.NamedNode]()
        waiting, last = sorted(place[node] for node in stale), -1
        while waiting:
            at = heappop(waiting)
            if at == last:
                continue
            last, node = at, self.taxonomy.order[at]
            proof = through.get(node) or self._decide(self.conditions[node])
            if proof != self._proofs.get(node):
                is_first = node not in self._proofs
                self._proofs[node] = proof
                changed.add(node)
                for user in () if is_first else self.taxonomy.users.get(node, ()):
                    heappush(waiting, place[user])
        return changed

    def _decide(self, condition: Condition) -> Proof:
        if condition.node == DEPLOYMENT:
            return Proof(True, "stated", (self.node, TYPE, DEPLOYMENT))
        found = self.derived.inside.get(condition.node)
        if found is not None:
            return Proof(True, "rule", condition.node, (found,), found.rule.name)
        is_open = condition.asks is not None and condition.asks.isdisjoint(self._asked)
        own = [] if is_open else [self._evaluate(axiom, self.node) for axiom in condition.axioms]
        for proof in own:
            if proof.truth:
                return Proof(True, "axiom", condition.node, (proof,))
        return self._refute(condition, own)

    def _refute(self, condition: Condition, own: list[Proof]) -> Proof:
        found = self.derived.outside.get(condition.node)
        if found is not None:
            return Proof(False, "rule", condition.node, (found,), found.rule.name)
        for superclass in condition.superclasses:
            if self._proofs[superclass].truth is False:
                return Proof(False, "superclass", condition.node, (self._proofs[superclass],))
        if own and all(proof.truth is False for proof in own):
            return Proof(False, "axiom", condition.node, tuple(own))
        missing = tuple(path for path in condition.decided_on if not self._is_stated(path))
        return condition.unstated if len(missing) == len(condition.decided_on) else Proof(None, "unstated", condition.node, missing)

    def _is_stated(self, path: Nodes) -> bool:
        """Whether there is something at the end of a path of properties."""
        if path[0] not in self._stated:
            return False
        found = self._reached.get(path)
        if found is None:
            found = self._reached[path] = bool(self.facts.along(self.node, path))
        return found

    def _evaluate(self, expression: Expression, node: Value) -> Proof:
        operator, *rest = expression
        if operator == "class":
            return self._member(rest[0], node)
        if operator == "value":
            return self._has_value(rest[0], rest[1], node)
        if operator == "some":
            return self._some(rest[0], rest[1], node)
        return _combine(operator, [self._evaluate(part, node) for part in rest])

    def _member(self, kind: ox.NamedNode, node: Any) -> Proof:
        if node == self.node and kind in self.conditions:
            return self._proofs[kind]
        stated = self.facts.objects(node, TYPE)
        known = self.kinds.get(node)
        if known is not None:
            return Proof(kind in known, "kind", (node, TYPE, kind))
        if kind in stated:
            return Proof(True, "stated", (node, TYPE, kind))
        return Proof(False if stated else None, "stated", (node, TYPE, kind))

    def _has_value(self, prop: ox.NamedNode, wanted: Value, node: Any) -> Proof:
        values = self.facts.objects(node, prop)
        if wanted in values:
            return Proof(True, "stated", (node, prop, wanted))
        return Proof(False if values else None, "stated", (node, prop, wanted), tuple((node, prop, value) for value in values))

    def _some(self, prop: ox.NamedNode, filler: Expression, node: Any) -> Proof:
        """Some value of the property is in the class. Values of another class than the filler's own are not looked at."""
        if node == self.node and prop in self._none:
            fact = (node, NONE, self._none[prop])
            return Proof(False, "stated", fact, (fact,))
        tried = []
        for value in self.facts.objects(node, prop):
            if filler[0] == "and" and any(part[0] == "class" and self._member(part[1], value).truth is False for part in filler[1:]):
                continue
            proof = self._evaluate(filler, value)
            link: Fact = (node, prop, value)
            if proof.truth:
                return Proof(True, "stated", link, (proof,))
            tried.append(Proof(proof.truth, "stated", link, (proof,)))
        false = bool(tried) and all(proof.truth is False for proof in tried)
        return Proof(False if false else None, "some", (node, prop, None), tuple(tried))


def _combine(operator: str, parts: list[Proof]) -> Proof:
    """Kleene's strong conjunction or disjunction."""
    decisive = operator == "or"
    for part in parts:
        if part.truth is decisive:
            return Proof(decisive, operator, None, (part,))
    if any(part.truth is None for part in parts):
        return Proof(None, operator, None, tuple(part for part in parts if part.truth is None))
    return Proof(not decisive, operator, None, tuple(parts))
