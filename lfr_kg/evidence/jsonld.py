"""What JSON-LD would lose without a word: keys that stand twice, keys that the context does not name, numbers written with an exponent.

Source: JSON-LD 1.1 (W3C, 2020), sections 9.15 and 5.1.2 of its API: a term that the context does not map is dropped. The parser does
just that, so the keys are read here a second time, with Python's own JSON reader.
"""

import difflib
import json
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

import pyoxigraph as ox

from lfr_kg.base.errors import BadRequest
from lfr_kg.base.model import Statement
from lfr_kg.base.namespaces import iri

DECIMAL, DOUBLE = iri("xsd:decimal"), iri("xsd:double")
_EXPONENT = re.compile(r"-?\d(\.\d+)?E-?\d{1,3}", re.ASCII)
"""A number as JSON-LD writes it in its canonical form."""
MOST = 1000
"""How many keys without meaning are named; a file with more is none of JSON-LD."""


def keys_without_meaning(text: str, name: str) -> tuple[tuple[str, str], ...]:
    """Every key of a document that no context of it names, with the reason. Raises BadRequest (400) for a key that stands twice."""
    document = json.loads(text, object_pairs_hook=lambda pairs: _once(pairs, name))
    known, has_vocabulary = _named(document)
    if has_vocabulary:
        return ()
    unknown = sorted(set(_keys(document)) - known)[:MOST]
    return tuple((f"the key “{key}”", "the JSON-LD context does not name it, so it says nothing" + _near(key, known)) for key in unknown)


def with_plain_number(fact: Statement) -> Statement:
    """The statement with a bare number as the decimal that was written: JSON-LD makes ``0.64`` the double ``6.4E-1`` (its API, section
    8.2.2)."""
    value = fact[2]
    if isinstance(value, ox.Literal) and value.datatype in (DECIMAL, DOUBLE) and _EXPONENT.fullmatch(value.value):
        try:
            return (fact[0], fact[1], ox.Literal(format(Decimal(value.value), "f"), datatype=DECIMAL))
        except InvalidOperation:
            return fact
    return fact


def _once(pairs: list[tuple[str, object]], name: str) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise BadRequest(
                f"{name}: the key “{key}” stands twice in one object, and only one of the two could be read. Put both values into a list."
            )
        found[key] = value
    return found


def _named(document: object) -> tuple[set[str], bool]:
    """The terms that any context of the document names, and whether one has a vocabulary for all others."""
    names: set[str] = set()
    has_vocabulary, todo = False, [document]
    while todo:
        part = todo.pop()
        if isinstance(part, list):
            todo += part
        elif isinstance(part, dict):
            given = part.get("@context")
            for context in given if isinstance(given, list) else [given]:
                if isinstance(context, dict):
                    names |= {key for key in context if not key.startswith("@")}
                    has_vocabulary = has_vocabulary or bool(context.get("@vocab"))
            todo += part.values()
    return names, has_vocabulary


def _keys(document: object) -> Iterator[str]:
    """Every key that ought to have a meaning: none of the keywords, and no IRI."""
    todo = [document]
    while todo:
        part = todo.pop()
        if isinstance(part, list):
            todo += part
        elif isinstance(part, dict):
            for key, value in part.items():
                if key == "@context":
                    continue
                if not key.startswith("@") and ":" not in key:
                    yield key
                todo.append(value)


def _near(key: str, known: set[str]) -> str:
    close = difflib.get_close_matches(key[:200], sorted(known), n=1, cutoff=0.8)
    return f"; did you mean “{close[0]}”?" if close else ""
