"""What one deployment may state at most: told with what to do, and never worked through."""

import pytest

from lfr_kg.base.errors import TooLarge, Unreadable
from lfr_kg.evidence.description import describe
from lfr_kg.evidence.limits import LONGEST_NAME, LONGEST_TEXT, MOST_VALUES
from lfr_kg.evidence.reading import read

TOP = "@prefix lfr: <https://w3id.org/lfr-kg/def/> .\n@prefix dct: <http://purl.org/dc/terms/> .\n@prefix ex: <https://x.example/> .\n"


def described(text: str, knowledge, **limits):
    return describe([read((TOP + text).encode(), "text/turtle", "x", 10_000_000)], knowledge.vocabulary, **limits)


@pytest.mark.parametrize(
    "text, words",
    [
        (
            "ex:d a lfr:Deployment ; lfr:role " + ", ".join(f"ex:r{n}" for n in range(MOST_VALUES + 1)) + " .",
            "states 501 values of lfr:role; at most 500 are read",
        ),
        (f'ex:d a lfr:Deployment ; dct:title "{"x" * (LONGEST_TEXT + 1)}" .', "a text of 50,001 characters"),
        (f"ex:d a lfr:Deployment ; lfr:role <https://x.example/{'x' * LONGEST_NAME}> .", "an address of 2,018 characters"),
    ],
    ids=["values", "text", "address"],
)
def test_more_than_anybody_keeps_is_refused(text, words, knowledge):
    with pytest.raises(Unreadable) as raised:
        described(text, knowledge)
    assert words in raised.value.message


def test_as_much_as_may_be_is_read(knowledge):
    text = "ex:d a lfr:Deployment ; lfr:role " + ", ".join(f"ex:r{n}" for n in range(MOST_VALUES)) + " ."
    assert len(described(text, knowledge).deployments) == 1


def test_deployments_are_counted_before_any_is_judged(knowledge):
    text = " ".join(f"ex:d{n} a lfr:Deployment ." for n in range(4))
    assert len(described(text, knowledge, max_deployments=4).deployments) == 4
    with pytest.raises(TooLarge, match="4 deployments are described; at most 3 are judged together"):
        described(text, knowledge, max_deployments=3)
