"""Searching the knowledge: words and citations in, ranked results out. Query text is data and never FTS5 syntax.

What a citation names comes first, with the norms that it states; then what holds all the words, a title before a citation and a citation
before text; then, where that is little, what holds some of them. The index is written with the knowledge (``search_index``).
"""

import difflib
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from lfr_kg.base.errors import KnowledgeError
from lfr_kg.search.citations import DIVISIONS, Asked, Pinpoint, meaningful, read_query, words
from lfr_kg.search.writing import write_index

__all__ = ["FILE", "KINDS", "Found", "Index", "Result", "Segment", "open_index", "write_index"]

FILE = "search.sqlite"
"""The index's name beside the built store."""
KINDS = ("norm", "provision", "source", "actor", "condition", "term", "value", "question")
WEIGHTS = "8.0, 4.0, 1.0"
"""How much a word counts in a title, in another name or citation, and in text."""
ENOUGH = 10
"""Where fewer things than this hold all the words, those that hold some are added."""
MAX_WORDS = 24
NAMED, STATED, STATED_INSIDE, INSIDE, PARTLY = 400.0, 300.0, 250.0, 200.0, -1000.0
CALLED_SO = 20.0
"""What it is worth to bear the very name that was typed, or the name that the initials typed stand for."""
SNIPPET_WORDS = 32
_OPEN, _CLOSE = "\x02", "\x03"


@dataclass(frozen=True)
class Segment:
    """A piece of a text, and whether it is what was searched for."""

    text: str
    is_hit: bool


@dataclass(frozen=True)
class Result:
    """One thing found: its page, what it is (a kind of KINDS, and in words), its title and a passage of it, each in segments."""

    path: str
    kind: str
    word: str
    title: tuple[Segment, ...]
    snippet: tuple[Segment, ...]
    citation: str
    verification: str | None
    until: str | None
    is_cited: bool


@dataclass(frozen=True)
class Found:
    """What a query found: one page of results, and how many there are in all and of each kind.

    ``complete`` counts those that hold all the words or are what is cited; the rest hold some of the words. ``unknown`` is the division
    that the query cites and this knowledge does not hold; ``suggestion`` the query spelt otherwise, where nothing held one of its words.
    """

    query: str
    total: int
    by_kind: dict[str, int]
    results: list[Result]
    complete: int
    unknown: str | None
    suggestion: str | None


class Index:
    """A written index, opened anew for every search: it is never written to, and threads share nothing."""

    def __init__(self, path: Path):
        self.path = path

    def search(self, text: str, kind: str | None = None, limit: int = 20, offset: int = 0) -> Found:
        """What fits a query, the best first. ``kind`` keeps the results to one of KINDS; the counts are of all."""
        asked = read_query(text)
        with closing(self._connect()) as connection:
            cited = _cited(connection, asked) if asked.place else {}
            scores = _scores(connection, asked, cited)
            rows = _entries(connection, list(scores))
            ranked = sorted(rows, key=lambda row: (-scores[row["id"]] - row["standing"], row["path"]))
            counts = {each: sum(row["kind"] == each for row in rows) for each in KINDS}
            wanted = [row for row in ranked if kind is None or row["kind"] == kind]
            shown = wanted[offset : offset + limit]
            passages = _passages(connection, [row["id"] for row in shown], _any(connection, asked.words), set(cited))
            results = [_result(row, passages[row["id"]], row["id"] in cited) for row in shown]
            unknown = None if cited or not asked.place else f"{asked.place.kind or ''} {asked.place.number}".strip()
            complete = sum(score > PARTLY / 2 for score in scores.values())
            return Found(text, len(wanted), counts, results, complete, unknown, _suggestion(connection, text, asked))

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(f"file:{self.path.as_posix()}?mode=ro&immutable=1", uri=True)
        connection.row_factory = sqlite3.Row
        return connection


def open_index(path: Path) -> Index:
    """The index at a path. Raises KnowledgeError where there is none, or another file."""
    index = Index(path)
    try:
        with closing(index._connect()) as connection:
            connection.execute("SELECT 1 FROM docs LIMIT 1").fetchone()
    except sqlite3.Error as error:
        raise KnowledgeError(f"The search index at {path} cannot be read ({error}). Build the knowledge again: lfr-kg build.") from error
    return index


