"""Asking again where a service says that it is not ready yet, or that it was asked too often, and giving up in time.

legislation.gov.uk answers 202 while it makes a document, and 403 or 503 where it was asked too much; Find Case Law answers 429.
Source: https://legislation.github.io/data-documentation/api/overview.html#response-codes.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from lfr_kg.official.fetching import NOT_SEEN, Fetcher, Reply, Seen

NOT_READY = 202
SLOW_DOWN = frozenset({403, 429, 500, 502, 503, 504})
"""What a service answers that is asked too much, or has broken for a while."""
TRIES = {NOT_READY: 6} | dict.fromkeys(SLOW_DOWN, 2)
"""How often an answer is taken before it counts."""
SECONDS = {NOT_READY: 10.0, 429: 60.0, 500: 10.0, 502: 10.0} | dict.fromkeys((403, 503, 504), 300.0)
"""How long is waited where the service does not say."""
LONGEST = 900.0
"""A longer wait that a service asks for is none: it counts as the answer, and whoever asks comes back another day."""


@dataclass(frozen=True)
class Patient:
    """A fetcher that waits, and asks again, before it takes such an answer for one. ``sleep`` is how it waits."""

    fetcher: Fetcher
    sleep: Callable[[float], None] = time.sleep

    def get(self, address: str, seen: Seen = NOT_SEEN) -> Reply:
        """The reply to a request, as ``Fetcher.get``."""
        tries = 1
        while True:
            reply = self.fetcher.get(address, seen)
            seconds = SECONDS.get(reply.status, 0.0) if reply.wait is None else reply.wait
            if tries >= TRIES.get(reply.status, 1) or seconds > LONGEST:
                return reply
            self.sleep(max(seconds, SECONDS[NOT_READY] if reply.status == NOT_READY else 1.0))
            tries += 1
