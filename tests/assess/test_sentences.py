"""What typical findings say, word for word: one of each kind of measure, of flag, of silence and of condition."""

import pytest

from lfr_kg.base.namespaces import iri
from tests import casebook, sentences

NOW = "DELETE { %s %s ?was } INSERT { %s %s %s } WHERE { %s %s ?was }"


def instead(node: str, prop: str, value: str) -> str:
    """The change that puts another value in the place of the one stated."""
    return NOW % (node, prop, node, prop, value, node, prop)


def at(text: str) -> str:
    """An instant."""
    return f'"{text}:00+01:00"^^xsd:dateTime'


def on(text: str) -> str:
    """A day."""
    return f'"{text}"^^xsd:date'


SECOND_LIST = (
    'INSERT DATA { ex:d1 lfr:watchlist ex:w2 . ex:w2 a lfr:Watchlist ; dct:identifier "CITY-2" ; '
    f"lfr:usedFrom {at('2026-10-14T10:00')} ; lfr:usedUntil {at('2026-10-14T16:00')} ; lfr:deletedAt {at('2026-10-17T12:00')} }}"
)

FOUND = [
    (
        "app-wl-24h-generate", instead("ex:d1-watchlist", "lfr:generatedAt", at("2026-10-12T07:00")),
        "The watchlist was made 51 hours before its use began (12 October 2026, 07:00, to 14 October 2026, 10:00); the limit is 24 hours.",
    ),
    (
        "app-wl-24h-generate", instead("ex:d1-watchlist", "lfr:generatedAt", at("2026-10-14T13:30")),
        "The watchlist was made 3 hours and 30 minutes after its use began (14 October 2026, 10:00, to 14 October 2026, 13:30).",
    ),
    (
        "app-wl-24h-delete", SECOND_LIST,
        "The first watchlist, CITY-2, was deleted 68 hours after its use ended "
        "(14 October 2026, 16:00, to 17 October 2026, 12:00); the limit is 24 hours.",
    ),
    (
        "dpa-s64-dpia",
        instead("ex:d1-dpia", "dct:issued", on("2026-10-20")) + " ; INSERT DATA { ex:d1-dpia lfr:isFirstEdition true }",
        "The data protection impact assessment, the first edition, was completed 6 days after the deployment started "
        "(14 October 2026 to 20 October 2026).",
    ),
    (
        "app-wl-lawfully-held", instead("ex:d1-watchlist", "lfr:isLawfullyHeld", "false"),
        "Not every image on the watchlist was checked to be lawfully held.",
    ),
    (
        "app-ao-rank", instead("ex:d1-authorisation", "lfr:rank", "con:rank-inspector"),
        "The authorisation was given by an officer of the rank of inspector.",
    ),
    (
        "app-cctv-31d", instead("ex:d1-system", "lfr:footageRetention", '"P40D"^^xsd:dayTimeDuration'),
        "The system keeps video for 40 days; the limit is 31 days.",
    ),
    (
        "app-auth-place-time", instead("ex:d1", "lfr:actualEnd", at("2026-10-14T18:30")),
        "The authorisation runs from 09:00 on 14 October 2026. The authorisation runs until 17:00 on 14 October 2026. "
        "For 1 hour and 30 minutes of the deployment no authorisation is stated to have run.",
    ),
    (
        "app-deployment-record", instead("ex:d1-results", "lfr:alerts", "5"),
        "True and false alerts together are 3 fewer than all alerts (true: 1; false: 1; all: 5).",
    ),
    (
        "app-far-compute", instead("ex:d1-results", "lfr:falseAlertRate", "0.002"),
        "The stated false alert rate (0.002) does not agree with the counts (false alerts: 1; faces seen: 20,000).",
    ),
    (
        "bridges-no-catch-all-watchlist", instead("ex:d1-entry-2", "lfr:category", "con:category-victim-witness-associate"),
        "The force's policy does not permit the ground on which people are listed (victim, witness or associate).",
    ),
    (
        "app-adjudicate", instead("ex:d1-alert-1", "lfr:adjudicatedAt", at("2026-10-14T11:45")),
        "A person judged the first alert, AL-EX-0001, 1 minute and 55 seconds after officers approached the person "
        "(14 October 2026, 11:43:05, to 14 October 2026, 11:45).",
    ),
    (
        "pa-s26-excluded", instead("ex:d1-procurement", "lfr:exclusionCheckedOn", on("2025-10-01")),
        "The supplier was checked for grounds of exclusion 9 days after the contract was signed (22 September 2025 to 1 October 2025).",
    ),
    ("app-wl-24h-generate", "DELETE WHERE { ?w lfr:generatedAt ?t }", "The record does not say when the watchlist was made."),
    (
        "app-adjudicate", "DELETE WHERE { ex:d1-alert-1 lfr:adjudicatedBy ?t }",
        "The record does not say who judged the first alert, AL-EX-0001.",
    ),
    (
        "app-overt-presence", "DELETE WHERE { ex:d1 lfr:isMarkedOvert ?t }",
        "The record does not say whether the vehicle and equipment could be seen to belong to the police.",
    ),
    (
        "app-apd", "",
        "The appropriate policy document was completed 226 days before the deployment started (2 March 2026 to 14 October 2026).",
    ),
    ("app-delete-nonmatch", "", "The system deletes the data of faces that match nobody at once."),
    (
        "app-auth-watchlist-criteria", "",
        "The criteria were approved at least 19 hours before any watchlist began to be used.",
    ),
]  # fmt: skip

