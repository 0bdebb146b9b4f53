"""What holds of a deployment with one of many things alone is found as if the deployment had been stated with that thing alone."""

from dataclasses import replace

import pyoxigraph as ox
import pytest

from lfr_kg.assess.alone import Alone
from lfr_kg.assess.events import things_reached
from lfr_kg.assess.inference import infer, infer_without
from lfr_kg.base.model import Graph
from lfr_kg.base.namespaces import PREFIXES, iri
from tests import casebook

REACHED = sorted({norm.reaches for norm in casebook.assessor().norms.values() if norm.limits and norm.reaches}, key=str)


def several(text: str, prop: ox.NamedNode, count: int) -> str:
    """A description with more things of a kind: each of those that it has once more, with its own properties one by one left out."""
    triples = list(ox.parse(text, format=ox.RdfFormat.N_TRIPLES))
    lines = []
    for link in [t for t in triples if t.predicate == prop]:
        own = [t for t in triples if t.subject == link.object]
        for number in range(count):
            other = ox.NamedNode(f"{link.object.value}-again-{number}")
            lines.append(f"{link.subject} {prop} {other} .\n")
            lines += [f"{other} {t.predicate} {t.object} .\n" for t in own if t is not own[number % len(own)]]
    return text + "".join(lines)


def held_by_itself(inference, thing, every, prop) -> set:
    """The conditions that hold where all other things were never stated."""
    others = set(every) - {thing}
    kept = [f for f in inference.deployment.facts.facts if f[0] not in others and not (f[1] == prop and f[2] in others)]
    theory = casebook.assessor().theory
    found = infer(replace(inference.deployment, facts=Graph(kept)), theory)
    return {node for node, proof in found.proofs.items() if proof.truth}


CASES = [
    (case, path)
    for path in REACHED
    for case in [case for case in casebook.all_cases() if path[-1].value.removeprefix(PREFIXES["lfr"]) in case.change][::30]
]


@pytest.mark.parametrize(("case", "path"), CASES, ids=lambda each: getattr(each, "title", ""))
def test_each_of_many_things_is_found_as_if_it_had_been_stated_alone(case, path):
    text = several(casebook.changed(case.base, case.change), path[-1], 4)
    theory, (inference,) = casebook.assessor().theory, casebook.inferences(text, at=case.at)
    norm = next(norm for norm in casebook.assessor().norms.values() if norm.reaches == path and norm.limits)
    every = tuple(things_reached(norm, inference))
    gone = [f for f in inference.deployment.facts.facts if f[0] in every or (f[1] == path[-1] and f[2] in every)]
    bare = infer_without(gone, inference, theory)
    alone = Alone(inference, bare, theory, every, path)
    assert {thing: alone.held(thing) for thing in every} == {t: held_by_itself(inference, t, every, path[-1]) for t in every}


def test_what_is_like_another_is_what_it_would_be_by_itself():
    (inference,) = casebook.inferences(casebook.base("metropolitan"))
    (alert, *_) = inference.deployment.facts.objects(inference.deployment.node, iri("lfr:alert"))
    theory = casebook.assessor().theory
    like = infer_without([fact for fact in inference.deployment.facts.facts if alert in (fact[0], fact[2])], inference, theory)
    anew = infer(like.deployment, theory)
    assert list(like.facts.facts) == list(anew.facts.facts)
    assert list(like.firings) == list(anew.firings)
    assert like.proofs == anew.proofs


def test_no_rule_rests_on_a_condition_that_is_not_known_to_hold():
    """One decided by a rule on its absence could change with the order of rules, and things of one shape need not be found alike."""
    theory = casebook.assessor().theory
    classes = {str(node) for node in theory.conditions}
    assert {rule.name: sorted(classes & set(rule.rule.denies)) for rule in theory.rules if classes & set(rule.rule.denies)} == {}
