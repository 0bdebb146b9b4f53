"""A field's value: from what a person types, or a cell holds, to the term that a description states; and back to what a person reads.

What was typed is read generously (``14 October 2026``, ``64%``, ``24 hours``, ``superintendent``), and what is stated is exact. Clock
times without an offset are London's.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

import pyoxigraph as ox

from lfr_kg.base.model import Value
from lfr_kg.base.namespaces import PREFIXES, compact, iri
from lfr_kg.base.times import MONTHS, SECONDS, day, day_words, in_london, instant, moment_words, period
from lfr_kg.drafting.dictionary import Choice, Field
from lfr_kg.evidence import values

YES, NO = "yes", "no"
EXPECTED = {
    "flag": "yes or no",
    "count": "a whole number, such as 6200",
    "decimal": "a number, such as 0.64",
    "day": "a day, such as 14 October 2026",
    "instant": "a day and a London time, such as 14 October 2026 10:00",
    "length": "a length of time, such as 24 hours or 31 days; 0 hours means at once",
    "value": "one of the values of the list",
    "actor": "one of those listed, or a web address that stands for the body",
    "rule": "one of the rules of the list",
    "address": "a web address, such as https://example.org/paper",
    "text": "text",
}
"""What a field of each kind takes, in words."""

_TEXTS = {
    "flag": "xsd:boolean",
    "count": "xsd:integer",
    "decimal": "xsd:decimal",
    "day": "xsd:date",
    "instant": "xsd:dateTime",
    "length": "xsd:dayTimeDuration",
}
ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_ISO_TIME = re.compile(r"(.+?)[T ,]+(?:at )?(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?$")
_CLOCK_TIME = re.compile(r"(.+?)[ ,]+(?:at )?(1[0-2]|0?[1-9])(?:[:.]([0-5]\d))? ?([ap])\.?m\.?$", re.IGNORECASE)
_LENGTH = re.compile(r"(\d+)\s*(second|minute|hour|day)s?")


class Fault(ValueError):
    """What is wrong with a value, in words for the person who typed it."""


def read(text: str, field: Field) -> ox.NamedNode | ox.Literal:
    """The term that a text stands for as a value of a field; a term's own text (``PT24H``, ``con:rank-inspector``) is read too.

    Raises Fault where it stands for none, or for one outside the field's limits.
    """
    text = text.strip() if field.kind != "text" else text
    if field.kind in ("value", "actor", "rule"):
        return _chosen(text, field)
    if field.kind == "address":
        return _address(text)
    if field.kind == "text":
        return ox.Literal(text)
    lexical = _READ[field.kind](text)
    literal = ox.Literal(lexical, datatype=iri(_TEXTS[field.kind]))
    if values.fault(literal, frozenset({literal.datatype})):
        raise Fault(f"“{text}” is not {EXPECTED[field.kind]}.")
    _within(field, lexical)
    return literal


def show(term: ox.NamedNode | ox.Literal, field: Field) -> str:
    """A term as a person reads and types it; ``read`` gives the same term for it."""
    if isinstance(term, ox.NamedNode):
        choice = field.by_name.get(compact(term.value))
        return choice.label if choice else term.value
    plain = _SHOW.get(field.kind, str)(term.value)
    try:
        return plain if read(plain, field) == term else term.value
    except Fault:
        return term.value


def shown(text: str, field: Field) -> str:
    """A draft's text as the form shows it: the name of the choice where there are choices, else as ``show``; what cannot be read as it
    is."""
    try:
        term = read(text, field)
    except Fault:
        return text
    return key(term) if field.choices else show(term, field)


def key(term: Value) -> str:
    """The text under which a draft keeps a term: a compact name, or the text of a literal."""
    return compact(term.value) if isinstance(term, ox.NamedNode) else term.value


def _units(text: str) -> str:
    """A duration such as ``PT24H`` in the unit it is written in, else in the largest that it is a whole number of."""
    try:
        months, seconds = period(text)
    except ValueError:
        return text
    if months or seconds != int(seconds) or seconds < 0:
        return text
    single = re.fullmatch(r"PT?(\d+)([DHMS])", text)
    unit = (
        {"D": "day", "H": "hour", "M": "minute", "S": "second"}[single[2]]
        if single
        else next(name for name, size in SECONDS.items() if seconds % size == 0)
    )
    number = int(seconds) // SECONDS[unit]
    return f"{number} {unit}{'' if number == 1 else 's'}"


def _chosen(text: str, field: Field) -> ox.NamedNode | ox.Literal:
    wanted = text.casefold()
    for choice in field.choices:
        if wanted in _names(choice):
            return choice.node
    if field.kind == "actor" and ADDRESS.fullmatch(text) and text.split(":")[0] not in PREFIXES:
        return ox.NamedNode(text)
    if field.takes_text:
        return ox.Literal(text)
    listed = ", ".join(choice.label for choice in field.choices) if len(field.choices) <= 12 else EXPECTED[field.kind]
    raise Fault(f"“{text}” is not on the list. Give {'one of: ' if len(field.choices) <= 12 else ''}{listed}.")


def _names(choice: Choice) -> set[str]:
    return {choice.name.casefold(), choice.node.value.casefold(), choice.label.casefold(), *(name.casefold() for name in choice.also)}


def _address(text: str) -> ox.NamedNode:
    if not ADDRESS.fullmatch(text):
        raise Fault(f"“{text}” is not {EXPECTED['address']}.")
    try:
        return ox.NamedNode(text)
    except ValueError as error:
        raise Fault(f"“{text}” is not {EXPECTED['address']}.") from error


def _flag(text: str) -> str:
    return {YES: "true", "y": "true", "1": "true", NO: "false", "n": "false", "0": "false"}.get(text.lower(), text.lower())


def _count(text: str) -> str:
    return re.sub(r"(?<=\d)[,  ](?=\d{3}(?:\D|$))", "", text).removeprefix("+")


def _decimal(text: str) -> str:
    """A decimal with the digits it was given with; a percentage as the rate it stands for."""
    if not text.endswith("%"):
        return text
    try:
        return format(Decimal(text[:-1].strip()).scaleb(-2), "f")
    except InvalidOperation:
        return text


def _day(text: str) -> str:
    """A date as XML Schema writes it, from ``14 October 2026`` or ``14/10/2026``; the text itself where it is none of them."""
    if match := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text):
        numbers = int(match[3]), int(match[2]), int(match[1])
    elif match := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})", text):
        months = [number for number, name in enumerate(MONTHS, 1) if name.lower().startswith(match[2].lower())]
        numbers = int(match[3]), months[0] if len(months) == 1 else 0, int(match[1])
    else:
        return text
    try:
        return date(*numbers).isoformat()
    except ValueError:
        return text


def _instant(text: str) -> str:
    """An instant with its offset; a time without one is London's. Raises Fault for a time that London's clocks left out."""
    try:
        if match := _CLOCK_TIME.fullmatch(text):
            hour = int(match[2]) % 12 + (12 if match[4].lower() == "p" else 0)
            clock = datetime.combine(day(_day(match[1])), time(hour, int(match[3] or 0)))
        elif match := _ISO_TIME.fullmatch(text):
            clock = datetime.combine(day(_day(match[1])), time(int(match[2]), int(match[3]), int(match[4] or 0)))
        else:
            return text
    except ValueError:
        return text
    try:
        return in_london(clock).isoformat()
    except ValueError as error:
        raise Fault(str(error)) from None


def _length(text: str) -> str:
    lower = text.lower()
    if lower in ("0", "none", "at once", "immediately", "immediate"):
        return "PT0S"
    match = _LENGTH.fullmatch(lower)
    if not match:
        return text.upper() if lower.startswith("p") else text
    return f"P{match[1]}D" if match[2] == "day" else f"PT{match[1]}{match[2][0].upper()}"


def _within(field: Field, lexical: str) -> None:
    """Raise Fault where a number lies outside its field's limits."""
    if field.kind not in ("count", "decimal"):
        return
    number, low, high = Decimal(lexical), field.least, field.greatest
    if (low is not None and number < low) or (high is not None and number > high):
        limits = f"from {low} to {high}" if high is not None else f"at least {low}"
        raise Fault(f"{lexical} is outside the limits: it should be {limits}.")


def _readable_day(text: str) -> str:
    try:
        return day_words(day(text))
    except ValueError:
        return text


def _readable_instant(text: str) -> str:
    try:
        found = instant(text)
    except ValueError:
        return text
    return moment_words(found) if found.microsecond == 0 else text  # what a person reads has to read back as what is stated


_READ: dict[str, Callable[[str], str]] = {
    "flag": _flag,
    "count": _count,
    "decimal": _decimal,
    "day": _day,
    "instant": _instant,
    "length": _length,
}
_SHOW: dict[str, Callable[[str], str]] = {
    "flag": lambda text: {"true": YES, "false": NO}.get(text, text),
    "day": _readable_day,
    "instant": _readable_instant,
    "length": _units,
}
