"""What a publisher prints in one cell, in the form of the register. What cannot be told is refused with why; "" stays "".

A row of which one cell is refused is not taken at all.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal

from lfr_kg.base.times import day, london_day

DURATION = re.compile(r"(?:(\d{1,2})\s*(?:h|hrs?|hours?|:))?\s*(?:(\d{1,3})\s*(?:m|mins?|minutes?)?)?")
DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{2}|\d{4})")
"""A day in figures. Publishers here write the day first."""

WHOLE = re.compile(r"\d{1,12}|\d{1,3}(?:[, ]\d{3}){1,3}", re.ASCII)
"""A whole number, its thousands divided or not: two numbers in one cell are none."""


class Refused(ValueError):
    """A cell that cannot be read; the text says why."""


def month_first(texts: Iterable[str]) -> str:
    """A day of a table that only makes sense with the month first, where the table may mean all its days so; "" else. One such day among
    days that have it the other way is a misprint."""
    found = [(text, int(match[1]), int(match[2])) for text in texts if (match := DATE.fullmatch(text))]
    swapped = [text for text, first, second in found if second > 12 >= first]
    is_day_first = any(first > 12 >= second for _, first, second in found)
    return swapped[0] if swapped and (len(swapped) > 1 or not is_day_first) else ""


def refuse_unclear(text: str, other: str) -> None:
    """Raise Refused for a day that could be read either way, where ``other`` of its table has the month first."""
    match = DATE.fullmatch(text)
    if other and match and match[1] != match[2] and int(match[1]) <= 12 and int(match[2]) <= 12:
        raise Refused(f"{text!r} can be read with the day or with the month first, and {other!r} has the month first")


def day_of(text: str) -> str:
    """A day as printed, day first, or ISO; "" of an empty cell. Raises Refused where it is none, or lies ahead."""
    if not text:
        return ""
    iso = text
    if match := DATE.fullmatch(text):
        year = match[3] if len(match[3]) == 4 else f"20{match[3]}"
        iso = f"{year}-{int(match[2]):02}-{int(match[1]):02}"
    try:
        found = day(iso)
    except ValueError as error:
        raise Refused(f"{text!r} is no day, written with the day first or as 2026-03-14") from error
    refuse_ahead(found)
    return found.isoformat()


def refuse_ahead(found: date) -> None:
    """Raise Refused for a day that lies ahead by the clock in London: a record is of what was done."""
    if found > london_day(datetime.now(UTC)):
        raise Refused(f"{found.isoformat()} lies ahead, and a record is of what was done")


def minutes_of(text: str) -> str:
    """A duration as minutes: ``4h35m``, ``4hr 47m``, ``05:10``, ``90 mins``; "" of an empty cell. Raises Refused where it is none."""
    if not text:
        return ""
    match = DURATION.fullmatch(text.lower())
    if not match or not any(match.groups()):
        raise Refused(f"{text!r} is no duration")
    hours, minutes = int(match[1] or 0), int(match[2] or 0)
    return str(60 * hours + minutes)


def whole_of(text: str, column: str) -> str:
    """A whole number without what divides its thousands. Raises Refused, with the column, where it is none."""
    if text and not WHOLE.fullmatch(text):
        raise Refused(f"{text!r} is no whole number ({column})")
    return text.replace(",", "").replace(" ", "")


def decimal_of(text: str, column: str) -> str:
    """A decimal number between 0 and 1, as it is printed. Raises Refused, with the column, where it is none."""
    if text and not re.fullmatch(r"\d(\.\d{1,12})?", text, re.ASCII):
        raise Refused(f"{text!r} is no number ({column})")
    if text and Decimal(text) > 1:
        raise Refused(f"{text!r} is above 1, which is the most that it can be ({column})")
    return text


def rate_of(text: str) -> str:
    """A percentage with the digits that are printed. A bare number could be a share or a percentage: Refused is raised for it, and for
    what is no number."""
    if text and not re.fullmatch(r"\d{1,3}(\.\d{1,12})?\s?%", text, re.ASCII):
        raise Refused(f"{text!r} is no percentage (false alert rate)")
    if text and Decimal(text.rstrip("% ")) > 100:
        raise Refused(f"{text!r} is more than 100 % (false alert rate)")
    return text.replace(" ", "")
