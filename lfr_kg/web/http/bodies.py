"""Bodies of requests, read whole before anything else is done, and so many at once: whoever sends slowly does not stop the pages.

A body that is on its way holds a thread of the server until the connection ends. Some of the threads may be held so; pages, and queries by
address, are answered by the others. A time limit is for the proxy in front (docs/serving.md): to give up a read that the server has begun
(granian 2.8) stops every answer of its process.
"""

import io
import threading

from flask import Flask, current_app, request

from lfr_kg.base.errors import BadRequest
from lfr_kg.web.http.turns import turn

PATIENCE = 1.0
"""How long a request waits for its turn, in seconds."""
CUT_OFF = "The request ended before all of its body had come. Send it again."


def install(app: Flask, at_once: int) -> None:
    """Read the body of every request to a route of the app, ``at_once`` at most at a time.

    A body that is announced as too large stays unread: whoever looks at it refuses it. Requests are refused with Busy and, where the body
    ends before its length, BadRequest.
    """
    turns = threading.BoundedSemaphore(at_once)

    @app.before_request
    def take() -> None:
        most, length = current_app.config["MAX_CONTENT_LENGTH"], request.content_length
        if request.routing_exception or not _has_body() or (length is not None and length > most):
            return
        with turn(turns, PATIENCE, "Too many requests are still being sent."):
            body = _read(most + 1 if length is None else length)
        if length is not None and len(body) < length:
            raise BadRequest(CUT_OFF)
        request.environ["wsgi.input"] = io.BytesIO(body)


def _has_body() -> bool:
    return bool(request.content_length) or "chunked" in request.headers.get("Transfer-Encoding", "").lower()


def _read(size: int) -> bytes:
    try:
        found: bytes = request.environ["wsgi.input"].read(size)
    except OSError:
        raise BadRequest(CUT_OFF) from None
    return found
