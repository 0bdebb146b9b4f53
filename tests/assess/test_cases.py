"""Every case of the casebook comes out exactly as it says, and says it in plain English."""

import pytest

from lfr_kg.assess.verdicts import Finding
from lfr_kg.base.namespaces import PREFIXES
from tests import casebook, sentences


@pytest.fixture(params=casebook.all_cases(), ids=lambda case: case.title, scope="module")
def case(request) -> casebook.Case:
    """A case; all that is asked of it is asked before the next, so that it is worked out once."""
    return request.param


def test_exactly_the_verdicts_said_change(case):
    assert casebook.changes(case) == dict(case.verdicts)


def test_no_facet_that_a_lawful_case_names_finds_anything_there(case):
    """A verdict alone would not tell: what contradicts a rule whose words nobody has read is for a person, and so would a fault be."""
    found = {result.shape for finding in _findings(case) if finding.norm.slug == case.norm for result in finding.contradictions}
    assert [name for name in case.facets if f"<{PREFIXES['shape']}{name}>" in found] == []


def _findings(case) -> list[Finding]:
    return casebook.judged(casebook.changed(case.base, case.change), case.as_at, case.at).findings if case.facets else []


def test_what_it_says_is_plain_english(case):
    slugs = sentences.slugs()
    told = sentences.of_case(case)
    assert {text: (where, wrong) for text, where in told.items() if (wrong := sentences.faults(text, slugs))} == {}
