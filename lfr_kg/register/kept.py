"""What was found of the records, on disk: an entry a record, written as it is found and read when it is asked for.

Two files of SQLite. ``Kept`` grows while records are judged: what is interrupted has lost nothing that it says is found. ``Findings`` is
written once from it beside the store, for the rows of the register in their order, with what a table of them is narrowed by: for each
verdict and norm, of which rows it was found. Entries are much like each other, so each is compressed by what it has in common with one
that stands for all (zlib, RFC 1950, section 2.3: a preset dictionary), to a fifteenth of its length.
"""

import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from functools import cached_property, reduce
from operator import or_
from pathlib import Path
from types import TracebackType
from typing import Any

import orjson

from lfr_kg.base.serialising import as_bytes
from lfr_kg.register.judging import OPEN

FILE = "register.sqlite"
COMMITTED = 50
"""Entries after which what was found is certain to be on disk."""
Entry = dict[str, Any]
Pair = tuple[str, str]
"""A verdict and the slug of a norm."""
Marks = int
"""Which rows of the register something holds of: a byte a row, the first the lowest, 1 where it does."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS entry (id TEXT PRIMARY KEY, content BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS same (content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS pair (verdict TEXT, norm TEXT, marks BLOB NOT NULL, PRIMARY KEY (verdict, norm)) WITHOUT ROWID;
"""
"""``same`` holds the entry that the others are compressed by."""


def marks_of(flags: bytes | bytearray) -> Marks:
    """Marks from a byte a row."""
    return int.from_bytes(flags, "little")


class Kept:
    """A file of what was found, that grows. One that is no such file, or is damaged, is begun anew. It is closed when it is left."""

    def __init__(self, file: Path):
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._connection = _opened(file)
        except sqlite3.DatabaseError:
            file.unlink()
            self._connection = _opened(file)
        self._like = _like(self._connection)
        self._waiting = 0

    def __enter__(self) -> "Kept":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._connection.commit()
        self._connection.close()

    def get(self, name: str) -> Entry | None:
        """What was found of a record; None where nothing is kept of it."""
        row = self._connection.execute("SELECT content FROM entry WHERE id = ?", (name,)).fetchone()
        return None if row is None else _unpacked(row[0], self._like)

    def put(self, entry: Entry) -> None:
        """Keep what was found of a record, in place of what was kept of it."""
        self._like = self._like or _put_first(self._connection, entry)
        self._connection.execute("REPLACE INTO entry VALUES (?, ?)", (entry["id"], _packed(entry, self._like)))
        self._waiting += 1
        if self._waiting >= COMMITTED:
            self._connection.commit()
            self._waiting = 0

    def of(self, names: Iterable[str]) -> Iterator[Entry]:
        """What was found of these records, one after the other, of those of which something is kept."""
        return (entry for name in names if (entry := self.get(name)) is not None)


def write(file: Path, entries: Iterable[Entry], names: list[str]) -> None:
    """Write what was found to a new file, for the rows of the register by their names in their order."""
    place = {name: number for number, name in enumerate(names)}
    flags: dict[Pair, bytearray] = {}
    like = b""
    with closing(_opened(file)) as connection:
        for entry in entries:
            like = like or _put_first(connection, entry)
            connection.execute("INSERT INTO entry VALUES (?, ?)", (entry["id"], _packed(entry, like)))
            for pair in _pairs(entry):
                flags.setdefault(pair, bytearray(len(names)))[place[entry["id"]]] = 1
        connection.executemany("INSERT INTO pair VALUES (?, ?, ?)", ((*pair, zlib.compress(flags[pair])) for pair in sorted(flags)))
        connection.commit()


class Findings(Mapping[str, Entry]):
    """What was found of each record, by its name, in a file that was written; nothing where there is none."""

    def __init__(self, file: Path | None = None):
        self.file = file if file is not None and file.is_file() else None
        self._marked: dict[Pair, Marks] = {}

    def __getitem__(self, name: str) -> Entry:
        for row in self._rows("SELECT content FROM entry WHERE id = ?", name):
            return _unpacked(row[0], self._common)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return (row[0] for row in self._rows("SELECT id FROM entry ORDER BY id"))

    def __len__(self) -> int:
        return self._number

    def __bool__(self) -> bool:
        return self.file is not None

    @cached_property
    def pairs(self) -> set[Pair]:
        """Every verdict that says something of a record, with the norm of which it does."""
        said = self._rows("SELECT verdict, norm FROM pair")
        return {(verdict, norm) for verdict, norm in said if verdict not in OPEN}

    def marks(self, verdict: str, norm: str) -> Marks:
        """Of which rows a verdict was found of a norm; "" stands for any that says something, and for any norm."""
        asked = verdict, norm
        if asked not in self._marked:
            pairs = [pair for pair in self.pairs if verdict in ("", pair[0]) and norm in ("", pair[1])]
            self._marked[asked] = reduce(or_, (self._marks(*pair) for pair in pairs), 0)
        return self._marked[asked]

    def bearing_on(self, rows: Marks) -> set[str]:
        """The norms that were not found inapplicable to every one of these rows."""
        return {norm for norm, flags in self._rows("SELECT norm, marks FROM pair") if marks_of(zlib.decompress(flags)) & rows}

    def _marks(self, verdict: str, norm: str) -> Marks:
        for row in self._rows("SELECT marks FROM pair WHERE verdict = ? AND norm = ?", verdict, norm):
            return marks_of(zlib.decompress(row[0]))
        return 0

    @cached_property
    def _common(self) -> bytes:
        return b"".join(row[0] for row in self._rows("SELECT content FROM same"))

    @cached_property
    def _number(self) -> int:
        return sum(row[0] for row in self._rows("SELECT COUNT(*) FROM entry"))

    def _rows(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        """The rows of an answer. Each time the file is opened anew, which is cheap: so threads and forked processes share nothing."""
        if self.file is None:
            return []
        with closing(sqlite3.connect(f"file:{self.file.as_posix()}?mode=ro&immutable=1", uri=True)) as connection:
            return connection.execute(query, values).fetchall()


def _opened(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file)
    connection.executescript(SCHEMA)
    return connection


def _like(connection: sqlite3.Connection) -> bytes:
    return b"".join(row[0] for row in connection.execute("SELECT content FROM same"))


def _put_first(connection: sqlite3.Connection, entry: Entry) -> bytes:
    """Keep the first entry as the one that all are compressed by."""
    like = as_bytes(entry)
    connection.execute("INSERT INTO same VALUES (?)", (like,))
    return like


def _packed(entry: Entry, like: bytes) -> bytes:
    packer = zlib.compressobj(zdict=like)
    return packer.compress(as_bytes(entry)) + packer.flush()


def _unpacked(content: bytes, like: bytes) -> Entry:
    found: Entry = orjson.loads(zlib.decompressobj(zdict=like).decompress(content))
    return found


def _pairs(entry: Entry) -> Iterator[Pair]:
    """Every verdict with the norm of which it was found, but for those that do not apply."""
    yield from ((finding["verdict"], finding["norm"]) for finding in entry["findings"])
    yield from ((verdict.value, slug) for verdict in OPEN for slug in entry[verdict.value])
