"""Reading the citations that people type: ``s 64 DPA``, ``section 64(1) of the Data Protection Act``, ``Sch 8 para 4``, ``Bridges
[91]``."""

import re
from dataclasses import dataclass

from lfr_kg.corpus.citation import ABBREVIATIONS

_ALSO = {"sec": "section", "sched": "schedule"}
DIVISIONS = {form: kind for kind, forms in ABBREVIATIONS.items() for form in (*forms, kind, f"{kind}s")} | _ALSO
"""How people write a kind of division → the kind, as the list of divisions names it."""
CONTAINERS = ("schedule", "annex", "part", "chapter")
FUNCTION_WORDS = frozenset(
    {
        "a", "an", "and", "any", "as", "at", "be", "by", "can", "do", "does", "for", "from", "has", "have", "how", "in", "is", "it", "its",
        "must", "of", "on", "or", "s", "should", "so", "than", "that", "the", "their", "there", "to", "under", "was", "what", "when",
        "where", "which", "who", "with",
    }
)  # fmt: skip
"""Words that carry no meaning of their own in a search."""

_WORD = re.compile(r"\w+")
_NUMBER = r"\d+[A-Za-z]{0,2}(?:\(\w{1,5}\))*"
_MARKED = re.compile(
    rf"(?<!['’-])\b({'|'.join(sorted(DIVISIONS, key=len, reverse=True))})\.?\s*({_NUMBER}|[IVX]+)(?![\w(])(?:\s*[-–]\s*\(?\w+\)?)?",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"\[(\d{1,4})\](?!\s*(?:\d+\s*)?[A-Z])")
_BARE = re.compile(r"\b(\d+[A-Z]{0,2}(?:\(\w{1,5}\))+)(?!\w)")


@dataclass(frozen=True)
class Pinpoint:
    """A division as cited: its kind (None where only a number in brackets was given) and its number, in lower case."""

    kind: str | None
    number: str


@dataclass(frozen=True)
class Asked:
    """A query as read: the place it cites, if any, the divisions that place lies in, the other words, and all words."""

    place: Pinpoint | None
    within: tuple[Pinpoint, ...]
    rest: tuple[str, ...]
    words: tuple[str, ...]


def read_query(text: str) -> Asked:
    """What a query asks for. Any text can be read; what is no citation is words."""
    found = [(match.span(), Pinpoint(DIVISIONS[match[1].lower()], match[2].lower())) for match in _MARKED.finditer(text)]
    taken = _without(text, [span for span, _ in found])
    found += [(match.span(), Pinpoint("paragraph", match[1])) for match in _BRACKETED.finditer(taken)]
    found += [(match.span(), Pinpoint(None, match[1].lower())) for match in _BARE.finditer(taken)] if not found else []
    places = [place for _, place in sorted(found)]
    inner = [place for place in places if place.kind not in CONTAINERS] or places[-1:]
    rest = _without(text, [span for span, _ in found])
    return Asked(
        place=inner[0] if inner else None,
        within=tuple(place for place in places if place.kind in CONTAINERS and place not in inner),
        rest=tuple(word for word in words(rest) if word not in FUNCTION_WORDS),
        words=tuple(words(text)),
    )


def words(text: str) -> list[str]:
    """The words of a text, in lower case and in order, each once."""
    return list(dict.fromkeys(word.lower() for word in _WORD.findall(text)))


def meaningful(found: list[str]) -> list[str]:
    """The words that say what is looked for; all of them where none does."""
    return [word for word in found if word not in FUNCTION_WORDS] or found


def initials(name: str) -> str:
    """The initials of a name of three words or more, in lower case (``dpa``); "" where there are fewer. Years and brackets do not count."""
    plain = [word for word in _WORD.findall(re.sub(r"\(.*?\)", "", name)) if word.lower() not in FUNCTION_WORDS and not word.isdigit()]
    return "".join(word[0] for word in plain).lower() if len(plain) >= 3 else ""


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    """A text with some spans blanked, every other character where it was."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text
