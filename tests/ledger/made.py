"""Registers as tests make them: with answers that look like answers, so that no knowledge is needed."""

import sys
from pathlib import Path

from lfr_kg.ledger.ledger import Ledger, Sent

ANSWER = {
    "receipt": {"inputHash": "a" * 64, "assessedAt": "2026-11-30T07:00:00+00:00", "hash": "b" * 64},
    "deployments": [
        {"id": "urn:d1", "identifier": "=D1", "lawAsAt": "2026-11-01", "summary": {"breached": 2, "met": 0}},
    ],
}


def add(ledger: Ledger, number: int):
    """Append a description that no other number has."""
    return ledger.add(
        Sent(f"description {number}".encode(), "text/turtle", f"d{number}.ttl"), ANSWER, f"{{{number}}}".encode(), "A. Person"
    )


def of(folder: Path, count: int) -> Ledger:
    """A register with so many entries."""
    ledger = Ledger.made(folder)
    for number in range(1, count + 1):
        add(ledger, number)
    return ledger


if __name__ == "__main__":
    if sys.argv[2] == "many":  # one addition after the other, each told once it is on the disk
        for each in range(int(sys.argv[3]), 100_000):
            print(add(Ledger.made(Path(sys.argv[1])), each)["hash"], flush=True)
    import os
    import signal

    steps, replace = int(sys.argv[2]), os.replace

    def ending(*paths):
        """Replace a file, or be killed where as many were replaced as was asked for."""
        global steps
        if steps == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        steps -= 1
        replace(*paths)

    os.replace = ending
    print(add(Ledger.at(Path(sys.argv[1])), 9)["number"])
