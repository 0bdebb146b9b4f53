"""The folder of a register: entries by number, what they are about by hash, and the head, which says how many count.

An addition is there once its entry has its place; the head follows. Whatever was killed before is not there, and what it left behind is
cleared or reused by the next; an entry that was written and not yet counted is counted then.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from lfr_kg.base.errors import BadRequest, LfrError, NotFound
from lfr_kg.base.serialising import canonical
from lfr_kg.ledger import entries, files
from lfr_kg.ledger.entries import FIRST, FORM, Entry, Judged, Kept, sha256

ENTRIES, OBJECTS, HEAD, LOCK, JOURNAL = "entries", "objects", "head.json", "lock", "journal.jsonl"


class Damaged(LfrError):
    """A register is not as it was written; the message says what is wrong first, and how all of it is found."""

    status = 500


@dataclass(frozen=True)
class Head:
    """How many entries count, and the hash of the last."""

    count: int = 0
    hash: str = FIRST


@dataclass(frozen=True)
class Sent:
    """A description to be added: its bytes as they came, their media type, and the name of their file."""

    content: bytes
    type: str
    name: str


class Ledger:
    """A register in a folder. Made by ``Ledger.at``; reading needs no lock, since nothing that counts is written again."""

    def __init__(self, folder: Path):
        self.folder = folder

    @classmethod
    def at(cls, folder: Path) -> "Ledger":
        """The register in a folder. Raises BadRequest where there is none."""
        if not (folder / ENTRIES).is_dir():
            raise BadRequest(f"{folder} is no register. «lfr-kg register add {folder} FILE» makes one, where nothing is.")
        return cls(folder)

    @classmethod
    def made(cls, folder: Path) -> "Ledger":
        """The register in a folder, made where nothing is yet. Raises BadRequest where something else is, or none can be made."""
        if folder.exists() and not (folder / ENTRIES).is_dir() and (not folder.is_dir() or set(_names(folder)) - {LOCK, ENTRIES, OBJECTS}):
            raise BadRequest(f"{folder} holds something else. Name a folder that is a register, or one that is empty or not there.")
        try:
            for each in (folder, folder / OBJECTS, folder / ENTRIES):
                files.make_folder(each)
        except OSError as error:
            raise BadRequest(f"{folder} cannot be made: {error.strerror}.") from error
        return cls(folder)

    @property
    def head(self) -> Head:
        """How many entries count, and the hash of the last. Raises Damaged where that cannot be read."""
        try:
            stated = orjson.loads((self.folder / HEAD).read_bytes())
            return Head(int(stated["count"]), str(stated["hash"]))
        except FileNotFoundError:
            if self.numbers() in ([], [1]):
                return Head()  # nothing was ever counted: the first addition was cut off, or nothing was added
            raise self._damaged("what says how many entries count (head.json) is not there") from None
        except (ValueError, KeyError, TypeError) as error:
            raise self._damaged("what says how many entries count (head.json) cannot be read") from error

    def numbers(self) -> list[int]:
        """The numbers of the files of entries that are there."""
        return sorted(int(name[:-5]) for name in _names(self.folder / ENTRIES) if name.endswith(".json") and name[:-5].isdecimal())

    def file_of(self, number: int) -> Path:
        """Where the entry of a number stands."""
        return self.folder / ENTRIES / f"{number:06}.json"

    def object_file(self, name: str) -> Path:
        """Where what has that hash is kept."""
        return self.folder / OBJECTS / name

    def entry(self, number: int) -> Entry:
        """An entry that counts. Raises NotFound where there is none of that number, Damaged where it is not as it was written."""
        if not 0 < number <= self.head.count:
            raise NotFound(f"The register has no entry {number}.")
        try:
            content = self.file_of(number).read_bytes()
        except FileNotFoundError:
            raise self._damaged(f"entry {number} is not there") from None
        found = entries.read(content)
        if found is None or not entries.is_intact(found, content) or found["number"] != number:
            raise self._damaged(f"entry {number} is not as it was written")
        return found

    def entries(self) -> Iterator[Entry]:
        """All entries that count, in order. Raises Damaged at the first that is not as it was written, or does not follow on the last."""
        before = FIRST
        for number in range(1, self.head.count + 1):
            entry = self.entry(number)
            if entry["previous"] != before:
                raise self._damaged(f"entry {number} does not follow on entry {number - 1}")
            before = entry["hash"]
            yield entry

    def content(self, kept: Kept) -> bytes:
        """What an entry is about, byte for byte. Raises Damaged where it is not as it was."""
        try:
            content = self.object_file(kept["hash"]).read_bytes()
        except FileNotFoundError:
            raise self._damaged(f"“{kept['name']}” is not there") from None
        if sha256(content) != kept["hash"]:
            raise self._damaged(f"“{kept['name']}” is not as it was")
        return content

    def add(self, sent: Sent, answer: Mapping[str, Any], document: bytes, by: str, note: str = "") -> Entry:
        """Append an entry: a description, the answer on it, and that answer as it is handed out (``document``, JSON).

        It is on the disk when this returns. Waits for another that adds. Raises Damaged where the last entry is not as it was written,
        since what is wrong would be built upon, and OSError where nothing can be written.
        """
        with files.alone(self.folder / LOCK):
            head = self.recovered()
            description, given = self._kept(sent.content, sent.name, sent.type), self._kept(document, "answer.json", "application/json")
            judged: list[Judged] = [
                {
                    "id": each["id"],
                    "identifier": each["identifier"],
                    "lawAsAt": each["lawAsAt"],
                    "summary": {verdict: count for verdict, count in each["summary"].items() if count},
                }
                for each in answer["deployments"]
            ]
            entry: Entry = {
                "form": FORM,
                "number": head.count + 1,
                "previous": head.hash,
                "addedAt": datetime.now(UTC).replace(microsecond=0).isoformat(),
                "addedBy": _text(by),
                "note": _text(note),
                "description": description,
                "answer": given,
                "receipt": dict(answer["receipt"]),
                "deployments": judged,
                "hash": "",
            }
            entry["hash"] = entries.digest(entry)
            files.write(self.file_of(entry["number"]), entries.written(entry))
            self._count(entry)
            return entry

    def recovered(self) -> Head:
        """The head, after what a killed addition left behind was cleared, or counted where it was whole. To be called under the lock."""
        for folder in (self.folder, self.folder / OBJECTS, self.folder / ENTRIES):
            for part in folder.glob(f"*{files.PART}"):
                part.unlink()
        head = self.head
        if head.count and self.entry(head.count)["hash"] != head.hash:
            raise self._damaged(f"entry {head.count} is another than the one that was counted")
        beyond = [number for number in self.numbers() if number > head.count]
        if not beyond:
            return head
        found = self.uncounted(head)
        if found is None or beyond != [found["number"]]:
            raise self._damaged(f"entry {beyond[-1]} stands after the last that counts, and does not follow on it")
        return self._count(found)

    def uncounted(self, head: Head) -> Entry | None:
        """The entry that was written after the last that counts, whole and following on it, before its addition was cut off."""
        file = self.file_of(head.count + 1)
        content = file.read_bytes() if file.is_file() else b""
        found = entries.read(content)
        follows = found is not None and (found["number"], found["previous"]) == (head.count + 1, head.hash)
        return found if found is not None and follows and entries.is_intact(found, content) else None

    def _kept(self, content: bytes, name: str, media_type: str) -> Kept:
        kept: Kept = {"name": _text(name), "type": media_type, "bytes": len(content), "hash": sha256(content)}
        place = self.object_file(kept["hash"])
        if not place.is_file() or sha256(place.read_bytes()) != kept["hash"]:
            files.write(place, content)
        return kept

    def _count(self, entry: Entry) -> Head:
        files.write(self.folder / HEAD, canonical({"form": FORM, "count": entry["number"], "hash": entry["hash"]}) + b"\n")
        return Head(entry["number"], entry["hash"])

    def _damaged(self, what: str) -> Damaged:
        return Damaged(f"The register in {self.folder} is not as it was written: {what}. «lfr-kg register verify» says all that is wrong.")


def _names(folder: Path) -> list[str]:
    return [each.name for each in folder.iterdir()] if folder.is_dir() else []


def _text(given: str) -> str:
    """A text that JSON has a place for: bytes of the command line, or of a file's name, that are no text are written out."""
    return given.encode(errors="backslashreplace").decode()
