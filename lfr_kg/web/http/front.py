"""The front of a server process: ASGI towards the server, the WSGI app behind it, and a limit of time on all that clients send and take.

A body is read, and an answer sent, without holding a thread; what does not come or is not taken in time is ended, and its connection with
it. One client has half of the threads at most, as many plain answers at once, and a share of the memory for bodies; its further requests
wait for its own. What the front refuses it hands to the app as a refusal (see ``bodies``), so that it is told in the form that was asked
for. An answer that was kept (see ``kept``) is given again from here.

Sources: ASGI 3.0 (HTTP spec 2.3), PEP 3333. Why not a2wsgi or asgiref, which join the two as well: the one holds a thread while a body
comes, the other has no limit of time.
"""

import asyncio
import io
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote_to_bytes
from weakref import WeakValueDictionary

from flask import Flask
from werkzeug.test import run_wsgi_app

from lfr_kg.base.errors import BadRequest, Busy, LfrError
from lfr_kg.base.log import REQUEST
from lfr_kg.web.http import rate, sight
from lfr_kg.web.http.bodies import CUT_OFF, REFUSAL
from lfr_kg.web.http.clients import address_of, network_of
from lfr_kg.web.http.kept import ID, Answer, Headers, Kept

THREADS = 32
"""More than queries and descriptions can run and wait at once, so that pages are answered while they do."""
BODY_BYTES = 100_000_000
"""What the bodies on their way and at work may hold of memory; those of one client a quarter of it."""
SENDING_SECONDS = 30.0
LEAST_RATE = 50_000
"""An answer has these seconds to be taken, and one more for each so many bytes."""
PIECE = 262_144

Message = dict[str, Any]
Environ = dict[str, Any]
Plain = Callable[[Environ], Awaitable[Answer | None]]


class TooSlow(LfrError):
    """The body did not come in time (RFC 9110 §15.5.9)."""

    status = 408


class Front:
    """An ASGI app before a Flask app: ``seconds`` for a body to come, ``kept`` for what may be given again, and ``plain``, which is asked
    before the app, in the event loop, for what GET asks."""

    def __init__(
        self, app: Flask, seconds: float, proxies: int, threads: int = THREADS, kept: Kept | None = None, plain: Plain | None = None
    ):
        self.app, self.seconds, self.proxies, self.kept, self.plain = app, seconds, proxies, kept or Kept(0, tuple), plain
        self.each = max(1, threads // 2)
        self._threads = ThreadPoolExecutor(threads)
        self._shares: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._held: Counter[str] = Counter()

    async def __call__(self, scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]) -> None:
        """Answer one request."""
        began, name = time.perf_counter(), self.kept.name(scope)
        address = address_of(scope["client"][0], _said(scope, b"x-forwarded-for") if self.proxies else "", self.proxies)
        client, refusal = network_of(address), None
        found = self.kept.find(name) if name else None
        if found is not None:
            try:
                await _send(send, *self._again(found, scope, address, began))
                return
            except LfrError as error:
                refusal = error
        environ = environ_of(scope) | ({REFUSAL: refusal} if refusal else {})
        share = self._shares.setdefault(client, asyncio.Semaphore(self.each))
        if self.plain is not None and scope["method"] == "GET":
            async with share:  # no thread is held, but the answer, until it is taken
                since = self.kept.state()
                answer = await self._plainly(environ, address, began, self.plain)
                if answer is not None:
                    self.kept.keep(name, answer, since)
                    await _send(send, answer.status, answer.headers, answer.body)
                    return
        with self._holding(client) as hold:
            is_whole = await self._take_body(environ, receive, hold)
            async with share:
                since = self.kept.state()
                answer = await asyncio.get_running_loop().run_in_executor(self._threads, _answered, self.app, environ)
                self.kept.keep(name, answer, since)
                await _send(send, answer.status, answer.headers, answer.body, is_last=not is_whole)

    def _again(self, found: Answer, scope: Message, address: str, began: float) -> tuple[int, Headers, bytes]:
        """What was kept, as the answer to another request. Raises TooOften where it counts as work, and the client has had its share."""
        seen, counting = self.app.extensions[sight.NAME], rate.of(self.app)
        if found.is_counted and counting is not None:
            counting.take(network_of(address))
        identity = seen.id_of(_said(scope, ID))
        seen.tell(identity, seen.facts(scope["method"], found.route, address), found.status, len(found.body), began)
        return found.status, [*found.headers, (ID, identity.encode())], found.body

    async def _plainly(self, environ: Environ, address: str, began: float, plain: Plain) -> Answer | None:
        """The answer of ``plain``; None where it has none, and where something is wrong, which the environment then has for the app."""
        if REFUSAL in environ:
            return None
        seen = self.app.extensions[sight.NAME]
        environ[sight.ID] = identity = seen.id_of(environ.get("HTTP_X_REQUEST_ID", ""))
        answering = REQUEST.set(identity)
        try:
            answer = await plain(environ)
        except Exception as error:
            environ[REFUSAL] = error
            return None
        finally:
            REQUEST.reset(answering)
        if answer is None:
            return None
        seen.tell(identity, seen.facts(environ["REQUEST_METHOD"], answer.route, address), answer.status, len(answer.body), began)
        return answer._replace(headers=[*answer.headers, (ID, identity.encode())])

    async def _take_body(self, environ: Environ, receive: Callable[[], Awaitable[Message]], hold: Callable[[int], None]) -> bool:
        """Put the body into the environment, or what is wrong with it; whether it was read to its end."""
        most, length, is_chunked = self.app.config["MAX_CONTENT_LENGTH"], environ.get("CONTENT_LENGTH"), _is_chunked(environ)
        if not (is_chunked or length):
            return True
        if not is_chunked and int(length or 0) > most:
            return False  # the app refuses it unread
        body, is_whole = bytearray(), False
        try:
            async with asyncio.timeout(self.seconds):
                while not is_whole and len(body) <= most:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise BadRequest(CUT_OFF)
                    piece = message.get("body", b"")
                    hold(len(piece))
                    body += piece
                    is_whole = not message.get("more_body")
        except TimeoutError:
            environ[REFUSAL] = TooSlow(f"The body did not come within {self.seconds:g} seconds. Send it again, or less at a time.")
        except LfrError as error:
            environ[REFUSAL] = error
        environ["wsgi.input"] = io.BytesIO(body)
        if is_chunked:
            del environ["HTTP_TRANSFER_ENCODING"]
            environ["CONTENT_LENGTH"] = str(len(body))
        return is_whole

    @contextmanager
    def _holding(self, client: str) -> Iterator[Callable[[int], None]]:
        """What to call with each number of bytes that are held for a client until the block ends; raises Busy where they are too many."""
        held = 0

        def hold(size: int) -> None:
            nonlocal held
            if self._held[client] + size > BODY_BYTES // 4 or self._held.total() + size > BODY_BYTES:
                raise Busy(f"Too many requests are being sent. Try again in {Busy.retry_after} seconds.")
            held += size
            self._held[client] += size

        try:
            yield hold
        finally:
            self._held[client] -= held
            if not self._held[client]:
                del self._held[client]


