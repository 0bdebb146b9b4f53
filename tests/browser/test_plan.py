"""From the home page to the Word pack of a deployment next week: with scripts, without them, by keyboard, and on a small screen."""

import zipfile

import pytest

from tests.browser.test_pages import barriers


def answer(page) -> None:
    """What a person in a hurry answers."""
    page.get_by_label("Force", exact=True).select_option(label="Metropolitan Police Service")
    page.get_by_label("Day", exact=True).fill("7 December 2026")
    page.get_by_label("Starts at", exact=True).fill("10am")
    page.get_by_label("Ends at", exact=True).fill("4pm")
    page.get_by_label("Overt: in the open").check()
    page.get_by_label("Live: cameras compare").check()
    page.get_by_label("Place", exact=True).fill("A & B <x>")
    page.get_by_label("A place of worship").check()
    page.get_by_label("To detect crime").check()


def pack_of(page) -> list[str]:
    with page.expect_download() as saved:
        page.get_by_role("button", name="Word pack").click()
    with zipfile.ZipFile(saved.value.path()) as archive:
        return archive.namelist()


def test_from_the_home_page_to_the_word_pack(visitor):
    page = visitor.opens("/")
    page.get_by_role("heading", name="Plan a deployment").get_by_role("link").click()
    answer(page)
    page.get_by_role("button", name="Make the plan").click()
    page.get_by_role("heading", name="Metropolitan Police Service, A & B <x>, 7 December 2026", level=1).wait_for()
    assert "10-authorisation.docx" in pack_of(page)
    page.get_by_role("button", name="Change the answers").click()
    assert page.get_by_label("Place", exact=True).input_value() == "A & B <x>"
    page.get_by_role("button", name="Make the plan").click()
    page.get_by_role("button", name="Go on in the form").click()
    page.get_by_role("heading", name="Describe a deployment", level=1).wait_for()


def test_the_same_without_scripts(visitor_without_scripts):
    page = visitor_without_scripts.opens("/plan")
    answer(page)
    page.get_by_role("button", name="Make the plan").click()
    assert "00-plan.docx" in pack_of(page)


def test_by_keyboard_alone(visitor):
    page = visitor.opens("/plan")
    page.get_by_label("Force", exact=True).focus()
    page.keyboard.type("Metropolitan Police")
    for text in ("", "", "", "7 December 2026", "10am", "4pm", ""):
        page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Metropolitan Police Service, 7 December 2026", level=1).wait_for()


def test_what_is_wrong_leads_to_where_it_is(visitor):
    page = visitor.opens("/plan")
    answer(page)
    page.get_by_label("Day", exact=True).fill("soon")
    page.get_by_role("button", name="Make the plan").click()
    page.get_by_role("link", name="“soon” is not a day, such as 14 October 2026.").click()
    assert page.evaluate("document.activeElement.id") == "day"
    assert len(visitor.complaints) == 1 and "422" in visitor.complaints.pop()  # the browser notes the status


def test_the_plan_puts_up_no_barrier(visitor):
    page = visitor.opens("/plan")
    answer(page)
    page.get_by_role("button", name="Make the plan").click()
    page.locator("#papers").wait_for()
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    assert barriers(page) == []


@pytest.mark.parametrize("path", ["/plan", "made"])
def test_nothing_is_wider_than_a_small_screen(visitor_on_a_small_screen, path):
    page = visitor_on_a_small_screen.opens("/plan")
    if path == "made":
        answer(page)
        page.get_by_role("button", name="Make the plan").click()
        page.locator("#papers").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
