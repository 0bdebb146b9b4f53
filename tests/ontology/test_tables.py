"""The graph against the tables that the register was drawn from, where they lie beside the checkout. Departures are listed, with why.

What the graph holds beyond the tables, law that came later, is listed with what every new source moves (``tests/test_totals.py``).
"""

import re
from collections import Counter

import pytest
import yaml

from lfr_kg.base.namespaces import PREFIXES, iri
from tests import TESTS, casebook
from tests import knowledge_files as knowledge
from tests.law_tables import corrections
from tests.law_tables.columns import TABLES_COMPARED
from tests.law_tables.reading import TABLES, items, last, rows

pytestmark = pytest.mark.skipif(not TABLES.is_dir(), reason="the tables of the law do not lie beside this checkout")

COMPARED = TABLES_COMPARED if TABLES.is_dir() else {}
ENTRIES = [(name, entry) for name, table in COMPARED.items() for entry in table.entries()]
REVIEW = yaml.safe_load((TESTS / "data" / "law" / "review.yaml").read_text(encoding="utf-8"))
FOLLOWED = ("no", "in part", "elsewhere")
"""Rejected; not in all it says; or followed where no column shows it."""
IN_A_COLUMN = ("scope", "type", "practice", "date", "modality", "law-of-event", "displacement→limits", "verification")
"""The kinds of row whose change shows in a column of what they name; those of others lie in a check, a condition or a note."""


@pytest.mark.parametrize(("name", "entry"), ENTRIES, ids=[f"{name}: {entry}" for name, entry in ENTRIES])
def test_a_row_and_the_graph_agree_but_for_the_corrections_listed(name, entry):
    found = corrections.compare(TABLES_COMPARED[name], entry)
    listed = {column: each.has for column, each in corrections.of_entry(name).get(entry, {}).items()}
    assert {column: each.found for column, each in found.items()} == listed, {column: each.asked for column, each in found.items()}


@pytest.mark.parametrize("name", COMPARED)
def test_what_a_correction_says_no_row_lists_stands_in_the_graph(name):
    listed = {each.entry for each in corrections.read(name) if each.column == corrections.ROW and each.has == corrections.PRESENT}
    assert listed - corrections.beyond(TABLES_COMPARED[name]) == set()


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


def unanswered() -> set[tuple[str, str]]:
    """Rows of the review with what they name, of which neither a correction nor a case says what became of them.

    What shows in a column has to be answered for each entry, or for the condition that it shares; what lies in a check, once a row.
    """
    corrected = {
        (review, each.entry.removeprefix("lfr:")) for name in COMPARED for each in corrections.read(name) for review in each.review
    }
    shared = [(entry, last(iri(f"norm:{entry}"), "lfr:appliesTo")) for entry in TABLES_COMPARED["norms"].entries()]
    corrected |= {(review, one) for review, name in corrected.copy() for pair in shared if name in pair for one in pair if one}
    texts = (path.read_text(encoding="utf-8") for path in casebook.FOLDER.glob("*.yaml"))
    answered = {review for review, _ in corrected} | {
        review for text in texts for review in re.findall(r"^  review: (\w+)$", text, re.MULTILINE)
    }
    left = set()
    for row in rows("review"):
        named = [slug.removeprefix("lfr:") for slug in items(row["slugs"])]
        needed = named if row["kind"] in IN_A_COLUMN else [] if row["id"] in answered else named[:1]
        left |= {(row["id"], slug) for slug in needed if (row["id"], slug) not in corrected}
    return left


def test_every_row_of_the_review_is_answered_and_a_word_stands_only_where_nothing_else_answers():
    left = unanswered()
    said = {(each["review"], slug) for each in REVIEW for slug in each.get("slugs", ["all"])}
    assert {(review, slug) for review, slug in left if (review, slug) not in said and (review, "all") not in said} == set()
    elsewhere = {(each["review"], slug) for each in REVIEW if each["followed"] == "elsewhere" for slug in each.get("slugs", ["all"])}
    assert elsewhere - left - {(review, "all") for review, _ in left} == set()


def test_what_is_said_of_a_row_of_the_review_is_said_once_with_a_reason():
    named = {row["id"]: {slug.removeprefix("lfr:") for slug in items(row["slugs"])} for row in rows("review")}
    said = [(each["review"], slug) for each in REVIEW for slug in each.get("slugs", ["all"])]
    assert len(said) == len(set(said))
    assert [(review, slug) for review, slug in said if slug not in {"all", *named.get(review, ())}] == []
    assert {review for review, _ in said} <= set(named)
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
