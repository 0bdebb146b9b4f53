"""Searching the knowledge: words and citations in, ranked results out. Query text is data and never FTS5 syntax.

What an address, a citation or a name names comes first, with the norms that it states; then what holds all the words, rules and sources
before terms, and what is no longer law last; then, where that is little, what holds most of them. The index is written with the knowledge.
"""

import difflib
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from lfr_kg.base.errors import KnowledgeError
from lfr_kg.search.citations import Asked, meaningful, read_query
from lfr_kg.search.matching import Fitting, addressed, any_of, cited, fitting, matches, quoted, unheld
from lfr_kg.search.wording import plain
from lfr_kg.search.writing import write_index

__all__ = ["FILE", "KINDS", "Found", "Index", "Result", "Segment", "open_index", "write_index"]

FILE = "search.sqlite"
"""The index's name beside the built store."""
KINDS = ("norm", "provision", "source", "actor", "condition", "term", "value", "question")
TERMS = ("condition", "term", "value")
"""Kinds of things that stand after rules, sources and actors: what a description may say, and not what the law asks."""
CITED = 100.0
"""Above this, an entry is what was cited, or stands in it."""
ENDED = 80.0
"""What it costs a cited entry to be no longer law: it stands after those that are, and before what merely lies in the same place."""
ALIKE = 0.8
"""How like a word another must be to be suggested in its place."""
SNIPPET_WORDS = 48
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
    force: str
    citation: str
    verification: str | None
    until: str | None
    is_cited: bool


@dataclass(frozen=True)
class Found:
    """What a query found: one page of results, and how many there are in all and of each kind.

    ``complete`` counts those that hold all the words or are what is cited; the rest hold most of the words. ``unknown`` is the division
    that the query cites and this knowledge does not hold; ``unheld`` the words that nothing holds, and ``without`` the query without
    them; ``suggestion`` the query spelt otherwise; ``outside`` what is to be said of the places it names whose law is not recorded.
    """

    query: str
    total: int
    by_kind: dict[str, int]
    results: list[Result]
    complete: int
    unknown: str | None
    suggestion: str | None
    unheld: tuple[str, ...] = ()
    without: str | None = None
    outside: tuple[str, ...] = ()


class Index:
    """A written index, opened anew for every search: it is never written to, and threads share nothing."""

    def __init__(self, path: Path):
        self.path = path

    def search(self, text: str, kind: str | None = None, limit: int = 20, offset: int = 0, today: date | None = None) -> Found:
        """What fits a query, the best first; what is no longer law on a day (today) last. ``kind`` keeps the results to one of KINDS; the
        counts are of all."""
        asked = read_query(plain(text))
        with closing(self._connect()) as connection:
            pasted = addressed(connection, text)
            named = pasted or cited(connection, asked)
            outside = _outside(connection, asked.words)
            fits = Fitting(pasted, frozenset(pasted)) if pasted else fitting(connection, asked, named, is_strict=bool(outside))
            rows = _entries(connection, list(fits.scores))
            ranked = _ranked(rows, fits, (today or date.today()).isoformat())
            counts = {each: sum(row["kind"] == each for row in rows) for each in KINDS}
            wanted = [row for row in ranked if kind is None or row["kind"] == kind]
            shown = wanted[offset : offset + limit]
            passages = _passages(connection, [row["id"] for row in shown], any_of(connection, asked.words))
            results = [_result(row, passages[row["id"]], row["id"] in named) for row in shown]
            missing = () if pasted else unheld(connection, asked.rest)
            without = " ".join(word for word in asked.words if word not in missing)
            return Found(
                query=text,
                total=len(wanted),
                by_kind=counts,
                results=results,
                complete=len(fits.complete),
                unknown=None if named or not asked.place else f"{asked.place.kind or ''} {asked.place.number}".strip(),
                suggestion=None if pasted else _suggestion(connection, text, asked),
                unheld=missing,
                without=without if missing and meaningful(without.split()) and without else None,
                outside=outside,
            )

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