def _scores(connection: sqlite3.Connection, asked: Asked, cited: dict[int, float]) -> dict[int, float]:
    """Every entry that fits, with its score: what is cited, what holds all the words, what holds some."""
    is_unknown = asked.place is not None and not cited and bool(asked.rest)
    found = list(asked.rest if cited or is_unknown else meaningful(list(asked.words)))[:MAX_WORDS]
    scores = _matches(connection, _all(connection, found, asked.place if cited else None))
    if len(scores) < ENOUGH and len(found) > 1 and not cited:
        partly = _matches(connection, _any(connection, found))
        scores = {number: score + PARTLY for number, score in partly.items()} | scores
    for number in _called(connection, asked.words):
        if number in scores:
            scores[number] += CALLED_SO
    return scores | {number: score + max(0.0, scores.get(number, 0.0)) / 100 for number, score in cited.items()}


def _called(connection: sqlite3.Connection, typed: tuple[str, ...]) -> list[int]:
    """The entries whose very name was typed, or its initials."""
    names = {" ".join(typed)}
    if len(typed) == 1:
        names |= {" ".join(words(row["name"])) for row in connection.execute("SELECT name FROM initials WHERE letters = ?", typed)}
    return [row["id"] for name in names for row in connection.execute("SELECT id FROM called WHERE name = ?", (name,))]


def _matches(connection: sqlite3.Connection, expression: str) -> dict[int, float]:
    if not expression:
        return {}
    rows = connection.execute(f"SELECT rowid, -bm25(docs, {WEIGHTS}) FROM docs WHERE docs MATCH ?", (expression,))
    return {row[0]: row[1] for row in rows}


def _cited(connection: sqlite3.Connection, asked: Asked) -> dict[int, float]:
    """The divisions that a citation names with what is in them, and the norms they state."""
    sources = _sources(connection, asked.rest)
    found: dict[int, float] = {}
    places = connection.execute(
        "SELECT * FROM place WHERE number = ? OR number LIKE ? ORDER BY position", (asked.place.number, asked.place.number + "(%")
    ).fetchall()
    fitting = [row for row in places if (row["source"] in sources or row["id"] in sources) and _fits(row, asked)]
    for order, row in enumerate(fitting):
        is_it = row["number"] == asked.place.number
        found[row["id"]] = (NAMED if is_it else INSIDE) - order / 10
        for stated in connection.execute("SELECT norm FROM stated WHERE place = ?", (row["id"],)):
            score = (STATED if is_it else STATED_INSIDE) - order / 10
            found[stated["norm"]] = max(found.get(stated["norm"], 0.0), score)
    return found


def _fits(row: sqlite3.Row, asked: Asked) -> bool:
    """Whether a division is of the kind cited and lies in the divisions named with it."""
    if asked.place.kind not in (None, row["kind"]):
        return False
    return all(f" {place.kind}:{place.number} " in row["within"] for place in asked.within)


def _sources(connection: sqlite3.Connection, rest: tuple[str, ...]) -> set[int]:
    """The sources that the words beside a citation name: all of them where there are no such words."""
    rows = connection.execute("SELECT id, names FROM source").fetchall()
    return {row["id"] for row in rows if all(f" {word} " in row["names"] for word in rest)}


def _all(connection: sqlite3.Connection, found: list[str], place: Pinpoint | None) -> str:
    """An FTS5 expression that asks for all the words, and for a place as a phrase."""
    terms = [_term(connection, word) for word in found]
    if place is not None:
        marks = [mark for mark, kind in DIVISIONS.items() if kind == place.kind]
        terms.append("(" + " OR ".join(_quoted(f"{mark} {place.number}") for mark in marks or [""]) + ")")
    return " AND ".join(terms)


def _any(connection: sqlite3.Connection, typed) -> str:
    """An FTS5 expression that asks for any of the words."""
    found = meaningful(list(typed))[:MAX_WORDS]
    return " OR ".join(_term(connection, word) for word in found)


