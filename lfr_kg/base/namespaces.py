"""The one table of prefixes. Query files carry none of their own; everything that needs a prefix takes it from here."""

from functools import lru_cache

import pyoxigraph as ox

BASE = "https://w3id.org/lfr-kg/"

PREFIXES: dict[str, str] = {
    "lfr": BASE + "def/",
    "law": BASE + "law/",
    "norm": BASE + "norm/",
    "shape": BASE + "shape/",
    "con": BASE + "concept/",
    "actor": BASE + "actor/",
    "measure": BASE + "measure/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "prov": "http://www.w3.org/ns/prov#",
    "org": "http://www.w3.org/ns/org#",
    "eli": "http://data.europa.eu/eli/ontology#",
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "dpv": "https://w3id.org/dpv#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "void": "http://rdfs.org/ns/void#",
    "earl": "http://www.w3.org/ns/earl#",
    "vann": "http://purl.org/vocab/vann/",
    "time": "http://www.w3.org/2006/time#",
}

SPARQL_PREFIXES = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())


def prologue(text: str) -> str:
    """The PREFIX lines for the prefixes that occur in a query's text."""
    return "".join(f"PREFIX {name}: <{value}>\n" for name, value in PREFIXES.items() if f"{name}:" in text)


GRAPHS = BASE + "graph/"
"""Named graphs: one a file of knowledge, at this address plus the file's path without its ending."""

DERIVED_GRAPH = GRAPHS + "derived"
"""What the ontology's axioms add to what the files state."""


@lru_cache(4096)
def iri(curie: str) -> ox.NamedNode:
    """The node that a compact name such as ``lfr:Deployment`` stands for."""
    prefix, _, local = curie.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)


START, END = iri("measure:start"), iri("measure:end")
CLOCKS = (START, END)
"""When a deployment starts and ends, as it was or as it is planned: what deadlines are counted from."""


def compact(value: str) -> str:
    """An IRI as a compact name where a prefix of the table fits, else the IRI as it is."""
    for name, start in PREFIXES.items():
        if value.startswith(start) and len(value) > len(start):
            return f"{name}:{value[len(start) :]}"
    return value


REGISTER = BASE + "register/"
"""Published records of deployments, and what their forces had published: descriptions that this project gives an address."""


def is_ours(value: str) -> bool:
    """Whether an IRI names something of this project's own: law, a term, a query. A record of the register is a description like others."""
    return value.startswith(BASE) and not value.startswith(REGISTER)
