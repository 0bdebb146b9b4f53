"""The operator's folder: one readable file for each version of a provision, and an index of what there is.

``<source>/<provision>/<day since which it stands>.json`` has the words, a line each, with the day, the address, the licence and the hash.
``index.json`` has what is to be known of all of them without reading each: it is what tells that anything changed, and is written last.
Every file is written beside its place and moved there, so that a reader finds it whole. What stands in the folder is never trusted to be
well-formed: what is not is passed over, and said.
"""

import hashlib
import json
import os
import re
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from lfr_kg.base.namespaces import BASE
from lfr_kg.base.times import day
from lfr_kg.texts.words import Line, Lines, hash_of

FORMAT = 1
INDEX = "index.json"
UNDATED = "undated"
"""The name of the file of a version that bears no day."""
MAX_BYTES = 4_000_000
"""Bytes of one file that are read at most; of the index, ten times as many."""
DAMAGED = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)
"""What reading a file raises that somebody else wrote or altered, however deep it nests and whatever it takes for a number or a letter."""
_NAME = re.compile(r"[A-Za-z0-9][\w.\-]*", re.ASCII)


@dataclass(frozen=True)
class Earlier:
    """Words that the publisher once gave for a version, and gives no more: since when they were seen, and what they were."""

    seen: str
    hash: str
    lines: Lines = ()


@dataclass(frozen=True)
class Version:
    """A version of a provision: since and until when it stands ("" where that is open), where it is, when these words were first seen, and
    the hash of them. The lines are only there where its file was read."""

    start: str
    end: str
    address: str
    seen: str
    hash: str
    heading: str = ""
    earlier: tuple[Earlier, ...] = ()
    lines: Lines = ()


@dataclass(frozen=True)
class Outstanding:
    """A change that is still to be made to the text: the place it affects, its kind, the path of what makes it, and the days on which it
    comes into force."""

    affected: str
    kind: str
    by: str
    in_force: tuple[str, ...] = ()


@dataclass(frozen=True)
class Held:
    """What is known of a provision: its versions, the earliest first; when its publisher was last asked; the status that it gave it where
    it is not in force; the day on which it was found to be gone; changes still to be made; where it is explained; why nothing is held."""

    versions: tuple[Version, ...] = ()
    checked: str = ""
    status: str = ""
    gone: str = ""
    outstanding: tuple[Outstanding, ...] = ()
    notes: tuple[str, ...] = ()
    problem: str = ""

    def on(self, asked: str) -> Version | None:
        """The version in force on a day, or None."""
        found = None
        for place, version in enumerate(self.versions):
            end = version.end or (self.versions[place + 1].start if place + 1 < len(self.versions) else "")
            if version.start <= asked and (not end or asked < end):
                found = version
        return found

    def with_version(self, version: Version) -> "Held":
        """The same with one version put in, in the place of one of the same day."""
        others = [each for each in self.versions if each.start != version.start]
        return replace(self, versions=tuple(sorted([*others, version], key=lambda each: each.start)))


@dataclass(frozen=True)
class Document:
    """What is known of a document that was asked for: its state as its publisher gave it, when it was asked for, and the days of whose
    versions it is known what they hold."""

    etag: str = ""
    modified: str = ""
    asked: str = ""
    versions: tuple[str, ...] = ()


@dataclass
class Index:
    """All that is known: provisions by their name, documents by their address, and when a run began that did not end."""

    provisions: dict[str, Held] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    unfinished: str = ""
    state: str = ""


class UnreadableFolder(ValueError):
    """The index is not one that this program wrote."""


def name_of(node: str) -> str:
    """The name of a provision, by its IRI: ``ukpga-2018-12_section-64-1``; "" for what is no name of a provision here."""
    name = node.removeprefix(f"{BASE}law/")
    return name if _NAME.fullmatch(name) and ".." not in name else ""


