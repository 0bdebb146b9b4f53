"""Tables of a PDF, as rows of cells with page and row.

Anybody may have made the file, and what reads it has been broken by files before: so it is read in a process of its own, which has no
network, and is killed where it takes too long or too much.
"""

import json

from lfr_kg.base.errors import BadRequest, TooLarge
from lfr_kg.importers.rows import GridRow, plain, row_of_cells
from lfr_kg.isolation.pool import OverLimit, Pool
from lfr_kg.isolation.processes import Limits

MAX_BYTES = 20_000_000
"""The largest file that is read."""
MOST_CELLS = 2
"""Cells of a row that a page may break in two: its place, and its use case."""
LIMITS = Limits(seconds=120.0, waited=300.0, memory=1_000_000_000, answer=20_000_000, workers=1)
"""What reading one file may use."""


def read_pdf(content: bytes, name: str, limits: Limits = LIMITS) -> list[list[GridRow]]:
    """The tables of a PDF: those with as many columns are one, over all pages, since a long table goes on without its headings.

    Raises BadRequest where it cannot be read or has no ruled table, TooLarge where it is too large, OverLimit where it was too much work.
    """
    if len(content) > MAX_BYTES:
        raise TooLarge(f"{name} has {len(content):,} bytes; a PDF may have {MAX_BYTES:,}.")
    pool = Pool("lfr_kg.importers.pdf_tables:handler", limits)
    try:
        header, body = pool.run({}, content)
    except OverLimit as error:
        words = f"{name} takes more time or memory than one PDF may, and was given up. Save its tables as .xlsx."
        raise OverLimit(words, error.limit) from error
    finally:
        pool.close()
    if "refused" in header:
        raise BadRequest(f"{name}: {header['refused']}.")
    grids = _grids(json.loads(body))
    if not grids:
        raise BadRequest(f"{name}: no page holds a table with ruled lines. Of a scan, or of one without lines, make a .csv or .xlsx.")
    return grids


def _grids(pages: list[list[list[list[str]]]]) -> list[list[GridRow]]:
    """The tables of some pages, those of one number of columns together; a row that a page breaks in two is one again."""
    grids: dict[int, list[GridRow]] = {}
    for page, tables in enumerate(pages, 1):
        number = 0
        for table in tables:
            for place, cells in enumerate(table):
                number += 1
                grid = grids.setdefault(len(cells), [])
                if page > 1 and place == 0 and grid and not grid[-1].fault and _goes_on(cells):
                    both = [f"{before} {after}" for before, after in zip(grid[-1].cells, map(plain, cells), strict=True)]
                    grid[-1] = row_of_cells(f"{grid[-1].where}, and p. {page}, row {number}", list(map(plain, both)))
                else:
                    grid.append(row_of_cells(f"p. {page}, row {number}", list(map(plain, cells))))
    return list(grids.values())


def _goes_on(cells: list[str]) -> bool:
    """Whether the first row of a page is the rest of the last of the page before: words in a cell or two, and no figure of its own."""
    filled = [cell for cell in cells if cell]
    return 0 < len(filled) <= MOST_CELLS and len(cells) > 2 * MOST_CELLS and all(cell[0].isalpha() for cell in filled)
