"""What would change a finding is found, and is true: applied to the description as it was sent, it gives the verdict that it claims."""

import json
import re
from datetime import datetime
from functools import lru_cache

import pytest

from lfr_kg.assess.law import Terms
from lfr_kg.base.errors import NotFound, Unreadable
from lfr_kg.base.model import TYPE, Graph, Verdict
from lfr_kg.base.namespaces import PREFIXES, iri
from lfr_kg.base.settings import Settings
from lfr_kg.base.times import literal
from lfr_kg.commands import inputs
from lfr_kg.commands import line as cli
from lfr_kg.corpus.files import Corpus
from lfr_kg.evidence.description import describe
from lfr_kg.evidence.reading import read
from lfr_kg.whatif import WhatIf, as_fragment, as_text
from lfr_kg.whatif.edits import Edit, linked, replacing, stating
from lfr_kg.whatif.shapes import Ask, Lack, reaching, read_ask
from lfr_kg.whatif.trial import MOST, for_shape
from lfr_kg.whatif.values import _length
from tests import casebook

TURNED = {"met", "recorded", "for-judgement"}
NONE = str(iri("lfr:statesNone"))

HARD = {
    "procurement-and-security: A second procurement does not state whether it had regard to the policy statement",
    "procurement-and-security: A contract signed after the Act took over leaves open when the procurement began",
    "procurement-and-security: A government department states no procurement",
    "procurement-and-security: The procurement went ahead without regard to the policy statement",
    "procurement-and-security: A devolved Welsh authority went ahead without regard to the Wales policy statement",
    "regulator: A second system of another version that shares the test",
    "regulator: An independent test of another version of the algorithm",
}
"""Cases for which an earlier search found nothing, or less."""

CORRECTED = {
    "force-policies: A Sussex engagement officer briefed on bias the day after the start":
        "a paper of a later day is no proof that there was no earlier one, but there is one day of training to state, and it is stated",
    "regulator: An engagement officer trained the day after the start":
        "the same: there is one day of training to state, and it is stated",
    "regulator: A second system of another version that shares the test":
        "two tests would have to be stated, ten statements, where one version of a system differs",
    "processors-and-transfers: A system hosted in a second country abroad to which no transfer is stated":
        "to state the transfer takes more statements than to take back the one country from which it follows",
}  # fmt: skip
"""Cases of silence in which what is found corrects or takes back a statement, with the reason."""

STATED_MORE = {
    "case-law: A group on the watchlist falls outside the policy":
        "a policy permits several groups, and the record may have left one out",
    "case-law: The policy does not permit the criterion by which the place was chosen":
        "one criterion that the policy permits is enough, and a place may be chosen by several",
    "case-law: Someone was held because they turned away from the camera":
        "a lawful ground beside the unlawful one, since someone may be held on several",
    "force-policies: A place chosen on a criterion that is not in the policy":
        "the same: one criterion that the policy permits is enough",
}  # fmt: skip
"""Cases of breach that end by stating more, with the reason."""


UNFOUND = {
    "authorisation: No authorisation is stated at all":
        "an authorisation with its rank, its beginning and its end would have to be stated, more than is tried; the answer says so",
    "watchlist: No watchlist is stated for a deployment of three days":
        "a list for each day with its times would have to be stated, more than is tried; the answer says that there may be one",
}  # fmt: skip
"""Cases for which nothing is found, with the reason."""


def _turned() -> list:
    """The cases in which a norm is broken or met with silence; where its condition is open, the tests further down ask."""
    cases = [case for case in casebook.all_cases() if case.kind in ("breaks", "silent")]
    return [case for case in cases if dict(case.verdicts).get(case.norm, "condition-not-stated") != "condition-not-stated"]


def _sampled() -> list:
    """The first case with a change of each norm that is broken or met with silence, and those that are hard or exceptions."""
    cases = [case for case in _turned() if case.title not in UNFOUND]
    seen: set = set()
    first = [seen.add(case.norm) or case for case in cases if case.norm not in seen]
    chosen = dict.fromkeys([*first, *(case for case in cases if case.title in {*HARD, *CORRECTED, *STATED_MORE})])
    return list(chosen)