@dataclass(frozen=True)
class Folder:
    """The folder at a path, whether or not it is there."""

    path: Path

    def index(self) -> Index:
        """What it says that it holds; empty where there is none. Raises UnreadableFolder."""
        try:
            content = _content(self.path / INDEX, 10 * MAX_BYTES)
        except FileNotFoundError:
            return Index()
        except OSError as error:
            raise UnreadableFolder(f"{self.path / INDEX}: {error.strerror or error}") from error
        try:
            return _index(content)
        except DAMAGED as error:
            raise UnreadableFolder(f"{self.path / INDEX} is not an index that this program wrote: {error}") from error

    def known(self) -> Index | None:
        """The index for those who only show it; None where it cannot be read."""
        try:
            return self.index()
        except UnreadableFolder:
            return None

    def stamp(self) -> tuple[int, ...]:
        """What becomes another whenever the index is written; nothing where there is none."""
        try:
            found = (self.path / INDEX).stat()
        except OSError:
            return ()
        return found.st_mtime_ns, found.st_size, found.st_ino

    def read(self, name: str, version: Version) -> Version | None:
        """A version with its lines; None where its file is not there, or is not what the index says."""
        try:
            said = json.loads(_content(self._file(name, version.start), MAX_BYTES))
            found = replace(version, lines=_lines(said["words"]), earlier=tuple(_earlier(each) for each in said.get("earlier", ())))
            return found if hash_of(found.lines) == version.hash else None
        except (OSError, *DAMAGED):
            return None

    def has(self, name: str, version: Version) -> bool:
        """Whether the file of a version is there."""
        return self._file(name, version.start).is_file()

    def write(self, name: str, version: Version, about: dict[str, str]) -> None:
        """Keep a version, with what is to be said ``about`` it and its licence. Raises OSError."""
        head = {**about, "from": version.start, "until": version.end, "address": version.address, "seen": version.seen}
        head |= {"heading": version.heading, "hash": f"sha256:{version.hash}"}
        parts = [f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in head.items()]
        parts.append(f' "words": {_rows(version.lines)}')
        if version.earlier:
            told = ",\n".join(
                f'  {{"seen": {json.dumps(each.seen)}, "hash": {json.dumps(each.hash)}, "words": {_rows(each.lines)}}}'
                for each in version.earlier
            )
            parts.append(f' "earlier": [\n{told}\n ]')
        _put(self._file(name, version.start), "{\n" + ",\n".join(parts) + "\n}\n")

    def remove(self, name: str, version: Version) -> None:
        """Delete the words of a version, where a publisher has withdrawn them. Raises OSError."""
        self._file(name, version.start).unlink(missing_ok=True)

    def write_index(self, index: Index) -> None:
        """Keep the index. Raises OSError."""
        document = {
            "format": FORMAT,
            "unfinished": index.unfinished,
            "documents": {address: asdict(each) for address, each in sorted(index.documents.items())},
            "provisions": {name: _stated(each) for name, each in sorted(index.provisions.items())},
        }
        _put(self.path / INDEX, json.dumps(document, ensure_ascii=False, indent=1) + "\n")

    def _file(self, name: str, start: str) -> Path:
        source, _, rest = name.partition("_")
        return self.path / source / (rest or "whole") / f"{start or UNDATED}.json"


def _content(file: Path, most: int) -> bytes:
    with file.open("rb") as opened:
        content = opened.read(most + 1)
    if len(content) > most:
        raise ValueError(f"it has more than {most:,} bytes")
    return content


def _put(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    beside.write_text(text, encoding="utf-8")
    beside.replace(file)


def _rows(lines: Lines) -> str:
    return "[\n" + ",\n".join(f"  {json.dumps(list(line), ensure_ascii=False)}" for line in lines) + "\n ]"


def _stated(held: Held) -> dict[str, Any]:
    """A provision as the index has it: words stand in the files of versions only."""
    stated = asdict(replace(held, versions=()))
    stated["versions"] = [
        asdict(replace(version, lines=(), earlier=())) | {"earlier": [{"seen": each.seen, "hash": each.hash} for each in version.earlier]}
        for version in held.versions
    ]
    for version in stated["versions"]:
        del version["lines"]
    return stated


@lru_cache(2)
def _index(content: bytes) -> Index:
    """The index in a file's content, which is read once while it stays as it is: whoever changes it takes a copy."""
    said = json.loads(content)
    if said["format"] != FORMAT:
        raise ValueError(f"it is of format {said['format']!r}")
    return Index(
        provisions={name: _held(each) for name, each in said["provisions"].items() if name_of(BASE + "law/" + name)},
        documents={str(address): _document(each) for address, each in said["documents"].items()},
        unfinished=str(said["unfinished"]),
        state=hashlib.sha256(content).hexdigest()[:16],
    )


def _held(said: dict[str, Any]) -> Held:
    plain = {name: _text(said[name]) for name in ("checked", "status", "gone", "problem")}
    changes = (
        Outstanding(_text(each["affected"]), _text(each["kind"]), _text(each["by"]), tuple(map(_day, each["in_force"])))
        for each in said["outstanding"]
    )
    return Held(tuple(map(_version, said["versions"])), outstanding=tuple(changes), notes=tuple(map(_text, said["notes"])), **plain)


def _version(said: dict[str, Any]) -> Version:
    earlier = tuple(Earlier(_day(each["seen"]), _text(each["hash"])) for each in said["earlier"])
    days = {name: _day(said[name]) if said[name] else "" for name in ("start", "end")}
    address, hashed, heading = (_text(said[name]) for name in ("address", "hash", "heading"))
    return Version(days["start"], days["end"], address, _day(said["seen"]), hashed, heading, earlier)


def _text(said: Any) -> str:
    if not isinstance(said, str):
        raise ValueError(f"{said!r} is no text")
    said.encode()  # half a character cannot be shown: UnicodeEncodeError
    return said


def _day(said: Any) -> str:
    return day(_text(said)).isoformat()


def _document(said: dict[str, Any]) -> Document:
    return Document(**said | {"versions": tuple(said["versions"])})


def _earlier(said: dict[str, Any]) -> Earlier:
    return Earlier(str(said["seen"]), str(said["hash"]), _lines(said["words"]))


def _lines(said: list[Any]) -> Lines:
    return tuple(Line(min(max(int(depth), 0), 20), str(label), str(words)) for depth, label, words in said)
