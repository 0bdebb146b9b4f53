"""What fits a query, with a score: what an address or a citation names, what holds all the words, or, where that is little, most of them.

Query text is data and never FTS5 syntax: every word reaches the engine quoted.
"""

import math
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from lfr_kg.search.citations import DIVISIONS, Asked, Pinpoint, address_asked, meaningful, path_asked, words
from lfr_kg.search.wording import alike, grouped

WEIGHTS = "8.0, 4.0, 3.0, 1.0"
"""How much a word counts in a title, in another name or citation, in what a thing says, and in its other text."""
ENOUGH = 5
"""Where fewer things than this hold all the words, those that hold most are added."""
MOST = 0.6
"""The share of a query's meaning, rare words meaning more than common ones, that a thing must hold to be shown."""
MAX_WORDS = 24
FEWEST = 0.4
"""The share that will do where nothing holds more."""
NEARLY = 0.1
"""How much less than the best a thing may hold and still be shown: words that are about as rare mean about as much."""
NAMED, STATED, STATED_INSIDE, INSIDE = 400.0, 300.0, 250.0, 200.0
LACKS = 12.0
"""What it costs to lack a whole query's meaning: a share of it, that share."""
CALLED_SO = 20.0
"""What it is worth to bear the very name that was typed, or the name that the initials typed stand for."""
AS_TYPED, TOGETHER, ALL_IN_TITLE = 8.0, 3.0, 4.0
"""What it is worth to hold the words as they were typed, one after the other; some of them so; them all in the title."""
_EVERYTHING = 6000


def addressed(connection: sqlite3.Connection, text: str) -> dict[int, float]:
    """What a pasted address, path or compact name names, with the norms that it states; nothing where the text is none of them."""
    found = connection.execute("SELECT id FROM entry WHERE path = ?", (path_asked(text) or "",)).fetchall()
    if not found and (address := address_asked(text)) is not None:
        found = connection.execute("SELECT id FROM address WHERE address = ? ORDER BY id", (address,)).fetchall()
    scores = {row["id"]: NAMED for row in found}
    for number in list(scores):
        if connection.execute("SELECT 1 FROM place WHERE id = ?", (number,)).fetchone():
            within = "SELECT norm FROM stated JOIN inside ON inside.place = stated.place WHERE inside.above = ? ORDER BY stated.place"
            for order, row in enumerate(connection.execute(within, (number,)).fetchall()):
                scores.setdefault(row["norm"], STATED - order / 10)
    return scores


def cited(connection: sqlite3.Connection, asked: Asked) -> dict[int, float]:
    """The divisions that a citation names with what is in them, and the norms they state."""
    if asked.place is None:
        return {}
    sources = _sources(connection, asked.rest)
    found: dict[int, float] = {}
    places = connection.execute(
        "SELECT * FROM place WHERE number = ? OR number LIKE ? ORDER BY position", (asked.place.number, asked.place.number + "(%")
    ).fetchall()
    fitting = [row for row in places if _lies_in(connection, row["id"], sources) and _fits(row, asked, asked.place)]
    for order, row in enumerate(fitting):
        is_it = row["number"] == asked.place.number
        found[row["id"]] = (NAMED if is_it else INSIDE) - order / 10
        for stated in connection.execute("SELECT norm FROM stated WHERE place = ?", (row["id"],)):
            score = (STATED if is_it else STATED_INSIDE) - order / 10
            found[stated["norm"]] = max(found.get(stated["norm"], 0.0), score)
    return found


@dataclass(frozen=True)
class Fitting:
    """The entries that fit a query: each with its score, those that hold all its words or are what it cites, and those called so."""

    scores: dict[int, float]
    complete: frozenset[int]
    called: frozenset[int] = frozenset()


def fitting(connection: sqlite3.Connection, asked: Asked, named: dict[int, float], *, is_strict: bool = False) -> Fitting:
    """Every entry that fits, with its score: what is cited, what holds all the words, and, where that is little, what holds most; not so
    where ``is_strict``."""
    is_unknown = asked.place is not None and not named and bool(asked.rest)
    found = list(asked.rest if named or is_unknown else meaningful(list(asked.words)))[:MAX_WORDS]
    every = all_of(connection, found, asked.place if named else None)
    scores = matches(connection, every)
    complete = frozenset(scores) | frozenset(named)
    called = _called_so(connection, asked.rest if is_unknown else asked.words)
    if len(found) > 1:
        if len(scores) < ENOUGH and not (named or called or is_strict):
            scores = _most(connection, found) | scores
        _favour(connection, asked, every, scores)
    for number in called:
        if number in scores:
            scores[number] += CALLED_SO
    return Fitting(
        scores | {number: score + max(0.0, scores.get(number, 0.0)) / 100 for number, score in named.items()}, complete, frozenset(called)
    )


def _favour(connection: sqlite3.Connection, asked: Asked, every: str, scores: dict[int, float]) -> None:
    """Add to the scores of what holds words in the order in which they were typed, or all of them in its title."""
    typed = list(asked.words)
    some = [typed[start : start + length] for length in (2, 3) for start in range(min(len(typed), 8) - length + 1)]
    told = [part for part in some if len(meaningful(part)) > 1 and part != typed]
    for worth, phrases in ((AS_TYPED, [typed]), (TOGETHER, told)):
        for phrase in phrases:
            for number in matches(connection, " OR ".join(map(quoted, _written(phrase)))).keys() & scores.keys():
                scores[number] += worth
    for number in (matches(connection, f"title : ({every})") if every else {}).keys() & scores.keys():
        scores[number] += ALL_IN_TITLE


