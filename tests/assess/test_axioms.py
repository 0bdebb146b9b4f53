"""owlrl agrees with the engine on the axioms: on every base of the casebook and, for each condition that an axiom decides, on a case in
which it holds and on one in which it does not.

owlrl is slow, and most of its time goes into the axioms themselves. So it is given kinds and the properties that the axioms name, and many
descriptions are closed together: everything that a description names as its own gets a name of its own, so that none says anything of
another, and what OWL RL concludes of each is what it would conclude of it alone. What the rules concluded of a deployment is stated to
both, since conditions by axiom are made of conditions by rule.
"""

import re
from collections.abc import Iterator

import owlrl
import pyoxigraph as ox
import pytest
import rdflib

from lfr_kg.assess.inference import Inference
from lfr_kg.base.model import TYPE
from lfr_kg.base.namespaces import PREFIXES, iri, is_ours
from tests import casebook

CASES = casebook.all_cases()
BASES = sorted({case.base for case in CASES})
OUTSIDE = ("not-applicable", "condition-not-stated")


def decided_by_axiom() -> dict[ox.NamedNode, set[str]]:
    """The conditions that an axiom decides, each with the slugs of the norms that apply to it."""
    norms = casebook.assessor().norms.values()
    return {
        node: {norm.slug for norm in norms if norm.applies_to == node}
        for node, condition in casebook.assessor().theory.conditions.items()
        if condition.axioms
    }


def held(inference: Inference) -> set[ox.NamedNode]:
    """The conditions that hold of a deployment."""
    return {node for node, proof in inference.proofs.items() if proof.truth}


UNJUDGED = (
    "DELETE WHERE { ?group lfr:imageSource con:source-custody }",
    """
    DELETE WHERE { ex:d1 lfr:useCase ?use } ;
    INSERT DATA {
      ex:d1 lfr:useCase con:use-prevent-entry ; lfr:watchlist ex:other ; lfr:authorisation ex:authority .
      ex:other lfr:entryGroup ex:group-1 , ex:group-2 .
      ex:group-1 lfr:category con:category-subject-to-order .
      ex:group-2 lfr:category con:category-risk-of-harm .
      ex:authority lfr:schedule8Condition con:sch8-administration-of-justice , con:sch8-safeguarding , con:sch8-vital-interests
    }
    """,
    *(
        "DELETE WHERE { ex:d1-place lfr:locationCriterion ?was } ; "
        f"INSERT DATA {{ ex:d1-place lfr:locationCriterion con:location-{kind} }}"
        for kind in ("missing-person-hotspot", "protective-security-event", "protective-security-site")
    ),
)
"""Changes to the Metropolitan base for conditions on which permissions and limits of a regulator hang, and no verdict of any case."""

UNREACHED = {iri("lfr:DeploymentByJudicialBody")}
"""Conditions that no description can fulfil: none of the actors that the files state is a court that deploys."""


class Chosen:
    """Descriptions of the casebook in which each condition by axiom holds somewhere and does not somewhere else, the first that will do."""

    def __init__(self) -> None:
        self.inferences: list[Inference] = []
        self.holding: set[ox.NamedNode] = set()
        self.lacking: set[ox.NamedNode] = set()
        for text in (*map(casebook.base, BASES), *(casebook.changed("metropolitan", change) for change in UNJUDGED)):
            self._add(text)
        for node, case in self._wanting():
            if node not in self.holding:
                self._add(casebook.changed(case.base, case.change))

    def _wanting(self) -> Iterator[tuple[ox.NamedNode, casebook.Case]]:
        """Conditions that held nowhere yet, each with a few cases in which it may: of its norms, or naming a value of its axioms."""
        for node, slugs in decided_by_axiom().items():
            values = set(re.findall(r"/(?:concept|actor)/([\w-]+)", str(casebook.assessor().theory.conditions[node].axioms)))
            of_norms = [case for case in CASES if case.norm in slugs and dict(case.verdicts).get(case.norm) not in OUTSIDE]
            naming = [case for case in CASES if values & set(re.findall(r":([\w-]+)", case.change))]
            yield from ((node, case) for case in [*of_norms[:3], *naming[:3]] if node not in self.holding)

    def _add(self, text: str) -> None:
        for each in casebook.inferences(text):
            self.inferences.append(each)
            self.holding |= held(each)
            self.lacking |= set(each.proofs) - held(each)


@pytest.fixture(scope="module")
def chosen() -> Chosen:
    return Chosen()


def test_every_condition_by_axiom_holds_in_a_chosen_description_and_does_not_in_another(chosen):
    wanted = set(decided_by_axiom())
    assert len(wanted) > 80
    assert (wanted - chosen.holding, wanted - chosen.lacking) == (UNREACHED, set())


def apart(number: int, inference: Inference, named: set[ox.NamedNode]) -> tuple[str, str]:
    """What owlrl is told of a deployment, as N-Triples, and the deployment's name there; names of its own bear the number. ``named`` are
    the properties and classes that axioms name, measures among them."""

    def name(term) -> str:
        is_own = isinstance(term, ox.BlankNode) or (isinstance(term, ox.NamedNode) and not is_ours(term.value))
        return f"<urn:{number}:{str(term).strip('<>_:').encode().hex()}>" if is_own else str(term)

    node, kinds = inference.deployment.node, inference.proofs
    ruled = [fact for fact in inference.firings if fact[1] == TYPE and fact[2] in kinds]
    stated = [fact for fact in inference.facts.facts if fact[1] in named or (fact[1] == TYPE and fact[2] in named)]
    return "".join(f"{name(s)} {p} {o if p == TYPE else name(o)} .\n" for s, p, o in (*stated, *ruled)), name(node).strip("<>")


def test_owlrl_concludes_the_conditions_that_the_engine_holds(chosen, corpus):
    graphs = {file.graph for file in corpus.of("conditions", "actors")}
    graphs |= {file.graph for file in corpus.of("vocabulary") if file.name == "actors"}
    stated = [quad for quad in corpus.quads if quad.graph_name in graphs]
    schema = tuple(PREFIXES[name] for name in ("owl", "rdf", "rdfs"))
    axioms = "".join(f"{q.subject} {q.predicate} {q.object} .\n" for q in stated if q.predicate.value.startswith(schema))
    named = {quad.object for quad in stated if quad.predicate.value.startswith(schema)}
    told = [apart(number, inference, named) for number, inference in enumerate(chosen.inferences)]
    graph = rdflib.Graph().parse(data=axioms + "".join(text for text, _ in told), format="nt")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(graph)
    for inference, (_, name) in zip(chosen.inferences, told, strict=True):
        concluded = {str(kind) for kind in graph.objects(rdflib.URIRef(name), rdflib.RDF.type)}
        assert {node for node in inference.proofs if node.value in concluded} == held(inference)
