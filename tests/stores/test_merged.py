"""The default graph of a built store: all graphs merged, each statement once, and every query answered as over their union."""

import pyoxigraph as ox
import pytest

from lfr_kg.base.namespaces import GRAPHS, SPARQL_PREFIXES
from lfr_kg.stores.embedded import with_merged
from tests.stores.test_remote import COMPETENCY, QUESTIONS, TODAY

LIKE_THE_SUITES = {
    "a join": "SELECT ?norm ?actor { ?norm a lfr:Obligation ; lfr:bearer ?actor }",
    "a path without end": "SELECT DISTINCT ?class { ?class rdfs:subClassOf+ lfr:Norm }",
    "a path of none or one": "SELECT DISTINCT ?x { lfr:Obligation rdfs:subClassOf? ?x }",
    "a path against the arrow": "SELECT DISTINCT ?x { actor:chief-officer ^lfr:bearer/lfr:statedBy ?x }",
    "an option": "SELECT ?norm ?within { ?norm a lfr:Obligation OPTIONAL { ?norm lfr:within ?within } }",
    "what is not there": "SELECT ?norm { ?norm a lfr:Obligation FILTER NOT EXISTS { ?norm lfr:within ?any } }",
    "less": "SELECT ?norm { ?norm a lfr:Obligation MINUS { ?norm lfr:bearer actor:chief-officer } }",
    "groups": "SELECT ?kind (COUNT(DISTINCT ?x) AS ?n) { ?x a ?kind } GROUP BY ?kind HAVING (COUNT(DISTINCT ?x) > 3)",
    "values": "SELECT ?x { VALUES ?kind { lfr:Obligation lfr:Prohibition } ?x a ?kind }",
    "a query within": "SELECT ?norm { { SELECT ?norm { ?norm a lfr:Obligation } ORDER BY ?norm LIMIT 9 } ?norm lfr:bearer ?actor }",
    "a named graph": f"SELECT ?s ?p {{ GRAPH <{GRAPHS}ontology/conditions/deployments> {{ ?s ?p ?o }} }}",
    "all named graphs": "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    "both": f"SELECT ?s ?t {{ GRAPH <{GRAPHS}ontology/conditions/deployments> {{ ?s a ?t }} ?s a ?t }}",
    "a dataset": f"SELECT ?s FROM <{GRAPHS}ontology/conditions/deployments> {{ ?s a ?t }}",
    "a dataset of named graphs": f"SELECT ?s FROM NAMED <{GRAPHS}ontology/conditions/deployments> {{ GRAPH ?g {{ ?s a ?t }} }}",
    "yes or no": "ASK { ?s a lfr:Obligation }",
    "a graph": "CONSTRUCT { ?actor lfr:owes ?norm } WHERE { ?norm lfr:bearer ?actor }",
    "a description": "DESCRIBE actor:chief-officer",
}


@pytest.fixture(scope="module")
def named(knowledge, tmp_path_factory) -> ox.Store:
    """The named graphs alone, as a store on disk, whose union the engine makes for each query."""
    place = str(tmp_path_factory.mktemp("named"))
    store = ox.Store(place)
    store.bulk_extend(quad for quad in knowledge.store if not isinstance(quad.graph_name, ox.DefaultGraph))
    store.optimize()
    del store
    return ox.Store.read_only(place)


def both(text: str, knowledge, named, bound=None) -> list[set[str]]:
    """What the merged graph answers, and what the union does."""
    values = {ox.Variable(name): term for name, term in (bound or {}).items()}
    found = (
        knowledge.store.query(SPARQL_PREFIXES + text, substitutions=values),
        named.query(SPARQL_PREFIXES + text, substitutions=values, use_default_graph_as_union="FROM" not in text),
    )
    return [{str(each)} if isinstance(each, ox.QueryBoolean) else set(map(str, each)) for each in found]


def test_the_default_graph_holds_every_statement_once_and_no_other(knowledge, named):
    merged = list(knowledge.store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    assert len(merged) == len({quad.triple for quad in merged})
    assert {quad.triple for quad in merged} == {quad.triple for quad in named}
    [row] = knowledge.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert int(row["n"].value) == len(merged)


@pytest.mark.parametrize("text", LIKE_THE_SUITES.values(), ids=list(LIKE_THE_SUITES))
def test_a_query_has_the_rows_that_the_union_gives(text, knowledge, named):
    merged, union = both(text, knowledge, named)
    assert merged == union != set()


@pytest.mark.parametrize("slug", QUESTIONS)
def test_a_question_has_the_rows_that_the_union_gives(slug, knowledge, named):
    question = knowledge.library.question(slug)
    given = [question.example, *(entry.get("parameters", {}) for entry in COMPETENCY if entry["question"] == slug)]
    for each in given[:2]:
        bound = question.bind({name: str(value) for name, value in each.items() if name != "binds"}, today=TODAY)
        merged, union = both(question.text, knowledge, named, bound)
        assert merged == union, each


def test_what_is_added_is_in_both():
    quad = ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.BlankNode("b"), ox.NamedNode("urn:g"))
    assert list(with_merged([quad])) == [quad, ox.Quad(quad.subject, quad.predicate, quad.object)]
