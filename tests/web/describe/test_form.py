"""Writing a description: everything in the form comes from the vocabulary.

It works without scripts, and what is saved is what was loaded.
"""

import io
import json
import re
from decimal import Decimal
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest

from lfr_kg.base.errors import BadRequest
from lfr_kg.base.namespaces import compact, iri
from lfr_kg.drafting import draft as drafts
from lfr_kg.drafting import fields
from lfr_kg.drafting.dictionary import Dictionary, read_dictionary
from lfr_kg.web.describe import pages as describe
from tests.serving import BROWSER
from tests.web.describe.forms import Form

URLENCODED = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def dictionary(knowledge) -> Dictionary:
    return read_dictionary(knowledge.graph, knowledge.vocabulary)


@pytest.fixture(scope="module")
def asked(dictionary) -> dict:
    """Every field by the compact name of its property."""
    return {field.name: field for kind in dictionary.kinds.values() for field in kind.fields}


@pytest.fixture
def opened(client) -> Form:
    """The form with the worked example in it."""
    return Form(client.post("/describe/load", data={"example": "1"}, headers=BROWSER).get_data(as_text=True))


def press(client, form: Form, button: str):
    """Press a button: the response."""
    return client.post("/describe", data=urlencode(form.send(button)), content_type=URLENCODED, headers=BROWSER)


def after(client, form: Form, button: str) -> Form:
    """Press a button: the form that comes back."""
    response = press(client, form, button)
    assert response.status_code == 200
    return Form(response.get_data(as_text=True))


def turn(client, form: Form, name: str) -> Form:
    """Turn to a page of the form, by way of the list of tasks."""
    if f"go {name}" not in form.buttons:
        form = after(client, form, "go ")
    return after(client, form, f"go {name}")


def read_back(knowledge, content: bytes, media_type: str = "text/turtle"):
    """The facts of the one deployment in a file."""
    (deployment,) = knowledge.describe([(content, media_type, "the file")]).deployments
    return deployment.facts.facts


# The dictionary


def test_every_property_of_evidence_is_asked_for_and_nothing_else(knowledge, dictionary):
    asked = {field.node for kind in dictionary.kinds.values() for field in kind.fields}
    assert asked == set(knowledge.vocabulary.ranges)
    for kind in dictionary.kinds.values():
        above = knowledge.vocabulary.classes[kind.node]
        assert {field.node for field in kind.fields} == {
            prop for prop, domains in knowledge.vocabulary.domains.items() if domains & above
        }, kind.name


def test_every_property_of_the_deployment_is_in_one_section(dictionary):
    placed = [field.name for section in dictionary.sections for field in section.fields]
    assert sorted(placed) == sorted(field.name for field in dictionary.root.fields)
    assert [section.slug for section in dictionary.sections] == [
        "deployment", "authority", "watchlist", "place", "system", "papers", "notice",
        "people", "alerts", "results", "oversight", "supply", "requests", "none",
    ]  # fmt: skip


def test_a_property_that_no_section_lists_is_asked_for_in_the_last(knowledge):
    from lfr_kg.base.model import Graph

    facts = [fact for fact in knowledge.graph.facts if fact[2] != iri("lfr:governance") or fact[1] != iri("rdf:first")]
    sections = read_dictionary(Graph(facts), knowledge.vocabulary).sections
    assert "lfr:governance" in [field.name for field in sections[-1].fields]


def test_labels_and_help_are_the_vocabularys_own(dictionary, asked):
    granted = asked["lfr:grantedAt"]
    assert (granted.label, granted.help, granted.kind) == ("Granted at", "When the authority was given.", "instant")
    assert [choice.label for choice in asked["lfr:technique"].choices] == ["live", "retrospective", "operator-initiated"]
    assert all(choice.help for choice in asked["lfr:technique"].choices)
    for kind in dictionary.kinds.values():
        assert kind.label and kind.help
        assert all(field.label and field.help for field in kind.fields), kind.name


def test_what_a_field_takes_follows_from_the_range_of_its_property(asked):
    kinds = {name: (field.kind, field.repeats, field.takes_text) for name, field in asked.items()}
    assert kinds["lfr:size"] == ("count", False, False)
    assert kinds["lfr:threshold"] == ("decimal", False, False)
    assert kinds["lfr:isUrgent"] == ("flag", False, False)
    assert kinds["dct:issued"] == ("day", False, False)
    assert kinds["lfr:alertRetention"] == ("length", False, False)
    assert kinds["lfr:schedule8Condition"] == ("value", True, False)
    assert kinds["lfr:controller"] == ("actor", True, False)
    assert kinds["lfr:processor"] == ("actor", True, True)
    assert kinds["foaf:page"] == ("address", False, False)
    assert kinds["lfr:alert"] == ("part", True, False)
    assert kinds["lfr:necessityCase"] == ("text", False, False)
    assert asked["lfr:necessityCase"].is_long and not asked["lfr:officer"].is_long
    assert (asked["lfr:threshold"].least, asked["lfr:threshold"].greatest) == (Decimal(0), Decimal(1))


