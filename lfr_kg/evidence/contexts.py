"""The context of a JSON-LD description: which keys it gives a meaning, wherever they stand.

Source: JSON-LD 1.1 (W3C, 2020), sections 4.1 and 9.15. A context that takes a meaning away, or that stands within a description or a
term, is refused: what it hides would be dropped without a word.
"""

from dataclasses import dataclass, field

import pyoxigraph as ox

from lfr_kg.base.errors import BadRequest

KEYWORDS = {
    "@graph", "@id", "@included", "@index", "@language", "@list", "@nest", "@none", "@reverse", "@set", "@type", "@value", "@direction",
}  # fmt: skip
"""What a term may stand for, or a key be."""
PLACE = "http://description.invalid/"


@dataclass
class Context:
    """The terms that are named; those that stand for keywords; those whose values are addresses; and whether all other keys have a
    meaning."""

    terms: set[str] = field(default_factory=set)
    aliases: dict[str, str] = field(default_factory=dict)
    addresses: set[str] = field(default_factory=set)
    has_vocabulary: bool = False
    in_order: list[str] = field(default_factory=list)
    """The terms without those that are too long to be meant, sorted."""


def context_of(entry: object, name: str) -> Context:
    """The context at the start of a description. Raises BadRequest (400) where a term of it has no meaning."""
    found = Context()
    if not isinstance(entry, dict) or "@context" not in entry:
        return found
    given = entry["@context"]
    for context in given if isinstance(given, list) else [given]:
        if isinstance(context, dict):
            found.has_vocabulary = found.has_vocabulary or bool(context.get("@vocab"))
            found.terms |= {term for term in context if not term.startswith("@")}
            for term, meaning in context.items():
                _add(found, term, meaning, name)
        elif context is None:
            raise BadRequest(f"{name}: a JSON-LD context that is null takes the meaning of other keys away. Leave it out.")
    found.in_order = sorted(term for term in found.terms if len(term) <= 200)
    return found


def is_iri(text: str) -> bool:
    """Whether a text is an address, whole, relative or behind a prefix; the parser drops without a word what is none."""
    if text.startswith("_:"):
        return True
    return not text.startswith("@") and (_is_absolute(text) or _is_absolute(PLACE + text))


def is_language(text: str) -> bool:
    """Whether a text is a language tag of BCP 47."""
    try:
        ox.Literal("", language=text)
    except ValueError:
        return False
    return True


def _is_absolute(text: str) -> bool:
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


def _add(found: Context, term: str, meaning: object, name: str) -> None:
    if term.startswith("@"):
        if term in ("@vocab", "@base") and meaning is None:
            raise BadRequest(f"{name}: the JSON-LD context sets {term} to null, and what stands on it would say nothing. Leave it out.")
        if (term == "@vocab" and not is_iri(str(meaning))) or (
            term == "@language" and isinstance(meaning, str) and not is_language(meaning)
        ):
            raise BadRequest(f"{name}: the JSON-LD context gives “{str(meaning)[:200]}” for {term}, which cannot be read.")
        return
    parts = meaning if isinstance(meaning, dict) else {"@id": meaning}
    if "@context" in parts:
        raise BadRequest(f"{name}: the term “{term[:200]}” has a context of its own. Put what it names into the one at the start.")
    container = parts.get("@container")
    kinds = container if isinstance(container, list) else [container]
    if any(each not in (None, "@set", "@list") for each in kinds):
        raise BadRequest(f"{name}: the term “{term[:200]}” makes keys of its values (@container). Write its values as a list.")
    stands_for = parts.get("@reverse", parts.get("@id", term))
    if not _has_meaning(term, stands_for, found):
        raise BadRequest(f"{name}: the JSON-LD context gives the term “{term[:200]}” no meaning that can be read. Give it an address.")
    found.aliases.pop(term, None)
    found.addresses.discard(term)
    if isinstance(stands_for, str) and stands_for.startswith("@"):
        found.aliases[term] = stands_for
    if parts.get("@type") in ("@id", "@vocab"):
        found.addresses.add(term)
    language, kind = parts.get("@language"), parts.get("@type")
    if (isinstance(language, str) and not is_language(language)) or (isinstance(kind, str) and kind[:1] != "@" and not is_iri(kind)):
        raise BadRequest(f"{name}: the JSON-LD context gives the term “{term[:200]}” a language or type that cannot be read.")


def _has_meaning(term: str, stands_for: object, found: Context) -> bool:
    """Whether a term stands for an address or a keyword."""
    if not isinstance(stands_for, str) or stands_for.startswith("_:"):
        return False
    if stands_for.startswith("@"):
        return stands_for in KEYWORDS
    return is_iri(stands_for) and (":" in stands_for or found.has_vocabulary or (stands_for != term and stands_for in found.terms))
