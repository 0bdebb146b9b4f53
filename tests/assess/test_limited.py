"""The things for which an exemption limits norms are those of which its condition holds where each is stated by itself."""

import random

import pytest

from lfr_kg.assess.events import Timeline, things_reached
from lfr_kg.assess.law import Terms
from tests import casebook, generated

KINDS = (
    "",
    'lfr:retentionReason "Relevant" ;',
    'lfr:retentionReason "Relevant" ; lfr:retentionGround con:ground-evidence ;',
    "lfr:retentionGround con:ground-evidence ;",
    "lfr:isInformationGiven true ;",
    "lfr:wasCorrectMatch false ;",
)


def with_alerts(base: str, number: int, seed: int) -> str:
    """A base with so many alerts more, each of some kind and with a time of its own."""
    chance = random.Random(seed)
    lines = [
        f'ex:d1 lfr:alert ex:more{n} . ex:more{n} a lfr:Alert ; {chance.choice(KINDS)} lfr:raisedAt "2026-10-14T11:{n:02}:00+01:00"'
        "^^xsd:dateTime ."
        for n in range(number)
    ]
    return casebook.changed(base, f"INSERT DATA {{ {' '.join(lines)} }}")


def limited(text: str) -> dict[str, tuple[frozenset, frozenset]]:
    """Of each exemption that reaches things: those for which it is found to limit norms, and those found one by one."""
    (inference,) = casebook.inferences(text)
    timeline, found = Timeline(inference, Terms(None, casebook.ASSESSED_AT), casebook.assessor().theory), {}
    for norm in casebook.assessor().norms.values():
        if norm.limits and norm.reaches and (norm.event_day or inference.holds(norm.applies_to)):
            every = frozenset(things_reached(norm, inference))
            alone = {node for node in every if timeline._without(every - {node}, norm.reaches).holds(norm.applies_to)}
            found[norm.slug] = timeline._limited(norm), frozenset(alone)
    return found


@pytest.mark.parametrize("seed", range(6))
def test_what_an_exemption_limits_is_what_it_limits_one_by_one(seed):
    found = limited(with_alerts("metropolitan", 12, seed)) | limited(generated.description(seed))
    assert found
    for slug, (found_together, one_by_one) in found.items():
        assert found_together == one_by_one, slug