def test_actors_are_offered_by_class_police_forces_first(asked, knowledge):
    forces = {choice.name for choice in asked["lfr:hostForce"].choices}
    assert "actor:metropolitan-police-service" in forces and "actor:home-office" not in forces
    groups = list(dict.fromkeys(choice.group for choice in asked["lfr:controller"].choices))
    assert groups[:4] == ["Police force", "Central government body", "Local authority", "Other controller"]
    assert {choice.node for choice in asked["lfr:controller"].choices} == knowledge.vocabulary.actors


def test_bodies_are_held_out_as_controllers_and_no_roles(asked):
    controller = asked["lfr:controller"]
    held_out = {choice.name for choice in controller.offered}
    assert {"actor:metropolitan-police-service", "actor:home-office", "actor:local-authority", "actor:private-venue"} <= held_out
    assert not held_out & {"actor:data-subject", "actor:controller", "actor:chief-officer", "actor:supreme-court"}
    assert fields.key(fields.read("data subject", controller)) == "actor:data-subject"  # what somebody writes is understood
    assert list(dict.fromkeys(choice.group for choice in controller.offered)) == [
        "Police force", "Central government body", "Local authority", "Other controller",
    ]  # fmt: skip


def test_a_rule_is_chosen_by_what_it_is_called_under_its_source(asked):
    rule = next(choice for choice in asked["lfr:departsFrom"].choices if choice.name == "norm:app-wl-24h-generate")
    assert (asked["lfr:departsFrom"].kind, rule.group) == ("rule", "Authorised Professional Practice: Live facial recognition")
    assert fields.key(fields.read(rule.label, asked["lfr:departsFrom"])) == "norm:app-wl-24h-generate"


def test_a_hint_says_only_what_the_question_does_not(asked):
    assert asked["lfr:size"].hint == ""
    assert asked["lfr:zoneDescription"].question == "In what area are faces scanned, as recorded?" and not asked["lfr:zoneDescription"].hint
    assert asked["lfr:controller"].hint == "Who decides why and how the faces are processed, and answers for it in law."
    assert asked["lfr:sensitiveSite"].hint == ""


def test_every_property_is_asked_for_by_a_question_of_its_own(asked):
    assert [name for name, field in asked.items() if not re.fullmatch(r"[A-Z][^?_:]*\?", field.question)] == []
    assert len({field.question for field in asked.values()}) == len(asked)


# Reading what is typed


@pytest.mark.parametrize(
    ("name", "typed", "stated"),
    [
        ("lfr:size", "6200", "6200"), ("lfr:size", "20,000", "20000"), ("lfr:size", " 20 000 ", "20000"), ("lfr:size", "0", "0"),
        ("lfr:threshold", "0.64", "0.64"), ("lfr:threshold", "64%", "0.64"),
        ("lfr:threshold", "0.640", "0.640"), ("lfr:threshold", "1", "1"),
        ("lfr:isUrgent", "yes", "true"), ("lfr:isUrgent", "No", "false"), ("lfr:isUrgent", "true", "true"),
        ("dct:issued", "2026-03-02", "2026-03-02"), ("dct:issued", "2 March 2026", "2026-03-02"),
        ("dct:issued", "02/03/2026", "2026-03-02"), ("dct:issued", "2nd Mar 2026", "2026-03-02"),
        ("lfr:grantedAt", "14 October 2026 10:00", "2026-10-14T10:00:00+01:00"),
        ("lfr:grantedAt", "14/10/2026 10.05", "2026-10-14T10:05:00+01:00"),
        ("lfr:grantedAt", "5/12/2026, 7am", "2026-12-05T07:00:00+00:00"),
        ("lfr:grantedAt", "5/12/2026 12.30 p.m.", "2026-12-05T12:30:00+00:00"),
        ("lfr:grantedAt", "5 December 2026 at 12 AM", "2026-12-05T00:00:00+00:00"),
        ("lfr:grantedAt", "2026-12-14T09:30:15", "2026-12-14T09:30:15+00:00"),
        ("lfr:grantedAt", "2026-10-14T09:00:00Z", "2026-10-14T09:00:00Z"),
        ("lfr:grantedAt", "25 October 2026 01:30", "2026-10-25T01:30:00+01:00"),
        ("lfr:alertRetention", "24 hours", "PT24H"), ("lfr:alertRetention", "31 days", "P31D"),
        ("lfr:alertRetention", "at once", "PT0S"), ("lfr:alertRetention", "pt36h", "PT36H"), ("lfr:alertRetention", "1 minute", "PT1M"),
        ("lfr:rank", "superintendent", "con:rank-superintendent"),
        ("lfr:rank", "Commander", "con:rank-assistant-chief-constable"), ("lfr:rank", "con:rank-inspector", "con:rank-inspector"),
        ("lfr:controller", "Metropolitan Police Service", "actor:metropolitan-police-service"),
        ("lfr:controller", "https://venue.example/", "https://venue.example/"),
        ("lfr:processor", "Example Vision Ltd", "Example Vision Ltd"), ("lfr:processor", "Home Office", "actor:home-office"),
        ("foaf:page", "https://example.org/paper", "https://example.org/paper"),
        ("lfr:officer", "Superintendent 0417", "Superintendent 0417"),
    ],
)  # fmt: skip
def test_what_is_typed_is_read_generously(asked, name, typed, stated):
    assert fields.key(fields.read(typed, asked[name])) == stated