def _term(connection: sqlite3.Connection, word: str) -> str:
    """A word as FTS5 reads it: as it is, as what its letters stand for, and, where nothing holds it, as the beginning of a word."""
    spelt = [_quoted(DIVISIONS[word])] if word in DIVISIONS and DIVISIONS[word] != word else []
    names = connection.execute("SELECT DISTINCT name FROM initials WHERE letters = ?", (word,)).fetchall()
    ways = [_quoted(word), *spelt, *(_quoted(row["name"]) for row in names)]
    if len(ways) == 1 and len(word) >= 3 and not word.isdigit() and not _matches(connection, ways[0]):
        return f"{ways[0]} *"
    return ways[0] if len(ways) == 1 else f"({' OR '.join(ways)})"


def _quoted(text: str) -> str:
    """Text as an FTS5 string, in which nothing is syntax."""
    return '"' + text.replace('"', '""') + '"'


def _entries(connection: sqlite3.Connection, numbers: list[int]) -> list[sqlite3.Row]:
    found = []
    for start in range(0, len(numbers), 500):
        part = numbers[start : start + 500]
        found += connection.execute(f"SELECT * FROM entry WHERE id IN ({','.join('?' * len(part))})", part).fetchall()
    return found


def _passages(connection: sqlite3.Connection, numbers: list[int], expression: str, cited: set[int]) -> dict[int, tuple[str, str]]:
    """Title and best passage of some entries, the words found marked; of what is cited, and where no word is found, how the text begins."""
    found, marks = {}, (_OPEN, _CLOSE)
    if expression and numbers:
        holders = ",".join("?" * len(numbers))
        sql = (
            f"SELECT rowid, highlight(docs, 0, ?, ?), snippet(docs, 2, ?, ?, '…', {SNIPPET_WORDS}) FROM docs WHERE docs MATCH ? AND "
            f"rowid IN ({holders})"
        )
        found = {row[0]: (row[1], row[2]) for row in connection.execute(sql, (*marks, *marks, expression, *numbers))}
    for number in numbers:
        if number not in found or number in cited:
            title, text = connection.execute("SELECT title, text FROM docs WHERE rowid = ?", (number,)).fetchone()
            said = text.split()
            opening = " ".join(said[:SNIPPET_WORDS]) + ("…" if len(said) > SNIPPET_WORDS else "")
            found[number] = (found.get(number, (title,))[0], opening)
    return found


def _result(row: sqlite3.Row, passages: tuple[str, str], is_cited: bool) -> Result:
    title, snippet = (_segments(text) for text in passages)
    return Result(row["path"], row["kind"], row["word"], title, snippet, row["citation"], row["verification"], row["until"], is_cited)


def _segments(marked: str) -> tuple[Segment, ...]:
    """A text with marks as segments; neighbouring words that were all found as one."""
    pieces, is_hit = [], False
    for part in marked.replace(f"{_CLOSE} {_OPEN}", " ").replace(_OPEN, _CLOSE).split(_CLOSE):
        if part:
            pieces.append(Segment(part, is_hit))
        is_hit = not is_hit
    return tuple(pieces)


def _suggestion(connection: sqlite3.Connection, text: str, asked: Asked) -> str | None:
    """The query with words that nothing holds put right: two that are written as one, or one by a word like it. None where none is."""
    better = text
    for one, other in pairwise(asked.rest):
        if _is_word(connection, one + other) and not _matches(connection, _quoted(f"{one} {other}")):
            better = re.sub(rf"\b{one}\W+{other}\b", one + other, better, flags=re.IGNORECASE)
    for word in asked.rest:
        if len(word) >= 4 and not word.isdigit() and not _matches(connection, f"{_quoted(word)} *"):
            better = re.sub(rf"\b{word}\b", _like(connection, word), better, flags=re.IGNORECASE)
    return better if better != text else None


def _is_word(connection: sqlite3.Connection, word: str) -> bool:
    return connection.execute("SELECT 1 FROM word WHERE word = ?", (word,)).fetchone() is not None


def _like(connection: sqlite3.Connection, word: str) -> str:
    """The word most like a misspelt one; itself where none is."""
    rows = connection.execute("SELECT word FROM word WHERE length(word) BETWEEN ? AND ?", (len(word) - 2, len(word) + 2))
    close = difflib.get_close_matches(word, [row["word"] for row in rows], n=1, cutoff=0.75)
    return close[0] if close else word
