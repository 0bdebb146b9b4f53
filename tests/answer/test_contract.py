"""The contract of answers: what the service describes is what the types say and what worked examples come out as, in every detail."""

from datetime import UTC, datetime

import jsonschema_rs
import orjson
import pytest

from lfr_kg.answer import contract, receipt
from lfr_kg.answer.compact import CompactAnswer
from lfr_kg.answer.detail import detail_of, given, inlined
from lfr_kg.answer.proofs import proof_of
from lfr_kg.base.errors import BadRequest
from lfr_kg.web.http.api import description
from tests import casebook
from tests.accept.examples import EXAMPLES
from tests.answer import schemas
from tests.answer.written_out import written_out

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
FORMS = {
    "full": CompactAnswer,
    "findings": contract.AnswerToRead,
    "summary": contract.AnswerSummary,
    "inline": contract.InlineAnswer,
}
OTHER = b"<urn:d> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/lfr-kg/def/Deployment> .\n"
DESCRIBED = [
    *((path.stem, path.read_bytes(), "text/turtle") for path in EXAMPLES),
    *(
        (f"case {number}", casebook.changed(case.base, case.change).encode(), "application/n-triples")
        for number, case in enumerate(casebook.cases(casebook.FOLDER / "rights-and-breaches.yaml"))
        if number % 20 == 0
    ),
    ("two", casebook.base("metropolitan").encode() + OTHER, "application/n-triples"),
]


def form(answer: contract.Answer, name: str) -> dict:
    """The answer in one of its forms, as a client reads it."""
    found = given(answer, "full" if name == "inline" else name, name == "inline")
    return orjson.loads(orjson.dumps(found))


def test_the_service_describes_the_contract():
    said = description()["components"]["schemas"]
    wanted = schemas.schemas(*FORMS.values())
    assert {name: schemas.bare(said[name]) for name in wanted} == wanted


@pytest.fixture(scope="module")
def validators() -> dict:
    """A validator of each form by the description of the service."""
    components = {"components": description()["components"]}
    return {
        name: jsonschema_rs.validator_for(components | {"$ref": f"#/components/schemas/{kind.__name__}"}) for name, kind in FORMS.items()
    }


@pytest.mark.parametrize(("name", "content", "media_type"), DESCRIBED, ids=[name for name, _, _ in DESCRIBED])
def test_answers_come_out_as_described_in_every_detail(knowledge, validators, name, content, media_type):
    answer = knowledge.assess([(content, media_type, name)], None, AT)
    for each, validator in validators.items():
        assert [str(error)[:300] for error in validator.iter_errors(form(answer, each))] == []
    assert validators["full"].is_valid(form(answer, "summary")) is False
    assert written_out(form(answer, "full")) == orjson.loads(orjson.dumps(answer))
    assert form(written_out(form(answer, "full")), "inline") == form(answer, "inline")


@pytest.fixture(scope="module")
def answer(knowledge, example) -> contract.Answer:
    return knowledge.assess([(example, "text/turtle", "example.ttl")], None, AT)


def test_the_receipt_is_that_of_the_whole_answer_in_every_detail(answer):
    assert {form(answer, name)["receipt"]["hash"] for name in FORMS} == {receipt.digest(form(answer, "full"))}
    assert {str(receipt.differences(form(answer, name), answer)) for name in FORMS} == {"[]"}


def test_inline_writes_the_norm_and_the_condition_into_every_finding(answer):
    (deployment,) = inlined(answer)["deployments"]
    for name in ("findings", "reliedOn", "alsoBears", "outOfReach"):
        for each in deployment[name]:
            assert each.items() >= answer["norms"][each["slug"]].items()
            assert each["because"] == deployment["conditions"][each["condition"]]


def test_a_summary_names_the_norms_of_its_actions_and_no_others(answer):
    summary = form(answer, "summary")
    (deployment,) = summary["deployments"]
    named = {slug for action in deployment["actions"] for slugs in action["settles"].values() for slug in slugs}
    assert set(summary["norms"]) == named
    assert {ask["norm"] for action in deployment["actions"] for ask in action["asks"]} <= named


@pytest.mark.parametrize(("name", "limit"), [("summary", 40_000), ("findings", 250_000), ("full", 512_000)])
def test_the_worked_example_is_small_enough_to_send(answer, name, limit):
    assert len(orjson.dumps(form(answer, name))) < limit


def test_in_the_full_answer_each_thing_stands_once(answer):
    full = form(answer, "full")
    (deployment,) = full["deployments"]
    for rows in (full["officialTexts"], deployment["evidence"], deployment["steps"]):
        written = [orjson.dumps(row, option=orjson.OPT_SORT_KEYS) for row in rows]
        assert len(written) == len(set(written)) > 0
    named = {position for finding in deployment["findings"] for position in finding.get("evidence", ())}
    assert named == set(range(len(deployment["evidence"])))


def test_what_is_recorded_leaves_its_question_to_the_norm_only_where_that_stands_beside(answer):
    full, findings = form(answer, "full"), form(answer, "findings")
    recorded = {each["slug"] for each in answer["deployments"][0]["findings"] if each["verdict"] == "recorded"}
    assert recorded
    assert all(full["norms"][slug]["leavesOpen"] for slug in recorded)
    assert not [each for each in full["deployments"][0]["findings"] if each["slug"] in recorded and "next" in each]
    assert all(each["next"] for each in findings["deployments"][0]["findings"] if each["slug"] in recorded)


def test_every_condition_is_proved_down_to_what_is_stated(answer):
    conditions = answer["deployments"][0]["conditions"]
    for name, standing in conditions.items():
        steps = proof_of(name, standing, conditions)
        assert [step["step"] for step in steps] == list(range(1, len(steps) + 1))
        assert all(number < step["step"] for step in steps for number in step.get("from", ()))
        assert name == "https://w3id.org/lfr-kg/def/Deployment" or steps[-1]["condition"] == name


def test_a_finding_on_some_events_alone_says_how_its_condition_stands_for_them(knowledge):
    text = casebook.changed(
        "metropolitan",
        """DELETE DATA { ex:d1 lfr:statesNone con:none-rights-requests } ;
        INSERT DATA { ex:d1 lfr:rightsRequest ex:r1 , ex:r2 . ex:r1 a lfr:RightsRequest ; lfr:receivedOn "2026-10-20"^^xsd:date .
        ex:r2 a lfr:RightsRequest ; lfr:receivedOn "2020-10-20"^^xsd:date }""",
    )
    found = knowledge.assess([(text.encode(), "application/n-triples", "requests.nt")], None, AT)
    (deployment,) = found["deployments"]
    own = {each["slug"]: each for each in deployment["findings"] if "because" in each}
    assert own
    assert all(each["because"] != deployment["conditions"][each["condition"]] for each in own.values())
    assert {each["slug"]: each["because"] for each in inlined(found)["deployments"][0]["findings"] if each["slug"] in own} == {
        slug: each["because"] for slug, each in own.items()
    }


@pytest.mark.parametrize("text", ["all", "Full", "1"])
def test_a_detail_that_there_is_not_is_refused_with_those_that_there_are(text):
    with pytest.raises(BadRequest) as raised:
        detail_of(text)
    assert raised.value.message == f"detail is “{text}”. Give one of summary, findings or full."


def test_inline_goes_with_the_full_detail_only(answer):
    with pytest.raises(BadRequest, match="detail=full only"):
        given(answer, "summary", is_inline=True)
