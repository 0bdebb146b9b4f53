"""The spreadsheet as a description: what it states is judged as RDF is, wherever descriptions are taken; mistakes name sheet and cell."""

import io
from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook

from lfr_kg.base.errors import Unreadable
from lfr_kg.base.settings import EXAMPLE
from lfr_kg.drafting.workbook import filled
from lfr_kg.evidence.reading import WORKBOOK
from tests.serving import BROWSER

AT = "at=2026-11-23T09:00:00Z"
HEADS = {
    "size": "How many people are on the watchlist?",
    "rank": "What rank did that officer hold?",
    "statesNone": "Of which of these was there none?",
}
EXAMPLES = sorted(EXAMPLE.parent.glob("*.ttl"))


@pytest.fixture(scope="module")
def workbook(client) -> bytes:
    """The worked example, filled in."""
    return client.get("/assess/example.xlsx").data


def changed(content: bytes, **cells) -> bytes:
    """The workbook with other values in some cells: ``Watchlist__size=3`` for the first row, in the column of that property."""
    book = load_workbook(io.BytesIO(content))
    for name, value in cells.items():
        sheet, prop = name.split("__")
        column = next(cell.column for cell in book[sheet][1] if cell.value == HEADS[prop])
        book[sheet].cell(2, column).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def verdicts(answer: dict) -> dict:
    return {(each["id"], found["slug"]): found["verdict"] for each in answer["deployments"] for found in each["findings"]}


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_a_workbook_gets_the_verdicts_of_the_same_description_in_turtle(knowledge, file):
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    turtle = (file.read_bytes(), "text/turtle", file.name)
    content, left = filled(knowledge.dictionary, knowledge.describe([turtle]).deployments)
    assert left == []
    one, other = knowledge.assess([turtle], at=at), knowledge.assess([(content, WORKBOOK, "x.xlsx")], at=at)
    assert verdicts(one) == verdicts(other)
    assert [each["actions"] for each in one["deployments"]] == [each["actions"] for each in other["deployments"]]
    assert other["setAside"] == []


def test_it_is_taken_as_the_body_as_a_file_and_on_the_page(client, workbook, example):
    turtle = verdicts(client.post(f"/assess?{AT}", data=example, content_type="text/turtle").json)
    assert verdicts(client.post(f"/assess?{AT}", data=workbook, content_type=WORKBOOK).json) == turtle
    sent = {"files": (io.BytesIO(workbook), "EX.xlsx")}
    assert verdicts(client.post(f"/assess?{AT}", data=sent).json) == turtle
    octets = {"files": (io.BytesIO(workbook), "EX.XLSX", "application/octet-stream")}
    assert verdicts(client.post(f"/assess?{AT}", data=octets).json) == turtle
    page = client.post(f"/assess?{AT}", data={"files": (io.BytesIO(workbook), "EX.xlsx"), "format": "html"}, headers=BROWSER)
    assert page.status_code == 200 and "EX-2026-0141" in page.text


def test_what_the_page_carries_of_a_workbook_comes_back_byte_for_byte(client, workbook):
    sent = {"files": (io.BytesIO(workbook), "EX.xlsx"), "format": "html"}
    page = client.post(f"/assess?{AT}", data=sent, headers=BROWSER).text
    packed = page.partition('name="sent" value="')[2].partition('"')[0]
    again = client.post(f"/assess?{AT}", data={"sent": packed, "format": "json"}, content_type="multipart/form-data")
    direct = client.post(f"/assess?{AT}", data=workbook, content_type=WORKBOOK)
    assert again.json["receipt"] == direct.json["receipt"]


def test_the_validation_report_is_on_the_workbook_too(client, workbook, example):
    one = client.post("/validate", data=workbook, content_type=WORKBOOK)
    assert one.status_code == 200
    assert one.text.count("sh:ValidationResult") == client.post("/validate", data=example, content_type="text/turtle").text.count(
        "sh:ValidationResult"
    )


def test_mistakes_are_told_with_their_cells_for_people_and_for_programs(client, workbook):
    content = changed(workbook, Watchlist__size="many", Authorisation__rank="captain")
    response = client.post("/assess", data=content, content_type=WORKBOOK, headers={"Accept": "application/json"})
    assert response.status_code == 422
    assert response.json["faults"] == [
        "Authorisation, cell E2: “captain” is not on the list. Give one of: constable, sergeant, inspector, chief inspector, "
        "superintendent, chief superintendent, assistant chief constable, deputy chief constable, chief constable.",
        "Watchlist, cell E2: “many” is not a whole number, such as 6200.",
    ]
    page = client.post("/assess", data={"files": (io.BytesIO(content), "mine.xlsx"), "format": "html"}, headers=BROWSER)
    assert page.status_code == 422
    assert "<li>Watchlist, cell E2: “many” is not a whole number, such as 6200.</li>" in page.text


def test_two_files_that_differ_on_one_value_are_refused_with_both_places(knowledge, client, workbook, example):
    other = changed(workbook, Watchlist__size=6300)
    with pytest.raises(Unreadable) as refusal:
        knowledge.describe([(workbook, WORKBOOK, "one.xlsx"), (other, WORKBOOK, "two.xlsx")])
    assert refusal.value.message == (
        "“Size” has one value, and two that differ are given: “6200” (Watchlist, cell E2 of one.xlsx) and “6300” (Watchlist, cell E2 of "
        "two.xlsx). Keep the right one."
    )
    line = example.decode().splitlines().index(next(each for each in example.decode().splitlines() if "lfr:size 6200" in each)) + 1
    files = {"files": [(io.BytesIO(example), "a.ttl"), (io.BytesIO(other), "b.xlsx")]}
    response = client.post("/assess", data=files, headers={"Accept": "application/json"})
    assert response.status_code == 422
    assert f"“6200” (line {line} of a.ttl) and “6300” (Watchlist, cell E2 of b.xlsx)" in response.json["detail"]


def test_two_files_that_agree_are_one_deployment(client, workbook, example):
    files = {"files": [(io.BytesIO(example), "a.ttl"), (io.BytesIO(workbook), "b.xlsx")]}
    both = client.post(f"/assess?{AT}", data=files).json
    alone = client.post(f"/assess?{AT}", data=example, content_type="text/turtle").json
    assert both["receipt"] == alone["receipt"]


def test_what_is_stated_to_be_absent_and_given_is_told_with_both_cells(client, workbook):
    content = changed(workbook, Deployment__statesNone="no alerts")
    response = client.post("/assess", data=content, content_type=WORKBOOK, headers={"Accept": "application/json"})
    assert response.status_code == 422
    assert response.json["detail"] == (
        "The deployment states “no alerts” (Deployment, cell AA2) and gives “Alert” (Alert, cell A2) as well: remove one of the two."
    )


@pytest.mark.parametrize("ending", ["xls", "ods", "xlsm", "csv"])
def test_other_tables_are_sent_back_with_a_word(client, ending):
    response = client.post("/assess", data={"files": (io.BytesIO(b"x"), f"mine.{ending}")})
    assert response.status_code == 415
    assert response.text.startswith(f"mine.{ending}: a file that ends in .{ending} is not read. Save it as an Excel workbook (.xlsx)")


def test_the_template_is_offered_first_on_the_page(client):
    page = client.get("/assess", headers=BROWSER).text
    assert 0 < page.index("/describe/template.xlsx") < page.index('id="files"') < page.index("Turtle, TriG")
    assert page.count('accept=".xlsx,') == 1
