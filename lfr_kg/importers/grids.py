"""Tables as publishers give them: comma-separated text, the sheets of a workbook, or the ruled tables of a PDF, as rows of cells with where
each stands.

A row that cannot be read says why, and the others are read.
"""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import PurePath
from typing import TYPE_CHECKING

from lfr_kg.base.errors import BadRequest, TooLarge
from lfr_kg.importers.rows import GridRow, plain, row_of_cells

if TYPE_CHECKING:
    from lfr_kg.evidence.workbooks import Cells, ReadCell, ReadSheet

MAX_ROWS, MAX_COLUMNS, MAX_COMBINED = 150_000, 60, 500_000
"""Rows, columns, and cells that are combined with others, that are read at most."""
END = "end of the table"
"""What is read after the last line: a row of its own, unless a quotation mark is still open."""
DIVIDERS = (",", ";", "\t")
"""What may divide the cells of a line."""
_QUOTED = re.compile(r'"[^"]*+(?:"|$)')
"""What divides nothing: a heading in quotation marks, or the part of it that stands on this line."""


def read_grids(content: bytes, name: str) -> list[list[GridRow]]:
    """The tables of a file, by the ending of its name: one of a text, one of each sheet.

    Raises BadRequest where it cannot be read, TooLarge where it has too many rows.
    """
    kind = PurePath(name).suffix.lower()
    if kind == ".csv":
        rows = csv_rows(text_of(content, name))
        grids = [[GridRow(row.where, tuple(map(plain, row.cells[:MAX_COLUMNS])), row.fault) for row in rows]]
    elif kind in (".xlsx", ".xlsm"):
        from lfr_kg.evidence.workbooks import read_workbook  # with a library that is slow to load, and most tables are text

        grids = [_of_sheet(sheet, name) for sheet in read_workbook(content, name, with_results=True, max_columns=MAX_COLUMNS)]
    elif kind == ".pdf":
        from lfr_kg.importers.pdf import read_pdf

        grids = read_pdf(content, name)
    else:
        raise BadRequest(f"{name}: tables are read from .csv, .xlsx and .pdf. Save it as one of them.")
    if (count := sum(map(len, grids))) > MAX_ROWS:
        raise TooLarge(f"{name} has {count:,} rows; at most {MAX_ROWS:,} are read.")
    return grids


def text_of(content: bytes, name: str) -> str:
    """The text of a file, a byte order mark left out. Raises BadRequest, with the line, where it is not UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadRequest(f"{name}, line {line}: the text is not UTF-8. Save it as UTF-8 (in Excel: CSV UTF-8).", line=line) from error


def csv_rows(text: str) -> Iterator[GridRow]:
    """The rows of comma-separated text (RFC 4180), empty lines left out; a row is named by the line on which it ends. Semicolons or tabs
    divide the cells where the first line has more of them than commas, as spreadsheets of other countries save them.

    A quotation mark that is never closed would take in all that follows: the line that opens it is a row that cannot be read.
    """
    csv.field_size_limit(2**31 - 1)  # a long field is a fault of its row, not of the file
    lines, start = list(io.StringIO(text + "\n", newline="")), 0
    first = _QUOTED.sub("", next(filter(str.strip, lines), ""))
    divider = max(DIVIDERS, key=first.count)
    while start < len(lines):
        reader = csv.reader([*lines[start:], END], delimiter=divider)
        cells, ended = [END], start
        for cells in reader:
            if start + reader.line_num > len(lines):
                break
            ended = start + reader.line_num
            if cells:
                yield row_of_cells(f"line {ended}", cells)
        start = len(lines)
        if cells != [END]:
            start = ended + 1
            yield GridRow(f"line {start}", (), "a quotation mark is opened in it and never closed")


def _of_sheet(sheet: "ReadSheet", name: str) -> list[GridRow]:
    """The rows of a sheet; the cells of a combined range all hold what its first does, so that a combined cell speaks for each row."""
    from lfr_kg.evidence.workbooks import address

    title = f"{sheet.title} (a hidden sheet)" if sheet.is_hidden else sheet.title
    combined = _combined(sheet, name)
    rows = []
    for number, found in sheet.rows:
        cells = found | combined.get(number, {})
        faults = (f"its cell {address(column, number)} holds {cell.fault}" for column, cell in sorted(cells.items()) if cell.fault)
        texts = [_text(cells[column]) if column in cells else "" for column in range(1, max(cells) + 1)]
        rows.append(row_of_cells(f"{title}, row {number}", list(map(plain, texts)), next(faults, "")))
    if sheet.fault:
        rows.append(GridRow(title, (), sheet.fault.rstrip(".")))
    return rows


def _combined(sheet: "ReadSheet", name: str) -> "dict[int, Cells]":
    """The cells of combined ranges by row and column, each holding what the first of its range does."""
    rows, found = dict(sheet.rows), defaultdict[int, "Cells"](dict)
    count = 0
    for first_column, first_row, last_column, last_row in sheet.combined:
        numbers = range(first_row, min(last_row, MAX_ROWS) + 1)
        columns = range(first_column, min(last_column, MAX_COLUMNS) + 1)
        count += len(numbers) * len(columns)
        if count > MAX_COMBINED:
            raise TooLarge(f"{name} combines more than {MAX_COMBINED:,} cells. Split them.")
        if cell := rows.get(first_row, {}).get(first_column):
            for number in numbers:
                found[number] |= dict.fromkeys(columns, cell)
    return found


def _text(cell: "ReadCell") -> str:
    """A cell of a workbook as it is shown: days as dates, whole numbers without a point, shares as the percentages that readers see."""
    value = cell.value
    if value is None:
        return ""
    if cell.percent:
        decimals = re.search(r"\.(0+)", cell.percent)
        return f"{Decimal(str(value)).scaleb(2):.{len(decimals[1]) if decimals else 0}f}%"
    if isinstance(value, date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
