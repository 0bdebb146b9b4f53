"""What processes say to each other: four bytes of length and a JSON header, which gives the length of a body that follows."""

import json
import struct
from collections.abc import Mapping
from typing import Any, Protocol

Header = dict[str, Any]
"""What a header is where nothing more is known of it: a JSON object."""


class Reading(Protocol):
    """What frames can be read from."""

    def read(self, size: int, /) -> bytes:
        """As many bytes; fewer where the other side has closed."""


class Writing(Protocol):
    """What frames can be written to."""

    def write(self, data: bytes, /) -> object:
        """Take all of these bytes."""

    def flush(self) -> object:
        """Send what was taken."""


def write_frame(stream: Writing, header: Mapping[str, object], body: bytes = b"") -> None:
    """Send one frame. Raises OSError where the other side is gone."""
    stream.write(packed(header, body))
    stream.flush()


def packed(header: Mapping[str, object], body: bytes = b"") -> bytes:
    """One frame as bytes."""
    head = json.dumps({**header, "size": len(body)}).encode()
    return struct.pack(">I", len(head)) + head + body


def read_frame(stream: Reading) -> tuple[Any, bytes] | None:
    """Receive one frame: header (as JSON gives it) and body, or None where the other side has closed."""
    length = stream.read(4)
    if len(length) < 4:
        return None
    header = json.loads(stream.read(struct.unpack(">I", length)[0]))
    return header, stream.read(header["size"])


class Arriving:
    """A frame that comes in pieces."""

    def __init__(self) -> None:
        self._held, self._header, self._start, self._end = bytearray(), None, 0, 4

    def add(self, piece: bytes) -> tuple[Any, bytes] | None:
        """Take the next piece; the frame as ``read_frame`` gives it, once it is whole."""
        self._held += piece
        if not self._start and len(self._held) >= 4:
            self._start = self._end = 4 + struct.unpack_from(">I", self._held)[0]
        if self._start and self._header is None and len(self._held) >= self._start:
            header = json.loads(self._held[4 : self._start])
            self._header, self._end = header, self._start + header["size"]
        if self._header is None or len(self._held) < self._end:
            return None
        return self._header, bytes(memoryview(self._held)[self._start : self._end])
