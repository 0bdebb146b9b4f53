"""How people write the same thing: British and American spelling, numbers and units, and everyday words for the law's own.

This is language and no law: what a word finds more than itself. What counts as the same thing in law is stated in the ontology (other names
of actors, sources and values), and is read from there.
"""

import re

SAME = (
    ("keep", "kept", "retain", "retention", "store", "stored"),
    ("cctv", "video", "footage"),
    ("child", "children", "minor", "minors", "juvenile", "kid", "kids"),
    ("sign", "signs", "signage", "signpost"),
    ("delete", "deletion", "erase", "erasure", "destroy", "wipe"),
    ("sar", "dsar", "subject access request"),
    ("eia", "eqia", "equality impact assessment"),
    ("foi", "freedom of information"),
    ("supt", "superintendent"),
    ("insp", "inspector"),
    ("pcc", "police and crime commissioner"),
    ("rfr", "retrospective"),
    ("afr", "facial recognition"),
    ("frt", "facial recognition"),
    ("protest", "demonstration", "assembly"),
    ("tested", "testing", "test"),
    ("procure", "procurement", "buy", "buying"),
)
"""Words and phrases that find each other."""
NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
ABBREVIATED = {
    "h": "hours",
    "hr": "hour",
    "hrs": "hours",
    "min": "minute",
    "mins": "minutes",
    "d": "days",
    "wk": "week",
    "wks": "weeks",
    "yr": "year",
}

_REWRITTEN = (
    (re.compile(r"(?<=\d),(?=\d{3}\b)"), ""),
    (re.compile(r"\b(\d+)(h|hrs?|hours?|d|days?|months?|weeks?|mins?)\b", re.IGNORECASE), r"\1 \2"),
    (re.compile(r"\b(?:under[\s-]*1[68]s?|1?\d[\s-]*(?:year|yr)s?[\s-]*olds?)\b", re.IGNORECASE), "children"),
    (re.compile(r"\bsign(?:s|ed)?[\s-]+offs?\b", re.IGNORECASE), "authorise"),
    (re.compile(r"\bfalse[\s-]+(?:positive|match|hit)(?:e?s)?\b|\bmis-?identif(?:y|ied|ications?)\b", re.IGNORECASE), "false alert"),
    (re.compile(r"\b(?:do(?:es)?\s+not|don['’]t|doesn['’]t|did\s+not|un)[\s-]*match(?:ed|es)?\b", re.IGNORECASE), "non match"),
)
_AMERICAN = re.compile(r"\b(?!seiz|priz|capsiz)(\w{2,}[iy])z(e[ds]?|ing|ations?|ational)\b", re.IGNORECASE)


def plain(text: str) -> str:
    """A query as the index has it: ``authorization`` as ``authorisation``, ``1,000`` as ``1000``, ``24hrs`` as ``24 hrs``."""
    for pattern, written in _REWRITTEN:
        text = pattern.sub(written, text)
    return _AMERICAN.sub(r"\1s\2", text)


def alike(word: str) -> list[str]:
    """Other ways to write a word in lower case, or to say the same; phrases among them. The word itself is not among them."""
    found = [other for group in SAME if word in group for other in group]
    found.append(ABBREVIATED.get(word, word))
    if word.isdecimal():
        found += [grouped(word), *(NUMBERS[int(word)] for _ in range(int(word) < len(NUMBERS)))]
    elif word in NUMBERS:
        found.append(str(NUMBERS.index(word)))
    return [each for each in dict.fromkeys(found) if each != word]


def grouped(number: str) -> str:
    """Digits as they stand in an index where commas part them: ``1000`` as ``1 000``."""
    return f"{int(number):,}".replace(",", " ") if len(number) < 16 else number
