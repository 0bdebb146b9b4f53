"""Tables in the layouts that forces publish: told by their headings, read with what is odd in them, and refused row by row with why."""

import io

import openpyxl
import pytest

from lfr_kg.base.errors import BadRequest
from lfr_kg.importers.layouts import layouts, read_layout
from tests import TESTS

EARLY, GRID, TRANSPORT, WALES = (
    (TESTS / "data" / "register" / f"{name}.csv").read_text(encoding="utf-8") for name in ("met-2020-22", "met-2023-24", "btp", "swp")
)


def read(text: str, layout: str = ""):
    return read_layout(text.encode(), "grid.csv", layout)


def test_every_layout_is_told_by_its_headings():
    assert [read(text).layout.name for text in (EARLY, GRID, TRANSPORT, WALES)] == ["met-2020-22", "met-2023-24", "btp", "swp"]
    assert list(layouts()) == ["met-2020-22", "met-2023-24", "met-2025-26", "btp", "swp"]
    assert read(GRID, "met-2025-26").layout.force == read(GRID).layout.force


def test_one_cell_for_arrests_and_disposals_gives_no_arrests_and_not_applicable_is_not_zero():
    found = read(EARLY)
    assert found.refused == []
    assert [where for where, _ in found.rows] == ["line 3", "line 5", "line 6"]
    first, aborted, third = (row for _, row in found.rows)
    assert (first["date_from"], first["list_size"], first["alerts"], first["engagements"]) == ("2020-02-11", "5816", "0", "0")
    assert (first["arrests"], first["flags"]) == ("", "ARRESTS_OR_DISPOSALS=0")
    assert (aborted["place"], aborted["list_size"]) == ("Oxford Circus (technical fault stopped deployment)", "7292")
    assert {aborted[column] for column in ("alerts", "true_alerts", "false_alerts", "printed_rate", "faces_seen", "engagements")} == {""}
    assert (third["false_alerts"], third["printed_rate"], third["engagements"], third["faces_seen"]) == ("7", "0.08%", "6", "8600")


def test_classes_under_one_heading_are_added_up_and_what_repeats_is_remarked():
    first, second = (row for _, row in read(GRID).rows)
    assert first == {
        "date_from": "2024-11-29", "place": "Westfield, Shepherds Bush", "use_case": "Crime Hotspot", "minutes": "275",
        "list_size": "15654", "threshold": "0.64", "alerts": "18", "true_alerts": "18", "unconfirmed_true": "0", "false_alerts": "0",
        "unconfirmed_false": "0", "printed_rate": "0%", "arrests": "7", "other_outcomes": "11", "no_further_action": "11",
        "faces_seen": "39111", "engagements": "", "flags": "OTHER_DUPLICATES_NOACTION",
    }  # fmt: skip
    assert (second["date_from"], second["minutes"], second["true_alerts"], second["unconfirmed_true"]) == ("2024-12-03", "310", "2", "1")
    assert (second["other_outcomes"], second["flags"]) == ("", "")


def test_a_row_that_cannot_be_read_whole_is_refused_with_why_and_the_others_are_read():
    assert read(GRID).refused == [
        ("line 5", "'31/02/2025' is no day, written with the day first or as 2026-03-14"),
        ("line 6", "'about an hour' is no duration"),
        ("line 7", "'many' is no whole number (alerts)"),
        ("line 8", "'0.001' is no percentage (false alert rate)"),
        ("line 9", "it gives no place"),
    ]


def test_a_dash_is_nothing_published_and_a_table_without_days_is_read():
    _, second = (row for _, row in read(TRANSPORT).rows)
    assert (second["arrests"], second["minutes"], second["list_size"], second["alerts"]) == ("", "", "", "0")
    final, visit = (row for _, row in read(WALES).rows)
    assert (final["date_from"], final["alerts"], final["true_alerts"], final["false_alerts"]) == ("", "2470", "173", "2297")
    assert (visit["alerts"], visit["true_alerts"]) == ("0", "0")


