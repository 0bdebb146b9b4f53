"""What compiled rules compute with: SPARQL's operators, functions and aggregates over terms and the values that they stand for.

``None`` stands for what is unbound and for what has no value, SPARQL's error: it unbinds a BIND and fails a FILTER. A value is a number, a
truth, a text or a time of Python, or a term that is not reckoned with. Numbers are integers and decimals and computed exactly.

Source: SPARQL 1.1 Query Language (W3C), sections 17.2 to 17.4 and 18.5.1; XPath and XQuery Functions and Operators (W3C).
"""

import operator
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import ROUND_DOWN, Context, Decimal
from functools import lru_cache
from typing import Any

import pyoxigraph as ox

from lfr_kg.base import times
from lfr_kg.base.model import Graph
from lfr_kg.base.namespaces import iri

_EXACT = Context(prec=80)
_TRUTHS = {"true": True, "1": True, "false": False, "0": False}
_INTEGERS = frozenset(iri(f"xsd:{name}") for name in ("integer", "nonNegativeInteger", "positiveInteger"))
_FAMILIES = {bool: "truth", int: "number", Decimal: "number", datetime: "time", date: "day", str: "text"}
"""The type of a value → what it can be compared with."""


# Terms and values


@lru_cache(8192)
def _read(found: ox.Literal) -> Any:
    kind, text = found.datatype, found.value
    try:
        if kind in _INTEGERS:
            return int(text)
        if kind == iri("xsd:decimal"):
            return Decimal(text)
        if kind == iri("xsd:boolean"):
            return _TRUTHS[text]
        if kind == iri("xsd:string"):
            return text
        if kind in (iri("xsd:date"), iri("xsd:dateTime")):
            return times.moment(text)
    except (ValueError, ArithmeticError, KeyError):
        return None
    return found


def native(found: Any) -> Any:
    """The value of a term that is reckoned with; of another, the term itself. None for a literal that is not of its type."""
    return _read(found) if isinstance(found, ox.Literal) else found


def as_term(found: Any) -> Any:
    """A value as a term."""
    if found is None or isinstance(found, ox.NamedNode | ox.BlankNode | ox.Literal):
        return found
    if isinstance(found, Decimal):
        return ox.Literal(format(found.normalize(_EXACT), "f"), datatype=iri("xsd:decimal"))
    return ox.Literal(found) if isinstance(found, str) else times.literal(found)


def text_of(found: Any) -> str | None:
    """The text of a term (STR)."""
    return None if found is None else as_term(found).value


# Truth (section 17.2)


def truth(value: Any) -> bool | None:
    """The effective boolean value; None for what has none."""
    return bool(value) if isinstance(value, bool | int | Decimal | str) else None


def negated(one: bool | None) -> bool | None:
    """Not."""
    return None if one is None else not one


def junction(decisive: bool, *operands: bool | None) -> bool | None:
    """Disjunction, decided by a truth, or conjunction, decided by a falsehood, whatever fails beside it."""
    return decisive if decisive in operands else None if None in operands else not decisive


def equal(one: Any, other: Any) -> bool | None:
    """Whether two values are the same. None for literals of types that are not compared: they may yet mean the same."""
    if one is None or other is None:
        return None
    if _FAMILIES.get(type(one)) == _FAMILIES.get(type(other)):
        if one == other:
            return True
        if isinstance(one, ox.Literal) and isinstance(other, ox.Literal):
            return None
    return False


def among(one: Any, *others: Any) -> bool | None:
    """Whether a value is one of others (IN)."""
    return junction(True, *(equal(one, other) for other in others))


def _comparison(relation: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool | None]:
    def compared(one: Any, other: Any) -> bool | None:
        family = _FAMILIES.get(type(one))
        return relation(one, other) if family is not None and family == _FAMILIES.get(type(other)) else None

    return compared


less, at_most, more, at_least = map(_comparison, (operator.lt, operator.le, operator.gt, operator.ge))


# Numbers, texts and times


