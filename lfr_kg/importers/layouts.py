"""Publishers' layouts: by what headings they are known, and what a row says in the columns of the register.

The layouts stand in ``layouts.yaml``. A row that cannot be read whole is refused with why, and none of it is taken.
"""

import re
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from lfr_kg.base.errors import BadRequest
from lfr_kg.base.times import day
from lfr_kg.importers.grids import GridRow, read_grids

NOTHING = {"", "-", "–", "n/a", "na", "nil", "not applicable", "not recorded"}
"""What a cell holds where nothing is published. «Nil» may mean none or nothing said, so it is neither taken for zero."""
TOP, LONGEST_HEAD = 200, 200
"""Lines of a table that are looked at for its headings, and characters of a heading."""
DURATION = re.compile(r"(?:(\d{1,2})\s*(?:h|hrs?|hours?|:))?\s*(?:(\d{1,3})\s*(?:m|mins?|minutes?)?)?")


@dataclass(frozen=True)
class Layout:
    """One layout: its name and title, whose it is, the columns it fills with the headings that fill them."""

    name: str
    publisher: str
    title: str
    force: str
    basis: str
    needed: tuple[str, ...]
    told_by: tuple[str, ...]
    columns: dict[str, tuple[str, ...]]


@dataclass
class Imported:
    """What a file holds: rows by the columns of the register, each with where it stands, and what was refused with why."""

    layout: Layout
    rows: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


class Refused(ValueError):
    """A row that cannot be read; the text says why."""


@cache
def layouts() -> dict[str, Layout]:
    """The layouts by name."""
    text = files("lfr_kg.importers").joinpath("layouts.yaml").read_text(encoding="utf-8")
    entries: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return {
        name: Layout(
            name, entry["publisher"], entry["title"], entry["force"], entry["basis"], tuple(entry["needed"]), tuple(entry["told_by"]),
            {column: tuple(patterns) for column, patterns in entry["columns"].items()},
        )
        for name, entry in entries.items()
    }  # fmt: skip


def read_layout(content: bytes, name: str, layout: str = "") -> Imported:
    """The rows of a published table. ``layout`` names its layout; where it is "", the headings tell.

    Raises BadRequest where the file cannot be read, or no line holds the headings of the layout.
    """
    candidates = [layouts()[layout]] if layout else list(layouts().values())
    found: Imported | None = None
    without = []
    for grid in read_grids(content, name):
        headed = _headed(grid, candidates)
        if headed is None:
            without += [row for row in grid if row.fault or not _is_between(row)][:1]
            continue
        candidates = [headed[0]]  # what comes after is read by the same layout
        found = found or Imported(headed[0])
        found.refused += [(row.where, row.fault) for row in grid[: -len(headed[2]) or None] if row.fault]
        _read(*headed, found)
    if found is None:
        words = f"the headings of the layout {layout}" if layout else "the headings of any layout"
        raise BadRequest(f"{name}: no line holds {words}. The layouts are {', '.join(layouts())}.")
    found.refused += [(row.where, f"no line of its sheet holds the headings of the layout {found.layout.name}") for row in without]
    return found


def _headed(grid: list[GridRow], candidates: list[Layout]) -> tuple[Layout, dict[str, list[int]], list[GridRow]] | None:
    """The layout whose headings one line of a table holds, or two; which columns they fill, and the lines below. None where none does."""
    for number in range(min(len(grid), TOP)):
        for each in candidates:
            for depth in (1, 2):
                filled = _filled(each, _heads(grid[number : number + depth]))
                if filled:
                    return each, filled, grid[number + depth :]
    return None


def _heads(lines: list[GridRow]) -> list[str]:
    """The headings of one line, or of two of which the upper speaks for all that stands below it until the next."""
    if len(lines) == 1:
        return [_bare(cell) for cell in lines[0].cells]
    upper, heads = "", []
    below = lines[1].cells
    for column, cell in enumerate(lines[0].cells):
        upper = cell or upper
        under = below[column] if column < len(below) else ""
        heads.append(_bare(f"{upper if under or cell else ''} {under if under != cell else ''}"))
    return heads


def _bare(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text[:LONGEST_HEAD].lower()))


def _filled(layout: Layout, heads: list[str]) -> dict[str, list[int]]:
    """The columns that headings fill, each with the places of its headings: two of one name are read both, and must agree. Nothing where
    they are not the headings of the layout."""
    filled: dict[str, list[int]] = {}
    asked = {*layout.needed, *layout.told_by}
    for column in sorted(layout.columns, key=lambda column: column not in asked):
        for pattern in layout.columns[column]:
            places = [place for place, head in enumerate(heads) if head and fnmatchcase(head, pattern)]
            if places:
                filled[column] = places
                break
        if column in asked and column not in filled:
            return {}
    return filled


