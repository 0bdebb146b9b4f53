"""The query library: headers that must hold, values that are bound or refused, and no question without an answer."""

import re
from datetime import date

import pyoxigraph as ox
import pytest

from lfr_kg.ask.gathering import gathered
from lfr_kg.ask.library import GROUPS, read_question
from lfr_kg.ask.library_graph import QUESTIONS
from lfr_kg.ask.parameters import Parameter
from lfr_kg.base.errors import BadRequest, KnowledgeError, NotFound
from lfr_kg.base.namespaces import PREFIXES
from lfr_kg.corpus.files import SourceFile
from lfr_kg.web.read.catalogue import Catalogue

HEAD = "#+ title: T\n#+ description: D\n#+ group: Who owes what\n"
TEXT = "SELECT ?actor ?norm WHERE { ?norm lfr:bearer ?actor }\n"


@pytest.fixture(scope="module")
def catalogue(knowledge) -> Catalogue:
    return Catalogue(knowledge)


def question(head: str = "", text: str = TEXT):
    return read_question(SourceFile("queries/questions/some.rq", "questions", (HEAD + head + text).encode()))


WITH_ACTOR = "#+ parameters:\n#+   actor: {type: actor, label: Who}\n#+ returns: {norm: Duty}\n"


def test_a_question_is_read_from_its_header():
    found = question(WITH_ACTOR)
    assert (found.slug, found.title, found.group, dict(found.columns)) == ("some", "T", "Who owes what", {"norm": "Duty"})
    assert found.text == TEXT
    assert found.parameters == (Parameter("actor", "actor", "Who", of="lfr:Actor"),)


@pytest.mark.parametrize(
    "head, words",
    [
        ("#+ author: me\n", "the header says “author”"),
        ("#+ parameters:\n#+   who: {type: actor, label: Who}\n", r"names \?who, which the query does not use"),
        ("#+ returns: {duty: Duty}\n", r"names \?duty, which the query does not use"),
        ("#+ parameters:\n#+   actor: {type: force, label: Who}\n", "is of type force"),
        ("#+ parameters:\n#+   actor: {type: actor}\n", "should give type and label"),
        ("#+ parameters:\n#+   actor: {type: actor, label: Who, size: 3}\n", "should give type and label"),
        ("#+ group: Other\n", "the header's group is “Other”"),
    ],
)
def test_a_wrong_header_is_told_with_its_file(head, words):
    with pytest.raises(KnowledgeError, match=words) as caught:
        question(head)
    assert "queries/questions/some.rq" in caught.value.message


@pytest.mark.parametrize("given", ["chief-officer", PREFIXES["actor"] + "chief-officer", " chief-officer "])
def test_a_thing_may_be_named_by_slug_or_address(given):
    assert question(WITH_ACTOR).bind({"actor": given}) == {"actor": ox.NamedNode(PREFIXES["actor"] + "chief-officer")}


@pytest.mark.parametrize(
    "given, words",
    [
        ({}, "“actor” .Who. is missing. Give the name of an actor"),
        ({"actor": ""}, "is missing"),
        ({"actor": "a", "day": "x"}, "has no parameter “day”: it takes actor"),
        ({"actor": "a b"}, "which does not fit"),
        ({"actor": "> } DROP ALL {"}, "which does not fit"),
        ({"actor": "http://elsewhere/chief-officer"}, "which does not fit"),
        ({"actor": "../norm/x"}, "which does not fit"),
    ],
)
def test_wrong_values_are_refused_by_name(given, words):
    with pytest.raises(BadRequest, match=words):
        question(WITH_ACTOR).bind(given)


@pytest.mark.parametrize(
    "given, meant",
    [
        ("cheif-officer", "Did you mean chief-officer (chief officer)"),
        ("Metropolitan Police", "Did you mean metropolitan-police-service (Metropolitan Police Service)?"),
        ("btp", "Did you mean british-transport-police (British Transport Police)?"),
        ("xyzzy", "which this knowledge does not hold as “Who”."),
    ],
)
def test_a_name_the_knowledge_does_not_hold_is_refused_with_what_was_likely_meant(given, meant, catalogue):
    with pytest.raises(BadRequest, match=re.escape(meant)):
        question(WITH_ACTOR).bind({"actor": given}, known=catalogue)


def test_days_the_wrong_way_round_are_refused_and_not_answered_by_nothing(knowledge):
    with pytest.raises(BadRequest, match="Give the earlier one first"):
        knowledge.library.question("what-changed-between-days").bind({"from": "2026-10-01", "to": "2026-01-01"})


