"""The service's contract: the answer's shape, its receipt, law as at, published records, and what is set aside."""

import json
from datetime import UTC, date, datetime

import pyoxigraph as ox
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from lfr_kg.answer import comparison, contract, detail, receipt, reports
from lfr_kg.answer.detail import inlined
from lfr_kg.answer.proofs import proof_of
from lfr_kg.base import serialising
from lfr_kg.base.model import Verdict
from lfr_kg.base.namespaces import iri
from tests import casebook

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def answer(knowledge, example):
    return knowledge.assess([(example, "text/turtle", "example.ttl")], None, AT)


def finding(answer, slug):
    return next(f for f in inlined(answer)["deployments"][0]["findings"] if f["slug"] == slug)


def test_the_answer_has_the_shape_of_the_contract(answer, knowledge):
    assert list(answer) == ["receipt", "setAside", "notes", "norms", "deployments"]
    assert set(answer["receipt"]) == {"inputHash", "corpusVersion", "corpusHash", "software", "lawAsAt", "assessedAt", "hash"}
    assert answer["receipt"]["corpusHash"] == knowledge.hash
    assert (answer["receipt"]["lawAsAt"], answer["receipt"]["assessedAt"]) == (None, "2026-11-23T09:00:00+00:00")
    (deployment,) = answer["deployments"]
    assert deployment["lawAsAt"] == "2026-10-14"
    assert list(deployment["summary"]) == [verdict.value for verdict in Verdict]
    named = [each for name in ("findings", "reliedOn", "alsoBears", "outOfReach") for each in deployment[name]]
    assert {each["slug"] for each in named} == set(answer["norms"])
    assert {each["condition"] for each in named} <= set(deployment["conditions"])
    for slug, norm in answer["norms"].items():
        assert norm["norm"] == "https://w3id.org/lfr-kg/norm/" + slug
        assert norm["provision"].startswith("https://w3id.org/lfr-kg/law/")
        assert norm["officialText"].startswith("http")
        assert norm["citation"] and norm["title"] and norm["statement"]
    assert all(each["message"] for each in deployment["findings"])
    assert all(each["because"] and each["steps"] for each in deployment["conditions"].values())


def test_the_matrix_counts_each_finding_once_by_what_binds(answer):
    (deployment,) = answer["deployments"]
    assert list(deployment["matrix"]) == ["statute", "case-law", "statutory-code", "guidance-must", "guidance-should", "force-policy"]
    counted = {verdict: sum(row[verdict] for row in deployment["matrix"].values()) for verdict in deployment["summary"]}
    assert counted == deployment["summary"]
    assert deployment["matrix"]["case-law"]["for-judgement"] == sum(
        f["verdict"] == "for-judgement" and answer["norms"][f["slug"]]["authority"] == "case-law" for f in deployment["findings"]
    )


def test_a_full_lawful_deployment_has_no_breach_no_departure_and_nothing_open(answer):
    settled = {"for-judgement", "recorded", "met", "not-applicable"}
    assert {f["slug"]: f["verdict"] for f in answer["deployments"][0]["findings"] if f["verdict"] not in settled} == {}


def test_every_norm_in_force_is_accounted_for(answer, knowledge):
    (deployment,) = answer["deployments"]
    day = date(2026, 10, 14)
    duties = {
        slug: n
        for slug, n in knowledge.assessor.norms.items()
        if n.kind in ("Obligation", "Prohibition") and n.decided_by != "not-decidable"
    }
    found = {f["slug"]: [date.fromisoformat(each) for each in f.get("eventDay", [day.isoformat()])] for f in deployment["findings"]}
    assert {slug for slug in found if not duties[slug].event_day} == {
        slug for slug, n in duties.items() if not n.event_day and n.in_force_on(day)
    }
    assert [slug for slug, days in found.items() if not all(duties[slug].in_force_on(each) for each in days)] == []
    assert {n["slug"] for n in deployment["outOfReach"]} >= {"dpa-s36-4-non-le-reuse", "dpa-s63-cooperate"}
    assert all(answer["norms"][n["slug"]]["why"] for n in deployment["outOfReach"])
    assert {"dpa-s35-5-strict-necessity", "pace-s64a-1-photograph"} <= {n["slug"] for n in deployment["alsoBears"]}


