"""Dates and durations in words."""

import re
from datetime import date

from lfr_kg.base.errors import BadRequest

DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
UNITS = ("year", "month", "day", "hour", "minute", "second")


def duration_words(text: str) -> str:
    """A duration such as ``PT24H`` or ``P1M`` in words: 24 hours, 1 month. What is no duration comes back as it is."""
    match = DURATION.fullmatch(text)
    if not text or not match:
        return text
    parts = [f"{int(number)} {unit}{'' if int(number) == 1 else 's'}" for number, unit in zip(match.groups(), UNITS, strict=True) if number]
    return " ".join(parts)


def day_of(text: str, otherwise: date | None = None) -> date:
    """A day as an address names it (2026-03-14); ``otherwise``, or today, where it is left out. Raises BadRequest."""
    if not text:
        return otherwise or date.today()
    try:
        if len(text) != 10:
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise BadRequest(f"The date is “{text[:40]}”, which is no day. Give one such as 2026-03-14.") from None