@pytest.mark.parametrize(
    ("name", "typed", "message"),
    [
        ("lfr:size", "-1", "“-1” is not a whole number, such as 6200."),
        ("lfr:size", "many", "“many” is not a whole number, such as 6200."),
        ("lfr:size", "6200.5", "“6200.5” is not a whole number, such as 6200."),
        ("lfr:threshold", "64", "64 is outside the limits: it should be from 0 to 1."),
        ("lfr:threshold", "NaN", "“NaN” is not a number, such as 0.64."),
        ("lfr:isUrgent", "maybe", "“maybe” is not yes or no."),
        ("dct:issued", "31 February 2026", "“31 February 2026” is not a day, such as 14 October 2026."),
        ("dct:issued", "10/14/2026", "“10/14/2026” is not a day, such as 14 October 2026."),
        ("lfr:grantedAt", "14 October 2026", "“14 October 2026” is not a day and a London time, such as 14 October 2026 10:00."),
        ("lfr:grantedAt", "14 October 2026 25:00",
         "“14 October 2026 25:00” is not a day and a London time, such as 14 October 2026 10:00."),
        ("lfr:grantedAt", "14 October 2026 13pm",
         "“14 October 2026 13pm” is not a day and a London time, such as 14 October 2026 10:00."),
        ("lfr:grantedAt", "29 March 2026 01:30", "There was no 01:30 in London on that day: the clocks went forward."),
        ("lfr:alertRetention", "a while", "“a while” is not a length of time, such as 24 hours or 31 days; 0 hours means at once."),
        ("lfr:alertRetention", "P1M", "“P1M” is not a length of time, such as 24 hours or 31 days; 0 hours means at once."),
        ("lfr:technique", "secret", "“secret” is not on the list. Give one of: live, retrospective, operator-initiated."),
        ("lfr:controller", "The Mint",
         "“The Mint” is not on the list. Give one of those listed, or a web address that stands for the body."),
        ("lfr:controller", "actor:nobody",
         "“actor:nobody” is not on the list. Give one of those listed, or a web address that stands for the body."),
        ("foaf:page", "example.org/x", "“example.org/x” is not a web address, such as https://example.org/paper."),
    ],
)  # fmt: skip
def test_what_cannot_be_stated_is_told_in_words(asked, name, typed, message):
    with pytest.raises(fields.Fault) as fault:
        fields.read(typed, asked[name])
    assert str(fault.value) == message


def test_every_value_of_the_example_reads_back_from_what_a_person_sees(knowledge, dictionary, example):
    deployment = knowledge.describe([(example, "text/turtle", "x")]).deployments[0]
    draft, count = drafts.from_deployment(deployment, dictionary)[0], 0
    for _, part, kind in drafts.walk(draft, dictionary):
        for field in kind.fields:
            for text in part.values.get(field.name, ()):
                term = fields.read(text, field)
                assert fields.read(fields.show(term, field), field) == term, (field.name, text)
                count += 1
    types_and_links = 2 * sum(1 for _ in draft.every()) - 1
    assert count == len(deployment.facts.facts) - types_and_links > 200


# Drafts


