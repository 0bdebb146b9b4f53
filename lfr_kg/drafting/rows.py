"""The rows of a filled workbook: what each holds under the heads of the template, and where."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from openpyxl import Workbook, load_workbook
from openpyxl.chartsheet import Chartsheet
from openpyxl.worksheet.worksheet import Worksheet

from lfr_kg.base.errors import BadRequest
from lfr_kg.drafting.archive import refuse_traps
from lfr_kg.drafting.cells import AnyCell, at, held, meant
from lfr_kg.drafting.dictionary import Dictionary
from lfr_kg.drafting.sheets import LISTS, NOTES, Sheet, sheets_of

MAX_ROWS, MAX_COLUMNS = 5000, 200


@dataclass
class Row:
    """One row that holds something: where it is, and its cells by the heads of their columns, each with where it is."""

    sheet: Sheet
    number: int
    cells: dict[str, tuple[str, object]]
    columns: dict[str, int]

    def at(self, head: str) -> str:
        """Where one of the row's cells is, ``Watchlist, cell B3``; where its first is, if the column is not there."""
        return at(self.sheet.title, self.columns.get(head, 1), self.number)

    def text(self, head: str) -> str:
        """A cell as text; "" where it is empty."""
        value = self.cells.get(head, ("", None))[1]
        return "" if value is None else str(value).strip()


def rows_of(content: bytes, name: str, dictionary: Dictionary, faults: list[str]) -> list[Row]:
    """The rows that hold something, sheet by sheet, what others belong to before what belongs to it.

    What cannot be read is told in ``faults``, with its sheet and cell. Raises BadRequest where it is no workbook that is read, TooLarge
    where it unpacks to more than is read.
    """
    refuse_traps(content, name)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
    except Exception as error:  # openpyxl raises whatever the broken part makes it raise
        raise BadRequest(f"{name} is no workbook that can be read ({type(error).__name__}). Save it as .xlsx and try again.") from error
    try:
        known = {sheet.title: sheet for sheet in sheets_of(dictionary)}
        strange = [title for title in book.sheetnames if title not in known and title not in (NOTES, LISTS)]
        faults += [
            f"{title}: the template has no sheet of this name{meant(title, known)}. Remove the sheet, or name it as the template does."
            for title in strange
        ]
        there = [(sheet, _worksheet(book, title, faults)) for title, sheet in known.items() if title in book.sheetnames]
        return [row for sheet, place in there if place is not None for row in _sheet_rows(place, sheet, faults)]
    except (ValueError, OverflowError, TypeError, KeyError, SyntaxError) as error:  # a cell that breaks its own type
        raise BadRequest(
            f"{name} cannot be read: a cell holds what is no value of its type ({error}). Mend it, and save it anew."
        ) from error
    finally:
        book.close()


def _worksheet(book: Workbook, title: str, faults: list[str]) -> Worksheet | None:
    """The sheet of a title; None, and a fault, where it is a chart."""
    place = book[title]
    if isinstance(place, Chartsheet):
        faults.append(f"{title}: this sheet is a chart, and holds no rows. Take the sheet from the template again.")
        return None
    return cast(Worksheet, place)  # a sheet that is only read gives its rows as any other does


def _sheet_rows(place: Worksheet, sheet: Sheet, faults: list[str]) -> list[Row]:
    found: list[Row] = []
    heads: dict[int, str] = {}
    strange: set[int] = set()
    for number, cells in enumerate(place.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS), 1):
        if number == 1:
            heads, strange = _heads(cells, sheet, faults)
            continue
        taken: dict[str, tuple[str, object]] = {}
        for column, cell in enumerate(cells, 1):
            if cell.value is None or not str(cell.value).strip():
                continue
            address = at(sheet.title, column, number)
            if column not in heads:
                if column not in strange:
                    faults.append(f"{address}: the column has no heading. Clear the cell, or write the heading in row 1.")
            elif cell.data_type in ("f", "e"):
                faults.append(
                    f"{address}: the cell holds {'a formula' if cell.data_type == 'f' else 'an error'}. Put the value itself in its place."
                )
            else:
                taken[heads[column]] = (address, held(cell))
        if taken:
            found.append(Row(sheet, number, taken, {head: column for column, head in heads.items()}))
    if len(found) >= MAX_ROWS:
        faults.append(f"{sheet.title}: at most {MAX_ROWS} rows are read. Put the deployments in several workbooks.")
    return found


def _heads(cells: Iterable[AnyCell], sheet: Sheet, faults: list[str]) -> tuple[dict[int, str], set[int]]:
    """Column number → its head as the template writes it; and the columns whose head it does not know, which is a fault, told once."""
    by_name = {name.casefold(): field.question for field in sheet.fields for name in (field.label, field.name)}
    by_name |= {head.casefold(): head for head in sheet.columns}
    heads: dict[int, str] = {}
    strange: set[int] = set()
    for column, cell in enumerate(cells, 1):
        text = str(cell.value or "").strip()
        if text.casefold() in by_name:
            heads[column] = by_name[text.casefold()]
        elif text:
            strange.add(column)
            faults.append(
                f"{at(sheet.title, column, 1)}: the template has no column “{text[:60]}” on this sheet{meant(text, sheet.columns)}. "
                "Remove the column, or name it as the template does."
            )
    return heads, strange
