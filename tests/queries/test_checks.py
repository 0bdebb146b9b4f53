"""The checks in queries/checks find nothing in the knowledge, and find what is planted in it."""

from time import process_time

import pyoxigraph as ox
import pytest
import yaml

from lfr_kg.base.namespaces import iri
from lfr_kg.corpus.files import header
from tests import TESTS
from tests import knowledge_files as knowledge

CHECKS = {file.name.removesuffix("-violation"): file for file in knowledge.corpus().of("checks")}
PLANTED = yaml.safe_load((TESTS / "data" / "law" / "violations.yaml").read_text(encoding="utf-8"))


def found(check: str) -> list[tuple]:
    return sorted(knowledge.rows(CHECKS[check].content.decode()))


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_finds_nothing(check):
    assert found(check) == []


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_says_what_it_is_about_and_answers_in_the_same_two_columns(check):
    text = CHECKS[check].content.decode()
    told = header(text, check)
    assert set(told) == {"title", "description"}
    assert told["description"].strip().endswith(".")
    assert "PREFIX" not in text
    start = process_time()
    answer = knowledge.store.ask(knowledge.whole(), text)
    assert [variable.value for variable in answer.variables] == ["entity", "problem"]
    list(answer)
    assert process_time() - start < 5, "a check that multiplies everything with everything"


@pytest.fixture
def plant():
    """Add and remove statements, the wider classes of what is added with them; put everything back at the end."""
    store, undo = knowledge.whole(), []

    def planted(add: str, remove: str) -> None:
        for quad in knowledge.parse(add):
            _add(quad)
            if quad.predicate == iri("rdf:type"):
                for wider in store.quads_for_pattern(quad.object, iri("rdfs:subClassOf"), None):
                    _add(ox.Quad(quad.subject, quad.predicate, wider.object))
        for quad in knowledge.parse(remove):
            stated = list(store.quads_for_pattern(quad.subject, quad.predicate, quad.object))
            assert stated, f"{quad} is not stated, so it cannot be left out"
            for each in stated:
                store.remove(each)
                undo.append((store.add, each))

    def _add(quad):
        if quad not in store:
            store.add(quad)
            undo.append((store.remove, quad))

    yield planted
    for act, quad in reversed(undo):
        act(quad)


@pytest.mark.parametrize("case", PLANTED, ids=lambda case: f"{case['check']}: {(case.get('add') or case['remove']).splitlines()[0][:60]}")
def test_a_check_finds_what_is_planted(case, plant):
    before = found(case["check"])
    plant(case.get("add", ""), case.get("remove", ""))
    assert sorted(set(found(case["check"])) - set(before)) == sorted(tuple(row) for row in case["rows"])


def test_every_check_has_something_planted_for_it():
    assert {case["check"] for case in PLANTED if case["rows"]} == set(CHECKS)
