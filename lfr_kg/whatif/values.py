"""Values to try for a property: those of its type and list that the data suggest, the likeliest first. What a value does is not known here.

Instants and dates are taken from the deployment's own clock and from the statements beside them, moved by the limits that the shape sets;
concepts from the list of the property; texts from what the description says of the same property elsewhere.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import TypeGuard

import pyoxigraph as ox

from lfr_kg.base import times
from lfr_kg.base.model import Graph, Node, Value, Values
from lfr_kg.base.namespaces import PREFIXES, iri
from lfr_kg.evidence import values
from lfr_kg.evidence.values import XSD
from lfr_kg.evidence.vocabulary import Names, Vocabulary
from lfr_kg.whatif.shapes import Limits
from lfr_kg.whatif.tables import Kinds

MOST = 40
"""Values tried for one property at most."""

STATED = "stated"
"""A text in the place of one that only the author can give."""

ADDRESS = ox.NamedNode("https://example.org/stated")
"""An address in the place of one that only the author can give."""

_TRUTHS = [times.literal(True), times.literal(False)]
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Wanted:
    """What is known of a value that is looked for."""

    among: tuple[Value, ...] = ()
    limits: Limits = ()
    beside: tuple[Value, ...] = ()
    """Values of the other properties that enter the same measure."""
    now: ox.Literal | None = None
    gaps: tuple[Decimal, ...] = ()
    """By how much the measure, as it stands, misses its limits."""
    in_days: bool = False
    measured: bool = False
    """Whether it is looked for as part of a measure, and so may have to agree with what is stated elsewhere."""


class Candidates:
    """Values to try in one deployment as it is stated."""

    def __init__(self, vocabulary: Vocabulary, kinds: Kinds, facts: Graph, root: ox.NamedNode, days: tuple[date, ...]):
        self.vocabulary, self.kinds, self.facts, self.root, self.days = vocabulary, kinds, facts, root, days

    def of(self, node: Node, prop: ox.NamedNode, wanted: Wanted) -> Values:
        """Values of a property of a node, each once, the value that stands left out."""
        ranges = self.vocabulary.ranges.get(prop, frozenset())
        found: Values = [each for each in wanted.among if not isinstance(each, ox.Literal) or each.datatype in ranges]
        for kind, make in self._makers().items():
            if kind in ranges:
                found += make(node, prop, wanted)
        found += [] if prop not in self.vocabulary.lists else self._concepts(prop, wanted)
        found += self._actors(ranges, wanted)
        if ranges & {iri("rdfs:Resource"), iri("foaf:Document")}:
            found += [ADDRESS]
        here = self.facts.objects(node, prop)
        fit = [each for each in dict.fromkeys(found) if each not in here and self._is_of_type(each, ranges)]
        return fit[:MOST]

    def _makers(self) -> dict[ox.NamedNode, Callable[[Node, ox.NamedNode, Wanted], Sequence[Value]]]:
        return {
            XSD["boolean"]: lambda node, prop, wanted: _TRUTHS,
            XSD["dateTime"]: lambda node, prop, wanted: [times.literal(each) for each in self._instants(wanted)],
            XSD["date"]: lambda node, prop, wanted: [times.literal(each) for each in self._days(wanted)],
            XSD["integer"]: lambda node, prop, wanted: [
                times.literal(int(each)) for each in self._numbers(node, prop, wanted, Decimal(1)) if each == int(each)
            ],
            XSD["decimal"]: lambda node, prop, wanted: [_decimal(each) for each in self._numbers(node, prop, wanted, Decimal("0.01"))],
            XSD["dayTimeDuration"]: lambda node, prop, wanted: self._lengths(wanted),
            XSD["string"]: self._texts,
        }

    def _is_of_type(self, value: Value, ranges: Names) -> bool:
        return not isinstance(value, ox.Literal) or values.fault(value, ranges) is None

    # Times

    def _clock(self) -> list[datetime]:
        """Start and end of the deployment.

        Where one is not stated, an hour from the other; where neither is, at noon of the day of the law.
        """
        found = [self.facts.value(self.root, iri(f"measure:{name}")) for name in ("start", "end")]
        start, end = (times.instant(value.value) if value is not None else None for value in found)
        start = start or (end - _HOUR if end else _noon(self.days[0]))
        return [start, end or start + _HOUR]

    def _instants(self, wanted: Wanted) -> Iterable[datetime]:
        unit = _DAY if wanted.in_days else timedelta(seconds=1)
        beside = [times.instant(each.value) for each in wanted.beside if _is(each, "dateTime")]
        if wanted.now is not None:
            now = times.instant(wanted.now.value)
            yield from (now + sign * float(gap) * unit for gap in wanted.gaps for sign in (1, -1))
        anchors = [*beside, *map(_noon, self.days[1:]), *self._clock()]
        yield from (anchor + step * unit for step in _steps(wanted.limits) for anchor in anchors)
        yield from (anchor + step for step in (-_DAY, _HOUR, _DAY, -2 * _DAY, 2 * _DAY) for anchor in anchors)

    def _days(self, wanted: Wanted) -> Iterable[date]:
        beside = [times.day(each.value) for each in wanted.beside if _is(each, "date")]
        beside += [times.london_day(times.instant(each.value)) for each in wanted.beside if _is(each, "dateTime")]
        if wanted.now is not None:
            now = times.day(wanted.now.value)
            yield from (now + sign * int(gap) * _DAY for gap in wanted.gaps for sign in (1, -1))
        anchors = [*beside, *self.days[1:], *(times.london_day(each) for each in self._clock())]
        yield from (anchor + step * _DAY for step in _steps(wanted.limits) for anchor in anchors if abs(step) < 40_000)
        yield from (anchor + step * _DAY for step in (-1, 1, 31, 365) for anchor in anchors)

    # Numbers and lengths

    def _numbers(self, node: Node, prop: ox.NamedNode, wanted: Wanted, unit: Decimal) -> Iterable[Decimal]:
        """Numbers to try: at the limits and just inside them, and those beside.

        Also those that the same property or the node's measures have, and round ones.
        """
        limits = [limit for _, limit in wanted.limits]
        now = _number(wanted.now)
        if now is not None:
            yield from (now + sign * gap for gap in wanted.gaps for sign in (1, -1))
        inside = {">": unit, "<": -unit}
        yield from (limit + inside.get(sign, 0) for sign, limit in wanted.limits)
        yield from ([sum(limits, Decimal()) / len(limits)] if len(limits) > 1 else [])
        measured = [
            value
            for each in sorted(self.facts.predicates_of(node), key=str)
            if each.value.startswith(PREFIXES["measure"])
            for value in self.facts.objects(node, each)
        ]
        for each in (*self._elsewhere(prop), *wanted.beside, *(measured if unit != 1 else ())):
            number = _number(each)
            yield from [] if number is None else [number]
        yield from (Decimal(each) for each in ("0", "1", "2", "0.5", "1000", "100000"))

    def _lengths(self, wanted: Wanted) -> list[ox.Literal]:
        seconds: list[Decimal | int] = [limit for sign, limit in wanted.limits if sign in ("<=", ">=")]
        seconds += [times.period(each.value)[1] for each in wanted.beside if _is(each, "dayTimeDuration")]
        if wanted.now is not None:
            now = times.period(wanted.now.value)[1]
            seconds = [*(now + sign * gap for gap in wanted.gaps for sign in (1, -1)), *seconds]
        return [_length(int(each)) for each in [*seconds, 0, 86400] if each >= 0]

    # Texts and things

    def _elsewhere(self, prop: ox.NamedNode) -> Values:
        """What the description states for the property of other nodes."""
        return sorted({fact[2] for fact in self.facts.by_predicate.get(prop, ())}, key=str)

    def _texts(self, node: Node, prop: ox.NamedNode, wanted: Wanted) -> Values:
        beside = [each for each in wanted.beside if isinstance(each, ox.Literal) and each.datatype in values.TEXT]
        return [*beside, *(self._elsewhere(prop) if wanted.measured else []), ox.Literal(STATED)]

    def _concepts(self, prop: ox.NamedNode, wanted: Wanted) -> Values:
        lists = self.vocabulary.lists[prop]
        every = sorted((each for each, scheme in self.vocabulary.schemes.items() if scheme in lists), key=str)
        return [each for each in wanted.beside if each in every] + every

    def _actors(self, ranges: Names, wanted: Wanted) -> Values:
        """Actors: those beside, those in the description, then the first of each sort that the knowledge has."""
        if not ranges & self._actor_kinds():
            return []
        known = {term for fact in self.facts.facts for term in fact[2:] if isinstance(term, ox.NamedNode) and term in self.kinds}
        first: dict[frozenset[Value], ox.NamedNode] = {}
        for actor in sorted(self.kinds, key=str):
            first.setdefault(self.kinds[actor], actor)
        ordered = [
            *(each for each in wanted.beside if isinstance(each, ox.NamedNode) and each in self.kinds),
            *sorted(known, key=str),
            *sorted(first.values(), key=str),
        ]
        return [each for each in ordered if ranges & (self.kinds[each] | {iri("lfr:Actor")})]

    def _actor_kinds(self) -> frozenset[Value]:
        return frozenset().union(*self.kinds.values()) | {iri("lfr:Actor")}


def moved(value: Value, days: int) -> Value:
    """A time or a day so many days later; any other value as it is."""
    if _is(value, "dateTime"):
        return times.literal(times.instant(value.value) + days * _DAY)
    return times.literal(times.day(value.value) + days * _DAY) if _is(value, "date") else value


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _is(term: Value, name: str) -> TypeGuard[ox.Literal]:
    return isinstance(term, ox.Literal) and term.datatype == XSD[name]


def _number(term: Value | None) -> Decimal | None:
    if not isinstance(term, ox.Literal) or term.datatype not in (XSD["integer"], XSD["decimal"]):
        return None
    try:
        return Decimal(term.value)
    except InvalidOperation:
        return None


def _decimal(number: Decimal) -> ox.Literal:
    return values.canonical(ox.Literal(format(number, "f"), datatype=XSD["decimal"]))


def _length(seconds: int) -> ox.Literal:
    """A length of time as a person would write it: a day as 24 hours, more in days."""
    minutes, over = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24) if seconds > 86400 else (0, hours)
    parts = "".join(f"{number}{unit}" for number, unit in ((hours, "H"), (minutes, "M"), (over, "S")) if number)
    text = ("P" + (f"{days}D" if days else "") + (f"T{parts}" if parts else "")) if seconds else "PT0S"
    return ox.Literal(text, datatype=XSD["dayTimeDuration"])


def _steps(limits: Limits) -> list[int]:
    """How far from the moments beside it a time may lie: not at all, one unit, or as far as the limits say."""
    found = [0]
    for sign, limit in limits:
        distance = int(abs(limit)) + (sign in ("<", ">"))
        found += [distance, -distance]
    return list(dict.fromkeys([*found, -1, 1]))
