"""Back returns to the result of an assessment from the law it cites, with scripts and without; the service is not asked again."""

import io

import docx
from openpyxl import load_workbook


def read(page) -> list[str]:
    """What the result says: the counts, and every finding."""
    return [page.locator("table.matrix").first.inner_text(), *page.locator(".finding summary").all_inner_texts()]


def follows_a_duty(page) -> None:
    page.locator(".acts summary").first.click()
    page.locator('.acts a[href^="/norm/"]').first.click()
    page.wait_for_url("**/norm/**")
    page.get_by_role("link", name="The law", exact=True).click()
    page.wait_for_url("**/law")


def goes_back(visitor, page) -> None:
    """Two steps back, with the network cut: what is shown can come from nowhere but the browser."""
    visitor.context.set_offline(True)
    page.go_back(wait_until="load")
    page.go_back(wait_until="load")


def test_back_returns_to_the_same_findings_and_what_was_open_is_open(visitor):
    page = visitor.assesses_the_example()
    before = read(page)
    follows_a_duty(page)
    goes_back(visitor, page)
    assert page.get_by_role("heading", name="Assessment", exact=True).is_visible()
    assert read(page) == before
    assert page.locator('.acts a[href^="/norm/"]').first.is_visible()


def test_back_without_scripts(visitor_without_scripts):
    page = visitor_without_scripts.assesses_the_example()
    before = read(page)
    follows_a_duty(page)
    goes_back(visitor_without_scripts, page)
    assert read(page) == before


def test_the_spreadsheet_down_and_up_to_a_report_to_sign_and_back(visitor_without_scripts):
    page = visitor_without_scripts.opens("/assess")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Take the empty spreadsheet").click()
    book = load_workbook(io.BytesIO(saved.value.path().read_bytes()))
    for sheet, row in {
        "Deployment": {
            "id": "D1",
            "What is its reference or short name?": "HIGH-STREET-7",
            "How are faces searched?": "live",
            "Is it carried out openly or covertly?": "overt",
        },
        "Watchlist": {"id": "W1", "of": "D1", "How many people are on the watchlist?": "many"},
    }.items():
        heads = {cell.value: cell.column for cell in book[sheet][1]}
        for head, value in row.items():
            book[sheet].cell(2, heads[head]).value = value

    def sends() -> None:
        out = io.BytesIO()
        book.save(out)
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        page.locator("input[type=file]").set_input_files({"name": "mine.xlsx", "mimeType": kind, "buffer": out.getvalue()})
        page.get_by_role("button", name="Assess", exact=True).click()

    sends()
    assert page.get_by_text("Watchlist, cell E2: “many” is not a whole number, such as 6200.").is_visible()
    book["Watchlist"]["E2"] = 6200
    sends()
    page.get_by_role("heading", level=2, name="Deployment HIGH-STREET-7").wait_for()
    with page.expect_download() as report:
        page.get_by_role("button", name="Word", exact=True).click()
    headings = [each.text for each in docx.Document(report.value.path()).paragraphs if each.style.name == "Heading 1"]
    assert headings == ["Deployment HIGH-STREET-7", "Sign-off", "Receipt"]
    before = read(page)
    follows_a_duty(page)
    goes_back(visitor_without_scripts, page)
    assert read(page) == before
