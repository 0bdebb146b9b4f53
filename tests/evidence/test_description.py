"""What a user sends: bad input gets a clear error with the line; what is no evidence is set aside; nothing changes the answer but facts."""

import time

import pyoxigraph as ox
import pytest

from lfr_kg.base.errors import BadRequest, LfrError, TooLarge, Unreadable, UnsupportedMedia
from lfr_kg.base.namespaces import compact, iri
from lfr_kg.evidence.reading import media_type_of

HEAD = """@prefix lfr: <https://w3id.org/lfr-kg/def/> .
@prefix con: <https://w3id.org/lfr-kg/concept/> .
@prefix actor: <https://w3id.org/lfr-kg/actor/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix norm: <https://w3id.org/lfr-kg/norm/> .
"""
DEPLOYMENT = "<urn:d> a lfr:Deployment ; lfr:controller actor:essex-police ; lfr:technique con:technique-live .\n"


def describe(knowledge, turtle, media_type="text/turtle"):
    return knowledge.describe([((HEAD + turtle).encode() if media_type == "text/turtle" else turtle, media_type, "sent.ttl")])


@pytest.mark.parametrize(
    ("content", "media_type", "error", "status", "words", "line"),
    [
        (b"", "text/turtle", BadRequest, 400, "is empty", None),
        (b"# only a comment\n", "text/turtle", BadRequest, 400, "states nothing", None),
        (b"<urn:a> <urn:b> <urn:c> .\n<urn:a> urn:b <urn:c> .\n", "text/turtle", BadRequest, 400, "line 2", 2),
        (b"zz:a zz:b zz:c .", "text/turtle", BadRequest, 400, "zz", 1),
        (b"\x89PNG\r\n\x1a\n", "text/turtle", BadRequest, 400, "not UTF-8", 1),
        (b"<urn:a> <urn:b> <urn:c> .", "application/pdf", UnsupportedMedia, 415, "application/pdf is not read", None),
        (b"<urn:a> <urn:b> <urn:c> .", "", UnsupportedMedia, 415, "no media type", None),
        (b"<urn:a> <urn:b> <urn:c> .", "text/turtle; charset=utf-8", Unreadable, 422, "No deployment is described", None),
        (b'<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY b "c">]>\n<a/>', "application/rdf+xml", BadRequest, 400, "DOCTYPE", 2),
        (
            b'<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n<oops',
            "application/rdf+xml",
            BadRequest,
            400,
            "line 3",
            3,
        ),
        (b'{"@context": "https://example.org/context.jsonld", "@id": "urn:a"}', "application/ld+json", BadRequest, 400, "sent.ttl", None),
        (b"<urn:a> <urn:b> " + b"[ <urn:b> " * 300 + b"1" + b"]" * 300 + b" .", "text/turtle", BadRequest, 400, "300 deep", None),
        (
            b'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n' + b"<a><b>" * 150 + b"</b></a>" * 150 + b"</r:RDF>",
            "application/rdf+xml",
            BadRequest,
            400,
            "elements nest more than 200 deep",
            2,
        ),
        (
            b'{"@context": {}, "@id": "urn:a",\n "urn:b": ' + b"9" * 5000 + b"}",
            "application/ld+json",
            Unreadable,
            422,
            "No deployment",
            None,
        ),
        (b'{"@context": {},\n "urn:b": }', "application/ld+json", BadRequest, 400, "it is no JSON: Expecting value", 2),
    ],
)
def test_unreadable_files(knowledge, content, media_type, error, status, words, line):
    with pytest.raises(error) as raised:
        knowledge.describe([(content, media_type, "sent.ttl")])
    assert raised.value.status == status
    assert words in raised.value.message
    if line:
        assert raised.value.line == line


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ('<urn:d> lfr:stopsForAvoidance "many" .', "whole number"),
        ("<urn:d> lfr:stopsForAvoidance -1 .", "not negative"),
        ('<urn:d> lfr:stopsForAvoidance "1.5"^^xsd:integer .', "whole number"),
        ('<urn:d> lfr:actualStart "2026-10-14T10:00:00"^^xsd:dateTime .', "offset"),
        ('<urn:d> lfr:actualStart "2026-10-14"^^xsd:date .', "offset"),
        ('<urn:d> lfr:deployedOn "2026-02-30"^^xsd:date .', "a date such as"),
        ('<urn:d> lfr:isMarkedOvert "yes" .', "true or false"),
        ('<urn:d> lfr:isMarkedOvert "" .', "true or false"),
        ('<urn:d> lfr:isMarkedOvert "yes"^^xsd:boolean .', "true or false"),
        ('<urn:d> lfr:system <urn:s> . <urn:s> lfr:threshold "NaN"^^xsd:double .', "decimal number"),
        ('<urn:d> lfr:system <urn:s> . <urn:s> lfr:alertRetention "P1M"^^xsd:dayTimeDuration .', "length of time"),
        ('<urn:d> lfr:system "a system" .', "a node or a value of a list"),
        ("<urn:d> lfr:operationName <urn:x> .", "should be text"),
        ("<urn:d> lfr:statesNone con:none-alerts ; lfr:alert <urn:a> . <urn:a> a lfr:Alert .", "remove one of the two"),
    ],
)
def test_a_value_that_is_not_of_its_type_refuses_the_file_with_its_line(knowledge, statement, words):
    with pytest.raises(Unreadable) as raised:
        describe(knowledge, DEPLOYMENT + statement)
    assert raised.value.status == 422
    assert words in raised.value.message
    assert raised.value.line == 9
    assert raised.value.excerpt == statement


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("<urn:d> a lfr:LiveDeployment .", "worked out, never taken as stated"),
        ("<urn:d> a lfr:Toaster .", "no such class"),
        ("lfr:Deployment rdfs:subClassOf lfr:CovertDeployment .", "own terms"),
        ("norm:dpa-s64-dpia lfr:statement 'x' .", "own terms"),
        ("<urn:d> owl:sameAs <urn:e> .", "no such property"),
        ("<urn:d> lfr:tecnique con:technique-live .", "did you mean lfr:technique?"),
        ("<urn:d> lfr:technique con:technique-liev .", "did you mean con:technique-live?"),
        ("<urn:d> lfr:technique con:use-locate-wanted .", "value of another list"),
        ("<urn:d> lfr:technique <http://w3id.org/lfr-kg/concept/technique-live> .", "did you mean con:technique-live?"),
        ("<urn:d> lfr:technique <https://www.w3id.org/LFR-KG/concept/technique-live> .", "did you mean con:technique-live?"),
        (
            "<urn:d> lfr:technique <https://force.example/technique> .",
            "not on the list of values, and counts as not stated; the list is con:technique-",
        ),
        ("<urn:d> lfr:conduct [] .", "a node without a name is not on the list of values"),
        ("<urn:d> lfr:conduct 'overt' .", "a text is not on the list of values"),
        ("<urn:d> lfr:controller <http://w3id.org/lfr-kg/actor/essex-police> .", "did you mean actor:essex-police?"),
        ("<urn:d> lfr:controller <https://w3id.org/lfrkg/actor/essex-police> .", "did you mean actor:essex-police?"),
        ("<urn:d> lfr:controller <https://w3id.org/lfr_kg/actor/essex-police> .", "did you mean actor:essex-police?"),
        ("<urn:d> <http://w3id.org/lfr-kg/def/isMarkedOvert> false .", "no such property; did you mean lfr:isMarkedOvert?"),
        ("<urn:d> a <https://w3id.org/lfr-kg/def#Watchlist> .", "no such class; did you mean lfr:Watchlist?"),
        ("<urn:loose> lfr:threshold 0.1 .", "no deployment leads to it"),
        ("<urn:loose> lfr:threshold 'high' .", "no deployment leads to it"),
        ("<urn:d> lfr:alternativeRoute <<( <urn:d> lfr:technique con:technique-live )>> .", "statement about a statement"),
        ("<urn:d> lfr:controller actor:esex-police .", "did you mean actor:essex-police?"),
        ("actor:essex-police a lfr:NonPoliceBody .", "own terms"),
        ("<urn:d> lfr:displaces norm:dpa-s64-dpia .", "no such property"),
        ('<urn:d> lfr:operationName "" .', "nothing is written there, and so it counts as not stated"),
        ('<urn:d> lfr:operationName " \\t\\n"@en .', "nothing is written there"),
        ('<urn:d> lfr:operationName "\\u00A0\\u200B\\uFEFF" .', "nothing is written there"),
        ('<urn:d> lfr:operationName "." .', "nothing is written there"),
        ('<urn:d> lfr:operationName " – ?! " .', "nothing is written there"),
        ('<urn:d> lfr:operationName " N/A. " .', "nothing is written there"),
        ('<urn:d> lfr:operationName "(Not  applicable)"@en .', "nothing is written there"),
        ('<urn:d> lfr:processor "none" .', "nothing is written there"),
    ],
)
def test_what_is_no_evidence_is_set_aside_and_moves_no_verdict(knowledge, statement, reason):
    plain = describe(knowledge, DEPLOYMENT)
    found = describe(knowledge, DEPLOYMENT + statement)
    assert [reason in each.reason for each in found.set_aside] == [True]
    assert found.deployments[0].facts.facts == plain.deployments[0].facts.facts


