"""What pages work out: what changed, lists that are narrowed, coverage, filters of an assessment, and what is carried in a form."""

import base64
import io
import zlib
from datetime import date
from xml.etree import ElementTree

import pytest
from werkzeug.datastructures import MultiDict

from lfr_kg.base.errors import BadRequest, TooLarge
from lfr_kg.base.namespaces import compact, iri
from lfr_kg.web.assess import findings, submission
from lfr_kg.web.read import changes, sources
from tests.accept.totals import counts
from tests.serving import BROWSER

FORM = "multipart/form-data"
AT = "2026-11-23T09:00:00+00:00"


def slugs(rows) -> set[tuple[str, str]]:
    return {(compact(row["norm"].value).removeprefix("norm:"), row["what"]) for row in rows}


def test_what_changed_on_the_day_automated_decisions_did(catalogue):
    found = changes.between(catalogue, date(2026, 2, 4), date(2026, 2, 5))
    assert [day for day, _ in found["days"]] == ["2026-02-05"]
    assert ("dpa-s50b-sensitive-adm-ban", "replaces") in slugs(found["days"][0][1])
    assert ("dpa-s49-old-adm-ban", "ends") not in slugs(found["days"][0][1])
    assert "law:eur-2016-679_article-22A_2026-02-05" in {compact(version.value) for version in found["provisions"]}


def test_nothing_changes_within_a_day(catalogue):
    assert changes.between(catalogue, date(2026, 2, 5), date(2026, 2, 5)) == {"days": [], "provisions": [], "count": 0}


def test_every_change_of_a_long_time_is_told_once(catalogue):
    found = changes.between(catalogue, date(1800, 1, 1), date(2100, 1, 1))
    told = [row["norm"] for _, rows in found["days"] for row in rows if row["what"] != "ends"]
    assert len(told) == len(set(told)) == sum(catalogue.is_a(node, "lfr:RegisterEntry") for node in catalogue.subjects)


def test_old_and_new_words_stand_beside_each_other(client):
    text = client.get("/changes?from=2026-02-04&to=2026-02-05", headers=BROWSER).text
    assert '<td data-of="Old words">' in text and "<del>" in text and "<ins>" in text
    assert changes.words_of("Keep it for a day.", "Keep it for two days.") == (
        [("Keep it for ", False), ("a day.", True)],
        [("Keep it for ", False), ("two days.", True)],
    )


