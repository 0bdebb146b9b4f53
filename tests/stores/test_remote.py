"""The same answers from every store: the embedded one, Oxigraph's server and Virtuoso over HTTP; publishing there, and serving from there.

What is not installed is skipped by name. What is sent to a store, and read from it, is in test_store_requests.py.
"""

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pyoxigraph as ox
import pytest
import yaml

from lfr_kg.ask.narrowing import NARROWED
from lfr_kg.base.errors import KnowledgeError
from lfr_kg.base.namespaces import GRAPHS, iri
from lfr_kg.base.settings import PACKAGE, Settings
from lfr_kg.knowledge import KnowledgeBase
from lfr_kg.stores import embedded as store
from lfr_kg.stores.publish import Target, publish, sizes
from lfr_kg.stores.remote import NO_GRAPH, STAMP_GRAPH, UNION_GRAPH, Remote, StoreFailed
from tests import TESTS
from tests.accept import totals
from tests.base.test_sparql import HOSTILE
from tests.serving import client_of
from tests.stores import servers as stores

TODAY = date(2026, 11, 23)
QUESTIONS = sorted(path.stem for path in (PACKAGE.parent / "queries" / "questions").glob("*.rq"))
COMPETENCY = [
    *(entry for path in sorted((TESTS / "competency").glob("*.yaml")) for entry in yaml.safe_load(path.read_text(encoding="utf-8"))),
    *totals.written()["answers"],
]


@pytest.fixture(scope="module", params=stores.BACK_ENDS)
def target(request, knowledge, tmp_path_factory):
    with stores.started(request.param, tmp_path_factory.mktemp("store")) as found:
        publish(knowledge.store, knowledge.hash, knowledge.version, found)
        yield found


@pytest.fixture(scope="module")
def remote(target, knowledge) -> Remote:
    return Remote(target.query, replace(target.access, seconds=240)).require(knowledge.hash)  # patience: the machine may be busy


def rows(results) -> list:
    """All rows, whatever their order; blank nodes have no names that two stores share, and no two divide to the same number of places."""
    return sorted(tuple(_comparable(term) for term in row) for row in results)


def _comparable(term) -> str:
    if isinstance(term, ox.BlankNode):
        return "_:"
    if isinstance(term, ox.Literal) and term.datatype == iri("xsd:decimal"):
        return f"{Decimal(term.value):.9g}"
    return str(term)


UNANSWERED = {("virtuoso", "where-sources-differ"): "Virtuoso 7 does not compile it: an internal error of its optimizer, SQ156"}
"""Store and question that are not compared, with the reason."""


@pytest.mark.parametrize("slug", QUESTIONS)
def test_every_question_has_the_same_rows(slug, remote, knowledge, request):
    store_name = request.node.callspec.params["target"].split()[0]
    if (store_name, slug) in UNANSWERED:
        pytest.skip(UNANSWERED[store_name, slug])
    question = knowledge.library.question(slug)
    asked = [question.example, *(entry.get("parameters", {}) for entry in COMPETENCY if entry["question"] == slug)]
    for given in asked:
        bound = question.bind({name: str(value) for name, value in given.items()}, today=TODAY)
        bound.pop(NARROWED, None)  # by which rows are kept once they are here
        here, there = (store.ask(each, question.text, bound) for each in (knowledge.store, remote))
        assert [name.value for name in here.variables] == [name.value for name in there.variables]
        expected, found = rows(here), rows(there)
        if found != expected and store_name == "virtuoso":  # it plans by samples that it takes at random, and once lost rows by such a plan
            found = rows(store.ask(remote, question.text + "\n# planned anew", bound))
        assert expected == found, given


def test_every_view_has_the_same_rows(remote, knowledge):
    for name, text in knowledge.library.views.items():
        bound = {"graph": ox.NamedNode(GRAPHS + "ontology/conditions")} if name == "graph-content" else {}
        assert rows(store.ask(knowledge.store, text, bound)) == rows(store.ask(remote, text, bound)), name


def test_every_statement_of_every_graph_is_there_and_no_other(remote, knowledge):
    text = "SELECT ?graph ?s ?p ?o WHERE { GRAPH ?graph { ?s ?p ?o } }"
    assert rows(store.ask(remote, text)) == rows(store.ask(knowledge.store, text))


