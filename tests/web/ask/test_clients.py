"""The clients that people use, driven against a running service: SPARQLWrapper, rdflib's SPARQLStore, pandas and Comunica."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from lfr_kg.base.namespaces import GRAPHS, PREFIXES, SPARQL_PREFIXES
from lfr_kg.stores.embedded import ask
from tests import TESTS
from tests.serving import running

CLIENTS = TESTS / "clients"
TEXT = "SELECT ?norm ?statement WHERE { ?norm a lfr:Prohibition ; lfr:statement ?statement }"
ACTS = "CONSTRUCT { ?act foaf:name ?title } WHERE { ?act a lfr:Act ; dct:title ?title }"


@pytest.fixture(scope="module")
def endpoint(knowledge):
    with running(knowledge) as (address, _):
        yield f"{address}/sparql"


@pytest.fixture(scope="module")
def expected(knowledge) -> set:
    """Norm, text and language of every prohibition, from the store itself."""
    return {(row["norm"].value, row["statement"].value, row["statement"].language) for row in knowledge.query(TEXT)}


@pytest.fixture(scope="module")
def acts(knowledge) -> set:
    return {(triple.subject.value, triple.object.value) for triple in ask(knowledge.store, ACTS)}


def test_something_is_expected(expected, acts):
    assert len(expected) > 5
    assert len(acts) > 5


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sparqlwrapper_reads_every_kind_of_answer(endpoint, expected, acts, method):
    wrapper = pytest.importorskip("SPARQLWrapper")
    client = wrapper.SPARQLWrapper(endpoint)
    client.setMethod(method)
    client.setQuery(SPARQL_PREFIXES + TEXT)
    client.setReturnFormat(wrapper.JSON)
    rows = client.queryAndConvert()["results"]["bindings"]
    assert {(row["norm"]["value"], row["statement"]["value"], row["statement"]["xml:lang"]) for row in rows} == expected
    client.setReturnFormat(wrapper.XML)
    assert len(client.queryAndConvert().getElementsByTagName("result")) == len(expected)
    client.setReturnFormat(wrapper.CSV)
    assert client.queryAndConvert().startswith(b"norm,statement")
    client.setReturnFormat(wrapper.TSV)
    assert client.queryAndConvert().startswith(b"?norm\t?statement")
    client.setQuery(SPARQL_PREFIXES + ACTS)
    for form in (wrapper.TURTLE, wrapper.RDFXML, wrapper.JSONLD):
        client.setReturnFormat(form)
        found = client.queryAndConvert()
        graph = found if isinstance(found, rdflib.Graph) else rdflib.Graph().parse(found)
        assert {(str(act), str(title)) for act, title in graph.subject_objects()} == acts
    client.setQuery(SPARQL_PREFIXES + "ASK { ?norm a lfr:Obligation }")
    client.setReturnFormat(wrapper.JSON)
    assert client.queryAndConvert()["boolean"] is True


def test_sparqlwrapper_names_a_dataset_and_is_told_what_is_wrong(endpoint):
    wrapper = pytest.importorskip("SPARQLWrapper")
    client = wrapper.SPARQLWrapper(endpoint, returnFormat=wrapper.JSON)
    client.addDefaultGraph(GRAPHS + "ontology/actors")
    client.setQuery(SPARQL_PREFIXES + "SELECT (COUNT(?x) AS ?n) { ?x a lfr:Obligation }")
    assert client.queryAndConvert()["results"]["bindings"][0]["n"]["value"] == "0"
    client.setQuery("SELECT ?x {")
    with pytest.raises(wrapper.SPARQLExceptions.QueryBadFormed, match="line 1"):
        client.query()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_rdflib_queries_and_walks_the_endpoint_as_a_graph(endpoint, expected, acts, method):
    graph = rdflib.Graph(SPARQLStore(endpoint, method=method))
    found = graph.query(TEXT, initNs=PREFIXES)
    assert {(str(row.norm), str(row.statement), row.statement.language) for row in found} == expected
    assert {(str(act), str(title)) for act, _, title in graph.query(SPARQL_PREFIXES + ACTS)} == acts
    assert graph.query("ASK { ?norm a lfr:Obligation }", initNs=PREFIXES).askAnswer is True
    prohibitions = set(map(str, graph.subjects(rdflib.RDF.type, rdflib.URIRef(PREFIXES["lfr"] + "Prohibition"))))
    assert prohibitions == {norm for norm, _, _ in expected}
    assert (rdflib.URIRef(min(prohibitions)), rdflib.RDF.type, None) in graph


def test_pandas_reads_csv_from_an_address(endpoint, expected):
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_csv(f"{endpoint}?{urlencode({'query': SPARQL_PREFIXES + TEXT, 'format': 'csv'})}")
    assert list(frame.columns) == ["norm", "statement"]
    assert set(frame.itertuples(index=False, name=None)) == {(norm, statement) for norm, statement, _ in expected}
    counts = "SELECT ?kind (COUNT(?norm) AS ?norms) { VALUES ?kind { lfr:Obligation lfr:Prohibition } ?norm a ?kind } GROUP BY ?kind"
    frame = pandas.read_csv(f"{endpoint}?{urlencode({'query': SPARQL_PREFIXES + counts, 'format': 'csv'})}", index_col="kind")
    assert frame["norms"][PREFIXES["lfr"] + "Prohibition"] == len(expected)


def test_comunica_queries_the_endpoint(endpoint, expected, acts):
    node = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")
    if not node or not (CLIENTS / "node_modules" / "@comunica").is_dir():
        pytest.skip("Comunica is not installed (make clients, which takes npm)")
    done = subprocess.run([node, CLIENTS / "comunica.mjs", endpoint], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert {tuple(row) for row in found["rows"]} == expected
    assert {tuple(pair) for pair in found["graph"]} == acts
    assert found["truth"] is True
