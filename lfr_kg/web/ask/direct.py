"""Plain queries answered before Flask: those by GET whose answer is for a program. All else, and everything that is wrong, is Flask's.

A query that takes the engine a tenth of a millisecond took Flask and Werkzeug three times as long as everything else together, and a thread
half of what was left: so the front of a server process asks here first, in its event loop. What is answered here is what ``sparql``
answers, byte for byte: the tests of the protocol ask here, and hold the two against each other.
"""

import asyncio
import re
from binascii import a2b_qp
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote_plus

from flask import Flask

from lfr_kg.endpoint import guard
from lfr_kg.web.http import negotiation, rate, sight
from lfr_kg.web.http.bodies import REFUSAL
from lfr_kg.web.http.clients import network_of
from lfr_kg.web.http.compression import ENCODINGS, LEAST, best_of
from lfr_kg.web.http.kept import Answer
from lfr_kg.web.http.responses import OPEN_TO_ALL, common_headers, tag_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Environ = dict[str, Any]

NAME = "lfr-kg-direct"
"""Where an app has what answers plain queries before it."""
ROUTE = "/sparql"
LONGEST = 8192
"""Bytes of what is asked that an event loop reads: some milliseconds at worst, where a text is made to take long."""
_QUERY = "query="
_ODD = re.compile(r"%(?![0-9A-Fa-f]{2})")
"""What no form encodes so."""
_PLAIN_HOST = re.compile(r"(?!.*xn--)[a-z0-9.-]+(?::(?!80$|443$)\d+)?")
"""A host that is written as it is read."""
ELSEWHERE = ("CONTENT_LENGTH", "HTTP_TRANSFER_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE", REFUSAL)
"""What of a request is Flask's to heed."""


class Asked(NamedTuple):
    """A plain query that passed the guard, the format of its answer, the address of the service, and whose it is."""

    query: guard.Query
    form: str
    content_type: str
    base: str
    client: str


class Direct:
    """Plain queries to the service of a Flask app, for the event loop of a server (``answer``), and as a WSGI application before that of
    the app. ``seen`` gives an environment as it is behind the proxies that are trusted."""

    def __init__(self, app: Flask, following: "WSGIApplication", seen: Callable[[Environ], Environ]):
        self.app, self.following, self._seen = app, following, seen

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """The answer to a plain query; to what is none, that of the app, and what is wrong with a query told by it."""
        text = query_of(environ)
        if text:
            try:
                asked = self._asked(environ, text)
                body = self.app.config["POOL"].run(asked.query, asked.form, None, asked.base, asked.client)
                encoding = _encoding(environ, body)
                body = ENCODINGS[encoding](body) if encoding else body
                headers = self._headers(environ, asked, len(body), encoding)
            except Exception as error:
                environ[REFUSAL] = error
            else:
                start_response("200 OK", list(headers.items()))
                return [body]
        return self.following(environ, start_response)

    async def answer(self, environ: Environ) -> Answer | None:
        """The answer to a plain query, for which no thread is held; None for every other request, and for a text that takes long to read.
        Raises LfrError as ``sparql`` does."""
        if environ["PATH_INFO"] != ROUTE or len(environ["QUERY_STRING"]) > LONGEST:
            return None
        environ = self._seen(dict(environ))
        text = query_of(environ)
        if not text:
            return None
        asked = self._asked(environ, text)
        body = await self.app.config["POOL"].answer(asked.query, asked.form, asked.base, asked.client)
        encoding = _encoding(environ, body)
        if encoding:
            body = await asyncio.to_thread(ENCODINGS[encoding], body)
        headers = self._headers(environ, asked, len(body), encoding)
        return Answer(200, [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()], body, ROUTE, True)

    def _asked(self, environ: Environ, text: str) -> Asked:
        """What is asked, counted as work and let through by the guard. Raises LfrError as ``sparql`` does."""
        kb, client = self.app.config["KB"], network_of(environ.get("REMOTE_ADDR", ""))
        environ[sight.ROUTE] = ROUTE
        environ.get(sight.FOUND, {})[sight.COUNTED] = True
        counting = rate.of(self.app)
        if counting is not None:
            counting.take(client)
        query = guard.inspect(text, max_bytes=kb.settings.query_bytes, max_depth=kb.settings.query_depth)
        form, content_type = _form(environ.get("HTTP_ACCEPT"), gives_graph=query.gives_graph)
        base = f"{environ['wsgi.url_scheme']}://{environ['HTTP_HOST']}{environ['SCRIPT_NAME']}{ROUTE}"
        return Asked(query, form, content_type, base, client)

    def _headers(self, environ: Environ, asked: Asked, size: int, encoding: str) -> dict[str, str]:
        """The headers of an answer."""
        headers = {"Content-Type": asked.content_type, "Content-Length": str(size), "Vary": "Accept, Accept-Encoding"}
        if asked.query.is_volatile:
            headers["Cache-Control"] = "no-store"
        else:
            tag = tag_of(self.app.config["FINGERPRINT"], environ, environ["HTTP_HOST"], asked.content_type)
            headers |= {"Cache-Control": "no-cache", "ETag": f'W/"{tag}"'}
        if encoding:
            headers["Content-Encoding"] = encoding
        return headers | common_headers(self.app.config["KB"].hash) | OPEN_TO_ALL


def _encoding(environ: Environ, body: bytes) -> str:
    """The coding in which a body is sent; "" where it goes as it is."""
    return best_of(environ.get("HTTP_ACCEPT_ENCODING", ""), tuple(ENCODINGS)) if len(body) >= LEAST else ""


def query_of(environ: "WSGIEnvironment") -> str:
    """The text of a plain query; "" for every other request."""
    given = environ.get("QUERY_STRING", "")
    is_plain = (
        environ.get("PATH_INFO") == ROUTE
        and environ["REQUEST_METHOD"] == "GET"
        and given.startswith(_QUERY)
        and "&" not in given
        and given.isascii()
        and not environ.get("SCRIPT_NAME")
        and "html" not in environ.get("HTTP_ACCEPT", "").lower()
        and not any(environ.get(name) for name in ELSEWHERE)
        and _PLAIN_HOST.fullmatch(environ.get("HTTP_HOST", ""))
    )
    try:
        return _unquoted(given[len(_QUERY) :]) if is_plain else ""
    except UnicodeDecodeError:
        return ""


def _unquoted(given: str) -> str:
    """Percent-encoded ASCII as ``unquote_plus`` reads it, in a tenth of the time: by the decoder, in C, of quoted-printable text, which
    writes = for %. Raises UnicodeDecodeError."""
    if " " in given or not given.isprintable() or _ODD.search(given):
        return unquote_plus(given, errors="strict")
    return a2b_qp(given.replace("=", "%3D").replace("+", "%20").replace("%", "=")).decode()


@lru_cache(256)
def _form(accept: str | None, *, gives_graph: bool) -> tuple[str, str]:
    """The name of the format to answer in, and its media type. Raises NotAcceptable."""
    form, content_type = negotiation.choose(accept, negotiation.GRAPHS if gives_graph else negotiation.TABLES)
    return form.name, content_type
