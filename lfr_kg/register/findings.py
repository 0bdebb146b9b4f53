"""What was found of the records as a graph beside the law, and whether it would be found again.

Sources: Evaluation and Report Language 1.0 (EARL, W3C); PROV-O (W3C, 2013).
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

import pyoxigraph as ox

from lfr_kg.answer.receipt import digest
from lfr_kg.base.model import TYPE, Fact
from lfr_kg.base.namespaces import GRAPHS, PREFIXES, REGISTER, iri
from lfr_kg.base.scales import VERDICTS

FINDINGS_GRAPH = GRAPHS + "register/findings"
"""The named graph that holds what was found of the records."""
Group = tuple[ox.NamedNode, list[ox.NamedNode]]
"""A property, and its values."""


def is_sealed(entry: dict[str, Any]) -> bool:
    """Whether a finding is as it was sealed."""
    return bool(entry["receipt"].get("hash") == digest(entry))


def is_same(kept: dict[str, str] | None, receipt: dict[str, str]) -> bool:
    """Whether a kept finding, by its receipt, was made of the same description, by the same law, with the same software, as at the same
    instant."""
    return kept is not None and receipt.items() <= kept.items()


def findings_quads(findings: Iterable[dict[str, Any]]) -> Iterator[ox.Quad]:
    """What was found, as statements in a graph of their own: an activity a record with its receipt, and an assertion a verdict that says
    something. What many records have in common is stated once: the statements that stood beside them, the norms that they leave open, and
    a result that points at nothing."""
    graph = ox.NamedNode(FINDINGS_GRAPH)
    stated: set[ox.NamedNode] = set()
    for entry in findings:
        for triple in _assessment(entry, stated):
            yield ox.Quad(*triple, graph)


def _assessment(entry: dict[str, Any], stated: set[ox.NamedNode]) -> Iterator[Fact]:
    record, activity = ox.NamedNode(REGISTER + entry["id"]), ox.NamedNode(f"{REGISTER}{entry['id']}#assessment")
    receipt = entry["receipt"]
    beside: list[Group] = [(iri("prov:hadMember"), [ox.NamedNode(REGISTER + name) for name in entry["statements"]])]
    left: list[Group] = [
        (iri("lfr:leavesNotStated"), list(map(_norm, entry["not-stated"]))),
        (iri("lfr:leavesConditionOpen"), list(map(_norm, entry["condition-not-stated"]))),
    ]
    yield activity, TYPE, iri("prov:Activity")
    yield activity, iri("prov:used"), record
    yield activity, iri("prov:endedAtTime"), ox.Literal(receipt["assessedAt"], datatype=iri("xsd:dateTime"))
    yield activity, iri("lfr:numberNotApplicable"), ox.Literal(entry["notApplicable"])
    yield from ((activity, iri(f"lfr:{name}"), ox.Literal(value)) for name, value in receipt.items() if name != "assessedAt")
    yield from _once(activity, "prov:used", "beside", "prov:Collection", beside, stated)
    yield from _once(activity, "lfr:leaves", "open", "lfr:OpenNorms", left, stated)
    for finding in entry["findings"]:
        yield from _assertion(record, activity, finding, stated)


def _once(subject: ox.NamedNode, prop: str, name: str, kind: str, groups: list[Group], stated: set[ox.NamedNode]) -> Iterator[Fact]:
    """What leads from a subject to a thing that is named by all that is stated of it, and that, where it was not stated yet."""
    said = [(each, value) for each, values in groups for value in values]
    if not said:
        return
    digest = hashlib.sha256("\n".join(f"{each} {value}" for each, value in said).encode()).hexdigest()
    node = ox.NamedNode(f"{REGISTER}{name}/{digest[:24]}")
    yield subject, iri(prop), node
    if node not in stated:
        stated.add(node)
        yield node, TYPE, iri(kind)
        yield from ((node, each, value) for each, value in said)


def _assertion(record: ox.NamedNode, activity: ox.NamedNode, finding: dict[str, Any], stated: set[ox.NamedNode]) -> Iterator[Fact]:
    node, verdict = ox.NamedNode(f"{record.value}#{finding['norm']}"), finding["verdict"]
    result: list[Group] = [
        (iri("lfr:verdict"), [iri(f"con:verdict-{verdict}")]),
        (iri("earl:outcome"), [VERDICTS[verdict].outcome]),
        (iri("earl:pointer"), [ox.NamedNode(PREFIXES["shape"] + name) for name in finding["against"]]),
    ]
    said_by = ([record] if finding["record"] else []) + [ox.NamedNode(REGISTER + name) for name in finding["papers"]]
    yield node, TYPE, iri("earl:Assertion")
    yield node, iri("prov:wasGeneratedBy"), activity
    yield node, iri("earl:subject"), record
    yield node, iri("earl:test"), _norm(finding["norm"])
    yield from _once(node, "earl:result", "result", "earl:TestResult", result, stated)
    yield from ((node, iri("prov:wasDerivedFrom"), each) for each in said_by)


def _norm(slug: str) -> ox.NamedNode:
    return ox.NamedNode(PREFIXES["norm"] + slug)
