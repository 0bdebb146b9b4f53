"""Whether a value of a description is of the type that its property asks for, and its canonical form.

Source: the data dictionary (``lfr:rangeIncludes``) and XML Schema Part 2. A value that is not of its type makes a description
unreadable: a word where a count is asked, a date that does not exist, a time without an offset, a negative count, a rate that is NaN.
"""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import lru_cache

import pyoxigraph as ox

from lfr_kg.base.namespaces import compact, iri
from lfr_kg.base.times import day, instant, period

XSD = {
    name: iri(f"xsd:{name}")
    for name in ("string", "boolean", "integer", "decimal", "date", "dateTime", "dayTimeDuration", "anyURI", "duration")
}
TEXT = {XSD["string"], iri("rdf:langString")}
_NUMBERS = (XSD["integer"], XSD["decimal"])
_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_BOUNDS = {
    "integer": (None, None), "nonNegativeInteger": (0, None), "positiveInteger": (1, None), "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1), "long": (-(2**63), 2**63 - 1), "int": (-(2**31), 2**31 - 1), "short": (-(2**15), 2**15 - 1),
    "byte": (-(2**7), 2**7 - 1), "unsignedLong": (0, 2**64 - 1), "unsignedInt": (0, 2**32 - 1), "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 2**8 - 1),
}  # fmt: skip
"""The types derived from ``xsd:integer`` with their least and greatest values (XML Schema Part 2, section 3.4)."""
_WHOLE = {iri(f"xsd:{name}"): bounds for name, bounds in _BOUNDS.items()}
_STRINGS = {iri(f"xsd:{name}") for name in ("normalizedString", "token", "language", "NMTOKEN", "Name", "NCName")}
"""The types derived from ``xsd:string`` that a value of text may have."""
GREATEST = 10**15
"""Numbers from here on, and decimals of more than 15 places, are beyond what the rules compute exactly."""
PLACES = 15

IN_WORDS = {
    XSD["string"]: "text",
    iri("rdf:langString"): "text",
    XSD["boolean"]: "true or false (xsd:boolean)",
    XSD["integer"]: "a whole number that is not negative (xsd:integer)",
    XSD["decimal"]: "a decimal number (xsd:decimal)",
    XSD["date"]: "a date such as 2026-03-14 (xsd:date)",
    XSD["dateTime"]: "a time with its offset, such as 2026-03-14T09:00:00+00:00 (xsd:dateTime)",
    XSD["dayTimeDuration"]: "a length of time such as PT24H (xsd:dayTimeDuration)",
}


def canonical(value: ox.Literal) -> ox.Literal:
    """The literal in the canonical form of its type, so that engines that compare terms see equal values as equal.

    A literal that is already canonical, or of a type with no form of its own, comes back as it is.
    """
    form = _FORMS.get(value.datatype)
    return form(value) if form is not None else value


def _plain_boolean(value: ox.Literal) -> ox.Literal:
    return ox.Literal({"1": "true", "0": "false"}.get(value.value, value.value), datatype=value.datatype)


def _plain_whole(value: ox.Literal) -> ox.Literal:
    text = value.value
    return ox.Literal(str(int(text)), datatype=XSD["integer"]) if len(text) <= 20 and _INTEGER.fullmatch(text) else value


def _plain_decimal(value: ox.Literal) -> ox.Literal:
    text = value.value
    if len(text) > 40 or not _DECIMAL.fullmatch(text):
        return value
    number = Decimal(text)
    return ox.Literal("0" if number == 0 else format(number.normalize(), "f"), datatype=value.datatype)


def _midnight(value: ox.Literal) -> ox.Literal:
    """24:00:00 as the midnight that begins the next day (XML Schema Part 2, section 3.2.7)."""
    if "T24:" not in value.value:
        return value
    try:
        return ox.Literal(instant(value.value).isoformat(), datatype=value.datatype)
    except ValueError:
        return value


_FORMS: dict[ox.NamedNode, Callable[[ox.Literal], ox.Literal]] = {
    **dict.fromkeys(_WHOLE, _plain_whole),
    **dict.fromkeys(_STRINGS, lambda value: ox.Literal(value.value)),
    XSD["boolean"]: _plain_boolean,
    XSD["decimal"]: _plain_decimal,
    XSD["dateTime"]: _midnight,
}


def fault(value: ox.Literal, wanted: frozenset[ox.NamedNode]) -> str | None:
    """What is wrong with a literal as a value of one of the wanted types, in words; None where nothing is."""
    asked = _asked(wanted)
    if not asked:
        return "a node or a value of a list is asked for here, not text"
    first = None
    for kind in asked:
        reason = _fault(value, kind)
        if reason is None:
            return None
        first = first or reason
    return first


@lru_cache(1024)
def takes_nodes(wanted: frozenset[ox.NamedNode]) -> bool:
    """Whether a property of these types takes a node: one does of which none are stated."""
    return not wanted or any(kind not in IN_WORDS for kind in wanted)


@lru_cache(1024)
def _asked(wanted: frozenset[ox.NamedNode]) -> tuple[ox.NamedNode, ...]:
    """The types of literals among what a property takes, in order."""
    return tuple(sorted((kind for kind in wanted if kind in IN_WORDS), key=str))


def _fault(value: ox.Literal, kind: ox.NamedNode) -> str | None:
    """None where the literal is of the kind, else why not."""
    given = value.datatype
    if kind in TEXT and (given in TEXT or given in _STRINGS):
        return None
    expected = f"it should be {IN_WORDS[kind]}"
    if kind in TEXT:
        return expected
    if given != kind and (kind not in _NUMBERS or given not in _WHOLE):
        return f"it is of type {compact(given.value)}, and {expected}"
    try:
        _READ[kind](value.value)
        _fits(value)
    except (ValueError, InvalidOperation):
        return expected
    except OverflowError as error:
        return str(error)
    return None


def _whole(text: str) -> None:
    if not _INTEGER.fullmatch(text):
        raise ValueError(text)
    _bounded(text)
    if int(text) < 0:
        raise ValueError(text)


def _decimal(text: str) -> None:
    if not _DECIMAL.fullmatch(text):
        raise ValueError(text)
    _bounded(text)


def _bounded(text: str) -> None:
    """Raise OverflowError for a number that the rules would not compute exactly."""
    whole, _, places = text.lstrip("+-").partition(".")
    if len(whole.lstrip("0")) > 15 or len(places.rstrip("0")) > PLACES:
        raise OverflowError(f"numbers are read below {GREATEST:,} and to {PLACES} decimal places")


def _fits(value: ox.Literal) -> None:
    """Raise ValueError where a whole number lies outside the bounds of the type that it names."""
    least, greatest = _WHOLE.get(value.datatype, (None, None))
    if (least is not None and int(value.value) < least) or (greatest is not None and int(value.value) > greatest):
        raise ValueError(value.value)


def _boolean(text: str) -> None:
    if text not in ("true", "false", "1", "0"):
        raise ValueError(text)


def _length(text: str) -> None:
    months, seconds = period(text)
    if months or seconds < 0 or "Y" in text:
        raise ValueError(text)


_READ: dict[ox.NamedNode, Callable[[str], object]] = {
    XSD["integer"]: _whole,
    XSD["decimal"]: _decimal,
    XSD["boolean"]: _boolean,
    XSD["date"]: day,
    XSD["dateTime"]: instant,
    XSD["dayTimeDuration"]: _length,
}
