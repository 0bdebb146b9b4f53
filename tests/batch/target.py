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


def _fill() -> None:
    held = bytearray(900_000_000)
    held[::4096] = b"x" * len(held[::4096])
    time.sleep(60)


DEEDS = {
    b"# abort": os.abort,
    b"# exit": lambda: os._exit(1),
    b"# fill": _fill,
    b"# hang": lambda: time.sleep(600),
    b"# spin": _spin,
}
