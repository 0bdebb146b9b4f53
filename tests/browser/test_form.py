"""Writing a description in the form: with scripts and without, by keyboard alone, saved to a file and loaded again."""

import pytest

from tests.browser.test_pages import barriers


def answer_the_first_task(page) -> None:
    page.get_by_role("button", name="The deployment", exact=True).click()
    page.get_by_label("What is its reference or short name?").fill("HIGH-STREET-7")
    page.get_by_label("Which body decides why and how faces are processed?", exact=True).select_option(label="South Wales Police")


def save(page) -> str:
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as a file for this form").click()
    return saved.value.path().read_text(encoding="utf-8")


def load(page, text: str) -> None:
    page.get_by_text("Load a file that you saved").click()
    page.locator("#file").set_input_files({"name": "mine.ttl", "mimeType": "text/turtle", "buffer": text.encode()})
    page.get_by_role("button", name="Load it").click()
    page.get_by_text("mine.ttl is open.").wait_for()


def test_a_description_is_written_saved_and_loaded_again(visitor):
    page = visitor.opens("/describe")
    answer_the_first_task(page)
    page.get_by_role("button", name="Check", exact=True).click()
    page.locator("#findings").wait_for()
    text = save(page)
    assert "HIGH-STREET-7" in text
    assert "south-wales-police" in text
    page = visitor.opens("/describe")
    load(page, text)
    page.get_by_role("button", name="The deployment", exact=True).click()
    assert page.get_by_label("What is its reference or short name?").input_value() == "HIGH-STREET-7"


def test_the_same_without_scripts(visitor_without_scripts):
    page = visitor_without_scripts.opens("/describe")
    answer_the_first_task(page)
    page.get_by_role("button", name="Next: authority").click()
    page.get_by_role("heading", level=1, name="Authority").wait_for()
    assert "HIGH-STREET-7" in save(page)


def test_a_watchlist_is_described_on_a_page_of_its_own_and_a_mistake_is_kept(visitor_without_scripts):
    page = visitor_without_scripts.opens("/describe")
    page.get_by_role("button", name="Watchlist", exact=True).click()
    page.get_by_role("button", name="Add the first watchlist").click()
    page.get_by_role("heading", level=1, name="Watchlist", exact=True).wait_for()
    page.get_by_label("How many people are on the watchlist?").fill("many")
    page.get_by_label("When was the watchlist made?").fill("5/12/2026 7am")
    page.get_by_role("button", name="Continue: back to watchlist").click()
    page.get_by_text("1 to put right").wait_for()
    text = save(page)
    load(visitor_without_scripts.opens("/describe"), text)
    page.get_by_role("button", name="How many people are on the watchlist? “many” is not a whole number").click()
    assert page.get_by_label("How many people are on the watchlist?").input_value() == "many"
    assert page.get_by_label("When was the watchlist made?").input_value() == "5 December 2026, 07:00"


def test_the_form_is_filled_by_keyboard_alone(visitor):
    page = visitor.opens("/describe")
    page.get_by_role("button", name="The deployment", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_label("What is its reference or short name?").wait_for()
    reached = []
    page.keyboard.press("Tab")
    for _ in range(60):
        reached.append(page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()"))
        if reached[-1] == "dct:identifier":
            page.keyboard.type("KEYS-1")
        if reached[-1] == "lfr:technique":
            page.keyboard.press("ArrowDown")
            break
        page.keyboard.press("Tab")
    assert [name for name in reached if name in ("dct:identifier", "lfr:controller", "lfr:technique")] == [
        "dct:identifier", "lfr:controller", "lfr:technique",
    ]  # fmt: skip
    page.keyboard.press("Enter")
    page.get_by_text("There is something to put right").wait_for(state="detached")
    text = save(page)
    assert '"KEYS-1"' in text and "con:technique-live" in text


def test_what_was_saved_can_be_assessed(visitor):
    page = visitor.opens("/describe")
    page.get_by_text("Load a file that you saved").click()
    page.get_by_role("button", name="Open the worked example").click()
    text = save(page)
    page = visitor.opens("/assess")
    page.locator("input[type=file]").set_input_files({"name": "saved.ttl", "mimeType": "text/turtle", "buffer": text.encode()})
    page.get_by_role("button", name="Assess", exact=True).click()
    page.get_by_role("heading", level=2, name="Deployment EX-2026-0141").wait_for()


@pytest.mark.parametrize("task", ["The deployment", "Watchlist", "What there was none of"])
def test_no_page_of_the_form_puts_up_a_barrier_or_is_too_wide(visitor, visitor_on_a_small_screen, task):
    for each in (visitor, visitor_on_a_small_screen):
        page = each.opens("/describe")
        page.get_by_text("Load a file that you saved").click()
        page.get_by_role("button", name="Open the worked example").click()
        page.get_by_role("button", name=task, exact=True).click()
        page.get_by_role("heading", level=1, name=task).wait_for()
        if task == "Watchlist":
            page.get_by_role("button", name="Watchlist: WL-EX-2026-0141", exact=True).click()
            page.get_by_label("How many people are on the watchlist?").fill("many")
            page.get_by_role("button", name="Check", exact=True).click()
            page.locator("#findings").wait_for()
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
        assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_two_drafts_are_compared(visitor_without_scripts):
    page = visitor_without_scripts.opens("/describe")
    answer_the_first_task(page)
    text = save(page)
    page.get_by_label("What is its reference or short name?").fill("HIGH-STREET-8")
    page.get_by_role("button", name="Task list").click()
    page.locator("#other").set_input_files({"name": "mine.ttl", "mimeType": "text/turtle", "buffer": text.encode()})
    page.get_by_role("button", name="Compare", exact=True).click()
    row = page.get_by_role("row", name="What is its reference or short name?")
    assert row.get_by_role("cell").all_inner_texts() == ["HIGH-STREET-8", "HIGH-STREET-7"]
    page.get_by_role("button", name="Go on with your draft").click()
    page.get_by_role("button", name="The deployment", exact=True).wait_for()
