"""The pictures: well-formed and named, nothing said by colour alone, no style that the pages forbid, and what they show is what is so."""

import re
from datetime import date
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from markupsafe import Markup

from lfr_kg.base.namespaces import iri
from lfr_kg.base.scales import VERDICTS
from lfr_kg.web.pictures.drawing import (
    COLOURS,
    FILLS,
    Block,
    Step,
    chain_picture,
    summary_bar,
    text_width,
    wrapped,
)
from lfr_kg.web.pictures.findings import findings_picture
from lfr_kg.web.read.catalogue import Catalogue
from lfr_kg.web.read.norms import norm_values
from lfr_kg.web.read.pictures import looked_at, norm_picture

SVG = "{http://www.w3.org/2000/svg}"
DAY = date(2026, 11, 23)
NASTY = """<script>alert("x")</script> & 'y' ]]> -->"""


@pytest.fixture(scope="module")
def catalogue(knowledge) -> Catalogue:
    return Catalogue(knowledge)


def read(picture: Markup) -> ElementTree.Element:
    """The picture as XML, after what must hold of every one."""
    root = ElementTree.fromstring(picture)
    assert isinstance(picture, Markup)
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("role") == "img" and title.text and description.text
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
    for element in root.iter():
        assert not {"style", "onclick", "onload", "href"} & set(element.attrib)
        assert element.tag.removeprefix(SVG) in {"svg", "title", "desc", "defs", "marker", "path", "rect", "text", "tspan"}
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    return root


def texts(root: ElementTree.Element) -> list[str]:
    return [element.text for element in root.iter() if element.tag in (f"{SVG}text", f"{SVG}tspan") and element.text]


def boxes(root: ElementTree.Element) -> list[tuple[float, ...]]:
    return [tuple(float(rect.get(name)) for name in ("x", "y", "width", "height")) for rect in root.iter(f"{SVG}rect")]


def norm(slug: str) -> ox.NamedNode:
    return iri(f"norm:{slug}")


# Where a norm comes from


def test_the_chain_of_a_duty_goes_from_the_founding_answer_to_the_facts(catalogue):
    root = read(norm_picture(catalogue, norm_values(catalogue, norm("dpa-s64-dpia"), DAY)))
    assert texts(root) == [
        "The founding answer", "Data protection law", "answered by",
        "Obligation", "Impact assessment before high-risk processing",
        "stated by", "Provisions", "DPA 2018, s 64(1)", "DPA 2018, s 64(2)", "DPA 2018, s 64(3)", "DPA 2018, s 64(4)",
        "as it stood", "Version", "from 25 May 2018", "part of", "Act",
        "Data Protection Act 2018", "issued by", "Issuer", "Parliament of the United Kingdom",
        "applies to", "Condition", "Deployment with sensitive processing",
        "held against", "Check", "A data protection impact assessment", "was completed by the day the", "deployment started.",
        "looks at", "Facts in a description", "document, data protection impact", "assessment, issued, actual start,",
        "planned start, is first edition",
    ]  # fmt: skip


def test_the_description_tells_the_same_in_words(catalogue):
    root = read(norm_picture(catalogue, norm_values(catalogue, norm("dpa-s64-dpia"), DAY)))
    assert root.find(f"{SVG}title").text == "Where “Impact assessment before high-risk processing” comes from, and what decides it"
    assert root.find(f"{SVG}desc").text == (
        "Obligation “Impact assessment before high-risk processing”. "
        "It is stated by DPA 2018, s 64(1), DPA 2018, s 64(2), DPA 2018, s 64(3), DPA 2018, s 64(4), "
        "part of Data Protection Act 2018, issued by Parliament of the United Kingdom. Applies to: Deployment with sensitive processing. "
        "Held against: A data protection impact assessment was completed by the day the deployment started. "
        "Looks at: document, data protection impact assessment, issued, actual start, planned start, is first edition."
    )