def test_two_columns_of_one_heading_have_to_agree():
    text = WALES.replace("False positives\n", "False positives,Event\n")
    text = text.replace('2,297"\n', '2,297","A final"\n').replace("0,0,0\n", "0,0,0,Royal visit\n")
    found = read(text)
    assert [row["place"] for _, row in found.rows] == ["Royal visit"]
    assert found.refused == [
        ("line 2", "two columns are read as place, and they differ: A final and UEFA Champions League final, Cardiff"),
    ]


NAMED = "Date,Location,Threshold,Total alerts,Arrests"


def days(*dates: str):
    """A grid with a row for each of some dates, as it is read."""
    return read("\n".join([NAMED, *(f"{each},Sutton,0.64,1,0" for each in dates)]))


def test_where_a_table_writes_the_month_first_no_day_is_guessed():
    found = days("03/14/2025", "03/04/2025", "04/04/2025", "2025-04-05")
    assert [row["date_from"] for _, row in found.rows] == ["2025-04-04", "2025-04-05"]
    assert found.refused == [
        ("line 2", "'03/14/2025' is no day, written with the day first or as 2026-03-14"),
        ("line 3", "'03/04/2025' can be read with the day or with the month first, and '03/14/2025' has the month first"),
    ]
    misprint = days("14/03/2025", "03/14/2025", "03/04/2025")
    assert ([row["date_from"] for _, row in misprint.rows], len(misprint.refused)) == (["2025-03-14", "2025-04-03"], 1)
    assert len(days("14/03/2025", "03/14/2025", "03/15/2025", "03/04/2025").refused) == 3


@pytest.mark.parametrize(
    ("column", "cell", "why"),
    [
        ("Date", "01/02/2099", "2099-02-01 lies ahead, and a record is of what was done"),
        ("Threshold", "7.5", "'7.5' is above 1, which is the most that it can be (threshold)"),
        ("False alert rate", "250%", "'250%' is more than 100 % (false alert rate)"),
    ],
)
def test_what_cannot_have_been_is_refused(column, cell, why):
    heads = ["Date", "Location", "Threshold", "Total alerts", "Arrests", "False alert rate"]
    cells = {"Date": "01/02/2025", "Location": "Sutton", "Threshold": "1", "Total alerts": "1", "Arrests": "0", "False alert rate": "100%"}
    rows = [",".join((cells | {name: text})[head] for head in heads) for name, text in ((column, cells[column]), (column, cell))]
    found = read("\n".join([",".join(heads), *rows]))
    assert (len(found.rows), found.refused) == (1, [("line 3", why)])


@pytest.mark.parametrize("divider", [";", "\t"])
def test_cells_that_something_else_divides_are_told_by_the_first_line(divider):
    other = "\n".join([NAMED.replace(",", divider), f"14/03/2025{divider}Sutton, High Street{divider}0.64{divider}1{divider}0"])
    (row,) = [row for _, row in read(other).rows]
    assert (row["date_from"], row["place"], row["threshold"], row["alerts"]) == ("2025-03-14", "Sutton, High Street", "0.64", "1")


@pytest.mark.parametrize("head", ['"Seen (by whom; when; where; how; why; by what)"', '"Seen (by whom; when; where;\nhow; why; by what)"'])
def test_what_stands_in_quotation_marks_divides_no_cells(head):
    ((_, row),) = read(f'{NAMED},{head}\n14/03/2025,"Sutton, High Street",0.64,1,0,').rows
    assert (row["date_from"], row["place"], row["threshold"], row["alerts"]) == ("2025-03-14", "Sutton, High Street", "0.64", "1")


