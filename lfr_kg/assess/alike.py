"""Things of a deployment that a condition cannot tell apart: what is found of one of them, alone in a deployment, is found of the others.

A condition is decided on what its axioms name, what its superclasses are decided on, and what the rules read that conclude any of it. Two
alerts that differ in nothing of this (a thousand without a ground to be kept for, say) need not be looked at one by one.
"""

import re
from collections.abc import Collection, Hashable
from functools import lru_cache

import pyoxigraph as ox

from lfr_kg.assess.conditions import NONE, Expression
from lfr_kg.assess.inference import Theory
from lfr_kg.base.model import TYPE, Node
from lfr_kg.base.namespaces import PREFIXES
from lfr_kg.evidence.description import Deployment

_DIGITS = re.compile(re.escape(PREFIXES["measure"]) + r"(\w+)Digits$")
"""What the number of decimals of a property is kept as (``inference.digits``)."""


def classes(things: Collection[Node], condition: ox.NamedNode, deployment: Deployment, theory: Theory) -> list[list[Node]]:
    """The things, those together of which a condition reads the same; each class, and all of them, in their order."""
    read = read_by(condition, theory) if len(things) > 1 else {"?"}
    if any(name.startswith("?") for name in read):  # a rule reads whatever is stated, or there is nothing to tell apart
        return [[thing] for thing in things]
    digits = {found[1] for found in map(_DIGITS.match, read) if found}
    marks: dict[Node, set[Hashable]] = {thing: set() for thing in things}
    for subject, predicate, value in deployment.facts.facts:
        if predicate.value in read or re.split(r"[/#]", predicate.value)[-1] in digits:
            if subject in marks:
                told = "itself" if value == subject else value
                marks[subject].add(("states", predicate, told, str(deployment.submitted.get((subject, predicate, value), ""))))
            if isinstance(value, ox.NamedNode | ox.BlankNode) and value in marks and subject not in marks:
                marks[value].add(("is", predicate, subject))
    found: dict[frozenset[Hashable], list[Node]] = {}
    for thing in things:
        found.setdefault(frozenset(marks[thing]), []).append(thing)
    return list(found.values())


def read_by(condition: ox.NamedNode, theory: Theory) -> frozenset[str]:
    """The names of all properties and classes whose statements can change whether a condition holds; a variable where any can."""
    return _read_by(condition, _Theory(theory))


class _Theory:
    """A theory as a key: itself and no other like it."""

    def __init__(self, theory: Theory):
        self.theory = theory

    def __hash__(self) -> int:
        return id(self.theory)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Theory) and self.theory is other.theory


@lru_cache(256)
def _read_by(condition: ox.NamedNode, key: _Theory) -> frozenset[str]:
    theory = key.theory
    conditions = {node.value: condition for node, condition in theory.conditions.items()}
    found, waiting = {TYPE.value, NONE.value}, [condition.value]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        known = conditions.get(name)
        if known is not None:
            waiting += [each.value for path in known.decided_on for each in path]
            waiting += [each.value for each in known.superclasses]
            waiting += [each for axiom in known.axioms for each in _named(axiom)]
        for rule in (*theory.measures, *theory.rules):
            if f"<{name}>" in rule.concludes:
                waiting += [each.strip("<>") for each in rule.awaits if not each.startswith('"')]
    return frozenset(found)


def _named(expression: Expression) -> list[str]:
    """The properties and classes that a class expression names."""
    found = []
    for part in expression[1:]:
        if isinstance(part, tuple):
            found += _named(part)
        elif isinstance(part, ox.NamedNode):
            found.append(part.value)
    return found
