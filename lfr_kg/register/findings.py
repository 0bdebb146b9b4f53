"""What was found of the records: kept as one line of JSON a record, and as a graph beside the law.

Sources: Evaluation and Report Language 1.0 (EARL, W3C); PROV-O (W3C, 2013).
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson
import pyoxigraph as ox

from lfr_kg.answer.receipt import digest
from lfr_kg.base.model import TYPE, Fact
from lfr_kg.base.namespaces import GRAPHS, PREFIXES, REGISTER, iri
from lfr_kg.base.scales import VERDICTS
from lfr_kg.base.serialising import as_json

FILE = "register.ndjson"
FINDINGS_GRAPH = GRAPHS + "register/findings"
"""The named graph that holds what was found of the records."""


def written(findings: Iterable[dict[str, Any]]) -> str:
    """Findings as lines of JSON, in the order of their records."""
    return "".join(as_json(entry) + "\n" for entry in sorted(findings, key=lambda entry: entry["id"]))


def read(file: Path) -> dict[str, dict[str, Any]]:
    """The findings of a file by record; none where it is not there, or not whole."""
    try:
        entries = [orjson.loads(line) for line in file.read_bytes().splitlines()]
        return {entry["id"]: entry for entry in entries}
    except (OSError, ValueError, KeyError):
        return {}


def is_same(entry: dict[str, Any] | None, receipt: dict[str, str]) -> bool:
    """Whether a kept finding was made of the same description, by the same law, with the same software, as at the same instant, and is as
    it was sealed."""
    return entry is not None and receipt.items() <= entry["receipt"].items() and entry["receipt"].get("hash") == digest(entry)


def findings_quads(findings: Iterable[dict[str, Any]]) -> list[ox.Quad]:
    """What was found, as statements in a graph of their own: an activity a record with its receipt, an assertion a verdict that says
    something, and one statement for each norm that is left open."""
    graph = ox.NamedNode(FINDINGS_GRAPH)
    return [ox.Quad(*triple, graph) for entry in findings for triple in _assessment(entry)]


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
