"""Dates and durations in words."""

import re

DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
UNITS = ("year", "month", "day", "hour", "minute", "second")


def duration_words(text: str) -> str:
    """A duration such as ``PT24H`` or ``P1M`` in words: 24 hours, 1 month. What is no duration comes back as it is."""
    match = DURATION.fullmatch(text)
    if not text or not match:
        return text
    parts = [f"{int(number)} {unit}{'' if int(number) == 1 else 's'}" for number, unit in zip(match.groups(), UNITS, strict=True) if number]
    return " ".join(parts)
