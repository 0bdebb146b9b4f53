"""Content negotiation (RFC 9110 §12.5.1)."""

import pytest

from lfr_kg.base.errors import NotAcceptable
from lfr_kg.web.http.negotiation import CSV, GRAPHS, HTML, JSON, RDFXML, RESULTS_JSON, TABLES, TURTLE, choose, wants_html, wants_json

FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
RDFLIB = "application/rdf+xml, text/turtle, text/n3, */*;q=0.1"


@pytest.mark.parametrize(
    "accept, offers, name",
    [
        (None, (HTML, *GRAPHS), "html"),
        ("", (HTML, *GRAPHS), "html"),
        ("*/*", (JSON, CSV), "json"),
        (FIREFOX, (TURTLE, HTML), "html"),
        (RDFLIB, (HTML, *GRAPHS), "turtle"),
        ("text/csv, */*;q=0.1", TABLES, "csv"),
        ("TEXT/CSV", TABLES, "csv"),
        ("text/csv; q=0.5, application/sparql-results+xml; q=0.6", TABLES, "xml"),
        ("text/csv;q=0.5,text/tab-separated-values;q=0.5", TABLES, "csv"),
        ("text/turtle;charset=utf-8", GRAPHS, "turtle"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', GRAPHS, "jsonld"),
        ("application/xml", GRAPHS, "rdfxml"),
        ("text/*", TABLES, "csv"),
        ("*/*;q=0.1, text/csv;q=0", TABLES, "json"),
        ("text/csv;q=abc, text/tab-separated-values", TABLES, "tsv"),
        (";;,text/csv", TABLES, "csv"),
    ],
)
def test_the_format_that_weighs_most_is_chosen(accept, offers, name):
    assert choose(accept, offers)[0].name == name


@pytest.mark.parametrize("accept", ["image/png", "text/csv;q=0", "*/*;q=0", "csv"])
def test_none_that_fits_is_refused_with_what_is_on_offer(accept):
    with pytest.raises(NotAcceptable, match=r"On offer: text/csv \(format=csv\)"):
        choose(accept, (CSV,))


@pytest.mark.parametrize(
    "asked, name",
    [("ttl", "turtle"), ("text/turtle", "turtle"), ("JSON-LD", "jsonld"), ("application/ld json", "jsonld"), ("xml", "rdfxml")],
)
def test_a_format_may_be_asked_for_by_name_or_media_type(asked, name):
    assert choose("text/html", GRAPHS, asked)[0].name == name


def test_an_unknown_name_is_refused():
    with pytest.raises(NotAcceptable, match="no format “pdf” here"):
        choose("*/*", GRAPHS, "pdf")


def test_the_content_type_is_the_one_asked_for_with_a_charset_for_text():
    assert choose("application/json", TABLES)[1] == "application/json"
    assert choose("application/sparql-results+json", TABLES)[1] == "application/sparql-results+json"
    assert choose("text/xml", (RDFXML,))[1] == "text/xml; charset=utf-8"
    assert choose("*/*", (RESULTS_JSON,))[1] == "application/sparql-results+json"
    assert choose("text/turtle", GRAPHS)[1] == "text/turtle; charset=utf-8"


@pytest.mark.parametrize(
    "accept, is_browser",
    [
        (FIREFOX, True),
        ("text/html", True),
        ("*/*", False),
        (None, False),
        (RDFLIB, False),
        ("text/html;q=0.1, text/turtle", False),
        ("text/*", False),
    ],
)
def test_browsers_are_told_from_programs(accept, is_browser):
    assert wants_html(accept) is is_browser


def test_a_range_whose_weight_cannot_be_read_is_passed_over():
    assert choose("text/csv;q=7, text/tab-separated-values;q=0.1", TABLES)[0].name == "tsv"


@pytest.mark.parametrize(
    "accept, is_json",
    [
        ("application/json", True),
        ("application/ld+json; profile=x", True),
        ("application/problem+json", True),
        ("*/*", False),
        (None, False),
        (FIREFOX, False),
    ],
)
def test_who_asks_for_json_by_name_is_told_from_the_rest(accept, is_json):
    assert wants_json(accept) is is_json