def test_the_changes_are_a_feed(client):
    answer = client.get("/changes.atom")
    feed = ElementTree.fromstring(answer.data)
    atom = "{http://www.w3.org/2005/Atom}"
    entries = feed.findall(f"{atom}entry")
    assert answer.content_type.startswith("application/atom+xml") and len(entries) > 100
    days = [entry.find(f"{atom}updated").text for entry in entries]
    assert days == sorted(days, reverse=True) and feed.find(f"{atom}updated").text == days[0]
    assert len({entry.find(f"{atom}id").text for entry in entries}) == len(entries)
    assert {entry.find(f"{atom}title").text.split(":")[0] for entry in entries} >= {"Came into force", "Read again against its source"}
    assert client.get("/changes.atom", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("query", ["from=2026-02-30", "to=soon", "from=2026-W11-6", "from=2026-03-01&to=2026-02-01"])
def test_days_that_make_no_sense_are_told(client, query):
    assert client.get(f"/changes?{query}").status_code == 400


@pytest.mark.parametrize(
    "query, start",
    [
        ("standing=all", "{all} entries, in force or not."),
        ("standing=all&source=seed-answer-111254", "2 entries of {all}, in force or not."),
        ("standing=all&kind=Amendment", "5 entries of {all}, in force or not."),
        ("kind=Right&date=1900-01-01&standing=ended", "No entries of 0, ended by 1 January 1900."),
    ],
)
def test_lists_of_duties_are_narrowed(client, query, start):
    said = start.format(all=counts()["entries of the register"])
    assert f'<p role="status">{said}</p>' in client.get(f"/norm?{query}", headers=BROWSER).text


@pytest.mark.parametrize("by", ["subject", "force", "bearer", "source", "kind"])
def test_nothing_that_has_ended_is_in_the_first_view_of_the_duties(client, by):
    text = client.get(f"/norm?by={by}", headers=BROWSER).text
    assert "/norm/dpa-s64-dpia" in text and "/norm/dpa-s49-old-adm-ban" not in text
    assert "/norm/dpa-s49-old-adm-ban" in client.get(f"/norm?by={by}&standing=ended", headers=BROWSER).text


def test_the_duties_of_a_subject_are_listed_alone(client):
    text = client.get("/norm?subject=retention", headers=BROWSER).text
    assert "/norm/app-cctv-31d" in text and "/norm/dpa-s64-dpia" not in text


@pytest.mark.parametrize("query", ["subject=x", "standing=x", "by=x", "kind=x", "source=nothing", "bearer=nobody", "force=brute", "date=x"])
def test_what_duties_cannot_be_narrowed_by_is_told(client, query):
    assert client.get(f"/norm?{query}").status_code == 400


def test_the_coverage_of_a_source_counts_its_divisions_by_what_they_are_for(catalogue):
    source = iri("law:ukpga-2025-18")
    found = sources.divisions(catalogue, source)
    counted = {kind: number for number, kind, _ in sources.coverage(catalogue, found)}
    assert counted["none"] == 2
    assert counted["good"] == 10
    assert [compact(each["node"].value) for each in sources.source_values(catalogue, source)["unread"]] == [
        "law:ukpga-2025-18_section-81",
        "law:ukpga-2025-18_section-111",
    ]


def test_what_a_form_carries_comes_back_byte_for_byte():
    files = [(b"a\r\nb\n\xff\x00", "text/turtle", "one.ttl"), ("é ".encode() * 1000, "application/ld+json", "two.jsonld")]
    assert submission.unpack(submission.pack(files), 5_000_000) == files


@pytest.mark.parametrize(
    "text",
    [
        "",
        "!",
        "AAAA",
        base64.b64encode(b"x").decode(),
        base64.b64encode(zlib.compress(b"{}")).decode() + "x",
        base64.b64encode(zlib.compress(b"[1]")).decode(),
    ],
)
def test_what_was_changed_on_the_way_is_told(text):
    with pytest.raises(BadRequest):
        submission.unpack(text, 1000)


def test_what_unfolds_to_more_than_is_read_is_refused():
    with pytest.raises(TooLarge):
        submission.unpack(base64.b64encode(zlib.compress(b" " * 50_000_000)).decode(), 5_000_000)


def test_filters_let_through_what_they_name():
    finding = {
        "authority": "statute",
        "provision": "https://w3id.org/lfr-kg/law/ukpga-2018-12_section-64-1",
        "bearer": "chief officer; controller",
    }
    for given, passes in [
        ({}, True),
        ({"force": ["statute", "practice"]}, True),
        ({"force": ["practice"]}, False),
        ({"source": "ukpga-2018-12"}, True),
        ({"source": "ukpga-2018-1"}, False),
        ({"bearer": "controller"}, True),
        ({"bearer": "control"}, False),
    ]:
        assert findings.filters_of(MultiDict(given)).lets(finding) is passes, given


def posted(client, **fields):
    return client.post("/assess", data=fields, content_type=FORM, headers=BROWSER)


def test_an_assessment_is_narrowed_and_saved_from_what_its_page_carries(client, example):
    page = posted(client, example="1", format="html", at=AT).text
    carried = page.split('name="sent" value="')[1].split('"')[0]
    assert submission.unpack(carried, 5_000_000)[0][0] == example
    narrowed = posted(client, sent=carried, format="html", at=AT, source="ukpga-2010-15").text
    assert 'id="d1-dpa-s40-security-principle"' in page and 'id="d1-dpa-s40-security-principle"' not in narrowed
    told = narrowed.partition('id="d1-for-judgement"')[2]  # what there is to do stands before it, and is of all findings
    assert "Suitable security" not in told
    assert 'href="/norm/eqa-s149-psed"' in told
    saved = posted(client, sent=carried, format="json", at=AT, source="ukpga-2010-15", download="1")
    assert saved.json == client.post(f"/assess?at={AT.replace('+', '%2B')}", data=example, headers={"Content-Type": "text/turtle"}).json
    assert saved.headers["Content-Disposition"] == f'attachment; filename="assessment-{saved.json["receipt"]["hash"][:8]}.json"'


@pytest.mark.parametrize(
    "name, start, media_type",
    [("docx", b"PK", "officedocument"), ("pdf", b"%PDF", "application/pdf"), ("report", b"<!doctype html>", "text/html")],
)
def test_reports_to_print_are_given_as_files(client, example, name, start, media_type):
    response = client.post(f"/assess?format={name}", data=example, headers={"Content-Type": "text/turtle"})
    assert response.data.lower().startswith(start.lower())
    assert media_type in response.content_type
    assert response.headers["Content-Disposition"].startswith("attachment; ")


def test_a_bad_file_shows_the_form_again_with_the_line(client):
    response = posted(client, format="html", files=(io.BytesIO(b"@prefix ex: <http://ex/> .\nex:a zz:b ex:c .\n"), "bad.ttl"))
    assert response.status_code == 400
    assert "Line 2" in response.text
    assert 'name="files"' in response.text
    assert "<title>Error: " in response.text


def test_the_clock_of_the_form_is_londons(client, example):
    summer = client.post("/assess", data={"example": "1", "at_local": "2026-07-01T09:00", "format": "json"}, content_type=FORM)
    assert summer.json["receipt"]["assessedAt"] == "2026-07-01T09:00:00+01:00"
    skipped = client.post("/assess", data={"example": "1", "at_local": "2026-03-29T01:30", "format": "json"}, content_type=FORM)
    assert (skipped.status_code, "the clocks went forward" in skipped.text) == (400, True)


def test_a_norm_is_shown_as_on_another_day(client):
    page = client.get("/norm/dpa-s49-old-adm-ban?date=2019-06-01", headers=BROWSER).text
    assert "in force on 1 June 2019" in page
    assert "Back to today" in page
    assert client.get("/norm/dpa-s49-old-adm-ban?date=x").status_code == 400
