"""Where in a file a statement was written: by its line, or by its cell."""

import io
import re
from dataclasses import dataclass
from typing import IO, cast

import pyoxigraph as ox

from lfr_kg.base.model import Statement
from lfr_kg.base.namespaces import compact

EXCERPT = 300
"""Characters of a line that are shown."""
NEAR = 5
"""How many lines from the name of a property its value is looked for, where no parser helps."""


@dataclass(frozen=True)
class Location:
    """Where something was written: a line, a column and the line itself, or a cell; nothing where there is no telling."""

    file: str = ""
    line: int | None = None
    column: int | None = None
    excerpt: str | None = None
    cell: str = ""

    def __bool__(self) -> bool:
        return bool(self.line or self.cell)

    @property
    def words(self) -> str:
        """The place for a person: ``line 3``, or ``Watchlist, cell B3``; "" where there is no telling."""
        return self.cell or (f"line {self.line}" if self.line else "")


class _Lines(io.RawIOBase):
    """A text that is handed out a line at a time, and knows how many of its lines have been asked for."""

    def __init__(self, lines: list[str]):
        self.number = 0
        self._lines, self._left = lines, b""

    def read(self, size: int = -1) -> bytes:
        """At most so many bytes of the line that is next."""
        if not self._left and self.number < len(self._lines):
            self._left = self._lines[self.number].encode()
            self.number += 1
        given, self._left = self._left[:size], self._left[size:]
        return given


def in_text(name: str, content: str, form: ox.RdfFormat, base: str, place: int, statement: Statement) -> Location:
    """Where the statement was written that a parser gives at a place (from 0) among all of a text.

    Parsers tell no places, but read no further than they must: so the text is parsed once more, a line at a time. A statement ends with
    the last line that had to be read for it, or a little earlier: its value is looked for from there up to where the one before it ended,
    else its property. JSON-LD is read whole before anything is stated; there the first property of that name that has the value is told.
    """
    lines = [line + "\n" for line in content.split("\n")]
    local, value = _local(statement[1]), _written(statement[2])
    if form == ox.RdfFormat.JSON_LD:
        named = [number for number, line in enumerate(lines) if _column(line, local) >= 0]
        near = (number for start in named for number in range(start, min(start + NEAR, len(lines))) if _column(lines[number], value) >= 0)
        found = next(near, named[0] if named else None)
        return Location() if found is None else _location(name, lines, found, value, local)
    first, last = _read_for(lines, form, base, place)
    back = range(last, -1, -1)
    found = next((number for number in back if number >= first and _column(lines[number], value) >= 0), None)
    if found is None:
        found = next((number for number in back if _column(lines[number], local) >= 0), last)
    return _location(name, lines, found, value, local)


def _read_for(lines: list[str], form: ox.RdfFormat, base: str, place: int) -> tuple[int, int]:
    """The first and the last line, from 0, that a parser read for the statement at a place."""
    text, before = _Lines(lines), 1
    for number, _ in enumerate(ox.parse(cast(IO[bytes], text), format=form, base_iri=base)):
        if number == place:
            break
        before = text.number
    return before - 1, text.number - 1


def _location(name: str, lines: list[str], number: int, *sought: str) -> Location:
    line = lines[number].rstrip("\n")
    column = max(0, next((at for text in sought if (at := _column(line, text)) >= 0), 0))
    return Location(name, number + 1, column + 1, line[:EXCERPT])


def _column(line: str, text: str) -> int:
    """Where a text begins in a line, as a word of its own; -1 where it does not stand there."""
    match = re.search(rf"(?<!\w){re.escape(text)}(?!\w)", line) if text else None
    return match.start() if match else -1


def _written(value: object) -> str:
    """What of a value stands in the text itself: its first line, or its local name; nothing of a node without a name."""
    if isinstance(value, ox.NamedNode):
        return _local(value)
    return value.value.split("\n", 1)[0] if isinstance(value, ox.Literal) else ""


def _local(term: ox.NamedNode) -> str:
    return re.split(r"[/#:]", compact(term.value).rstrip("/#"))[-1]
