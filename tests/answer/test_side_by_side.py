"""Several deployments in one answer: their counts beside each other, and exactly the norms on which they differ, in every report."""

import copy
import io

import docx
import pytest
from lxml import html
from pypdf import PdfReader

from lfr_kg.answer import reports
from lfr_kg.answer.detail import inlined
from lfr_kg.answer.reports.side_by_side import comparison_of
from tests.answer.invented import answer


def several(*identifiers: str) -> dict:
    """An answer on deployments that are alike, but for the verdict of one norm of the second and the lack of another in the last."""
    given = answer(identifier=identifiers[0])
    (first,) = given["deployments"]
    for number, identifier in enumerate(identifiers[1:], 2):
        other = copy.deepcopy(first) | {"identifier": identifier, "id": f"https://deployments.example/{number}"}
        given["deployments"].append(other)
    changed = next(each for each in given["deployments"][1]["findings"] if each["slug"] == "b-statute")
    changed["verdict"] = "met"
    del given["deployments"][-1]["findings"][-1]
    return given


def test_one_deployment_is_compared_with_none():
    assert comparison_of(inlined(answer())["deployments"]) is None


def test_the_norms_that_differ_are_told_and_no_others():
    given = several("EX-1", "EX-2")
    beside = comparison_of(inlined(given)["deployments"])
    assert [(each.slug, each.words) for each in beside.differences] == [
        ("b-statute", ("Breached", "Met")),
        ("h-displaced", ("Displaced by an exemption", "Not in force")),
    ]
    assert beside.alike == len(given["deployments"][0]["findings"]) - 2
    assert not beside.is_wide
    assert [(row.anchor, row.name) for row in beside.rows] == [("d1", "EX-1"), ("d2", "EX-2")]


def test_many_deployments_are_told_by_verdict():
    beside = comparison_of(inlined(several(*(f"EX-{number}" for number in range(1, 10))))["deployments"])
    assert beside.is_wide
    assert beside.differences[0].told == "Breached: EX-1, EX-3, EX-4, EX-5, EX-6 and 3 more; Met: EX-2"


def test_deployments_of_one_identifier_are_told_apart():
    names = comparison_of(inlined(several("EX-1", "EX-1"))["deployments"]).names
    assert names[1] == "EX-1 (https://deployments.example/2)" and names[0] != names[1]


@pytest.mark.parametrize("identifiers", [("EX-1", "EX-2"), tuple(f"EX-{number}" for number in range(7))], ids=["two", "seven"])
def test_every_report_opens_with_the_comparison(identifiers):
    given = several(*identifiers)
    page = html.fromstring(reports.as_html(given))
    assert page.xpath("string((//h2)[1])") == "The deployments beside each other"
    assert [link.get("href") for link in page.xpath("(//table)[1]//a")] == [f"#d{number}" for number in range(1, len(identifiers) + 1)]
    document = docx.Document(io.BytesIO(reports.as_docx(given)))
    headings = [each.text for each in document.paragraphs if each.style.name == "Heading 1"]
    assert headings[: len(identifiers) + 1] == ["The deployments beside each other", *(f"Deployment {name}" for name in identifiers)]
    assert "Where they differ (2; the other" in reports.as_table(given)
    assert "The deployments beside each other" in PdfReader(io.BytesIO(reports.as_pdf(given))).pages[0].extract_text()


def test_a_single_deployment_is_reported_without_one():
    assert "beside each other" not in reports.as_html(answer()) + reports.as_table(answer())