def test_headings_of_the_publishers_own_documents_are_known():
    heads = (
        "Deployment,Date (DD/MM/YY),Purpose Reference,Watchlist Size,Total Alerts,False Alert / Confirmed False Alerts,"
        "False Alert / Confirmed False Alert Engagements,True Alerts,True Alert Engagements,Arrests / Disposals,Faces seen (Estimate),"
        'False Alert Rate\nOxford Circus,27/02/20,"1, 2",7292,8,7,5,1,1,1,8600,0.08%\n'
    )
    found = read(heads)
    (row,) = (row for _, row in found.rows)
    assert (found.layout.name, row["true_alerts"], row["false_alerts"], row["engagements"]) == ("met-2020-22", "1", "7", "6")
    late = (
        "Deployment Location,Date,Duration,LFR Use Case,Watchlist Size,Min Threshold Setting,Total Alerts,True Alerts Confirmed,"
        "True Alerts Unconfirmed,False Alerts Confirmed,False Alerts Unconfirmed,False Alert Rate,Outcome - Arrest,Outcome - Other,"
        "No action,Faces seen (estimate)\nSutton,08/01/25,4hr 47m,Crime Hotspot,15095,0.64,10,9,1,0,0,0%,4,2,3,9780\n"
    )
    found = read(late)
    (row,) = (row for _, row in found.rows)
    assert (found.layout.name, row["minutes"], row["true_alerts"], row["arrests"], row["other_outcomes"], row["no_further_action"]) == (
        "met-2025-26", "287", "10", "4", "2", "3",
    )  # fmt: skip


def test_a_layout_that_is_named_asks_only_for_what_each_row_needs():
    found = read("LFR Deployments\nDate,Deployment Location,Min Threshold Setting,Total Alerts\n11/02/2026,London Bridge,0.64,3\n", "btp")
    assert found.layout.force == "actor:british-transport-police"
    assert [(where, row["place"], row["threshold"], row["alerts"]) for where, row in found.rows] == [
        ("line 3", "London Bridge", "0.64", "3")
    ]
    with pytest.raises(BadRequest, match="no line holds the headings of the layout btp"):
        read("Date,Threshold\n11/02/2026,0.64\n", "btp")


def test_two_lines_of_headings_that_stand_again_lower_down_are_no_rows():
    lines = GRID.splitlines()
    found = read("\n".join([*lines[:3], *lines[:2], *lines[3:4]]))
    assert ([row["place"] for _, row in found.rows], found.refused) == (["Westfield, Shepherds Bush", "Lewisham"], [])


def test_a_share_that_a_workbook_shows_as_a_percentage_is_one():
    book = openpyxl.Workbook()
    book.active.append([*NAMED.split(","), "False alert rate"])
    for value, shown in ((0.0008, "0.00%"), (0, "0%"), (0.0008, "General")):
        book.active.append(["11/02/2026", "Sutton", 0.64, 1, 0, value])
        book.active.cell(book.active.max_row, 6).number_format = shown
    file = io.BytesIO()
    book.save(file)
    found = read_layout(file.getvalue(), "register.xlsx")
    assert [row["printed_rate"] for _, row in found.rows] == ["0.08%", "0%"]
    assert found.refused == [("Sheet, row 4", "'0.0008' is no percentage (false alert rate)")]


def test_a_workbook_with_a_combined_cell():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "2026"
    sheet.append(["Date", "Station", "Threshold", "Total alerts", "Arrests", "Faces seen"])
    sheet.append(["11/02/2026", "London Bridge", 0.64, 0, 0, 16156])
    sheet.append([None, "Waterloo", 0.64, 1.0, 0, 56186])
    sheet.merge_cells("A2:A3")
    file = io.BytesIO()
    book.save(file)
    found = read_layout(file.getvalue(), "register.xlsx")
    assert [(where, row["date_from"], row["place"], row["alerts"]) for where, row in found.rows] == [
        ("2026, row 2", "2026-02-11", "London Bridge", "0"),
        ("2026, row 3", "2026-02-11", "Waterloo", "1"),
    ]


@pytest.mark.parametrize(
    "name, content, words",
    [
        ("grid.doc", b"%PDF", "tables are read from .csv, .xlsx and .pdf"),
        ("grid.csv", b"\xff\xfe", "line 1: the text is not UTF-8"),
        ("grid.xlsx", b"PK", "is no workbook that can be read"),
        ("grid.csv", b"Name,Age\nA,1\n", "no line holds the headings of any layout"),
    ],
)
def test_a_file_that_is_no_published_table_is_refused(name, content, words):
    with pytest.raises(BadRequest) as raised:
        read_layout(content, name)
    assert words in raised.value.message
