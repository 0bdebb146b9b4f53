"""What the endpoint can do and what it holds, as RDF: SPARQL 1.1 Service Description, with VoID statistics of the dataset.

The same description stands at the endpoint and at ``/.well-known/void``; the dataset's own name is in the latter.
"""

from functools import lru_cache

import pyoxigraph as ox

from lfr_kg.base.model import TYPE, Value, serialized
from lfr_kg.base.namespaces import BASE, PREFIXES, iri
from lfr_kg.endpoint.worker import GRAPHS, prefixes_of
from lfr_kg.knowledge import KnowledgeBase

Row = dict[str, Value]
SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"
RESULTS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "JSON-LD",
    "RDF_XML",
)
LANGUAGES = ("SPARQL10Query", "SPARQL11Query")
WELL_KNOWN = "/.well-known/void"
FOREIGN = ("rdf", "rdfs", "owl", "sh", "skos", "dct", "prov", "eli", "odrl", "dpv")
"""Vocabularies that the knowledge is written in, besides its own."""

EXAMPLES = ("norm", "law", "actor")
"""Kinds of things of which one is named as an example (VoID §4.4)."""


def describe(kb: KnowledgeBase, root: str, form: str) -> bytes:
    """The description of the service at ``root`` (scheme and host) over ``kb``, serialised (a key of ``worker.GRAPHS``).

    Follows SPARQL 1.1 Service Description §3 (one sd:Service with its endpoint, languages, features, formats and default dataset) and VoID
    §4 (counts of the whole, of each class and property, and of each named graph).
    """
    root = root.rstrip("/")
    triples = [*_service(kb, root), *_counts(kb, root)]
    return serialized(triples, GRAPHS[form], prefixes_of(triples) | {"sd": SD})


def _service(kb: KnowledgeBase, root: str) -> list[ox.Triple]:
    """The service, and what its dataset is about."""
    service, dataset, default = ox.NamedNode(f"{root}/sparql#service"), _dataset(root), ox.BlankNode("default")
    return [
        ox.Triple(service, TYPE, _sd("Service")),
        ox.Triple(service, _sd("endpoint"), ox.NamedNode(f"{root}/sparql")),
        *(ox.Triple(service, _sd("supportedLanguage"), _sd(name)) for name in LANGUAGES),
        ox.Triple(service, _sd("feature"), _sd("UnionDefaultGraph")),
        *(ox.Triple(service, _sd("resultFormat"), ox.NamedNode(FORMATS + name)) for name in RESULTS),
        ox.Triple(service, _sd("defaultDataset"), dataset),
        ox.Triple(dataset, TYPE, _sd("Dataset")),
        ox.Triple(dataset, TYPE, iri("void:Dataset")),
        ox.Triple(dataset, iri("dct:title"), ox.Literal("The law on police live facial recognition in England and Wales", language="en")),
        ox.Triple(dataset, iri("dct:hasVersion"), ox.Literal(kb.version)),
        ox.Triple(dataset, iri("dct:identifier"), ox.Literal(kb.hash)),
        ox.Triple(dataset, iri("foaf:homepage"), ox.NamedNode(f"{root}/")),
        ox.Triple(dataset, iri("void:sparqlEndpoint"), ox.NamedNode(f"{root}/sparql")),
        ox.Triple(dataset, iri("void:uriSpace"), ox.Literal(BASE)),
        *(ox.Triple(dataset, iri("void:vocabulary"), ox.NamedNode(PREFIXES[name])) for name in ("lfr", *FOREIGN)),
        *(ox.Triple(dataset, iri("void:exampleResource"), kb.library.example_of(kind)) for kind in EXAMPLES),
        ox.Triple(dataset, _sd("defaultGraph"), default),
        ox.Triple(default, TYPE, _sd("Graph")),
    ]


def _counts(kb: KnowledgeBase, root: str) -> list[ox.Triple]:
    """The statistics of the dataset, of its default graph and of each named graph."""
    dataset, default = _dataset(root), ox.BlankNode("default")
    totals, classes, properties, graphs = statistics(kb)
    found = [ox.Triple(subject, iri("void:triples"), totals["triples"]) for subject in (dataset, default)]
    found += [
        ox.Triple(dataset, iri("void:distinctSubjects"), totals["subjects"]),
        ox.Triple(dataset, iri("void:distinctObjects"), totals["values"]),
        ox.Triple(dataset, iri("void:classes"), ox.Literal(len(classes))),
        ox.Triple(dataset, iri("void:properties"), ox.Literal(len(properties))),
    ]
    for number, row in enumerate(classes):
        part = ox.BlankNode(f"c{number}")
        found += _part(dataset, "void:classPartition", part, {"void:class": row["class"], "void:entities": row["entities"]})
    for number, row in enumerate(properties):
        counts = {"void:triples": row["triples"], "void:distinctSubjects": row["subjects"], "void:distinctObjects": row["values"]}
        found += _part(dataset, "void:propertyPartition", ox.BlankNode(f"p{number}"), {"void:property": row["property"]} | counts)
    for number, row in enumerate(graphs):
        graph, content = ox.BlankNode(f"g{number}"), ox.BlankNode(f"t{number}")
        found += [
            ox.Triple(dataset, _sd("namedGraph"), graph),
            ox.Triple(graph, TYPE, _sd("NamedGraph")),
            ox.Triple(graph, _sd("name"), row["graph"]),
            ox.Triple(graph, _sd("graph"), content),
            ox.Triple(content, TYPE, _sd("Graph")),
            ox.Triple(content, iri("void:triples"), row["triples"]),
        ]
    return found


@lru_cache(4)
def statistics(kb: KnowledgeBase) -> tuple[Row, list[Row], list[Row], list[Row]]:
    """Totals, classes, properties and named graphs with their counts, asked once of a knowledge base, which never changes."""
    totals, classes, properties, graphs = (_rows(kb, name) for name in ("totals", "class-partitions", "property-partitions", "graph-sizes"))
    return totals[0], classes, properties, graphs


def _rows(kb: KnowledgeBase, view: str) -> list[Row]:
    results = kb.query(kb.library.view(view))
    names = [variable.value for variable in results.variables]
    return [{name: row[name] for name in names} for row in results]


def _part(dataset: ox.NamedNode, link: str, part: ox.BlankNode, values: Row) -> list[ox.Triple]:
    return [ox.Triple(dataset, iri(link), part), *(ox.Triple(part, iri(name), value) for name, value in values.items())]


def _dataset(root: str) -> ox.NamedNode:
    return ox.NamedNode(f"{root}{WELL_KNOWN}#dataset")


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(SD + name)
