"""What would change a finding is found, and is true: applied to the description as it was sent, it gives the verdict that it claims."""

from functools import lru_cache

import pytest

from lfr_kg.assess.law import Terms
from lfr_kg.base.errors import NotFound, Unreadable
from lfr_kg.base.model import TYPE, Graph
from lfr_kg.base.namespaces import iri
from lfr_kg.base.settings import Settings
from lfr_kg.base.times import literal
from lfr_kg.commands import inputs
from lfr_kg.commands import line as cli
from lfr_kg.corpus.files import Corpus
from lfr_kg.evidence.description import describe
from lfr_kg.evidence.reading import read
from lfr_kg.whatif import WhatIf, as_text
from lfr_kg.whatif.edits import Edit, linked, replacing, stating
from lfr_kg.whatif.shapes import Lack, read_ask
from tests import casebook

TURNED = {"met", "recorded", "for-judgement"}

NOT_FOUND = {
    "watchlist: No watchlist is stated for a deployment of three days":
        "three lists with two times each are twelve statements, more than can be put together in so many trials",
    "procurement-and-security: A second procurement does not state whether it had regard to the policy statement":
        "the check looks at purchases by what they state, and the search does not follow it to the second",
    "procurement-and-security: A contract signed after the Act took over leaves open when the procurement began":
        "the check looks at purchases by what they state, and the search does not follow it to the day on which one began",
    "procurement-and-security: A government department states no procurement":
        "the check looks at purchases by what they state, and the search does not follow it to one that is not there",
    "regulator: A second system of another version that shares the test":
        "the version of the system and that of the test have to agree, and more besides, which is more than so many trials put together",
    "regulator: An independent test of another version of the algorithm":
        "the version of the system and that of the test have to agree, and more besides, which is more than so many trials put together",
}  # fmt: skip
"""Cases for which no change is found, with the reason."""

NOT_MET = {
    "procurement-and-security: The procurement went ahead without regard to the policy statement":
        ("not-stated", "the check looks at purchases by what they state; what is found is to withdraw that there was no regard"),
    "procurement-and-security: A devolved Welsh authority went ahead without regard to the Wales policy statement":
        ("not-stated", "the check looks at purchases by what they state; what is found is to withdraw that there was no regard"),
}  # fmt: skip
"""Cases of breach that a change ends otherwise than by meeting the norm, with what it becomes and why."""


def _turned() -> list:
    """The cases in which a norm is broken or met with silence; where its condition is open, the tests further down ask."""
    cases = [case for case in casebook.all_cases() if case.kind in ("breaks", "silent")]
    return [case for case in cases if dict(case.verdicts).get(case.norm, "condition-not-stated") != "condition-not-stated"]


def _sampled() -> list:
    """The first case of each norm that is broken or met with silence, and every seventh of all such cases."""
    cases = _turned()
    seen: set = set()
    first = [seen.add(case.norm) or case for case in cases if case.norm not in seen]
    exceptions = [case for case in cases if case.title in NOT_FOUND or case.title in NOT_MET]
    return list(dict.fromkeys([*first, *cases[::7], *exceptions]))


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


@pytest.mark.parametrize("case", SAMPLE, ids=lambda case: case.title)
def test_what_would_change_it_changes_it(case):
    (entry,) = changes(case)
    assert entry["verdict"] == dict(case.verdicts)[case.norm]
    assert entry["found"] is (case.title not in NOT_FOUND), entry
    if entry["found"]:
        assert verdict(applied(casebook.changed(case.base, case.change), entry), case) == entry["becomes"]
        assert entry["becomes"] in ({NOT_MET[case.title][0]} if case.title in NOT_MET else TURNED)
        assert entry["text"]


def test_every_norm_that_can_be_broken_or_starved_has_a_change():
    cases = _turned()
    assert {case.norm for case in SAMPLE if case.title not in NOT_FOUND} == {case.norm for case in cases}
    assert len({case.norm for case in SAMPLE}) > 200
    assert {case.title for case in cases} >= {*NOT_FOUND, *NOT_MET}


def test_no_statement_of_a_change_can_be_left_out():
    tried = 0
    for case in SAMPLE[::6]:
        (entry,) = changes(case)
        if not entry["found"] or len(entry["add"]) + len(entry["remove"]) < 2:
            continue
        text = casebook.changed(case.base, case.change)
        for triple in (*entry["add"], *entry["remove"]):
            replaced = any(other[:2] == triple[:2] for other in (*entry["add"], *entry["remove"]) if other is not triple)
            if triple[1] != str(TYPE) and not replaced:
                tried += 1
                assert _without(text, entry, triple, case) != entry["becomes"], (case.title, triple)
    assert tried > 5