def test_every_norm_has_a_picture_in_which_no_box_lies_over_another(catalogue, knowledge):
    norms = [node for node, _, _ in knowledge.graph.by_predicate[iri("lfr:statement")] if node.value.startswith(norm("").value)]
    assert len(norms) > 400
    for node in norms:
        root = read(norm_picture(catalogue, norm_values(catalogue, node, DAY)))
        width, height, found = float(root.get("width")), float(root.get("height")), boxes(root)
        assert len(found) >= 5
        for number, (x, y, wide, high) in enumerate(found):
            assert x >= 0 and y >= 0 and x + wide <= width and y + high <= height, node
            for left, top, other_wide, other_high in found[number + 1 :]:
                assert left >= x + wide or x >= left + other_wide or top >= y + high or y >= top + other_high, node


def test_a_norm_of_two_sources_has_a_column_for_each(catalogue):
    values = norm_values(catalogue, norm("cl-no-power-compel-id"), DAY)
    root = read(norm_picture(catalogue, values))
    sources = {step["source"] for step in values["chain"]}
    assert texts(root).count("issued by") == len(sources)


def test_facts_are_named_by_what_they_are_computed_from(catalogue):
    assert looked_at(catalogue, catalogue.checks["app-wl-24h-generate"]) == [
        "watchlist",
        "generated at",
        "used from",
        "actual start",
        "planned start",
    ]


def test_what_is_shown_is_escaped():
    block = Block("norm", NASTY, (NASTY,))
    picture = chain_picture(block, [block], [[Step(NASTY, block)]], name='a"b', title=NASTY, description=NASTY)
    root = read(picture)
    assert "<script" not in picture
    assert root.find(f"{SVG}title").text == NASTY
    assert NASTY in texts(root)


def test_a_long_text_is_cut_and_says_how_much_is_left():
    block = Block("facts", "Facts", ("word " * 200,))
    shown = texts(read(chain_picture(Block("norm", "n", ("n",)), [], [[Step("looks at", block)]], name="x", title="t", description="d")))
    assert re.fullmatch(r"… and \d+ more lines", shown[-1])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "one",
        "a few words that do not fit on one line of that width",
        "Donaudampfschifffahrtsgesellschaftskapitän" * 3,
        "MMMM iiii " * 20,
    ],
)
def test_lines_are_no_wider_than_asked_and_lose_nothing(text):
    lines = wrapped(text, 150, 15)
    assert all(text_width(line, 15) <= 150 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


# Findings


def test_the_bar_gives_every_verdict_its_share_and_its_number():
    root = read(summary_bar([("breached", "breached", 2), ("met", "met", 98), ("displaced", "displaced", 0)], name="b", title="Findings"))
    assert root.find(f"{SVG}desc").text == "breached 2, met 98"
    assert texts(root) == ["2", "98 met"]
    (_, _, breached, _), (x, _, met, _), _ = boxes(root)
    assert breached == x and breached + met == 720 and met / breached == pytest.approx((24 + 672 * 0.98) / (24 + 672 * 0.02), rel=0.005)


def test_the_bar_of_nothing_is_empty():
    assert read(summary_bar([("met", "met", 0)], name="b", title="Findings")).find(f"{SVG}desc").text == "none"


def test_the_bar_of_an_assessment(knowledge, example):
    summary = knowledge.assess([(example, "text/turtle", "x")])["deployments"][0]["summary"]
    said = read(findings_picture(summary, "b")).find(f"{SVG}desc").text
    assert f"met {summary['met']}" in said and set(VERDICTS) == set(summary)


# Colours


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_text_stands_out_from_what_is_behind_it():
    assert {entry.colour for entry in VERDICTS.values()} == set(COLOURS)
    for colour, (fill, ink) in COLOURS.items():
        assert contrast(fill, ink) >= 4.5, colour
    for kind, (fill, edge) in FILLS.items():
        assert contrast(fill, "#ffffff" if kind == "norm" else "#484949") >= 4.5, kind
        assert contrast(edge, "#ffffff") >= 3, kind
