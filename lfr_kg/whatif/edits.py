"""A change to what a description states: statements that come and statements that go."""

from dataclasses import dataclass
from typing import TypeGuard

import pyoxigraph as ox

from lfr_kg.base.model import TYPE, Fact, Graph, Node, Value
from lfr_kg.evidence.description import SKOLEM, Deployment

NEW = SKOLEM + "new"
"""The names of nodes that an edit brings: ``_:new1`` for a reader."""


@dataclass(frozen=True)
class Edit:
    """Statements added and statements withdrawn. A replaced value is one of each."""

    add: frozenset[Fact] = frozenset()
    remove: frozenset[Fact] = frozenset()

    @property
    def size(self) -> int:
        """How many statements it touches."""
        return len(self.add) + len(self.remove)

    def then(self, other: "Edit") -> "Edit":
        """This edit and another after it, as one: what the first adds and the second withdraws was never stated."""
        add = (self.add - other.remove) | (other.add - self.remove)
        remove = (self.remove - other.add) | (other.remove - self.add)
        return Edit(add, remove)

    def cost(self, taking_back: int) -> int:
        """Its size, each withdrawal counted as so many statements."""
        return len(self.add) + taking_back * len(self.remove)

    def without(self, facts: set[Fact]) -> "Edit":
        """The edit less some of its statements."""
        return Edit(self.add - facts, self.remove - facts)

    def applied(self, deployment: Deployment) -> Deployment:
        """The deployment as it would be stated."""
        stated = (fact for facts in deployment.facts.by_predicate.values() for fact in facts if fact not in self.remove)
        submitted = {fact: value for fact, value in deployment.submitted.items() if fact not in self.remove}
        return Deployment(deployment.node, deployment.name, Graph([*stated, *sorted(self.add, key=str)]), submitted)


def is_new(term: Value) -> TypeGuard[ox.NamedNode]:
    """Whether a term is a node that an edit brings."""
    return isinstance(term, ox.NamedNode) and term.value.startswith(NEW)


def stating(*facts: Fact) -> Edit:
    """The edit that adds some statements."""
    return Edit(frozenset(facts))


def replacing(old: Fact, value: Value) -> Edit:
    """The edit that gives a property another value."""
    return Edit(frozenset({(old[0], old[1], value)}), frozenset({old}))


def linked(facts: Graph, subject: Node, prop: ox.NamedNode, kind: ox.NamedNode) -> Edit:
    """The edit that links a new node of a class, named as none of the facts is."""
    number = 1
    while (node := ox.NamedNode(f"{NEW}{number}")) == subject or facts.predicates_of(node):
        number += 1
    return stating((subject, prop, node), (node, TYPE, kind))