def test_the_reasons_lead_from_stated_facts_to_the_condition(answer):
    found = finding(answer, "dpa-s64-dpia")
    assert (found["because"]["holds"], found["because"]["because"]) == (True, "This is a deployment with sensitive processing.")
    steps = proof_of(found["condition"], found["because"], answer["deployments"][0]["conditions"])
    last = steps[-1]
    assert last["condition"] == "https://w3id.org/lfr-kg/def/SensitiveProcessingDeployment"
    by_number = {step["step"]: step for step in steps}
    reached, todo = set(), [last["step"]]
    while todo:
        number = todo.pop()
        reached.add(number)
        todo += by_number[number].get("from", [])
    assert reached == set(by_number)
    stated = {tuple(step["fact"][1:]) for step in steps if step["by"] == "stated"}
    assert ("https://w3id.org/lfr-kg/def/useCase", "https://w3id.org/lfr-kg/concept/use-locate-wanted") in stated
    assert ("https://w3id.org/lfr-kg/def/controller", "https://w3id.org/lfr-kg/actor/metropolitan-police-service") in stated


def test_a_breach_says_what_contradicts_and_what_to_do(knowledge):
    case = next(case for case in casebook.all_cases() if case.kind == "breaks" and dict(case.verdicts).get(case.norm) == "breached")
    text = casebook.changed(case.base, case.change)
    found = finding(knowledge.assess([(text.encode(), "application/n-triples", "case.nt")], case.as_at, case.at), case.norm)
    assert found["authority"] in ("statute", "case-law")
    assert all(row["stated"] for row in found["evidence"] if row["outcome"] == "contradicts")
    assert found["next"].startswith("If the record is wrong, correct it.")


def test_what_contradicts_words_that_nobody_has_read_is_a_question(knowledge):
    late = casebook.changed(
        "metropolitan",
        'DELETE { ?w lfr:generatedAt ?t } INSERT { ?w lfr:generatedAt "2026-10-13T09:59:59+01:00"^^xsd:dateTime } '
        "WHERE { ?w lfr:generatedAt ?t }",
    )
    found = finding(knowledge.assess([(late.encode(), "application/n-triples", "late.nt")], None, AT), "app-wl-24h-generate")
    assert found["verdict"] == "for-judgement"
    (row,) = [row for row in found["evidence"] if row["outcome"] == "contradicts"]
    assert (row["focus"], row["path"], row["value"]) == (
        "https://deployments.example/d1-watchlist",
        "https://w3id.org/lfr-kg/measure/generatedAtToUsedFrom",
        "86401",
    )
    assert ["https://deployments.example/d1-watchlist", "https://w3id.org/lfr-kg/def/generatedAt", "2026-10-13T09:59:59+01:00"] in row[
        "stated"
    ]
    assert found["verification"] == "unverified"
    assert found["next"].startswith("A legal adviser decides: This rule has not been checked against its source.")


def test_a_facet_that_asks_a_person_puts_its_own_question(knowledge):
    claimed = casebook.changed(
        "metropolitan",
        "DELETE { ?a lfr:rank ?rank ; lfr:isUrgent false } INSERT { ?a lfr:rank con:rank-inspector ; lfr:isUrgent true } "
        "WHERE { ?a lfr:rank ?rank }",
    )
    found = finding(knowledge.assess([(claimed.encode(), "application/n-triples", "claimed.nt")], None, AT), "app-ao-rank")
    assert found["verdict"] == "for-judgement"
    assert found["next"].endswith(
        "Could a superintendent not be reached in time, and was the authority written up and then reviewed by a superintendent "
        "as soon as could be?"
    )
    assert (
        found["caution"] == "That the guidance has an authorising officer was verified; that the officer must be a superintendent was not."
    )


