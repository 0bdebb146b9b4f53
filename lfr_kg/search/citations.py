"""Reading the citations that people type: ``s 64 DPA``, ``section 64(1) of the Data Protection Act``, ``Sch 8 para 4``, ``Bridges
[91]``."""

import re
from dataclasses import dataclass

from lfr_kg.base.namespaces import BASE
from lfr_kg.corpus.citation import ABBREVIATIONS

_ALSO = {"sec": "section", "sched": "schedule"}
DIVISIONS = {form: kind for kind, forms in ABBREVIATIONS.items() for form in (*forms, kind, f"{kind}s")} | _ALSO
"""How people write a kind of division → the kind, as the list of divisions names it."""
CONTAINERS = ("schedule", "annex", "part", "chapter")
FUNCTION_WORDS = frozenset(
    {
        "a", "about", "after", "an", "and", "any", "are", "as", "at", "be", "been", "before", "by", "can", "could", "do", "does", "for",
        "from", "get", "has", "have", "how", "i", "if", "in", "is", "it", "its", "long", "may", "me", "must", "my", "need", "needs", "of",
        "on", "or", "our", "period", "put", "s", "should", "so", "than", "that", "the", "their", "there", "they", "to", "under", "us",
        "was", "we", "what", "when", "where", "which", "who", "will", "with", "you", "your",
    }
)  # fmt: skip
"""Words that carry no meaning of their own in a search."""

_WORD = re.compile(r"\w+")
_SECTIONS = {"norm": "norm", "law": "law", "actor": "actor", "con": "concept", "lfr": "def", "shape": "norm", "measure": "measure"}
"""The prefixes that people paste, and where the things they name have their pages; a check has that of its norm."""
_OWN = re.compile(r"(?:.*/)?(norm|law|actor|def|concept|shape|measure|questions)/([\w.-]+)")
_ELSEWHERE = re.compile(r"(?:https?://)?(?:www\.)?([\w-]+(?:\.[\w-]+)+/\S+)", re.IGNORECASE)
_DATED = re.compile(r"/(?:\d{4}-\d{2}-\d{2}|made|enacted|contents|data\.\w+)$")
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


def path_asked(text: str) -> str | None:
    """The path here of what an address, a path or a compact name names (``norm:dpa-s64-dpia``); None where the text is none of them."""
    text = text.strip().strip("<>")
    prefix, _, name = text.partition(":")
    if prefix in _SECTIONS and re.fullmatch(r"[\w.-]+", name):
        return f"/{_SECTIONS[prefix]}/{name}"
    is_ours = text.startswith(("/", "http://", "https://", BASE.split("//")[1]))
    found = _OWN.fullmatch(text.split("?")[0].split("#")[0].rstrip("/")) if is_ours else None
    return f"/{found[1].replace('shape', 'norm')}/{found[2]}" if found else None


def address_asked(text: str) -> str | None:
    """An address on the web in the one form in which addresses are compared: without scheme, ``www.``, ``id/`` and day; None for words."""
    found = _ELSEWHERE.fullmatch(text.strip().strip("<>").split("#")[0].rstrip("/"))
    if found is None:
        return None
    return _DATED.sub("", found[1].lower().replace("legislation.gov.uk/id/", "legislation.gov.uk/"))


def words(text: str) -> list[str]:
    """The words of a text, in lower case and in order, each once."""
    return list(dict.fromkeys(word.lower() for word in _WORD.findall(text)))


def meaningful(found: list[str]) -> list[str]:
    """The words that say what is looked for; all of them where none does."""
    return [word for word in found if word not in FUNCTION_WORDS] or found


def initials(name: str) -> str:
    """The initials of a name of three words or more, in lower case (``dpa``); "" where there are fewer. Years and brackets do not count."""
    plain = [word for word in _WORD.findall(re.sub(r"\(.*?\)", "", name)) if word.lower() not in FUNCTION_WORDS and not word.isdecimal()]
    return "".join(word[0] for word in plain).lower() if len(plain) >= 3 else ""


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    """A text with some spans blanked, every other character where it was."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text
