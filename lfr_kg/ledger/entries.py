"""An entry: what was assessed, what came out, who added it and when; and the hash that chains the next entry to it.

The hash is that of receipts: SHA-256 over the canonical form (RFC 8785) of all but itself.
"""

import hashlib
from collections.abc import Mapping
from typing import Any, TypedDict, cast

import orjson

from lfr_kg.base.serialising import canonical

FORM = 1
FIRST = ""
"""What the first entry has for the hash of the one before it."""


class Kept(TypedDict):
    """A file that an entry is about: kept beside the entries under its hash (SHA-256, hex), byte for byte."""

    name: str
    type: str
    bytes: int
    hash: str


class Judged(TypedDict):
    """What came out for one deployment: how many findings have which verdict."""

    id: str
    identifier: str
    lawAsAt: str
    summary: dict[str, int]


class Entry(TypedDict):
    """One addition. ``previous`` is the hash of the entry before it, and ``hash`` its own."""

    form: int
    number: int
    previous: str
    addedAt: str
    addedBy: str
    note: str
    description: Kept
    answer: Kept
    receipt: dict[str, Any]
    deployments: list[Judged]
    hash: str


def sha256(content: bytes) -> str:
    """SHA-256 as hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def digest(entry: Mapping[str, Any]) -> str:
    """What the hash of an entry has to be. Raises TypeError where something in it has no canonical form."""
    return sha256(canonical({name: value for name, value in entry.items() if name != "hash"}))


def written(entry: Mapping[str, Any]) -> bytes:
    """The bytes of an entry's file: one line."""
    return canonical(entry) + b"\n"


def read(content: bytes) -> Entry | None:
    """The entry in the bytes of a file; None where they are no whole entry, whatever it may say."""
    try:
        found = orjson.loads(content)
    except orjson.JSONDecodeError:
        return None
    is_entry = isinstance(found, dict) and Entry.__required_keys__ == found.keys() and isinstance(found["number"], int)
    return cast(Entry, found) if is_entry and content.endswith(b"\n") else None


def is_intact(entry: Entry, content: bytes) -> bool:
    """Whether an entry is as it was written: its hash that of what it holds, and its bytes its canonical form."""
    return digest(entry) == entry["hash"] and written(entry) == content