@pytest.mark.parametrize("written", ["UK", " United  Kingdom.", "gb"])
def test_a_country_written_in_another_way_than_by_its_code_is_set_aside(knowledge, written):
    system = "<urn:d> lfr:system <urn:s> . <urn:s> a lfr:FacialRecognitionSystem ; lfr:hostingCountry "
    found = describe(knowledge, DEPLOYMENT + f'{system} "{written}" .')
    assert [each.reason for each in found.set_aside] == [f"“{written}” is no code of a country, and counts as not stated; did you mean GB?"]


@pytest.mark.parametrize("written", ["GB", "NA", "None of the countries named", "FR"])
def test_a_code_and_a_sentence_that_begins_like_no_answer_are_read(knowledge, written):
    system = "<urn:d> lfr:system <urn:s> . <urn:s> a lfr:FacialRecognitionSystem ; lfr:hostingCountry "
    assert describe(knowledge, DEPLOYMENT + f'{system} "{written}" .').set_aside == []


def test_a_deployment_of_another_kind_of_author_keeps_foreign_values(knowledge):
    found = describe(knowledge, DEPLOYMENT + "<urn:d> lfr:controller <https://other.example/> .")
    assert found.set_aside == []


def test_too_many_statements(knowledge):
    lines = "".join(f'<urn:d> lfr:operationName "{n}" .\n' for n in range(knowledge.settings.max_triples))
    with pytest.raises(TooLarge, match="at most 100000 are read"):
        describe(knowledge, DEPLOYMENT + lines)