def test_missing_evidence_names_what_to_state(knowledge):
    silent = casebook.changed("metropolitan", "DELETE WHERE { ?w lfr:generatedAt ?t }")
    found = finding(knowledge.assess([(silent.encode(), "application/n-triples", "silent.nt")], None, AT), "app-wl-24h-generate")
    assert (found["verdict"], found["next"]) == ("not-stated", "State when the list was made and when it was first used.")
    assert [row["text"] for row in found["evidence"]] == ["The record does not say when the watchlist was made."]


def test_the_same_input_law_and_times_give_the_same_bytes(knowledge, example, answer):
    again = knowledge.assess([(example, "text/turtle", "renamed.ttl")], None, AT)
    assert serialising.as_bytes(again) == serialising.as_bytes(answer)
    assert receipt.differences(detail.given(answer), again) == []


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"as_at": date(2024, 1, 1)}, "lawAsAt"),
        ({"at": datetime(2026, 11, 23, 9, 0, 1, tzinfo=UTC)}, "assessedAt"),
    ],
)
def test_the_receipt_tells_what_differs(knowledge, example, answer, change, key):
    other = knowledge.assess([(example, "text/turtle", "example.ttl")], **({"as_at": None, "at": AT} | change))
    found = receipt.differences(answer["receipt"], other)
    assert found[0] == receipt.PART.format("another time")
    assert [line.split(":")[0] for line in found[1:]] == sorted(["hash", key])


def test_a_tampered_answer_is_noticed(answer):
    tampered = json.loads(json.dumps(detail.given(answer)))
    tampered["deployments"][0]["findings"][0]["message"] = "All is well."
    assert receipt.digest(tampered) != answer["receipt"]["hash"]
    (deployment,) = answer["deployments"]
    first = deployment["findings"][0]
    place = f"{deployment['id']} / {first['slug']} / message"
    assert receipt.differences(tampered, answer) == [receipt.ALTERED, f"{place}: was All is well., is {first['message']}"]


def test_findings_in_another_order_are_noticed(answer):
    tampered = json.loads(json.dumps(detail.given(answer)))
    tampered["deployments"][0]["findings"].reverse()
    [meaning, line] = receipt.differences(tampered, answer)
    assert meaning == receipt.ALTERED
    assert line.startswith(f"{answer['deployments'][0]['id']} / order: was [")


@pytest.mark.parametrize("form", contract.DETAILS)
def test_what_was_written_into_any_form_afterwards_is_noticed(answer, form):
    tampered = json.loads(json.dumps(detail.given(answer, form)))
    tampered["deployments"][0]["actions"][0]["do"] = "Nothing."
    [meaning, line] = receipt.differences(tampered, answer)
    assert meaning == receipt.ALTERED
    assert line.startswith(f"{answer['deployments'][0]['id']} / actions / 0 / do: was Nothing., is ")


def test_the_canonical_form_is_that_of_rfc_8785(answer):
    assert serialising.canonical(answer) == rfc8785.dumps(answer)


_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(alphabet="abcXYZ09-_."), inner),
)


@given(_json)
def test_the_canonical_form_of_anything_an_answer_may_hold(document):
    assert serialising.canonical(document) == rfc8785.dumps(document)


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        ('lfr:actualStart "2026-02-05T00:30:00+01:00"^^xsd:dateTime ; lfr:plannedStart "2026-03-01T10:00:00Z"^^xsd:dateTime', "2026-02-04"),
        ('lfr:plannedStart "2026-06-18T23:30:00Z"^^xsd:dateTime', "2026-06-19"),
        ('lfr:deployedOn "2024-11-29"^^xsd:date', "2024-11-29"),
        ("lfr:isMarkedOvert true", "2026-11-23"),
    ],
)
def test_law_as_at_is_the_day_of_the_start_in_london(knowledge, stated, day):
    turtle = (
        "@prefix lfr: <https://w3id.org/lfr-kg/def/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . "
        f"<urn:d> a lfr:Deployment ; {stated} ."
    )
    answer = knowledge.assess([(turtle.encode(), "text/turtle", "d.ttl")], None, AT)
    assert answer["deployments"][0]["lawAsAt"] == day


