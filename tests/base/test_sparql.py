"""The one lexer and the one binder of SPARQL text."""

import re

import pyoxigraph as ox
import pytest

from lfr_kg.base.namespaces import PREFIXES
from lfr_kg.base.sparql import (
    compact_names,
    group_at,
    outline,
    plain,
    position,
    substitute,
    tokens,
    variables,
    with_values,
    written,
)

XSD = PREFIXES["xsd"]
HOSTILE = ['x" } UNION { ?s ?p ?o } #', "\\u0022 } #", "\\\\u0022", "a\nb\rc\td", "'", '"""', "\\", "½€😀", "?value", "\\n"]

# Reading


@pytest.mark.parametrize(
    "text", ["SELECT ?x { ?x a <urn:a> ; ex:b 'c' . } # ?y", 'no query at all \\ \0 "open', "", "?a<?b&&?c>?d", "\u00bd«…»\r\n"]
)
def test_tokens_put_together_are_the_text(text):
    found = list(tokens(text))
    assert "".join(token.text for token in found) == text
    assert [token.start for token in found] == [len("".join(each.text for each in found[:number])) for number in range(len(found))]


def test_variables_are_none_of_what_stands_in_strings_addresses_and_comments():
    assert variables("SELECT ?a $b { ?a ex:p '?c', <urn:?d> } # ?e\n ORDER BY ?a") == {"a", "b"}


def test_compact_names_are_none_of_what_stands_in_strings_addresses_and_comments():
    text = 'SELECT ?a { ?a ex:p \'lfr:in-a-string\', <lfr:address>, con:site-worship . ?b ^ex:q/ex:r """x:y""" } # lfr:remark\n'
    assert compact_names(text) == {"ex:p", "con:site-worship", "ex:q", "ex:r"}


GROUPS = {
    "SELECT ?x WHERE { ?x ?p 1 }": "{ ?x ?p 1 }",
    "SELECT ?x{?x ?p 1}": "{?x ?p 1}",
    "SELECT (EXISTS { ?a ?b ?c } AS ?y) # {\n { ?y ?p 1 }": "{ ?y ?p 1 }",
    "PREFIX a: <urn:x> ASK { ?x a:p '{' }": "{ ?x a:p '{' }",
    "CONSTRUCT { ?s ?p [ ?q ?r ] } WHERE { ?s ?p ?o }": "{ ?s ?p ?o }",
    "CONSTRUCT { ?s ?p ?o } FROM <urn:g> { ?s ?p ?o }": "{ ?s ?p ?o }",
    "CONSTRUCT WHERE { ?s ?p 1 }": "{ ?s ?p 1 }",
    "DESCRIBE ?x { ?x ?p 1 } LIMIT 1": "{ ?x ?p 1 } LIMIT 1",
}


@pytest.mark.parametrize("text", GROUPS)
def test_the_group_of_a_query_is_found_however_it_is_written(text):
    assert text[group_at(text) :] == GROUPS[text]


def test_a_query_without_a_group_has_none():
    assert group_at("DESCRIBE <urn:a>") == -1
    assert [token.text for token in outline("DESCRIBE <urn:a> # {")] == ["DESCRIBE", "<urn:a>"]


def test_lines_and_columns_count_from_one():
    assert position("a\nbc", 3) == {"line": 2, "column": 2}


# Writing


def undone(text: str) -> str:
    """A query as a store sees it that undoes codepoint escapes first (SPARQL 1.1 §19.2)."""
    return re.sub(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})", lambda match: chr(int(match[1] or match[2], 16)), text)


@pytest.mark.parametrize("value", HOSTILE)
def test_a_term_reads_back_the_same_in_either_order_of_unescaping(value):
    for term in (ox.Literal(value), ox.Literal(value, language="en-GB"), ox.Literal(value, datatype=ox.NamedNode("urn:type"))):
        for text in (written(term), undone(written(term))):
            [row] = ox.Store().query(f"SELECT ?x {{ VALUES ?x {{ {text} }} }}")
            assert row["x"] == term


def test_only_names_and_values_can_be_written():
    assert written(ox.NamedNode("urn:a")) == "<urn:a>"
    assert written(ox.Literal(5)) == f'"5"^^<{XSD}integer>'
    with pytest.raises(ValueError):
        written(ox.BlankNode("b"))


@pytest.mark.parametrize(
    "literal", [r'"a\u0022 b"', r"'a\u0027 b'", r'"\\u0022"', r'"""\u0022\u0022\u0022"""', r'"\\\\u0022\\\u0022"', r'"\U0001F600\n"']
)
def test_escapes_in_strings_are_made_harmless(literal):
    text = f"SELECT ?x {{ BIND({literal} AS ?x) }} # \\u000A SERVICE"
    found = {next(iter(ox.Store().query(each)))["x"] for each in (text, plain(text), undone(plain(text)))}
    assert len(found) == 1


def test_escapes_elsewhere_are_refused():
    for text in (r"SELECT * FR\u004FM <urn:x> {}", r"SELECT * { <http://\u0041> ?p ?o }"):
        with pytest.raises(SyntaxError):
            plain(text)


def test_a_bound_variable_is_still_a_column_and_strings_and_comments_are_left_alone():
    text = "SELECT ?day ?x WHERE { # ?day\n ?x ?p '?day' FILTER(?x < ?day && BOUND(?day)) } ORDER BY ?day"
    found = substitute(text, {"day": ox.Literal("d"), "unused": ox.Literal("u")})
    assert found == 'SELECT ?day ?x WHERE { VALUES (?day) { ("d") }  # ?day\n ?x ?p \'?day\' FILTER(?x < "d" && true) } ORDER BY ?day'


def test_a_sub_select_that_does_not_name_a_variable_means_another_one():
    text = (
        "SELECT ?x WHERE { { SELECT ?y WHERE { ?x ?p ?y } } { SELECT ?x WHERE { ?x ?p 1 } GROUP BY ?x } { SELECT * { ?x ?p 2 } } ?x ?q ?y }"
    )
    found = substitute(text, {"x": ox.NamedNode("urn:a")})
    given = " VALUES (?x) { (<urn:a>) } "
    assert found == (
        f"SELECT ?x WHERE {{{given} {{ SELECT ?y WHERE {{ ?x ?p ?y }} }} {{ SELECT ?x WHERE {{{given} <urn:a> ?p 1 }} GROUP BY ?x }}"
        f" {{ SELECT * {{{given} <urn:a> ?p 2 }} }} <urn:a> ?q ?y }}"
    )


def test_a_test_of_bound_may_be_written_with_space_and_remarks():
    value = {"x": ox.Literal(1)}
    for test in ("BOUND(?x)", "bound ( $x )", "BOUND # so\n(?x)"):
        assert f"FILTER(true || {test} )".replace(test, "true") in substitute(f"SELECT * {{ ?x ?p 1 FILTER(true || {test} ) }}", value)


@pytest.mark.parametrize("text", [text for text in GROUPS if "?x" in text])
def test_values_are_written_in_wherever_the_group_opens(text):
    found = with_values(text, {"x": ox.Literal('" } #')})
    at = group_at(text) + 1
    assert found == text[:at] + '\n  VALUES ?x { "\\" } #" }' + text[at:]
    ox.Store().query(found, prefixes={"ex": "urn:"})


def test_a_query_without_a_group_takes_no_values():
    assert with_values("DESCRIBE <urn:a>", {"x": ox.Literal(1)}) == "DESCRIBE <urn:a>"
