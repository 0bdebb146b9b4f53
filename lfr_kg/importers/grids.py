"""Tables as publishers give them: comma-separated text, or the sheets of a workbook, as rows of cells with where each stands."""

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath

from lfr_kg.base.errors import BadRequest, TooLarge

MAX_ROWS, MAX_COLUMNS = 20_000, 60


@dataclass(frozen=True)
class GridRow:
    """One row of a table: where it stands (``line 5``, ``Sheet1, row 5``) and its cells as text."""

    where: str
    cells: tuple[str, ...]


def read_grid(content: bytes, name: str) -> list[GridRow]:
    """The rows of a file, by the ending of its name. Raises BadRequest where it cannot be read, TooLarge where it has too many rows."""
    kind = PurePath(name).suffix.lower()
    if kind == ".csv":
        rows = _from_csv(content, name)
    elif kind in (".xlsx", ".xlsm"):
        rows = _from_workbook(content, name)
    else:
        raise BadRequest(f"{name}: tables are read from .csv and .xlsx. Save it as one of them.")
    if len(rows) > MAX_ROWS:
        raise TooLarge(f"{name} has {len(rows):,} rows; at most {MAX_ROWS:,} are read.")
    return rows


def _from_csv(content: bytes, name: str) -> list[GridRow]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadRequest(f"{name} is not UTF-8 text. Save it as UTF-8.") from error
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        return [GridRow(f"line {reader.line_num}", tuple(map(_plain, cells[:MAX_COLUMNS]))) for cells in reader]
    except csv.Error as error:
        raise BadRequest(f"{name}, line {reader.line_num}: {error}.") from error


def _from_workbook(content: bytes, name: str) -> list[GridRow]:
    """Every sheet; the cells of a merged range all hold what its first does, so that a combined cell speaks for each row."""
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(content), data_only=True)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise BadRequest(f"{name} cannot be read as a workbook.") from error
    rows = []
    for sheet in book.worksheets:
        merged = {
            (row, column): sheet.cell(area.min_row, area.min_col).value
            for area in sheet.merged_cells.ranges
            for row in range(area.min_row, area.max_row + 1)
            for column in range(area.min_col, area.max_col + 1)
        }
        for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), start=1):
            texts = [_text(merged.get((number, column), cell.value)) for column, cell in enumerate(cells, start=1)]
            rows.append(GridRow(f"{sheet.title}, row {number}", tuple(map(_plain, texts))))
    return rows


def _text(value: object) -> str:
    """A cell of a workbook as a publisher would print it: days as dates, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _plain(text: str) -> str:
    """A cell without line breaks, double spaces and marks of footnotes."""
    return re.sub(r"\s+", " ", re.sub(r"[*†‡¹²³⁴⁵]+(?=\s|$)|\[\d+\]$", "", text)).strip()
