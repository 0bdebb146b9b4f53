"""Assessment and validation over HTTP."""

import csv
import io
import json

import pyoxigraph as ox
import pytest

from lfr_kg.answer.detail import given
from tests.serving import BROWSER

TURTLE = {"Content-Type": "text/turtle"}
AT = "at=2026-11-23T09:00:00%2B00:00"


@pytest.fixture(scope="module")
def direct(knowledge, example):
    """The same assessment without HTTP."""
    from datetime import UTC, datetime

    return knowledge.assess([(example, "text/turtle", "x")], at=datetime(2026, 11, 23, 9, tzinfo=UTC))


def test_a_description_as_the_body_gives_the_answer_of_the_contract(client, example, direct):
    response = client.post(f"/assess?{AT}", data=example, headers=TURTLE)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json")
    assert json.loads(response.data) == json.loads(json.dumps(given(direct)))
    assert response.headers["Cache-Control"] == "no-store"


def test_the_same_files_as_a_form_give_the_same_answer(client, example, direct):
    files = {"files": (io.BytesIO(example), "deployment.ttl")}
    response = client.post(f"/assess?{AT}", data=files, content_type="multipart/form-data")
    assert json.loads(response.data)["receipt"]["hash"] == direct["receipt"]["hash"]


def test_pasted_text_and_the_worked_example(client, example, direct):
    pasted = client.post(
        "/assess",
        data={"text": example.decode(), "type": "text/turtle", "at": "2026-11-23T09:00:00+00:00"},
        content_type="multipart/form-data",
    )
    assert json.loads(pasted.data)["receipt"]["hash"] == direct["receipt"]["hash"]
    shown = client.post(f"/assess?{AT}", data={"example": "1", "format": "json"}, content_type="multipart/form-data")
    assert json.loads(shown.data)["receipt"]["hash"] == direct["receipt"]["hash"]
    assert client.get("/assess/example").data == example


def test_several_files_are_assessed_together(client, example):
    other = example.replace(b"https://deployments.example/", b"https://other.example/")
    files = {"files": [(io.BytesIO(example), "a.ttl"), (io.BytesIO(other), "b.ttl")]}
    found = json.loads(client.post("/assess", data=files, content_type="multipart/form-data").data)
    assert [entry["id"] for entry in found["deployments"]] == ["https://deployments.example/d1", "https://other.example/d1"]


def test_law_as_at_another_day(client, example):
    found = json.loads(client.post("/assess?as_at=2021-06-01", data=example, headers=TURTLE).data)
    assert found["receipt"]["lawAsAt"] == "2021-06-01"
    slugs = {finding["slug"] for finding in found["deployments"][0]["findings"]}
    assert "dpa-s49-old-adm-ban" in slugs
    assert "dpa-s50b-sensitive-adm-ban" not in slugs


def test_csv_and_rdf(client, example, direct):
    rows = list(csv.DictReader(io.StringIO(client.post(f"/assess?{AT}&format=csv", data=example, headers=TURTLE).text)))
    assert {row["slug"]: row["verdict"] for row in rows} == {f["slug"]: f["verdict"] for f in direct["deployments"][0]["findings"]}
    turtle = client.post(f"/assess?{AT}", data=example, headers=TURTLE | {"Accept": "text/turtle"})
    store = ox.Store()
    store.load(turtle.data, format=ox.RdfFormat.TURTLE)
    count = next(iter(store.query("SELECT (COUNT(*) AS ?n) { ?a a <http://www.w3.org/ns/earl#Assertion> }")))["n"].value
    assert int(count) == len(direct["deployments"][0]["findings"])


def test_only_the_readers_own_browser_may_keep_the_page_of_an_answer(client, example):
    page = client.post(f"/assess?{AT}", data=example, headers=TURTLE | BROWSER)
    assert page.headers["Cache-Control"] == "private, max-age=3600"
    for form in ("json", "report", "csv"):
        assert client.post(f"/assess?{AT}&format={form}", data=example, headers=TURTLE).headers["Cache-Control"] == "no-store"
    refused = client.post("/assess", data={"text": "x", "format": "html"}, content_type="multipart/form-data", headers=BROWSER)
    assert (refused.status_code, refused.headers["Cache-Control"]) == (400, "no-store")