def _without(text: str, entry: dict, triple, case) -> str | None:
    """The verdict with one statement of a change left out; None where what is left contradicts itself and cannot be read."""
    try:
        return verdict(applied(text, entry, left_out=triple), case)
    except Unreadable:
        return None


def test_what_is_missing_is_stated_and_what_contradicts_is_corrected():
    by_kind = {kind: [changes(case)[0] for case in SAMPLE[::9] if case.kind == kind] for kind in ("silent", "breaks")}
    silent, breaks = ([entry for entry in by_kind[kind] if entry["found"]] for kind in ("silent", "breaks"))
    assert silent and breaks
    assert sum(bool(entry["add"]) for entry in silent) > 0.8 * len(silent)
    assert sum(bool(entry["remove"]) for entry in breaks) > 0.8 * len(breaks)


def test_an_alert_takes_back_the_statement_that_there_was_none():
    (case,) = [
        case for case in casebook.all_cases() if case.name == "No alert was raised, so nothing shows that a person would have decided"
    ]
    (entry,) = changes(case)
    assert [triple[1:] for triple in entry["remove"]] == [[str(iri("lfr:statesNone")), str(iri("con:none-alerts"))]]
    assert "Withdraw the statement that there were “no alerts”" in entry["text"]


def test_nothing_is_claimed_where_nothing_was_found():
    for case in (case for case in SAMPLE if case.title in NOT_FOUND):
        (entry,) = changes(case)
        assert set(entry) == {"verdict", "found", "reason"}
        assert entry["reason"] in (
            "none of the 400 changes tried turns it; there may be one that was not tried",
            "no statement that the data dictionary offers here turns it",
        )


# Conditions that are open


def _open() -> list:
    """For every norm whose condition some case leaves open, the first such case."""
    found: dict = {}
    for case in casebook.all_cases():
        for slug, said in case.verdicts:
            if said == "condition-not-stated":
                found.setdefault(slug, case)
    return sorted(found.items())


NOT_DECIDED = {"dpa-s45-1-3-give-access": "it waits for the day of a request, which no one statement of the dictionary gives"}
"""Open conditions for which no statement is found, with the reason."""


@pytest.mark.parametrize(("slug", "case"), _open()[::8], ids=lambda each: each if isinstance(each, str) else "")
def test_an_open_condition_is_decided(slug, case):
    text = casebook.changed(case.base, case.change)
    entries = what_if().of(deployment(text), slug, Terms(case.as_at, case.at))
    for entry in entries:
        assert entry["found"] is (slug not in NOT_DECIDED), entry
        if not entry["found"]:
            continue
        assert casebook.verdicts(applied(text, entry), case.as_at, case.at)[slug] == entry["becomes"] != "condition-not-stated"
    assert len({entry.get("becomes") for entry in entries}) == len(entries) <= 2


def test_most_open_conditions_are_decided_either_way():
    either = [
        len(what_if().of(deployment(casebook.changed(case.base, case.change)), slug, Terms(case.as_at, case.at)))
        for slug, case in _open()[4::16]
    ]
    assert either.count(2) > 0.8 * len(either)


# How it is asked and said


def test_a_finding_that_nothing_need_change_has_no_entry():
    assert what_if().of(deployment(casebook.base("metropolitan")), "app-ao-rank", Terms(None, casebook.ASSESSED_AT)) == []


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


def test_explain_says_what_would_change_it(knowledge, example, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(inputs, "opened", lambda: knowledge)
    file = tmp_path / "d.ttl"
    file.write_bytes(example.replace(b"lfr:isMarkedOvert true", b"lfr:isMarkedOvert false"))
    assert cli.main(["explain", str(file), "app-overt-presence"]) == 0
    said = "What would change it, if it is so\n  Correct is marked as police: true (now false); then it is recorded."
    assert said in capsys.readouterr().out
    file.write_bytes(example)
    cli.main(["explain", str(file), "app-ao-rank"])
    assert "What would change it" not in capsys.readouterr().out


def test_a_failed_search_is_said_in_words():
    said = as_text([{"deployment": "d", "found": False, "reason": "none of the 400 changes tried turns it"}])
    assert said == "What would change it, if it is so\n  Nothing was found: none of the 400 changes tried turns it."
    assert as_text([]) == ""


# What the search rests on


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