def test_every_question_that_lists_rules_can_be_narrowed_to_what_binds_a_force(knowledge):
    narrowing = {slug for slug, found in knowledge.library.questions.items() if found.rule}
    assert {"time-limits", "what-is-forbidden", "rules-on-one-line", "what-spells-out-a-duty"} <= narrowing and len(narrowing) >= 30
    assert not {"what-binds-whom", "rules-of-two-forces", "rights-and-remedies", "results-by-force-and-year"} & narrowing
    for slug in narrowing:
        found = knowledge.library.question(slug)
        given = found.bind(dict(found.example) | {"binds": "british-transport-police"})
        kept = knowledge.rules_binding(given["binds"])
        all_rows = list(knowledge.query(found.text, {name: term for name, term in given.items() if name != "binds"}))
        expected = [str(row) for row in all_rows if row[found.rule] in kept]
        assert [str(row) for row in knowledge.ask(found, given)] == expected, slug


def test_a_question_without_rules_takes_no_force_that_they_bind(knowledge):
    with pytest.raises(BadRequest, match="has no parameter “binds”: it takes actor, date, force"):
        knowledge.library.question("what-binds-whom").bind({"actor": "kent-police", "binds": "kent-police"})


def test_rows_that_differ_only_in_what_is_gathered_are_one():
    one, two, three, other = (ox.Literal(text) for text in ("1", "b", "a", "2"))
    rows = [(one, two, None), (one, three, None), (other, None, one), (one, two, other)]
    assert gathered(["norm", "bearer", "note"], rows, ["bearer"], lambda value: value.value) == [
        [[one], [three, two], []],
        [[other], [], [one]],
        [[one], [two], [other]],
    ]


@pytest.mark.parametrize(
    "kind, given, expected",
    [
        ("date", "2026-03-14", ox.Literal("2026-03-14", datatype=ox.NamedNode(PREFIXES["xsd"] + "date"))),
        ("date", "2024-02-29", ox.Literal("2024-02-29", datatype=ox.NamedNode(PREFIXES["xsd"] + "date"))),
        ("text", "24 hours", ox.Literal("24 hours")),
        ("integer", "-7", ox.Literal(-7)),
        ("boolean", "true", ox.Literal(True)),
        ("choice", "b", ox.Literal("b")),
    ],
)
def test_values_become_terms_of_their_type(kind, given, expected):
    assert Parameter("p", kind, "P", choices=("a", "b")).term(given) == expected


@pytest.mark.parametrize(
    "kind, given",
    [
        ("date", "2026-02-29"),
        ("date", "14 March 2026"),
        ("date", "20260314"),
        ("date", "2026-03-14T00:00:00"),
        ("integer", "1.5"),
        ("integer", "1e3"),
        ("integer", "9" * 30),
        ("boolean", "yes"),
        ("choice", "c"),
        ("text", "a\x00b"),
        ("text", "x" * 201),
    ],
)
def test_values_of_the_wrong_type_are_refused(kind, given):
    with pytest.raises(BadRequest, match="which does not fit"):
        Parameter("p", kind, "P", choices=("a", "b")).term(given)


def test_a_default_stands_in_and_what_may_be_left_out_is():
    assert Parameter("p", "date", "P", default="today").term("", today=date(2026, 3, 14)).value == "2026-03-14"
    assert Parameter("p", "integer", "P", default="2").term("").value == "2"
    assert Parameter("p", "text", "P", is_required=False).term("") is None


def test_an_unknown_question_is_told_with_those_like_it(knowledge):
    with pytest.raises(NotFound, match="duties-of-an-actor"):
        knowledge.library.question("duties-of-actor")


def test_every_question_answers_its_example_with_the_columns_it_promises(knowledge):
    for found in knowledge.library.questions.values():
        results = knowledge.query(found.text, found.bind(found.example, today=date(2026, 11, 23)))
        names = [variable.value for variable in results.variables]
        assert found.columns and set(found.columns) <= set(names), found.slug
        assert {parameter.name for parameter in found.parameters} <= set(names), f"{found.slug}: what is bound must be selected"
        assert next(results, None) is not None, f"{found.slug}: the example has no answer"