def test_the_example_becomes_a_draft_and_the_same_statements_again(knowledge, dictionary, example):
    deployment = knowledge.describe([(example, "text/turtle", "x")]).deployments[0]
    draft, left = drafts.from_deployment(deployment, dictionary)
    triples, wrong = drafts.statements(draft, dictionary)
    assert (left, wrong) == ([], [])
    assert {(t.subject, t.predicate, t.object) for t in triples} == deployment.facts.facts
    assert drafts.from_json(drafts.to_json(draft), dictionary) == draft


@pytest.mark.parametrize("form", list(drafts.FORMATS))
def test_a_draft_is_written_in_every_format(knowledge, dictionary, example, form):
    deployment = knowledge.describe([(example, "text/turtle", "x")]).deployments[0]
    triples, _ = drafts.statements(drafts.from_deployment(deployment, dictionary)[0], dictionary)
    assert read_back(knowledge, drafts.write(triples, form), drafts.FORMATS[form][2]) == deployment.facts.facts


def test_what_the_form_has_no_place_for_is_told(knowledge, dictionary):
    turtle = """@prefix lfr: <https://w3id.org/lfr-kg/def/> . @prefix con: <https://w3id.org/lfr-kg/concept/> .
        <urn:x> a lfr:Deployment ; lfr:size 5 ; lfr:watchlist [ a lfr:Watchlist ; lfr:rank con:rank-inspector ; lfr:size 7 ] ."""
    draft, left = drafts.from_deployment(knowledge.describe([(turtle.encode(), "text/turtle", "x")]).deployments[0], dictionary)
    assert len(left) == 2 and any("lfr:size “5”" in text for text in left) and any("lfr:rank con:rank-inspector" in text for text in left)
    (watchlist,) = draft.parts["lfr:watchlist"]
    assert (watchlist.id, watchlist.values) == ("urn:x#watchlist-1", {"lfr:size": ["7"]})


def test_one_thing_in_two_places_is_kept_in_one(knowledge, dictionary):
    turtle = """@prefix lfr: <https://w3id.org/lfr-kg/def/> .
        <urn:x> a lfr:Deployment ; lfr:system <urn:s1> , <urn:s2> . <urn:s1> a lfr:FacialRecognitionSystem ; lfr:independentTest <urn:t> .
        <urn:s2> a lfr:FacialRecognitionSystem ; lfr:independentTest <urn:t> . <urn:t> a lfr:IndependentTest ."""
    draft, left = drafts.from_deployment(knowledge.describe([(turtle.encode(), "text/turtle", "x")]).deployments[0], dictionary)
    assert sum(part.id == "urn:t" for part in draft.every()) == 1
    assert left == ["urn:s2 lfr:independentTest urn:t"]


@pytest.mark.parametrize(
    "carried",
    [
        "", "{", "[]", "null", '"x"', "[" * 100_000,
        json.dumps({"id": "urn:x", "kind": "lfr:Watchlist", "values": {}, "parts": {}}),
        json.dumps({"id": "not an iri", "kind": "lfr:Deployment", "values": {}, "parts": {}}),
        json.dumps({"id": "https://w3id.org/lfr-kg/norm/dpa-s64-dpia", "kind": "lfr:Deployment", "values": {}, "parts": {}}),
        json.dumps({"id": "urn:x", "kind": "lfr:Deployment", "values": {"lfr:nothing": ["x"]}, "parts": {}}),
        json.dumps({"id": "urn:x", "kind": "lfr:Deployment", "values": {"dct:title": [5]}, "parts": {}}),
        json.dumps({"id": "urn:x", "kind": "lfr:Deployment", "values": {"lfr:place": ["x"]}, "parts": {}}),
        json.dumps({"id": "urn:x", "kind": "lfr:Deployment", "values": {}, "parts": {"dct:title": []}}),
        json.dumps({"id": "urn:x", "kind": "lfr:Deployment", "values": {},
                    "parts": {"lfr:place": [{"id": "urn:x", "kind": "lfr:Place", "values": {}, "parts": {}}]}}),
    ],
)  # fmt: skip
def test_a_carried_draft_that_was_tampered_with_is_refused(dictionary, carried):
    with pytest.raises(BadRequest):
        drafts.from_json(carried, dictionary)


# The form


def test_the_first_page_lists_the_tasks_and_carries_nothing(client, dictionary):
    response = client.get("/describe", headers=BROWSER)
    page = response.get_data(as_text=True)
    form = Form(page)
    assert response.status_code == 200
    assert form["draft"] == [""] and form["at"] == [""]
    assert [button for button in form.buttons if button.startswith("go ")] == [f"go {section.slug}" for section in dictionary.sections]
    assert page.count("Not started") == len(dictionary.sections)
    assert "Nothing that you type is kept here" in page