def _arithmetic(of_integers: Callable[[Any, Any], Any], of_decimals: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def computed(one: Any, other: Any) -> Any:
        if not _is("number", one, other):
            return None
        return of_integers(one, other) if isinstance(one, int) and isinstance(other, int) else of_decimals(one, other)

    return computed


def _is(family: str, *values: Any) -> bool:
    return all(_FAMILIES.get(type(value)) == family for value in values)


add = _arithmetic(operator.add, _EXACT.add)
subtract = _arithmetic(operator.sub, _EXACT.subtract)
multiply = _arithmetic(operator.mul, _EXACT.multiply)


def divide(one: Any, other: Any) -> Decimal | None:
    """Division, to eighteen places; of integers too a decimal."""
    if not _is("number", one, other) or not other:
        return None
    return _EXACT.divide(Decimal(one), Decimal(other)).quantize(Decimal("1e-18"), rounding=ROUND_DOWN)


def decimal(found: Any) -> Decimal | None:
    """A text or a number as a decimal (a cast)."""
    try:
        return None if found is None else Decimal(as_term(found).value)
    except ArithmeticError:
        return None


def _typed(families: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of values of some families, without a value for others. The last family stands for all that follow."""
    wanted = families.split()

    def call(*values: Any) -> Any:
        kinds = [*wanted, *wanted[-1:] * len(values)]
        return function(*values) if all(_is(kind, value) for kind, value in zip(kinds, values, strict=False)) else None

    return call


def _substring(text: str, start: Any, length: Any) -> str:
    first = int(start) - 1
    return text[max(first, 0) : max(first + int(length), 0)]


BUILTINS: dict[str, Callable[..., Any]] = {
    "ABS": _typed("number", abs),
    "CONCAT": _typed("text", lambda *parts: "".join(parts)),
    "MINUTES": _typed("time", lambda found: found.minute),
    "SECONDS": _typed("time", lambda found: Decimal(found.second) + Decimal(found.microsecond) / 1_000_000),
    "STRAFTER": _typed("text", lambda text, part: text.partition(part)[2]),
    "STRLEN": _typed("text", len),
    "SUBSTR": _typed("text number", _substring),
    "negative": _typed("number", operator.neg),
}
"""Functions from values to a value."""


def typed(text: Any, kind: Any) -> ox.Literal | None:
    """A text as a literal of a type (STRDT)."""
    return ox.Literal(text, datatype=kind) if isinstance(text, str) and isinstance(kind, ox.NamedNode) else None


def first_of(*found: Any) -> Any:
    """The first that has a value (COALESCE)."""
    return next((each for each in found if each is not None), None)


# Aggregates


def aggregated(kind: str, is_distinct: bool, found: list[Any]) -> Any:
    """The value of an aggregate over the terms of a group; what has no value is left out."""
    values = [each for each in found if each is not None]
    if is_distinct:
        values = list(dict.fromkeys(values))
    if kind == "Count":
        return len(values)
    if kind == "Sample":
        return values[0] if values else None
    numbers = [native(each) for each in values]
    if not _is("number", *numbers):
        return None
    if kind == "Sum":
        total: Any = 0
        for number in numbers:
            total = add(total, number)
        return total
    if not values:
        return None
    chosen = (min if kind == "Min" else max)(zip(numbers, range(len(values)), strict=True), key=operator.itemgetter(0))
    return values[chosen[1]]


# Facts


def matching(facts: Graph, *pattern: Any) -> Iterator[tuple[Any, Any, Any]]:
    """The facts that a triple pattern matches, in their order; None stands for whatever there is."""
    subject, predicate, value = pattern
    for each in [predicate] if predicate is not None else list(facts.by_subject):
        table = facts.by_subject.get(each, {})
        for one in [subject] if subject is not None else list(table):
            for other in table.get(one, ()):
                if value is None or other == value:
                    yield one, each, other


matching_any = matching
"""The name by which it is called where the predicate may be unbound, so that such a rule is known."""
