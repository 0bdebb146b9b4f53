"""The W3C SHACL validation report as a graph. Source: Shapes Constraint Language (W3C, 2017), section 3.6."""

from collections.abc import Iterator

import pyoxigraph as ox

from lfr_kg.assess.checks import Result
from lfr_kg.base.model import TYPE, Value, term
from lfr_kg.base.namespaces import iri


def validation_report(results: list[Result]) -> list[ox.Triple]:
    """The report on some results: ``sh:conforms`` is false where there is any."""
    report = ox.BlankNode("report")
    conforms = ox.Literal("false" if results else "true", datatype=iri("xsd:boolean"))
    triples = [ox.Triple(report, TYPE, iri("sh:ValidationReport")), ox.Triple(report, iri("sh:conforms"), conforms)]
    for number, result in enumerate(results):
        node = ox.BlankNode(f"r{number}")
        triples += [ox.Triple(report, iri("sh:result"), node), ox.Triple(node, TYPE, iri("sh:ValidationResult"))]
        triples += [ox.Triple(node, iri(f"sh:{name}"), term) for name, term in _fields(result)]
    return triples


def _fields(result: Result) -> Iterator[tuple[str, Value]]:
    pairs = (
        ("focusNode", result.focus),
        ("value", result.value),
        ("sourceShape", result.shape),
        ("sourceConstraintComponent", result.component),
    )
    for name, text in (*pairs, ("resultSeverity", result.severity), ("resultPath", result.path)):
        if text is not None and text != "(path)":
            yield name, term(text)
    for message in result.messages:
        yield "resultMessage", ox.Literal(message, language="en")