def test_a_task_asks_questions_of_which_the_meaning_is_the_hint(client):
    form = Form(client.get("/describe", headers=BROWSER).get_data(as_text=True))
    page = press(client, form, "go deployment").get_data(as_text=True)
    assert {"dct:identifier", "lfr:controller", "lfr:technique", "lfr:plannedStart"} <= Form(page).names()
    assert "Which body decides why and how faces are processed?" in page
    assert "Who decides why and how the faces are processed" in page


def test_what_the_law_does_not_ask_here_is_folded_away(client):
    form = turn(client, Form(client.get("/describe", headers=BROWSER).get_data(as_text=True)), "deployment")
    form.set("lfr:controller", "actor:essex-police").set("lfr:technique", "con:technique-live").set("lfr:conduct", "con:conduct-overt")
    page = press(client, turn(client, form, "authority"), "keep").get_data(as_text=True)
    asked, _, folded = page.partition('<details class="others">')
    assert "Who authorised it?" in asked and "Is there a covert authority?" in folded
    covert = turn(client, turn(client, Form(page), "deployment").set("lfr:conduct", "con:conduct-covert"), "authority")
    asked = press(client, covert, "keep").get_data(as_text=True).partition('<details class="others">')[0]
    assert "Is there a covert authority?" in asked


def test_no_page_of_the_form_has_inline_script_or_style(client, opened):
    for section in [button for button in opened.buttons if button.startswith("go ")]:
        page = press(client, opened, section).get_data(as_text=True)
        assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=", page)


def test_every_section_shows_its_fields_and_keeps_the_rest(client, opened, dictionary, knowledge, example):
    form = opened
    for section in dictionary.sections:
        form = turn(client, form, section.slug)
        assert form["at"] == [section.slug]
        for field in section.fields:
            assert field.name in form.asked or {f"add {field.name}", f"go {field.name}/0"} & set(form.buttons), field.name
    saved = press(client, form, "save turtle")
    assert read_back(knowledge, saved.data) == read_back(knowledge, example)


def test_loading_and_saving_gives_the_same_file_in_every_format(client, opened, knowledge, example):
    turtle = press(client, opened, "save turtle")
    assert turtle.headers["Content-Disposition"] == 'attachment; filename="EX-2026-0141.ttl"'
    assert turtle.content_type == "text/turtle; charset=utf-8"
    assert turtle.headers["Cache-Control"] == "no-store"
    jsonld = press(client, opened, "save jsonld")
    assert jsonld.headers["Content-Disposition"] == 'attachment; filename="EX-2026-0141.jsonld"'
    assert read_back(knowledge, turtle.data) == read_back(knowledge, jsonld.data, "application/ld+json") == read_back(knowledge, example)


def test_someone_who_knows_no_rdf_writes_a_valid_description(client, knowledge):
    form = turn(client, Form(client.get("/describe", headers=BROWSER).get_data(as_text=True)), "deployment")
    form.set("dct:identifier", "D-1").set("lfr:controller", "actor:metropolitan-police-service").set("lfr:technique", "con:technique-live")
    form.set("lfr:conduct", "con:conduct-overt").set("lfr:actualStart", "14 October 2026 10:00").set(
        "lfr:useCase", "con:use-locate-wanted", "con:use-prevent-entry"
    )
    form = turn(client, form, "watchlist")
    form = after(client, form, "add lfr:watchlist")
    form.set("lfr:watchlist/0/lfr:size", "6,200").set("lfr:watchlist/0/lfr:generatedAt", "12/10/2026 10:00").set(
        "lfr:watchlist/0/lfr:isLawfullyHeld", "yes"
    )
    form = after(client, form, "add lfr:watchlist/0/lfr:entryGroup")
    form.set("lfr:watchlist/0/lfr:entryGroup/0/lfr:category", "con:category-suspect").set(
        "lfr:watchlist/0/lfr:entryGroup/0/lfr:count", "6200"
    )
    saved = press(client, form, "save turtle")
    assert saved.headers["Content-Disposition"] == 'attachment; filename="D-1.ttl"'
    facts = read_back(knowledge, saved.data)
    root = next(subject for subject, _, value in facts if value == iri("lfr:Deployment"))
    said = {
        (compact(p.value), compact(o.value) if isinstance(o, ox.NamedNode) else o.value)
        for s, p, o in facts
        if s != root and p != iri("rdf:type")
    }
    assert root.value.startswith("urn:uuid:")
    assert said == {
        ("lfr:size", "6200"), ("lfr:generatedAt", "2026-10-12T10:00:00+01:00"), ("lfr:isLawfullyHeld", "true"),
        ("lfr:entryGroup", f"{root.value}#entry-group-1"), ("lfr:category", "con:category-suspect"), ("lfr:count", "6200"),
    }  # fmt: skip
    assert (root, iri("lfr:watchlist"), ox.NamedNode(f"{root.value}#watchlist-1")) in facts
    assert {o.value for s, p, o in facts if p == iri("lfr:useCase")} == {
        iri("con:use-locate-wanted").value,
        iri("con:use-prevent-entry").value,
    }
    summary = knowledge.assess([(saved.data, "text/turtle", "x")])["deployments"][0]["summary"]
    assert (summary["breached"], summary["departed-from"]) == (0, 1)


