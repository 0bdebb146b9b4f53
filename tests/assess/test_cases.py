"""Every case of the casebook comes out exactly as it says, and says it in plain English."""

import pytest

from tests import casebook, sentences


@pytest.fixture(params=casebook.all_cases(), ids=lambda case: case.title, scope="module")
def case(request) -> casebook.Case:
    """A case; all that is asked of it is asked before the next, so that it is worked out once."""
    return request.param


def test_exactly_the_verdicts_said_change(case):
    assert casebook.changes(case) == dict(case.verdicts)


def test_what_it_says_is_plain_english(case):
    slugs = sentences.slugs()
    told = sentences.of_case(case)
    assert {text: (where, wrong) for text, where in told.items() if (wrong := sentences.faults(text, slugs))} == {}
