"""The plan: exact papers and dates for an overt and a covert deployment, what is open, and what is said of a wrong answer."""

import json

import pytest

from lfr_kg.base.namespaces import iri
from lfr_kg.base.serialising import as_json
from lfr_kg.commands import line as cli
from lfr_kg.plan.planner import WrongAnswers
from tests.plan.answers import AT, COVERT, OVERT

START, END = "2026-12-07T10:00:00+00:00", "2026-12-07T16:00:00+00:00"


@pytest.fixture(scope="module")
def planner(knowledge):
    return knowledge.planner


@pytest.fixture(scope="module")
def overt(planner):
    return planner.plan(OVERT, AT)


@pytest.fixture(scope="module")
def covert(planner):
    return planner.plan(COVERT, AT)


def due(plan) -> dict[str, str]:
    """When each paper is due."""
    return {paper["slug"]: paper["due"].get("by", paper["due"]["when"]) for paper in plan["papers"]}


def line(plan, slug):
    (found,) = [each for each in plan["lines"] if each["norm"] == slug]
    return found


def test_an_overt_deployment_next_week_asks_for_these_papers(overt):
    before = [
        "force-policy",
        "operating-procedure",
        "legal-mandate",
        "appropriate-policy-document",
        "impact-assessment",
        "equality-assessment",
        "community-assessment",
        "code-self-assessment",
        "oversight",
        "authorisation",
        "watchlist-record",
        "siting-record",
        "system-record",
        "training-record",
        "privacy-notice",
        "public-notice",
        "signs",
        "record-of-processing",
        "supplier-file",
    ]
    assert due(overt) == dict.fromkeys(before, START) | {"record-of-use": "after-end", "review": "after-end"}
    assert overt["title"] == "A & B <x>: Metropolitan Police Service, Oxford Street, 7 December 2026"
    assert (overt["lawAsAt"], overt["madeAt"]) == ("2026-12-07", AT.isoformat())


def test_its_dates_are_counted_from_its_start_and_its_end(overt):
    found = [(each["at"], each["isOpening"], each["norms"]) for each in overt["events"]]
    assert [(at, opens) for at, opens, _ in found] == [
        ("2026-12-06T10:00:00+00:00", True),
        (START, False),
        ("2026-12-08T16:00:00+00:00", False),
        ("2027-01-07", False),
    ]
    assert found[0][2] == ["app-wl-24h-generate"]
    assert set(found[2][2]) == {"app-wl-24h-delete", "app-wl-secure-transfer"}
    assert found[3][2] == ["app-cctv-31d"]
    made = line(overt, "app-wl-24h-generate")["due"]
    assert made["words"] == "not before 6 December 2026, 10:00, and before the start, 7 December 2026, 10:00"


def test_every_line_is_a_norm_with_its_law(overt, covert, knowledge):
    for plan in (overt, covert):
        named = [each["norm"] for each in plan["lines"]] + [slug for each in plan["open"] for slug in each["norms"]]
        assert len(named) == len(set(named)) == len(plan["rules"])
        assert set(named) <= set(knowledge.assessor.norms)
        for rule in plan["rules"].values():
            assert rule["statement"] and rule["citation"] and rule["authority"] and rule["verification"]
            assert rule["officialText"].startswith("http")


def test_a_covert_deployment_asks_for_other_things(overt, covert):
    assert due(covert) == dict.fromkeys(
        [
            "force-policy",
            "equality-assessment",
            "community-assessment",
            "oversight",
            "authorisation",
            "watchlist-record",
            "system-record",
            "privacy-notice",
            "record-of-processing",
        ],
        START,
    )
    assert "app-signage" in overt["rules"] and "app-signage" not in covert["rules"]


def test_what_is_not_answered_is_open_with_what_turns_on_it(covert):
    asked = [(each["blank"], len(each["norms"])) for each in covert["open"] if each["blank"]]
    assert asked[:3] == [("purpose", 40), ("bought", 7), ("processor", 6)]
    assert {blank for blank, _ in asked} == {
        "purpose",
        "bought",
        "bought-from",
        "processor",
        "country",
        "under-18",
        "near",
        "hosting",
        "images",
        "assembly",
    }


def test_what_can_only_happen_later_is_told_apart(overt):
    later = {slug for each in overt["open"] if each["isOfWhatHappens"] for slug in each["norms"]}
    assert "dpa-s67-breach-notify-ico" in later
    assert not [each for each in overt["open"] if each["isOfWhatHappens"] and each["blank"]]