def test_the_default_graph_merges_the_files_and_keeps_their_blank_nodes(remote, knowledge):
    merged = {(quad.subject, quad.predicate, quad.object) for quad in knowledge.store}
    [row] = store.ask(remote, "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    assert int(row["n"].value) == len(merged)
    text = (
        "SELECT ?class ?property WHERE { ?class rdfs:subClassOf ?restriction . "
        "?restriction owl:onProperty ?property FILTER(isBlank(?restriction)) }"
    )
    assert rows(store.ask(remote, text)) == rows(store.ask(knowledge.store, text)) != []


def test_all_forms_of_query_are_answered_as_the_embedded_engine_answers(remote, knowledge):
    construct = "CONSTRUCT { ?s lfr:within ?o } WHERE { ?s lfr:within ?o }"
    here, there = (sorted(map(str, store.ask(each, construct))) for each in (knowledge.store, remote))
    assert here == there != []
    assert isinstance(store.ask(remote, construct), ox.QueryTriples)
    for text in ("ASK { ?s a lfr:Obligation }", "ASK { ?s a lfr:Nothing }"):
        assert bool(store.ask(remote, text)) == bool(store.ask(knowledge.store, text))
    assert {
        triple.subject.value for triple in store.ask(remote, "DESCRIBE actor:chief-officer") if isinstance(triple.subject, ox.NamedNode)
    }
    assert store.ask(remote, "SELECT ?x { ?x a lfr:Act }").serialize(format=ox.QueryResultsFormat.CSV).startswith(b"x\r\n")


def test_publishing_again_changes_nothing_and_removes_what_is_no_longer_there(target, remote, knowledge):
    old, other = GRAPHS + "ontology/law/repealed", "urn:example:private"
    fact = [ox.Triple(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal("old"))]
    target.put(old, fact)
    target.put(other, fact)
    before = sizes(target)
    publish(knowledge.store, knowledge.hash, knowledge.version, target)
    assert sizes(target) == {name: number for name, number in before.items() if name != old}
    assert remote.contains_named_graph(ox.NamedNode(other))
    target.drop(other)


def test_what_else_the_store_holds_is_out_of_reach(target, remote):
    private = ox.NamedNode("urn:example:private")
    target.put(private.value, [ox.Triple(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal("secret"))])
    try:
        assert any(remote.everywhere("SELECT ?o { GRAPH <urn:example:private> { ?s ?p ?o } }"))
        for text in ("?s ?p 'secret'", "GRAPH ?g { ?s ?p 'secret' }", "GRAPH <urn:example:private> { ?s ?p ?o }"):
            assert not list(remote.query(f"SELECT * {{ {text} }}"))
            assert not list(remote.query(f"SELECT * {{ {text} }}", default_graph=[private], named_graphs=[private]))
            assert not list(remote.query(f"SELECT * FROM <urn:example:private> FROM NAMED <urn:example:private> {{ {text} }}"))
            assert not list(remote.query(f"PREFIX e: <urn:example:> SELECT * FROM e:private {{ {text} }}"))
            assert not list(remote.query(f"SELECT * {{ {text} }}", default_graph=[ox.NamedNode(UNION_GRAPH)]))
        for graph in (STAMP_GRAPH, NO_GRAPH):
            assert not list(remote.query("SELECT * { ?s ?p ?o }", default_graph=[ox.NamedNode(graph)]))
    finally:
        target.drop(private.value)


def test_a_named_dataset_is_the_dataset(remote, knowledge):
    graph = ox.NamedNode(GRAPHS + "ontology/actors")
    expected = len(list(knowledge.store.quads_for_pattern(None, None, None, graph)))
    for found in (
        remote.query("SELECT * { ?s ?p ?o }", default_graph=[graph]),
        remote.query("SELECT * { GRAPH ?g { ?s ?p ?o } }", named_graphs=[graph]),
        remote.query(f"SELECT * FROM <{graph.value}> {{ ?s ?p ?o }}"),
        remote.query(f"SELECT * FROM NAMED <{graph.value}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"),
    ):
        assert len(list(found)) == expected
    assert not list(remote.query("SELECT * { ?s ?p ?o }", named_graphs=[graph]))


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_is_bound_and_never_read_as_query(remote, value):
    text = "SELECT ?value ?same WHERE { BIND(STRLEN(?value) AS ?n) OPTIONAL { BIND(?value AS ?same) } FILTER(BOUND(?value)) }"
    [row] = store.ask(remote, text, {"value": ox.Literal(value)})
    assert row["value"] == row["same"] == ox.Literal(value)


def test_a_part_of_an_answer_is_never_passed_on(knowledge, tmp_path):
    """Virtuoso sends as many rows as it likes to, with status 200."""
    if not stores.VIRTUOSO:
        pytest.skip("virtuoso-t is not installed (Debian package virtuoso-opensource)")
    with stores.virtuoso(tmp_path, rows=50) as found:
        values = " ".join(str(number) for number in range(60))
        with pytest.raises(StoreFailed, match="cut the answer short"):
            list(Remote(found.query).query(f"SELECT ?x ?y {{ VALUES ?x {{ {values} }} VALUES ?y {{ 1 2 3 }} }}"))


# The command, and the knowledge base over a remote store


def test_publishing_needs_to_know_where_data_is_taken(knowledge):
    with pytest.raises(KnowledgeError, match="LFR_KG_STORE_UPDATE"):
        publish(knowledge.store, knowledge.hash, knowledge.version, Target("http://127.0.0.1:9/query"))


@contextmanager
def command(knowledge, *arguments, **settings):
    environment = (
        os.environ | {"LFR_KG_CACHE": str(knowledge.settings.cache)} | {f"LFR_KG_{name.upper()}": value for name, value in settings.items()}
    )
    yield subprocess.run([sys.executable, "-m", "lfr_kg", *arguments], env=environment, capture_output=True, text=True, check=False)


def test_build_publishes_and_the_knowledge_base_asks_there(knowledge):
    if not stores.OXIGRAPH:
        pytest.skip("oxigraph is not installed (PyPI package oxigraph)")
    with stores.oxigraph() as found:
        there = replace(knowledge.settings, store=found.query)
        with pytest.raises(KnowledgeError, match="holds none of this knowledge"):
            KnowledgeBase.open(there)
        with command(knowledge, "build", "--store", found.query) as done:
            assert done.returncode == 2
            assert "LFR_KG_STORE_UPDATE" in done.stderr
        with command(knowledge, "build", "--store", found.query, store_update=found.update) as done:
            assert done.returncode == 0, done.stderr
            assert "Published" in done.stdout
        opened = KnowledgeBase.open(there)
        assert isinstance(opened.store, Remote)
        assert opened.store_path == found.query
        text = "SELECT ?norm ?statement { ?norm a lfr:Obligation ; lfr:statement ?statement }"
        assert rows(opened.query(text)) == rows(knowledge.query(text)) != []
        publish(knowledge.store, "0" * 64, knowledge.version, found)
        with pytest.raises(KnowledgeError, match=r"holds other knowledge \(000000000000\)"):
            KnowledgeBase.open(there)


ENDPOINT_QUERIES = (
    "SELECT ?norm ?statement { ?norm a lfr:Prohibition ; lfr:statement ?statement }",
    "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?norm a lfr:Obligation } }",
    "CONSTRUCT { ?norm lfr:within ?time } { ?norm lfr:within ?time }",
    "ASK { ?norm a lfr:Obligation }",
    f"SELECT ?x FROM <{GRAPHS}ontology/actors> {{ ?x a ?class FILTER(isIRI(?x)) }}",
)


def test_the_service_answers_the_same_over_another_store(target, knowledge):
    settings = replace(knowledge.settings, store=target.query)
    with client_of(knowledge) as here, client_of(KnowledgeBase.open(settings)) as there:
        for query in ENDPOINT_QUERIES:
            accept = "application/n-triples" if query.startswith("CONSTRUCT") else "text/csv"
            answers = [each.get("/sparql", query_string={"query": query}, headers={"Accept": accept}) for each in (here, there)]
            assert [each.status_code for each in answers] == [200, 200], answers[1].text
            assert sorted(answers[0].text.splitlines()) == sorted(answers[1].text.splitlines()) != []
        asked = {"query": "SELECT (COUNT(?x) AS ?n) { ?x a lfr:Obligation }", "default-graph-uri": GRAPHS + "ontology/actors"}
        assert there.get("/sparql", query_string=asked, headers={"Accept": "text/csv"}).text.split() == ["n", "0"]
        assert there.get("/sparql", query_string={"query": "SELECT ?x {"}).status_code == 400
        assert there.get("/sparql", query_string={"query": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"}).status_code == 403
        assert there.post("/sparql", data="CLEAR ALL", content_type="application/sparql-update").status_code == 403
        assert there.get("/health").status_code == 200
        for path in ("/questions/how-duties-are-decided?format=csv", "/graph/ontology/actors?format=ntriples", "/sparql?format=ntriples"):
            answers = [sorted(re.sub(r"_:\w+", "_:", each.get(path).text).splitlines()) for each in (here, there)]
            assert answers[0] == answers[1] != [], path


def test_a_store_that_has_gone_is_told_in_words(knowledge):
    if not stores.OXIGRAPH:
        pytest.skip("oxigraph is not installed (PyPI package oxigraph)")
    with stores.oxigraph() as found:
        publish(knowledge.store, knowledge.hash, knowledge.version, found)
        opened = KnowledgeBase.open(replace(knowledge.settings, store=found.query))
    with client_of(opened) as client:
        for path in ("/health", "/questions/how-duties-are-decided?format=csv", "/sparql?query=ASK%7B%7D"):
            answer = client.get(path)
            assert answer.status_code >= 500
            assert "The store cannot be reached" in answer.text


def test_a_folder_as_store_takes_the_place_of_the_cache(tmp_path):
    assert Settings(store=str(tmp_path)).built == tmp_path
    assert Settings(cache=tmp_path).built == tmp_path
    assert Settings(store="http://127.0.0.1/", cache=tmp_path).built == tmp_path