def test_the_page_groups_findings_by_what_to_do_and_leads_to_each_duty(client, example, direct):
    page = client.post(f"/assess?{AT}", data=example, headers=TURTLE | BROWSER).text
    summary = direct["deployments"][0]["summary"]
    for verdict, number in summary.items():
        assert (f'id="d1-{verdict}"' in page) is (number > 0), verdict
    for finding in direct["deployments"][0]["findings"]:
        assert f'href="/norm/{finding["slug"]}"' in page
        assert "unlawful" not in finding["message"]
    assert direct["receipt"]["hash"] in page


def test_text_of_a_description_is_escaped_on_the_page(client, example):
    sent = example.replace(b'dct:identifier "EX-2026-0141"', b'dct:identifier "<script>alert(1)</script>"')
    assert sent != example
    page = client.post("/assess", data=sent, headers=TURTLE | BROWSER).text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_the_validation_report_is_rdf(client, example):
    response = client.post("/validate", data=example, headers=TURTLE)
    assert response.headers["Content-Type"] == "text/turtle; charset=utf-8"
    store = ox.Store()
    store.load(response.data, format=ox.RdfFormat.TURTLE)
    report = next(
        iter(
            store.query(
                "SELECT ?conforms { ?report a <http://www.w3.org/ns/shacl#ValidationReport> ; "
                "<http://www.w3.org/ns/shacl#conforms> ?conforms }"
            )
        )
    )
    assert report["conforms"].value in ("true", "false")
    assert (
        client.post("/validate", data=example, headers=TURTLE | {"Accept": "application/json;q=0.5, application/rdf+xml"}).content_type
        == "application/rdf+xml"
    )


BAD = [
    ("not RDF", b"this is not turtle\n", {}, 400, "line 1"),
    ("an undeclared prefix", b"@prefix ex: <http://ex/> .\nex:a zz:b ex:c .\n", {}, 400, "line 2"),
    ("empty", b"", {}, 400, "empty"),
    ("no deployment", b"<http://a/> <http://b/> <http://c/> .", {}, 422, "deployment"),
    ("wrong type", b"a,b", {"Content-Type": "text/csv"}, 415, "text/csv"),
    ("no type", b"x", {"Content-Type": ""}, 415, "no media type"),
    ("a form that is no file", b"a=b", {"Content-Type": "application/x-www-form-urlencoded"}, 415, "multipart/form-data"),
    ("not UTF-8", b'<http://a/> <http://b/> "\xe9" .', {}, 400, "UTF-8"),
    (
        "a DOCTYPE",
        b'<!DOCTYPE x><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>',
        {"Content-Type": "application/rdf+xml"},
        400,
        "DOCTYPE",
    ),
    ("too large", b"#" * 5_100_000, {}, 413, "5,000,000"),
    ("far too large", b"#" * 6_000_000, {}, 413, "More was sent than is read"),
]


@pytest.mark.parametrize("path", ["/assess", "/validate"])
@pytest.mark.parametrize("content, headers, status, words", [entry[1:] for entry in BAD], ids=[entry[0] for entry in BAD])
def test_bad_input_is_told_and_never_half_judged(client, path, content, headers, status, words):
    response = client.post(path, data=content, headers=TURTLE | headers)
    assert (response.status_code, response.headers["Content-Type"]) == (status, "text/plain; charset=utf-8"), response.text
    assert words in response.text
    assert "Traceback" not in response.text


@pytest.mark.parametrize(
    "query, words",
    [
        ("as_at=soon", "as_at is “soon”"),
        ("as_at=2026-W11-6", "as_at is “2026-W11-6”"),
        ("as_at=20260314", "as_at is “20260314”"),
        ("at=2026-W11-6T09:00:00Z", "at is “2026-W11-6T09:00:00Z”"),
        ("at=2026-03-20", "at is “2026-03-20”"),
        ("at=2026-03-20T09:00:00", "Give one with an offset"),
    ],
)
def test_wrong_times_are_told(client, example, query, words):
    response = client.post(f"/assess?{query}", data=example, headers=TURTLE)
    assert response.status_code == 400
    assert words in response.text