def _written(phrase: list[str]) -> list[str]:
    """Words one after the other, and the same with numbers as commas part them."""
    return list(dict.fromkeys([" ".join(phrase), " ".join(grouped(word) if word.isdecimal() else word for word in phrase)]))


def unheld(connection: sqlite3.Connection, found: tuple[str, ...]) -> tuple[str, ...]:
    """The words that nothing here holds, however they are written."""
    return tuple(word for word in found if not word.isdecimal() and not matches(connection, term(connection, word)))


def matches(connection: sqlite3.Connection, expression: str) -> dict[int, float]:
    """The entries that an FTS5 expression finds, each with how well it fits."""
    if not expression:
        return {}
    rows = connection.execute(f"SELECT rowid, -bm25(docs, {WEIGHTS}) FROM docs WHERE docs MATCH ?", (expression,))
    return {row[0]: row[1] for row in rows}


def any_of(connection: sqlite3.Connection, typed: Iterable[str]) -> str:
    """An FTS5 expression that asks for any of the words."""
    found = meaningful(list(typed))[:MAX_WORDS]
    return " OR ".join(term(connection, word) for word in found)


def all_of(connection: sqlite3.Connection, found: list[str], place: Pinpoint | None) -> str:
    """An FTS5 expression that asks for all the words, and for a place as a phrase."""
    terms = [term(connection, word) for word in found]
    if place is not None:
        marks = [mark for mark, kind in DIVISIONS.items() if kind == place.kind]
        terms.append("(" + " OR ".join(quoted(f"{mark} {place.number}") for mark in marks or [""]) + ")")
    return " AND ".join(terms)


def term(connection: sqlite3.Connection, word: str) -> str:
    """A word as FTS5 reads it: as it is, as others write or say it, as what its letters stand for, and, where nothing holds any of
    these, as the beginning of a word."""
    spelt = [DIVISIONS[word]] if word in DIVISIONS and DIVISIONS[word] != word else []
    names = [row["name"] for row in connection.execute("SELECT DISTINCT name FROM initials WHERE letters = ?", (word,))]
    ways = list(dict.fromkeys([word, *spelt, *alike(word), *names]))
    expression = " OR ".join(quoted(way) for way in ways)
    if len(word) >= 3 and not word.isdecimal() and not matches(connection, expression):
        return f"{quoted(word)} *"
    return expression if len(ways) == 1 else f"({expression})"


def quoted(text: str) -> str:
    """Text as an FTS5 string, in which nothing is syntax."""
    return '"' + text.replace('"', '""') + '"'


def _called_so(connection: sqlite3.Connection, typed: tuple[str, ...]) -> list[int]:
    """The entries whose very name was typed, in whatever form of its words (“authorise” for “authorisation”), or its initials."""
    names = {tuple(meaningful(list(typed)))} - {()}
    if len(typed) == 1:
        rows = connection.execute("SELECT name FROM initials WHERE letters = ?", typed)
        names |= {tuple(meaningful(words(row["name"]))) for row in rows}
    sql = "SELECT id FROM called WHERE called MATCH ? AND length = ?"
    return [row["id"] for name in sorted(names) for row in connection.execute(sql, (quoted(" ".join(name)), len(name)))]


def _most(connection: sqlite3.Connection, found: list[str]) -> dict[int, float]:
    """What holds enough of the meaning of some words: the more things hold a word, the less it means."""
    hits = {word: matches(connection, term(connection, word)) for word in found}
    means = {word: math.log(_EVERYTHING / (len(fits) + 0.5)) for word, fits in hits.items()}
    held: dict[int, float] = {}
    for word, fits in hits.items():
        for number in fits:
            held[number] = held.get(number, 0.0) + means[word] / sum(means.values())
    best = max(held.values(), default=0.0)
    least = min(MOST, best - NEARLY) if best >= FEWEST else 1.0
    return {
        number: sum(fits.get(number, 0.0) for fits in hits.values()) - LACKS * (1 - share)
        for number, share in held.items()
        if share >= least
    }


def _fits(row: sqlite3.Row, asked: Asked, place: Pinpoint) -> bool:
    """Whether a division is of the kind cited and lies in the divisions named with it."""
    if place.kind not in (None, row["kind"]):
        return False
    return all(f" {each.kind}:{each.number} " in row["within"] for each in asked.within)


def _lies_in(connection: sqlite3.Connection, place: int, sources: set[int]) -> bool:
    return any(row["above"] in sources for row in connection.execute("SELECT above FROM inside WHERE place = ?", (place,)))


def _sources(connection: sqlite3.Connection, rest: tuple[str, ...]) -> set[int]:
    """The sources, and divisions with a name of their own, that the words beside a citation name: all where there are no such words."""
    rows = connection.execute("SELECT id, names FROM source").fetchall()
    return {row["id"] for row in rows if all(f" {word} " in row["names"] for word in rest)}
