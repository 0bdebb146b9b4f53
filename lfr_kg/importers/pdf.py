"""Tables of a PDF, as rows of cells with page and row.

Anybody may have made the file, and what reads it has been broken by files before: so it is read in a process of its own, which has no
network, and is killed where it takes too long or too much.
"""

import json

from lfr_kg.base.errors import BadRequest, TooLarge
from lfr_kg.importers.grids import GridRow, plain, row_of_cells
from lfr_kg.isolation.pool import OverLimit, Pool
from lfr_kg.isolation.processes import Limits

MAX_BYTES = 20_000_000
"""The largest file that is read."""
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
    grids: dict[int, list[GridRow]] = {}
    for page, tables in enumerate(json.loads(body), 1):
        number = 0
        for table in tables:
            for cells in table:
                number += 1
                grids.setdefault(len(cells), []).append(row_of_cells(f"p. {page}, row {number}", list(map(plain, cells))))
    if not grids:
        raise BadRequest(f"{name}: no page holds a table with ruled lines. Of a scan, or of one without lines, make a .csv or .xlsx.")
    return list(grids.values())
