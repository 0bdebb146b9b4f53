"""The founding answer: something in the graph answers to every passage and every claim, and it is exactly what is said here."""

from datetime import date

import pytest
import yaml

from lfr_kg.base.namespaces import iri
from lfr_kg.trace.chain import Backlinks, chain_of, in_force
from tests import TESTS
from tests import knowledge_files as knowledge

EXPECTED = yaml.safe_load((TESTS / "data" / "law" / "founding-answer.yaml").read_text(encoding="utf-8"))
PASSAGES = {entry["passage"]: entry for entry in EXPECTED}

ANSWERS_TO = """
SELECT ?order ?kind (COUNT(DISTINCT ?what) AS ?n) WHERE {
  ?passage a lfr:Passage ; lfr:order ?order ; ?kind ?what .
  VALUES ?kind { lfr:carriedBy lfr:claims lfr:mentionsActor }
}
GROUP BY ?order ?kind
"""


def passage(number: int):
    return iri(f"law:seed-answer-111254_passage-{number}")


def names(node, prop: str) -> list[str]:
    return sorted(value.value.rsplit("/", 1)[-1] for value in knowledge.stated().objects(node, iri(prop)))


def claims(number: int) -> dict:
    nodes = knowledge.stated().objects(passage(number), iri("lfr:claims"))
    return {node.value.partition("_claim-")[2]: names(node, "lfr:carriedBy") for node in nodes}


def test_the_answer_has_six_passages_in_its_own_order():
    graph = knowledge.stated()
    found = {
        node: graph.value(node, iri("lfr:order")).value
        for node, _, kind in graph.by_predicate[iri("rdf:type")]
        if kind == iri("lfr:Passage")
    }
    assert found == {passage(number): str(number) for number in PASSAGES}
    assert list(PASSAGES) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("number", PASSAGES)
def test_what_answers_to_a_passage(number):
    graph, node, asked = knowledge.stated(), passage(number), PASSAGES[number]
    assert graph.value(node, iri("lfr:heading")).value == asked["heading"]
    assert names(node, "lfr:mentionsActor") == asked["actors"]
    sources = graph.objects(node, iri("lfr:mentionsSource"))
    assert sorted(graph.value(source, iri("dct:identifier")).value for source in sources) == asked["sources"]
    assert names(node, "lfr:carriedBy") == asked["carried by"]
    assert claims(number) == asked["claims"]


def test_a_query_finds_that_no_passage_is_left_without_an_answer():
    found = {(int(order), kind): int(count) for order, kind, count in knowledge.rows(ANSWERS_TO)}
    expected = {}
    for number, asked in PASSAGES.items():
        wanted = {"lfr:carriedBy": asked["carried by"], "lfr:claims": asked["claims"], "lfr:mentionsActor": asked["actors"]}
        expected |= {(number, kind): len(values) for kind, values in wanted.items() if values}
    assert found == expected
    assert {number for number, kind in found if kind in ("lfr:carriedBy", "lfr:claims")} == set(PASSAGES)


def test_only_the_question_about_stakeholders_and_what_is_said_of_them_has_no_norm():
    without = {claim for number in PASSAGES for claim, carriers in claims(number).items() if not carriers}
    assert without == {"list-of-stakeholders-asked-for", "no-list-given", "app-kept-up-with-practitioners"}
    assert [number for number, asked in PASSAGES.items() if not asked["carried by"]] == [1]


@pytest.mark.parametrize("number", PASSAGES)
def test_the_claims_of_a_passage_share_out_the_norms_that_carry_it(number):
    carriers = {norm for norms in claims(number).values() for norm in norms}
    assert sorted(carriers) == names(passage(number), "lfr:carriedBy")


def test_every_carrier_is_law_today_and_has_its_chain_to_an_issuer():
    graph, today = knowledge.stated(), date(2026, 11, 23)
    back = Backlinks(graph)
    carriers = {node for number in PASSAGES for node in graph.objects(passage(number), iri("lfr:carriedBy"))}
    assert carriers
    for norm in carriers:
        assert in_force(graph, norm, today), norm
        chain = chain_of(graph, back, norm, today)
        assert chain.passages
        assert all(link.current and link.source and link.issuers for link in chain.links), norm


@pytest.mark.parametrize(
    ("words", "number", "carrier"),
    [
        ("data protection law", 2, "dpa-s35-5-strict-necessity"),
        ("Home Office neither collects nor keeps", 3, "seed-forces-are-controllers"),
        ("controllers", 3, "dpa-s32-controller"),
        ("procurement law", 4, "pa-s26-excluded"),
        ("Cabinet Office guidance on supply chain and national security", 4, "nsg-nsup-referral"),
        ("National Cyber Security Centre", 4, "ncsc-sc-01"),
        ("lawful, necessary and proportionate", 5, "app-lawful-necessary-proportionate"),
        ("equality", 5, "eqa-s149-psed"),
        ("human rights", 5, "hra-s6-public-authority"),
        ("Surveillance Camera Code", 6, "pofa-s33-1-have-regard"),
    ],
)
def test_each_subject_of_the_answer_is_carried(words, number, carrier):
    text = knowledge.stated().value(passage(number), iri("lfr:paraphrase")).value
    assert words.casefold() in text.casefold()
    assert carrier in names(passage(number), "lfr:carriedBy")


def test_the_stakeholders_asked_about_and_that_no_list_was_given_are_stated():
    graph = knowledge.stated()
    for claim in ("list-of-stakeholders-asked-for", "no-list-given"):
        node = iri(f"law:seed-answer-111254_claim-{claim}")
        assert "stakeholder" in names(node, "lfr:mentionsActor")
        assert "norm carries it" in graph.value(node, iri("lfr:historyNote")).value
