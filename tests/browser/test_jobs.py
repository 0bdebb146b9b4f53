"""What people come to do, done in a browser: with a mouse, with keys only, and without scripts."""

import io
import re

import pytest
from pypdf import PdfReader

BROKEN = b"@prefix ex: <http://ex/> .\nex:a zz:b ex:c .\n"


def text_of(page) -> str:
    return page.locator("main").inner_text()


def test_tracing_a_duty_from_a_search_to_the_official_text(visitor):
    page = visitor.opens("/")
    page.get_by_label("Search the law").fill("s 64(1) DPA")
    page.locator("main").get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Impact assessment before high-risk processing").first.click()
    assert page.url.endswith("/norm/dpa-s64-dpia")
    official = page.locator(".chain").get_by_role("link", name="legislation.gov.uk").first
    assert official.get_attribute("href") == "http://www.legislation.gov.uk/ukpga/2018/12/section/64/1/2018-05-25"
    page.get_by_role("img", name="Impact assessment before high-risk processing").wait_for()


def test_the_law_on_another_day(visitor):
    page = visitor.opens("/norm/dpa-s49-old-adm-ban")
    assert "NOT IN FORCE TODAY" in text_of(page).upper()
    page.get_by_label("The law as at").fill("2019-06-01")
    page.locator("main").get_by_role("button", name="Show").click()
    page.wait_for_url("**date=2019-06-01*")
    assert "IN FORCE ON 1 JUNE 2019" in text_of(page).upper()


def test_narrowing_the_duties(visitor):
    page = visitor.opens("/norm")
    page.get_by_label("Source").select_option(label="EqA 2010")
    page.get_by_label("Kind").select_option(label="Obligations")
    page.locator("main").get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Public sector equality duty").wait_for()
    assert re.search(r"\d+ entries of \d+", page.get_by_role("status").inner_text())


def test_asking_a_question(visitor):
    page = visitor.opens("/questions/duties-of-an-actor")
    page.locator("main select").first.select_option("chief-officer")
    page.locator("main form").get_by_role("button").first.click()
    page.get_by_role("link", name="Impact assessment before high-risk processing").first.wait_for()


def test_assessing_narrowing_and_saving(visitor):
    page = visitor.assesses_the_example()
    everything = page.locator(".finding").count()
    page.get_by_text("Show only some of the findings", exact=True).click()
    page.get_by_label("Statute", exact=True).check()
    page.get_by_label("Who owes it").select_option("chief officer")
    page.get_by_role("button", name="Show", exact=True).click()
    page.get_by_text("findings are shown").wait_for()
    page.wait_for_load_state("load")
    assert 0 < page.locator(".finding").count() < everything
    with page.expect_download() as saved:
        page.get_by_role("button", name="Findings as a spreadsheet (CSV)").click()
    rows = saved.value.path().read_text(encoding="utf-8").splitlines()
    assert rows[0].startswith("deployment,identifier,slug,verdict")
    assert saved.value.suggested_filename.endswith(".csv")


@pytest.mark.parametrize(
    "button, start", [("Word", b"PK"), ("PDF", b"%PDF"), ("JSON", b"{"), ("Turtle", b"@prefix"), ("Web page (HTML)", b"<!doctype html>")]
)
def test_an_assessment_can_be_saved(visitor, button, start):
    page = visitor.assesses_the_example()
    with page.expect_download() as saved:
        page.get_by_role("button", name=button, exact=True).click()
    assert saved.value.path().read_bytes().lower().startswith(start.lower())


def test_several_files_at_once(visitor, example):
    page = visitor.opens("/assess")
    other = example.replace(b"https://deployments.example/", b"https://other.example/")
    files = [{"name": name, "mimeType": "text/turtle", "buffer": content} for name, content in (("a.ttl", example), ("b.ttl", other))]
    page.locator("input[type=file]").set_input_files(files)
    page.get_by_role("button", name="Assess", exact=True).click()
    page.get_by_role("heading", name="Receipt").wait_for()
    assert page.get_by_role("heading", level=2, name="Deployment EX-2026-0141").count() == 2


def test_a_bad_file_is_told_with_its_line(visitor):
    page = visitor.opens("/assess")
    page.locator("input[type=file]").set_input_files({"name": "bad.ttl", "mimeType": "text/turtle", "buffer": BROKEN})
    page.get_by_role("button", name="Assess", exact=True).click()
    told = page.get_by_role("alert").inner_text()
    assert "Line 2" in told
    assert "ex:a zz:b ex:c ." in told
    assert page.title().startswith("Error: ")
    visitor.complaints[:] = [text for text in visitor.complaints if "400" not in text]


def test_everything_by_keys_only(visitor):
    page = visitor.opens("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("watchlist 24 hours")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Search", exact=True).wait_for()
    page.goto("/assess")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Assess the worked example":
            break
    ring = page.evaluate("getComputedStyle(document.activeElement).boxShadow + getComputedStyle(document.activeElement).outlineStyle")
    assert ring != "nonenone"
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Assessment", exact=True).wait_for()
    finding = page.locator(".finding summary").first
    finding.focus()
    page.keyboard.press("Enter")
    assert page.locator(".finding").first.get_attribute("open") is not None


def test_the_three_jobs_without_scripts(visitor_without_scripts):
    page = visitor_without_scripts.opens("/")
    page.get_by_label("Search the law").fill("watchlist 24 hours")
    page.locator("main").get_by_role("button", name="Search").click()
    page.locator("ol.found > li").nth(1).wait_for()
    page.goto("/questions/duties-of-an-actor?actor=chief-officer")
    assert page.locator("main table tbody tr").count() > 10
    page = visitor_without_scripts.assesses_the_example()
    page.get_by_text("Show only some of the findings", exact=True).click()
    page.get_by_label("Statute", exact=True).check()
    page.get_by_role("button", name="Show", exact=True).click()
    assert "findings are shown" in page.get_by_role("status").inner_text()


def test_an_assessment_prints_whole(visitor):
    page = visitor.assesses_the_example()
    slug = page.locator(".finding").first.get_attribute("id")
    duty = page.locator(f"[id='{slug}'] dl.facts dd").first.text_content()
    printed = " ".join(" ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.pdf(format="A4"))).pages).split())
    assert " ".join(duty.split()) in printed
    assert "Show only some of the findings" not in printed
    assert "This is information and not legal advice." in printed


def test_a_duty_prints_on_a_few_sheets(visitor):
    printed = PdfReader(io.BytesIO(visitor.opens("/norm/dpa-s64-dpia").pdf(format="A4")))
    assert 2 <= len(printed.pages) <= 6
    assert "Impact assessment before high-risk processing" in printed.pages[0].extract_text()
