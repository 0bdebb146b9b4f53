"""The currency check, on invented law and on files of the services' formats that were made for these tests."""

import json
from datetime import date
from types import SimpleNamespace

import pytest

from lfr_kg import currency
from lfr_kg.base.model import Graph
from lfr_kg.base.namespaces import iri
from lfr_kg.official import fetching
from tests import TESTS
from tests import knowledge_files as knowledge

DATA = TESTS / "data" / "currency"
TODAY = date(2031, 6, 1)


def invented(extra: str = "") -> SimpleNamespace:
    quads = knowledge.parse((DATA / "invented-law.ttl").read_text(encoding="utf-8") + extra)
    return SimpleNamespace(graph=Graph((quad.subject, quad.predicate, quad.object) for quad in quads))


@pytest.fixture(scope="module")
def report():
    return currency.check(invented(), currency.FolderFetcher(DATA), TODAY)


def by_name(report) -> dict:
    return {finding.provision.rsplit("/", 1)[-1]: finding for finding in report.findings}


class Scripted:
    """Answers from a table, and remembers what it was asked."""

    def __init__(self, answers=None):
        self.answers, self.asked = answers or {}, []

    def get(self, address):
        self.asked.append(address)
        return self.answers.get(address, currency.Reply(0, reason="no answer"))


# The report


def test_every_provision_gets_one_outcome(report):
    assert {name: finding.outcome.value for name, finding in by_name(report).items()} == {
        "ukpga-2030-1_section-1-1": "exists",
        "ukpga-2030-1_section-1-3": "not found",
        "ukpga-2030-1_section-2-1": "exists",
        "ukpga-2030-1_section-3": "exists",
        "ukpga-2030-1_section-4": "not found",
        "ukpga-2030-1_section-5": "not found",
        "ukpga-2030-1_section-6": "not reached",
        "ukpga-2030-1_schedule-1-paragraph-2": "exists",
        "ukpga-2030-1_whole": "exists",
        "ewca-civ-2030-7_paragraph-9": "exists",
        "ewca-civ-2030-7_paragraph-99": "not found",
        "lamp-guidance_whole": "not asked",
    }
    assert report.counts == {"exists": 6, "not found": 4, "not reached": 1, "not read": 0, "not asked": 1, "to look at": 6}


def test_the_norms_to_look_at_again_with_the_reasons(report):
    repealed = "1 change recorded since 2031-01-01: ss. 3-4 repealed by ukpga/2031/4, in force 2031-02-01"
    doors = [
        "Invented Act 2030, s 2(1): its text stands since 2031-03-01, and was last verified on 2031-01-01",
        "Invented Act 2030, s 2(1): 1 change recorded since 2031-01-01: s. 2 words substituted by uksi/2031/8, in force 2031-03-01",
        "Invented Act 2030, s 2(1): 1 change still to be made to the text: s. 2(1) words inserted by ukpga/2031/4, in force 2032-01-01",
    ]
    assert report.norms == {
        "bells-counted": [
            "Invented Act 2030, s 4: not found: https://www.legislation.gov.uk/ukpga/2030/1/section/4/data.xml: HTTP 404, as saved",
            f"Invented Act 2030, s 4: {repealed}",
        ],
        "bells-rung": [
            "Invented Act 2030, s 3: the text is marked Repealed, and is stated as law in force",
            "Invented Act 2030, s 3: its text ended on 2031-02-01, and is stated as law in force",
            f"Invented Act 2030, s 3: {repealed}",
        ],
        "door-held-open": ["Lamp v Door [2030] EWCA Civ 7 [99]: not found: the judgment has no paragraph marked para_99"],
        "door-held-shut": [
            "Lamp v Door [2030] EWCA Civ 7 [9]: the judgment was changed on 2031-01-15, and was last verified on 2031-01-01"
        ],
        "doors-shut": doors,
        "doors-shut-again": doors,
        "lamps-third": [
            "Invented Act 2030, s 1(3): not found: https://www.legislation.gov.uk/ukpga/2030/1/section/1/data.xml does not hold it"
        ],
    }


