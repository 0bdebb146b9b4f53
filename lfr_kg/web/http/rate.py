"""How often a client may have the service work: so many requests a minute, counted by all server processes together.

The count is kept by GCRA, the generic cell rate algorithm (ITU-T I.371, Annex A): of each client one number, the time at which its share is
whole again, which each request puts off by the share of one. Who has a whole share need not be remembered. So a file of fixed size, mapped
by every process, holds the clients of late, each at one of ``WAYS`` places that a hash of its name gives; where all are taken, the one
whose share is whole first is forgotten.
"""

import contextlib
import math
import mmap
import os
import struct
import threading
import time
from collections.abc import Callable, Iterator
from hashlib import blake2b
from pathlib import Path

from flask import Flask, current_app, request

from lfr_kg.base.errors import LfrError
from lfr_kg.web.http import sight
from lfr_kg.web.http.clients import client

ENTRY = struct.Struct("<Qd")
"""A client: a hash of its name, and when its share is whole again."""
WAYS = 8
CLIENTS = 32_768
"""How many are remembered: half a megabyte."""
MINUTE = 60.0
_NAME = "lfr-kg-rate"


class TooOften(LfrError):
    """A client asked more than its share; ``retry_after`` says in how many seconds its next request is answered."""

    status = 429

    def __init__(self, most: int, retry_after: int):
        super().__init__(f"More than {most} requests for work came from your address in a minute. Send it again in {retry_after} seconds.")
        self.retry_after = retry_after


def file_in(folder: Path) -> Path:
    """A new file in a folder for the counts of one service."""
    file = folder / "rate"
    file.write_bytes(bytes(CLIENTS * ENTRY.size))
    return file


class Rate:
    """The shares of all clients: ``most`` requests a minute each, all at once if need be; 0 sets no limit.

    Counts are shared with whoever has the same file, and are of this process alone without one.
    """

    def __init__(self, most: int, file: Path | None = None, clock: Callable[[], float] = time.monotonic):
        self.most, self.clock = most, clock
        self._shared = os.open(file, os.O_RDWR) if file else None
        self._table = mmap.mmap(-1 if self._shared is None else self._shared, CLIENTS * ENTRY.size)
        self._lock = threading.Lock()

    def take(self, name: str) -> None:
        """Count one request of a client. Raises TooOften where its share is used up; what was refused is not counted."""
        if self.most <= 0:
            return
        each, now = MINUTE / self.most, self.clock()
        with self._alone():
            place, whole = self._find(name)
            late = max(whole, now) - now - (MINUTE - each)
            if late < 1e-6:
                ENTRY.pack_into(self._table, place, _key(name), max(whole, now) + each)
                return
        raise TooOften(self.most, max(1, math.ceil(late)))

    def _find(self, name: str) -> tuple[int, float]:
        """The place of a client, its own or the one that it is given, and when its share is whole: 0 where it is."""
        key = _key(name)
        first = key % (CLIENTS // WAYS) * WAYS * ENTRY.size
        found = {place: ENTRY.unpack_from(self._table, place) for place in range(first, first + WAYS * ENTRY.size, ENTRY.size)}
        for place, (other, whole) in found.items():
            if other == key:
                return place, whole
        return min(found, key=lambda place: found[place][1]), 0.0

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """No other thread and no other process, even where one is killed: then the system takes its lock away."""
        with self._lock:
            if self._shared is None:
                yield
                return
            import fcntl  # not on Windows, where counts are not shared

            fcntl.lockf(self._shared, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self._shared, fcntl.LOCK_UN)


def _key(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little") or 1


def install(app: Flask, rate: Rate) -> None:
    """Count, and refuse where it is too much, what has the app work: every POST, and what calls ``count``. Pages are not counted."""
    app.extensions[_NAME] = rate

    @app.before_request
    def take() -> None:
        if request.method == "POST":
            count()


def of(app: Flask) -> Rate | None:
    """What an app counts by; None where it does not."""
    return app.extensions.get(_NAME)


def count() -> None:
    """Count the request at hand. Raises TooOften."""
    request.environ.get(sight.FOUND, {})[sight.COUNTED] = True
    rate = of(current_app)
    if rate is not None:
        rate.take(client())
