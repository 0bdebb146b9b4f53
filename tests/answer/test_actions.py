"""What there is to do: each act once, however many norms turn on it, in the order of what to do first."""

from datetime import UTC, datetime

import pytest

from lfr_kg.base.scales import ACTION_KINDS, VERDICTS
from tests import casebook

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
REMOVED = "DELETE {{ ?d ?link ?p . ?p ?x ?y }} WHERE {{ ?d ?link ?p . ?p a {kind} ; ?x ?y }}"
EARLY = (
    "DELETE { ?w lfr:generatedAt ?t } INSERT { ?w lfr:generatedAt ?early } WHERE "
    '{ ?w lfr:generatedAt ?t BIND("2026-10-11T10:00:00+01:00"^^xsd:dateTime AS ?early) }'
)
NOT_HELD = "DELETE { ?g lfr:isLawfullyHeld true } INSERT { ?g lfr:isLawfullyHeld false } WHERE { ?g lfr:isLawfullyHeld true }"


def actions(knowledge, change: str, at: datetime = AT) -> list[dict]:
    """The actions on a changed worked example."""
    text = casebook.changed("metropolitan", change)
    (deployment,) = knowledge.assess([(text.encode(), "application/n-triples", "changed.nt")], None, at)["deployments"]
    return deployment["actions"]


def test_one_missing_impact_assessment_is_one_action_that_settles_all_its_findings(knowledge):
    found = [each for each in actions(knowledge, REMOVED.format(kind="lfr:DataProtectionImpactAssessment")) if each["kind"] != "judge"]
    asks = [each.pop("asks") for each in found]
    assert found == [
        {
            "do": "Produce the data protection impact assessment in force on the day, or carry one out before any further use.",
            "kind": "write",
            "who": "controller; chief officer",
            "thing": "data protection impact assessment",
            "bindingForce": "statute",
            "settles": {
                "not-stated": [
                    "dpa-s34-accountability", "dpa-s55-3-toms-factors", "dpa-s57-by-design-default", "dpa-s64-dpia",
                    "dpa-s65-prior-consultation", "dpa-s70-dpo-position", "dpa-s71-dpo-tasks", "bridges-dpia-standard", "bridges-g3-dpia",
                    "scc-principle-02", "app-dpia", "ico19-dpia-apd", "ico19-whole-process",
                ],
                "condition-not-stated": ["app-ico-consult"],
            },
            "dueBy": "2026-10-14T10:00:00+01:00",
        }
    ]  # fmt: skip
    assert [ask["norm"] for ask in asks[0]][:4] == [
        "dpa-s34-accountability",
        "dpa-s55-3-toms-factors",
        "dpa-s57-by-design-default",
        "dpa-s64-dpia",
    ]
    assert asks[0][3]["text"] == "A data protection impact assessment dated no later than the day of the start."


def test_a_fact_that_contradicts_several_norms_is_put_right_once(knowledge):
    found = [each for each in actions(knowledge, NOT_HELD) if each["kind"] == "correct"]
    assert [(each["do"], each["thing"], each["settles"]) for each in found] == [
        (
            "Take the images out of every list now, find out how they came in, and tell the data protection officer.",
            "watchlist",
            {"departed-from": ["app-wl-lawfully-held", "ico26-watchlist-limited"]},
        )
    ]


def test_the_order_is_that_of_what_to_do_first(knowledge):
    late = REMOVED.format(kind="lfr:PostDeploymentReview") + " ; " + REMOVED.format(kind="lfr:Alert") + " ; " + EARLY
    found = actions(knowledge, late + " ; " + REMOVED.format(kind="lfr:DataProtectionImpactAssessment"))
    ranks = [min(VERDICTS[verdict].action_rank for verdict in each["settles"]) for each in found]
    assert ranks == sorted(ranks)
    assert set(ranks) == {2, 3, 4, 5}
    missing = [each for each, rank in zip(found, ranks, strict=True) if rank == 3]
    assert missing == sorted(missing, key=lambda each: each["bindingForce"] not in ("statute", "case-law"))
    binding = [each.get("dueBy", "9999") for each in missing if each["bindingForce"] in ("statute", "case-law")]
    assert binding == sorted(binding)
    waiting = [len(each["settles"]["condition-not-stated"]) for each, rank in zip(found, ranks, strict=True) if rank == 4]
    assert waiting == sorted(waiting, reverse=True)
    themes = [each["thing"] for each in found if each["kind"] == "judge"]
    assert themes == sorted(set(themes))


def test_every_finding_that_asks_for_something_is_settled_by_an_action_and_no_other(knowledge):
    text = casebook.changed("metropolitan", REMOVED.format(kind="lfr:Watchlist"))
    (deployment,) = knowledge.assess([(text.encode(), "application/n-triples", "changed.nt")], None, AT)["deployments"]
    settled = {(slug, verdict) for each in deployment["actions"] for verdict, slugs in each["settles"].items() for slug in slugs}
    assert settled == {(f["slug"], f["verdict"]) for f in deployment["findings"] if VERDICTS[f["verdict"]].action}
    assert {each["kind"] for each in deployment["actions"]} <= set(ACTION_KINDS)


@pytest.mark.parametrize(("at", "kind", "verdict"), [(datetime(2026, 10, 1, tzinfo=UTC), "do", "not-yet-due"), (AT, "state", "not-stated")])
def test_what_is_not_due_yet_is_to_be_done_and_what_was_due_is_to_be_stated(knowledge, at, kind, verdict):
    gone = "DELETE { ?r lfr:deletedAt ?t } WHERE { ?r lfr:deletedAt ?t }"
    found = [each for each in actions(knowledge, gone, at) if "app-wl-24h-delete" in each["settles"].get(verdict, [])]
    assert [each["kind"] for each in found] == [kind]
