"""What was read from a publisher's table becomes descriptions, each figure with who printed it, and where."""

import pyoxigraph as ox
import pytest

from lfr_kg.base.namespaces import PREFIXES, REGISTER
from lfr_kg.importers.layouts import read_layout
from lfr_kg.register.imported import Document, as_turtle, rows_of
from tests import TESTS

GRID = (TESTS / "data" / "register" / "met-2023-24.csv").read_bytes()
DOCUMENT = Document("Deployment record", "Metropolitan Police Service", "https://example.org/grid.csv", "primary", "grid.csv", "ab" * 32)


def imported(tables, content: bytes = GRID) -> str:
    return as_turtle(rows_of(read_layout(content, "grid.csv"), DOCUMENT, tables), tables)


@pytest.fixture
def store(tables) -> ox.Store:
    held = ox.Store()
    held.load(imported(tables).encode(), format=ox.RdfFormat.TURTLE)
    return held


def test_a_figure_leads_to_its_publisher_document_and_line(store):
    rows = store.query(
        """SELECT ?faces ?publisher ?title ?page ?where ?reading {
             ?results lfr:facesSeen ?faces ; prov:wasDerivedFrom ?row .
             ?row dct:publisher ?publisher ; dct:bibliographicCitation ?title ; foaf:page ?page ; lfr:pageOrRow ?where ;
                  lfr:reading ?reading
           } ORDER BY DESC(?faces)""",
        prefixes=PREFIXES,
    )
    assert tuple(term.value for term in next(iter(rows))) == (
        "39111", "Metropolitan Police Service", "Deployment record", "https://example.org/grid.csv", "line 3",
        PREFIXES["con"] + "reading-primary",
    )  # fmt: skip


def test_a_row_leads_to_the_file_that_was_read(store):
    rows = store.query(
        "SELECT DISTINCT ?how ?page { ?row a lfr:PublishedRow ; dct:isPartOf ?d . ?d dct:provenance ?how ; foaf:page ?page }",
        prefixes=PREFIXES,
    )
    assert [tuple(term.value for term in row) for row in rows] == [
        (f"grid.csv (SHA-256 {'ab' * 32}) read as met-2023-24", "https://example.org/grid.csv"),
    ]


def test_a_record_is_named_by_force_day_and_place_and_reading_it_again_changes_nothing(tables, store):
    names = {quad.subject.value for quad in store.quads_for_pattern(None, ox.NamedNode(PREFIXES["lfr"] + "deployedOn"), None)}
    assert names == {
        f"{REGISTER}metropolitan-police-service.2024-11-29.westfield-shepherds-bush",
        f"{REGISTER}metropolitan-police-service.2024-12-03.lewisham",
    }
    assert imported(tables) == imported(tables)
    twice = GRID + GRID.splitlines(keepends=True)[3]
    assert "2024-12-03.lewisham.2>" in imported(tables, twice)
    moved = b"".join([*GRID.splitlines(keepends=True)[:2], *reversed(GRID.splitlines(keepends=True)[2:4])])
    facts = [
        set(ox.serialize(ox.parse(text.encode(), format=ox.RdfFormat.TURTLE), format=ox.RdfFormat.N_TRIPLES).splitlines())
        for text in (imported(tables), imported(tables, moved))
    ]
    assert {line for line in facts[0] ^ facts[1] if b"pageOrRow" not in line} == set()


def test_what_a_remark_takes_back_is_not_stated_of_an_imported_row_either(tables):
    first = rows_of(read_layout(GRID, "grid.csv"), DOCUMENT, tables)[0]
    assert (first.cells["other_outcomes"], first.plain["other_outcomes"], first.plain["arrests"]) == ("11", "", "7")
    assert [name for name, _ in first.remarks] == ["OTHER_DUPLICATES_NOACTION"]