def _ranked(rows: list[sqlite3.Row], fits: Fitting, today: str) -> list[sqlite3.Row]:
    """The entries in the order in which they are shown: rules, sources and whoever is bound before terms; what has ended at the end."""

    def place(row: sqlite3.Row) -> tuple[bool, int, float, str]:
        score = fits.scores[row["id"]]
        has_ended = row["until"] is not None and row["until"] <= today
        is_term = row["kind"] in TERMS
        group = 0 if score > CITED or (row["id"] in fits.called and not is_term) else 2 if is_term else 1
        return (has_ended and score <= CITED, group, -score - row["standing"] + (ENDED if has_ended else 0.0), row["path"])

    return sorted(rows, key=place)


def _outside(connection: sqlite3.Connection, typed: tuple[str, ...]) -> tuple[str, ...]:
    """What is to be said of places that a query names and whose law is not recorded here."""
    asked = f" {' '.join(typed)} "
    return tuple(dict.fromkeys(row["note"] for row in connection.execute("SELECT * FROM outside") if f" {row['name']} " in asked))


def _entries(connection: sqlite3.Connection, numbers: list[int]) -> list[sqlite3.Row]:
    found = []
    for start in range(0, len(numbers), 500):
        part = numbers[start : start + 500]
        found += connection.execute(f"SELECT * FROM entry WHERE id IN ({','.join('?' * len(part))})", part).fetchall()
    return found


def _passages(connection: sqlite3.Connection, numbers: list[int], expression: str) -> dict[int, tuple[str, str]]:
    """Title of some entries and what they say, the words found marked: the rule itself, not whatever passage holds most of the words."""
    found, marks = {}, (_OPEN, _CLOSE)
    if expression and numbers:
        holders = ",".join("?" * len(numbers))
        sql = f"SELECT rowid, highlight(docs, 0, ?, ?), highlight(docs, 2, ?, ?) FROM docs WHERE docs MATCH ? AND rowid IN ({holders})"
        found = {row[0]: (row[1], _opening(row[2])) for row in connection.execute(sql, (*marks, *marks, expression, *numbers))}
    for number in numbers:
        if number not in found:
            title, says = connection.execute("SELECT title, says FROM docs WHERE rowid = ?", (number,)).fetchone()
            found[number] = (title, _opening(says))
    return found


def _opening(says: str) -> str:
    """The first words of a text, up to the end of a mark that they begin."""
    said = says.split()
    opening = " ".join(said[:SNIPPET_WORDS]) + ("…" if len(said) > SNIPPET_WORDS else "")
    return opening + _CLOSE if opening.count(_OPEN) > opening.count(_CLOSE) else opening


def _result(row: sqlite3.Row, passages: tuple[str, str], is_cited: bool) -> Result:
    title, snippet = (_segments(text) for text in passages)
    return Result(
        path=row["path"],
        kind=row["kind"],
        word=row["word"],
        title=title,
        snippet=snippet,
        force=row["force"],
        citation=row["citation"],
        verification=row["verification"],
        until=row["until"],
        is_cited=is_cited,
    )


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
        if _is_word(connection, one + other) and not matches(connection, quoted(f"{one} {other}")):
            better = re.sub(rf"\b{one}\W+{other}\b", one + other, better, flags=re.IGNORECASE)
    for word in unheld(connection, asked.rest):
        if len(word) >= 4 and (like := _like(connection, word)) is not None:
            better = re.sub(rf"\b{word}\b", like, better, flags=re.IGNORECASE)
    return better if better.casefold() != text.casefold() else None


def _is_word(connection: sqlite3.Connection, word: str) -> bool:
    return connection.execute("SELECT 1 FROM word WHERE word = ?", (word,)).fetchone() is not None


def _like(connection: sqlite3.Connection, word: str) -> str | None:
    """The word most like a misspelt one, which begins as it does; None where none is."""
    rows = connection.execute(
        "SELECT word FROM word WHERE word LIKE ? AND length(word) BETWEEN ? AND ?", (word[0] + "%", len(word) - 2, len(word) + 2)
    )
    close = difflib.get_close_matches(word, [row["word"] for row in rows], n=1, cutoff=ALIKE)
    return close[0] if close else None
