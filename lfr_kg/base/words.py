"""Small matters of English that sentences for readers share."""

import re

_VOWEL = re.compile(r"[aeiou]|hour|honest|heir", re.IGNORECASE)
_CONSONANT = re.compile(r"eu|one\b|once\b|u(?:[bkst][aeiou]|k\b|ni(?=[tvfqo]|la))", re.IGNORECASE)
"""Beginnings that are written with a vowel and spoken with a consonant: a use, a unit, a European body, but an unnamed and an urgent
one."""


def with_article(noun: str) -> str:
    """A noun, or a phrase that ends in one, with the indefinite article that its sound asks for."""
    return f"{'an' if _VOWEL.match(noun) and not _CONSONANT.match(noun) else 'a'} {noun}"
