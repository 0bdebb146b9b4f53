"""Working days in England and Wales: Saturdays, Sundays and bank holidays left out.

Bank holidays come from the package ``holidays``, the United Kingdom's with the subdivision England (Wales has the same; Scotland and
Northern Ireland have others). Source: Data Protection Act 2018, s 205(2) with Regulation (EEC, Euratom) No 1182/71, Art 3(4), where a
period ends; Freedom of Information Act 2000, s 10(6), where only working days count.
"""

from datetime import date, timedelta
from functools import lru_cache

_SATURDAY = 5


@lru_cache(64)
def _bank_holidays(year: int) -> frozenset[date]:
    import holidays  # slow to load, and few descriptions need it

    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year, language="en_GB"))


def is_working_day(day: date) -> bool:
    """Whether a day is no Saturday, no Sunday and no bank holiday in England and Wales."""
    return day.weekday() < _SATURDAY and day not in _bank_holidays(day.year)


def to_working_day(day: date) -> date:
    """The day itself where it is a working day, else the next that is."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def add_working_days(start: date, count: int) -> date:
    """The day on which so many working days after a day have passed. Raises ValueError for a negative count."""
    if count < 0:
        raise ValueError(f"{count} working days cannot be counted")
    for _ in range(count):
        start = to_working_day(start + timedelta(days=1))
    return start
