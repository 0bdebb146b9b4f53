"""Items worked on by several threads, each of which waits for a process or a machine; what comes of them is given in order.

Not ``concurrent.futures``: its threads are waited for when the program ends, so that an interruption would wait for the slowest file; and
its ``map`` hands out everything at once, however large what comes back is.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")

HELD_BYTES = 64_000_000
"""What may wait for its turn to be given; while more does, nothing new is begun."""
ENDING_SECONDS = 1.0
"""How long what is being worked on may go on where the caller has stopped."""


class Spread(Generic[Item, Made]):
    """``work`` of each item, by so many threads at once. ``size`` gives the bytes of what was made."""

    def __init__(self, work: Callable[[Item], Made], items: Iterable[Item], threads: int, size: Callable[[Made], int]):
        self._work, self._items, self._size = work, enumerate(items), size
        self._changed = threading.Condition()
        self._made: dict[int, Made | Exception] = {}
        self._held, self._begun, self._is_over, self._is_stopped = 0, 0, False, False
        self._threads = [threading.Thread(target=self._go_on, daemon=True) for _ in range(threads)]

    def __iter__(self) -> Iterator[Made]:
        """What was made of each item, in their order. Raises what ``work`` or ``items`` raised, in its place."""
        for thread in self._threads:
            thread.start()
        try:
            number = 0
            while True:
                with self._changed:
                    while number not in self._made and not (self._is_over and number >= self._begun):
                        self._changed.wait()
                    if number not in self._made:
                        return
                    made = self._made.pop(number)
                    if isinstance(made, Exception):
                        raise made
                    self._held -= self._size(made)
                    self._changed.notify_all()
                yield made
                number += 1
        finally:
            self._stop()

    def _stop(self) -> None:
        with self._changed:
            self._is_stopped = True
            self._changed.notify_all()
        end = time.monotonic() + ENDING_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))

    def _go_on(self) -> None:
        while (taken := self._taken()) is not None:
            number, item = taken
            try:
                made: Made | Exception = self._work(item)
            except Exception as error:
                made = error
            self._put(number, made)

    def _taken(self) -> tuple[int, Item] | None:
        """The next item with its number; None where there is none, or it is not to be begun."""
        with self._changed:
            # what is to be given next has been begun already, so that what is held grows less
            while self._held > HELD_BYTES and not self._is_stopped:
                self._changed.wait()
            if self._is_stopped or self._is_over:
                return None
            try:
                number, item = next(self._items)
            except StopIteration:
                self._is_over = True
                self._changed.notify_all()
                return None
            except Exception as error:
                self._made[self._begun], self._is_over = error, True
                self._changed.notify_all()
                return None
            self._begun = number + 1
            return number, item

    def _put(self, number: int, made: "Made | Exception") -> None:
        with self._changed:
            self._made[number] = made
            self._held += 0 if isinstance(made, Exception) else self._size(made)
            self._changed.notify_all()
