"""The three promises of a verdict, over the whole casebook: silence is no breach, met is no more than was checked, nothing lawful is a breach."""

import pytest

from tests import casebook

CONTRADICTED = {"breached", "departed-from"}
UNDECIDED = {"not-applicable", "condition-not-stated", "displaced", "not in force"}


def _verdict(case: casebook.Case) -> str:
    found = casebook.verdicts(casebook.changed(case.base, case.change), case.as_at, case.at)
    return found.get(case.norm, "not in force")


def _of_kind(*kinds: str) -> list[casebook.Case]:
    return [case for case in casebook.all_cases() if case.kind in kinds]


@pytest.mark.parametrize("case", _of_kind("silent"), ids=lambda case: case.title)
def test_silence_is_never_a_breach(case):
    assert _verdict(case) not in CONTRADICTED


@pytest.mark.parametrize("case", _of_kind("lawful"), ids=lambda case: case.title)
def test_what_is_lawful_is_not_called_a_breach(case):
    assert _verdict(case) not in CONTRADICTED | UNDECIDED


@pytest.mark.parametrize("case", _of_kind("unlawful"), ids=lambda case: case.title)
def test_what_does_not_satisfy_a_norm_is_not_called_met(case):
    assert _verdict(case) != "met"
