"""A newly published table beside the register: row by row, what is new, changed and withdrawn; and put into its files where asked."""

import csv
import io
import shutil
from pathlib import Path

import pytest

from lfr_kg.base.errors import KnowledgeError
from lfr_kg.base.settings import Settings
from lfr_kg.corpus.files import Corpus
from lfr_kg.importers.layouts import read_layout
from lfr_kg.register.imported import Document, rows_of
from lfr_kg.register.reporting import as_data, as_text
from lfr_kg.register.tables import read_tables
from lfr_kg.register.update import Update, compared
from lfr_kg.register.writing import _as_csv, write

HEAD = (
    "Deployment Location,Date,Duration,LFR Use Case,Watchlist Size,Min Threshold Setting,Total Alerts,True Alerts Confirmed,"
    "True Alerts Unconfirmed,False Alerts Confirmed,False Alerts Unconfirmed,False Alert Rate,Outcome - Arrest,Outcome - Other,No action,"
    "Faces seen (estimate)\n"
)
BY_COLUMN = {
    "minutes": "Duration", "use_case": "LFR Use Case", "list_size": "Watchlist Size", "threshold": "Min Threshold Setting",
    "alerts": "Total Alerts", "printed_rate": "False Alert Rate", "arrests": "Outcome - Arrest", "other_outcomes": "Outcome - Other",
    "no_further_action": "No action", "faces_seen": "Faces seen (estimate)", "place": "Deployment Location", "date_from": "Date",
    "unconfirmed_true": "True Alerts Unconfirmed", "unconfirmed_false": "False Alerts Unconfirmed",
}  # fmt: skip


def line(cells: dict[str, str], **other: str) -> str:
    """A row of the register as its force prints it, some cells otherwise."""
    cells = cells | other
    printed = {heading: cells[column] for column, heading in BY_COLUMN.items()}
    printed["Duration"] = f"{cells['minutes']}m" if cells["minutes"] else ""
    for kind in ("true", "false"):
        total, part = cells[f"{kind}_alerts"], cells[f"unconfirmed_{kind}"]
        printed[f"{kind.title()} Alerts Confirmed"] = str(int(total) - int(part)) if total and part else ""
    return ",".join(f'"{printed[heading]}"' for heading in HEAD.strip().split(",")) + "\n"


def read(text: str, tables, url: str = "https://example.org/grid.csv"):
    """A table as rows of the register, with its layout's basis."""
    found = read_layout(text.encode(), "grid.csv")
    assert found.refused == []
    document = Document("Deployment record", "Metropolitan Police Service", url, "primary", "grid.csv", "cd" * 32)
    return rows_of(found, document, tables), found.layout.basis


@pytest.fixture
def printed(tables) -> list[dict[str, str]]:
    """The rows of the force's own edition of July 2025, as the register holds them."""
    return [row.cells for row in tables.rows.values() if row.cells["source"] == "met-2025-jul"]


def beside(lines: list[str], tables) -> Update:
    return compared(*read(HEAD + "".join(lines), tables), tables)


def test_the_same_table_changes_nothing(tables, printed):
    update = beside([line(cells) for cells in printed], tables)
    assert (len(update.same), update.differs) == (112, False)
    assert as_text(update) == (
        "0 new, 0 changed, 0 withdrawn, 112 the same from 2025-01-08 to 2025-07-11; "
        "0 that the register has from a copy or the press are in this document."
    )


def test_what_is_new_changed_and_withdrawn_is_told_with_figures_before_and_after(tables, printed):
    first, second, third, *rest = printed
    new = line(first, date_from="2025-02-01", place="Nowhere St", faces_seen="4711")
    update = beside([line(first, faces_seen="9781", arrests="-"), line(third, place="Elsewhere"), new, *map(line, rest)], tables)
    assert as_text(update).splitlines() == [
        "New (1):",
        "  2025-02-01 Nowhere St (line 4): use case Crime Hotspot, minutes 287, watchlist 15095, threshold 0.64, "
        "printed false alert rate 0%, faces seen 4711, alerts 10, true alerts 10, false alerts 0, unconfirmed true alerts 0, "
        "unconfirmed false alerts 0, arrests 4, other outcomes 3, no further action 3",
        "",
        "Changed (2):",
        f"  {first['id']}, 2025-01-08 {first['place']} (line 2)",
        "    faces seen: 9780 → 9781",
        "    arrests: 4 → not stated",
        f"    its remarks are to be read again: {', '.join(name for name, _ in tables.rows[first['id']].remarks)}",
        f"  {third['id']}, 2025-01-10 Elsewhere (line 3)",
        f"    place: {third['place']} → Elsewhere",
        f"    its remarks are to be read again: {', '.join(name for name, _ in tables.rows[third['id']].remarks)}",
        "",
        "Withdrawn: the register holds them, and the table, which covers their days, does not (1):",
        f"  {second['id']}, 2025-01-08 {second['place']} ({second['page_or_row']}) of {tables.rows[second['id']].document}",
        "",
        "1 new, 2 changed, 1 withdrawn, 109 the same from 2025-01-08 to 2025-07-11; "
        "0 that the register has from a copy or the press are in this document.",
    ]
    data = as_data(update)
    assert data["changed"][0]["differences"] == [
        {"column": "faces_seen", "before": "9780", "after": "9781"},
        {"column": "arrests", "before": "4", "after": None},
    ]
    assert [each["id"] for each in data["withdrawn"]] == [second["id"]]


