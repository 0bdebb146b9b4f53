"""What was found of the records as a graph beside the law, and whether it would be found again.

Sources: Evaluation and Report Language 1.0 (EARL, W3C); PROV-O (W3C, 2013).
"""

from collections.abc import Iterable, Iterator
from typing import Any

import pyoxigraph as ox

from lfr_kg.answer.receipt import digest
from lfr_kg.base.model import TYPE, Fact
from lfr_kg.base.namespaces import GRAPHS, PREFIXES, REGISTER, iri
from lfr_kg.base.scales import VERDICTS

FINDINGS_GRAPH = GRAPHS + "register/findings"
"""The named graph that holds what was found of the records."""


def is_sealed(entry: dict[str, Any]) -> bool:
    """Whether a finding is as it was sealed."""
    return bool(entry["receipt"].get("hash") == digest(entry))


def is_same(kept: dict[str, str] | None, receipt: dict[str, str]) -> bool:
    """Whether a kept finding, by its receipt, was made of the same description, by the same law, with the same software, as at the same
    instant."""
    return kept is not None and receipt.items() <= kept.items()


def findings_quads(findings: Iterable[dict[str, Any]]) -> Iterator[ox.Quad]:
    """What was found, as statements in a graph of their own: an activity a record with its receipt, an assertion a verdict that says
    something, and one statement for each norm that is left open."""
    graph = ox.NamedNode(FINDINGS_GRAPH)
    return (ox.Quad(*triple, graph) for entry in findings for triple in _assessment(entry))


def _assessment(entry: dict[str, Any]) -> list[Fact]:
    record, activity = ox.NamedNode(REGISTER + entry["id"]), ox.NamedNode(f"{REGISTER}{entry['id']}#assessment")
    receipt = entry["receipt"]
    found: list[Fact] = [
        (activity, TYPE, iri("prov:Activity")),
        (activity, iri("prov:used"), record),
        (activity, iri("prov:endedAtTime"), ox.Literal(receipt["assessedAt"], datatype=iri("xsd:dateTime"))),
        (activity, iri("lfr:numberNotApplicable"), ox.Literal(entry["notApplicable"])),
        *((activity, iri(f"lfr:{name}"), ox.Literal(value)) for name, value in receipt.items() if name != "assessedAt"),
        *((activity, iri("prov:used"), ox.NamedNode(REGISTER + name)) for name in entry["statements"]),
        *((activity, iri("lfr:leavesNotStated"), _norm(slug)) for slug in entry["not-stated"]),
        *((activity, iri("lfr:leavesConditionOpen"), _norm(slug)) for slug in entry["condition-not-stated"]),
    ]
    return found + [triple for finding in entry["findings"] for triple in _assertion(record, activity, finding)]


def _assertion(record: ox.NamedNode, activity: ox.NamedNode, finding: dict[str, Any]) -> list[Fact]:
    node = ox.NamedNode(f"{record.value}#{finding['norm']}")
    result = ox.NamedNode(f"{record.value}#{finding['norm']}.result")
    shapes = [ox.NamedNode(PREFIXES["shape"] + name) for name in finding["against"]]
    said_by = ([record] if finding["record"] else []) + [ox.NamedNode(REGISTER + name) for name in finding["papers"]]
    return [
        (node, TYPE, iri("earl:Assertion")),
        (node, iri("prov:wasGeneratedBy"), activity),
        (node, iri("earl:subject"), record),
        (node, iri("earl:test"), _norm(finding["norm"])),
        (node, iri("earl:result"), result),
        (result, TYPE, iri("earl:TestResult")),
        (result, iri("lfr:verdict"), iri(f"con:verdict-{finding['verdict']}")),
        (result, iri("earl:outcome"), VERDICTS[finding["verdict"]].outcome),
        *((result, iri("earl:pointer"), shape) for shape in shapes),
        *((node, iri("prov:wasDerivedFrom"), each) for each in said_by),
    ]


def _norm(slug: str) -> ox.NamedNode:
    return ox.NamedNode(PREFIXES["norm"] + slug)
