"""What scripts add: a slider over the days on which the law changed, and progress through many files. Both are absent without scripts."""

import json

import pytest

from tests.browser.test_jobs import BROKEN
from tests.browser.test_pages import barriers, width_of


def day_of(page) -> str:
    return page.locator("#date").input_value()


def test_the_slider_moves_the_box_and_loads_the_day(visitor):
    page = visitor.opens("/law?date=2019-06-01")
    slider = page.get_by_role("slider", name="Days on which the law changed")
    assert day_of(page) == "2019-06-01"
    assert slider.get_attribute("aria-valuetext") == "1 June 2019"
    slider.focus()
    page.keyboard.press("End")
    last = slider.get_attribute("data-days").split()[-1]
    assert day_of(page) == last
    page.wait_for_url(f"**/law?date={last}*")
    page.wait_for_load_state("load")
    assert page.get_by_role("heading", level=1).inner_text() == "The law as at " + page.locator("#slider-day").inner_text()
    assert page.evaluate("document.activeElement.id") == "slider"


def test_several_presses_of_a_key_load_one_page(visitor):
    page = visitor.opens("/law?date=2019-06-01")
    loads = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    slider = page.locator("#slider")
    slider.focus()
    days = slider.get_attribute("data-days").split()
    expected = days[int(slider.input_value()) + 3]
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.wait_for_url(f"**/law?date={expected}*")
    assert len(loads) == 1
    page.wait_for_load_state("load")
    page.go_back(wait_until="load")
    assert (day_of(page), page.locator("#slider-day").inner_text()) == ("2019-06-01", "1 June 2019")


def test_no_slider_without_scripts(visitor_without_scripts):
    page = visitor_without_scripts.opens("/law?date=2019-06-01")
    assert not page.locator("#slider").is_visible()
    page.get_by_label("Another day").fill("2026-06-01")
    page.locator("main").get_by_role("button", name="Show").click()
    assert page.get_by_role("heading", level=1).inner_text() == "The law as at 1 June 2026"


@pytest.fixture
def many(example) -> list[dict]:
    """Six descriptions and one file that cannot be read."""
    own = ((f"EX-{number}".encode(), f"https://deployments.example/{number}/>".encode()) for number in range(6))
    contents = [example.replace(b"EX-2026-0141", name).replace(b"https://deployments.example/>", base) for name, base in own]
    contents.insert(3, BROKEN)
    return [{"name": f"f{number}.ttl", "mimeType": "text/turtle", "buffer": content} for number, content in enumerate(contents)]


def sends(page, files):
    page.locator("input[type=file]").set_input_files(files)
    page.get_by_role("button", name="Assess", exact=True).click()


def test_many_files_are_assessed_one_by_one(visitor, visitor_on_a_small_screen, many):
    page = visitor.opens("/assess")
    assert not page.locator("#batch").is_visible()
    sends(page, many)
    page.get_by_text("7 of 7 assessed, 1 of them not readable. Finished.").wait_for()
    assert page.get_by_role("progressbar").evaluate("bar => bar.value / bar.max") == 1
    assert not page.get_by_role("button", name="Stop", exact=True).is_visible()
    rows = page.locator("#batch-rows tr")
    assert [rows.nth(at).locator("td").first.inner_text() for at in (0, 2, 4)] == ["EX-0", "EX-2", "EX-3"]
    assert rows.nth(3).locator("th").inner_text() == "f3.ttl"
    assert "Line 2 reads: ex:a zz:b ex:c ." in rows.nth(3).inner_text()
    visitor.complaints[:] = [text for text in visitor.complaints if "400" not in text]
    assert barriers(page) == []

    with page.expect_download() as saved:
        page.get_by_role("button", name="Save all answers (NDJSON)").click()
    assert saved.value.suggested_filename == "assessments.ndjson"
    answers = [json.loads(line) for line in saved.value.path().read_text(encoding="utf-8").splitlines()]
    assert [answer["file"] for answer in answers] == [f"f{number}.ttl" for number in range(7)]
    assert answers[3]["error"]["status"] == 400
    assert len({answer["receipt"]["assessedAt"] for answer in answers if "receipt" in answer}) == 1

    with page.context.expect_page() as opened:
        page.get_by_role("button", name="the result of f1.ttl, in a new tab").click()
    opened.value.wait_for_load_state("load")
    opened.value.get_by_role("heading", level=2, name="Deployment EX-1").wait_for()
    assert answers[1]["receipt"]["hash"] in opened.value.content()

    small = visitor_on_a_small_screen.opens("/assess")
    sends(small, many)
    small.get_by_text("Finished.").wait_for()
    assert width_of(small) <= 320


def test_a_long_batch_can_be_stopped_and_what_came_is_kept(visitor, many):
    page = visitor.opens("/assess")
    page.locator("input[type=file]").set_input_files(many[:3] + many[4:])
    held = []
    page.route("**/assess", lambda route: held.append(route) if len(page.locator("#batch-rows tr").all()) == 2 else route.continue_())
    page.get_by_role("button", name="Assess", exact=True).click()
    page.get_by_text("2 of 6 assessed", exact=True).wait_for()
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_text("2 of 6 assessed. Stopped.").wait_for()
    assert page.locator("#batch-rows tr").count() == 2
    page.get_by_role("button", name="Save all answers (NDJSON)").wait_for()


def test_many_files_that_belong_together_are_sent_together(visitor, many):
    page = visitor.opens("/assess")
    page.locator("input[type=file]").set_input_files(many[:3] + many[4:])
    page.get_by_label("Assess each file by itself").uncheck()
    page.get_by_role("button", name="Assess", exact=True).click()
    page.get_by_role("heading", name="Assessment", exact=True).wait_for()


def test_many_files_without_scripts(visitor_without_scripts, many):
    page = visitor_without_scripts.opens("/assess")
    assert not page.get_by_label("Assess each file by itself").is_visible()
    sends(page, many[:3] + many[4:])
    page.get_by_role("heading", name="Assessment", exact=True).wait_for()
