"""One row of a publisher's table, whatever form the table came in: where it stands, its cells, and why it cannot be read."""

import re
from dataclasses import dataclass

from lfr_kg.evidence.limits import LONGEST_TEXT

_MARKS = re.compile(r"(?<![*†‡¹²³⁴⁵])[*†‡¹²³⁴⁵]++(?=\s|$)|\[\d++\]$")


@dataclass(frozen=True)
class GridRow:
    """One row of a table: where it stands (``line 5``, ``Sheet1, row 5``), its cells as text, and in ``fault`` why it cannot be read."""

    where: str
    cells: tuple[str, ...]
    fault: str = ""


def row_of_cells(where: str, cells: list[str], fault: str = "") -> GridRow:
    """A row from its cells, by where it stands; one of which a cell is too long cannot be read."""
    for column, cell in enumerate(cells, 1):
        if len(cell) > LONGEST_TEXT:
            return GridRow(where, (), f"its column {column} holds {len(cell):,} characters; at most {LONGEST_TEXT:,} are read")
    return GridRow(where, tuple(cells), fault)


def plain(text: str) -> str:
    """The text of a cell without line breaks, double spaces and marks of footnotes."""
    return re.sub(r"\s+", " ", _MARKS.sub("", text)).strip()
