"""Small matters of English."""

import pytest

from lfr_kg.base.words import ordinal, quoted, with_article


@pytest.mark.parametrize(
    "phrase",
    [
        "an urgently authorised deployment", "a use of force", "an unverified norm", "an unidentified person", "a unit",
        "a uniformed officer", "a unique identifier", "a university", "a UK force", "an overt deployment", "a one-off", "a European court",
        "an hour", "a watchlist", "an actor", "a utility", "an authority", "a user", "an umbrella body",
    ],
)  # fmt: skip
def test_the_article_follows_the_sound(phrase):
    assert with_article(phrase.partition(" ")[2]) == phrase


@pytest.mark.parametrize(
    ("number", "word"), [(1, "first"), (12, "twelfth"), (13, "13th"), (21, "21st"), (22, "22nd"), (33, "33rd"), (111, "111th")]
)
def test_places_in_an_order(number, word):
    assert ordinal(number) == word


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Within the authority.", "“Within the authority”"),
        (" Two\n lines ", "“Two lines”"),
        ("word " * 40, "“" + " ".join(["word"] * 28)[:139] + "…”"),
    ],
)
def test_a_text_is_quoted_without_its_stop_and_a_long_one_is_cut_between_words(text, quote):
    assert quoted(text) == quote
