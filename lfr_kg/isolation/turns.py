"""Turns at what only a few may use at once, handed out fairly: whoever asks a hundred times waits for itself, not others for it.

Fair queueing with stealing from the longest line (McKenney, "Stochastic Fairness Queueing", 1990; without the hashing): every client has a
line of its own; the next turn goes to the client that works least, and among those to the one that was served longest ago; where no more
may wait, the longest line loses its last. Nobody has all turns at once, unless there is only one, so that one is free for somebody else.
"""

import asyncio
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from lfr_kg.base.errors import Busy

WAITING, GIVEN, LOST = "waiting", "given", "lost"
"""What a place in a line is."""


class Turns:
    """``at_once`` turns, for which ``waiting`` may wait, each for ``seconds`` at most. ``what`` names those who wait in what a client is
    told: "queries"."""

    def __init__(self, at_once: int, waiting: int, seconds: float, what: str):
        self.at_once, self.waiting, self.seconds, self.what = at_once, waiting, seconds, what
        self.each = max(1, at_once - 1)
        """How many turns one client has at most."""
        self._lock = threading.Lock()
        self._working: Counter[str] = Counter()
        self._lines: dict[str, deque[_Place]] = {}
        """Who waits, by client; the client first that was served longest ago."""

    @contextmanager
    def turn(self, client: str) -> Iterator[None]:
        """One of the turns, for as long as the block runs. Raises Busy where none comes in time, or too many wait."""
        settled = threading.Event()
        place = self._line_up(client, settled.set)
        settled.wait(self.seconds)
        self._require(client, place)
        try:
            yield
        finally:
            self.leave(client)

    async def take(self, client: str) -> None:
        """One of the turns, until the same client's is left (``leave``), waited for without holding a thread. Raises Busy as ``turn``."""
        loop, thread = asyncio.get_running_loop(), threading.get_ident()
        waited: asyncio.Future[None] = loop.create_future()

        def wake() -> None:
            if not waited.done():
                waited.set_result(None)

        place = self._line_up(client, lambda: wake() if threading.get_ident() == thread else loop.call_soon_threadsafe(wake))
        if not waited.done():
            late = loop.call_later(self.seconds, wake)
            try:
                await waited
            except asyncio.CancelledError:
                self._withdraw(client, place)
                raise
            finally:
                late.cancel()
        self._require(client, place)

    def leave(self, client: str) -> None:
        """Give a client's turn back."""
        with self._lock:
            self._working[client] -= 1
            if not self._working[client]:
                del self._working[client]
            self._call()

    def _line_up(self, client: str, settle: Callable[[], object]) -> "_Place":
        """A place in a client's line; ``settle`` is called once it is given or lost, perhaps at once."""
        place = _Place(settle)
        with self._lock:
            self._lines.setdefault(client, deque()).append(place)
            self._call()
            if sum(map(len, self._lines.values())) > self.waiting:
                self._drop(client)
        return place

    def _require(self, client: str, place: "_Place") -> None:
        """Raise Busy where a place was lost, or has not come to a turn by now."""
        if place.state == GIVEN:
            return
        with self._lock:
            if place.state == WAITING:
                self._remove(client, place)
        if place.state == LOST:
            raise Busy(f"Too many {self.what} wait already. Try again in {Busy.retry_after} seconds.")
        if place.state == WAITING:
            raise Busy(f"Other {self.what} left no turn within {self.seconds:g} seconds. Try again in {Busy.retry_after} seconds.")

    def _withdraw(self, client: str, place: "_Place") -> None:
        """Give up a place, or the turn that it has come to."""
        with self._lock:
            if place.state == WAITING:
                self._remove(client, place)
                return
        if place.state == GIVEN:
            self.leave(client)

    def _call(self) -> None:
        """Hand out what turns are free."""
        while self._working.total() < self.at_once:
            client = min((each for each in self._lines if self._working[each] < self.each), key=self._working.__getitem__, default=None)
            if client is None:
                return
            place = self._lines[client][0]
            line = self._remove(client, place)
            if line:
                self._lines[client] = self._lines.pop(client)  # to the end
            self._working[client] += 1
            place.become(GIVEN)

    def _drop(self, newcomer: str) -> None:
        """Let the longest line lose its last; the newcomer's where several are as long."""
        longest = max(self._lines, key=lambda client: (len(self._lines[client]), client == newcomer))
        place = self._lines[longest][-1]
        self._remove(longest, place)
        place.become(LOST)

    def _remove(self, client: str, place: "_Place") -> "deque[_Place]":
        line = self._lines[client]
        line.remove(place)
        if not line:
            del self._lines[client]
        return line


class _Place:
    """A place in a line, until it is settled what comes of it."""

    def __init__(self, settle: Callable[[], object]) -> None:
        self.state, self._settle = WAITING, settle

    def become(self, state: str) -> None:
        """Settle it."""
        self.state = state
        self._settle()