def test_answers_state_what_they_say_and_no_more(planner, knowledge):
    plan = planner.plan({**COVERT, "people": ["suspects", "wanted"], "near": ["worship", "health"], "under-18": ["0"]}, AT)
    (deployment,) = knowledge.describe([(plan["description"].encode(), "text/turtle", "plan.ttl")]).deployments
    facts = deployment.facts
    assert len(facts.by_predicate[iri("lfr:entryGroup")]) == len(facts.by_predicate[iri("lfr:sensitiveSite")]) == 2
    assert len(facts.by_predicate[iri("lfr:watchlist")]) == len(facts.by_predicate[iri("lfr:place")]) == 1
    assert [value.value for _, _, value in facts.by_predicate[iri("lfr:countUnder18")]] == ["0"]
    assert {fact[2] for fact in facts.by_predicate[iri("lfr:hostForce")]} == {iri("actor:metropolitan-police-service")}
    assert not facts.by_predicate.get(iri("lfr:procurement")) and not facts.by_predicate.get(iri("lfr:statesNone"))


WRONG = {
    "nothing at all": (
        {},
        [
            ("force", "Answer this: there is no plan without it (Force)."),
            ("day", "Answer this: there is no plan without it (Day)."),
            ("from", "Answer this: there is no plan without it (Starts at)."),
            ("until", "Answer this: there is no plan without it (Ends at)."),
        ],
    ),
    "no day": ({**COVERT, "day": ["next Monday"]}, [("day", "“next Monday” is not a day, such as 14 October 2026.")]),
    "no time": (
        {**COVERT, "from": ["25:00"]},
        [("from", "“7 December 2026 25:00” is not a day and a London time, such as 14 October 2026 10:00.")],
    ),
    "an end before the start": (
        {**COVERT, "until": ["9am"]},
        [("until", "“Ends at” has to come after “Starts at”. If it runs past midnight, give the last day too.")],
    ),
    "no such choice": (
        {**COVERT, "conduct": ["secret"]},
        [("conduct", "“secret” is not one of the answers. Give overt, covert or not-decided.")],
    ),
    "two where one is asked": ({**COVERT, "conduct": ["overt", "covert"]}, [("conduct", "Give one answer only (How it is done).")]),
    "none beside some": (
        {**COVERT, "near": ["none", "health"]},
        [("near", "“None of these, checked” goes with no other answer. Choose it by itself, or leave it out.")],
    ),
    "no number": ({**COVERT, "under-18": ["some"]}, [("under-18", "“some” is not a whole number, such as 6200.")]),
}


@pytest.mark.parametrize("answers, faults", WRONG.values(), ids=WRONG)
def test_a_wrong_answer_is_told_where_it_is(planner, answers, faults):
    with pytest.raises(WrongAnswers) as told:
        planner.plan(answers, AT)
    assert [(fault.blank, fault.message) for fault in told.value.at] == faults


def test_an_answer_to_what_is_not_asked_is_told(planner):
    with pytest.raises(WrongAnswers, match=r"“weather” is not asked\. What is asked is force, other-force, "):
        planner.plan({**COVERT, "weather": ["rain"]}, AT)


def test_a_deployment_past_midnight_ends_on_its_last_day(planner):
    plan = planner.plan({**COVERT, "from": ["10pm"], "until": ["2am"], "last-day": ["8 December 2026"]}, AT)
    assert (plan["start"], plan["end"]) == ("2026-12-07T22:00:00+00:00", "2026-12-08T02:00:00+00:00")


def test_the_same_answers_law_and_instant_give_the_same_plan(planner, overt):
    assert as_json(planner.plan(OVERT, AT)) == as_json(overt)


def test_the_command_line_makes_it_from_a_file_and_from_options(tmp_path, capsys, monkeypatch, knowledge):
    monkeypatch.setenv("LFR_KG_CACHE", str(knowledge.settings.cache))
    file = tmp_path / "answers.yaml"
    file.write_text("force: Metropolitan Police Service\nday: 7 December 2026\nfrom: 10:00\nuntil: 16:00\ntechnique: live\nunder-18: 0\n")
    assert cli.main(["plan", str(file), "--conduct", "covert", "--at", AT.isoformat()]) == 0
    told = capsys.readouterr().out
    assert told.startswith("Metropolitan Police Service, 7 December 2026\nBy the law of 7 December 2026. From 7 December 2026, 10:00 to ")
    assert cli.main(["plan", str(file), "--conduct", "covert", "--format", "json", "--at", AT.isoformat()]) == 0
    assert json.loads(capsys.readouterr().out)["start"] == "2026-12-07T10:00:00+00:00"
    assert cli.main(["plan", str(file), "--conduct", "secret"]) == 2
    assert capsys.readouterr().err == "lfr-kg: --conduct: “secret” is not one of the answers. Give overt, covert or not-decided.\n"


def test_the_law_is_that_of_the_planned_day(planner):
    before = planner.plan({**OVERT, "day": ["2 February 2021"]}, AT)
    assert before["lawAsAt"] == "2021-02-02"
    assert "dpa-s64-dpia" in before["rules"] and "app-signage" not in before["rules"]
