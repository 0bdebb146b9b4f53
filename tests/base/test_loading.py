"""Collections of cyclic garbage are put off where there is none to find, and only there."""

import gc

import pytest

from lfr_kg.base.loading import without_collections


@pytest.fixture
def collecting():
    """The collector on, as it was before and will be after."""
    was_on = gc.isenabled()
    gc.enable()
    yield
    (gc.enable if was_on else gc.disable)()


def test_work_goes_on_without_collections_and_ends_with_them(collecting):
    with without_collections():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_what_was_off_stays_off_and_a_failure_turns_it_on_again(collecting):
    with pytest.raises(ZeroDivisionError), without_collections():
        _ = 1 / 0
    assert gc.isenabled()
    gc.disable()
    with without_collections():
        pass
    assert not gc.isenabled()


def test_an_assessment_leaves_no_cycles(collecting, knowledge, example):
    """Else what they hold would pile up in processes that never look for them."""
    sent = [(example, "text/turtle", "x")]
    knowledge.assess(sent)
    gc.disable()
    gc.collect()
    knowledge.assess(sent)
    assert gc.collect() == 0
