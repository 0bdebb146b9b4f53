"""Tables and workbooks damaged by chance, in their bytes and in their cells: a clear error, or the rows that can be read; never anything
else, and soon."""

import csv
import io
import time
import zipfile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lfr_kg.base.errors import BadRequest, LfrError
from lfr_kg.drafting import spreadsheet
from lfr_kg.drafting.workbook import filled
from lfr_kg.importers.grids import csv_rows
from lfr_kg.importers.layouts import read_layout
from lfr_kg.importers.met import PartlyRead
from lfr_kg.importers.registers import IMPORTERS
from tests import TESTS
from tests.importers.test_met import CASES, RECORDS

GRID = (TESTS / "data" / "register" / "btp.csv").read_text(encoding="utf-8")
SECONDS = 3
DAMAGED = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
ODD = [
    "NaN", "-INF", "1E999", "1e-400", "9" * 5000, "-1", "", " ", "\0", '"', '""', "=1+1", "#REF!", "٣", "²", "2026-02-30", "99999999",
    "31/12/99999", "x" * 1_000_000, "*" * 40_000 + "x", "[" * 40_000, "\u202e", "a\rb", "a\nb", "<", "&#0;", "r", "XFE1048577",
]  # fmt: skip
"""What somebody may have put into a cell."""
odd = st.sampled_from(ODD)
place = st.floats(0, 1, exclude_max=True)


def soon(function, *arguments):
    """What a function returns; None where it refuses with an error that says what is wrong. All else fails, and so does taking long."""
    began = time.process_time()
    try:
        return function(*arguments)
    except LfrError as error:
        assert 400 <= error.status < 500
        assert error.message
        return None
    finally:
        assert time.process_time() - began < SECONDS


def with_cells(text: str, changes) -> str:
    """A table with some cells changed, named by how far down and how far right they stand."""
    rows = list(csv.reader(io.StringIO(text)))
    for down, right, value in changes:
        row = rows[int(down * len(rows))]
        row[int(right * len(row))] = value
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def with_bytes(content: bytes, changes) -> bytes:
    """Bytes with some changed, each by where it stands and what it becomes."""
    found = bytearray(content)
    for where, value in changes:
        found[int(where * len(found))] = value
    return bytes(found)


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def damaged(content: bytes, name: float, where: float, what: str, cut: bool) -> bytes:
    """A workbook of which one part ends early, or holds something odd where an attribute's value or a text begins."""
    parts = parts_of(content)
    part = sorted(parts)[int(name * len(parts))]
    text = parts[part]
    here = int(where * len(text))
    begins = text.find(b'="', here) + 2 if int(where * 1000) % 2 else text.find(b">", here) + 1
    ends = min((found for mark in (b'"', b"<") if (found := text.find(mark, begins)) >= 0), default=len(text))
    return packed(parts | {part: text[:here] if cut else text[:begins] + what.encode() + text[ends:]})


@pytest.fixture(scope="module")
def dictionary(knowledge):
    return knowledge.dictionary


@pytest.fixture(scope="module")
def described(knowledge, example) -> bytes:
    """The worked example as a workbook."""
    return filled(knowledge.dictionary, knowledge.describe([(example, "text/turtle", "x")]).deployments)[0]


@pytest.fixture(scope="module")
def published() -> bytes:
    """A published table as a workbook."""
    book = openpyxl.Workbook()
    for row in csv.reader(io.StringIO(GRID)):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@DAMAGED
@given(st.lists(st.tuples(place, place, odd), min_size=1, max_size=4))
def test_cells_of_a_table(changes):
    soon(read_layout, with_cells(GRID, changes).encode(), "grid.csv")
    text = with_cells(RECORDS, changes)
    try:
        IMPORTERS["met"](text, "records.csv", set(), CASES)
    except PartlyRead as error:  # the rest is given
        assert "line" in error.message
        assert error.rest
    except BadRequest as error:
        assert "line 1" in error.message  # the headings


@DAMAGED
@given(st.lists(st.tuples(place, st.integers(0, 255)), min_size=1, max_size=4))
def test_bytes_of_a_table(changes):
    soon(read_layout, with_bytes(GRID.encode(), changes), "grid.csv")


@settings(DAMAGED, max_examples=12)
@given(place, place, odd, st.booleans())
def test_parts_of_our_workbook(dictionary, described, name, where, what, cut):
    soon(spreadsheet.descriptions, damaged(described, name, where, what, cut), "x.xlsx", dictionary)