def test_parts_are_added_in_their_kind_and_removed(client, opened):
    form = turn(client, opened, "papers")
    form.set("kind-of lfr:document", "lfr:ProcessorContract")
    form = after(client, form, "add lfr:document")
    assert form["at"] == ["lfr:document/12"]
    assert "lfr:document/12/lfr:clause" not in form.names()  # boxes that are not ticked are not sent
    assert "lfr:document/12/dct:title" in form.names()
    carried = json.loads(form["draft"][0])
    assert carried["parts"]["lfr:document"][12] == {
        "id": "https://deployments.example/d1#processor-contract-1",
        "kind": "lfr:ProcessorContract",
        "values": {},
        "parts": {},
    }
    form = after(client, form.set("lfr:document/12/lfr:clause", "con:clause-audit"), "go papers")
    form = after(client, form, "remove lfr:document/0")
    carried = json.loads(form["draft"][0])
    assert len(carried["parts"]["lfr:document"]) == 12
    assert carried["parts"]["lfr:document"][11]["values"] == {"lfr:clause": ["con:clause-audit"]}


def test_a_part_that_can_be_one_only_is_offered_once(client, opened):
    assert "add lfr:place" not in turn(client, opened, "place").buttons
    empty = Form(client.get("/describe", headers=BROWSER).get_data(as_text=True))
    assert "add lfr:place" in turn(client, empty, "place").buttons


def test_what_is_emptied_is_no_longer_stated(client, opened, knowledge):
    form = turn(client, opened, "deployment").set("lfr:operationName", "").set("lfr:useCase").set("lfr:conduct", "")
    facts = read_back(knowledge, press(client, form, "save turtle").data)
    said = {compact(p.value) for s, p, o in facts if s.value == "https://deployments.example/d1"}
    assert not said & {"lfr:operationName", "lfr:useCase", "lfr:conduct"}


def test_what_is_not_touched_stays_as_its_author_wrote_it(client, knowledge):
    turtle = b"""@prefix lfr: <https://w3id.org/lfr-kg/def/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        <urn:x> a lfr:Deployment ; lfr:plannedStart "2026-10-14T09:00:00Z"^^xsd:dateTime ; lfr:results <urn:r> .
        <urn:r> a lfr:Results ; lfr:falseAlertRate 0.0010 ."""
    page = client.post("/describe/load", data={"file": (io.BytesIO(turtle), "x.ttl")}, headers=BROWSER).get_data(as_text=True)
    form = turn(client, Form(page), "results")
    saved = press(client, form, "save turtle").get_data(as_text=True)
    assert "2026-10-14T09:00:00Z" in saved and "0.0010" in saved


def test_mistakes_stand_at_their_field_and_at_the_top(client):
    form = turn(client, Form(client.get("/describe", headers=BROWSER).get_data(as_text=True)), "deployment")
    page = press(client, form.set("lfr:plannedStart", "31 February 2026 10:00"), "keep").get_data(as_text=True)
    assert '<a href="#f-lfr-plannedStart-0">When is it planned to start? “31 February 2026 10:00” is not a day and a London time' in page
    field = re.search(r'<input[^>]*id="f-lfr-plannedStart-0"[^>]*>', page)[0]
    assert 'value="31 February 2026 10:00"' in field and 'aria-invalid="true"' in field and "f-lfr-plannedStart-0-fault" in field
    elsewhere = press(client, turn(client, Form(page), "place"), "keep").get_data(as_text=True)
    assert "The deployment: When is it planned to start? “31 February 2026 10:00”" in elsewhere
    tasks = press(client, Form(elsewhere), "go ").get_data(as_text=True)
    assert "1 to put right" in tasks


