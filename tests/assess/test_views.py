"""People's recorded views and what courts declared later: shown and counted to a reader, and no verdict moves."""

from datetime import UTC, date, datetime

import pytest

from lfr_kg.answer import reports
from lfr_kg.answer.detail import inlined
from tests import casebook

html = pytest.importorskip("lxml.html")

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
DECLARED = "A court declared this only on {}, after the day whose law applies here."
WHOLE = (
    'lfr:conclusion con:judged-satisfied ; lfr:reason "Two other ways were tried first." ; lfr:judgedBy "Head of legal services" ; '
    'lfr:judgedAt "2026-10-12T09:30:00+01:00"^^xsd:dateTime'
)
TOLD = (
    "A person's recorded view: satisfied. The reason given: “Two other ways were tried first”, by Head of legal services, "
    "on 12 October 2026, 09:30. It changes no finding."
)


def assessed(knowledge, change="", as_at=None, as_then=False):
    """The answer on the Metropolitan base with a change."""
    text = casebook.changed("metropolitan", change)
    return knowledge.assess([(text.encode(), "application/n-triples", "d.nt")], as_at, AT, as_then)


def viewed(slug, stated):
    """The change that records a judgement on a norm."""
    return f"INSERT DATA {{ ex:d1 lfr:judgement ex:v . ex:v a lfr:Judgement ; lfr:on norm:{slug} ; {stated} }}"


def first(answer, verdict):
    """The first norm with a verdict, by its slug."""
    return next(each["slug"] for each in answer["deployments"][0]["findings"] if each["verdict"] == verdict)


def verdicts(answer):
    """Every verdict, by slug."""
    return {each["slug"]: each["verdict"] for each in answer["deployments"][0]["findings"]}


def late(answer, name):
    """When each norm of a list was declared, where that was later."""
    return {each["slug"]: each["declaredAfter"] for each in answer["deployments"][0][name] if "declaredAfter" in each}


def words(page):
    """The words of a page or a text, blanks made even."""
    return " ".join(html.fromstring(str(page)).text_content().split()) if "<" in page[:20] else " ".join(page.split())


@pytest.fixture(scope="module")
def plain(knowledge):
    return assessed(knowledge)


@pytest.mark.parametrize("verdict", ["for-judgement", "recorded", "met", "not-applicable"])
def test_a_judgement_is_shown_and_counted_and_moves_no_verdict(knowledge, plain, verdict):
    slug = first(plain, verdict)
    answer = assessed(knowledge, viewed(slug, WHOLE))
    (deployment,) = answer["deployments"]
    assert {each["slug"]: each["judgement"] for each in deployment["findings"] if "judgement" in each} == {
        slug: [
            {
                "conclusion": "judged-satisfied", "reason": "Two other ways were tried first.", "judgedBy": "Head of legal services",
                "judgedAt": "2026-10-12T09:30:00+01:00",
            }
        ]
    }  # fmt: skip
    assert deployment["judgements"] == {"judged-satisfied": 1, "judged-not-satisfied": 0, "judged-not-applicable": 0}
    assert plain["deployments"][0]["judgements"] == dict.fromkeys(deployment["judgements"], 0)
    assert (verdicts(answer), answer["notes"], answer["setAside"]) == (verdicts(plain), plain["notes"], plain["setAside"])


@pytest.mark.parametrize("verdict", ["for-judgement", "recorded", "met", "not-applicable"])
def test_a_judgement_is_told_in_every_report(knowledge, plain, verdict):
    answer = assessed(knowledge, viewed(first(plain, verdict), WHOLE))
    for form in (reports.as_html, reports.as_table):
        told = words(form(answer))
        assert told.count(TOLD) == 1
        assert "Recorded views" in told and "1 satisfied" in told
        assert "Recorded views" not in words(form(plain)) and "recorded view:" not in words(form(plain))
    assert TOLD in words(reports.as_tree(answer, first(plain, verdict)))


def test_a_judgement_on_what_waits_for_a_condition_is_told_beside_its_rule(knowledge):
    opened = "DELETE WHERE { ex:d1 lfr:technique ?t } "
    slug = first(assessed(knowledge, opened), "condition-not-stated")
    answer = assessed(knowledge, opened + "; " + viewed(slug, WHOLE))
    assert words(reports.as_html(answer)).count(TOLD) == 1
    assert words(reports.as_table(answer)).count(TOLD) == 1


def test_what_a_judgement_does_not_say_is_told_as_not_said(knowledge, plain):
    answer = assessed(knowledge, viewed(first(plain, "for-judgement"), 'lfr:reason "Seen.\\n<b>Fine</b>" '))
    assert answer["deployments"][0]["judgements"] == dict.fromkeys(plain["deployments"][0]["judgements"], 0)
    assert (
        "A person's recorded view: no conclusion is stated. The reason given: “Seen. <b>Fine</b>”, by one whom the record does not name, "
        "on a day that the record does not say. It changes no finding."
    ) in words(reports.as_html(answer))


def test_a_judgement_on_a_breach_is_told_beside_it_and_the_breach_stays(knowledge):
    late = (
        "DELETE WHERE { ex:d1-dpia dct:issued ?o } ; INSERT DATA { ex:d1-dpia dct:issued '2026-10-20'^^xsd:date ; lfr:isFirstEdition true }"
    )
    answer = assessed(knowledge, late + "; " + viewed("dpa-s64-dpia", WHOLE))
    assert verdicts(answer)["dpa-s64-dpia"] == "breached" == verdicts(assessed(knowledge, late))["dpa-s64-dpia"]
    for form in (reports.as_html, reports.as_table):
        assert words(form(answer)).count(TOLD) == 1


