"""Rules cost no more than descriptions grow: what a stranger can write many of is written 200 times, or as often as it is read."""

import time

import pyoxigraph as ox
import pytest

from lfr_kg.assess.inference import infer
from lfr_kg.base.model import Fact, Graph
from lfr_kg.base.namespaces import iri
from lfr_kg.evidence.limits import MOST_VALUES

MANY = 200
GROWN = ["lfr:role", "lfr:alert", "lfr:authorisation", "lfr:system", "lfr:watchlist", "lfr:procurement", "lfr:document"]


def below(facts: Graph, node, root) -> list[Fact]:
    """What is stated of a node and of what it leads to, up to the deployment."""
    seen, todo, found = {node, root}, [node], []
    while todo:
        here = todo.pop()
        for predicate in facts.predicates_of(here):
            for value in facts.objects(here, predicate):
                found.append((here, predicate, value))
                if not isinstance(value, ox.Literal) and value not in seen:
                    seen.add(value)
                    todo.append(value)
    return found


def grown(facts: list[Fact], prop: ox.NamedNode, many: int) -> bytes:
    """The description with so many copies of every part that stands under a property, the names of people and things apart."""
    graph, more = Graph(facts), list(facts)
    for subject, predicate, value in facts:
        if predicate == prop:
            part = below(graph, value, subject)
            own = {fact[0] for fact in part}
            for number in range(many - 1):
                names = {node: ox.NamedNode(f"{node.value}-{number}") for node in own}
                more.append((subject, prop, names[value]))
                for s, p, o in part:
                    same = ox.Literal(f"{o.value} {number}") if p == iri("lfr:holder") else names.get(o, o)
                    more.append((names[s], p, same))
    return "\n".join(f"{s} {p} {o} ." for s, p, o in more).encode()


@pytest.mark.parametrize("name", GROWN)
def test_no_rule_costs_more_than_its_description_grows(name, knowledge, example):
    facts = [(t.subject, t.predicate, t.object) for t in ox.parse(example, format=ox.RdfFormat.TURTLE)]
    written = sum(predicate == iri(name) for _, predicate, _ in facts)
    content = grown(facts, iri(name), min(MANY, MOST_VALUES // written))
    deployment = knowledge.describe([(content, "application/n-triples", "grown")]).deployments[0]
    assert len(deployment.facts.objects(deployment.node, iri(name))) >= MANY
    theory = knowledge.assessor.theory
    began = time.process_time()
    infer(deployment, theory)
    assert time.process_time() - began < 3