def test_too_many_bytes(knowledge):
    with pytest.raises(TooLarge, match="at most 5,000,000 are read"):
        knowledge.describe([(b" " * 5_000_001, "text/turtle", "sent.ttl")])


def test_values_are_judged_in_canonical_form_and_quoted_as_written(knowledge):
    found = describe(
        knowledge, DEPLOYMENT + '<urn:d> lfr:isMarkedOvert "1"^^xsd:boolean ; lfr:system <urn:s> . <urn:s> lfr:threshold 0.640 .'
    )
    facts = found.deployments[0].facts
    assert facts.value(ox.NamedNode("urn:d"), iri("lfr:isMarkedOvert")).value == "true"
    assert facts.value(ox.NamedNode("urn:s"), iri("lfr:threshold")).value == "0.64"
    assert sorted(literal.value for literal in found.deployments[0].submitted.values()) == ["0.640", "1"]


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (
            '<urn:d> lfr:actualStart "2026-10-14T10:00:00+01:00"^^xsd:dateTime , "1980-01-01T10:00:00Z"^^xsd:dateTime .',
            "has one value, and two that differ are given",
        ),
        ("<urn:d> lfr:watchlist <urn:w> . <urn:w> a lfr:Watchlist , lfr:Deployment .", "a part of a deployment is no deployment"),
        ("<urn:d> lfr:watchlist <urn:lfr-kg:node:c14n0> .", "names that begin with urn:lfr-kg: are given by this service"),
        ("<urn:d> lfr:stopsForAvoidance 99999999999999999999999 .", "numbers are read below 1,000,000,000,000,000"),
        ('<urn:d> lfr:system <urn:s> . <urn:s> lfr:threshold "0.1234567890123456"^^xsd:decimal .', "to 15 decimal places"),
        ('<urn:d> lfr:stopsForAvoidance "256"^^xsd:unsignedByte .', "whole number"),
        ('<urn:d> lfr:actualStart "2026-W18-6T09:00:00Z"^^xsd:dateTime .', "a time with its offset"),
        ('<urn:d> lfr:actualStart "2026-05-02T09:00:00+0100"^^xsd:dateTime .', "a time with its offset"),
        ('<urn:d> lfr:actualStart "0001-01-01T00:00:00+14:00"^^xsd:dateTime .', "a time with its offset"),
        ("<urn:d> lfr:watchlist <urn:d> .", "is typed as lfr:Deployment, and lfr:Watchlist is asked for here"),
        ("<urn:d> lfr:watchlist <urn:p> . <urn:p> a lfr:Place .", "is typed as lfr:Place, and lfr:Watchlist is asked for here"),
    ],
)
def test_what_does_not_go_together_refuses_the_file_with_its_place(knowledge, statement, words):
    with pytest.raises(Unreadable) as raised:
        describe(knowledge, DEPLOYMENT + statement)
    assert words in raised.value.message
    assert raised.value.line == 9


