"""Days of which only the month or the year is known: what was so for certain."""

import calendar
from datetime import date

from lfr_kg.base.times import day


def certainly_stood(text: str) -> date | None:
    """The first day on which something certainly stood that began on a day, in a month or in a year (``2026``, ``2026-05``,
    ``2026-05-16``): the last day of what is known. None where nothing is known."""
    if not text or len(text) == 10:
        return day(text) if text else None
    if len(text) == 4:
        return date(int(text), 12, 31)
    year, month = map(int, text.split("-"))
    return date(year, month, calendar.monthrange(year, month)[1])


def certainly_ended(text: str) -> date | None:
    """The first day on which something may have ended, written as above: the first day of what is known. None where nothing is known."""
    return day(text + {10: "", 7: "-01", 4: "-01-01"}[len(text)]) if text else None
