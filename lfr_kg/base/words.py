"""Small matters of English that sentences for readers share."""

import re

_VOWEL = re.compile(r"[aeiou]|hour|honest|heir", re.IGNORECASE)
_CONSONANT = re.compile(r"eu|one\b|once\b|u(?:[bkst][aeiou]|k\b|ni(?=[tvfqo]|la))", re.IGNORECASE)
"""Beginnings that are written with a vowel and spoken with a consonant: a use, a unit, a European body, but an unnamed and an urgent
one."""


def with_article(noun: str) -> str:
    """A noun, or a phrase that ends in one, with the indefinite article that its sound asks for."""
    return f"{'an' if _VOWEL.match(noun) and not _CONSONANT.match(noun) else 'a'} {noun}"


_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth")
LONGEST_QUOTE = 140
"""How many characters of a text are quoted in a sentence at most."""


def ordinal(number: int) -> str:
    """The place in an order, from 1: first, second, 13th, 22nd."""
    if number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def quoted(text: str) -> str:
    """A text in quotation marks, without its last stop, a long one cut off between two words."""
    plain = " ".join(text.split()).rstrip(".")
    if len(plain) > LONGEST_QUOTE:
        plain = plain[:LONGEST_QUOTE].rsplit(" ", 1)[0].rstrip(",;:") + "…"
    return f"“{plain}”"
