"""The worked examples that ship show lawful use: nothing in them contradicts law, code, guidance or policy."""

from datetime import UTC, datetime

import pytest

from lfr_kg.base.settings import PACKAGE
from tests.accept import examples

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
EXAMPLES = sorted((PACKAGE / "examples").glob("*.ttl"))
LIST_RULES = {
    "app-wl-24h-generate": "met", "app-wl-24h-delete": "recorded", "app-wl-refresh-long": "met", "app-wl-review-each-time": "recorded",
    "app-wl-secure-transfer": "met", "app-auth-place-time": "met",
    "app-targeted-intelligence-time-limited": "recorded", "mps-wl-24h": "recorded",
}  # fmt: skip


def verdicts(knowledge, path) -> dict[str, str]:
    (deployment,) = knowledge.assess([(path.read_bytes(), "text/turtle", path.name)], None, AT)["deployments"]
    return {finding["slug"]: finding["verdict"] for finding in deployment["findings"]}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_no_worked_example_is_a_breach_or_a_departure(knowledge, path):
    assert [slug for slug, verdict in verdicts(knowledge, path).items() if verdict in ("breached", "departed-from")] == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_verdict_on_a_worked_example_is_the_one_reviewed(knowledge, path):
    _, reviewed = examples.written(path)
    assert {slug: verdict for slug, verdict in verdicts(knowledge, path).items() if verdict != "not-applicable"} == reviewed


def test_three_days_with_a_fresh_list_each_keep_every_rule_on_lists_and_authority(knowledge):
    found = verdicts(knowledge, PACKAGE / "examples" / "multi-day-deployment.ttl")
    assert {slug: found[slug] for slug in LIST_RULES} == LIST_RULES


def test_a_retrospective_search_is_complete_and_owes_nothing_of_live_use(knowledge):
    found = verdicts(knowledge, PACKAGE / "examples" / "retrospective-search.ttl")
    assert set(found.values()) == {"not-applicable", "for-judgement", "recorded"}
    assert {slug for slug, verdict in found.items() if slug.startswith(("app-", "bridges-")) and verdict != "not-applicable"} == set()
    assert {found[slug] for slug in ("dpa-s35-3-sensitive-gate", "dpa-s50b-sensitive-adm-ban")} == {"for-judgement"}
    assert {found[slug] for slug in ("dpa-s42-2-apd-content", "dpa-s42-4-record-sensitive", "dpa-s64-dpia")} == {"recorded"}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_no_worked_example_is_said_to_be_beyond_the_regulator(knowledge, path):
    (deployment,) = knowledge.assess([(path.read_bytes(), "text/turtle", path.name)], None, AT)["deployments"]
    bearing = {norm["slug"] for norm in deployment["alsoBears"]}
    assert "dpa-s117-courts" not in bearing and "dpa-s149-enforcement-notice" in bearing
