"""The scales: what Python names of them is what the knowledge states, and nothing ranks law but the knowledge."""

from lfr_kg.base.model import Verdict
from lfr_kg.base.scales import FORCES, VERDICTS, VERIFICATIONS


def test_every_verdict_that_python_names_is_a_concept_and_every_concept_is_named():
    assert {verdict.value for verdict in Verdict} == set(VERDICTS)


def test_the_order_of_verdicts_is_the_knowledges_own():
    assert list(VERDICTS) == [
        "breached",
        "departed-from",
        "not-stated",
        "not-yet-due",
        "condition-not-stated",
        "for-judgement",
        "displaced",
        "recorded",
        "met",
        "not-applicable",
    ]


def test_a_person_helps_to_decide_what_is_for_judgement_alone():
    assert [slug for slug, entry in VERDICTS.items() if entry.mode.value.endswith("semiAuto")] == ["for-judgement"]


def test_policies_practices_and_what_has_no_authority_do_not_bind_every_force():
    assert [slug for slug, force in FORCES.items() if not force.binds_every_force] == ["force-policy", "practice", "none"]


def test_a_tag_of_verification_has_a_colour_of_the_verdicts():
    colours = {entry.colour for entry in VERIFICATIONS.values()}
    assert colours == {"green", "amber", "red"} and colours < {entry.colour for entry in VERDICTS.values()}
