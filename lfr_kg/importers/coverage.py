"""What a public register states: the properties that its records carry once read, as statements that queries can compare with the
checks."""

from collections import Counter
from pathlib import Path

import pyoxigraph as ox

from lfr_kg.base.model import TYPE
from lfr_kg.base.namespaces import GRAPHS, iri
from lfr_kg.importers import met
from lfr_kg.importers.use_cases import UseCases

COVERAGE_GRAPH = GRAPHS + "register"
"""The named graph with the property partitions of the registers."""

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
REGISTER = "law:mps-lfr-records"


def coverage_quads(cases: UseCases) -> list[ox.Quad]:
    """The property partition (VoID) of the Metropolitan Police's register, counted over the records that ship, as the importer reads
    them."""
    text = (EXAMPLES / "met-records.csv").read_text(encoding="utf-8")
    stated = ox.parse(met.descriptions(text, "met-records.csv", set(), cases).encode(), format=ox.RdfFormat.TURTLE)
    graph = ox.NamedNode(COVERAGE_GRAPH)
    found = []
    for name, number in sorted(Counter(triple.predicate.value for triple in stated if triple.predicate != TYPE).items()):
        part = ox.BlankNode()
        found += [
            ox.Quad(iri(REGISTER), iri("void:propertyPartition"), part, graph),
            ox.Quad(part, iri("void:property"), ox.NamedNode(name), graph),
            ox.Quad(part, iri("void:triples"), ox.Literal(number), graph),
        ]
    return found
