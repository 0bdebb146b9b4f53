"""What processes say to each other: four bytes of length and a JSON header, which gives the length of a body that follows."""

import json
import struct


def write_frame(stream, header: dict, body: bytes = b"") -> None:
    """Send one frame. Raises OSError where the other side is gone."""
    stream.write(packed(header, body))
    stream.flush()


def packed(header: dict, body: bytes = b"") -> bytes:
    """One frame as bytes."""
    head = json.dumps(header | {"size": len(body)}).encode()
    return struct.pack(">I", len(head)) + head + body


def read_frame(stream) -> tuple[dict, bytes] | None:
    """Receive one frame: header and body, or None where the other side has closed."""
    length = stream.read(4)
    if len(length) < 4:
        return None
    header = json.loads(stream.read(struct.unpack(">I", length)[0]))
    return header, stream.read(header["size"])
