"""A row as a description: what it states is stated, in terms that are accepted as evidence, and nothing else."""

from dataclasses import replace

import pyoxigraph as ox
import pytest

from lfr_kg.base.errors import KnowledgeError
from lfr_kg.base.model import Graph
from lfr_kg.base.namespaces import REGISTER, compact
from lfr_kg.evidence.description import describe as read
from lfr_kg.evidence.reading import Submitted
from lfr_kg.register import dossier
from lfr_kg.register.judging import beside, input_hash
from lfr_kg.register.record import describe


def facts(tables, name: str) -> set[tuple[str, str, str]]:
    """What a row states: part, property and value."""
    short = f"{REGISTER}{name}"
    found = describe(tables.rows[name], tables)
    return {(s.value.removeprefix(short), compact(p.value), compact(o.value).replace(short, "")) for s, p, o in found}


def test_a_full_row(tables):
    assert facts(tables, "met-0199") == {
        ("", "rdf:type", "lfr:Deployment"), ("", "dct:identifier", "met-0199"), ("", "lfr:record", "con:record-published"),
        ("", "lfr:controller", "actor:metropolitan-police-service"), ("", "lfr:technique", "con:technique-live"),
        ("", "lfr:conduct", "con:conduct-overt"), ("", "lfr:deployedOn", "2024-11-29"),
        ("", "lfr:place", "#place"), ("#place", "rdf:type", "lfr:Place"), ("#place", "dct:title", "Westfield, Shepherds Bush"),
        ("#place", "lfr:locationCriterion", "con:location-crime-hotspot"), ("#place", "geo:lat", "51.507"),
        ("#place", "geo:long", "-0.221"),
        ("", "lfr:watchlist", "#watchlist"), ("#watchlist", "rdf:type", "lfr:Watchlist"), ("#watchlist", "lfr:size", "15654"),
        ("", "lfr:system", "#system"), ("#system", "rdf:type", "lfr:FacialRecognitionSystem"),
        ("#system", "lfr:threshold", "0.64"),
        ("", "lfr:results", "#results"), ("#results", "rdf:type", "lfr:Results"), ("#results", "lfr:alerts", "18"),
        ("#results", "lfr:trueAlerts", "18"), ("#results", "lfr:falseAlerts", "0"), ("#results", "lfr:unconfirmedTrueAlerts", "0"),
        ("#results", "lfr:unconfirmedFalseAlerts", "0"), ("#results", "lfr:facesSeen", "39111"), ("#results", "lfr:arrests", "7"),
        ("#results", "lfr:falseAlertRate", "0.00"),
        ("#results", "foaf:page", "https://www.met.police.uk/SysSiteAssets/media/downloads/force-content/met/advice/lfr/deployment-records/lfr-deployment-grid-2023-to-2024.pdf"),
    }  # fmt: skip


def stated(tables, name: str) -> dict[str, str]:
    """What a row states, by property."""
    return {prop: value for _, prop, value in facts(tables, name)}


def test_odd_rows_state_what_they_can(tables):
    aborted = stated(tables, "met-0002")
    assert aborted["lfr:size"] == "7316" and not {"lfr:results", "lfr:alerts"} & set(aborted)
    assert stated(tables, "met-0122")["lfr:deployedOn"] == "2024-07-11"
    assert stated(tables, "met-0280")["lfr:size"] == "19199"
    assert stated(tables, "met-0444")["lfr:locationCriterion"] == "con:location-protective-security-event"
    assert stated(tables, "met-0471")["lfr:deliveryMechanism"] == "con:delivery-fixed-cameras"
    assert not {"lfr:falseAlertRate", "lfr:falseAlerts"} & set(stated(tables, "met-0447"))
    assert "lfr:arrests" not in stated(tables, "btp-04")
    assert not {"lfr:facesSeen", "lfr:size"} & set(stated(tables, "btp-05"))
    assert stated(tables, "btp-21")["lfr:unconfirmedTrueAlerts"] == "1"
    assert "lfr:deployedOn" not in stated(tables, "swp-04")
    assert "lfr:facesSeen" not in stated(tables, "ham-01")
    assert stated(tables, "swx-01")["lfr:actualStart"] == "2018-03-27T08:30:00+01:00"
    assert "lfr:locationCriterion" not in stated(tables, "met-0150")
    assert "lfr:conduct" not in stated(tables, "hum-01")


