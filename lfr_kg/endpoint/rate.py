"""A fair share for every client: how many queries one address may ask in a minute.

Each address has a bucket that fills evenly. Counts are kept in memory, by each server process for itself, and only of the addresses that
asked last, so that a flood of addresses costs no more than ``MOST_ADDRESSES`` entries.
"""

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from lfr_kg.base.errors import LfrError

MOST_ADDRESSES = 10_000


class TooOften(LfrError):
    """A client asked more than its share; ``retry_after`` says in how many seconds its next query is answered."""

    status = 429

    def __init__(self, most: int, retry_after: int):
        super().__init__(f"More than {most} queries a minute came from your address. Ask again in {retry_after} seconds.")
        self.retry_after = retry_after


class Shares:
    """The buckets of all addresses: ``most`` queries a minute each, all at once if need be; 0 sets no limit."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic):
        self.most, self.clock = most, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, address: str) -> None:
        """Count one query of an address. Raises TooOften where its share is used up; what was refused is not counted."""
        if self.most <= 0:
            return
        name, now = network_of(address), self.clock()
        with self._lock:
            left, then = self._buckets.pop(name, (float(self.most), now))
            left = min(float(self.most), left + (now - then) * self.most / 60)
            is_refused = left < 1
            self._buckets[name] = (left if is_refused else left - 1, now)
            if len(self._buckets) > MOST_ADDRESSES:
                self._buckets.popitem(last=False)
        if is_refused:
            raise TooOften(self.most, max(1, math.ceil((1 - left) * 60 / self.most)))


def network_of(address: str) -> str:
    """What is counted as one client: an IPv4 address, or the /64 network of an IPv6 one, which a single customer has whole."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if found.version == 4:
        return str(found)
    return str(found.ipv4_mapped or ipaddress.ip_network((int(found) >> 64 << 64, 64)))
