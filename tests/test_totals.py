"""What every new source of law moves is what was reviewed: the one test that a new source breaks."""

from tests.accept import totals


def test_there_is_what_was_reviewed(knowledge):
    assert totals.differences(totals.written(), totals.found(knowledge)) == []