SAMPLE = _sampled()


@lru_cache
def what_if() -> WhatIf:
    """The search, over the files as they are."""
    return WhatIf(casebook.assessor(), Graph((q.subject, q.predicate, q.object) for q in Corpus(Settings().root).quads))


def deployment(text: str):
    """The one deployment of a description."""
    sent = read(text.encode(), "application/n-triples", "case", 10_000_000)
    return describe([sent], casebook.assessor().vocabulary).deployments[0]


def applied(text: str, entry: dict, left_out=None) -> str:
    """A description with the statements of an entry added and withdrawn, one of them left out where it is named."""
    lines = set(text.splitlines())
    removed, added = ({" ".join(triple) + " ." for triple in entry[name] if triple is not left_out} for name in ("remove", "add"))
    assert removed <= lines, "what is to be withdrawn is not stated"
    return "".join(sorted(f"{line}\n" for line in (lines - removed) | added))


@lru_cache(1024)
def changes(case) -> list[dict]:
    """What would change the finding that a case is about."""
    return what_if().of(deployment(casebook.changed(case.base, case.change)), case.norm, Terms(case.as_at, case.at))


def verdict(text: str, case) -> str | None:
    """The verdict on the norm of a case, by the casebook's own way from text to verdict."""
    return casebook.verdicts(text, case.as_at, case.at).get(case.norm)


# Evidence: missing or contradicting


@pytest.fixture(params=SAMPLE, ids=lambda case: case.title, scope="module")
def case(request) -> casebook.Case:
    """A case; all that is asked of it is asked before the next, so that it is searched once."""
    return request.param


def test_what_would_change_it_changes_it(case):
    (entry,) = changes(case)
    assert entry["verdict"] == dict(case.verdicts)[case.norm]
    assert entry["found"], entry
    assert verdict(applied(casebook.changed(case.base, case.change), entry), case) == entry["becomes"]
    assert entry["becomes"] in TURNED
    assert _is_plain(entry["text"]), entry["text"]


def test_what_is_missing_is_stated_and_what_contradicts_is_corrected(case):
    (entry,) = changes(case)
    taken_back = [triple for triple in entry["remove"] if triple[1] != NONE]
    if case.kind == "silent":
        assert bool(taken_back) is (case.title in CORRECTED), entry["text"]
        assert entry["add"] or case.title in CORRECTED, entry["text"]
    else:
        assert bool(entry["remove"]) is (case.title not in STATED_MORE), entry["text"]


def test_no_statement_of_a_change_can_be_left_out(case):
    (entry,) = changes(case)
    together = [*entry["add"], *entry["remove"]]
    for triple in together if len(together) > 1 else ():
        replaced = any(other[:2] == triple[:2] for other in together if other is not triple)
        if triple[1] != str(TYPE) and not replaced:
            assert _without(casebook.changed(case.base, case.change), entry, triple, case) != entry["becomes"], triple


def test_every_norm_that_can_be_broken_or_starved_has_a_change():
    cases = _turned()
    assert {case.norm for case in SAMPLE} == {case.norm for case in cases}
    unfound = [case for case in cases if case.title in UNFOUND]
    assert [(entry["found"], "There may be one that was not tried." in entry["reason"]) for case in unfound for entry in changes(case)] == [
        (False, True)
    ] * len(UNFOUND)
    assert len({case.norm for case in SAMPLE}) > 200
    assert {case.title for case in cases} >= {*HARD, *CORRECTED, *STATED_MORE}


def _is_plain(text: str) -> bool:
    """Whether a sentence has no address, no compact or camel-case name, no time as a machine writes it, no value without a unit."""
    machine = (
        rf"https?://|urn:|_:|\b({'|'.join(PREFIXES)}):\S|\b[a-z]+[A-Z]|\d{{4}}-\d\d|\bPT?\d|\d{{3,}} seconds|(:|from|to|now) (true|false)\b"
    )
    return bool(text) and re.search(machine, re.sub("“[^“”]*”", lambda quoted: quoted[0] if "http" in quoted[0] else "", text)) is None


