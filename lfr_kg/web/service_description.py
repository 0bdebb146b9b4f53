"""What the endpoint can do and what it holds, as RDF: SPARQL 1.1 Service Description, with VoID counts of each named graph."""

import pyoxigraph as ox

from lfr_kg.ask.worker import GRAPHS, prefixes_of
from lfr_kg.model import TYPE
from lfr_kg.namespaces import iri

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"
RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle", "N-Triples", "JSON-LD", "RDF_XML")


def describe(kb, endpoint: str, form: str) -> bytes:
    """The description of the service at ``endpoint`` over ``kb``, serialised (a key of ``worker.GRAPHS``).

    Follows SPARQL 1.1 Service Description §3: one sd:Service with its endpoint, languages, features, formats and default dataset.
    """
    triples = _triples(kb, endpoint)
    return ox.serialize(triples, format=GRAPHS[form], prefixes=prefixes_of(triples) | {"sd": SD})


def _triples(kb, endpoint: str) -> list[ox.Triple]:
    service, dataset, default = ox.BlankNode("service"), ox.BlankNode("dataset"), ox.BlankNode("default")
    found = [
        ox.Triple(service, TYPE, _sd("Service")),
        ox.Triple(service, _sd("endpoint"), ox.NamedNode(endpoint.rstrip("/"))),
        ox.Triple(service, _sd("supportedLanguage"), _sd("SPARQL10Query")),
        ox.Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query")),
        ox.Triple(service, _sd("feature"), _sd("UnionDefaultGraph")),
        *(ox.Triple(service, _sd("resultFormat"), ox.NamedNode(FORMATS + name)) for name in RESULTS),
        ox.Triple(service, _sd("defaultDataset"), dataset),
        ox.Triple(dataset, TYPE, _sd("Dataset")),
        ox.Triple(dataset, iri("dct:title"), ox.Literal("The law on police live facial recognition in England and Wales", language="en")),
        ox.Triple(dataset, iri("dct:hasVersion"), ox.Literal(kb.version)),
        ox.Triple(dataset, iri("dct:identifier"), ox.Literal(kb.hash)),
        ox.Triple(dataset, _sd("defaultGraph"), default),
        ox.Triple(default, TYPE, _sd("Graph")),
    ]
    total = 0
    for number, row in enumerate(kb.query(kb.library.view("graph-sizes"))):
        graph, content = ox.BlankNode(f"g{number}"), ox.BlankNode(f"c{number}")
        total += int(row["triples"].value)
        found += [
            ox.Triple(dataset, _sd("namedGraph"), graph),
            ox.Triple(graph, TYPE, _sd("NamedGraph")),
            ox.Triple(graph, _sd("name"), row["graph"]),
            ox.Triple(graph, _sd("graph"), content),
            ox.Triple(content, TYPE, _sd("Graph")),
            ox.Triple(content, iri("void:triples"), row["triples"]),
        ]
    return [*found, ox.Triple(default, iri("void:triples"), ox.Literal(total))]


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(SD + name)
