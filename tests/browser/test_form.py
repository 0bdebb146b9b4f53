"""Writing a description in the form: with scripts and without, saved to a file and loaded again."""


def fill_the_first_section(page) -> None:
    page.get_by_label("Identifier", exact=True).fill("HIGH-STREET-7")
    page.get_by_label("Controller", exact=True).select_option(label="South Wales Police")


def save(page) -> str:
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as Turtle").first.click()
    return saved.value.path().read_text(encoding="utf-8")


def test_a_description_is_written_saved_and_loaded_again(visitor):
    page = visitor.opens("/describe")
    fill_the_first_section(page)
    page.get_by_role("button", name="Check", exact=True).click()
    page.locator("#findings").wait_for()
    text = save(page)
    assert "HIGH-STREET-7" in text
    assert "south-wales-police" in text
    page = visitor.opens("/describe")
    page.get_by_text("Load a file that you saved").click()
    page.locator("#file").set_input_files({"name": "mine.ttl", "mimeType": "text/turtle", "buffer": text.encode()})
    page.get_by_role("button", name="Load it").click()
    assert page.get_by_label("Identifier", exact=True).input_value() == "HIGH-STREET-7"


def test_the_same_without_scripts(visitor_without_scripts):
    page = visitor_without_scripts.opens("/describe")
    fill_the_first_section(page)
    page.get_by_role("button", name="Watchlist", exact=True).click()
    page.locator("#section h2, h2#section, #section").first.wait_for()
    assert "HIGH-STREET-7" in save(page)


def test_what_was_saved_can_be_assessed(visitor):
    page = visitor.opens("/describe")
    page.get_by_text("Load a file that you saved").click()
    page.get_by_role("button", name="Open the worked example").click()
    text = save(page)
    page = visitor.opens("/assess")
    page.locator("input[type=file]").set_input_files({"name": "saved.ttl", "mimeType": "text/turtle", "buffer": text.encode()})
    page.get_by_role("button", name="Assess", exact=True).click()
    page.get_by_role("heading", level=2, name="Deployment EX-2026-0141").wait_for()