def test_two_values_in_two_files_are_refused_with_both_places(knowledge):
    files = [(HEAD + f"<urn:d> a lfr:Deployment ; lfr:plannedStart '2026-10-1{n}T10:00:00Z'^^xsd:dateTime .").encode() for n in (4, 5)]
    with pytest.raises(Unreadable, match=r"2026-10-14T10:00:00Z.*line 8 of one.ttl.*2026-10-15T10:00:00Z.*line 8 of two.ttl"):
        knowledge.describe([(files[0], "text/turtle", "one.ttl"), (files[1], "text/turtle", "two.ttl")])


@pytest.mark.parametrize(
    ("statement", "line"),
    [
        ('<urn:d> lfr:system <urn:s> .\n<urn:s> lfr:threshold 0.6 .\n<urn:d> lfr:stopsForAvoidance 0 .\n<urn:s> lfr:threshold "low" .', 12),
        ("<urn:d> lfr:stopsForAvoidance 0 .\n# lfr:operationName\n<urn:d> lfr:operationName [] .", 11),
        ("<urn:d> lfr:operationName 'many' ;\n lfr:stopsForAvoidance\n  'many'\n .", 11),
        ("<urn:d> lfr:operationName [\n lfr:area 'inner'\n] .", 9),
        ("<urn:d> lfr:stopsForAvoidance <<( <urn:a> <urn:b> 1 )>> , ( 1\n2 ) .", 9),
    ],
)
def test_the_line_that_is_told_is_the_one_that_states_it(knowledge, statement, line):
    with pytest.raises(Unreadable) as raised:
        describe(knowledge, DEPLOYMENT + statement)
    assert raised.value.line == line


def test_a_part_typed_as_a_deployment_is_told_with_both_lines(knowledge):
    with pytest.raises(Unreadable, match=r"as lfr:watchlist \(line 9\) and typed as lfr:Deployment as well \(line 10\)"):
        describe(knowledge, DEPLOYMENT + "<urn:d> lfr:watchlist <urn:w> .\n<urn:w> a lfr:Deployment .")