def _without(text: str, entry: dict, triple, case) -> str | None:
    """The verdict with one statement of a change left out; None where what is left contradicts itself and cannot be read."""
    try:
        return verdict(applied(text, entry, left_out=triple), case)
    except Unreadable:
        return None


def test_where_it_is_said_that_there_was_no_alert_nothing_needs_to_change():
    none = "INSERT { ?d lfr:statesNone con:none-alerts } WHERE { ?d a lfr:Deployment }"
    sent = deployment(
        casebook.changed("metropolitan", f"DELETE WHERE {{ ?d lfr:alert ?a }} ; DELETE WHERE {{ ?d lfr:results ?r }} ; {none}")
    )
    (entry,) = what_if().of(sent, "app-adjudicate", Terms(None, casebook.ASSESSED_AT))
    assert (entry["verdict"], entry["found"]) == ("not-applicable", False)
    assert entry["reason"].startswith("Nothing needs to change: what the record states takes this deployment outside the rule.")


# Conditions that are open


def _open() -> list:
    """For every norm whose condition some case leaves open, the first such case."""
    found: dict = {}
    for case in casebook.all_cases():
        for slug, said in case.verdicts:
            if said == "condition-not-stated":
                found.setdefault(slug, case)
    return sorted(found.items())


ONE_WAY = {
    "cyber-essentials-controls": "a procurement is stated or it is not: no statement says that there was none",
    "ncsc-sc-02": "the same: no statement says that there was no procurement",
    "ncsc-sc-03": "the same: no statement says that there was no procurement",
    "eqa-s20-29-7-adjustments": "alerts are counted, and no one statement says that nobody was approached on any of them",
    "pace-s28-told-on-arrest": "alerts are counted, and no one statement says that nobody was approached or held on any of them",
    "dpa-s45-1-3-give-access": "a request is stated and only its day is not; on any day one of the versions of the rule applies to it",
}
"""Open conditions that are decided one way only, with the reason."""

NO_WAY = {"dpa-s58-joint-controllers": "beside an intelligence service, whose Part is not said, no one statement settles it"}
"""Open conditions for which nothing is found, with the reason; the answer says so."""


