"""Parts that state no class of their own: judged and told of all the same."""

import pyoxigraph as ox

from lfr_kg.base.model import TYPE
from lfr_kg.evidence.description import DEPLOYMENT


def test_parts_without_a_class_are_judged_and_told_of_all_the_same(knowledge, example):
    facts = [t for t in ox.parse(example, format=ox.RdfFormat.TURTLE) if t.predicate != TYPE or t.object == DEPLOYMENT]
    content = ox.serialize(facts, format=ox.RdfFormat.N_TRIPLES)
    found = knowledge.assess([(content, "application/n-triples", "untyped")])["deployments"][0]
    assert sum(found["summary"].values()) == len(found["findings"])
    assert all(entry["message"] for entry in found["findings"])
