"""What deployments are worked out with: the rules, condition classes and background facts that the knowledge states."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pyoxigraph as ox

from lfr_kg.assess.conditions import NONE, Condition, Taxonomy, properties_in
from lfr_kg.assess.rules import Prepared
from lfr_kg.base.model import Fact, Value


@dataclass(frozen=True)
class Theory:
    """What deployments are worked out with: rules in order, condition classes, kinds of actors, and background facts that rules read."""

    measures: list[Prepared]
    rules: list[Prepared]
    conditions: dict[ox.NamedNode, Condition]
    kinds: dict[ox.NamedNode, frozenset[Value]]
    background: list[Fact]
    absences: Mapping[Any, frozenset[ox.NamedNode]] = field(default_factory=dict)
    """Concept of ``lfr:statesNone`` → the properties whose absence it states."""

    @cached_property
    def taxonomy(self) -> Taxonomy:
        """The condition classes with what is asked of them together."""
        return Taxonomy(self.conditions)

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

    @cached_property
    def _background(self) -> dict[Value, list[int]]:
        """Where in the background the facts of each thing stand."""
        found: dict[Value, list[int]] = {}
        for place, fact in enumerate(self.background):
            found.setdefault(fact[0], []).append(place)
        return found

    def background_of(self, facts: Iterable[Fact]) -> list[Fact]:
        """The background facts of what some facts speak of, in the order of the background."""
        occurring = self._background.keys() & {fact[2] for fact in facts}
        return [self.background[place] for place in sorted(place for node in occurring for place in self._background[node])]