def environ_of(scope: Message) -> Environ:
    """The environment of a request as WSGI has it, without its body. Names of headers with an underscore, which would pass for others that
    have a hyphen, are left out."""
    environ: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "REMOTE_ADDR": scope["client"][0],
        "REMOTE_PORT": str(scope["client"][1]),
        "SERVER_NAME": scope["server"][0],
        "SERVER_PORT": str(scope["server"][1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for raw_name, raw_value in scope["headers"]:
        if b"_" in raw_name:
            continue
        name, value = raw_name.decode("latin-1").upper().replace("-", "_"), raw_value.decode("latin-1")
        name = name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"
        environ[name] = f"{environ[name]},{value}" if name in environ else value
    return environ


def _is_chunked(environ: Environ) -> bool:
    return "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower()


def _said(scope: Message, name: bytes) -> str:
    """What a request says in a header."""
    return b",".join(value for header, value in scope["headers"] if header == name).decode("latin-1")


def _answered(app: Flask, environ: Environ) -> Answer:
    """The app's answer; its date is the server's to say."""
    found = environ[sight.FOUND] = {}
    parts, status, headers = run_wsgi_app(app, environ, buffered=True)
    return Answer(
        int(status.partition(" ")[0]),
        [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers if name.lower() != "date"],
        b"".join(parts),
        found.get(sight.ROUTE, ""),
        sight.COUNTED in found,
    )


async def _send(send: Callable[[Message], Awaitable[None]], status: int, headers: Headers, body: bytes, *, is_last: bool = False) -> None:
    """Send an answer, in pieces, each once there is room for it. One that is not taken in time ends unfinished, and its connection with
    it; so does the connection where the answer ``is_last``, since the rest of the request was not read."""
    if is_last:
        headers = [*headers, (b"connection", b"close")]
    try:
        async with asyncio.timeout(SENDING_SECONDS + len(body) / LEAST_RATE):
            await send({"type": "http.response.start", "status": status, "headers": headers})
            for start in range(0, len(body) or 1, PIECE):
                is_more = start + PIECE < len(body)
                await send({"type": "http.response.body", "body": body[start : start + PIECE], "more_body": is_more})
    except TimeoutError:
        return
