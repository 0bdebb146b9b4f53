"""The law over time: a row for each source, which links to it, fits any width, and says in words what it shows."""

from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from lfr_kg.base.namespaces import iri
from lfr_kg.trace.chain import in_force
from lfr_kg.web.pictures.timeline import SHADES, Row, Span, said, timeline_of
from lfr_kg.web.read.catalogue import Catalogue
from lfr_kg.web.read.pictures import law_picture, spans_of
from tests.serving import BROWSER
from tests.web.pictures.test_pictures import contrast

SVG = "{http://www.w3.org/2000/svg}"
DAY = date(2026, 11, 23)
NASTY = """<script>alert("x")</script> & 'y'"""


@pytest.fixture(scope="module")
def catalogue(knowledge) -> Catalogue:
    return Catalogue(knowledge)


def drawn(rows: list[Row], day: date, first: date, last: date) -> list[ElementTree.Element]:
    """The rows of a timeline as XML, after the axis."""
    made = timeline_of(tuple(rows), day, first, last, in_words=date.isoformat)
    return [ElementTree.fromstring(text) for text in (made.axis, *(bars for _, bars in made.rows))]


def texts(root: ElementTree.Element) -> list[str]:
    return [element.text for element in root.iter(f"{SVG}text")]


def bars(root: ElementTree.Element) -> list[tuple[float, float]]:
    return [(float(rect.get("x").rstrip("%")), float(rect.get("width").rstrip("%"))) for rect in root.iter(f"{SVG}rect")]


def test_every_source_with_rules_has_a_row_that_links_to_it(catalogue, client):
    rows = [row for row, _ in law_picture(catalogue, DAY).rows]
    with_rules = {source for source in catalogue.sources if catalogue.norms_by_source.get(source)}
    assert len(rows) == len(with_rules) and {row.address for row in rows} == {catalogue.path(source) for source in with_rules}
    html = client.get("/law", headers=BROWSER).get_data(as_text=True)
    for row in rows:
        assert f'<li><a href="{row.address}">' in html


def test_spans_change_where_the_law_changes(catalogue, knowledge):
    act = iri("law:ukpga-2018-12")
    norms = catalogue.norms_by_source[act]
    spans = spans_of(catalogue, norms)
    assert spans[0].start == date(2018, 5, 25) and spans[-1].end is None
    assert all(one.end == other.start for one, other in pairwise(spans))
    for span in spans:
        for day in (span.start, (span.end or DAY + timedelta(days=1)) - timedelta(days=1)):
            assert sum(in_force(knowledge.graph, each, day) for each in norms) == span.count


def test_the_words_of_a_row_count_as_the_page_does(catalogue, knowledge):
    row = next(row for row, _ in law_picture(catalogue, DAY).rows if row.address == "/law/ukpga-2018-12")
    current = sum(in_force(knowledge.graph, each, DAY) for each in catalogue.norms_by_source[iri("law:ukpga-2018-12")])
    words = said(row, DAY, lambda when: catalogue.day(when.isoformat()))
    assert words == f"from 25 May 2018; {current} rules in force on 23 November 2026"


def test_bars_stand_where_their_days_are_whatever_the_width():
    rows = [Row("New", "/law/new", (Span(date(2020, 1, 1), date(2021, 1, 1), 2), Span(date(2021, 1, 1), None, 3)))]
    axis, row = drawn(rows, date(2021, 1, 1), date(2020, 1, 1), date(2022, 1, 1))
    first, second = bars(row)
    assert first[0] == 0 and second[0] == pytest.approx(100 * 366 / 731, abs=0.01)
    assert first[0] + first[1] == pytest.approx(second[0] - 0.15, abs=0.02) and second[0] + second[1] == pytest.approx(99.85, abs=0.02)
    assert texts(axis) == ["2020", "2021"] and texts(row) == ["2", "3"]
    line = list(row.iter(f"{SVG}line"))[-1]
    assert line.get("x1") == line.get("x2") == f"{second[0]:.2f}%"
    assert row.get("width") == axis.get("width") == "100%" and row.get("viewBox") is None


def test_years_and_numbers_without_room_on_a_small_screen_are_left_out():
    thin = (Span(date(2010, 1, 1), date(2010, 4, 1), 4), Span(date(2010, 4, 1), None, 12))
    axis, row = drawn([Row("Old", "/law/old", thin)], DAY, date(2000, 1, 1), date(2027, 1, 1))
    assert texts(axis) == ["2000", "2004", "2008", "2012", "2016", "2020", "2024"]
    assert texts(row) == ["12"] and len(bars(row)) == 2
    broad = (Span(date(2010, 1, 1), date(2011, 1, 1), 4), *thin[1:])
    _, row = drawn([Row("Old", "/law/old", broad)], DAY, date(2000, 1, 1), date(2027, 1, 1))
    assert [(text.text, text.get("class")) for text in row.iter(f"{SVG}text")] == [("4", "roomy"), ("12", None)]


@pytest.mark.parametrize(
    "start, end, count, words",
    [
        (date(1998, 1, 1), None, 1, "from 1998-01-01; 1 rule in force on 2026-11-23"),
        (date(1998, 1, 1), date(2019, 1, 1), 3, "from 1998-01-01 until 2019-01-01; no rules in force on 2026-11-23"),
        (date.min, None, 2, "no first day recorded; 2 rules in force on 2026-11-23"),
    ],
)
def test_a_row_says_in_words_what_it_shows(start, end, count, words):
    _, row = drawn([Row("Old", "/law/old", (Span(start, end, count),))], DAY, date(2018, 1, 1), DAY)
    assert row.get("role") == "img" and row.get("aria-label") == words
    assert ("no first day recorded" if start == date.min else "since 1998") in texts(row)


def test_names_are_escaped_on_the_page_and_the_picture_holds_none(catalogue):
    made = timeline_of((Row(NASTY, "/law/x", (Span(DAY, None, 1),)),), DAY, date(2018, 1, 1), DAY, in_words=lambda _: NASTY)
    assert "<script" not in made.rows[0][1] and made.rows[0][0].label == NASTY
    for _, picture in law_picture(catalogue, DAY).rows:
        root = ElementTree.fromstring(picture)
        assert not any({"style", "id", "onclick", "href"} & set(element.attrib) for element in root.iter())


def test_the_number_on_a_bar_stands_out():
    for fill, ink in SHADES:
        assert contrast(fill, ink) >= 4.5, fill