@pytest.mark.parametrize(
    "query, words",
    [
        ("detail=all", "detail is “all”. Give one of summary, findings or full."),
        ("inline=yes", "inline is “yes”. Give 1 (yes) or 0 (no)."),
        ("pretty=2", "pretty is “2”. Give 1 (yes) or 0 (no)."),
        ("inline=1&detail=summary", "it goes with detail=full only"),
    ],
)
def test_a_form_of_the_answer_that_there_is_not_is_told(client, example, query, words):
    response = client.post(f"/assess?{query}", data=example, headers=TURTLE | {"Accept": "application/json"})
    assert response.status_code == 400
    assert words in response.json["detail"]


def test_json_is_compact_unless_it_is_to_be_read(client, example):
    compact, pretty = (
        client.post(f"/assess?at=2026-11-23T09:00:00Z&pretty={each}", data=example, headers=TURTLE | {"Accept": "application/json"})
        for each in (0, 1)
    )
    assert b"\n" not in compact.data
    assert pretty.data.startswith(b'{\n  "receipt": {\n')
    assert pretty.json == compact.json


def test_actions_come_as_a_table_of_their_own(client, example, direct):
    response = client.post("/assess?at=2026-11-23T09:00:00Z&format=actions.csv", data=example, headers=TURTLE)
    assert response.content_type == "text/csv; charset=utf-8"
    head, *rows = response.text.splitlines()
    assert head == "deployment,identifier,number,kind,do,who,thing,dueBy,bindingForce,settles,asks"
    assert len(rows) == len(direct["deployments"][0]["actions"])


def test_problems_are_json_to_programs_and_a_page_to_browsers(client):
    wrong = b"@prefix ex: <http://ex/> .\nex:a zz:b ex:c .\n"
    as_json = client.post("/assess", data=wrong, headers=TURTLE | {"Accept": "application/json"})
    assert (as_json.content_type, as_json.json["line"], as_json.json["excerpt"]) == ("application/problem+json", 2, "ex:a zz:b ex:c .")
    page = client.post("/assess", data=wrong, headers=TURTLE | BROWSER)
    assert (page.status_code, page.content_type) == (400, "text/html; charset=utf-8")
    assert "ex:a zz:b ex:c ." in page.text


def test_a_form_without_a_file_and_a_file_of_no_known_ending_are_told(client):
    empty = client.post("/assess", data={"text": " "}, content_type="multipart/form-data")
    assert (empty.status_code, "No file was sent" in empty.text) == (400, True)
    odd = client.post("/assess", data={"files": (io.BytesIO(b"x"), "notes.docx")}, content_type="multipart/form-data")
    assert (odd.status_code, "notes.docx" in odd.text) == (415, True)


def test_formats_that_are_not_given_are_406_before_anything_is_judged(client, example):
    assert client.post("/assess?format=xlsx", data=example, headers=TURTLE).status_code == 406
    assert client.post("/validate?format=csv", data=example, headers=TURTLE).status_code == 406


def test_the_page_tells_of_recorded_views_and_late_declarations(client, example):
    viewed = example + (
        b"\n<https://deployments.example/d1> <https://w3id.org/lfr-kg/def/judgement> <https://deployments.example/v> .\n"
        b"<https://deployments.example/v> a <https://w3id.org/lfr-kg/def/Judgement> ; "
        b"<https://w3id.org/lfr-kg/def/on> <https://w3id.org/lfr-kg/norm/eqa-s149-psed> ; "
        b'<https://w3id.org/lfr-kg/def/reason> "All heads were weighed." .\n'
    )
    found = {}
    for understanding in ("now", "then"):
        sent = {"text": viewed.decode(), "type": "text/turtle", "as_at": "2025-06-01", "understanding": understanding, "format": "html"}
        page = client.post(f"/assess?{AT}", data=sent, content_type="multipart/form-data").get_data(as_text=True)
        assert "The reason given: “All heads were weighed”, by one whom the record does not name" in page
        assert f'<input type="hidden" name="understanding" value="{understanding}">' in page
        found[understanding] = page
    assert "A court declared this only on 21 April 2026, after the day whose law applies here." in found["now"]
    assert "A court declared this only" not in found["then"]
