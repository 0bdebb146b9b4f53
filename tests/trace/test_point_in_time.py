"""The law as at a day: exactly the entries of the register that are in force on it, and what changes from day to day."""

from datetime import date, timedelta

import pytest
import yaml

from lfr_kg.base.namespaces import iri
from lfr_kg.trace.chain import in_force
from tests import TESTS
from tests import knowledge_files as knowledge
from tests.accept import totals
from tests.accept.totals import law_as_at

DATA = TESTS / "data" / "law"
DAYS = yaml.safe_load((DATA / "in-force.yaml").read_text(encoding="utf-8"))
CHANGES = yaml.safe_load((DATA / "changes.yaml").read_text(encoding="utf-8"))
TOTALS = yaml.safe_load((DATA / "totals.yaml").read_text(encoding="utf-8"))

AS_AT = """
SELECT ?slug WHERE {
  ?entry a lfr:RegisterEntry ; dct:identifier ?slug ; lfr:inForceFrom ?from .
  OPTIONAL { ?entry lfr:inForceUntil ?until }
  FILTER(?from <= ?day && (!BOUND(?until) || ?day < ?until))
}
"""


def expected() -> dict[date, set[str]]:
    """The slugs in force on each day of the data file, worked out from the differences it gives."""
    found, current = {}, set()
    for entry in DAYS:
        begins, ends = set(entry["begins"]), set(entry["ends"])
        assert not begins & current, "begins twice"
        assert ends <= current, "ends without having begun"
        current = (current | begins) - ends
        found[entry["day"]] = current
    return found


def test_there_is_as_much_as_was_reviewed():
    assert totals.totals() == TOTALS


def test_the_days_and_numbers_are_those_of_the_register():
    assert {day: len(slugs) for day, slugs in expected().items()} == {entry["day"]: entry["count"] for entry in DAYS}


@pytest.mark.parametrize("day", expected(), ids=str)
def test_the_law_as_at_a_day(day):
    assert law_as_at(day) == expected()[day]


@pytest.mark.parametrize("day", expected(), ids=str)
def test_sparql_gives_the_same_law(day):
    answer = knowledge.rows(AS_AT.replace("?day", f'"{day}"^^xsd:date'))
    assert sorted(row[0] for row in answer) == sorted(expected()[day])


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: f"{change['day']}: {change['what']}")
def test_what_changes_on_a_day_on_which_the_law_changed(change):
    before, after = law_as_at(change["day"] - timedelta(days=1)), law_as_at(change["day"])
    assert sorted(after - before) == change["begins"]
    assert sorted(before - after) == change["ends"]


def test_an_entry_that_succeeds_another_takes_its_place_on_the_day():
    graph = knowledge.stated()
    pairs = [(newer, older) for newer, _, older in graph.by_predicate[iri("lfr:succeeds")]]
    assert pairs
    for newer, older in pairs:
        day = date.fromisoformat(graph.value(newer, iri("lfr:inForceFrom")).value)
        assert (in_force(graph, older, day), in_force(graph, newer, day)) == (False, True)
        day -= timedelta(days=1)
        assert (in_force(graph, older, day), in_force(graph, newer, day)) == (True, False)


def test_what_is_pending_or_amends_is_no_norm():
    kinds = "SELECT ?slug ?kind WHERE { VALUES ?kind { lfr:PendingLaw lfr:Amendment } ?entry a ?kind ; dct:identifier ?slug }"
    assert sorted(knowledge.rows(kinds)) == [
        ("csr-bill-status", "lfr:PendingLaw"),
        ("duaa-s106-override", "lfr:Amendment"),
        ("duaa-s117-119-information-commission", "lfr:Amendment"),
        ("duaa-s117-119-information-commission-pre-2026", "lfr:Amendment"),
        ("duaa-s78-search", "lfr:Amendment"),
        ("duaa-s82-logging", "lfr:Amendment"),
        ("ho-consultation-status", "lfr:PendingLaw"),
    ]
    assert knowledge.rows("SELECT ?n WHERE { VALUES ?kind { lfr:PendingLaw lfr:Amendment } ?n a ?kind , lfr:Norm }") == []
