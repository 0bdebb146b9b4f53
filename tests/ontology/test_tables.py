"""The graph against the tables that the register was drawn from, where they lie beside the checkout. Departures are listed, with why."""

from collections import Counter

import pytest
import yaml

from lfr_kg.base.namespaces import PREFIXES, iri
from tests import TESTS, casebook
from tests import knowledge_files as knowledge
from tests.law_tables import corrections
from tests.law_tables.columns import TABLES_COMPARED
from tests.law_tables.reading import TABLES, items, rows

pytestmark = pytest.mark.skipif(not TABLES.is_dir(), reason="the tables of the law do not lie beside this checkout")

COMPARED = TABLES_COMPARED if TABLES.is_dir() else {}
ENTRIES = [(name, entry) for name, table in COMPARED.items() for entry in table.entries()]
REVIEW = yaml.safe_load((TESTS / "data" / "law" / "review.yaml").read_text(encoding="utf-8"))
FOLLOWED = ("no", "in part", "elsewhere")


@pytest.mark.parametrize(("name", "entry"), ENTRIES, ids=[f"{name}: {entry}" for name, entry in ENTRIES])
def test_a_row_and_the_graph_agree_but_for_the_corrections_listed(name, entry):
    found = corrections.compare(TABLES_COMPARED[name], entry)
    listed = {column: each.has for column, each in corrections.of_entry(name).get(entry, {}).items()}
    assert {column: each.found for column, each in found.items()} == listed, {column: each.asked for column, each in found.items()}


@pytest.mark.parametrize("name", COMPARED)
def test_nothing_stands_in_the_graph_that_no_row_and_no_correction_lists(name):
    table = TABLES_COMPARED[name]
    listed = {each.entry for each in corrections.read(name) if each.column == corrections.ROW and each.has == corrections.PRESENT}
    assert corrections.beyond(table) == listed


@pytest.mark.parametrize("name", COMPARED)
def test_every_correction_is_of_a_known_row_and_has_one_reason(name):
    table, listed = TABLES_COMPARED[name], corrections.read(name)
    known = set(table.entries()) | corrections.beyond(table)
    assert {each.entry for each in listed} - known == set()
    assert {each.column for each in listed} - {*table.columns, corrections.ROW} == set()
    assert [key for key, count in Counter((each.entry, each.column) for each in listed).items() if count > 1] == []
    assert {(each.entry, each.column): reason for each in listed if (reason := corrections.unexplained(each))} == {}
    assert [each.entry for each in listed if each.why and not each.why.endswith(".")] == []


def test_the_files_of_corrections_are_those_of_the_tables():
    assert {path.stem for path in corrections.FOLDER.iterdir()} <= set(TABLES_COMPARED)


def test_the_older_version_of_a_row_is_what_its_successor_succeeds():
    graph = knowledge.stated()
    older = {row["slug"] for name in ("norms", "additions") for row in rows(name) if "-pre-" in row["slug"]}
    succeeded = {value.value.removeprefix(PREFIXES["norm"]) for _, _, value in graph.by_predicate[iri("lfr:succeeds")]}
    assert older == {slug for slug in succeeded if "-pre-" in slug}


def test_every_row_of_the_review_is_answered():
    """By a correction, by a case, or by a word on what became of it."""
    cited = {review for name in COMPARED for each in corrections.read(name) for review in each.review}
    cited |= {case.review for case in casebook.all_cases() if case.review}
    listed = {each["review"] for each in REVIEW}
    assert {row["id"] for row in rows("review")} - cited - listed == set()


def test_what_is_said_of_a_row_of_the_review_is_said_once_with_a_reason():
    ids = [each["review"] for each in REVIEW]
    assert len(ids) == len(set(ids))
    assert set(ids) <= {row["id"] for row in rows("review")}
    assert [each for each in REVIEW if each["followed"] not in FOLLOWED or not each["why"].endswith(".")] == []


def test_what_the_review_names_exists_or_is_retired():
    gone = {
        each.entry
        for name in COMPARED
        for each in corrections.read(name)
        if each.column == corrections.ROW and each.has == corrections.ABSENT
    }
    graph = knowledge.stated()
    sources = {row["slug"]: TABLES_COMPARED["sources"].node_of(row["slug"]) for row in rows("sources")}
    for row in rows("review"):
        for slug in items(row["slugs"]):
            node = iri(slug) if ":" in slug else sources.get(slug) or iri(f"norm:{slug}")
            assert graph.value(node, iri("rdf:type")) is not None or slug.removeprefix("lfr:") in gone, (row["id"], slug)
