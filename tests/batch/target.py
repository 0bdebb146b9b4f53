"""A worker of a batch that does what some files ask of it, harm included, and assesses all others."""

import os
import time

from lfr_kg.batch import working


def prepared():
    """The handler."""
    assess = working.prepared()

    def answer(header: dict, body: bytes) -> tuple[dict, bytes]:
        DEEDS.get(body, lambda: None)()
        return assess(header, body)

    return answer


def _spin() -> None:
    while True:
        pass


DEEDS = {
    b"# abort": os.abort,
    b"# exit": lambda: os._exit(1),
    b"# fill": lambda: bytearray(9_000_000_000),
    b"# hang": lambda: time.sleep(600),
    b"# spin": _spin,
}
