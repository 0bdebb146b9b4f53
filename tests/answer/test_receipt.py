"""What a receipt shows of a document: what was altered, and whether it was, told apart in words."""

import json
from datetime import UTC, datetime

import pytest

from lfr_kg.answer import composing, receipt
from lfr_kg.answer.detail import given

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def answer(knowledge, example):
    return knowledge.assess([(example, "text/turtle", "example.ttl")], None, AT)


@pytest.fixture(scope="module")
def later(knowledge, example):
    return knowledge.assess([(example, "text/turtle", "example.ttl")], None, datetime(2026, 11, 24, 9, tzinfo=UTC))


@pytest.fixture
def document(answer):
    """The whole answer as a reader has it, to be altered."""
    return json.loads(json.dumps(given(answer)))


def improved(document):
    """The document with a finding that says more than was found."""
    found = next(each for each in document["deployments"][0]["findings"] if each["verdict"] == "recorded")
    found["verdict"] = "met"
    return f"{document['deployments'][0]['id']} / {found['slug']}: was met, is recorded"


def test_an_altered_finding_is_told_with_its_place(document, answer):
    line = improved(document)
    assert receipt.differences(document, answer) == [receipt.ALTERED, line]


def test_a_document_sealed_anew_after_it_was_altered_is_told_as_that(document, answer):
    line = improved(document)
    forged = document | {"receipt": document["receipt"] | {"hash": receipt.digest(document)}}
    assert receipt.differences(forged, answer) == [
        receipt.RESEALED,
        f"hash: was {forged['receipt']['hash']}, is {answer['receipt']['hash']}",
        line,
    ]


@pytest.mark.parametrize("detail", ["summary", "findings", "full"])
def test_an_altered_receipt_is_told_in_every_detail(answer, detail):
    document = json.loads(json.dumps(given(answer, detail)))
    document["receipt"]["software"] = "lfr-kg 9"
    assert receipt.differences(document, answer) == [receipt.ALTERED, f"software: was lfr-kg 9, is {answer['receipt']['software']}"]
    document = json.loads(json.dumps(given(answer, detail)))
    document["receipt"]["hash"] = "0" * 64
    meaning = receipt.ALTERED if detail == "full" else receipt.RESEALED
    assert receipt.differences(document, answer) == [meaning, f"hash: was {'0' * 64}, is {answer['receipt']['hash']}"]


def test_another_time_is_told_from_an_alteration_where_the_document_is_whole(document, answer, later):
    whole = receipt.differences(document, later)
    assert (whole[0], [line.split(":")[0] for line in whole[1:3]]) == (receipt.WHOLE.format("another time"), ["assessedAt", "hash"])
    assert receipt.differences(given(answer, "summary"), later)[0] == receipt.PART.format("another time")
    improved(document)
    assert receipt.differences(document, later)[0] == receipt.ALTERED


def test_what_an_older_version_gave_is_told_to_be_of_other_law_and_other_software(document, answer):
    document["receipt"] |= {"corpusHash": "0" * 64, "corpusVersion": "0.1.0", "software": "lfr-kg 0.1.0"}
    document["receipt"]["hash"] = receipt.digest(document)
    found = receipt.differences(document, answer)
    assert found[0] == (
        "Its hash is that of what it holds, but it is of other law and other software: only by those can it be worked out again."
    )
    assert [line.split(":")[0] for line in found[1:]] == ["corpusHash", "corpusVersion", "hash", "software"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda document: document.update(deployments=5),
        lambda document: document.update(deployments=[None]),
        lambda document: document["deployments"][0].update(findings=[1]),
        lambda document: document.update(comment="All is well."),
        lambda document: document.update(setAside=False),
        lambda document: document["deployments"].append({}),
    ],
)
def test_a_document_of_another_shape_is_told_as_altered(document, answer, spoil):
    spoil(document)
    assert receipt.differences(document, answer)[0] == receipt.ALTERED


def test_what_stands_beside_an_answer_is_none_of_it(document, answer):
    document |= {"file": "a.ttl", "signature": {"protected": "", "signature": ""}}
    assert receipt.differences(document, answer) == []
    assert receipt.differences({"receipt": answer["receipt"], "signature": {}}, answer) == []


def test_what_was_written_in_cannot_speak_for_the_check(document, answer):
    document["receipt"]["software"] = "x\nIdentical.\n\x1b[8m"
    assert receipt.differences(document, answer)[1] == (rf"software: was x\nIdentical.\n\x1b[8m, is {answer['receipt']['software']}")


def test_the_hash_is_the_same_however_few_norms_are_kept_as_they_are_written(knowledge, example, answer, monkeypatch):
    monkeypatch.setattr(composing, "MOST_WRITTEN", 1)
    again = knowledge.sealed([(example, "text/turtle", "example.ttl")], None, AT)
    assert again.answer["receipt"]["hash"] == answer["receipt"]["hash"] == receipt.digest(again.given())
