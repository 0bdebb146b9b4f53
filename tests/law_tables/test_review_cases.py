"""Every row of the review that has an example has its cases, lawful and unlawful; what shows it otherwise is listed, with why."""

import ast
from collections import defaultdict

import pytest
import yaml

from tests import TESTS, casebook
from tests.law_tables.reading import TABLES, rows

pytestmark = pytest.mark.skipif(not TABLES.is_dir(), reason="the tables of the law do not lie beside this checkout")

EXAMPLES = {"lawful": "lawful_example", "unlawful": "unlawful_example"}
NO_CONDUCT = "not a matter of conduct"
SHOWN_OTHERWISE = yaml.safe_load((TESTS / "data" / "law" / "review-cases.yaml").read_text(encoding="utf-8"))


def _kinds() -> dict[str, set[str]]:
    """The kinds of case that each row of the review has."""
    found = defaultdict(set)
    for case in casebook.all_cases():
        if case.review:
            found[case.review].add(case.kind)
    return found


def _without_case() -> set[tuple[str, str]]:
    """Rows with the kinds of case that their examples ask for and that no case of the casebook is."""
    kinds = _kinds()
    return {
        (row["id"], kind)
        for row in rows("review")
        for kind, column in EXAMPLES.items()
        if row[column].strip() and not row[column].startswith(NO_CONDUCT) and kind not in kinds[row["id"]]
    }


def _listed() -> list[tuple[str, str]]:
    return [(review, kind) for each in SHOWN_OTHERWISE for review in each["review"] for kind in each["kinds"]]


def test_every_row_with_an_example_has_its_cases_but_for_those_listed():
    assert sorted(_without_case()) == sorted(_listed())


def test_a_case_is_tagged_with_a_row_that_the_review_has():
    assert set(_kinds()) - {row["id"] for row in rows("review")} == set()


def test_what_is_shown_otherwise_is_shown_with_a_reason():
    kinds = _kinds()
    for each in SHOWN_OTHERWISE:
        assert each["why"].endswith(".")
        shown_by = each["shown_by"]
        if shown_by in casebook.KINDS:
            assert [review for review in each["review"] if shown_by not in kinds[review]] == []
        else:
            assert _stands(shown_by), shown_by


def _stands(shown_by: str) -> bool:
    """Whether the test that a name such as ``tests/x/test_y.py::test_z`` names is written there."""
    file, _, name = shown_by.partition("::")
    written = ast.parse((TESTS.parent / file).read_text(encoding="utf-8")).body
    return bool(name) and name in {each.name for each in written if isinstance(each, ast.FunctionDef)}


def test_a_test_that_is_not_written_is_found():
    assert not _stands("tests/law_tables/test_review_cases.py") and not _stands("tests/law_tables/test_review_cases.py::test_gone")
    assert _stands("tests/law_tables/test_review_cases.py::test_a_test_that_is_not_written_is_found")


def test_rows_on_what_bears_without_a_verdict_are_named_by_its_tests():
    text = (TESTS / "assess" / "test_what_bears.py").read_text(encoding="utf-8")
    said = [review for each in SHOWN_OTHERWISE if "test_what_bears.py::" in each["shown_by"] for review in each["review"]]
    assert [review for review in said if f'"{review}"' not in text] == []
