"""The expressions of rules, made ready to run: what FILTER, BIND and the aggregates of a plan compute.

An expression is a function from what is bound to a value: an RDF term, or a number, a truth, a text or a time of Python. It raises
``Failed`` where SPARQL has an error, which unbinds a BIND and fails a FILTER. Numbers are integers and decimals and computed exactly.

Source: SPARQL 1.1 Query Language (W3C), sections 17.2 to 17.4; XPath and XQuery Functions and Operators (W3C).
"""

import operator
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import ROUND_DOWN, Context, Decimal
from functools import lru_cache, partial
from typing import Any

import pyoxigraph as ox

from lfr_kg.base import times
from lfr_kg.base.model import Value, term
from lfr_kg.base.namespaces import iri

Binding = dict[str, Value]
Expression = Callable[[Binding, Any], Any]
"""From what is bound, and the facts that EXISTS is asked of, to a value."""

_EXACT = Context(prec=80)
_INTEGERS = frozenset(iri(f"xsd:{name}") for name in ("integer", "nonNegativeInteger", "positiveInteger"))
_ORDERS: dict[str, Callable[[Any, Any], bool]] = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
_SUMS: dict[str, Callable[[Any, Any], Any]] = {"+": _EXACT.add, "-": _EXACT.subtract, "*": _EXACT.multiply}


class Failed(Exception):
    """An error in SPARQL's sense: what was to be computed has no value."""


@lru_cache(8192)
def native(found: Any) -> Any:
    """The value of a term that is reckoned with; of another, the term itself. Raises Failed for a literal that is not of its type."""
    if not isinstance(found, ox.Literal):
        return found
    kind, text = found.datatype, found.value
    try:
        if kind in _INTEGERS:
            return int(text)
        if kind == iri("xsd:decimal"):
            return Decimal(text)
        if kind == iri("xsd:boolean"):
            return {"true": True, "1": True, "false": False, "0": False}[text]
        if kind == iri("xsd:string"):
            return text
        if kind in (iri("xsd:date"), iri("xsd:dateTime")):
            return times.moment(text)
    except (ValueError, ArithmeticError, KeyError) as error:
        raise Failed from error
    return found


def as_term(found: Any) -> Value:
    """A value as a term."""
    if isinstance(found, ox.NamedNode | ox.BlankNode | ox.Literal):
        return found
    if isinstance(found, Decimal):
        return ox.Literal(format(found.normalize(_EXACT), "f"), datatype=iri("xsd:decimal"))
    return ox.Literal(found) if isinstance(found, str) else times.literal(found)


def truth(found: Any) -> bool:
    """The effective boolean value (section 17.2.2). Raises Failed for what has none."""
    value = native(found) if isinstance(found, ox.Literal) else found
    if isinstance(value, bool | int | Decimal | str):
        return bool(value)
    raise Failed


def _family(value: Any) -> str:
    """What a value can be compared with."""
    if isinstance(value, bool):
        return "truth"
    if isinstance(value, int | Decimal):
        return "number"
    if isinstance(value, datetime):
        return "time"
    return {str: "text", date: "day"}.get(type(value), "term")


def _is_equal(one: Any, other: Any) -> bool:
    one, other = native(one), native(other)
    if _family(one) == _family(other):
        if one == other:
            return True
        if isinstance(one, ox.Literal) and isinstance(other, ox.Literal):
            raise Failed  # of types that are not compared: they may yet mean the same
    return False


def _compared(name: str, one: Any, other: Any) -> bool:
    one, other = native(one), native(other)
    if _family(one) != _family(other) or _family(one) == "term":
        raise Failed
    return _ORDERS[name](one, other)


def _computed(name: str, one: Any, other: Any) -> Any:
    one, other = _number(one), _number(other)
    if name == "/":
        if not other:
            raise Failed
        return _EXACT.divide(Decimal(one), Decimal(other)).quantize(Decimal("1e-18"), rounding=ROUND_DOWN)
    found = _SUMS[name](one, other)
    return int(found) if isinstance(one, int) and isinstance(other, int) else found


def text_of(found: Any) -> str:
    """The text of a term (STR)."""
    return as_term(found).value


def _of(family: str, found: Any) -> Any:
    """The value of a term, of the family asked for. Raises Failed for one of another."""
    value = native(found)
    if _family(value) != family:
        raise Failed
    return value


_string, _number, _instant = partial(_of, "text"), partial(_of, "number"), partial(_of, "time")


def _decimal(found: Any) -> Decimal:
    try:
        return Decimal(text_of(found))
    except ArithmeticError as error:
        raise Failed from error


def _substring(text: Any, start: Any, length: Any) -> str:
    first = int(_number(start)) - 1
    whole: str = _string(text)
    return whole[max(first, 0) : max(first + int(_number(length)), 0)]