def test_what_stands_as_it_is_stated_needs_nobody(report):
    found = by_name(report)
    lit = found["ukpga-2030-1_section-1-1"]
    assert (lit.start, lit.since, lit.norms, lit.reasons) == ("2030-06-01", "2031-01-01", ("lamps-lit",), [])
    assert found["ukpga-2030-1_schedule-1-paragraph-2"].reasons == []
    assert found["ukpga-2030-1_whole"].start == "2030-04-01"


def test_past_law_that_is_gone_is_no_surprise(report):
    assert by_name(report)["ukpga-2030-1_section-5"].past
    assert by_name(report)["ukpga-2030-1_section-5"].reasons == []


def test_a_provision_counts_as_verified_when_the_first_of_its_norms_was(report):
    assert by_name(report)["ukpga-2030-1_section-2-1"].since == "2031-01-01"
    assert by_name(report)["ukpga-2030-1_section-6"].since == ""


def test_a_change_to_the_whole_is_said_once_and_not_of_every_provision(report):
    assert report.notes == (
        "ukpga/2030/1: 1 change to the whole of it recorded since 2031-01-01: Act applied by uksi/2031/9, in force 2031-04-01",
    )


def test_what_comes_into_force_later_is_no_change_yet():
    earlier = currency.check(invented(), currency.FolderFetcher(DATA), date(2031, 2, 15))
    told = [effect.key for finding in earlier.findings for effect in finding.changes]
    assert told == ["key-4", "key-4"]


def test_the_report_as_text(report):
    text = currency.as_text(report)
    assert text.startswith(
        "12 provisions asked about on 2031-06-01: exists 6, not found 4, not reached 1, not read 0, not asked 1, to look at 6.\n"
    )
    assert (
        "Norms to look at again (7): bells-counted, bells-rung, door-held-open, door-held-shut, doors-shut, doors-shut-again, lamps-third"
        in text
    )
    assert (
        "Not reached (https://www.legislation.gov.uk/ukpga/2030/1/section/6/data.xml: no copy was saved): 1 provision\n"
        "  Invented Act 2030, s 6\n"
    ) in text
    assert "Not asked (its publisher has no service to ask): 1 provision\n  Lamp Office, 'Lamps' (2030)\n" in text
    assert text.endswith("changes its file, and the day on which it was verified.\n")


def test_the_report_as_json_is_the_same_every_time(report):
    text = currency.as_json(report)
    document = json.loads(text)
    assert text == currency.as_json(currency.check(invented(), currency.FolderFetcher(DATA), TODAY))
    assert document["counts"] == report.counts
    assert document["madeOn"] == "2031-06-01"
    assert document["norms"] == report.norms
    (lit,) = (entry for entry in document["findings"] if entry["norms"] == ["lamps-lit"])
    assert (lit["outcome"], lit["address"], lit["reasons"]) == ("exists", "http://www.legislation.gov.uk/id/ukpga/2030/1/section/1/1", [])


def test_the_check_changes_nothing():
    law = invented()
    before = set(law.graph.facts)
    currency.check(law, currency.FolderFetcher(DATA), TODAY)
    assert law.graph.facts == before


# What is asked


def test_each_division_is_asked_for_once_and_each_instrument_for_its_changes():
    fetcher = Scripted()
    currency.check(invented(), fetcher, TODAY)
    base = "https://www.legislation.gov.uk"
    assert fetcher.asked == [
        "https://caselaw.nationalarchives.gov.uk/ewca/civ/2030/7/data.xml",
        f"{base}/changes/affected/ukpga/2030/1/data.feed?results-count=50&sort=modified",
        f"{base}/ukpga/2030/1/contents/data.xml",
        f"{base}/ukpga/2030/1/schedule/1/data.xml",
        *(f"{base}/ukpga/2030/1/section/{number}/data.xml" for number in range(1, 7)),
    ]


