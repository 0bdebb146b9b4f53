"""Every IRI of the project at its own path: to people a page, to machines RDF that says the same."""

import json

import pyoxigraph as ox
import pytest

from lfr_kg.base.namespaces import BASE, PREFIXES, compact, iri
from tests.serving import BROWSER

NORM = ox.NamedNode(PREFIXES["norm"] + "dpa-s64-dpia")
TYPES = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}


def triples(response, media_type="text/turtle") -> set:
    assert (response.status_code, response.headers["Content-Type"].split(";")[0]) == (200, media_type), response.text
    return {(t.subject, t.predicate, t.object) for t in ox.parse(response.data, format=TYPES[media_type])}


@pytest.mark.parametrize("media_type", TYPES)
def test_a_norm_is_given_in_every_serialisation_by_accept(client, knowledge, media_type):
    found = triples(client.get("/norm/dpa-s64-dpia", headers={"Accept": media_type}), media_type)
    stated = {(NORM, p, o) for p in knowledge.graph.predicates_of(NORM) for o in knowledge.graph.objects(NORM, p)}
    assert stated <= found
    assert (ox.NamedNode(PREFIXES["shape"] + "dpa-s64-dpia"), iri("lfr:checks"), NORM) in found
    assert (ox.NamedNode(PREFIXES["law"] + "seed-answer-111254_passage-2"), iri("lfr:carriedBy"), NORM) in found


@pytest.mark.parametrize(
    "suffix, media_type",
    [("ttl", "text/turtle"), ("nt", "application/n-triples"), ("jsonld", "application/ld+json"), ("rdf", "application/rdf+xml")],
)
def test_a_suffix_and_the_format_parameter_ask_for_a_serialisation(client, suffix, media_type):
    by_suffix = triples(client.get(f"/norm/dpa-s64-dpia.{suffix}", headers=BROWSER), media_type)
    by_name = triples(client.get(f"/norm/dpa-s64-dpia?format={suffix}", headers=BROWSER), media_type)
    assert by_suffix == by_name == triples(client.get("/norm/dpa-s64-dpia", headers={"Accept": "text/turtle"}))


def test_an_rdf_library_finds_its_way(client):
    import rdflib

    response = client.get("/law/ukpga-2018-12", headers={"Accept": "application/rdf+xml, text/turtle;q=0.9, */*;q=0.1"})
    graph = rdflib.Graph().parse(data=response.data, format=response.headers["Content-Type"].split(";")[0])
    title = graph.value(rdflib.URIRef(PREFIXES["law"] + "ukpga-2018-12"), rdflib.DCTERMS.title)
    assert str(title) == "Data Protection Act 2018"


def test_a_shape_comes_with_its_facets_and_their_constraints(client):
    found = triples(client.get("/shape/app-wl-24h-generate", headers={"Accept": "text/turtle"}))
    facet = ox.NamedNode(PREFIXES["shape"] + "app-wl-24h-generate.made-within-24h")
    assert {p for s, p, _ in found if s == facet} >= {iri("sh:path"), iri("sh:message"), iri("sh:maxInclusive")}


def test_a_condition_comes_with_its_axiom(client):
    found = triples(client.get("/def/LiveDeployment", headers={"Accept": "text/turtle"}))
    assert {(p, o) for _, p, o in found} >= {
        (iri("owl:onProperty"), iri("lfr:technique")),
        (iri("owl:hasValue"), iri("con:technique-live")),
    }


def test_the_answer_is_kept_by_its_etag_and_names_its_alternates(client):
    first = client.get("/norm/dpa-s64-dpia", headers={"Accept": "text/turtle"})
    again = client.get("/norm/dpa-s64-dpia", headers={"Accept": "text/turtle", "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert first.headers["Vary"] == "Accept, Accept-Encoding"
    links = first.headers.getlist("Link")
    assert '</norm/dpa-s64-dpia?format=html>; rel="alternate"; type="text/html"' in links
    assert len(links) == 4
    assert client.head("/norm/dpa-s64-dpia").headers["Content-Type"] == "text/html; charset=utf-8"


def test_what_cannot_be_given_is_406(client):
    assert client.get("/norm/dpa-s64-dpia", headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize(
    "path, words",
    [
        ("/norm/dpa-s64", "Perhaps one of these: /norm/dpa-s64-dpia"),
        ("/norm/zzz", "Start from the list of the law at /law"),
        ("/law/ukpga-2018-99", "/law/ukpga-2018-12"),
        ("/actor/chief", "/actor/chief-officer"),
        ("/concept/%3Cscript%3E", "holds nothing called concept/<script>"),
        ("/shape/.ttl", "holds nothing called"),
        ("/graph/no/such", "There is no graph “no/such”"),
        ("/source/zzz", "No source has the short name “zzz”"),
        ("/nowhere", "There is nothing at /nowhere"),
    ],
)
def test_what_is_not_there_is_404_with_what_to_do(client, path, words):
    response = client.get(path)
    assert (response.status_code, response.headers["Content-Type"]) == (404, "text/plain; charset=utf-8")
    assert words in response.text
    assert client.get(path, headers=BROWSER).status_code == 404


def test_the_name_of_what_is_not_there_is_escaped_on_its_page(client):
    assert "<script>" not in client.get("/concept/%3Cscript%3E", headers=BROWSER).text


@pytest.mark.parametrize(
    "path, place",
    [
        ("/source/dpa-2018", "/law/ukpga-2018-12"),
        ("/source/bridges-ca-2020", "/law/ewca-civ-2020-1058"),
        ("/shapes/dpa-s64-dpia", "/shape/dpa-s64-dpia"),
    ],
)
def test_short_names_redirect(client, path, place):
    response = client.get(path)
    assert (response.status_code, response.headers["Location"]) == (302, place)


def test_the_ontology_is_given_whole(client, corpus):
    found = triples(client.get("/def/", headers={"Accept": "text/turtle"}))
    subjects = {subject for subject, _, _ in found}
    terms = {
        quad.subject for quad in corpus.quads if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(BASE + "def/")
    }
    assert terms <= subjects


def test_a_named_graph_is_given_as_its_file_states_it(client, corpus):
    file = next(file for file in corpus.files if file.path == "ontology/actors.ttl")
    found = triples(client.get("/graph/ontology/actors", headers={"Accept": "application/n-triples"}), "application/n-triples")
    stated = {(q.subject, q.predicate, q.object) for q in corpus.quads if q.graph_name == file.graph}
    assert found == stated


def test_every_iri_of_the_project_has_its_description(client, knowledge):
    """Each subject that a file states something of is found at its path, as RDF that states the same of it."""
    missing = []
    for node in sorted({quad.subject for quad in knowledge.corpus.quads if isinstance(quad.subject, ox.NamedNode)}, key=str):
        if node.value.startswith(BASE) and node.value != PREFIXES["lfr"]:
            response = client.get("/" + node.value[len(BASE) :], headers={"Accept": "application/n-triples"})
            if response.status_code != 200 or not response.data.startswith(f"<{node.value}>".encode()):
                missing.append(compact(node.value))
    assert missing == []


def test_json_ld_is_what_programs_that_ask_for_json_get(client):
    response = client.get("/actor/chief-officer", headers={"Accept": "application/json"})
    assert response.headers["Content-Type"] == "application/json"
    assert PREFIXES["actor"] + "chief-officer" in json.dumps(response.json)
