"""The query editor: no false alarm on any question of the library, doubts in words, names from the graph, answers to share, no barrier."""

import pytest

from tests.browser.test_pages import barriers

READY = "html[data-editor=ready]"
EVERY_DOUBT = """questions => {
  const editor = document.querySelector('.CodeMirror').CodeMirror;
  return questions.filter(question => {
    editor.setValue(question.query.replace(/^PREFIX.*\\n/gm, ''));
    const last = editor.lastLine();
    return !editor.getTokenAt({line: last, ch: editor.getLine(last).length}, true).state.OK;
  }).map(question => question.slug);
}"""


@pytest.fixture
def page(visitor):
    found = visitor.opens("/sparql")
    found.wait_for_selector(READY)
    return found


def writes(page, text):
    page.get_by_label("Query", exact=True).focus()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.type(text)


def test_every_question_of_the_library_is_without_doubt_though_no_prefix_is_declared(page):
    questions = page.evaluate("fetch('/questions.json').then(answer => answer.json())")
    assert len(questions) > 50
    assert page.evaluate(EVERY_DOUBT, questions) == []


def test_a_doubt_is_in_words_at_its_line(page):
    writes(page, "SELECT * WHERE {\n?s foo:bar ?o }")
    page.get_by_text("Line 2: the prefix “foo:” is not known here.").wait_for()
    assert page.locator(".doubt-sign").count() == 1
    writes(page, "SELECT * WHER { ?s ?p ?o }")
    page.get_by_text("Line 1: “WHER” does not fit here. What fits: FROM, WHERE, {.").wait_for()


def test_names_are_offered_by_name_and_by_what_they_are_called(page):
    writes(page, "SELECT * WHERE { ?x a lfr:Oblig")
    page.get_by_role("option", name="lfr:Obligation obligation").wait_for()
    assert barriers(page) == []
    page.keyboard.press("Enter")
    page.keyboard.type(" ; lfr:bearer transport")
    page.keyboard.press("Control+Space")
    page.get_by_role("option", name="actor:british-transport-police British Transport Police").wait_for()
    page.keyboard.press("Enter")
    assert page.locator("#query").input_value() == "SELECT * WHERE { ?x a lfr:Obligation ; lfr:bearer actor:british-transport-police"


def test_an_example_is_asked_and_its_answer_has_an_address(page):
    page.get_by_label("Start from a question of the library").select_option(label="Which duties have a time limit?")
    page.get_by_role("link", name="Ask it with other values on its own page").wait_for()
    page.get_by_label("Query", exact=True).focus()
    page.keyboard.press("Control+Enter")
    page.get_by_role("link", name="Link to this query and its answer").wait_for()
    page.wait_for_selector(READY)
    assert "query=" in page.url
    assert barriers(page) == []


def test_a_query_that_is_too_long_for_an_address_is_sent_as_a_body(page):
    page.evaluate("document.querySelector('.CodeMirror').CodeMirror.setValue('ASK {} #' + 'x'.repeat(7000))")
    page.get_by_role("button", name="Run").click()
    page.get_by_role("heading", name="Yes").wait_for()
    assert page.url.endswith("/sparql")
