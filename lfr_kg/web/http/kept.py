"""Answers kept in memory and given again, before a thread or the app is asked: those that anybody may have, for as long as they are true.

Kept is what the app says that any cache may keep and has to ask about again (``Cache-Control: no-cache``, RFC 9111 §5.2.2.4), and files of
ours; asked about again it is by ``state``, which tells the day, and how the official words stand. Nothing is kept of a POST, of a request
with a cookie or a password, of what was refused, or of who asked; the address asked for is there as a hash only. Each server process keeps
its own, so that one that takes up changed knowledge begins with none.

An answer is found by everything that the app makes one of: the method, the address, and the headers of ``DEPENDS_ON``. A request that says
otherwise how it wants to be answered (``ELSEWHERE``) is the app's. Why not cachelib or diskcache: the one counts answers and not their
bytes, the other writes them down.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from hashlib import blake2b
from itertools import chain
from typing import Any, NamedTuple

from lfr_kg.web.http import sight

Headers = list[tuple[bytes, bytes]]

METHODS = ("GET", "HEAD")
ID = sight.HEADER.lower().encode()
DEPENDS_ON = frozenset((b"host", b"accept", b"accept-encoding", b"if-none-match"))
BELIEVED = frozenset((b"x-forwarded-proto", b"x-forwarded-prefix"))
"""What answers depend on besides where proxies are trusted."""
ELSEWHERE = frozenset(
    b"cookie authorization range if-range if-match if-modified-since if-unmodified-since expect content-length transfer-encoding".split()
)
"""Headers of requests that are left to the app."""
FRESH = (b"no-cache", b"no-store")
"""What a client says (Cache-Control) that wants an answer made for it."""
SECONDS = 600.0
"""How long an answer is kept at most: what people ask for stays nowhere for long."""
SHARE = 10
"""One answer takes a tenth of the room at most."""
BESIDES = 1000
"""Bytes that an answer takes besides its body and its headers, about."""


class Answer(NamedTuple):
    """An answer as the app gave it, without the id of its request; its route, and whether it counts as work (see ``rate``)."""

    status: int
    headers: Headers
    body: bytes
    route: str = ""
    is_counted: bool = False

    @property
    def size(self) -> int:
        """The bytes that it takes, about."""
        return len(self.body) + sum(map(len, chain.from_iterable(self.headers))) + BESIDES

    @property
    def may_be_kept(self) -> bool:
        """Whether it is for everybody, and true until something changes."""
        headers = dict(self.headers)
        control = headers.get(b"cache-control", b"")
        is_free = control == b"no-cache" or control.startswith(b"public,")
        return self.status in (200, 304) and is_free and b"etag" in headers and b"set-cookie" not in headers


class Kept:
    """``most`` bytes of answers, those longest not asked for given up first; 0 keeps none. One thread uses it.

    All are given up where ``state`` becomes another; ``believes`` is whether the headers of proxies count.
    """

    def __init__(self, most: int, state: Callable[[], Hashable], *, believes: bool = False, clock: Callable[[], float] = time.monotonic):
        self.most, self._state, self._clock = most, state, clock
        self._depends_on = DEPENDS_ON | BELIEVED if believes else DEPENDS_ON
        self._held: OrderedDict[bytes, tuple[float, Answer]] = OrderedDict()
        self._now: Hashable = None
        self.bytes = 0

    def name(self, scope: dict[str, Any]) -> bytes:
        """Under what name the answer to a request (an ASGI scope) is kept; b"" where none may be."""
        if not self.most or scope["method"] not in METHODS:
            return b""
        has_host, parts = False, [scope["method"].encode(), scope["scheme"].encode(), scope["raw_path"], scope["query_string"]]
        for header, value in scope["headers"]:
            has_host = has_host or header == b"host"
            if header in self._depends_on:
                parts += (header, value)
            elif header in ELSEWHERE or (header == b"cache-control" and any(word in value.lower() for word in FRESH)):
                return b""
        return blake2b(b"\n".join(parts), digest_size=20).digest() if has_host else b""

    def find(self, name: bytes) -> Answer | None:
        """The answer of that name, if it is still true."""
        self.state()
        found = self._held.get(name)
        if found is None:
            return None
        if found[0] < self._clock():
            self._drop(name)
            return None
        self._held.move_to_end(name)
        return found[1]

    def state(self) -> Hashable:
        """How things stand on which answers depend; what was kept as they stood otherwise is given up."""
        now = self._state()
        if now != self._now:
            self._held.clear()
            self.bytes, self._now = 0, now
        return now

    def keep(self, name: bytes, answer: Answer, since: Hashable) -> None:
        """Keep an answer, which was made as things stood ``since`` it was asked for."""
        if not name:
            return
        answer = answer._replace(headers=[each for each in answer.headers if each[0] != ID])
        size = answer.size
        if size * SHARE > self.most or not answer.may_be_kept or since != self.state():
            return
        if name in self._held:
            self._drop(name)
        self._held[name] = (self._clock() + SECONDS, answer)
        self.bytes += size
        while self.bytes > self.most:
            self._drop(next(iter(self._held)))

    def _drop(self, name: bytes) -> None:
        self.bytes -= self._held.pop(name)[1].size