@DAMAGED
@given(place, place, odd, st.booleans())
def test_parts_of_a_publishers_workbook(published, name, where, what, cut):
    soon(read_layout, damaged(published, name, where, what, cut), "x.xlsx")


@DAMAGED
@given(st.lists(st.tuples(place, st.integers(0, 255)), min_size=1, max_size=4))
def test_bytes_of_a_workbook(dictionary, described, published, changes):
    soon(spreadsheet.descriptions, with_bytes(described, changes), "x.xlsx", dictionary)
    soon(read_layout, with_bytes(published, changes), "x.xlsx")


def test_one_odd_cell_costs_its_row_and_no_other():
    whole = dict(read_layout(GRID.encode(), "grid.csv").rows)
    line = GRID.splitlines()[-1]
    for value in ("x" * 1_000_000, '"', "NaN", "9" * 400):
        found = read_layout((GRID.rstrip("\n") + "\n" + line.replace("0.64", value, 1) + "\n" + line + "\n").encode(), "grid.csv")
        assert len(found.rows) == len(whole) + 1, value[:20]
        assert len(found.refused) == 1


def test_a_quotation_mark_that_is_never_closed_is_told_and_what_follows_is_read():
    rows = list(csv_rows('a,b\n1,"2\n3,4\n\n5,"x\ny"\n'.replace('5,"x\ny"', "5,6")))
    assert [(row.where, row.cells, bool(row.fault)) for row in rows] == [
        ("line 1", ("a", "b"), False),
        ("line 2", (), True),
        ("line 3", ("3", "4"), False),
        ("line 5", ("5", "6"), False),
    ]
    assert [row.cells for row in csv_rows('a\r\n"x\r\ny"\r\n')] == [("a",), ("x\r\ny",)]
    assert [row.cells for row in csv_rows("a\u2028b,c\x0bd")] == [("a\u2028b", "c\x0bd")]
    assert list(csv_rows("")) == []


# What was found by hand


def sheet(*rows, title="2026", state="visible", book=None):
    book = book or openpyxl.Workbook()
    page = book.active if not book.active.max_row > 1 else book.create_sheet()
    page.title, page.sheet_state = title, state
    for row in rows:
        page.append(row)
    return book


def saved(book) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


HEAD = ["Date", "Station", "Threshold", "Total alerts", "Arrests"]


def test_a_sheet_is_read_by_its_own_headings_and_a_hidden_one_is_called_so():
    book = sheet(HEAD, ["11/02/2026", "London Bridge", 0.64, 3, 1])
    sheet(["Station", "Arrests", "Date", "Total alerts"], ["Waterloo", 2, "12/02/2026", 7], title="older", state="hidden", book=book)
    sheet(["Notes", "none"], title="notes", book=book)
    found = read_layout(saved(book), "x.xlsx")
    assert [(where, row["place"], row["alerts"], row["arrests"]) for where, row in found.rows] == [
        ("2026, row 2", "London Bridge", "3", "1"),
        ("older (a hidden sheet), row 2", "Waterloo", "7", "2"),
    ]
    assert (found.refused, found.passed_over) == ([], [("notes, row 1", "no line of its table holds the headings of the layout btp")])
    sheet(["older", "31/12/2025"], title="rest", book=book)
    assert read_layout(saved(book), "x.xlsx").refused == [("rest, row 1", "no line of its table holds the headings of the layout btp")]


def test_headings_that_stand_again_lower_down_order_what_stands_below_them():
    other = "Station,Date,Arrests,Total alerts\nWaterloo,12/02/2026,2,7\n"
    found = read_layout((",".join(HEAD) + "\n11/02/2026,London Bridge,0.64,3,1\n" + other).encode(), "x.csv")
    assert [(row["place"], row["alerts"], row["arrests"]) for _, row in found.rows] == [("London Bridge", "3", "1"), ("Waterloo", "7", "2")]
    assert found.refused == []


@pytest.mark.parametrize(
    ("value", "why"),
    [("=1+1", "its cell D2 holds a formula whose result was not saved"), ("#REF!", "its cell D2 holds an error")],
)
def test_a_cell_without_a_value_refuses_its_row(value, why):
    found = read_layout(
        saved(sheet(HEAD, ["11/02/2026", "London Bridge", 0.64, value, 1], ["11/02/2026", "Waterloo", 0.64, 1, 1])), "x.xlsx"
    )
    assert ([row["place"] for _, row in found.rows], found.refused) == (["Waterloo"], [("2026, row 2", why)])


