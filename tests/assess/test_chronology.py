"""Times that cannot be as they are stated show nothing to have been done, and a reader is told which they are and why."""

from datetime import UTC, datetime

import pytest

from lfr_kg.assess.law import Terms
from lfr_kg.base.namespaces import iri
from lfr_kg.evidence.description import describe
from lfr_kg.evidence.reading import read
from tests import casebook

AFTER_ASSESSMENT = datetime(2026, 10, 14, 16, tzinfo=UTC)


def deployment(change, base="metropolitan"):
    text = casebook.changed(base, change)
    (found,) = describe([read(text.encode(), "application/n-triples", "case", 10_000_000)], casebook.assessor().vocabulary).deployments
    return found


def set_to(node, prop, value):
    kind = "dateTime" if "T" in value else "date"
    return f'DELETE WHERE {{ ex:{node} {prop} ?old }} ; INSERT DATA {{ ex:{node} {prop} "{value}"^^xsd:{kind} }}'


@pytest.mark.parametrize(
    ("node", "prop", "value", "is_taken"),
    [
        ("request-access", "lfr:answeredOn", "2026-10-14", True),  # received on the 15th
        ("request-access", "lfr:answeredOn", "2026-10-15", False),
        ("breach-1", "lfr:commissionerNotifiedAt", "2026-10-15T08:59:59+01:00", True),  # known at 9
        ("breach-1", "lfr:commissionerNotifiedAt", "2026-10-15T09:00:00+01:00", False),
        ("d1-alert-1", "lfr:deletedAt", "2026-10-14T09:30:00+01:00", True),  # before the deployment started
        ("d1-results", "lfr:publishedAt", "2026-10-14T09:59:59+01:00", True),  # results of what had not started
        ("d1-notice", "lfr:publishedAt", "2026-10-07T09:59:59+01:00", False),  # a notice comes before
        ("d1-watchlist", "lfr:deletedAt", "2026-10-13T09:00:00+01:00", True),
        ("d1-dpia", "dct:issued", "2026-11-23", False),  # the day of the assessment
        ("d1-dpia", "dct:issued", "2026-11-24", True),
        ("d1-dpia", "lfr:reviewDueOn", "2030-01-01", False),  # a plan
        ("d1-alert-1", "lfr:deletedAt", "2026-11-23T09:00:01+00:00", True),
        ("d1-alert-1", "lfr:deletedAt", "2026-11-23T09:00:00+00:00", False),
    ],
)
def test_a_time_counts_up_to_the_assessment_and_from_what_comes_first(node, prop, value, is_taken):
    settled = casebook.assessor().settled(deployment(set_to(node, prop, value), "incidents"), casebook.ASSESSED_AT)
    name = f"https://deployments.example/{node}"
    assert [fact[0].value == name and fact[1] == iri(prop) for fact in settled.untimely] == [True] * is_taken


def test_a_time_is_held_against_what_its_thing_is_a_part_of():
    change = (
        "INSERT DATA { ex:request-access lfr:restriction ex:restriction . ex:restriction a lfr:Restriction ; "
        'lfr:restrictionToldOn "2026-10-14"^^xsd:date }'
    )
    settled = casebook.assessor().settled(deployment(change, "incidents"), casebook.ASSESSED_AT)
    ((taken, before),) = settled.untimely.items()
    assert (taken[1], before[1]) == (iri("lfr:restrictionToldOn"), iri("lfr:receivedOn"))


def test_the_reader_is_told_in_the_notes_and_in_the_finding():
    change = set_to("request-access", "lfr:answeredOn", "2026-10-01")
    found = casebook.assessor().assess(deployment(change, "incidents"), Terms(None, casebook.ASSESSED_AT))
    told = (
        "The request for access was answered on 1 October 2026, yet the request for access was received on 15 October 2026: "
        "one of the two must be wrong, so the first counts as not stated."
    )
    (finding,) = [each for each in found.findings if each.norm.slug == "dpa-s54-time-limit"]
    assert found.notes == [told]
    assert finding.message == f"The record does not state when a request was answered. {told}"
    assert [row["text"] for row in finding.evidence] == [told]


def test_what_lies_ahead_is_told_as_not_yet_done():
    change = set_to("d1-alert-1", "lfr:deletedAt", "2026-10-14T18:00:00+01:00")
    found = casebook.assessor().assess(deployment(change), Terms(None, AFTER_ASSESSMENT))
    assert (
        "The first alert, AL-EX-0001, was deleted at 18:00 on 14 October 2026, which was still to come at the time of this assessment, "
        "so it counts as not yet done."
    ) in found.notes


def test_every_order_says_which_time_follows_which():
    graph = casebook.assessor().vocabulary
    orders = casebook.assessor()._chronology._orders
    assert orders
    for order in orders:
        assert order.earlier
        assert {order.later, *order.earlier, *order.parts} <= set(graph.ranges)