@pytest.mark.parametrize(("save", "ending"), [("turtle", "ttl"), ("jsonld", "jsonld"), ("xlsx", "xlsx")])
def test_a_draft_is_saved_and_loaded_with_its_mistakes(client, knowledge, save, ending):
    form = turn(client, Form(client.get("/describe", headers=BROWSER).get_data(as_text=True)), "deployment")
    form.set("dct:identifier", "D-1").set("lfr:plannedStart", "31 February 2026 10:00")
    form = after(client, turn(client, form, "watchlist"), "add lfr:watchlist").set("lfr:watchlist/0/lfr:size", "many")
    saved = press(client, form, f"save {save}")
    assert saved.status_code == 200
    again = client.post("/describe/load", data={"file": (io.BytesIO(saved.data), f"x.{ending}")}, headers=BROWSER).get_data(as_text=True)
    assert "When is it planned to start? “31 February 2026 10:00” is not" in again
    assert "How many people are on the watchlist? “many” is not a whole number" in again
    assert "Not everything found a place" not in again
    mended = turn(client, Form(again), "deployment").set("lfr:plannedStart", "28 February 2026 10:00")
    mended = after(client, turn(client, mended, "watchlist"), "go lfr:watchlist/0").set("lfr:watchlist/0/lfr:size", "7")
    facts = read_back(knowledge, press(client, mended, "save turtle").data)
    assert {o.value for _, p, o in facts if p in (iri("lfr:plannedStart"), iri("lfr:size"))} == {"2026-02-28T10:00:00+00:00", "7"}


def test_a_file_with_mistakes_is_assessed_without_them(client, knowledge):
    form = turn(client, Form(client.get("/describe", headers=BROWSER).get_data(as_text=True)), "deployment")
    saved = press(client, form.set("dct:identifier", "D-1").set("lfr:plannedStart", "soon"), "save turtle").data
    answer = knowledge.assess([(saved, "text/turtle", "x")])
    assert [each["statement"].partition(" ")[2] for each in answer["setAside"]] == ["lfr:typedAs “lfr:plannedStart soon”"]


def test_two_drafts_are_compared_in_the_words_of_the_form(client, opened):
    saved = press(client, opened, "save turtle").data
    form = turn(client, opened, "watchlist")
    form = after(client, form, "go lfr:watchlist/0").set("lfr:watchlist/0/lfr:size", "7").set("lfr:watchlist/0/lfr:isLawfullyHeld", "")
    form = after(client, form, "add lfr:watchlist/0/lfr:entryGroup")
    sent = {"draft": form["draft"][0], "file": (io.BytesIO(saved), "before.ttl")}
    page = client.post("/describe/compare", data=sent, headers=BROWSER).get_data(as_text=True)
    rows = [[" ".join(re.sub(r"<[^>]*>", " ", cell).split()) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
            for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)[1:]]  # fmt: skip
    assert "differ in 3 answers" in page
    assert rows == [
        ["Watchlist: WL-EX-2026-0141 How many people are on the watchlist?", "7", "6200"],
        ["Watchlist: WL-EX-2026-0141 Which groups of people are on the watchlist?", "Entry group 3", "not stated"],
        ["Watchlist: WL-EX-2026-0141 Was every image checked to be lawfully held?", "not stated", "yes"],
    ]
    same = client.post("/describe/compare", data={"draft": opened["draft"][0], "file": (io.BytesIO(saved), "x.ttl")}, headers=BROWSER)
    assert "give the same answers" in same.get_data(as_text=True)
    none = client.post("/describe/compare", data={"draft": opened["draft"][0], "file": (io.BytesIO(b"<"), "x.ttl")}, headers=BROWSER)
    assert "The file cannot be compared" in none.get_data(as_text=True)


def test_a_number_outside_its_limits_is_a_mistake(client, opened):
    form = after(client, turn(client, opened, "system"), "go lfr:system/0").set("lfr:system/0/lfr:threshold", "64")
    assert "64 is outside the limits: it should be from 0 to 1." in press(client, form, "keep").get_data(as_text=True)


def test_checking_shows_what_the_record_shows_and_goes_on_doing_so(client, opened):
    form = after(client, turn(client, opened, "watchlist"), "go lfr:watchlist/0").set(
        "lfr:watchlist/0/lfr:generatedAt", "12 October 2026 07:00"
    )
    page = press(client, form, "check").get_data(as_text=True)
    assert "Departed from: 1 in this task" in page
    assert 'href="/norm/app-wl-24h-generate"' in page
    assert "The record shows a watchlist made more than 24 hours before its use began." in page
    checked = Form(page)
    assert checked["checked"] == ["1"]
    again = press(client, checked.set("lfr:watchlist/0/lfr:generatedAt", "14 October 2026 07:00"), "keep").get_data(as_text=True)
    assert "What the record shows so far" in again and "Departed from:" not in again
    assert "What the record shows so far" not in press(client, after(client, Form(again), "go "), "uncheck").get_data(as_text=True)


