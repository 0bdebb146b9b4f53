"""The sheets of a workbook, whatever state its cells are in: rows with what each cell holds, or with why it cannot be read.

openpyxl reads the cells. It gives a sheet up at its first broken cell, and passes over rows that do not stand in order; here the cell is
named and the others are read.
"""

import io
import math
import warnings
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import CELL_TAG, FORMULA_TAG, MERGE_TAG, ROW_TAG, WorkSheetParser
from openpyxl.xml.functions import iterparse

from lfr_kg.base.errors import BadRequest, TooLarge
from lfr_kg.evidence.archive import refuse_traps

MAX_CELLS = 200_000
"""Cells of a workbook that are read at most: some seconds of work."""
FORMULA, ERROR = "a formula", "an error"
UNSAVED, BROKEN, TWICE = "a formula whose result was not saved", "what is no value of its type", "two values"


@dataclass(frozen=True)
class ReadCell:
    """What a cell holds; ``fault`` says what it holds in place of a value (``a formula``), "" where it holds one. ``percent`` is the format
    that shows a number as a percentage."""

    value: object
    fault: str = ""
    percent: str = ""


Cells = dict[int, ReadCell]
"""The cells of a row by the number of their column."""


@dataclass
class ReadSheet:
    """A sheet: its rows, each with its number, in the order in which they stand; ``fault`` says why it is not read to its end."""

    title: str
    is_hidden: bool = False
    is_chart: bool = False
    rows: list[tuple[int, Cells]] = field(default_factory=list)
    combined: list[tuple[int, int, int, int]] = field(default_factory=list)
    """The ranges whose cells are combined: first column, first row, last column, last row."""
    fault: str = ""


def read_workbook(content: bytes, name: str, *, with_results: bool, max_columns: int) -> list[ReadSheet]:
    """The sheets of a workbook; empty cells, and those beyond ``max_columns``, are left out. ``with_results`` takes a formula for the
    result that was saved with it; else a formula is a fault of its cell.

    Raises BadRequest where it is no workbook that is read, TooLarge where it unpacks to more, or has more cells, than are read.
    """
    refuse_traps(content, name)
    with warnings.catch_warnings(action="ignore"):  # openpyxl warns of what it leaves out
        try:
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=with_results)
        except Exception as error:  # openpyxl raises whatever the broken part makes it raise
            raise BadRequest(f"{name} is no workbook that can be read ({type(error).__name__}). Save it as .xlsx and try again.") from error
        try:
            if len({title.casefold() for title in book.sheetnames}) < len(book.sheetnames):
                raise BadRequest(f"{name} has two sheets of one name, and only one of them could be read. Name them apart.")
            found, count = [], 0
            for place in (book[title] for title in book.sheetnames):
                sheet = ReadSheet(place.title, place.sheet_state != "visible", not isinstance(place, ReadOnlyWorksheet))
                found.append(sheet)
                if isinstance(place, ReadOnlyWorksheet):
                    count = _fill(sheet, place, max_columns, count)
                if count > MAX_CELLS:
                    raise TooLarge(f"{name} has more than {MAX_CELLS:,} cells. Put the deployments in several workbooks.")
            return found
        finally:
            book.close()


def address(column: int, row: int) -> str:
    """The name of a cell in its sheet: B3."""
    return f"{get_column_letter(column)}{row}"


def _fill(sheet: ReadSheet, place: Any, max_columns: int, count: int) -> int:
    """Read the rows of a sheet until there are too many cells; the count of cells after it."""
    parser = WorkSheetParser(
        io.BytesIO(), place._shared_strings, data_only=place.parent.data_only, epoch=place.parent.epoch,
        date_formats=place.parent._date_formats, timedelta_formats=place.parent._timedelta_formats,
    )  # fmt: skip
    try:
        with place._get_source() as source:
            for _, element in iterparse(source):
                if element.tag == ROW_TAG:
                    number = element.get("r", "")
                    parser.row_counter = int(number) if number.isdecimal() and len(number) < 8 else parser.row_counter + 1
                    cells = _row(element, parser, place, max_columns)
                    if cells:
                        sheet.rows.append((parser.row_counter, cells))
                    count += len(element)
                    element.clear()
                    if count > MAX_CELLS:
                        return count
                elif element.tag == MERGE_TAG:
                    sheet.combined = [area for each in element if (area := _area(each.get("ref", "")))]
    except Exception as error:  # whatever the broken part makes the parsers of XML and of archives raise
        sheet.fault = f"the sheet cannot be read beyond row {parser.row_counter} ({type(error).__name__}). Save the workbook anew."
    return count


def _row(row: Any, parser: WorkSheetParser, place: Any, max_columns: int) -> Cells:
    cells: Cells = {}
    parser.col_counter = 0
    for element in row:
        if element.tag != CELL_TAG:
            continue
        before = parser.col_counter
        try:
            found = parser.parse_cell(element)
            cell = _held(found, element, place)
        except Exception:  # as above
            parser.col_counter = parser.col_counter if parser.col_counter > before else before + 1
            cell = ReadCell(None, BROKEN)
        column = parser.col_counter
        if column <= max_columns and (cell.fault or (cell.value is not None and str(cell.value).strip())):
            cells[column] = ReadCell(None, TWICE) if column in cells else cell
    return cells


def _held(found: dict[str, Any], element: Any, place: Any) -> ReadCell:
    """What a cell holds; a date where it holds midnight and its format shows no clock, since a date alone is kept as that."""
    value, kind = found["value"], found["data_type"]
    if kind == "f":
        return ReadCell(None, FORMULA)
    if kind == "e":
        return ReadCell(None, ERROR)
    if value is None and element.find(FORMULA_TAG) is not None:
        return ReadCell(None, UNSAVED)
    if isinstance(value, float) and not math.isfinite(value):
        return ReadCell(None, BROKEN)
    if isinstance(value, datetime) and value.time() == time() and "h" not in (ReadOnlyCell(place, **found).number_format or "").lower():
        return ReadCell(value.date())
    shown = ReadOnlyCell(place, **found).number_format or ""
    return ReadCell(value, percent=shown if "%" in shown and isinstance(value, int | float) else "")


def _area(ref: str) -> tuple[int, int, int, int] | None:
    try:
        first_column, first_row, last_column, last_row = (int(number or 0) for number in range_boundaries(ref))
        return first_column, first_row, last_column, last_row
    except (ValueError, TypeError):
        return None
