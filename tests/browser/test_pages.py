"""Every kind of page in a browser: no barrier that axe finds, no scrolling sideways on a small screen, nothing from another host."""

import pytest

from tests.serving import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
KINDS = [
    "/", "/search?q=watchlist", "/search?q=xyzzy", "/norm", "/norm/dpa-s64-dpia", "/norm/app-wl-24h-generate?date=2019-01-01", "/law",
    "/accessibility", "/privacy", "/compare?one=south-wales-police&other=metropolitan-police-service", "/actor/british-transport-police",
    "/law?date=2019-06-01", "/law/ukpga-2018-12", "/law/ewca-civ-2020-1058", "/law/ukpga-2018-12_section-64-1",
    "/law/ukpga-2018-12_section-49_2018-05-25", "/changes", "/actor", "/actor/chief-officer", "/def/", "/def/LiveDeployment",
    "/def/DeploymentListingChildren", "/def/watchlist", "/concept", "/concept/authority", "/concept/authority-statute", "/shape",
    "/shape/app-wl-24h-generate", "/measure", "/measure/generatedAtToUsedFrom", "/answer", "/questions",
    "/questions/duties-of-an-actor?actor=chief-officer&date=2026-10-14", "/questions/duties-of-an-actor?actor=chef", "/sparql", "/assess",
    "/register", "/register?list=15000-and-more", "/register/charts", "/register/matrix", "/register/met-0109",
    "/register/force/south-wales-police", "/register/force/british-transport-police/questions",
    "/describe", "/plan", "/api", "/about", "/graph/ontology/actors?format=html", "/no-such-page", "/norm/no-such-norm",
]  # fmt: skip
EXEMPT = {
    ("label-content-name-mismatch", "#files"): "GOV.UK Frontend names this button by its label, its state and its words together",
}
"""Pairs of a rule of axe and a place, and why it is no barrier."""


def barriers(page) -> list[str]:
    """What axe finds to be a serious or critical barrier, each with where."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})")
    grave = [each for each in found["violations"] if each["impact"] in ("serious", "critical")]
    places = [(each["id"], node["target"][0], node["failureSummary"]) for each in grave for node in each["nodes"]]
    return [f"{rule} at {place}: {why}" for rule, place, why in places if (rule, place) not in EXEMPT]


def width_of(page) -> int:
    """How wide the page would have to be for nothing to be cut off."""
    return page.evaluate("document.documentElement.scrollWidth")


@pytest.mark.parametrize("path", KINDS)
def test_no_serious_barrier_on_any_kind_of_page(visitor, path):
    page = visitor.opens(path)
    assert barriers(page) == []
    if path.startswith("/no"):
        visitor.complaints[:] = [text for text in visitor.complaints if "404" not in text]
    if path.endswith("chef"):
        visitor.complaints[:] = [text for text in visitor.complaints if "400" not in text]


@pytest.mark.parametrize("path", KINDS)
def test_a_small_screen_needs_no_scrolling_sideways(visitor_on_a_small_screen, path):
    assert width_of(visitor_on_a_small_screen.opens(path)) <= 320


def test_the_law_over_time_fits_a_small_screen_and_each_row_is_a_link(visitor_on_a_small_screen):
    page = visitor_on_a_small_screen.opens("/law")
    rows = page.locator(".timeline li")
    assert rows.count() == rows.locator("a").count() == rows.get_by_role("img").count() > 70
    name, bars = rows.first.locator("a").bounding_box(), rows.first.locator("svg").bounding_box()
    assert bars["y"] >= name["y"] + name["height"] >= name["y"] + 24 and bars["width"] > 250
    assert page.locator(".timeline").evaluate("each => each.scrollWidth <= each.clientWidth")
    rows.first.locator("a").press("Enter")
    page.wait_for_url("**/law/*")


@pytest.mark.parametrize("path", ["/register/met-0109", "/norm/dpa-s64-dpia"])
def test_the_links_above_a_page_are_large_enough_to_tap(visitor_on_a_small_screen, path):
    boxes = [link.bounding_box() for link in visitor_on_a_small_screen.opens(path).locator(".govuk-breadcrumbs__link").all()]
    assert len(boxes) == 3 and all(box["height"] >= 24 and box["width"] >= 24 for box in boxes)


@pytest.mark.parametrize(
    "path", ["/", "/norm/dpa-s64-dpia", "/law", "/assess", "/describe", "/questions/duties-of-an-actor?actor=chief-officer"]
)
def test_nothing_is_lost_at_double_size(visitor_zoomed_in, path):
    page = visitor_zoomed_in.opens(path)
    assert width_of(page) <= 640
    page.get_by_role("heading", level=1).wait_for()


def test_an_assessment_has_no_serious_barrier_and_fits_a_small_screen(visitor, visitor_on_a_small_screen):
    page = visitor.assesses_the_example()
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert barriers(page) == []
    assert width_of(visitor_on_a_small_screen.assesses_the_example()) <= 320


def test_pages_have_the_typeface_of_the_reader_and_no_crest(visitor):
    page = visitor.opens("/")
    assert page.evaluate("getComputedStyle(document.querySelector('main p')).fontFamily").startswith("Arial")
    assert page.evaluate("[...document.styleSheets].every(sheet => [...sheet.cssRules].every(rule => !(rule instanceof CSSFontFaceRule)))")
    assert page.locator("svg").count() == 0


def test_pages_are_readable_without_the_installed_style(visitor):
    visitor.page.route("**/vendor/**", lambda route: route.abort())
    page = visitor.opens("/norm/dpa-s64-dpia")
    visitor.complaints.clear()
    assert page.get_by_role("heading", level=1).inner_text() == "Impact assessment before high-risk processing"
    assert width_of(page) <= 1200
