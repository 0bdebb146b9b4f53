"""Where a cell is, and what it holds, as a person would say and type it."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from difflib import get_close_matches

from lfr_kg.drafting import fields
from lfr_kg.drafting.dictionary import Field
from lfr_kg.evidence.workbooks import address


def texts(value: object, each: Field) -> list[str]:
    """A cell's value as texts, one for each value that it holds."""
    text = _text(value, each)
    if not each.repeats:
        return [text]
    return [part.strip() for part in re.split(r"[\n;]" if each.kind == "value" else r"\n", text) if part.strip()]


def _text(value: object, each: Field) -> str:
    """A cell's value as what a person would have typed."""
    if isinstance(value, bool):
        return fields.YES if value else fields.NO
    if isinstance(value, datetime):
        rounded = (value + timedelta(milliseconds=500)).replace(microsecond=0)
        return rounded.date().isoformat() if each.kind == "day" and rounded.time() == time() else rounded.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value.hour * 3600 + value.minute * 60 + value.second} seconds"
    if isinstance(value, timedelta):
        return f"{int(value.total_seconds())} seconds"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and each.kind != "decimal" else format(Decimal(repr(value)), "f").removesuffix(".0")
    return str(value).replace("\r\n", "\n").strip()


def at(title: str, column: int, row: int) -> str:
    """A cell as a person finds it: its sheet, and its name there."""
    return f"{title}, cell {address(column, row)}"


def meant(text: str, known: Iterable[str]) -> str:
    """The name that somebody may have meant, as an aside; "" where none is like theirs."""
    alike = {name.casefold(): name for name in known}
    found = get_close_matches(text.casefold(), alike, 1)
    return f" (it has “{alike[found[0]]}”)" if found else ""