def test_several_rows_of_one_day_and_place_are_told_apart_by_their_figures(tables):
    four = [tables.rows[f"met-0{number}"].cells for number in (142, 143, 144, 145)]
    update = beside([line(cells) for cells in reversed(four)], tables)
    assert ({change.held.id for change in update.same}, update.changed, update.new) == ({cells["id"] for cells in four}, [], [])
    update = beside([line(four[0]), line(four[1]), line(four[3]), line(four[2], faces_seen="1")], tables)
    assert [(change.held.id, change.differences[0].column) for change in update.changed] == [("met-0144", "faces_seen")]


def test_a_copy_is_confirmed_by_the_publishers_own_document_and_a_column_that_is_not_printed_is_not_compared(tables):
    update = beside([line(tables.rows["met-0400"].cells)], tables)
    assert ([change.held.id for change in update.same], as_data(update)["confirmed"]) == (["met-0400"], ["met-0400"])


@pytest.fixture
def root(tmp_path) -> Path:
    """The register's files apart, to be written into."""
    shutil.copytree(Settings().root / "ontology" / "register", tmp_path / "ontology" / "register")
    return tmp_path


def files(root: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in root.rglob("*.csv")}


def test_what_is_written_is_what_was_told_and_writing_it_again_changes_nothing(tables, printed, root):
    before = files(root)
    copied = tables.rows["met-0400"].cells
    lines = [line(cells) for cells in printed[1:]] + [line(printed[0], date_from="2025-07-12", place="Nowhere St", faces_seen="9999")]
    lines += [line(copied, unconfirmed_true="0", true_alerts=copied["alerts"], arrests="1")]
    rows, basis = read(HEAD + "".join(lines), tables)
    assert write(compared(rows, basis, tables), root)[-1] == "Written: 1 rows added, 1 brought up to date. Run lfr-kg build --register."
    after = files(root)
    assert {name for name in after if after[name] != before[name]} == {"metropolitan-police-service.csv", "sources.csv"}
    held = read_tables(Corpus(root))
    assert len(held.rows) == len(tables.rows) + 1
    renewed = held.rows["met-0400"]
    assert (renewed.cells["arrests"], renewed.cells["true_alerts"], renewed.cells["reading"]) == ("1", copied["alerts"], "primary")
    assert (renewed.url, renewed.cells["page_or_row"]) == ("https://example.org/grid.csv", "line 114")
    assert "TRUE_NOT_CARRIED" in copied["flags"] and "TRUE_NOT_CARRIED" not in renewed.cells["flags"]
    assert held.rows["metropolitan-police-service.2025-07-12.nowhere-st"].number("faces_seen") == 9999
    again = compared(*read(HEAD + "".join(lines), held), held)
    assert [row.id for row in again.withdrawn][:1] == [printed[0]["id"]]
    assert write(again, root)[-1] == "Nothing to write."
    assert files(root) == after


def test_a_day_or_place_that_is_printed_otherwise_and_a_row_that_is_gone_are_left_for_a_person(tables, printed, root):
    before = files(root)
    first, second, third, *rest = printed
    update = beside([line(second, place="Elsewhere"), line(third), *map(line, rest[:-1]), line(rest[-1], date_from="2025-07-12")], tables)
    assert write(update, root) == [
        f"Left for a person, since day or place is printed otherwise: {second['id']}, {rest[-1]['id']}.",
        f"Left for a person, since no longer printed: {first['id']}.",
        "Nothing to write.",
    ]
    assert files(root) == before


def test_what_could_not_be_read_any_more_is_not_written(tables, printed, root):
    before = files(root)
    update = beside([line(printed[0], place="Nowhere St", date_from="2025-01-09", faces_seen="9999")], tables)
    update.new.append(update.new[0])
    with pytest.raises(KnowledgeError, match="stands there a second time"):
        write(update, root)
    assert files(root) == before


def test_the_files_are_as_they_would_be_written():
    for file in Corpus(Settings().root).of("register"):
        if file.folder == "records" or file.name == "sources":
            text = file.content.decode("utf-8")
            assert _as_csv(list(csv.DictReader(io.StringIO(text)))) == text, file.path