_BUILTINS: dict[str, Callable[..., Any]] = {
    "ABS": lambda found: abs(_number(found)),
    "CONCAT": lambda *parts: "".join(map(_string, parts)),
    "MINUTES": lambda found: _instant(found).minute,
    "SECONDS": lambda found: Decimal(_instant(found).second) + Decimal(_instant(found).microsecond) / 1_000_000,
    "STR": text_of,
    "STRAFTER": lambda text, part: _string(text).partition(_string(part))[2],
    "STRDT": lambda text, kind: ox.Literal(_string(text), datatype=kind),
    "STRLEN": lambda text: len(_string(text)),
    "SUBSTR": _substring,
    "negative": lambda found: -_number(found),
}


def prepared(plan: list[Any], exists: Callable[[Any], Callable[[Binding, Any], bool]]) -> Expression:
    """The function that computes an expression. ``exists`` makes one that tells whether a pattern has a solution.

    Raises KeyError for an operator that is none.
    """
    kind, *parts = plan
    if kind == "var":
        return _variable(parts[0])
    if kind == "term":
        known = term(parts[0])
        return lambda binding, facts: known
    if kind == "exists":
        return exists(parts[0])
    if kind == "BOUND":
        name = parts[0][1]
        return lambda binding, facts: name in binding
    if kind == "call":
        return _call(parts[0], [prepared(part, exists) for part in parts[1:]])
    return _operation(kind, [prepared(part, exists) for part in parts])


def _variable(name: str) -> Expression:
    def value(binding: Binding, facts: Any) -> Any:
        try:
            return binding[name]
        except KeyError:
            raise Failed from None

    return value


def _call(name: str, operands: list[Expression]) -> Expression:
    """A call of a function by its IRI: one of ours, or a cast to a decimal. A function of ours that answers nothing has failed."""
    if name == iri("xsd:decimal").value:
        return lambda binding, facts: _decimal(operands[0](binding, facts))
    function = times.FUNCTIONS[ox.NamedNode(name)]

    def value(binding: Binding, facts: Any) -> Any:
        found = function(*[as_term(operand(binding, facts)) for operand in operands])
        if found is None:
            raise Failed
        return found

    return value


def _operation(kind: str, operands: list[Expression]) -> Expression:
    if kind in ("and", "or"):
        return _junction(operands, decisive=kind == "or")
    if kind == "IF":
        asked, yes, no = operands
        return lambda binding, facts: (yes if truth(asked(binding, facts)) else no)(binding, facts)
    if kind == "COALESCE":
        return _coalesced(operands)
    if kind == "in":
        return _among(operands[0], operands[1:])
    if kind == "not":
        return lambda binding, facts: not truth(operands[0](binding, facts))
    if kind in ("=", "!="):
        return lambda binding, facts: _is_equal(operands[0](binding, facts), operands[1](binding, facts)) is (kind == "=")
    if kind in _ORDERS:
        return lambda binding, facts: _compared(kind, operands[0](binding, facts), operands[1](binding, facts))
    if kind in ("+", "-", "*", "/"):
        return lambda binding, facts: _computed(kind, operands[0](binding, facts), operands[1](binding, facts))
    function = _BUILTINS[kind]
    return lambda binding, facts: function(*[operand(binding, facts) for operand in operands])


def _junction(operands: list[Expression], decisive: bool) -> Expression:
    """Conjunction or disjunction: an operand that decides it does so whatever fails beside it (section 17.2)."""

    def value(binding: Binding, facts: Any) -> bool:
        has_failed = False
        for operand in operands:
            try:
                if truth(operand(binding, facts)) is decisive:
                    return decisive
            except Failed:
                has_failed = True
        if has_failed:
            raise Failed
        return not decisive

    return value


def _coalesced(operands: list[Expression]) -> Expression:
    def value(binding: Binding, facts: Any) -> Any:
        for operand in operands:
            try:
                return operand(binding, facts)
            except Failed:
                continue
        raise Failed

    return value


def _among(asked: Expression, members: list[Expression]) -> Expression:
    def value(binding: Binding, facts: Any) -> bool:
        found = asked(binding, facts)
        return any(_is_equal(found, member(binding, facts)) for member in members)

    return value


# Aggregates


def aggregated(kind: str, is_distinct: bool, found: Iterable[Any]) -> Any:
    """The value of an aggregate over the values of a group (section 18.5.1). Raises Failed where it has none."""
    values = [as_term(each) for each in found]
    if is_distinct:
        values = list(dict.fromkeys(values))
    if kind == "Count":
        return len(values)
    if kind == "Sum":
        total: Any = 0
        for each in values:
            total = _computed("+", total, each)
        return total
    if not values:
        raise Failed
    if kind == "Sample":
        return values[0]
    return (min if kind == "Min" else max)(values, key=_number)
