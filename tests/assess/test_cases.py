"""Every case of the casebook comes out exactly as it says."""

import pytest

from tests import casebook


@pytest.mark.parametrize("case", casebook.all_cases(), ids=lambda case: case.title)
def test_exactly_the_verdicts_said_change(case):
    assert casebook.changes(case) == dict(case.verdicts)
