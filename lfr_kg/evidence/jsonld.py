"""What JSON-LD would lose without a word: keys that stand twice or have no meaning, what is no address or language, numbers with exponents.

Source: JSON-LD 1.1 (W3C, 2020), sections 5.1.2, 9.15 of its API: a term that the context does not map is dropped, and so is what
makes no IRI or no language tag. The parser does just that, so the document is read here a second time, with Python's own JSON reader.
A context is read at the start of a description only, and gives every term a meaning: what a term means then does not depend on its place.
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
from lfr_kg.evidence.contexts import KEYWORDS, Context, context_of, is_iri, is_language

DECIMAL, DOUBLE = iri("xsd:decimal"), iri("xsd:double")
_EXPONENT = re.compile(r"-?\d(\.\d+)?E-?\d{1,3}", re.ASCII)
"""A number as JSON-LD writes it in its canonical form."""
MOST = 1000
"""How many keys without meaning are named; a file with more is none of JSON-LD."""
SUGGESTIONS, COMPARED = 50, 500
"""For how many keys a known one is looked for, and among how many: looking costs time, and a reader reads no more."""

NO_MEANING = "the JSON-LD context does not name it, so it says nothing"
NO_ADDRESS = "it is no address (IRI) that can be read, so it says nothing"
NO_LANGUAGE = "it is no language tag such as en, so the text under it says nothing"
LOOSE = "it stands under no key, so it says nothing"


def lost(text: str, name: str) -> tuple[tuple[str, str], ...]:
    """Whatever of a document the parser drops, with the reason.

    Raises BadRequest (400) for a key that stands twice, and for a context that is not at the start, or in which a term has no meaning.
    """
    try:
        document = json.loads(text, object_pairs_hook=lambda pairs: _once(pairs, name), parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        raise _no_json(error, text, name) from error
    found: dict[tuple[str, str], None] = {}
    for entry in document if isinstance(document, list) else [document]:
        context = context_of(entry, name)
        found |= dict.fromkeys(_dropped(entry, context, name))
    return tuple((what, why) for what, why in sorted(found)[:MOST])


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


def _no_json(error: json.JSONDecodeError, text: str, name: str) -> BadRequest:
    line, column = error.lineno, error.colno
    message = f"{name}, line {line}, column {column}: it is no JSON: {error.msg}."
    return BadRequest(message, line=line, column=column, excerpt=text.split("\n")[line - 1][:300])


def _dropped(entry: object, context: Context, name: str) -> Iterator[tuple[str, str]]:
    """What is lost of one description at the top of a document."""
    looked_for: set[str] = set()
    todo = [entry]
    yield from _loose(entry, context)
    while todo:
        part = todo.pop()
        if isinstance(part, list):
            todo += part
        elif isinstance(part, dict):
            for key, value in part.items():
                keyword = str(context.aliases.get(key, key))
                if keyword == "@context":
                    if part is not entry:
                        raise BadRequest(f"{name}: a context stands within the description. Put what it names into the one at the start.")
                    continue
                if keyword.startswith("@"):
                    yield from _of_keyword(key, keyword, value, context)
                elif key not in context.terms:
                    yield from _of_key(key, context, looked_for)
                elif key in context.addresses:
                    yield from _of_addresses(value)
                if keyword != "@value":
                    todo.append(value)


def _of_keyword(key: str, keyword: str, value: object, context: Context) -> Iterator[tuple[str, str]]:
    if keyword not in KEYWORDS:
        yield f"the key “{key[:200]}”", NO_MEANING
    elif keyword in ("@id", "@type"):
        yield from _of_addresses(value)
    elif keyword == "@language" and isinstance(value, str) and not is_language(value):
        yield f"the language “{value[:200]}”", NO_LANGUAGE
    elif keyword in ("@graph", "@included"):
        yield from _loose(value, context)


def _of_key(key: str, context: Context, looked_for: set[str]) -> Iterator[tuple[str, str]]:
    """A key that is no term: a name of a vocabulary, an address, or nothing."""
    if not context.has_vocabulary and ":" not in key:
        if key not in looked_for and len(looked_for) < SUGGESTIONS:
            looked_for.add(key)
            yield f"the key “{key[:200]}”", NO_MEANING + _near(key, context)
        elif key not in looked_for:
            yield f"the key “{key[:200]}”", NO_MEANING
    elif key.startswith("_:") or not is_iri(key):
        yield f"the key “{key[:200]}”", NO_ADDRESS


def _of_addresses(value: object) -> Iterator[tuple[str, str]]:
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, str) and not is_iri(each):
            yield f"“{each[:200]}”", NO_ADDRESS


def _loose(value: object, context: Context) -> Iterator[tuple[str, str]]:
    """Values where things are described, which belong to none."""
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, dict):
            bare = [key for key in each if context.aliases.get(key, key) in ("@value", "@list")]
            if bare:
                yield f"a value under “{bare[0]}”", LOOSE
        elif each is not None:
            yield f"“{str(each)[:200]}”", LOOSE


def _near(key: str, context: Context) -> str:
    among = [term for term in context.in_order if abs(len(term) - len(key)) <= 10][:COMPARED]
    close = difflib.get_close_matches(key[:200], among, n=1, cutoff=0.8)
    return f"; did you mean “{close[0]}”?" if close else ""
