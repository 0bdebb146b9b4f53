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
from lfr_kg.importers.cells import DATE, Refused, day_of, decimal_of, minutes_of, month_first, rate_of, refuse_unclear, whole_of
from lfr_kg.importers.grids import read_grids
from lfr_kg.importers.rows import GridRow

NOTHING = {"", "-", "–", "n/a", "na", "nil", "not applicable", "not recorded"}
"""What a cell holds where nothing is published. «Nil» may mean none or nothing said, so it is neither taken for zero."""
TOP, LONGEST_HEAD = 200, 200
"""Lines of a table that are looked at for its headings, and characters of a heading."""


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
    passed_over: list[tuple[str, str]] = field(default_factory=list)
    """Tables without the headings that name no day either, such as a key: they are told, and are no fault."""


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
    without: list[tuple[GridRow, bool]] = []
    for grid in read_grids(content, name):
        headed = _headed(grid, candidates)
        if headed is None:
            names_days = any(row.fault or any(map(DATE.fullmatch, row.cells)) for row in grid)
            without += [(row, names_days) for row in grid if row.fault or not _is_between(row)][:1]
            continue
        candidates = [headed[0]]  # what comes after is read by the same layout
        found = found or Imported(headed[0])
        found.refused += [(row.where, row.fault) for row in grid[: -len(headed[2]) or None] if row.fault]
        _read(*headed, found)
    if found is None:
        words = f"the headings of the layout {layout}" if layout else "the headings of any layout"
        raise BadRequest(f"{name}: no line holds {words}. The layouts are {', '.join(layouts())}.")
    for row, names_days in without:
        told = (row.where, f"no line of its table holds the headings of the layout {found.layout.name}")
        (found.refused if names_days or "date_from" not in found.layout.needed else found.passed_over).append(told)
    return found


def _headed(grid: list[GridRow], candidates: list[Layout]) -> tuple[Layout, dict[str, list[int]], list[GridRow]] | None:
    """The layout whose headings one line of a table holds, or two; which columns they fill, and the lines below. None where none does.

    By what a layout is told is asked for where there are others that it might be; where it is named, only what each row needs.
    """
    for number in range(min(len(grid), TOP)):
        for each in candidates:
            for depth in (1, 2):
                if filled := _filled(each, _heads(grid[number : number + depth])):
                    return each, filled, grid[number + depth :]
    if len(candidates) > 1:
        return None
    (named,) = candidates
    for number in range(min(len(grid), TOP)):
        tried = [(_filled(named, _heads(grid[number : number + depth]), is_told=False), depth) for depth in (1, 2)]
        filled, depth = max(tried, key=lambda found: (len(found[0]), -found[1]))
        if filled:
            return named, filled, grid[number + depth :]
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


def _filled(layout: Layout, heads: list[str], is_told: bool = True) -> dict[str, list[int]]:
    """The columns that headings fill, each with the places of its headings: two of one name are read both, and must agree. Nothing where
    they are not the headings of the layout; ``is_told`` says whether those by which it is told have to be among them."""
    filled: dict[str, list[int]] = {}
    asked = {*layout.needed, *(layout.told_by if is_told else ())}
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
    """Read the lines below some headings, and anew below each line, or two, of headings among them."""
    other = month_first(cell for line in lines for place in filled.get("date_from", ()) for cell in line.cells[place : place + 1])
    below = 0
    for number, line in enumerate(lines):
        if number < below:
            continue
        if line.fault:
            found.refused.append((line.where, line.fault))
            continue
        cells = {column: {line.cells[place] for place in places if place < len(line.cells)} for column, places in filled.items()}
        if _is_between(line) or not any(cells[column] - {""} for column in layout.needed):
            continue
        try:
            for text in cells.get("date_from", ()):
                refuse_unclear(text, other)
            found.rows.append((line.where, _row(layout, cells)))
        except Refused as error:
            for depth in (1, 2):
                if again := _filled(layout, _heads(lines[number : number + depth])):
                    filled, below = again, number + depth
                    break
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
    row["date_from"] = day_of(raw.get("date_from", ""))
    row["minutes"] = minutes_of(raw.get("minutes", ""))
    row["threshold"] = decimal_of(raw.get("threshold", ""), "threshold")
    row["printed_rate"] = rate_of(raw.get("printed_rate", ""))
    for column in ("list_size", "faces_seen", "alerts", "arrests", "other_outcomes", "no_further_action"):
        row[column] = whole_of(raw.get(column, ""), column)
    row |= _classes(raw)
    engaged = [whole_of(raw.get(name, ""), name) for name in ("engagements_true", "engagements_false")]
    row["engagements"] = str(sum(map(int, engaged))) if all(engaged) else ""
    row["flags"] = " | ".join(_flags(raw, row))
    return row


def _classes(raw: dict[str, str]) -> dict[str, str]:
    """True and false alerts, those confirmed and unconfirmed together; a class of which one part is missing is not added up."""
    found: dict[str, str] = {}
    for kind in ("true", "false"):
        parts = [whole_of(raw.get(f"{kind}_{part}", ""), f"{kind} alerts") for part in ("confirmed", "alerts_unconfirmed")]
        total = whole_of(raw.get(f"{kind}_alerts", ""), f"{kind} alerts")
        found[f"{kind}_alerts"] = total or (str(sum(map(int, parts))) if all(parts) else "")
        found[f"unconfirmed_{kind}"] = parts[1]
    return found


def _flags(raw: dict[str, str], row: dict[str, str]) -> list[str]:
    """The remarks that a row earns by what it prints."""
    flags = []
    if combined := whole_of(raw.get("arrests_or_disposals", ""), "arrests or disposals"):
        flags.append(f"ARRESTS_OR_DISPOSALS={combined}")
    if row["other_outcomes"] and row["other_outcomes"] == row["no_further_action"] != "0":
        flags.append("OTHER_DUPLICATES_NOACTION")
    return flags
