"""Dates, times and durations: read as XML Schema writes them, reckoned with (the functions that the measure rules call), and put in words.

Source: XML Schema Part 2 (W3C), section 3.2 and appendix E. Instants carry an offset, so their difference is exact across summer
time; the day of an instant is the calendar day in London. A period of months ends on the corresponding date, or on the last day of a
month that has none.
"""

import calendar
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

import pyoxigraph as ox

from lfr_kg.base.model import Value
from lfr_kg.base.namespaces import PREFIXES, iri
from lfr_kg.base.working_days import add_working_days, to_working_day

LONDON = ZoneInfo("Europe/London")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
UNITS = ("year", "month", "day", "hour", "minute", "second")
SECONDS = {"day": 86400, "hour": 3600, "minute": 60, "second": 1}
"""The units of one length always, the longest first → how many seconds each has."""
_PERIOD = re.compile(r"(-)?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?", re.ASCII)

_INSTANT = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})T(?P<hour>\d{2})(?P<rest>:\d{2}:\d{2}(?:\.\d{1,6}0*)?)(?P<offset>Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)",
    re.ASCII,
)
"""The lexical form of ``xsd:dateTime`` (XML Schema Part 2, section 3.2.7.1) with its offset, to the microsecond."""
FIRST_YEAR, LAST_YEAR = 1000, 2999
"""Years beyond these are taken for mistakes: no deployment lies there, and arithmetic would run off the calendar."""


@lru_cache(4096)
def instant(text: str) -> datetime:
    """An ``xsd:dateTime`` with an offset. Raises ValueError for any other text."""
    match = _INSTANT.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is not a time with its offset, of the form 2026-03-14T09:00:00+00:00")
    at_midnight = match["hour"] == "24" and not match["rest"].strip("0:.")
    moment = datetime.fromisoformat(f"{match['day']}T{'00' if at_midnight else match['hour']}{match['rest']}{match['offset']}")
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(f"{text!r} lies outside the years {FIRST_YEAR} to {LAST_YEAR}")
    return moment + timedelta(days=1) if at_midnight else moment


@lru_cache(4096)
def day(text: str) -> date:
    """An ``xsd:date`` without an offset. Raises ValueError for any other text."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise ValueError(f"{text!r} is not a date of the form 2026-03-14")
    found = date.fromisoformat(text)
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(f"{text!r} lies outside the years {FIRST_YEAR} to {LAST_YEAR}")
    return found


def moment(text: str) -> date | datetime:
    """An ``xsd:dateTime`` or, without a time, an ``xsd:date``. Raises ValueError for any other text."""
    return instant(text) if "T" in text else day(text)


def london_day(moment: datetime) -> date:
    """The calendar day of an instant in London."""
    return moment.astimezone(LONDON).date()


def calendar_day(moment: date | datetime) -> date:
    """The calendar day of a moment: a day as it is, an instant by the clock in London."""
    return london_day(moment) if isinstance(moment, datetime) else moment


def day_in(text: str) -> str:
    """The calendar day that a date or an instant of elsewhere lies on, in London, as XML Schema writes it: days so written compare as text.

    What is neither (no offset, no time) gives its first ten characters where they are a date, else "".
    """
    try:
        return london_day(instant(text)).isoformat()
    except ValueError:
        try:
            return day(text[:10]).isoformat()
        except ValueError:
            return ""


def in_london(clock: datetime) -> datetime:
    """The instant at which London's clocks show a time. Raises ValueError for one that they left out when they went forward."""
    moment = clock.replace(tzinfo=LONDON)
    if moment.astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) != clock:
        raise ValueError(f"There was no {clock:%H:%M} in London on that day: the clocks went forward.")
    return moment


@lru_cache(1024)
def period(text: str) -> tuple[int, Decimal]:
    """An ``xsd:duration`` as months and seconds. Raises ValueError where it is none."""
    match = _PERIOD.fullmatch(text)
    if not match or text.endswith(("P", "T")):
        raise ValueError(f"{text!r} is not a duration such as PT24H or P1M")
    sign, years, months, days, hours, minutes, seconds = match.groups()
    total_months = 12 * int(years or 0) + int(months or 0)
    total = Decimal(86400 * int(days or 0) + 3600 * int(hours or 0) + 60 * int(minutes or 0)) + Decimal(seconds or 0)
    return (-total_months, -total) if sign else (total_months, total)


def is_in_days(text: str) -> bool:
    """Whether a duration is stated in days, months or years, and so ends on a date, not at an hour."""
    return "T" not in text