def test_the_same_value_written_twice_is_one(knowledge):
    found = describe(knowledge, DEPLOYMENT + '<urn:d> lfr:stopsForAvoidance 3 , "03"^^xsd:unsignedLong .')
    assert [f[2].value for f in found.deployments[0].facts.facts if f[1] == iri("lfr:stopsForAvoidance")] == ["3"]


def test_what_is_set_aside_does_not_change_the_hash(knowledge):
    assert describe(knowledge, DEPLOYMENT).hash == describe(knowledge, DEPLOYMENT + "<urn:d> lfr:tecnique con:technique-live .").hash


def test_jsonld_loses_no_key_without_a_word(knowledge):
    text = (
        '{"@context": {"lfr": "https://w3id.org/lfr-kg/def/", "con": "https://w3id.org/lfr-kg/concept/", "size": "lfr:size"}, '
        '"@id": "urn:d",\n'
        '      "@type": "lfr:Deployment", "lfr:technique": {"@id": "con:technique-live"}, "siez": 3, '
        '"lfr:watchlist": {"@id": "urn:w", "sizes": 9000, "size": 4}}'
    )
    found = knowledge.describe([(text.encode(), "application/ld+json", "sent.jsonld")])
    assert [(each.statement, each.reason) for each in found.set_aside] == [
        ("the key “siez”", "the JSON-LD context does not name it, so it says nothing"),
        ("the key “sizes”", "the JSON-LD context does not name it, so it says nothing; did you mean “size”?"),
    ]


@pytest.mark.parametrize(
    ("more", "what", "why"),
    [
        ('"@foo": "x"', "the key “@foo”", "the JSON-LD context does not name it"),
        ('"_:b": "x"', "the key “_:b”", "it is no address"),
        ('"lfr:actual start": "x"', "the key “lfr:actual start”", "it is no address"),
        ('"lfr:place": {"@id": "urn:a place"}', "“urn:a place”", "it is no address"),
        ('"lfr:operationName": {"@value": "x", "@language": "not a language"}', "the language “not a language”", "it is no language tag"),
        ('"tool": "con:technique live"', "“con:technique live”", "it is no address"),
        ('"@graph": [{"@value": "x"}]', "a value under “@value”", "it stands under no key"),
    ],
)
def test_what_jsonld_drops_is_named(knowledge, more, what, why):
    text = (
        '{"@context": {"lfr": "https://w3id.org/lfr-kg/def/", "tool": {"@id": "lfr:technique", "@type": "@id"}}, "@id": "urn:d", '
        f'"@type": "lfr:Deployment", {more}}}'
    )
    found = knowledge.describe([(text.encode(), "application/ld+json", "sent.jsonld")])
    assert [(each.statement, why in each.reason) for each in found.set_aside] == [(what, True)]


@pytest.mark.parametrize(
    ("context", "more", "words"),
    [
        ('{"size": null}', '"size": 4', "the term “size” no meaning"),
        ('{"size": "_:b"}', '"size": 4', "the term “size” no meaning"),
        ('{"size": "size"}', '"size": 4', "the term “size” no meaning"),
        ('{"@vocab": null}', '"size": 4', "sets @vocab to null"),
        ("null", '"size": 4', "a JSON-LD context that is null"),
        ("{}", '"size": 4, "lfr:place": {"@context": {"@vocab": "urn:x:"}, "@id": "urn:p"}', "a context stands within the description"),
        ('{"p": {"@id": "lfr:place", "@context": {"size": "lfr:size"}}}', '"size": 4', "“p” has a context of its own"),
        ('{"names": {"@id": "lfr:operationName", "@container": "@index"}}', '"names": {"a": "x"}', "makes keys of its values"),
    ],
)
def test_a_context_that_hides_keys_is_refused(knowledge, context, more, words):
    text = f'{{"@context": [{{"lfr": "https://w3id.org/lfr-kg/def/"}}, {context}], "@id": "urn:d", "@type": "lfr:Deployment", {more}}}'
    with pytest.raises(BadRequest, match=words):
        knowledge.describe([(text.encode(), "application/ld+json", "sent.jsonld")])


