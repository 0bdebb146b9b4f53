"""Whether a value of a description is of the type that its property asks for, and its canonical form.

Source: the data dictionary (``lfr:rangeIncludes``) and XML Schema Part 2. A value that is not of its type makes a description
unreadable: a word where a count is asked, a date that does not exist, a time without an offset, a negative count, a rate that is NaN.
"""

import re
from collections.abc import Callable, Collection
from decimal import Decimal, InvalidOperation

import pyoxigraph as ox

from lfr_kg.base.namespaces import compact, iri
from lfr_kg.base.times import day, instant, period

XSD = {
    name: iri(f"xsd:{name}")
    for name in ("string", "boolean", "integer", "decimal", "date", "dateTime", "dayTimeDuration", "anyURI", "duration")
}
TEXT = {XSD["string"], iri("rdf:langString")}
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
    text, kind = value.value, value.datatype
    if kind == XSD["boolean"]:
        return ox.Literal({"1": "true", "0": "false"}.get(text, text), datatype=kind)
    if kind in _WHOLE and _INTEGER.fullmatch(text) and len(text) <= 20:
        return ox.Literal(str(int(text)), datatype=XSD["integer"])
    if kind in _STRINGS:
        return ox.Literal(text)
    if kind == XSD["dateTime"] and "T24:" in text:
        return _midnight(value)
    if kind == XSD["decimal"] and _DECIMAL.fullmatch(text) and len(text) <= 40:
        number = Decimal(text)
        return ox.Literal("0" if number == 0 else format(number.normalize(), "f"), datatype=kind)
    return value


def _midnight(value: ox.Literal) -> ox.Literal:
    """24:00:00 as the midnight that begins the next day (XML Schema Part 2, section 3.2.7)."""
    try:
        return ox.Literal(instant(value.value).isoformat(), datatype=value.datatype)
    except ValueError:
        return value


def fault(value: ox.Literal, wanted: Collection[ox.NamedNode]) -> str | None:
    """What is wrong with a literal as a value of one of the wanted types, in words; None where nothing is."""
    asked = {kind for kind in wanted if kind in IN_WORDS}
    if not asked:
        return "a node or a value of a list is asked for here, not text"
    reasons = [reason for kind in sorted(asked, key=str) if (reason := _fault(value, kind)) is not None]
    if len(reasons) < len(asked):
        return None
    return reasons[0]


def _fault(value: ox.Literal, kind: ox.NamedNode) -> str | None:
    """None where the literal is of the kind, else why not."""
    expected = f"it should be {IN_WORDS[kind]}"
    if kind in TEXT:
        return None if value.datatype in TEXT or value.datatype in _STRINGS else expected
    same = (
        value.datatype == kind
        or (kind == XSD["integer"] and value.datatype in _WHOLE)
        or (kind == XSD["decimal"] and value.datatype in _WHOLE)
    )
    if not same:
        return f"it is of type {compact(value.datatype.value)}, and {expected}"
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
