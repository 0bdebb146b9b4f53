"""What a batch has answered so far, kept beside the file that it will become, so that an interrupted batch goes on where it stopped.

Two files that only grow: ``OUT.part`` holds the lines, ``OUT.part.index`` begins with what the batch is and has an entry for each line:
which file it is of, the SHA-256 of what that held, and where the line stands. The entry is written after its line. So whatever is torn when
the process is killed is the last entry, or a line that no entry names, and both are cut off.
"""

import fcntl
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import orjson

from lfr_kg.base.errors import BadRequest
from lfr_kg.base.serialising import as_bytes
from lfr_kg.batch.wanted import Outcome

PART, INDEX, WHOLE = ".part", ".part.index", ".whole"
"""What is put behind the name of the file that it will become; the last is what that file is put together in, where that is needed."""


class Entry(NamedTuple):
    """One line: the file that it is of, the SHA-256 of what that held, where it stands, and what the outcome says beside."""

    file: str
    digest: str
    start: int
    end: int
    summaries: list[dict[str, int]]
    unreadable: str | None


class Part:
    """The lines of a batch that is under way. Made by ``opened``."""

    def __init__(self, out: Path, lines: BinaryIO, index: BinaryIO):
        self.out, self._lines, self._index = out, lines, index
        self.entries: dict[str, Entry] = {}
        """The last line of each file."""
        self.was_other = False
        """Whether an earlier run left lines of something else, which are not kept."""
        self._end = 0

    def take_up(self, asked: Mapping[str, Any], at: str) -> str:
        """Keep what an earlier run left where it was asked the same; else begin anew, as of the instant ``at``.

        Answers the instant as of which the batch began.
        """
        self._index.seek(0)
        kept = [*_whole_lines(self._index)]
        begun = _json(kept[0]) if kept else None
        if not begun or begun.get("asked") != asked:
            self.was_other = begun is not None
            self._cut(0, 0)
            self._index.write(as_bytes({"asked": asked, "at": at}) + b"\n")
            self._index.flush()
            return at
        size, length = self._lines.seek(0, os.SEEK_END), len(kept[0])
        for text in kept[1:]:
            entry = _entry(text)
            if entry is None or not self._end == entry.start < entry.end <= size or not self._ends_line(entry.end):
                break
            self.entries[entry.file], self._end = entry, entry.end
            length += len(text)
        self._cut(self._end, length)
        return str(begun["at"])

    def _ends_line(self, end: int) -> bool:
        self._lines.seek(end - 1)
        return self._lines.read(1) == b"\n"

    def _cut(self, lines: int, index: int) -> None:
        for stream, length in ((self._lines, lines), (self._index, index)):
            stream.truncate(length)
            stream.seek(length)

    def add(self, file: str, digest: str, outcome: Outcome) -> Entry:
        """Keep the line of a file."""
        self._lines.write(outcome["line"] + b"\n")
        self._lines.flush()
        start, self._end = self._end, self._end + len(outcome["line"]) + 1
        entry = Entry(file, digest, start, self._end, outcome["summaries"], outcome["unreadable"])
        self._index.write(as_bytes(entry._asdict()) + b"\n")
        self._index.flush()
        self.entries[file] = entry._replace(summaries=[], unreadable=None)  # many files, little memory
        return entry

    def lines(self, names: Iterable[str]) -> Iterator[bytes]:
        """The lines of these files, in their order."""
        for name in names:
            entry = self.entries[name]
            self._lines.seek(entry.start)
            yield self._lines.read(entry.end - entry.start)

    def become(self, names: list[str], write: Callable[[Iterator[bytes], Path], None] | None = None) -> None:
        """Put the lines of these files in the place of the file that was asked for, all at once: as they are, or as ``write`` puts what
        they say into a file. What was kept is deleted."""
        part = _beside(self.out, PART)
        if write is None and self._is_in_order(names):
            os.fsync(self._lines.fileno())
            os.replace(part, self.out)
        else:
            whole = _beside(self.out, WHOLE)
            (write or _joined)(self.lines(names), whole)
            os.replace(whole, self.out)
            part.unlink()
        _beside(self.out, INDEX).unlink()

    def _is_in_order(self, names: list[str]) -> bool:
        """Whether the lines are those of these files, in their order, and no other."""
        end = 0
        for name in names:
            if self.entries[name].start != end:
                return False
            end = self.entries[name].end
        return end == self._end


def _joined(lines: Iterator[bytes], whole: Path) -> None:
    with whole.open("wb") as stream:
        stream.writelines(lines)
        stream.flush()
        os.fsync(stream.fileno())


@contextmanager
def opened(out: Path) -> Iterator[Part]:
    """What is kept of the batch that is to become this file. Raises BadRequest where another run is at work on it or where it cannot be
    written."""
    try:
        lines, index = (_beside(out, ending).open("a+b") for ending in (PART, INDEX))
    except OSError as error:
        raise BadRequest(f"{out} cannot be written: {error.strerror}.") from error
    with lines, index:
        try:
            fcntl.flock(index, fcntl.LOCK_EX | fcntl.LOCK_NB)
            is_ours = os.path.samestat(os.fstat(index.fileno()), _beside(out, INDEX).stat())  # not of a run that has just ended
        except (BlockingIOError, FileNotFoundError):
            is_ours = False
        if not is_ours:
            raise BadRequest(f"Another run is writing {out}. Wait until that has ended, or name another file.")
        yield Part(out, lines, index)


def _beside(out: Path, ending: str) -> Path:
    return out.with_name(out.name + ending)


def _whole_lines(stream: BinaryIO) -> Iterator[bytes]:
    return (line for line in stream if line.endswith(b"\n"))


def _json(text: bytes) -> Any:
    try:
        return orjson.loads(text)
    except ValueError:
        return None


def _entry(text: bytes) -> Entry | None:
    try:
        return Entry(**_json(text))
    except TypeError:
        return None
