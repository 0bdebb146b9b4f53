"""Conditions: what the axioms make hold is what owlrl concludes; what is silent stays open."""

import owlrl
import pytest
import rdflib

from lfr_kg.assess.conditions import Classifier
from lfr_kg.base.model import TYPE
from lfr_kg.base.namespaces import PREFIXES, SPARQL_PREFIXES, iri
from lfr_kg.evidence.description import describe
from lfr_kg.evidence.reading import read
from tests import casebook, generated

TURTLE = "".join(line.replace("PREFIX", "@prefix").rstrip() + " .\n" for line in SPARQL_PREFIXES.splitlines())


def deployment(turtle: str):
    sent = read((TURTLE + turtle).encode(), "text/turtle", "case", 10_000_000)
    return describe([sent], casebook.assessor().vocabulary).deployments[0]


def by_axioms(one) -> dict:
    """What the axioms alone decide, rules left out."""
    theory = casebook.assessor().theory
    return Classifier(theory.conditions, theory.kinds, one.facts, one.node, {}).decide()


@pytest.fixture(scope="module")
def axioms(corpus) -> str:
    """Vocabulary, conditions and actors as N-Triples, for owlrl."""
    graphs = {file.graph for file in corpus.of("conditions", "actors")}
    kinds = {file.graph for file in corpus.of("vocabulary") if file.name == "actors"}
    return "".join(f"{q.subject} {q.predicate} {q.object} .\n" for q in corpus.quads if q.graph_name in graphs | kinds)


@pytest.mark.parametrize("seed", range(12))
def test_axioms_hold_exactly_where_owlrl_concludes_them(axioms, seed):
    one = deployment(generated.description(seed))
    ours = {node.value for node, proof in by_axioms(one).items() if proof.truth}
    graph = rdflib.Graph().parse(data=axioms + "".join(f"{s} {p} {o} .\n" for s, p, o in one.facts.facts), format="nt")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(graph)
    conditions = {node.value for node in casebook.assessor().theory.conditions}
    theirs = {str(kind) for kind in graph.objects(rdflib.URIRef(one.node.value), rdflib.RDF.type)} & conditions
    assert ours == theirs
    assert PREFIXES["lfr"] + "LiveDeployment" in ours or "technique-live" not in str(one.facts.objects(one.node, iri("lfr:technique")))


@pytest.mark.parametrize(
    ("facts", "condition", "truth"),
    [
        ("lfr:technique con:technique-live", "LiveDeployment", True),
        ("lfr:technique con:technique-retrospective", "LiveDeployment", False),
        ("lfr:conduct con:conduct-overt", "LiveDeployment", None),
        ("lfr:controller actor:essex-police", "DeploymentByPoliceForce", True),
        ("lfr:controller actor:home-office-immigration-enforcement", "DeploymentByPoliceForce", False),
        ("lfr:controller <https://unknown.example/>", "DeploymentByPoliceForce", None),
        ("lfr:controller <https://unknown.example/>", "MetropolitanDeployment", False),
        ("lfr:controller actor:essex-police", "LiveDeploymentByPolice", None),
        ("lfr:controller actor:essex-police ; lfr:technique con:technique-retrospective", "LiveDeploymentByPolice", False),
        ("lfr:controller actor:essex-police ; lfr:technique con:technique-retrospective", "OvertLiveDeploymentByPolice", False),
        ("lfr:conduct con:conduct-covert", "OvertLiveDeploymentByPolice", False),
        ("lfr:document [ a lfr:EqualityImpactAssessment ]", "DeploymentWithHighResidualRisk", None),
        ("lfr:useCase <https://force.example/own>", "DeploymentToLocateWanted", False),
    ],
)
def test_three_values(facts, condition, truth):
    assert by_axioms(deployment(f"<urn:d> a lfr:Deployment ; {facts} ."))[iri(f"lfr:{condition}")].truth is truth


def test_what_would_decide_an_open_condition_is_named():
    proof = by_axioms(deployment("<urn:d> a lfr:Deployment ; lfr:controller actor:essex-police ."))[iri("lfr:OvertLiveDeploymentByPolice")]
    assert (proof.truth, proof.by) == (None, "unstated")
    assert set(proof.premises) == {(iri("lfr:technique"),), (iri("lfr:conduct"),)}


def test_evidence_is_never_derived():
    """Whatever a description states, what is worked out is membership of conditions and measures, and nothing else."""
    for seed in range(40):
        for inference in casebook.inferences(generated.description(seed)):
            for _, predicate, _ in inference.firings:
                assert predicate in (TYPE, iri("lfr:outsideOf")) or predicate.value.startswith(PREFIXES["measure"])
