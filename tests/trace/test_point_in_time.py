"""The law as at a day: the entries of the register that are in force on it, and what takes the place of what.

Which they are on some days is reviewed in ``tests/data/law/totals.yaml``.
"""

from datetime import date, timedelta

import pytest

from lfr_kg.base.namespaces import iri
from lfr_kg.trace.chain import in_force
from tests import knowledge_files as knowledge
from tests.accept import totals
from tests.accept.totals import law_as_at

DAYS = [entry["day"] for entry in totals.written()["in-force"]]

AS_AT = """
SELECT ?slug WHERE {
  ?entry a lfr:RegisterEntry ; dct:identifier ?slug ; lfr:inForceFrom ?from .
  OPTIONAL { ?entry lfr:inForceUntil ?until }
  FILTER(?from <= ?day && (!BOUND(?until) || ?day < ?until))
}
"""


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_sparql_gives_the_same_law_of_a_day(day):
    answer = knowledge.rows(AS_AT.replace("?day", f'"{day}"^^xsd:date'))
    assert sorted(row[0] for row in answer) == sorted(law_as_at(day))


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
