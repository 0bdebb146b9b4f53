"""An answer as a graph. Sources: Evaluation and Report Language 1.0 (EARL, W3C), PROV-O (W3C, 2013)."""

import hashlib

import pyoxigraph as ox

from lfr_kg.answer.contract import Answer, Deployment, Finding, Norm
from lfr_kg.base.model import TYPE, Fact, serialized
from lfr_kg.base.namespaces import PREFIXES, iri
from lfr_kg.base.scales import VERDICTS


def as_graph(answer: Answer) -> list[ox.Triple]:
    """The answer as triples: an assertion a finding, all of one activity with its receipt."""
    receipt = answer["receipt"]
    activity = ox.NamedNode(f"urn:lfr-kg:assessment:{receipt['hash']}")
    triples = [
        ox.Triple(activity, TYPE, iri("prov:Activity")),
        ox.Triple(activity, iri("prov:endedAtTime"), ox.Literal(receipt["assessedAt"], datatype=iri("xsd:dateTime"))),
    ]
    triples += [
        ox.Triple(activity, iri(f"lfr:{name}"), ox.Literal(str(value)))
        for name, value in receipt.items()
        if value is not None and name != "assessedAt"
    ]
    for deployment in answer["deployments"]:
        for finding in deployment["findings"]:
            triples += _assertion(activity, deployment, finding, answer["norms"][finding["slug"]])
    return triples


def _assertion(activity: ox.NamedNode, deployment: Deployment, finding: Finding, norm: Norm) -> list[ox.Triple]:
    name = hashlib.sha256(f"{activity.value} {deployment['id']} {finding['slug']}".encode()).hexdigest()[:24]
    node, result = ox.NamedNode(f"urn:lfr-kg:finding:{name}"), ox.NamedNode(f"urn:lfr-kg:result:{name}")
    verdict = ox.NamedNode(f"{PREFIXES['con']}verdict-{finding['verdict']}")
    pairs: list[Fact] = [
        (node, TYPE, iri("earl:Assertion")), (node, iri("prov:wasGeneratedBy"), activity),
        (node, iri("earl:subject"), ox.NamedNode(deployment["id"])), (node, iri("earl:test"), ox.NamedNode(norm["norm"])),
        (node, iri("earl:mode"), VERDICTS[finding["verdict"]].mode),
        (node, iri("earl:result"), result), (result, TYPE, iri("earl:TestResult")),
        (result, iri("earl:outcome"), VERDICTS[finding["verdict"]].outcome), (result, iri("lfr:verdict"), verdict),
        (result, iri("earl:info"), ox.Literal(finding["message"], language="en")),
    ]  # fmt: skip
    return [ox.Triple(*pair) for pair in pairs]


def as_turtle(answer: Answer) -> str:
    """The answer as Turtle."""
    return turtle(as_graph(answer))


def turtle(triples: list[ox.Triple]) -> str:
    """Triples as Turtle, with the prefixes of the one table."""
    return serialized(triples, ox.RdfFormat.TURTLE, PREFIXES).decode()