def last_day(start: date, length: str, counting: str | None) -> date:
    """The last day of a period of days or months from a day, counted as a concept of con:count says (calendar days where None).

    ``to-working-day`` runs on to the next working day; ``working-days`` counts only those.
    """
    if counting == "working-days":
        return add_working_days(start, int(period(length)[1] // 86400))
    last = add_period(start, length)
    return to_working_day(last) if counting == "to-working-day" else last


def add_period(start: date | datetime, text: str) -> date | datetime:
    """A date or instant moved on by a duration; months by the corresponding date."""
    months, seconds = period(text)
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    moved = start.replace(year=year, month=month + 1, day=min(start.day, last))
    return moved + timedelta(seconds=float(seconds)) if isinstance(start, datetime) else moved + timedelta(days=int(seconds // 86400))


def day_words(found: date) -> str:
    """A day as a reader writes it: 14 March 2026."""
    return f"{found.day} {MONTHS[found.month - 1]} {found.year}"


def moment_words(found: datetime) -> str:
    """An instant as a reader notes it, in London's time: 14 March 2026, 09:30."""
    local = found.astimezone(LONDON)
    return f"{day_words(local.date())}, {_clock(local)}"


def when_words(found: date | datetime) -> str:
    """A day or an instant as a reader notes it, the instant in London's time."""
    return moment_words(found) if isinstance(found, datetime) else day_words(found)


def text_words(text: str) -> str:
    """An ``xsd:dateTime`` or ``xsd:date`` as a reader notes it, the instant in London's time. Raises ValueError for any other text."""
    return when_words(moment(text))


def clock_words(found: datetime) -> str:
    """An instant as a sentence says it, in London's time: 09:30 on 14 March 2026."""
    local = found.astimezone(LONDON)
    return f"{_clock(local)} on {day_words(local.date())}"


def _clock(local: datetime) -> str:
    clock = f"{local.hour:02}:{local.minute:02}"
    return f"{clock}:{local.second:02}" if local.second else clock


def count_words(count: Decimal | int, unit: str) -> str:
    """A number of things with the name of one: 1 day, 30 days."""
    return f"{Decimal(count):,f} {unit}{'' if count == 1 else 's'}"


def length_words(seconds: Decimal | int) -> str:
    """A length of time in the units that people count it in: 45 seconds, 51 hours, 31 days. Up to three days count in hours."""
    days, rest = divmod(int(seconds), 86400) if seconds > 259200 else (0, int(seconds))
    hours, rest = divmod(rest, 3600)
    minutes, rest = divmod(rest, 60)
    parts = [count_words(count, unit) for count, unit in ((days, "day"), (hours, "hour"), (minutes, "minute"), (rest, "second")) if count]
    return " and ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part) or count_words(0, "second")


def duration_words(text: str) -> str:
    """A duration such as ``PT24H`` or ``P1M`` in words: 24 hours, 1 month. What is no duration comes back as it is."""
    match = _PERIOD.fullmatch(text)
    if not match or match[1] or text.endswith(("P", "T")):
        return text
    stated = [(number, unit) for number, unit in zip(match.groups()[1:], UNITS, strict=True) if number]
    return " ".join(f"{Decimal(number):f} {unit}{'' if Decimal(number) == 1 else 's'}" for number, unit in stated)


def literal(value: date | datetime | int | Decimal | bool) -> ox.Literal:
    """A Python value as the canonical literal of its XML Schema type."""
    if isinstance(value, bool):
        return ox.Literal("true" if value else "false", datatype=iri("xsd:boolean"))
    if isinstance(value, datetime):
        return ox.Literal(value.isoformat(), datatype=iri("xsd:dateTime"))
    if isinstance(value, date):
        return ox.Literal(value.isoformat(), datatype=iri("xsd:date"))
    if isinstance(value, Decimal) and value != value.to_integral_value():
        return ox.Literal(format(value.normalize(), "f"), datatype=iri("xsd:decimal"))
    return ox.Literal(str(int(value)), datatype=iri("xsd:integer"))


def _between(first: datetime, second: datetime) -> Decimal:
    gap = second - first
    return Decimal(gap.days * 86400 + gap.seconds) + Decimal(gap.microseconds) / 1_000_000


def _moment(term: ox.Literal) -> date | datetime:
    return day(term.value) if term.datatype == iri("xsd:date") else instant(term.value)


_FUNCTIONS: dict[str, Callable[..., ox.Literal]] = {
    "secondsBetween": lambda first, second: literal(_between(instant(first.value), instant(second.value))),
    "daysBetween": lambda first, second: literal((day(second.value) - day(first.value)).days),
    "londonDay": lambda moment: literal(london_day(instant(moment.value))),
    "startOfDay": lambda found: literal(datetime.combine(day(found.value), time.min, LONDON)),
    "secondsIn": lambda length: literal(period(length.value)[1]),
    "addPeriod": lambda start, length: literal(add_period(_moment(start), length.value)),
    "toWorkingDay": lambda last: literal(to_working_day(day(last.value))),
    "addWorkingDays": lambda start, count: literal(add_working_days(day(start.value), int(count.value))),
}


def _guarded(function: Callable[..., ox.Literal]) -> Callable[..., ox.Literal | None]:
    """A function that answers None (an unbound variable in SPARQL) where its arguments are not of its types."""

    def call(*arguments: Value | ox.Triple | None) -> ox.Literal | None:
        try:
            return function(*arguments)
        except (ValueError, AttributeError, OverflowError, TypeError):
            return None

    return call


FUNCTIONS = {ox.NamedNode(PREFIXES["measure"] + name): _guarded(function) for name, function in _FUNCTIONS.items()}
"""Custom SPARQL functions, by IRI, for ``Store.query(custom_functions=…)``."""
