"""Conditions: what the axioms make hold is what owlrl concludes; what is silent stays open."""

import owlrl
import pytest
import rdflib

from lfr_kg.assess.classifying import Classifier, Derived
from lfr_kg.assess.inference import infer
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
    return Classifier(theory.taxonomy, theory.kinds, one.facts, one.node, Derived(), {}).decide()


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
        ("lfr:useCase <https://force.example/own>", "DeploymentToLocateWanted", None),
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


FORCE = "lfr:controller actor:essex-police"
BOUGHT = "; lfr:procurement [ a lfr:Procurement ; lfr:regime con:regime-pa-2023 ; "
PERSON = "; lfr:alert [ a lfr:Alert ; lfr:decision con:decision-engage ; "


@pytest.mark.parametrize(
    ("facts", "condition", "truth"),
    [
        (FORCE, "Part3Deployment", None),
        (f"{FORCE} ; lfr:lawEnforcementPurpose con:purpose-prevention", "Part3Deployment", True),
        (f"{FORCE} ; lfr:useCase con:use-locate-wanted", "SensitiveProcessingDeployment", True),
        (f"{FORCE} ; lfr:otherPurpose con:other-purpose-welfare", "Part3Deployment", False),
        (f"{FORCE} ; lfr:otherPurpose con:other-purpose-welfare", "UkGdprDeployment", True),
        (f"{FORCE} ; lfr:lawEnforcementPurpose con:purpose-detection", "UkGdprDeployment", False),
        (FORCE, "UkGdprDeployment", None),
        ("lfr:controller actor:private-venue", "UkGdprDeployment", True),
        (f"{FORCE} ; lfr:lawEnforcementPurpose con:purpose-detection ; lfr:otherPurpose con:other-purpose-welfare",
         "UkGdprDeployment", True),
        (f"{FORCE} , actor:kent-police ; lfr:useCase con:use-locate-wanted", "JointlyControlledDeployment", True),
        (f"{FORCE} , actor:private-venue ; lfr:useCase con:use-locate-wanted", "JointlyControlledDeployment", False),
        (f"{FORCE} , <https://who.example/> ; lfr:useCase con:use-locate-wanted", "JointlyControlledDeployment", None),
        (f"{FORCE} , actor:private-venue", "PrivatelyJointlyControlledDeployment", True),
        (f"{FORCE} , actor:kent-police", "PrivatelyJointlyControlledDeployment", False),
        ("lfr:controller actor:british-transport-police", "DeploymentByTerritorialForce", False),
        ("lfr:controller actor:city-of-london-police", "DeploymentByTerritorialForce", True),
        ("lfr:controller actor:city-of-london-police", "DeploymentByForceUnderPolicingBody", False),
        (f"{FORCE} {BOUGHT}lfr:exclusionKind con:exclusion-discretionary-national-security ]",
         "DeploymentExcludingSupplierOnNationalSecurity", True),
        (f"{FORCE} {BOUGHT}lfr:isExcludedOnNationalSecurity true ]", "DeploymentExcludingSupplierOnNationalSecurity", None),
        (f"{FORCE} {BOUGHT}lfr:isExcludedOnNationalSecurity false ]", "DeploymentExcludingSupplierOnNationalSecurity", False),
        (f"{FORCE} {BOUGHT}lfr:exclusionKind con:exclusion-mandatory-debarment ]", "DeploymentExcludingSupplierOnNationalSecurity", False),
        (f"lfr:controller actor:home-office {BOUGHT}lfr:exclusionKind con:exclusion-discretionary-national-security ]",
         "DeploymentExcludingSupplierOnNationalSecurity", False),
        (f"{FORCE} {BOUGHT}lfr:awardRoute con:route-dynamic-market ]", "FrameworkCallOffDeployment", True),
        (f"{FORCE} {BOUGHT}lfr:isFrameworkCallOff true ] {BOUGHT}lfr:awardRoute con:route-open ]", "FrameworkCallOffDeployment", False),
        (f"{FORCE} {BOUGHT}lfr:isDevolvedWelshArrangement true ]", "DeploymentUnderWelshProcurementPolicy", True),
        (f"{FORCE} {BOUGHT}lfr:isDevolvedWelshArrangement true ]", "FrameworkOrMarketAwardDeployment", None),
        (f"{FORCE} {BOUGHT}lfr:isDevolvedWelshArrangement false ]", "DeploymentUnderWelshProcurementPolicy", False),
        (f"{FORCE} {BOUGHT}lfr:buyer actor:welsh-ministers ]", "DeploymentUnderWelshProcurementPolicy", True),
        (f"{FORCE} {BOUGHT}lfr:buyer actor:welsh-ministers ]", "FrameworkCallOffDeployment", True),
        (f"{FORCE} {BOUGHT}lfr:isFrameworkCallOff true ] {BOUGHT}lfr:awardRoute con:route-open ]",
         "PartlyFrameworkOrMarketAwardDeployment", True),
        (f"{FORCE} {BOUGHT}lfr:isFrameworkCallOff true ]", "PartlyFrameworkOrMarketAwardDeployment", None),
        (f"{FORCE} {BOUGHT}lfr:awardRoute con:route-open ]", "CompetitivelyProcuredDeployment", True),
        (f"{FORCE} {BOUGHT}lfr:isFrameworkCallOff true ]", "CompetitivelyProcuredDeployment", False),
        (f"{FORCE} {BOUGHT}lfr:size 1 ]", "CompetitivelyProcuredDeployment", None),
        (f"{FORCE} {PERSON}lfr:powerUse [ lfr:powerKind con:power-used-arrest ] ]", "DeploymentWithLibertyTaken", True),
        (f"{FORCE} {PERSON}lfr:powerUse [ lfr:powerKind con:power-used-force ] ]", "DeploymentWithArrest", False),
        (f"{FORCE} {PERSON}lfr:powerUse [ lfr:powerKind con:power-used-force ] ] {PERSON}lfr:similarity 0.7 ]",
         "DeploymentWithArrest", None),
        (f"{FORCE} {PERSON}lfr:similarity 0.7 ] ; lfr:statesNone con:none-powers-used", "DeploymentWithPowerUsed", False),
        (f"{FORCE} ; lfr:results [ lfr:engagements 2 ; lfr:arrests 0 ]", "DeploymentWithArrest", False),
        (f"{FORCE} ; lfr:conduct con:conduct-covert", "CovertDeploymentByPoliceForce", True),
        (f"{FORCE} ; lfr:place [ lfr:sensitiveSite [ lfr:siteKind con:site-worship ] ]", "DeploymentNearPlaceOfWorship", True),
        (f"{FORCE} ; lfr:place [ lfr:sensitiveSite [ lfr:siteKind con:site-health ] ]", "DeploymentNearPlaceOfWorship", False),
        (f"{FORCE} ; lfr:place [ lfr:sensitiveSite [ ] ]", "DeploymentNearPlaceOfWorship", None),
        ("lfr:technique con:technique-live ; lfr:system [ lfr:isCafAdopted true ]", "CafAdoptedDeployment", True),
        ("lfr:technique con:technique-live ; lfr:system [ lfr:isCafAdopted false ]", "CafAdoptedDeployment", False),
        ("lfr:technique con:technique-live ; lfr:system [ lfr:vendor \"V\" ]", "CafAdoptedDeployment", None),
        ("lfr:controller actor:home-office ; lfr:system [ lfr:manufacturerJurisdiction \"JP\" ]",
         "CentralGovernmentDeploymentWithChineseEquipment", False),
    ],
)  # fmt: skip
def test_rules_and_axioms_together_decide(facts, condition, truth):
    one = deployment(f"<https://deployments.example/1> a lfr:Deployment ; {facts} .")
    assert infer(one, casebook.assessor().theory).holds(iri(f"lfr:{condition}")) is truth


def test_a_rule_comes_after_those_that_conclude_what_it_reads_or_asks_the_absence_of():
    theory = casebook.assessor().theory
    for rules in (theory.measures, theory.rules):
        for place, rule in enumerate(rules):
            late = set().union(*(other.concludes for other in rules[place + 1 :]))
            assert not late & rule.awaits, rule.name