def test_a_vocabulary_or_aliases_in_a_context_lose_nothing(knowledge):
    text = (
        '{"@context": {"id": "@id", "@vocab": "https://w3id.org/lfr-kg/def/"}, "id": "urn:d", "@type": "Deployment", '
        '"operationName": "Operation Example", "stopsForAvoidance": 3}'
    )
    found = knowledge.describe([(text.encode(), "application/ld+json", "sent.jsonld")])
    stated = {compact(fact[1].value): fact[2].value for fact in found.deployments[0].facts.facts}
    assert stated["lfr:operationName"] == "Operation Example"
    assert (stated["lfr:stopsForAvoidance"], found.set_aside) == ("3", [])


def test_many_keys_without_meaning_cost_no_more_than_they_are(knowledge):
    terms = ", ".join(f'"term{number}": "lfr:a{number}"' for number in range(3000))
    keys = ", ".join(f'"trem{number}x": "x"' for number in range(1000))
    text = f'{{"@context": {{"lfr": "https://w3id.org/lfr-kg/def/", {terms}}}, "@id": "urn:d", "@type": "lfr:Deployment", {keys}}}'
    began = time.process_time()
    found = knowledge.describe([(text.encode(), "application/ld+json", "sent.jsonld")])
    assert len(found.set_aside) == 1000
    assert time.process_time() - began < 3


def test_a_key_of_jsonld_that_stands_twice_is_refused(knowledge):
    text = (
        """{"@context": {"lfr": "https://w3id.org/lfr-kg/def/"}, "@id": "urn:d", "@type": "lfr:Deployment", "lfr:size": 1, "lfr:size": 2}"""
    )
    with pytest.raises(BadRequest, match="the key “lfr:size” stands twice"):
        knowledge.describe([(text.encode(), "application/ld+json", "sent.jsonld")])


def test_a_number_written_bare_in_jsonld_is_read_as_the_decimal_that_it_is(knowledge):
    text = (
        '{"@context": {"lfr": "https://w3id.org/lfr-kg/def/", "xsd": "http://www.w3.org/2001/XMLSchema#"}, '
        '"@id": "urn:d", "@type": "lfr:Deployment",\n'
        '      "lfr:system": {"@id": "urn:s", "lfr:threshold": {"@value": 0.64, "@type": "xsd:decimal"}}}'
    )
    found = knowledge.describe([(text.encode(), "application/ld+json", "sent.jsonld")])
    assert [f[2].value for f in found.deployments[0].facts.facts if f[1] == iri("lfr:threshold")] == ["0.64"]


def test_deployments_are_cut_apart_and_share_what_both_reach(knowledge):
    found = describe(
        knowledge,
        DEPLOYMENT + "<urn:e> a lfr:Deployment ; lfr:system <urn:s> . <urn:d> lfr:system <urn:s> . "
        "<urn:s> lfr:threshold 0.7 . <urn:loose> lfr:threshold 0.1 .",
    )
    names = {d.name: {compact(f[0].value) for f in d.facts.facts} for d in found.deployments}
    assert names == {"urn:d": {"urn:d", "urn:s"}, "urn:e": {"urn:e", "urn:s"}}


def test_two_deployments_with_one_identifier_are_two_and_the_answer_says_so(knowledge):
    found = describe(
        knowledge,
        DEPLOYMENT + '<urn:e> a lfr:Deployment . <urn:d> <http://purl.org/dc/terms/identifier> "7" . '
        '<urn:e> <http://purl.org/dc/terms/identifier> "7" .',
    )
    assert found.notes == ["2 deployments share the identifier '7' and are judged as separate ones: urn:d, urn:e."]