def test_findings_name_parts_as_the_form_does(client):
    form = turn(client, Form(client.get("/describe", headers=BROWSER).get_data(as_text=True)), "deployment")
    form.set("lfr:controller", "actor:metropolitan-police-service").set("lfr:technique", "con:technique-live").set(
        "lfr:conduct", "con:conduct-overt"
    ).set("lfr:actualStart", "14 October 2026 10:00")
    form = after(client, turn(client, form, "watchlist"), "add lfr:watchlist").set("lfr:watchlist/0/dct:identifier", "WL-7")
    form = after(client, after(client, form, "go watchlist"), "add lfr:watchlist")
    page = press(client, form, "check").get_data(as_text=True)
    findings = page[page.index("What the record shows so far") : page.index('id="keep"')]
    assert "This is about the first watchlist, WL-7." in findings and "This is about the second watchlist." in findings
    assert "urn:uuid" not in findings


def test_what_contradicts_itself_is_told_and_not_assessed(client, opened):
    form = turn(client, opened, "none")
    form.fields.append(["lfr:statesNone", "con:none-alerts"])
    page = press(client, form, "check").get_data(as_text=True)
    assert "states con:none-alerts" in page and "remove one of the two" in page
    assert "What the record shows so far" not in page


@pytest.mark.parametrize(
    "button",
    [
        "go lfr:nothing/0", "go lfr:watchlist/9", "go lfr:alert/²", "add lfr:nothing", "add dct:title",
        "add lfr:watchlist/9/lfr:entryGroup", "remove lfr:alert/9", "remove lfr:alert/x", "remove lfr:alert/²", "remove x", "save exe",
        "delete all", "add lfr:place/0/0",
    ],
)  # fmt: skip
def test_a_button_that_is_not_there_is_refused(client, opened, button):
    opened.buttons.append(button)
    assert press(client, opened, button).status_code == 400


def test_what_is_typed_is_escaped(client):
    form = turn(client, Form(client.get("/describe", headers=BROWSER).get_data(as_text=True)), "deployment")
    page = press(client, form.set("dct:title", "<script>alert(1)</script>\"'"), "check").get_data(as_text=True)
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("name", "content", "status", "words"),
    [
        ("", b"", 400, "No file was chosen"),
        ("x.doc", b"x", 415, "the ending is none that is read"),
        ("x.ttl", b"<urn:x> a ", 400, "x.ttl, line 1"),
        ("x.ttl", b"<urn:x> a <urn:y> .", 422, "No deployment is described"),
        (
            "x.ttl",
            b"<urn:x> a <https://w3id.org/lfr-kg/def/Deployment> . <urn:y> a <https://w3id.org/lfr-kg/def/Deployment> .",
            400,
            "describes 2 deployments",
        ),
        ("x.xlsx", b"no archive", 400, "no workbook that can be read"),
    ],
)
def test_a_file_that_cannot_be_opened_is_told_on_the_form(client, name, content, status, words):
    response = client.post("/describe/load", data={"file": (io.BytesIO(content), name)}, headers=BROWSER)
    page = response.get_data(as_text=True)
    assert response.status_code == status
    assert words in page and 'id="form"' in page


def test_what_is_set_aside_is_told_when_a_file_is_opened(client):
    turtle = b"@prefix lfr: <https://w3id.org/lfr-kg/def/> . <urn:x> a lfr:Deployment , lfr:LiveDeployment ; lfr:colour 'red' ."
    page = client.post("/describe/load", data={"file": (io.BytesIO(turtle), "x.ttl")}, headers=BROWSER).get_data(as_text=True)
    assert "Not everything found a place" in page and "lfr:colour" in page and "lfr:LiveDeployment" in page


def test_nothing_names_a_property_of_evidence_but_the_vocabulary(knowledge, dictionary):
    """The form is made from data: no property stands in its code or templates, save what a draft is named by."""
    from pathlib import Path

    names = {field.name for kind in dictionary.kinds.values() for field in kind.fields} - {"dct:identifier", "dct:title"}
    web = Path(describe.__file__).parent
    files = [*Path(drafts.__file__).parent.glob("*.py"), *web.glob("*.py"), *(web.parent / "templates").glob("describe*.html")]
    assert len(files) > 14
    for file in files:
        text = re.sub(r'""".*?"""', "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not set(re.findall(r"\b(?:lfr|dct|foaf|geo):\w+", text)) & names, file.name
