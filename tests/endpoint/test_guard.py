"""What the guard lets through, and what it refuses before anything is parsed."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lfr_kg.base.errors import BadRequest, TooLarge
from lfr_kg.base.sparql import tokens, weighty
from lfr_kg.endpoint.guard import Refused, inspect

FORMS = [
    ("SELECT * { ?s ?p ?o }", "SELECT", False),
    ("ask{}", "ASK", False),
    ("PREFIX select: <http://x/> CONSTRUCT WHERE { ?s select:p ?o }", "CONSTRUCT", False),
    ("BASE <http://x/> # SELECT\nDESCRIBE <a>", "DESCRIBE", False),
    ("SELECT * FROM <http://g/> { ?s ?p ?o }", "SELECT", True),
    ("SELECT * FROM NAMED <http://g/> { GRAPH ?g { ?s ?p ?o } }", "SELECT", True),
    ('SELECT * { ?from ?p "FROM" }', "SELECT", False),
    ('VERSION "1.2" ASK {}', "ASK", False),
]

REFUSED = [
    "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
    "SELECT * { service silent ?x { ?s ?p ?o } }",
    "SELECT * { SERVICE:a { ?s ?p ?o } }",
    "SELECT * { ?s ?p trueSERVICE<http://127.0.0.1/>{} }",
    "SELECT * { ?s ?p 1SERVICE<http://127.0.0.1/>{} }",
    "SELECT * { SERVICESILENT<http://127.0.0.1/>{} }",
    "ASK {} LOAD <http://127.0.0.1/>",
    "LOAD <http://127.0.0.1/>",
    "INSERT DATA { <a> <b> <c> }",
    "PREFIX a: <http://a/> DELETE WHERE { ?s ?p ?o }",
    "drop all",
    "CLEAR DEFAULT",
    "WITH <http://g/> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
]

HARMLESS = [
    'ASK { ?service ?load "SERVICE <x> {" }',
    "ASK { ?s <http://service/LOAD> _:service }",
    "ASK { ?s ex:service ?o } # SERVICE",
    "ASK { ?s ?p '''a 'SERVICE' b''' }",
    'ASK { ?s ?p "\\u0022 SERVICE <x> {" }',
    "ASK { ?s ?p 'it\\'s SERVICE' }",
    'ASK { ?s ?p "x"@en-SERVICE }',
]


@pytest.mark.parametrize("text, form, has_dataset", FORMS)
def test_the_form_and_the_dataset_are_told(text, form, has_dataset):
    query = inspect(text)
    assert (query.form, query.has_dataset, query.text) == (form, has_dataset, text)


def test_only_construct_and_describe_give_a_graph():
    assert [inspect(text).gives_graph for text, _, _ in FORMS[:4]] == [False, False, True, True]


@pytest.mark.parametrize("text", REFUSED)
def test_what_reaches_out_or_writes_is_refused(text):
    with pytest.raises(Refused) as caught:
        inspect(text)
    assert caught.value.status == 403
    assert caught.value.line == 1


@pytest.mark.parametrize("text", HARMLESS)
def test_words_in_strings_names_and_comments_are_no_keywords(text):
    assert inspect(text).form == "ASK"


def test_a_refusal_names_its_place():
    with pytest.raises(Refused) as caught:
        inspect("SELECT *\nWHERE {\n  SERVICE <http://x/> {}\n}")
    assert (caught.value.line, caught.value.column) == (3, 3)
    assert caught.value.message.startswith("SERVICE asks other hosts, and this service asks none.")


@pytest.mark.parametrize("opening, closing", [("{", "}"), ("(", ")"), ("[", "]")])
def test_nesting_up_to_the_limit_passes_and_one_more_does_not(opening, closing):
    assert inspect("ASK " + opening * 200 + closing * 200).form == "ASK"
    with pytest.raises(BadRequest, match="nested more than 200 deep"):
        inspect("ASK " + opening * 201 + closing * 201)


def test_brackets_hidden_in_what_looks_like_an_iri_count():
    with pytest.raises(BadRequest, match="nested more than 200 deep"):
        inspect("ASK { FILTER(?a<" + "(" * 199 + "1)>?b }")


def test_brackets_in_strings_and_comments_do_not_count():
    assert inspect('ASK { ?s ?p "' + "{" * 500 + '" } # ' + "(" * 500).form == "ASK"


def test_many_brackets_side_by_side_are_not_deep():
    assert inspect("SELECT * {" + "{}UNION" * 1000 + "{}}").form == "SELECT"


def test_length_is_counted_in_bytes_and_the_limit_is_within():
    text = 'ASK { ?s ?p "é" }'
    assert inspect(text, max_bytes=len(text.encode())).form == "ASK"
    with pytest.raises(TooLarge, match="18 bytes; at most 17"):
        inspect(text, max_bytes=17)


@pytest.mark.parametrize(
    "text, words",
    [
        ("", "The query is empty"),
        (" \n\t", "The query is empty"),
        ("# only a remark", "This is no query"),
        ("PREFIX a: <http://a/>", "This is no query"),
        ("hello", "this one with “hello”"),
        ("ASK {\0}", "NUL"),
    ],
)
def test_what_is_no_query_is_told_so(text, words):
    with pytest.raises(BadRequest, match=words):
        inspect(text)


@pytest.mark.parametrize(
    "text", ['ASK { ?s ?p "' + "\\a" * 8000, 'ASK { """' + '"a' * 8000, "ASK " + "<" * 16000, "ASK " + "'" * 16000, "ASK " + ":" * 16000]
)
def test_no_text_within_the_limit_keeps_the_tokeniser_long(text):
    began = time.process_time()
    inspect(text)
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "text",
    [
        'SELECT "' + '\\"' * 8000,
        'SELECT """' + '\\"""' * 4000,
        "SELECT " + "\"'" * 8000,
        "SELECT " + "a." * 8000,
        "SELECT " + "<a" * 8000,
        "SELECT _:" + "." * 16000,
    ],
    ids=["escaped quotes", "long string", "quotes", "dots", "angles", "label"],
)
def test_reading_a_query_costs_no_more_than_its_length(text):
    began = time.process_time()
    inspect(text)
    assert time.process_time() - began < 0.5


PIECES = (
    "PREFIX ", "prefix:x", "PREFIX.a:b", "lfr:", "a:b\\(c", "<http://x/>", "<a(b>", "< ", "'", '"', "'''", '"""', "\\", "#c\n", "#",
    "\n", " ", "{", "}", "(", ")", "[", "]", "SELECT ", "ask", "FROM", "from ", "NOW", "LOAD", "INSERT ", "?x",
    "$", "_:b", "_a", "@en", "1.5e3", "1e", "a ", ".", "-", "^", "%", "é", "ſ", "\u2028", "::", ":", "²", "\x00",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@settings(max_examples=400)
def test_what_is_told_of_a_text_is_told_by_all_of_its_tokens(text):
    def matters(token) -> bool:
        return (
            (token.kind == "word" and token.keyword != "PREFIX") or token.is_mark("{}()[]") or (token.kind == "iri" and "(" in token.text)
        )

    assert list(filter(matters, weighty(text))) == list(filter(matters, tokens(text)))
