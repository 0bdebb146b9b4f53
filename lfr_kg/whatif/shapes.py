"""A norm's shape as a thing to be satisfied: what it asks, read from the shapes, and how much of it a node lacks.

This reading guides the search for a change and decides nothing: whether a change turns a finding is always asked of the engine.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TypeGuard, TypeVar

import pyoxigraph as ox

from lfr_kg.assess.checks import LIMITS, bounds_on
from lfr_kg.base.model import Graph, Value, Values
from lfr_kg.base.namespaces import iri
from lfr_kg.evidence.vocabulary import Names, Vocabulary

Term = TypeVar("Term", bound=Value)

OUT_OF_THE_WAY = 8
"""What it counts to hold something of which there should be less.

Only withdrawing would mend it, and a search that states comes last to it.
"""

A_THING = 4
"""Statements that one more thing takes, where a count misses its limit."""

_HOLDS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    ">=": Decimal.__ge__, "<=": Decimal.__le__, ">": Decimal.__gt__, "<": Decimal.__lt__,
}  # fmt: skip


Limits = tuple[tuple[str, Decimal], ...]
"""Pairs of an operator and a number."""


@dataclass(frozen=True)
class Ask:
    """What a shape asks. Without ``paths`` it asks of the node itself, else of the values of any of them."""

    paths: tuple[ox.NamedNode, ...] = ()
    least: int = 0
    most: int | None = None
    value: Value | None = None
    among: tuple[Value, ...] = ()
    limits: Limits = ()
    kinds: tuple[ox.NamedNode, ...] = ()
    either: "tuple[tuple[Ask, ...], ...]" = ()
    """Alternatives: tuples of shapes of which one is to be satisfied."""
    parts: "tuple[Ask, ...]" = ()
    qualified: "Ask | None" = None
    enough: int = 0
    too_many: int | None = None


def read_ask(graph: Graph, node: Value) -> Ask:
    """What a node shape or property shape of the files asks."""

    def number(name: str) -> int | None:
        value = graph.value(node, iri(name))
        return None if value is None else int(value.value)

    qualified = graph.value(node, iri("sh:qualifiedValueShape"))
    parts = [read_ask(graph, part) for part in _sorted(graph.objects(node, iri("sh:property")))]
    parts += [read_ask(graph, part) for head in graph.objects(node, iri("sh:and")) for part in graph.list(head)]
    return Ask(
        paths=_paths(graph, graph.value(node, iri("sh:path"))),
        least=number("sh:minCount") or 0, most=number("sh:maxCount"),
        value=graph.value(node, iri("sh:hasValue")),
        among=tuple(graph.list(graph.value(node, iri("sh:in")))),
        limits=tuple((LIMITS[name], Decimal(bound.value)) for name, bound in bounds_on(graph, node)),
        kinds=tuple(_sorted(graph.nodes(node, iri("sh:class")))),
        either=tuple(tuple(read_ask(graph, part) for part in graph.list(head)) for head in graph.objects(node, iri("sh:or"))),
        parts=tuple(parts),
        qualified=read_ask(graph, qualified) if qualified is not None else None,
        enough=number("sh:qualifiedMinCount") or 0, too_many=number("sh:qualifiedMaxCount"),
    )  # fmt: skip


def reaching(path: tuple[ox.NamedNode, ...]) -> Ask:
    """The shape that asks of each thing that a path of properties leads to that its last step is stated; asks nothing without a path."""
    if not path:
        return Ask()
    return Ask(paths=path[:1], least=1) if len(path) == 1 else Ask(paths=path[:1], parts=(reaching(path[1:]),))


def _sorted(terms: Iterable[Term]) -> list[Term]:
    return sorted(terms, key=str)


def _paths(graph: Graph, path: Value | None) -> tuple[ox.NamedNode, ...]:
    """The properties of a path: one, several alternatives, or none where the path is the node itself."""
    if path is None:
        return ()
    either = graph.value(path, iri("sh:alternativePath"))
    if either is not None:
        return tuple(each for each in graph.list(either) if isinstance(each, ox.NamedNode))
    return (path,) if isinstance(path, ox.NamedNode) and graph.value(path, iri("sh:zeroOrOnePath")) is None else ()


class Lack:
    """How many statements a node is short of a shape, at a guess; 0 where it satisfies it.

    ``counts`` are the measures that count things.
    """

    def __init__(self, facts: Graph, vocabulary: Vocabulary, counts: Names = frozenset()):
        self.facts, self.vocabulary, self.counts = facts, vocabulary, counts

    def of(self, node: Value, ask: Ask) -> int:
        """What a node lacks of a shape."""
        if not ask.paths:
            return self.within(node, ask)
        values = self.values(node, ask)
        total = max(0, ask.least - len(values)) * fresh(ask)
        if ask.value is not None and ask.value not in values:
            total += 1
        if ask.most is not None and len(values) > ask.most:
            total += OUT_OF_THE_WAY * (len(values) - ask.most)
        total += sum(self.within(value, ask) for value in values)
        return total + (self._counted(values, ask, ask.qualified) if ask.qualified else 0)

    def values(self, node: Value, ask: Ask) -> Values:
        """The values of the paths of a shape, in an order that does not depend on how they were read."""
        return _sorted({value for path in ask.paths for value in self.facts.objects(node, path)})

    def _counted(self, values: Values, ask: Ask, wanted: Ask) -> int:
        each = sorted(self.of(value, wanted) for value in values)
        fit = each.count(0)
        short = [min([lack for lack in each if lack] + [1 + fresh(wanted)])] * max(0, ask.enough - fit)
        over = max(0, fit - ask.too_many) if ask.too_many is not None else 0
        return sum(short) + OUT_OF_THE_WAY * over

    def within(self, value: Value, ask: Ask) -> int:
        """What one value lacks of the constraints that hold for each value."""
        total = self.unfit(value, ask)
        total += sum(min(self.of(value, part) for part in parts) for parts in ask.either)
        return total + sum(self.of(value, part) for part in ask.parts)

    def unfit(self, value: Value, ask: Ask) -> int:
        """What a value lacks in itself: of a kind, on a list, within limits."""
        kinds = self.vocabulary.types_of(value, self.facts) if ask.kinds else ()
        total = sum(OUT_OF_THE_WAY for kind in ask.kinds if kind not in kinds)
        if not is_fit(value, ask) or (not ask.paths and ask.value is not None and value != ask.value):
            total += A_THING * _gap(value, ask) if self.counts & {*ask.paths} else 2
        return total


def fresh(ask: Ask) -> int:
    """How many statements a new value takes, at a guess."""
    inner = (*ask.parts, *((ask.qualified,) if ask.qualified else ()))
    return 1 + bool(ask.kinds) + sum(fresh(part) for part in inner if part.least or part.enough or part.value is not None)


def is_fit(value: Value, ask: Ask) -> bool:
    """Whether a value is on the list and within the limits of a shape."""
    if ask.among and value not in ask.among:
        return False
    return all(_within(value, sign, limit) for sign, limit in ask.limits)


def _gap(value: Value, ask: Ask) -> int:
    """By how much a number misses the limits of a shape, 1 at least."""
    return max([1, *(abs(int(limit - Decimal(value.value))) for _, limit in ask.limits if is_number(value))])


def is_number(value: Value) -> TypeGuard[ox.Literal]:
    """Whether a value is a number."""
    return isinstance(value, ox.Literal) and value.value.lstrip("-").replace(".", "", 1).isdecimal()


def _within(value: Value, sign: str, limit: Decimal) -> bool:
    try:
        return isinstance(value, ox.Literal) and _HOLDS[sign](Decimal(value.value), limit)
    except InvalidOperation:
        return False
