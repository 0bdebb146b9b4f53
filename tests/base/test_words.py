"""Small matters of English."""

import pytest

from lfr_kg.base.words import with_article


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
