"""Competency questions: each file of tests/competency asks questions of the library and says exactly which rows come back.

Things are written as compact names, literals as their text, and what is not bound as "". ``rows`` are all rows in their order, of the
columns named; ``count`` is how many there are; ``among`` are rows that have to be there. What every new source moves stands apart, in
``tests/data/law/totals.yaml``.
"""

import pytest
import yaml

from tests.accept import totals
from tests.accept.answers import FOLDER, rows_of

ENTRIES = [(path.stem, entry) for path in sorted(FOLDER.glob("*.yaml")) for entry in yaml.safe_load(path.read_text(encoding="utf-8"))]
KEYS = {"asks", "question", "parameters", "columns", "rows", "among", "count"}


@pytest.mark.parametrize("theme, entry", ENTRIES, ids=[f"{theme}: {entry['asks']}" for theme, entry in ENTRIES])
def test_the_question_is_answered_with_these_rows(knowledge, theme, entry):
    assert set(entry) <= KEYS
    rows = rows_of(knowledge, entry)
    if "rows" in entry:
        assert rows == [[str(value) for value in row] for row in entry["rows"]]
    for row in entry.get("among", []):
        assert [str(value) for value in row] in rows
    if "count" in entry:
        assert len(rows) == entry["count"]


def test_every_question_of_the_library_is_asked_here(knowledge):
    asked = [*(entry for _, entry in ENTRIES), *totals.written()["answers"]]
    assert {entry["question"] for entry in asked} == set(knowledge.library.questions)
