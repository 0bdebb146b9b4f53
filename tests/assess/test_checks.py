"""How severe the results of a shape are: as severe as the harshest that a norm which it checks makes them."""

import pyoxigraph as ox
import pytest

from lfr_kg.assess.checks import compile_shapes
from lfr_kg.base.errors import KnowledgeError
from lfr_kg.base.model import Graph
from lfr_kg.base.namespaces import iri
from tests import knowledge_files as knowledge

SHAPE = """
shape:a a sh:NodeShape ; lfr:checks %s ; sh:targetClass lfr:Deployment ; rdfs:comment "Asks."@en ; sh:property shape:a.each .
shape:a.each a sh:PropertyShape ; sh:path lfr:w ; sh:property shape:a.x-stated .
shape:a.x-stated a sh:PropertyShape ; sh:path lfr:x ; sh:minCount 1 ; sh:message "The record states no x."@en .
"""
CHECK, PERSON = "con:decided-by-check", "con:decided-by-judgement"
HARSHEST = {
    "statute before a code": (("statute", CHECK), ("statutory-code", CHECK), "sh:Violation"),
    "guidance that says must before a code, though the code binds more": (
        ("guidance-must", CHECK),
        ("statutory-code", CHECK),
        "sh:Violation",
    ),
    "guidance that says should before a policy": (("guidance-should", CHECK), ("force-policy", CHECK), "sh:Warning"),
    "a policy and a practice": (("force-policy", CHECK), ("practice", CHECK), "sh:Info"),
    "a policy that is checked before a statute that a person judges": (("force-policy", CHECK), ("statute", PERSON), "sh:Info"),
    "a code that is checked before a statute that a person judges": (("statutory-code", CHECK), ("statute", PERSON), "sh:Warning"),
}


def norm(name: str, authority: str, decided_by: str) -> str:
    return f"norm:{name} a lfr:Obligation ; lfr:authority con:authority-{authority} ; lfr:decidedBy {decided_by} .\n"


def severities(norms: list[str], checked: str) -> dict[str, str]:
    """The severity of each facet of a shape that checks norms, in the order given."""
    facts = [(quad.subject, quad.predicate, quad.object) for quad in knowledge.parse("".join(norms) + SHAPE % checked)]
    compiled = ox.parse(compile_shapes(Graph(facts), []), format=ox.RdfFormat.N_TRIPLES)
    return {each.subject.value.rsplit("/", 1)[-1]: each.object for each in compiled if each.predicate == iri("sh:severity")}


@pytest.mark.parametrize("is_turned", [False, True], ids=["so", "the other way round"])
@pytest.mark.parametrize("one, other, harshest", HARSHEST.values(), ids=HARSHEST)
def test_a_shape_of_two_norms_is_as_severe_as_the_harsher(one, other, harshest, is_turned):
    first, second = (other, one) if is_turned else (one, other)
    found = severities([norm("a", *first), norm("b", *second)], "norm:b , norm:a" if is_turned else "norm:a , norm:b")
    assert found == {"a.each": iri(harshest), "a.x-stated": iri(harshest)}


def test_a_shape_of_a_norm_without_an_authority_is_refused():
    with pytest.raises(KnowledgeError, match=r"^shape:a checks no norm with an authority: state lfr:checks norm:<slug>\.$"):
        severities([norm("a", "statute", CHECK)], "norm:a , norm:b")
