"""Times that cannot be as they are stated: what is dated after the assessment, and what is dated before that which has to come first.

Such a time shows nothing to have been done. It is taken out of a deployment before anything is worked out, so that what rests on it is not
stated; a reader is told. Which times may lie ahead (``lfr:mayLieAhead``) and which follows which (the concepts of con:order) is stated in
the knowledge. An instant and a day are compared by the day in London.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

import pyoxigraph as ox

from lfr_kg.base import times
from lfr_kg.base.model import Fact, Graph, Value
from lfr_kg.base.namespaces import iri
from lfr_kg.evidence.description import Deployment
from lfr_kg.evidence.vocabulary import Vocabulary

_TIMES = frozenset({iri("xsd:date"), iri("xsd:dateTime")})


@dataclass(frozen=True)
class Order:
    """That a time of a part comes after others, which are stated of the part or of what it is a part of. ``parts`` are the properties by
    which such a part is reached."""

    parts: frozenset[ox.NamedNode]
    later: ox.NamedNode
    earlier: tuple[ox.NamedNode, ...]


class Chronology:
    """Takes the times out of deployments that cannot be. ``graph`` holds all that the project's files state."""

    def __init__(self, graph: Graph, vocabulary: Vocabulary):
        ahead = {prop for prop, _, value in graph.by_predicate[iri("lfr:mayLieAhead")] if value.value == "true"}
        self._done = sorted((prop for prop, kinds in vocabulary.ranges.items() if kinds & _TIMES and prop not in ahead), key=str)
        self._orders = [
            Order(frozenset(graph.nodes(node, iri("lfr:ofPart"))), later, tuple(graph.nodes(node, iri("lfr:earlier"))))
            for node, later in sorted(graph.pairs(iri("lfr:later")), key=str)
        ]

    def settled(self, deployment: Deployment, at: datetime) -> Deployment:
        """A deployment without the times that cannot be at an instant (with an offset), and with what was taken out and why."""
        facts = deployment.facts
        untimely: dict[Fact, Fact | None] = dict.fromkeys(
            fact for prop in self._done for fact in facts.by_predicate.get(prop, ()) if _is_after(fact[2], at)
        )
        above = _parents(facts)
        for order in self._orders:
            for fact in facts.by_predicate.get(order.later, ()):
                before = _reversed(fact, order, facts, above, untimely)
                if before is not None:
                    untimely.setdefault(fact, before)
        if not untimely:
            return deployment
        return replace(deployment, facts=Graph(fact for fact in facts.facts if fact not in untimely), untimely=untimely)


def _reversed(fact: Fact, order: Order, facts: Graph, above: dict[Value, list[Fact]], untimely: dict[Fact, Fact | None]) -> Fact | None:
    """The stated time that has to come before a fact and comes after it; None where there is none."""
    if order.parts and not any(link[1] in order.parts for link in above.get(fact[0], ())):
        return None
    for holder in _holders(fact[0], above):
        for prop in order.earlier:
            known = [each for value in facts.objects(holder, prop) if (each := (holder, prop, value)) not in untimely]
            if known and all(_is_before(fact[2], each[2]) for each in known):
                return known[0]
    return None


def _parents(facts: Graph) -> dict[Value, list[Fact]]:
    """The facts that lead to each thing."""
    found: dict[Value, list[Fact]] = {}
    for fact in facts.facts:
        if not isinstance(fact[2], ox.Literal):
            found.setdefault(fact[2], []).append(fact)
    return found


def _holders(node: Value, above: dict[Value, list[Fact]]) -> Iterator[ox.NamedNode | ox.BlankNode]:
    """A thing and all that it is a part of, the nearest first."""
    seen, todo = {node}, [node]
    while todo:
        each = todo.pop(0)
        if not isinstance(each, ox.Literal):
            yield each
        more = [link[0] for link in above.get(each, ()) if link[0] not in seen]
        seen.update(more)
        todo += more


def _moment(value: Value) -> date | datetime | None:
    try:
        return times.moment(value.value)
    except ValueError:
        return None


def _is_after(value: Value, at: datetime) -> bool:
    moment = _moment(value)
    return moment is not None and (moment > at if isinstance(moment, datetime) else moment > times.london_day(at))


def _is_before(value: Value, other: Value) -> bool:
    one, another = _moment(value), _moment(other)
    if one is None or another is None:
        return False
    if isinstance(one, datetime) and isinstance(another, datetime):
        return one < another
    return times.calendar_day(one) < times.calendar_day(another)
