"""Corrections of the law tables are written only with a reason, and those no longer needed go."""

import pytest

from tests.accept.tables import accepted
from tests.law_tables import corrections
from tests.law_tables.corrections import Correction, Difference

KEY = ("signs", "statement")
FOUND = {KEY: Difference("Put up signs.", "Put up a sign.")}


@pytest.fixture(autouse=True)
def naming_one_entry(monkeypatch):
    monkeypatch.setattr(corrections, "reviews_of", lambda entry: ("r001",) if entry == "signs" else ())


def test_what_is_new_without_a_reason_is_refused_and_the_row_that_names_it_proposed():
    now, lines, wanting = accepted(FOUND, [], set(), (), "")
    assert now == []
    assert lines == ["signs, statement: new", "    the table: Put up signs.", "    the graph: Put up a sign."]
    assert wanting == ["signs, statement: it has no reason (rows that name it: r001)"]


@pytest.mark.parametrize(("review", "why"), [(("r001",), ""), ((), "One is enough.")])
def test_what_is_new_is_written_with_its_reason(review, why):
    now, _, wanting = accepted(FOUND, [], {KEY}, review, why)
    assert now == [Correction("signs", "statement", "Put up a sign.", review, why)]
    assert wanting == []


def test_a_row_of_the_review_that_does_not_name_the_entry_is_no_reason():
    now, _, wanting = accepted(FOUND, [], {KEY}, ("r002",), "")
    assert now == []
    assert wanting == ["signs, statement: r002 of the review does not name it (rows that name it: r001)"]


def test_what_has_changed_keeps_its_reason_and_is_shown():
    now, lines, wanting = accepted(FOUND, [Correction("signs", "statement", "Put up no sign.", (), "None is enough.")], set(), (), "")
    assert now == [Correction("signs", "statement", "Put up a sign.", (), "None is enough.")]
    assert lines[0] == "signs, statement: changed"
    assert lines[-1] == "    because: None is enough."
    assert wanting == []


def test_what_is_no_longer_so_goes():
    now, lines, _ = accepted({}, [Correction("signs", "statement", "Put up a sign.", (), "One is enough.")], set(), (), "")
    assert now == []
    assert lines == ["signs, statement: no longer so"]


def test_what_is_listed_as_it_is_stays_without_a_word():
    listed = [Correction("signs", "statement", "Put up a sign.", (), "One is enough.")]
    assert accepted(FOUND, listed, set(), (), "") == (listed, [], [])


def test_entries_that_differ_alike_are_written_as_one():
    text = corrections.written([Correction(name, "due", None, ("r001",)) for name in ("signs", "lists")])
    assert text == "- entry:\n  - lists\n  - signs\n  column: due\n  has: null\n  review: r001\n"