def test_a_service_that_does_not_answer_leaves_everything_not_reached():
    found = currency.check(invented(), Scripted(), TODAY)
    assert found.counts == {"exists": 0, "not found": 0, "not reached": 11, "not read": 0, "not asked": 1, "to look at": 0}
    assert found.notes == (
        "the changes to ukpga/2030/1 were not read: "
        "https://www.legislation.gov.uk/changes/affected/ukpga/2030/1/data.feed?results-count=50&sort=modified: no answer",
    )


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"<html/>", "it is no {}"),
        (b"not XML", "line 1, column 1: syntax error"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "it has a DOCTYPE, which is not read"),
        (b'<?xml version="1.0" encoding="utf-7"?><x/>', "its encoding is not one that is read: multi-byte encodings are not supported"),
    ],
)
def test_an_answer_that_is_something_else_is_not_taken_for_the_law(content, what):
    feed = "https://www.legislation.gov.uk/changes/affected/ukpga/2030/1/data.feed?results-count=50&sort=modified"
    judgment = "https://caselaw.nationalarchives.gov.uk/ewca/civ/2030/7/data.xml"
    section = "https://www.legislation.gov.uk/ukpga/2030/1/section/1/data.xml"
    found = currency.check(invented(), Scripted(dict.fromkeys((feed, judgment, section), currency.Reply(200, content))), TODAY)
    assert {each.note for each in found.findings if each.outcome.value == "not read"} == {
        f"{section}: {what.format('CLML')}",
        f"{judgment}: {what.format('Akoma Ntoso')}",
    }
    assert (found.counts["not read"], found.counts["not reached"]) == (4, 7)
    assert found.incomplete == 11 and not found.norms
    assert found.notes == (f"the changes to ukpga/2030/1 were not read: {feed}: {what.format('Atom feed')}",)


def test_the_project_asks_only_the_two_services_and_accounts_for_every_provision():
    fetcher = Scripted()
    found = currency.check(SimpleNamespace(graph=knowledge.stated()), fetcher, date(2026, 11, 23))
    assert all(fetching.allowed(address) for address in fetcher.asked)
    assert len(fetcher.asked) == len(set(fetcher.asked))
    assert not any("/id/" in address for address in fetcher.asked)
    stated = {value for norm, _, value in knowledge.stated().by_predicate[iri("lfr:statedBy")] if "/norm/" in norm.value}
    assert {finding.provision for finding in found.findings} == {node.value for node in stated}
    assert {finding.outcome.value for finding in found.findings} == {"not reached", "not asked"}
    assert "https://www.legislation.gov.uk/ukpga/2018/12/section/64/data.xml" in fetcher.asked
    assert "https://caselaw.nationalarchives.gov.uk/ewca/civ/2020/1058/data.xml" in fetcher.asked


def test_a_feed_without_end_is_left_with_a_note():
    address = "https://www.legislation.gov.uk/changes/affected/ukpga/2030/1/data.feed?results-count=50&sort=modified"
    endless = f'<feed xmlns="http://www.w3.org/2005/Atom"><link rel="next" href="{address.replace("&", "&amp;")}"/></feed>'.encode()
    found = currency.check(invented(), Scripted({address: currency.Reply(200, endless)}), TODAY)
    assert found.notes == ("the changes to ukpga/2030/1 were read to page 60; there are more",)


def test_paragraphs_without_marks_are_not_called_missing():
    bare = b'<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><judgment/></akomaNtoso>'
    judgment = "https://caselaw.nationalarchives.gov.uk/ewca/civ/2030/7/data.xml"
    found = currency.check(invented(), Scripted({judgment: currency.Reply(200, bare)}), TODAY)
    marked = by_name(found)["ewca-civ-2030-7_paragraph-99"]
    assert (marked.outcome.value, marked.note) == ("exists", "its paragraphs bear no marks, so that they were not looked for")


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        (currency.Reply(200, b"<html/>"), ": it is no Atom feed"),
        (currency.Reply(503, reason="HTTP 503"), ": HTTP 503"),
    ],
)
def test_a_judgment_is_found_even_where_its_feed_is_not_read(reply, problem):
    address = "https://caselaw.nationalarchives.gov.uk/ewca/civ/2030/7/data.xml"
    feed = "https://caselaw.nationalarchives.gov.uk/atom.xml?query=%22%5B2030%5D%20EWCA%20Civ%207%22&per_page=10"
    judgment = currency.Reply(200, (DATA / "caselaw.nationalarchives.gov.uk/ewca/civ/2030/7/data.xml").read_bytes())
    found = currency.check(invented(), Scripted({address: judgment, feed: reply}), TODAY)
    assert by_name(found)["ewca-civ-2030-7_paragraph-9"].outcome.value == "exists"
    assert found.notes[0] == f"whether ewca/civ/2030/7 was changed was not read: {feed}{problem}"