def test_every_question_is_in_order_and_says_what_it_answers(knowledge):
    for found in knowledge.library.questions.values():
        assert "ORDER BY" in found.text, f"{found.slug}: rows in no order differ from run to run"
        assert found.description.endswith("."), found.slug
        assert found.title.endswith("?"), found.slug
        assert {parameter.name for parameter in found.parameters if not parameter.default} <= set(found.example), found.slug


def test_what_a_path_may_find_by_several_ways_is_answered_once(knowledge):
    """A path of any length gives each thing once by the specification (SPARQL 1.1, section 18.4), and more often by some stores."""
    any_length = re.compile(r"(?<=[\w)])[*+](?=[ /])")
    once = re.compile(r"^SELECT DISTINCT |^GROUP BY ", re.MULTILINE)
    found = [question.slug for question in knowledge.library.questions.values() if any_length.search(question.text)]
    assert "what-a-law-changed" in found
    assert [slug for slug in found if not once.search(knowledge.library.questions[slug].text)] == []


def test_a_question_with_its_values_written_in_answers_as_it_does_with_them_bound(knowledge):
    for found in knowledge.library.questions.values():
        bound = found.bind(found.example, today=date(2026, 11, 23))
        assert list(map(str, knowledge.query(found.with_values(bound)))) == list(map(str, knowledge.query(found.text, bound))), found.slug


def test_there_is_much_to_ask(knowledge):
    assert len(knowledge.library.questions) >= 45


def test_the_themes_to_choose_from_are_the_files_and_folders_of_shapes(knowledge, corpus):
    theme = knowledge.library.question("duties-of-a-theme").parameters[0]
    assert list(theme.choices) == sorted({file.path.split("/")[1].removesuffix(".ttl") for file in corpus.of("shapes")})


def test_every_group_has_a_question(knowledge):
    assert [group for group, _ in knowledge.library.groups()] == list(GROUPS)


def test_a_bound_value_is_data_and_never_part_of_the_query(knowledge):
    text = "SELECT ?given ?norm WHERE { ?norm lfr:statement ?given }"
    rows = list(knowledge.query(text, {"given": ox.Literal('x" } UNION { ?s ?p ?o } #')}))
    assert rows == []


LISTING = """SELECT ?question ?comment ?query WHERE {
  ?question a sh:SPARQLExecutable ; rdfs:comment ?comment ; sh:select ?query
} ORDER BY ?question"""
"""What SPARQL editors ask an endpoint for its examples (the SIB convention)."""


def test_the_library_is_in_the_graph_and_each_text_runs_as_it_is(knowledge):
    listed = list(knowledge.query(LISTING))
    assert [row["question"].value for row in listed] == sorted(f"{QUESTIONS}{slug}" for slug in knowledge.library.questions)
    for row in listed:
        found = knowledge.library.question(row["question"].value.removeprefix(QUESTIONS))
        assert row["comment"].value.startswith(found.title)
        bound = found.bind(found.example, today=date(2026, 11, 23))
        rows = knowledge.store.query(row["query"].value)
        assert list(map(str, rows)) == list(map(str, knowledge.query(found.text, bound))), found.slug


def test_the_graph_says_which_values_a_question_takes(knowledge):
    text = """SELECT ?path ?name ?kind ?datatype WHERE {
      ?question dct:identifier "duties-of-an-actor" ; sh:parameter ?parameter .
      ?parameter sh:path ?path ; sh:name ?name ; sh:order ?order .
      OPTIONAL { ?parameter sh:class ?kind } OPTIONAL { ?parameter sh:datatype ?datatype }
    } ORDER BY ?order"""
    rows = [[term.value if term else None for term in row] for row in knowledge.query(text)]
    start = QUESTIONS + "duties-of-an-actor#"
    assert rows == [
        [start + "actor", "Who", PREFIXES["lfr"] + "Actor", None],
        [start + "date", "On which day", None, PREFIXES["xsd"] + "date"],
        [start + "authority", "Only of this binding force", None, None],
    ]


def test_what_registers_state_is_counted_from_the_records_that_ship(knowledge):
    text = (
        "SELECT ?n WHERE { GRAPH ?g { law:mps-lfr-records void:propertyPartition ?p . ?p void:property lfr:deployedOn ; void:triples ?n } }"
    )
    assert [row["n"].value for row in knowledge.query(text)] == ["8"]


@pytest.mark.parametrize("kind", ["norm", "law", "actor"])
def test_a_thing_to_try_first_is_one_that_is_there(knowledge, kind):
    assert knowledge.graph.predicates_of(knowledge.library.example_of(kind))
