"""The words of a provision as lines, their hash, and the difference between two versions of them.

A line has a depth, a label (a number such as "(a)", or a heading) and words. Labels are not hashed: a paragraph that is only numbered
otherwise says what it said. Nor are the forms of quotation marks and dashes, or how the words are spaced.
"""

import difflib
import hashlib
import unicodedata
from functools import lru_cache
from typing import NamedTuple

MOST_WORDS = 8_000
"""Words of two versions that are compared word by word at most; beyond, line by line."""
MOST_CHARACTERS = 300_000
"""Characters of one provision that are held at most."""
_ALIKE = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-", "‑": "-", "\u00ad": None, "\u200b": None})


class Line(NamedTuple):
    """A line of the law as it is set: how deep it stands, its label, and its words."""

    depth: int
    label: str
    words: str


Lines = tuple[Line, ...]


class Piece(NamedTuple):
    """Words of a line, and the mark that they bear: "ins" where they were put in, "del" where they were left out, "" where neither."""

    words: str
    mark: str


class Marked(NamedTuple):
    """A line of the difference between two versions."""

    depth: int
    pieces: tuple[Piece, ...]


def spaced(text: str) -> str:
    """A text with one space wherever it had any white space, and without what no page can show."""
    return " ".join("".join(" " if unicodedata.category(each) == "Cc" else each for each in text).split())


def size(lines: Lines) -> int:
    """How many characters lines have."""
    return sum(len(line.label) + len(line.words) for line in lines)


def hash_of(lines: Lines) -> str:
    """The SHA-256 of the normalised words, in hexadecimal; "" where there are none."""
    said = unicodedata.normalize("NFKC", " ".join(line.words for line in lines).translate(_ALIKE))
    text = "".join(said.split())
    return hashlib.sha256(text.encode()).hexdigest() if text else ""


@lru_cache(128)
def difference(older: Lines, newer: Lines) -> tuple[Marked, ...]:
    """The newer version line by line, with what it put in and what it left out of the older one."""
    found: list[Marked] = []
    is_close = sum(len(line.words.split()) for line in (*older, *newer)) <= MOST_WORDS
    keys = [[(line.label, line.words) for line in lines] for lines in (older, newer)]
    for kind, i, j, k, n in difflib.SequenceMatcher(None, keys[0], keys[1], autojunk=False).get_opcodes():
        left, right = older[i:j], newer[k:n]
        if kind == "equal":
            found += [Marked(line.depth, (Piece(_text(line), ""),)) for line in right]
        elif is_close and left and right:
            found += _paired(left, right)
        else:
            found += [_whole(line, "del") for line in left] + [_whole(line, "ins") for line in right]
    return tuple(found)


def _text(line: Line) -> str:
    return f"{line.label} {line.words}".strip()


def _whole(line: Line, mark: str) -> Marked:
    return Marked(line.depth, (Piece(_text(line), mark),))


def _paired(left: Lines, right: Lines) -> list[Marked]:
    """Lines that took the place of others: each with that which it is most alike, in order; the rest whole."""
    found: list[Marked] = []
    at = 0
    for line in right:
        alike = [difflib.SequenceMatcher(None, other.words.split(), line.words.split(), autojunk=False).ratio() for other in left[at:]]
        best = max(range(len(alike)), key=alike.__getitem__, default=None)
        if best is None or alike[best] < 0.5:
            found.append(_whole(line, "ins"))
            continue
        found += [_whole(other, "del") for other in left[at : at + best]]
        found.append(_woven(left[at + best], line))
        at += best + 1
    return found + [_whole(other, "del") for other in left[at:]]


def _woven(older: Line, newer: Line) -> Marked:
    before, after = _text(older).split(), _text(newer).split()
    pieces: list[Piece] = []
    for kind, i, j, k, n in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece(_spaced(after, k, n), ""))
            continue
        pieces += [Piece(_spaced(before, i, j), "del")] if j > i else []
        pieces += [Piece(_spaced(after, k, n), "ins")] if n > k else []
    return Marked(newer.depth, tuple(pieces))


def _spaced(words: list[str], start: int, end: int) -> str:
    """Words as one text that ends with a space, so that what follows stands apart from it."""
    return " ".join(words[start:end]) + " "
