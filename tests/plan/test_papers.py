"""The Word pack and the calendar: what is in them, that a lawyer can edit them, and that what was answered comes through whole."""

import io
import zipfile

import docx
import icalendar
import pytest

from lfr_kg.base.times import LONDON, instant
from lfr_kg.commands import line as cli
from lfr_kg.plan.calendar import as_ics
from lfr_kg.plan.pack import as_zip
from tests.plan.answers import AT, OVERT

TITLE = "A & B <x>: Metropolitan Police Service, Oxford Street, 7 December 2026"


@pytest.fixture(scope="module")
def plan(knowledge):
    return knowledge.planner.plan(OVERT, AT)


@pytest.fixture(scope="module")
def papers(plan):
    with zipfile.ZipFile(io.BytesIO(as_zip(plan))) as archive:
        return {name: docx.Document(io.BytesIO(archive.read(name))) for name in archive.namelist()}


@pytest.fixture(scope="module")
def entries(plan):
    return icalendar.Calendar.from_ical(as_ics(plan)).events


def headings(document, level: int) -> list[str]:
    return [each.text for each in document.paragraphs if each.style.name == f"Heading {level}"]


def test_there_is_the_plan_and_one_skeleton_for_each_paper(plan, papers):
    slugs = ["plan", *(paper["slug"] for paper in plan["papers"])]
    assert list(papers) == [f"{number:02}-{slug}.docx" for number, slug in enumerate(slugs)]


def test_an_ampersand_and_angle_brackets_come_through_whole(papers):
    for document in papers.values():
        texts = [each.text for each in document.paragraphs]
        assert TITLE in texts
        assert ["Your reference for the deployment, if there is one", "A & B <x>"] in [
            [cell.text for cell in row.cells] for table in document.tables for row in table.rows
        ]
        assert document.core_properties.title == TITLE
        footer = document.sections[0].footer.paragraphs[0].text
        assert footer.startswith(f"{TITLE}. Information, not legal advice. Page ")
        assert not [text for text in (*texts, footer) if "{{" in text or "{%" in text]


def test_the_headings_of_a_paper_are_what_the_law_asks_it_to_hold(plan, papers):
    for number, paper in enumerate(plan["papers"], 1):
        document = papers[f"{number:02}-{paper['slug']}.docx"]
        assert sorted(headings(document, 2)) == sorted(plan["rules"][slug]["title"] for slug in paper["norms"])
        assert headings(document, 1)[0] == "As planned" and headings(document, 1)[-1] == "Completed by"
        assert len([each for each in document.paragraphs if each.text == "[Write here]"]) == len(paper["norms"])


def test_every_heading_has_its_source_as_a_link(plan, papers):
    document = papers["06-equality-assessment.docx"]
    sources = [each for each in document.paragraphs if each.style.name == "Source"]
    linked = [(link.text, link.address) for each in sources for link in each.hyperlinks]
    asked = next(paper for paper in plan["papers"] if paper["slug"] == "equality-assessment")
    assert linked == [(plan["rules"][slug]["citation"], plan["rules"][slug]["officialText"]) for slug in asked["norms"]]
    assert sources[0].text.startswith("Who: ")
    assert ". When: before the start, 7 December 2026, 10:00. Source: Equality Act 2010, s 149" in " ".join(each.text for each in sources)


def test_the_calendar_has_the_deployment_and_each_date_in_londons_time(plan, entries):
    found = [(str(each["summary"]).split(":")[0], each.start) for each in entries]
    assert found[0] == ("A & B <x>", instant(plan["start"]))
    assert [start for _, start in found[1:4]] == [instant(event["at"]) for event in plan["events"][:3]]
    assert {start.tzinfo.key for _, start in found[:4]} == {LONDON.key}
    assert found[4][1].isoformat() == "2027-01-07"
    assert str(entries[1]["summary"]) == "Facial recognition, from then: Watchlist loaded within 24 hours"
    assert len({str(each["uid"]) for each in entries}) == len(entries) == 5


def test_in_summer_the_calendar_keeps_londons_clock(knowledge):
    plan = knowledge.planner.plan({**OVERT, "day": ["5 July 2027"]}, AT)
    entry = icalendar.Calendar.from_ical(as_ics(plan)).events[0]
    assert entry.start.isoformat() == plan["start"] == "2027-07-05T10:00:00+01:00"


def test_the_command_line_writes_them_into_a_folder(tmp_path, monkeypatch, knowledge, plan):
    monkeypatch.setenv("LFR_KG_CACHE", str(knowledge.settings.cache))
    given = [text for slug, texts in OVERT.items() for answer in texts for text in (f"--{slug}", answer)]
    assert cli.main(["plan", *given, "--at", AT.isoformat(), "--out", str(tmp_path / "new")]) == 0
    written = {path.name for path in (tmp_path / "new").iterdir()}
    assert {"00-plan.docx", "10-authorisation.docx", "plan.ics", "description.ttl", "description.xlsx"} < written
    assert (tmp_path / "new" / "description.ttl").read_text() == plan["description"]
