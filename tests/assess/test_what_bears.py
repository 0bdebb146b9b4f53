"""Holdings, powers and practice bear on a deployment without a verdict: on which, from which day, and whether a court had yet said so."""

from datetime import date

import pytest

from lfr_kg.assess.law import Terms
from tests import casebook


def bearing(base: str, change: str, day: date) -> dict:
    """The norms in force on a day whose condition a changed base description fulfils, by slug."""
    (inference,) = casebook.inferences(casebook.changed(base, change))
    return {slug: norm for slug, norm in casebook.assessor().norms.items() if norm.in_force_on(day) and inference.holds(norm.applies_to)}


RETROSPECTIVE = "DELETE DATA { ex:d1 lfr:technique con:technique-live } ; INSERT DATA { ex:d1 lfr:technique con:technique-retrospective }"
CHINESE = "DELETE DATA { ex:d1-system lfr:manufacturerJurisdiction 'JP' } ; INSERT DATA { ex:d1-system lfr:manufacturerJurisdiction 'CN' }"
COVERT = "DELETE DATA { ex:d1 lfr:conduct con:conduct-overt } ; INSERT DATA { ex:d1 lfr:conduct con:conduct-covert }"


@pytest.mark.parametrize(
    ("review", "base", "change", "day", "slug", "kind", "had_been_declared"),
    [
        ("r025", "metropolitan", "", date(2026, 10, 14), "thompson-use-cases", "Holding", True),
        ("r026", "metropolitan", "", date(2020, 8, 11), "bridges-auto-deletion-safeguard", "Holding", True),
        ("r037", "south-wales", "", date(2018, 3, 27), "bridges-g2-proportionality", "Holding", False),
        ("r038", "metropolitan", "", date(2019, 6, 1), "bridges-passers-by-sensitive", "Holding", False),
        ("r040", "metropolitan", "", date(2025, 6, 1), "thompson-policy-lawful", "Holding", False),
        ("r041", "metropolitan", "", date(2015, 6, 1), "rmc-fj-v-mpc", "Holding", True),
        ("r041", "metropolitan", "", date(2015, 6, 1), "gaughran-v-uk", "Holding", False),
        ("r041", "assembly", "", date(2018, 6, 1), "glukhin-v-russia", "Holding", False),
        ("r035", "metropolitan", CHINESE, date(2026, 10, 14), "cctv-la-may-follow", "Permission", True),
        ("r042", "metropolitan", RETROSPECTIVE, date(1990, 1, 1), "cl-police-information-power", "Power", False),
        ("r043", "metropolitan", "", date(2026, 10, 14), "catt-v-uk-2019", "Holding", True),
        ("r043", "metropolitan", "", date(2026, 10, 14), "cl-police-information-power", "Power", True),
        ("r044", "private-venue", "", date(2023, 6, 1), "ukgdpr-art6-pre-2026", "Obligation", True),
        ("r045", "metropolitan", "", date(2023, 6, 1), "pace-s64a-1c-recall", "Power", True),
        ("r051", "metropolitan", "INSERT DATA { ex:d1-sop lfr:withholdingReason 'An investigation.' }", date(2026, 10, 14),
         "foia-s24-31-exemptions", "Exemption", True),
    ],
)  # fmt: skip
def test_what_bears_on_a_deployment_and_whether_a_court_had_said_so(review, base, change, day, slug, kind, had_been_declared):
    norm = bearing(base, change, day)[slug]
    assert norm.kind == kind
    assert (norm.declared_on is None or norm.declared_on <= day) == had_been_declared


@pytest.mark.parametrize(
    ("review", "base", "change", "day", "slug"),
    [
        ("r007", "metropolitan", COVERT, date(2026, 10, 14), "thompson-policy-lawful"),
        ("r007", "metropolitan", COVERT, date(2026, 10, 14), "bridges-dpa-not-sufficient"),
        ("r038", "metropolitan", "", date(2018, 5, 24), "bridges-dpa-not-sufficient"),
        ("r040", "essex", "", date(2026, 10, 14), "thompson-policy-lawful"),
        ("r010", "british-transport", "", date(2026, 10, 14), "prsra-s2-direction-control"),
        ("r011", "british-transport", "", date(2026, 10, 14), "pa96-s24-mutual-aid"),
        ("r029", "metropolitan", "", date(2026, 10, 14), "dpa-s117-courts"),
        ("r044", "private-venue", "", date(2023, 6, 1), "ukgdpr-art6"),
        ("r045", "metropolitan", "", date(2022, 2, 15), "pace-s64a-1c-recall"),
    ],
)
def test_what_does_not_bear_on_a_deployment(review, base, change, day, slug):
    assert slug not in bearing(base, change, day)


@pytest.mark.parametrize(
    ("review", "change", "slug"),
    [("r025", "", "thompson-use-cases"), ("r029", "", "dpa-s117-courts"), ("r035", CHINESE, "cctv-la-may-follow")],
)
def test_what_a_deployment_cannot_rely_on(review, change, slug):
    (inference,) = casebook.inferences(casebook.changed("metropolitan", change))
    judgement = casebook.assessor().judge(inference, Terms(None, casebook.ASSESSED_AT))
    assert slug not in {norm.slug for norm in judgement.relied_on}


def test_what_councils_may_follow_binds_nobody():
    norm = casebook.assessor().norms["cctv-la-may-follow"]
    assert (norm.authority, norm.bearers) == ("none", ("local authority",))


def test_an_exemption_from_freedom_of_information_limits_the_right_and_does_not_switch_it_off():
    norm = casebook.assessor().norms["foia-s24-31-exemptions"]
    assert (norm.limits, norm.displaces) == ({"foia-s1-access"}, frozenset())
