"""The rows of a filled workbook: what each holds under the heads of the template, and where."""

from dataclasses import dataclass

from lfr_kg.drafting.cells import at, meant
from lfr_kg.drafting.dictionary import Dictionary
from lfr_kg.drafting.sheets import LISTS, NOTES, Sheet, sheets_of
from lfr_kg.evidence.workbooks import Cells, ReadSheet, address, read_workbook

MAX_ROWS, MAX_COLUMNS = 5000, 200
LONGEST_HEAD = 200
"""Characters of a heading for which one like it is looked for."""


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

    What cannot be read is told in ``faults``, with its sheet and cell. Raises as ``read_workbook``.
    """
    read = {sheet.title: sheet for sheet in read_workbook(content, name, with_results=False, max_columns=MAX_COLUMNS)}
    known = {sheet.title: sheet for sheet in sheets_of(dictionary)}
    faults += [
        f"{title}: the template has no sheet of this name{meant(title, known)}. Remove the sheet, or name it as the template does."
        for title in read
        if title not in known and title not in (NOTES, LISTS)
    ]
    return [row for title, sheet in known.items() if title in read for row in _sheet_rows(read[title], sheet, faults)]


def _sheet_rows(read: ReadSheet, sheet: Sheet, faults: list[str]) -> list[Row]:
    if read.is_chart:
        faults.append(f"{read.title}: this sheet is a chart, and holds no rows. Take the sheet from the template again.")
    heads, strange = _heads(next((cells for number, cells in read.rows if number == 1), {}), sheet, faults)
    columns = {head: column for column, head in heads.items()}
    found: list[Row] = []
    for number, cells in read.rows:
        if number > 1:
            taken = _taken(number, cells, sheet, heads, strange, faults)
            if taken:
                found.append(Row(sheet, number, taken, columns))
    if len(found) >= MAX_ROWS:
        faults.append(f"{sheet.title}: at most {MAX_ROWS} rows are read. Put the deployments in several workbooks.")
    for first_column, first_row, last_column, last_row in read.combined:
        if last_row > 1 and first_column in heads:
            place = f"{at(sheet.title, first_column, first_row)} to {address(last_column, last_row)}"
            faults.append(f"{place}: these cells are combined, so that only the first holds a value. Split them, and fill in each.")
    if read.fault:
        faults.append(f"{sheet.title}: {read.fault}")
    return found


def _taken(
    number: int, cells: Cells, sheet: Sheet, heads: dict[int, str], strange: set[int], faults: list[str]
) -> dict[str, tuple[str, object]]:
    """The cells of a row by their heads, each with where it is."""
    taken: dict[str, tuple[str, object]] = {}
    for column, cell in cells.items():
        address = at(sheet.title, column, number)
        if column in heads and cell.fault:
            faults.append(f"{address}: the cell holds {cell.fault}. Put the value itself in its place.")
        elif column in heads:
            taken[heads[column]] = (address, cell.value)
        elif column not in strange:
            faults.append(f"{address}: the column has no heading. Clear the cell, or write the heading in row 1.")
    return taken


def _heads(cells: Cells, sheet: Sheet, faults: list[str]) -> tuple[dict[int, str], set[int]]:
    """Column number → its head as the template writes it; and the columns whose head it does not know, which is a fault, told once."""
    by_name = {name.casefold(): field.question for field in sheet.fields for name in (field.label, field.name)}
    by_name |= {head.casefold(): head for head in sheet.columns}
    heads: dict[int, str] = {}
    strange: set[int] = set()
    for column, cell in sorted(cells.items()):
        text = " ".join(str(cell.value or "").split())
        head = by_name.get(text.casefold(), "")
        if head and head not in heads.values():
            heads[column] = head
            continue
        strange.add(column)
        if cell.fault:
            told = f"the heading holds {cell.fault}. Write it as the template does."
        elif head:
            told = f"a column before it is headed “{head}” as well. Remove one of the two."
        else:
            near = meant(text, sheet.columns) if len(text) <= LONGEST_HEAD else ""
            told = f"the template has no column “{text[:60]}” on this sheet{near}. Remove the column, or name it as the template does."
        faults.append(f"{at(sheet.title, column, 1)}: {told}")
    return heads, strange