# What is contested, and what may change


def beside(answer, name):
    """What stands beside each finding under a name, by slug."""
    return {each["slug"]: each[name] for each in answer["deployments"][0]["findings"] if name in each}


def test_what_is_contested_stands_in_the_finding_unless_it_does_not_apply(plain):
    norms = casebook.assessor().norms
    applying = {slug for slug, verdict in verdicts(plain).items() if verdict != "not-applicable"}
    for name in ("contested", "caution"):
        said = {slug: text for slug, norm in norms.items() if slug in applying and (text := getattr(norm, name))}
        assert beside(plain, name) == said and said
    assert beside(plain, "caution")["app-wl-specific"] == (
        "Only the first part of the edition of March 2022 was read; an article of June 2025 speaks of new guidance."
    )


def test_what_is_contested_is_told_in_every_report(plain):
    contested, caution = beside(plain, "contested")["app-far-ceiling"], beside(plain, "caution")["app-wl-specific"]
    for form in (reports.as_html, reports.as_table):
        told = words(form(plain))
        assert f"Contested: {contested}" in told and caution in told
    assert f"Contested: {contested}" in words(reports.as_tree(plain, "app-far-ceiling"))


@pytest.mark.parametrize("verdict", ["breached", "departed-from", "for-judgement"])
def test_what_a_rule_does_not_reach_stands_beside_what_goes_against_a_deployment_or_asks_a_person(knowledge, verdict):
    norms = casebook.assessor().norms
    case = next(each for each in casebook.all_cases() if dict(each.verdicts).get(each.norm) == verdict and norms[each.norm].exceptions)
    text = casebook.changed(case.base, case.change)
    answer = knowledge.assess([(text.encode(), "application/n-triples", "d.nt")], case.as_at, case.at)
    weighed = {slug for slug, found in verdicts(answer).items() if found in ("breached", "departed-from", "for-judgement")}
    said = {slug: norms[slug].exceptions for slug in weighed if norms[slug].exceptions}
    assert case.norm in said and beside(answer, "exceptions") == said
    for form in (reports.as_html, reports.as_table):
        told = words(form(answer))
        assert all(f"Exceptions and limits (the check may not cover them all): {text}" in told for text in said.values())


def test_a_judgement_without_a_reason_becomes_a_note(knowledge, plain):
    slug = first(plain, "for-judgement")
    answer = assessed(knowledge, viewed(slug, "lfr:conclusion con:judged-satisfied"))
    title = answer["norms"][slug]["title"]
    assert answer["notes"] == [
        *plain["notes"], f"A judgement is recorded on “{title}” without a reason: state the reason, or it is not shown."
    ]  # fmt: skip
    assert [each["slug"] for each in answer["deployments"][0]["findings"] if "judgement" in each] == []
    assert set(answer["deployments"][0]["judgements"].values()) == {0}
    assert verdicts(answer) == verdicts(plain)


# What a court declared later


def test_what_was_declared_later_is_found_and_says_so(knowledge):
    answer = assessed(knowledge, as_at=date(2015, 6, 1))
    assert late(answer, "alsoBears")["gaughran-v-uk"] == "2020-02-13"
    assert "rmc-fj-v-mpc" in {each["slug"] for each in answer["deployments"][0]["alsoBears"]} - set(late(answer, "alsoBears"))
    assert "understanding" not in answer["receipt"]


@pytest.fixture(scope="module")
def of_2025(knowledge):
    return assessed(knowledge, as_at=date(2025, 6, 1))


def test_findings_and_what_bears_say_when_they_were_declared(knowledge, of_2025):
    declared = {slug: norm.declared_on for slug, norm in knowledge.assessor.norms.items() if norm.declared_on}
    for name in ("findings", "alsoBears"):
        (deployment,) = of_2025["deployments"]
        assert late(of_2025, name) == {
            each["slug"]: declared[each["slug"]].isoformat()
            for each in deployment[name]
            if each["slug"] in declared and declared[each["slug"]] > date(2025, 6, 1)
        }
        assert late(of_2025, name)
    assert late(of_2025, "alsoBears")["thompson-policy-lawful"] == "2026-04-21"
    (deployment,) = inlined(of_2025)["deployments"]
    assert {each["slug"]: each["declaredAfter"] for each in deployment["alsoBears"] if "declaredAfter" in each} == late(
        of_2025, "alsoBears"
    )


def test_by_the_understanding_of_then_it_is_left_out_and_the_receipt_says_so(knowledge, of_2025):
    then = assessed(knowledge, as_at=date(2025, 6, 1), as_then=True)
    for name in ("findings", "alsoBears"):
        slugs = {each["slug"] for each in then["deployments"][0][name]}
        assert late(then, name) == {}
        assert {each["slug"] for each in of_2025["deployments"][0][name]} - slugs == set(late(of_2025, name))
    assert then["receipt"]["understanding"] == "then"
    assert then["receipt"]["hash"] != of_2025["receipt"]["hash"]
    said = "What a court declared only after the day whose law applies is left out."
    assert said in words(reports.as_html(then)) and said not in words(reports.as_html(of_2025))
    assert "A court declared this only" not in words(reports.as_html(then))


def test_a_late_declaration_is_told_in_every_report(of_2025):
    told = DECLARED.format("21 April 2026")
    found, bears = late(of_2025, "findings"), late(of_2025, "alsoBears")
    assert words(reports.as_html(of_2025)).count(told) == [*found.values(), *bears.values()].count("2026-04-21")
    assert words(reports.as_table(of_2025)).count(told) == list(found.values()).count("2026-04-21")
