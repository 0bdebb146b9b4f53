"""What commands print for programs."""

import sys


def data(text: str) -> None:
    """Print a text of a format that is UTF-8 wherever it is read (JSON by RFC 8259, Turtle, CSV), whatever the encoding of the terminal."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode() + b"\n")
    sys.stdout.buffer.flush()