def _read(layout: Layout, filled: dict[str, list[int]], lines: list[GridRow], found: Imported) -> None:
    """Read the lines below some headings, and anew below each line of headings among them."""
    for line in lines:
        if line.fault:
            found.refused.append((line.where, line.fault))
            continue
        cells = {column: {line.cells[place] for place in places if place < len(line.cells)} for column, places in filled.items()}
        if _is_between(line) or not any(cells[column] - {""} for column in layout.needed):
            continue
        try:
            found.rows.append((line.where, _row(layout, cells)))
        except Refused as error:
            if again := _filled(layout, _heads([line])):
                filled = again
            else:
                found.refused.append((line.where, str(error)))


def _is_between(line: GridRow) -> bool:
    """Whether a line is none of the rows: empty, or one text alone, such as a title or a footnote."""
    filled = [cell for cell in line.cells if cell]
    return not filled or (len(filled) == 1 and not re.match(r"\d", filled[0]))


def _row(layout: Layout, cells: dict[str, set[str]]) -> dict[str, str]:
    """A row in the columns of the register."""
    raw: dict[str, str] = {}
    for column, values in cells.items():
        said = {value for value in values if value.lower() not in NOTHING}
        if len(said) > 1:
            raise Refused(f"two columns are read as {column}, and they differ: {' and '.join(sorted(said))}")
        raw[column] = said.pop() if said else ""
    for column in layout.needed:
        if not raw[column]:
            raise Refused(f"it gives no {column}")
    row = {name: raw.get(name, "") for name in ("place", "use_case")}
    row["date_from"] = _day(raw.get("date_from", ""))
    row["minutes"] = _minutes(raw.get("minutes", ""))
    row["threshold"] = _decimal(raw.get("threshold", ""), "threshold")
    row["printed_rate"] = _rate(raw.get("printed_rate", ""))
    for column in ("list_size", "faces_seen", "alerts", "arrests", "other_outcomes", "no_further_action"):
        row[column] = _whole(raw.get(column, ""), column)
    row |= _classes(raw)
    engaged = [_whole(raw.get(name, ""), name) for name in ("engagements_true", "engagements_false")]
    row["engagements"] = str(sum(map(int, engaged))) if all(engaged) else ""
    row["flags"] = " | ".join(_flags(raw, row))
    return row


def _classes(raw: dict[str, str]) -> dict[str, str]:
    """True and false alerts, those confirmed and unconfirmed together; a class of which one part is missing is not added up."""
    found: dict[str, str] = {}
    for kind in ("true", "false"):
        parts = [_whole(raw.get(f"{kind}_{part}", ""), f"{kind} alerts") for part in ("confirmed", "alerts_unconfirmed")]
        total = _whole(raw.get(f"{kind}_alerts", ""), f"{kind} alerts")
        found[f"{kind}_alerts"] = total or (str(sum(map(int, parts))) if all(parts) else "")
        found[f"unconfirmed_{kind}"] = parts[1]
    return found


def _flags(raw: dict[str, str], row: dict[str, str]) -> list[str]:
    """The remarks that a row earns by what it prints."""
    flags = []
    if combined := _whole(raw.get("arrests_or_disposals", ""), "arrests or disposals"):
        flags.append(f"ARRESTS_OR_DISPOSALS={combined}")
    if row["other_outcomes"] and row["other_outcomes"] == row["no_further_action"] != "0":
        flags.append("OTHER_DUPLICATES_NOACTION")
    return flags


def _day(text: str) -> str:
    """A day as printed, day first, or ISO."""
    if not text:
        return ""
    iso = text
    if match := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{2}|\d{4})", text):
        year = match[3] if len(match[3]) == 4 else f"20{match[3]}"
        iso = f"{year}-{int(match[2]):02}-{int(match[1]):02}"
    try:
        return day(iso).isoformat()
    except ValueError as error:
        raise Refused(f"{text!r} is no day, written with the day first or as 2026-03-14") from error


def _minutes(text: str) -> str:
    if not text:
        return ""
    match = DURATION.fullmatch(text.lower())
    if not match or not any(match.groups()):
        raise Refused(f"{text!r} is no duration")
    hours, minutes = int(match[1] or 0), int(match[2] or 0)
    return str(60 * hours + minutes)


def _whole(text: str, column: str) -> str:
    plain = text.replace(",", "").replace(" ", "")
    if plain and not re.fullmatch(r"\d{1,12}", plain, re.ASCII):
        raise Refused(f"{text!r} is no whole number ({column})")
    return plain


def _decimal(text: str, column: str) -> str:
    if text and not re.fullmatch(r"\d(\.\d{1,12})?", text, re.ASCII):
        raise Refused(f"{text!r} is no number ({column})")
    return text


def _rate(text: str) -> str:
    """A percentage with the digits that are printed. A bare number could be a share or a percentage, and is refused."""
    if text and not re.fullmatch(r"\d{1,3}(\.\d{1,12})?\s?%", text, re.ASCII):
        raise Refused(f"{text!r} is no percentage (false alert rate)")
    return text.replace(" ", "")