def test_a_deployment_without_a_name_gets_one_from_what_it_states(knowledge):
    first = describe(knowledge, "[] a lfr:Deployment ; lfr:technique con:technique-live ; lfr:watchlist [ lfr:size 4 ] .")
    again = describe(knowledge, "_:x lfr:watchlist _:y . _:y lfr:size 4 . _:x a lfr:Deployment ; lfr:technique con:technique-live .")
    assert first.deployments[0].name == again.deployments[0].name
    assert first.deployments[0].name.startswith("urn:lfr-kg:deployment:")
    assert first.hash == again.hash


def test_a_neighbour_changes_nothing(knowledge):
    alone = describe(knowledge, "<urn:d> a lfr:Deployment ; lfr:watchlist [ lfr:size 4 ] , [ lfr:size 5 ] .")
    beside = describe(
        knowledge,
        "<urn:d> a lfr:Deployment ; lfr:watchlist [ lfr:size 4 ] , [ lfr:size 5 ] . "
        "<urn:a> a lfr:Deployment ; lfr:watchlist [ lfr:size 3 ] .",
    )
    assert alone.deployments[0].facts.facts == beside.deployments[1].facts.facts


def test_endings_of_files():
    assert media_type_of("a.b.TTL") == "text/turtle"
    with pytest.raises(LfrError, match="none that is read"):
        media_type_of("description.docx")


def test_nodes_that_look_alike_under_one_deployment_are_named(knowledge):
    alerts = " , ".join("[ a lfr:Alert ]" for _ in range(400))
    found = describe(knowledge, f"[] a lfr:Deployment ; lfr:alert {alerts} .")
    assert len(found.deployments[0].facts.facts) == 801


def test_a_graph_made_to_be_named_for_ever_is_refused(knowledge, monkeypatch):
    monkeypatch.setattr("lfr_kg.evidence.canonical.SECONDS", 1)
    nodes = range(14)
    links = "".join(f"_:n{a} lfr:system _:n{b} .\n" for a in nodes for b in nodes if a != b)
    with pytest.raises(TooLarge, match="Give them IRIs"):
        describe(knowledge, f"[] a lfr:Deployment ; lfr:system _:n0 .\n{links}")


def test_a_norm_that_a_departure_or_a_judgement_names_is_read(knowledge):
    named = describe(
        knowledge,
        DEPLOYMENT
        + "<urn:d> lfr:departure <urn:x> ; lfr:judgement <urn:y> .\n"
        + "<urn:x> a lfr:Departure ; lfr:departsFrom norm:scc-principle-05 .\n<urn:y> a lfr:Judgement ; lfr:on norm:eqa-s149-psed .\n",
    )
    assert named.set_aside == []


@pytest.mark.parametrize(
    ("statements", "notes"),
    [
        (
            "<urn:d> lfr:watchlist <urn:w> ; lfr:size 5 . <urn:w> a lfr:Watchlist .",
            [
                "“size” is asked about a watchlist, but the record states it of a deployment, where a check may miss it. "
                "Move it to a watchlist, or correct the kind of thing it is stated of."
            ],
        ),
        ("<urn:d> lfr:watchlist <urn:w> . <urn:w> a lfr:Watchlist ; lfr:size 5 .", []),
        ("<urn:d> lfr:watchlist <urn:w> . <urn:w> lfr:size 5 .", []),
    ],
    ids=["stated of the deployment", "stated of the list", "stated of a thing of no stated kind"],
)
def test_what_is_stated_of_a_thing_of_another_kind_is_told(knowledge, statements, notes):
    assert describe(knowledge, DEPLOYMENT + statements).notes == notes


def test_what_is_stated_stands_in_the_order_of_things_properties_and_values(knowledge, example):
    (deployment,) = knowledge.describe([(example, "text/turtle", "x")]).deployments
    found = [(subject.value, predicate.value, value.value) for subject, predicate, value in deployment.facts.facts]
    assert len(found) > 300
    assert found == sorted(found)