def test_deployments_of_different_days_leave_the_receipts_day_open(knowledge, example):
    other = (
        b"<urn:d> a <https://w3id.org/lfr-kg/def/Deployment> ; "
        b'<https://w3id.org/lfr-kg/def/deployedOn> "2024-11-29"^^<http://www.w3.org/2001/XMLSchema#date> .'
    )
    answer = knowledge.assess([(example, "text/turtle", "a.ttl"), (other, "text/turtle", "b.ttl")], None, AT)
    assert answer["receipt"]["lawAsAt"] is None
    assert [d["lawAsAt"] for d in answer["deployments"]] == ["2026-10-14", "2024-11-29"]


def test_smuggled_axioms_are_listed_and_move_nothing(knowledge, example, answer):
    smuggled = b"""
<https://w3id.org/lfr-kg/norm/dpa-s64-dpia> <https://w3id.org/lfr-kg/def/inForceUntil> \
"2020-01-01"^^<http://www.w3.org/2001/XMLSchema#date> .
<https://deployments.example/d1> a <https://w3id.org/lfr-kg/def/CovertDeployment> .
<https://deployments.example/d1> <http://www.w3.org/2002/07/owl#sameAs> <https://deployments.example/d2> .
"""
    found = knowledge.assess([(example, "text/turtle", "a.ttl"), (smuggled, "text/turtle", "b.ttl")], None, AT)
    assert len(found["setAside"]) == 3
    assert found["deployments"] == answer["deployments"]


def test_the_automated_decision_sections_before_and_after_the_fifth_of_february_2026(knowledge, example):
    before, after = (knowledge.assess([(example, "text/turtle", "a.ttl")], day, AT) for day in (date(2026, 2, 4), date(2026, 2, 5)))
    changed = {c["slug"]: (c["before"], c["after"]) for c in comparison.changes(before, after)}
    assert changed["dpa-s49-old-adm-ban"] == ("for-judgement", None)
    assert changed["dpa-s50b-sensitive-adm-ban"] == (None, "for-judgement")
    assert all(c["why"] for c in comparison.changes(before, after))
    assert comparison.as_text(before, before) == "Nothing changes."


def test_the_validation_report_conforms_where_nothing_is_found_and_says_what_where_something_is(knowledge, example):
    triples = knowledge.validate([(example, "text/turtle", "a.ttl")], date(1500, 1, 1))
    assert [t.object.value for t in triples if t.predicate == iri("sh:conforms")] == ["true"]
    late = casebook.changed(
        "metropolitan", "DELETE { ?w lfr:isLawfullyHeld true } INSERT { ?w lfr:isLawfullyHeld false } WHERE { ?w lfr:isLawfullyHeld true }"
    )
    triples = knowledge.validate([(late.encode(), "application/n-triples", "a.nt")])
    shapes = {t.object.value for t in triples if t.predicate == iri("sh:sourceShape")}
    assert "https://w3id.org/lfr-kg/shape/app-wl-lawfully-held.lawfully-held" in shapes
    assert [t.object.value for t in triples if t.predicate == iri("sh:conforms")] == ["false"]


def test_the_assessment_graph_says_the_same_as_the_answer(answer):
    graph = ox.Store()
    graph.extend(ox.Quad(*t) for t in reports.as_graph(answer))
    rows = graph.query(
        "PREFIX earl: <http://www.w3.org/ns/earl#> PREFIX lfr: <https://w3id.org/lfr-kg/def/> "
        "SELECT ?test ?v WHERE { ?a earl:test ?test ; earl:result ?r . ?r lfr:verdict ?v }"
    )
    said = {(row["test"].value, row["v"].value.rsplit("/verdict-")[-1]) for row in rows}
    assert said == {("https://w3id.org/lfr-kg/norm/" + f["slug"], f["verdict"]) for f in answer["deployments"][0]["findings"]}


def test_a_spreadsheet_runs_nothing_from_a_description(knowledge, example):
    hostile = example.replace(b'"EX-2026-0141"', b'"=HYPERLINK(1)"')
    text = reports.as_csv(knowledge.assess([(hostile, "text/turtle", "a.ttl")], None, AT))
    assert ",'=HYPERLINK(1)," in text
    assert ",=HYPERLINK" not in text