SAID = [
    (
        "app-wl-24h-delete", SECOND_LIST, "message",
        "The watchlist was deleted more than 24 hours after its use ended. This is about the first watchlist, CITY-2.",
    ),
    (
        "app-wl-24h-delete", SECOND_LIST, "next",
        "If the record is wrong, correct it. If it is right: record why the list was kept so long and who could use it meanwhile, and name "
        "who deletes the list after each deployment.",
    ),
    ("app-adjudicate", "DELETE WHERE { ex:d1-alert-1 lfr:adjudicatedBy ?t }", "next", "State who judged each alert."),
    ("app-overt-presence", "", "message", "As stated, the equipment and officers were visibly police."),
    ("app-overt-presence", "", "because", "This is an overt live deployment by police."),
    ("app-overt-presence", "DELETE WHERE { ex:d1 lfr:technique ?t }", "next", "State how faces are searched."),
    (
        "app-overt-presence", "DELETE WHERE { ex:d1 lfr:technique ?t }", "because",
        "The record does not say whether this is an overt live deployment by police; it would have to say how faces are searched.",
    ),
    (
        "app-overt-presence", instead("ex:d1", "lfr:conduct", "con:conduct-covert"), "because",
        "This is not an overt live deployment by police: the deployment was covert.",
    ),
]  # fmt: skip


def told(slug: str, change: str) -> dict:
    """What the finding on a norm says where the worked example is changed."""
    judgement = casebook.judged(casebook.changed("metropolitan", change), None, casebook.ASSESSED_AT)
    (finding,) = (each for each in judgement.findings if each.norm.slug == slug)
    assessor = casebook.assessor()
    explainer, check = assessor.explainer(finding.considered.inference), assessor.checks[assessor.shape_index.checked[slug]]
    rows = explainer.looked_at.rows(finding, check)
    because = explainer.conditions.standing(finding.norm.applies_to)["because"]
    message, following = explainer.message(finding, check), explainer.next(finding)
    return {"evidence": [row["text"] for row in rows], "message": message, "next": following, "because": because}


@pytest.mark.parametrize(("slug", "change", "said"), FOUND, ids=[said for *_, said in FOUND])
def test_evidence_says_what_was_found(slug, change, said):
    assert said in told(slug, change)["evidence"]


@pytest.mark.parametrize(("slug", "change", "part", "said"), SAID, ids=[said for *_, said in SAID])
def test_a_finding_says(slug, change, part, said):
    assert told(slug, change)[part] == said


@pytest.mark.parametrize("name", ["metropolitan", "multi-day-deployment", "retrospective-search", *sorted(casebook.bases())])
def test_every_sentence_on_a_base_description_is_plain_english(name):
    judgement = casebook.judged(casebook.base(name), None, casebook.ASSESSED_AT)
    slugs, found = sentences.slugs(), sentences.of_findings(judgement, judgement.findings)
    assert {text: (where, wrong) for text, where in found.items() if (wrong := sentences.faults(text, slugs))} == {}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Generated at to start of d1: 183600 seconds.", "183600 seconds in one number"),
        ("The watchlist <https://x.example/w> was made.", "an address or a name of a node"),
        ("State lfr:technique.", "an address or a name of a node"),
        ("It was made at 2026-10-12T07:00:00+01:00.", "a date or a time as a program writes it"),
        ("Keep it for PT24H.", "a date or a time as a program writes it"),
        ("The generatedAt of it.", "a name as a program writes it"),
        ("This is a urgently authorised deployment.", "the article of urgently"),
        ("See app-ao-rank.", "the slug app-ao-rank"),
        ("the record is silent.", "no capital to begin with"),
        ("The record is silent", "no stop at the end"),
        ("The record  is silent.", "blanks or marks that are doubled or stray"),
        ("It is {value}.", "something left open"),
        ("A " + "very " * 60 + "long one.", "a sentence that is too long"),
    ],
)
def test_what_is_not_plain_english_is_noticed(text, fault):
    assert fault in sentences.faults(text, sentences.slugs())


def test_what_an_author_is_quoted_with_is_theirs():
    assert sentences.faults("The system is known by the reference “urn:x_Y 2026-10-12”.", frozenset()) == []


NOT_PAST = {
    "app-ao-rank.rank-sound", "btp-retention.alerts-kept-24h", "btp-retention.footage-kept-31-days", "dpa-s42-2-apd-content.apd-sound",
    "ico-audit-lessons.policy-sound", "pcr-legacy.begun-before", "ripa-s30-rank.rank-sound", "swp-cctv-31d.footage-kept-31-days",
}  # fmt: skip
"""Facets on times that may contradict, and of which the step of the norm can still be taken: a period that is set, a rank, a paper to
write again, the law that governs."""


def test_what_is_late_has_a_step_of_its_own_that_can_still_be_taken():
    assessor = casebook.assessor()
    times = {iri("con:unit-second"), iri("con:unit-day")}
    on_times = {
        name.removesuffix(">").rsplit("/", 1)[-1]: facet
        for name, facet in assessor.facets.items()
        if not (facet.presence or facet.judgement or facet.nested)
        and any(
            assessor.wording.units.get(prop) in times for prop in (facet.path, *(p for each in facet.looks_at for p in (each[0], *each[2])))
        )
    }
    assert {name for name, facet in on_times.items() if not facet.next_step} == NOT_PAST
    late = told("app-alert-data", 'DELETE { ex:d1-alert-2 lfr:deletedAt ?t } INSERT { ex:d1-alert-2 lfr:deletedAt '
                '"2026-12-01T09:30:00+00:00"^^xsd:dateTime } WHERE { ex:d1-alert-2 lfr:deletedAt ?t }')  # fmt: skip
    assert "delete the alert now" not in late["next"].lower()
