"""Rules compiled in a process of their own, and what is kept of them for the next to start."""

import pytest

from lfr_kg.assess import apart, rules
from lfr_kg.base.errors import KnowledgeError
from lfr_kg.base.model import Graph
from lfr_kg.base.namespaces import iri
from lfr_kg.corpus.files import SourceFile


def file(name: str, body: str) -> SourceFile:
    return SourceFile(f"queries/rules/measures/{name}.rq", "rules", f"#+ title: T\nCONSTRUCT {{ ?s lfr:x ?o }}\nWHERE {body}\n".encode())


def test_rules_come_back_as_they_are_compiled_here_and_in_the_same_order():
    files = [file("second", '{ ?s lfr:p ?o FILTER(?o != "ä") }'), file("first", "{ ?s lfr:q ?o }")]
    with apart.Compiling(files) as compiling:
        assert compiling.rules() == [rules.compile_rule(each) for each in files]


def test_what_is_wrong_with_a_rule_is_told_here():
    with apart.Compiling([file("wrong", "{ ?s lfr:p }")]) as compiling, pytest.raises(KnowledgeError) as raised:
        compiling.rules()
    assert raised.value.message.startswith("queries/rules/measures/wrong.rq: not SPARQL that rdflib reads: ")


def test_a_process_that_nobody_waits_for_is_ended():
    with pytest.raises(KeyError), apart.Compiling([file("one", "{ ?s lfr:p ?o }")]) as compiling:
        raise KeyError
    assert compiling._process.returncode is not None


def test_a_process_that_was_ended_has_compiled_nothing():
    with apart.Compiling([file("one", "{ ?s lfr:p ?o }")]) as compiling, pytest.raises(KnowledgeError, match="was ended, or broke"):
        compiling._process.kill()
        compiling.rules()


@pytest.mark.parametrize("is_of_this_python", [True, False])
def test_what_another_python_kept_of_a_rule_is_compiled_anew(is_of_this_python):
    rule = rules.compile_rule(file("one", "{ ?s lfr:p ?o }"))
    kept = rules.as_code([rule])
    [found] = rules.with_code([rule], kept if is_of_this_python else b"\0\0\r\n" + kept[4:])
    assert (found.made is not None, rules.as_json(found)) == (is_of_this_python, rules.as_json(rule))
    one, two = iri("lfr:one"), iri("lfr:two")
    assert [fact for fact, _ in rules.Prepared(found).run(Graph([(one, iri("lfr:p"), two)]))] == [(one, iri("lfr:x"), two)]
