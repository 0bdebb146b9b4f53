"""Grids in PDF: read by their ruled lines, with what is odd in them; and files made to break a reader, which cost their sender alone."""

import pytest
import typst
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lfr_kg.base.errors import BadRequest, LfrError, TooLarge
from lfr_kg.importers import pdf, pdf_tables
from lfr_kg.importers.layouts import read_layout
from lfr_kg.isolation.processes import Limits
from tests import TESTS

place = st.floats(0, 1, exclude_max=True)


@pytest.fixture(scope="module")
def grid() -> bytes:
    """A small grid of our own, with two lines of headings, a combined cell, marks of footnotes, a second page and a key."""
    return typst.compile(TESTS / "data" / "register" / "grid.typ")


def document(body: str) -> bytes:
    return typst.compile(body.encode())


def test_a_grid_over_two_pages_is_read_row_by_row_with_page_and_row(grid):
    found = read_layout(grid, "grid.pdf")
    assert found.layout.name == "met-2023-24"
    sutton, camden, bond, circus = (row for _, row in found.rows)
    assert [where for where, _ in found.rows] == ["p. 1, row 3", "p. 1, row 4", "p. 1, row 6, and p. 2, row 1", "p. 2, row 2"]
    assert sutton == {
        "date_from": "2025-01-08", "place": "High St, Sutton", "use_case": "Crime Hotspot", "minutes": "287", "list_size": "15095",
        "threshold": "0.64", "alerts": "10", "true_alerts": "10", "unconfirmed_true": "0", "false_alerts": "0", "unconfirmed_false": "0",
        "printed_rate": "0%", "arrests": "4", "other_outcomes": "3", "no_further_action": "3", "faces_seen": "9780", "engagements": "",
        "flags": "OTHER_DUPLICATES_NOACTION",
    }  # fmt: skip
    assert (camden["date_from"], camden["false_alerts"], camden["printed_rate"], camden["faces_seen"]) == (
        "2025-01-08", "1", "0.02%", "5460",
    )  # fmt: skip
    assert (bond["place"], bond["date_from"], bond["faces_seen"]) == ("Bond St Station", "2025-01-09", "7")
    assert {circus[name] for name in ("alerts", "true_alerts", "arrests", "printed_rate", "faces_seen", "minutes")} == {""}


def test_what_cannot_be_read_is_refused_with_why_and_a_key_is_passed_over(grid):
    found = read_layout(grid, "grid.pdf")
    assert found.refused == [
        ("p. 1, row 5", "'31/02/25' is no day, written with the day first or as 2026-03-14"),
        ("p. 2, row 3", "'12 34' is no whole number (faces_seen)"),
    ]
    assert found.passed_over == [("p. 2, row 4", "no line of its table holds the headings of the layout met-2023-24")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF", "x.pdf: it is no PDF that can be read."),
        (b"PK\x03\x04", "x.pdf: it is no PDF that can be read."),
        (b"", "x.pdf: it is no PDF that can be read."),
        (document("Date 08/01/25 Sutton 4"), "x.pdf: no page holds a table with ruled lines."),
    ],
)
def test_a_file_without_tables_is_refused_with_what_to_do(content, words):
    with pytest.raises(BadRequest) as raised:
        pdf.read_pdf(content, "x.pdf")
    assert raised.value.message.startswith(words)


def test_a_locked_file_is_called_so(grid, tmp_path):
    pypdf = pytest.importorskip("pypdf")
    writer = pypdf.PdfWriter()
    writer.append(pypdf.PdfReader(_saved(tmp_path, grid)))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "locked.pdf")
    assert pdf_tables.answer({}, (tmp_path / "locked.pdf").read_bytes()) == ({"refused": "it is protected by a password"}, b"")


def _saved(folder, content: bytes):
    (folder / "grid.pdf").write_bytes(content)
    return folder / "grid.pdf"


def test_what_is_too_large_or_too_much_work_is_given_up(grid, monkeypatch):
    with pytest.raises(TooLarge) as large:
        pdf.read_pdf(b"%PDF" + b"\0" * pdf.MAX_BYTES, "x.pdf")
    assert large.value.message == "x.pdf has 20,000,004 bytes; a PDF may have 20,000,000."
    with pytest.raises(LfrError) as work:
        pdf.read_pdf(grid, "x.pdf", Limits(seconds=0.01, waited=60.0, workers=1))
    assert work.value.message == "x.pdf takes more time or memory than one PDF may, and was given up. Save its tables as .xlsx."
    monkeypatch.setattr(pdf_tables, "MAX_PAGES", 1)
    assert pdf_tables.answer({}, grid)[0] == {"refused": "it has 2 pages; at most 1 are read"}
    monkeypatch.setattr(pdf_tables, "MAX_PAGES", 2)
    monkeypatch.setattr(pdf_tables, "MAX_CHARACTERS", 10)
    assert pdf_tables.answer({}, grid)[0] == {"refused": "its page 1 holds more characters or lines than a page of a report"}


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(place, st.integers(0, 255)), min_size=1, max_size=6))
def test_bytes_of_a_document(grid, changes):
    damaged = bytearray(grid)
    for where, value in changes:
        damaged[int(where * len(damaged))] = value
    header, body = pdf_tables.answer({}, bytes(damaged))
    assert body or header["refused"] in ("it is no PDF that can be read", "it is protected by a password")
