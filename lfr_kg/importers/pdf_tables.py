"""The tables of a PDF as rows of cells: what works in the process that can be killed. Nothing else reads a PDF.

A cell is what ruled lines enclose. A table without them would have to be guessed from where words stand, so it is not read.
"""

import io
import json
import logging
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page
from pdfplumber.table import Table

from lfr_kg.isolation.frames import Header

MAX_PAGES = 200
"""Pages that are read at most."""
MAX_CHARACTERS, MAX_LINES = 60_000, 30_000
"""Characters and ruled lines of a page that are read at most: no page that people read has so many."""
THICKEST = 2.0
"""Points: a filled rectangle that is thinner both ways is a ruled line, and a thicker one lies behind a text."""
NEAR = 3.0
"""Points within which two lines are one."""
SMALLER, RAISED = 0.8, 0.12
"""The size of the mark of a footnote beside the figure it follows, and how far it stands above its foot, in parts of the figure's size."""

APART = 12.0
"""Points by which the edges of tables that are one may differ."""

Box = tuple[float, float, float, float]
Span = tuple[float, float]
PageTables = list[list[list[str]]]
"""The tables of a page, each as rows of cells."""


def handler() -> Callable[[Header, bytes], tuple[Header, bytes]]:
    """What answers a request of the pool (see ``isolation``): a PDF in, its pages with their tables out, or ``refused`` with why."""
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # a file that breaks the rules is no matter for the log
    return answer


def answer(header: Header, body: bytes) -> tuple[Header, bytes]:
    """The tables of a PDF, as JSON: a list of pages, each a list of tables; whatever is wrong with it, as words."""
    try:
        return {}, json.dumps(tables_of(body)).encode()
    except ValueError as error:
        return {"refused": str(error)}, b""
    except MemoryError:
        raise
    except Exception as error:  # a reader of hostile bytes fails in ways that nobody has listed
        is_locked = isinstance(error.args[0] if error.args else None, PDFPasswordIncorrect)
        return {"refused": "it is protected by a password" if is_locked else "it is no PDF that can be read"}, b""


def tables_of(content: bytes) -> list[PageTables]:
    """The tables of each page. Raises ValueError where it has too much, and what pdfplumber raises where it is no PDF."""
    found = []
    with pdfplumber.open(io.BytesIO(content)) as document:
        if len(document.pages) > MAX_PAGES:
            raise ValueError(f"it has {len(document.pages):,} pages; at most {MAX_PAGES} are read")
        for page in document.pages:
            found.append(_tables(page))
            page.close()
    return found


def _tables(page: Page) -> PageTables:
    """The tables of a page from top to bottom; those that touch are one, as where headings are ruled apart from what stands below."""
    if len(page.chars) > MAX_CHARACTERS or len(page.rects) + len(page.lines) + len(page.curves) > MAX_LINES:
        raise ValueError(f"its page {page.page_number} holds more characters or lines than a page of a report")
    marks = set(_marks(page.chars))
    plain = page.filter(lambda each: _is_line_or_text(each) and _key(each) not in marks)
    tables = sorted(plain.find_tables(), key=lambda table: table.bbox[1])
    found: PageTables = []
    while tables:
        widest = max(tables, key=lambda table: len(table.cells))
        alike = [table for table in tables if _is_as_wide(table, widest)]
        columns = _spans((cell[0] for cell in widest.cells), widest.bbox[2])
        found.append([row for table in alike for row in _matrix(table, columns)])
        tables = [table for table in tables if table not in alike]
    return found


def _is_as_wide(table: Table, other: Table) -> bool:
    """Whether two tables of a page are one: headings are often ruled apart from what stands below them, and a little otherwise."""
    return abs(table.bbox[0] - other.bbox[0]) <= APART and abs(table.bbox[2] - other.bbox[2]) <= APART


def _is_line_or_text(each: dict[str, Any]) -> bool:
    return each["object_type"] != "rect" or bool(min(each["width"], each["height"]) < THICKEST)


def _key(each: dict[str, Any]) -> tuple[object, ...]:
    return each["object_type"], each.get("text"), each["x0"], each["top"]


def _marks(characters: list[dict[str, Any]]) -> Iterator[tuple[object, ...]]:
    """The figures that are marks of footnotes: small, raised, and right behind another character. Read as figures they would be wrong."""
    before: dict[str, Any] | None = None
    for each in characters:
        if before and re.fullmatch(r"\d", each["text"]) and each["size"] < SMALLER * before["size"]:
            follows = -0.5 < (each["x0"] - before["x1"]) / before["size"] < 1.5 and before["top"] - each["size"] < each["top"]
            if follows and before["bottom"] - each["bottom"] > RAISED * before["size"]:
                yield _key(each)
                continue
        if each["text"].strip():
            before = each


def _matrix(table: Table, columns: list[Span]) -> list[list[str]]:
    """A table as rows of cells by the columns of its page; a cell that takes several columns or rows is repeated in each."""
    texts = {
        cell: " ".join((text or "").split())
        for row, line in zip(table.rows, table.extract(), strict=True)
        for cell, text in zip(row.cells, line, strict=True)
        if cell
    }
    rows = _spans((cell[1] for cell in texts), table.bbox[3])
    found = [[""] * len(columns) for _ in rows]
    for (left, top, right, bottom), text in sorted(texts.items(), key=lambda item: -_size(item[0])):  # a cell within a cell speaks last
        for number in _within(rows, top, bottom):
            for column in _within(columns, left, right):
                found[number][column] = text
    return found


def _size(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _spans(places: Iterator[float], end: float) -> list[Span]:
    """The columns, or rows, that begin at some places, each from where to where; those that begin near each other are one."""
    starts: list[float] = []
    for place in sorted(places):
        if not starts or place - starts[-1] > NEAR:
            starts.append(place)
    return list(pairwise([*starts, end]))


def _within(spans: list[Span], start: float, end: float) -> range:
    """The columns, or rows, of which the middle lies within some limits."""
    middles = [sum(span) / 2 for span in spans]
    return range(bisect_left(middles, start), bisect_left(middles, end))
