"""Plain queries answered before Flask: those by GET whose answer is for a program. All else, and everything that is wrong, is Flask's.

A query that takes the engine a tenth of a millisecond took Flask and Werkzeug three times as long as everything else together. What is
answered here is what ``sparql`` answers, byte for byte: the tests of the protocol ask here, and hold the two against each other.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from flask import Flask

from lfr_kg.endpoint import guard
from lfr_kg.web.http import negotiation, rate, sight
from lfr_kg.web.http.bodies import REFUSAL
from lfr_kg.web.http.clients import network_of
from lfr_kg.web.http.compression import ENCODINGS, LEAST, best_of
from lfr_kg.web.http.responses import OPEN_TO_ALL, common_headers, tag_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ROUTE = "/sparql"
_QUERY = "query="
_PLAIN_HOST = re.compile(r"(?!.*xn--)[a-z0-9.-]+(?::(?!80$|443$)\d+)?")
"""A host that is written as it is read."""
ELSEWHERE = ("CONTENT_LENGTH", "HTTP_TRANSFER_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE", REFUSAL)
"""What of a request is Flask's to heed."""


class Direct:
    """A WSGI application before that of a Flask app."""

    def __init__(self, app: Flask, following: "WSGIApplication"):
        self.app, self.following = app, following

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """The answer to a plain query; to what is none, that of the app, and what is wrong with a query told by it."""
        text = query_of(environ)
        if text:
            try:
                headers, body = self._answer(environ, text)
            except Exception as error:
                environ[REFUSAL] = error
            else:
                start_response("200 OK", headers)
                return [body]
        return self.following(environ, start_response)

    def _answer(self, environ: "WSGIEnvironment", text: str) -> tuple[list[tuple[str, str]], bytes]:
        """Headers and body of the answer to a query. Raises LfrError as ``sparql`` does."""
        kb, client = self.app.config["KB"], network_of(environ.get("REMOTE_ADDR", ""))
        environ[sight.ROUTE] = ROUTE
        environ.get(sight.FOUND, {})[sight.COUNTED] = True
        counting = rate.of(self.app)
        if counting is not None:
            counting.take(client)
        query = guard.inspect(text, max_bytes=kb.settings.query_bytes, max_depth=kb.settings.query_depth)
        form, content_type = _form(environ.get("HTTP_ACCEPT"), gives_graph=query.gives_graph)
        host = environ["HTTP_HOST"]
        base = f"{environ['wsgi.url_scheme']}://{host}{environ['SCRIPT_NAME']}{ROUTE}"
        body = self.app.config["POOL"].run(query, form, None, base, client)
        headers = {"Content-Type": content_type, "Content-Length": "", "Vary": "Accept, Accept-Encoding"}
        if query.is_volatile:
            headers["Cache-Control"] = "no-store"
        else:
            headers |= {"Cache-Control": "no-cache", "ETag": f'W/"{tag_of(self.app.config["FINGERPRINT"], environ, host, content_type)}"'}
        headers |= common_headers(kb.hash) | OPEN_TO_ALL
        encoding = best_of(environ.get("HTTP_ACCEPT_ENCODING", ""), tuple(ENCODINGS)) if len(body) >= LEAST else ""
        if encoding:
            body = ENCODINGS[encoding](body)
            headers["Content-Encoding"] = encoding
        headers["Content-Length"] = str(len(body))
        return list(headers.items()), body


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
        and "html" not in environ.get("HTTP_ACCEPT", "")
        and not any(environ.get(name) for name in ELSEWHERE)
        and _PLAIN_HOST.fullmatch(environ.get("HTTP_HOST", ""))
    )
    try:
        return unquote_plus(given[len(_QUERY) :], errors="strict") if is_plain else ""
    except UnicodeDecodeError:
        return ""


@lru_cache(256)
def _form(accept: str | None, *, gives_graph: bool) -> tuple[str, str]:
    """The name of the format to answer in, and its media type. Raises NotAcceptable."""
    form, content_type = negotiation.choose(accept, negotiation.GRAPHS if gives_graph else negotiation.TABLES)
    return form.name, content_type
