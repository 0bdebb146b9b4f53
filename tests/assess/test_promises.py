"""The three promises of a verdict, over the whole casebook.

Silence is no breach, met is no more than was checked, nothing lawful is a breach.
"""

from datetime import date, datetime
from functools import lru_cache

import pytest
import yaml

from lfr_kg.assess.checks import every_facet
from lfr_kg.assess.law import ASSESSED
from lfr_kg.base.namespaces import PREFIXES
from tests import TESTS, casebook

CONTRADICTED = {"breached", "departed-from"}
UNDECIDED = {"not-applicable", "condition-not-stated", "displaced", "not in force"}
RIGHTLY_UNDECIDED = {each["case"]: each for each in yaml.safe_load((TESTS / "data" / "law" / "undecided.yaml").read_text(encoding="utf-8"))}


def _verdict(case: casebook.Case) -> str:
    """The verdict on the norm of a case: what the case says, which test_cases.py holds to be so, or what its base says."""
    said = dict(case.verdicts)
    return said.get(case.norm) or _of_base(case.base, case.as_at, case.at).get(case.norm, "not in force")


@lru_cache(None)
def _of_base(base: str, as_at: date | None, at: datetime) -> dict[str, str]:
    return casebook.verdicts(casebook.base(base), as_at, at)


def _of_kind(*kinds: str) -> list[casebook.Case]:
    return [case for case in casebook.all_cases() if case.kind in kinds]


@pytest.mark.parametrize("case", _of_kind("silent"), ids=lambda case: case.title)
def test_silence_is_never_a_breach(case):
    assert _verdict(case) not in CONTRADICTED


@pytest.mark.parametrize("case", _of_kind("lawful"), ids=lambda case: case.title)
def test_what_is_lawful_is_not_called_a_breach(case):
    assert _verdict(case) not in CONTRADICTED | UNDECIDED


@pytest.mark.parametrize("case", _of_kind("unlawful"), ids=lambda case: case.title)
def test_what_does_not_satisfy_a_norm_is_neither_met_nor_undecided(case):
    found = _verdict(case)
    if case.title in RIGHTLY_UNDECIDED:
        assert found == RIGHTLY_UNDECIDED[case.title]["verdict"]
    else:
        assert found not in {"met", *UNDECIDED}


def test_what_is_rightly_undecided_is_an_unlawful_case_of_the_row_it_cites():
    listed = {(title, each["review"]) for title, each in RIGHTLY_UNDECIDED.items()}
    assert sorted(listed - {(case.title, case.review) for case in _of_kind("unlawful")}) == []
    assert {each["verdict"] for each in RIGHTLY_UNDECIDED.values()} <= UNDECIDED
    assert [title for title, each in RIGHTLY_UNDECIDED.items() if not each["why"].endswith(".")] == []


def _facets() -> list[tuple]:
    """Every facet with its name and the norms that its shape checks."""
    return [
        (facet, facet.node.value.removeprefix(PREFIXES["shape"]), {norm.value.removeprefix(PREFIXES["norm"]) for norm in check.norms})
        for check in casebook.assessor().checks.values()
        for facet in every_facet(check.facets)
    ]


def test_every_facet_that_can_contradict_has_its_nearest_lawful_conduct():
    shown = {facet for case in _of_kind("lawful") for facet in case.facets}
    contradicting = {name for facet, name, _ in _facets() if not (facet.presence or facet.judgement or facet.nested)}
    assert sorted(contradicting - shown) == []


def test_a_lawful_case_names_facets_of_the_shape_of_its_norm():
    named = {(facet, case.norm) for case in _of_kind("lawful") for facet in case.facets}
    every = {name: norms for _, name, norms in _facets()}
    assert sorted((facet, norm) for facet, norm in named if norm not in every.get(facet, ())) == []


def test_every_norm_that_can_be_met_has_its_nearest_conduct_that_falls_short():
    can_be_met = {
        slug
        for slug, norm in casebook.assessor().norms.items()
        if norm.kind in ASSESSED and norm.decided_by == "check" and not norm.leaves_open
    }
    assert sorted(can_be_met - {case.norm for case in _of_kind("unlawful")}) == []