@pytest.mark.parametrize(
    ("part", "old", "new", "words"),
    [
        ("xl/worksheets/sheet1.xml", b"<v>3</v>", b"<v>NaN</v>", "its cell D2 holds what is no value of its type"),
        ("xl/worksheets/sheet1.xml", b"<v>3</v>", b"<v>1E999</v>", "its cell D2 holds what is no value of its type"),
        ("xl/worksheets/sheet1.xml", b'r="C2"', b'r="D2"', "its cell D2 holds two values"),
        ("xl/worksheets/sheet1.xml", b'<row r="4"', b"<row r<", "the sheet cannot be read beyond row 3"),
    ],
)
def test_a_broken_cell_is_named_and_the_other_rows_are_read(part, old, new, words):
    rows = [["11/02/2026", name, 0.64, 3, 1] for name in ("London Bridge", "Waterloo", "Euston")]
    parts = parts_of(saved(sheet(HEAD, *rows)))
    assert old in parts[part]
    found = read_layout(packed(parts | {part: parts[part].replace(old, new, 1)}), "x.xlsx")
    assert len(found.rows) == 2
    assert words in found.refused[0][1]


def test_rows_out_of_order_are_all_read():
    parts = parts_of(saved(sheet(HEAD, *[["11/02/2026", name, 0.64, 3, 1] for name in ("London Bridge", "Waterloo")])))
    part = "xl/worksheets/sheet1.xml"
    moved = parts[part].replace(b'<row r="2"', b'<row r="9"', 1)
    assert len(read_layout(packed(parts | {part: moved}), "x.xlsx").rows) == 2


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda parts: {"xl/w.bin": '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>'.encode("utf-16")}, "DOCTYPE"),
        (lambda parts: {"xl/styles.xml": b'<?xml version="1.0" encoding="UTF-7"?>' + parts["xl/styles.xml"]}, "another encoding"),
        (lambda parts: {"XL/workbook.xml": parts["xl/workbook.xml"]}, "two parts of one name"),
        (lambda parts: {"xl/workbook.xml": parts["xl/workbook.xml"].replace(b'"notes"', b'"2026"')}, "two sheets of one name"),
        (lambda parts: {"xl/bomb.xml": b"\0" * 41_000_000}, "unpacks to more"),
        (lambda parts: {"xl/externalLinks/externalLink1.xml": b"<x/>"}, "links to other files"),
        (lambda parts: {"xl/vbaProject.bin": b"x"}, "macros"),
    ],
)
def test_a_workbook_that_sets_a_trap_is_refused(damage, words):
    parts = parts_of(saved(sheet(["x"], title="notes", book=sheet(HEAD, ["11/02/2026", "London Bridge", 0.64, 3, 1]))))
    with pytest.raises(LfrError) as raised:
        read_layout(packed(parts | damage(parts)), "x.xlsx")
    assert words in raised.value.message


def test_combined_ranges_without_end_are_refused():
    book = sheet(HEAD, ["11/02/2026", "London Bridge", 0.64, 3, 1])
    parts = parts_of(saved(book))
    part = "xl/worksheets/sheet1.xml"
    areas = b"<mergeCells>" + b'<mergeCell ref="A2:XFD1048576"/>' * 1000 + b"</mergeCells>"
    content = packed(parts | {part: parts[part].replace(b"</sheetData>", b"</sheetData>" + areas)})
    began = time.process_time()
    with pytest.raises(LfrError) as raised:
        read_layout(content, "x.xlsx")
    assert "combines more than" in raised.value.message
    assert time.process_time() - began < SECONDS


def test_a_column_that_heads_twice_is_refused(dictionary):
    with pytest.raises(BadRequest) as raised:
        IMPORTERS["met"](RECORDS.replace("threshold_note", "min_threshold", 1).replace(",note,", ",force,", 1), "r.csv", set(), CASES)
    assert "line 1" in raised.value.message
    book = openpyxl.load_workbook(io.BytesIO(filled(dictionary, [])[0]))
    book["Deployment"]["A2"], book["Watchlist"]["A2"] = "D1", "W1"
    book["Watchlist"]["D1"].value = book["Watchlist"]["C1"].value
    book["Watchlist"]["C2"], book["Watchlist"]["D2"] = "a", "b"
    book["Watchlist"].merge_cells("C2:C3")
    with pytest.raises(LfrError) as raised:
        spreadsheet.descriptions(saved(book), "x.xlsx", dictionary)
    head = book["Watchlist"]["C1"].value
    assert f"Watchlist, cell D1: a column before it is headed “{head}” as well." in raised.value.message
    assert "Watchlist, cell C2 to C3: these cells are combined" in raised.value.message