@pytest.mark.parametrize(
    ("slug", "case"),
    [each for number, each in enumerate(_open()) if number % 8 == 0 or each[0] in ONE_WAY],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_an_open_condition_is_decided_either_way(slug, case):
    text = casebook.changed(case.base, case.change)
    entries = what_if().of(deployment(text), slug, Terms(case.as_at, case.at))
    if slug in NO_WAY:
        assert [entry["found"] for entry in entries] == [False]
        return
    assert len(entries) == (1 if slug in ONE_WAY else 2)
    for entry in entries:
        assert entry["found"], entry
        assert _is_plain(entry["text"]), entry["text"]
        assert casebook.verdicts(applied(text, entry), case.as_at, case.at)[slug] == entry["becomes"] != "condition-not-stated"
    assert len({entry["becomes"] == "not-applicable" for entry in entries}) == len(entries)


# How it is asked and said


def named(name: str) -> tuple[str, casebook.Case]:
    """A case by its sentence, with the description that it is about."""
    (case,) = [case for case in casebook.all_cases() if case.name == name]
    return casebook.changed(case.base, case.change), case


IN_PART = "An exemption is relied on: Exemption for national security. A person decides how far it reaches."

SAID = {
    "breached": ("bridges-g3-dpia", "The impact assessment leaves human rights out", [
        "Only if the record is wrong: correct “addresses human rights” of the data protection impact assessment from no to yes; then it "
        "may be recorded.",
    ]),
    "departed-from": ("app-no-automated-action", "The system decides alone", [
        "Only if the record is wrong: correct “is solely automated” of the facial recognition system from yes to no; then it may be "
        "recorded.",
    ]),
    "not-stated": ("app-alert-data", "When the data of one alert was deleted is not stated", [
        "State “deleted at” of the alert “d1-alert-2”: for example 14 October 2026, 16:00; then it is recorded.",
    ]),
    "not-yet-due": ("app-alert-data", "On the thirty-first day after the end, the deletion of the data of an alert is not stated", [
        "State “deleted at” of the alert “d1-alert-2”: for example 14 October 2026, 16:00; then it is recorded.",
    ]),
    "condition-not-stated": ("dpa-s45-1-3-give-access", "A request without the day it was received", [
        "State “received on” of the rights request “request-access”: for example 14 October 2026; then it is recorded.",
    ]),
    "for-judgement": ("app-explain-on-engagement", "The person approached was not told why", [
        "Only if the record is wrong: correct “is information given” of the alert “d1-alert-1” from no to yes; then it may be recorded.",
    ]),
    "for-judgement by a person": ("app-adjudication-factors", None, [
        "Nothing that the record could state decides this. What has to be judged is there, and a person judges it. Were subject, system "
        "and environment factors weighed for each alert?",
    ]),
    "for-judgement by a claim": (
        "dpa-s39-storage", "A bare claim that national security requires exemption, and no reasons for the size of the watchlist", [
            f"Nothing that the record could state decides this. {IN_PART} Does safeguarding national security require exemption from this "
            "provision, and no further than that? If a certificate is relied on, was it given by a Minister in the Cabinet, the Attorney "
            "General or the Advocate General?",
        ]),
    "displaced": (
        "app-ao-rank",
        "An urgent authority by an inspector displaces the rule on rank and that on writing, and brings its own record and review", [
            "Nothing that is stated about this rule changes it while an exemption takes its place: Urgent authority by an inspector. Check "
            "that the exemption applies.",
        ]),
    "recorded": ("app-alert-data", None, [
        "Nothing that the record could state turns this into “met”. All that is checked is stated; what is left open is for a person to "
        "answer. Was each alert deleted as soon as it could be, or is it kept for a lawful purpose?",
    ]),
    "met": ("app-ao-rank", None, ["Nothing needs to change: all that this rule asks is stated, and no more is left to decide."]),
    "not-applicable": ("app-ico-consult", None, [
        "Nothing needs to change: what the record states takes this deployment outside the rule. Only if that is wrong is there something "
        "to correct.",
    ]),
    "not-applicable as a repair": ("app-cancel-authority", None, [
        "Nothing needs to change: this rule comes into play only where another is not kept, and the record does not show that.",
    ]),
}  # fmt: skip
"""For each verdict, a norm, a case (or the worked example) and all that is said of what would change it."""


def test_every_verdict_is_asked_about():
    assert {name.split()[0] for name in SAID} == {verdict.value for verdict in Verdict}


@pytest.mark.parametrize("name", SAID)
def test_each_verdict_has_its_answer(name, knowledge, tmp_path, monkeypatch, capsys):
    """On the command line, as JSON and on a page, in the same words."""
    slug, case_name, said = SAID[name]
    text, at = (casebook.base("metropolitan"), casebook.ASSESSED_AT) if case_name is None else (named(case_name)[0], named(case_name)[1].at)
    entries = knowledge.what_would_change([(text.encode(), "application/n-triples", "d.nt")], slug, at=at)
    assert {entry["verdict"] for entry in entries} == {name.split()[0]}
    keys = {"deployment", "norm", "verdict", "found"}
    for entry in entries:
        assert set(entry) == keys | ({"add", "remove", "becomes", "onlyIfWrong", "text"} if entry["found"] else {"reason"})
    assert json.loads(json.dumps(entries)) == entries
    heading = "What would change it, if it is so"
    assert as_text(entries).splitlines() == [heading, *(f"  {line}" for line in said)]
    page = as_fragment(entries)
    assert re.findall("<(?:h2|li)>(.*?)</(?:h2|li)>", page) == [heading, *said]
    monkeypatch.setattr(inputs, "opened", lambda: knowledge)
    file = tmp_path / "d.nt"
    file.write_text(text, encoding="utf-8")
    assert cli.main(["explain", str(file), slug, "--at", at.isoformat()]) == 0
    assert capsys.readouterr().out.endswith("\n\n" + as_text(entries) + "\n")


@pytest.mark.parametrize(
    ("slug", "change", "at", "said"),
    [
        ("app-wl-24h-generate", 'DELETE { ?l lfr:generatedAt ?t } INSERT { ?l lfr:generatedAt "2026-10-12T07:00:00+01:00"^^xsd:dateTime }'
         " WHERE { ?l lfr:generatedAt ?t }", "2026-11-23T09:00:00+00:00",
         "Only if the record is wrong: correct “generated at” of the watchlist, now 12 October 2026, 07:00, to what it was; then it may be "
         "met."),
        ("sussex-ao-superintendent", "DELETE { ?d lfr:controller ?c . ?a lfr:rank ?r } INSERT { ?d lfr:controller actor:sussex-police . "
         "?a lfr:rank con:rank-inspector } WHERE { ?d lfr:controller ?c . ?a a lfr:Authorisation ; lfr:rank ?r }",
         "2026-11-23T09:00:00+00:00",
         "Only if the record is wrong: correct “rank” of the authorisation, now “inspector”, to what it was; then it may be met."),
        ("app-no-automated-action", "DELETE { ?s lfr:isSolelyAutomated false } INSERT { ?s lfr:isSolelyAutomated true }"
         " WHERE { ?s lfr:isSolelyAutomated false }", "2026-10-13T09:00:00+01:00",
         "Correct “is solely automated” of the facial recognition system from yes to no; then it is recorded."),
    ],
)  # fmt: skip
def test_what_has_happened_is_corrected_only_where_the_record_is_wrong(slug, change, at, said):
    text = casebook.changed("metropolitan", change)
    (entry,) = what_if().of(deployment(text), slug, Terms(None, datetime.fromisoformat(at)))
    assert as_text([entry | {"deployment": "d"}]).splitlines()[1:] == [f"  {said}"]
    assert entry["onlyIfWrong"] is said.startswith("Only if")


def test_what_a_description_says_cannot_bend_a_page():
    entry = {"deployment": "d", "found": False, "reason": "<script>alert(1)</script>"}
    assert "<script>" not in as_fragment([entry]) and "&lt;script&gt;" in as_fragment([entry])
    assert as_fragment([]) == "" == as_text([])


def test_the_same_question_has_the_same_answer():
    for case in SAMPLE[::40]:
        assert changes.__wrapped__(case) == changes(case)


def test_nodes_without_names_are_named_as_in_the_answer(knowledge):
    text = b"""@prefix lfr: <https://w3id.org/lfr-kg/def/> . @prefix con: <https://w3id.org/lfr-kg/concept/> . \
@prefix actor: <https://w3id.org/lfr-kg/actor/> .
    <https://deployments.example/d> a lfr:Deployment ; lfr:technique con:technique-live ; lfr:conduct con:conduct-overt ;
        lfr:controller actor:metropolitan-police-service ; lfr:watchlist [ a lfr:Watchlist ] ."""
    (entry,) = knowledge.what_would_change([(text, "text/turtle", "d.ttl")], "app-wl-not-excessive", at=casebook.ASSESSED_AT)
    assert {triple[0][:6] for triple in entry["add"]} == {"_:c14n"}
    assert (entry["deployment"], entry["norm"], entry["verdict"]) == ("https://deployments.example/d", "app-wl-not-excessive", "not-stated")


def test_only_the_deployment_asked_about_is_looked_at(knowledge, example):
    files = [
        (example, "text/turtle", "a.ttl"),
        (example.replace(b"ex:d1", b"ex:d2").replace(b"lfr:isMarkedOvert true ;", b""), "text/turtle", "b.ttl"),
    ]
    entries = knowledge.what_would_change(files, "app-overt-presence", at=casebook.ASSESSED_AT)
    assert [entry["deployment"] for entry in entries if entry["found"]] == ["https://deployments.example/d2"]
    (entry,) = knowledge.what_would_change(
        files, "app-overt-presence", at=casebook.ASSESSED_AT, deployment="https://deployments.example/d1"
    )
    assert (entry["verdict"], entry["found"]) == ("recorded", False)
    with pytest.raises(NotFound, match="No finding is named no-such-norm"):
        knowledge.what_would_change(files, "no-such-norm")


def test_a_failed_search_is_said_in_words():
    case = next(case for case in SAMPLE if case.kind == "silent")
    few = WhatIf(what_if().assessor, Graph())  # without shapes nothing is asked, and so nothing is proposed
    (entry,) = few.of(deployment(casebook.changed(case.base, case.change)), case.norm, Terms(case.as_at, case.at))
    assert entry == {
        "verdict": "not-stated",
        "found": False,
        "reason": "Nothing was found: nothing that the record could state here turns it.",
    }


def test_several_deployments_are_told_apart():
    entries = [{"deployment": name, "found": False, "reason": "Nothing."} for name in ("a", "b")]
    assert as_text(entries).splitlines()[1:] == ["  a: Nothing.", "  b: Nothing."]


# What the search rests on


def test_what_a_shape_looks_at_is_worked_out():
    """Every measure that the shapes name is concluded by some rule of the part of the theory that the search runs."""
    assessor, search = casebook.assessor(), what_if()
    for check in assessor.checks.values():
        ask = read_ask(search.graph, iri(f"shape:{check.slug}"))
        concluded = {name for rule in for_shape(assessor.theory, ask).theory.measures for name in rule.concludes}
        named = {str(path) for path in _paths(ask) if path.value.startswith(PREFIXES["measure"])} - {str(iri("measure:self"))}
        assert named <= concluded, check.slug


def _paths(ask: Ask) -> set:
    inner = [*ask.parts, *(part for parts in ask.either for part in parts), *([ask.qualified] if ask.qualified else [])]
    return set(ask.paths).union(*map(_paths, inner))


def test_the_day_of_each_event_is_asked_for():
    request, received, node = iri("lfr:rightsRequest"), iri("lfr:receivedOn"), iri("lfr:Deployment")
    one, other = iri("con:one"), iri("con:other")
    lack = Lack(Graph([(node, request, one), (node, request, other), (one, received, literal(1))]), casebook.assessor().vocabulary)
    assert lack.of(node, reaching((request, received))) == 1
    assert lack.of(node, reaching(())) == 0


def test_lengths_of_time_are_tried_as_people_write_them():
    said = {0: "PT0S", 1: "PT1S", 86400: "PT24H", 86401: "P1DT1S", 2678400: "P31D", 5400: "PT1H30M"}
    assert {seconds: _length(seconds).value for seconds in said} == said


def test_the_search_is_bounded():
    assert MOST <= 300


def test_what_a_node_lacks_agrees_with_the_engine():
    """The reading of the shapes that guides the search finds something lacking exactly where the engine has a result."""
    assessor, search = casebook.assessor(), what_if()
    asks = {
        check.slug: (
            read_ask(search.graph, iri(f"shape:{check.slug}")),
            search.graph.value(iri(f"shape:{check.slug}"), iri("sh:targetClass")),
        )
        for check in assessor.checks.values()
    }
    for case in SAMPLE[::5]:
        (inference,) = casebook.inferences(casebook.changed(case.base, case.change))
        found = {result.slug for result in assessor.results(inference)}
        lack = Lack(inference.facts, assessor.vocabulary)
        lacking = {slug for slug, (ask, target) in asks.items() if inference.holds(target) and lack.of(inference.deployment.node, ask)}
        assert lacking == found, case.title


def test_edits_compose():
    node, prop, link = iri("lfr:Deployment"), iri("lfr:size"), iri("lfr:watchlist")
    old, new, newer = literal(1), literal(2), literal(3)
    replaced = replacing((node, prop, old), new)
    assert replaced.then(replacing((node, prop, new), newer)) == replacing((node, prop, old), newer)
    assert replaced.then(replacing((node, prop, new), old)) == Edit()
    assert (replaced.size, replaced.cost(4)) == (2, 5)
    first = linked(Graph(), node, link, prop)
    second = linked(Graph(first.add), node, link, prop)
    assert len(first.then(second).add) == 4
    assert stating((node, prop, old)).without({(node, prop, old)}) == Edit()
