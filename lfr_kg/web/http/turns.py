"""Turns: how many requests may do a thing at once, and how long others wait for theirs."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from lfr_kg.base.errors import Busy


@contextmanager
def turn(turns: threading.BoundedSemaphore, seconds: float, busy: str) -> Iterator[None]:
    """One of the turns, for as long as the block runs. Raises Busy, which says ``busy`` and when to try again, where none comes in time."""
    if not turns.acquire(timeout=seconds):
        raise Busy(f"{busy} Try again in {Busy.retry_after} seconds.")
    try:
        yield
    finally:
        turns.release()