def test_every_record_is_accepted_as_a_description_and_its_hash_is_that_of_one_that_is_sent(tables, knowledge):
    vocabulary = knowledge.vocabulary
    rows = [row for row in tables.rows.values() if row.is_deployment]
    for row in [*rows[::11], tables.rows["btp-12"], tables.rows["oth-09"]]:
        own = describe(row, tables)
        added = dossier.stated(dossier.standing(tables, row), row, Graph(own), vocabulary)
        sent = read([Submitted("record.ttl", "", list(dict.fromkeys([*own, *added])))], vocabulary)
        assert (sent.set_aside, [each.name for each in sent.deployments]) == ([], [row.address])
        assert input_hash(beside(row, tables, vocabulary).deployment) == sent.hash


def added(tables, knowledge, name: str) -> set[tuple[str, str, str]]:
    """What papers add to a record: property, value, and who says so."""
    found = beside(tables.rows[name], tables, knowledge.vocabulary).added
    short = REGISTER + "paper/"
    return {
        (compact(prop.value), compact(value.value).replace(short, ""), by.removeprefix(short))
        for (_, prop, value), said_by in found.items()
        for by in said_by
        if prop.value.startswith("https://w3id.org/lfr-kg/") and isinstance(value, ox.NamedNode | ox.Literal)
    }


def test_only_what_stood_on_the_day_is_added(tables, knowledge):
    policy, test = "metropolitan-police-service.policy-1", "metropolitan-police-service.test-1"
    before, after = added(tables, knowledge, "met-0156"), added(tables, knowledge, "met-0157")
    assert (tables.rows["met-0156"].day.isoformat(), tables.rows["met-0157"].day.isoformat()) == ("2024-09-10", "2024-09-17")
    assert ("lfr:document", policy, policy) in after - before
    assert ("lfr:permitsCategory", "con:category-missing", f"{policy}#dos-009") in after - before
    assert ("lfr:independentTest", test, test) in before & after
    assert not [row for row in added(tables, knowledge, "met-0005") if row[0] == "lfr:independentTest"]


def test_what_stands_in_for_a_paper_is_none_and_what_it_says_of_the_system_counts(tables, knowledge):
    found = added(tables, knowledge, "btp-12")
    assert {prop for prop, _, _ in found} == {"lfr:system", "lfr:vendor", "lfr:algorithmVersion", "lfr:threshold", "lfr:alternativeRoute"}


def test_two_values_of_what_has_one_are_not_stated(tables, knowledge):
    assert not [row for row in added(tables, knowledge, "met-0500") if row[0] == "lfr:vendor"]


@pytest.mark.parametrize(("clock", "words"), [("01:30", "There was no 01:30 in London on that day"), ("25:00", "hour must be in 0..23")])
def test_a_clock_time_that_never_was_is_refused(tables, clock, words):
    row = tables.rows["met-0199"]
    odd = replace(row, plain=row.plain | {"date_from": "2026-03-29", "start": clock, "end": "12:00"})
    with pytest.raises(KnowledgeError, match=f"met-0199: .*{words}"):
        describe(odd, tables)


def test_of_how_many_records_each_force_states_a_property_is_counted_at_build(knowledge):
    counted = "?published dct:subject ?force ; void:propertyPartition ?part . ?part void:property ?property ; void:entities ?number"
    stated = """SELECT ?force ?property (COUNT(DISTINCT ?record) AS ?number) WHERE {
        ?record lfr:record con:record-published ; lfr:controller ?force ; (lfr:place|lfr:watchlist|lfr:system|lfr:results)? ?part .
        ?part ?property ?value
    } GROUP BY ?force ?property"""
    found, there = (
        {tuple(row[name].value for name in ("force", "property", "number")) for row in knowledge.query(text)}
        for text in (f"SELECT * WHERE {{ {counted} }}", stated)
    )
    assert found == there
    assert len(found) > 100
