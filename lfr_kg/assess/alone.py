"""What conditions hold of a deployment with each of many things alone: of each request, each alert, as if there were no other.

Each is measured, where what it adds can matter; conditions are decided once for all things of which what conditions are decided on is the
same, since no rule tells one thing from another by its name.
"""

from dataclasses import replace

import pyoxigraph as ox

from lfr_kg.assess.inference import Inference, conclude, measure
from lfr_kg.assess.theory import Theory
from lfr_kg.base.model import TYPE, Fact, Node, Value

Shape = frozenset[tuple[Value | None, Value, Value | None, bool]]
"""Facts, with None where the thing stands, and whether each is there."""


class Alone:
    """``whole`` is a deployment with all the things, ``bare`` the same without any; ``path`` leads to them."""

    def __init__(self, whole: Inference, bare: Inference, theory: Theory, things: tuple[Node, ...], path: tuple[ox.NamedNode, ...]):
        self.bare, self.theory = bare, replace(theory, measures=theory.measures_of_conditions)
        self._own: dict[Value, list[Fact]] = {thing: [] for thing in things}
        self._links: dict[Value, list[Fact]] = {thing: [] for thing in things}
        for fact in whole.deployment.facts.facts:
            subject, predicate, value = fact
            if predicate == path[-1] and value in self._own:
                if subject == value or subject not in self._own:
                    self._own[value].append(fact)
            elif subject in self._own:
                self._own[subject].append(fact)
            elif value in self._own:
                self._links[value].append(fact)
        self._by_shape: dict[Shape, frozenset[ox.NamedNode]] = {}
        self._by_thing: dict[Node, frozenset[ox.NamedNode]] = {}

    def held(self, thing: Node) -> frozenset[ox.NamedNode]:
        """The conditions that hold of the deployment with one of the things alone."""
        if thing not in self._by_thing:
            self._by_thing[thing] = self._found(thing)
        return self._by_thing[thing]

    def _found(self, thing: Node) -> frozenset[ox.NamedNode]:
        facts = self.bare.given.copy()
        own = {fact for fact in (*self._own[thing], *self.theory.background_of(self._own[thing])) if facts.add(fact)}
        inference = measure(Inference(self.bare.deployment, facts, differs=own), self.theory, self.bare)
        shape = self._shape(thing, inference)
        if shape not in self._by_shape:
            conclude(inference, self.theory, self.bare)
            self._by_shape[shape] = frozenset(node for node, proof in inference.proofs.items() if proof.truth)
        return self._by_shape[shape]

    def _shape(self, thing: Node, inference: Inference) -> Shape:
        """What there is with a thing alone and not without any, or the other way round, as far as conditions are decided on it."""
        read = self.theory.read_by_conditions
        return frozenset(
            (None if fact[0] == thing else fact[0], fact[1], None if fact[2] == thing else fact[2], fact in inference.facts.facts)
            for fact in (*inference.differs, *self._links[thing])
            if read is None or fact[1] == TYPE or fact[1] in read
        )
