"""Requests whose answer depends on what strangers wrote, handed over to a worker process that can be killed, whole: reading the body, the
forms and the files in it, judging, and writing the page or the report.

A room of the web asks for it by ``routes.before_request(hand_over)``. The same app answers in the worker; here only the bytes go by.
"""

import io
import sys

from flask import Flask, Response, current_app, request
from werkzeug.wrappers import Response as Plain

from lfr_kg.base.errors import BadRequest
from lfr_kg.base.settings import Settings
from lfr_kg.isolation.frames import Header
from lfr_kg.isolation.pool import Pool
from lfr_kg.isolation.processes import Limits

METHODS = ("POST",)
WORKERS = "WORKERS"
"""Where an app keeps its pool; one without answers in its own process: a worker, and most tests."""
_CUT_OFF = "The request ended before all of its body had come. Send it again."


def pool_of(settings: Settings) -> Pool:
    """The pool for the settings; nothing starts yet."""
    limits = Limits(
        seconds=settings.work_seconds,
        waited=3 * settings.work_seconds,
        memory=settings.work_memory,
        answer=settings.work_answer_bytes,
        workers=settings.work_workers,
    )
    return Pool("lfr_kg.web.worker:prepared", limits, is_shut="://" not in settings.store)


def hand_over() -> Response | None:
    """The answer of a worker; None where the request is answered here. Raises OverLimit, Busy, and BadRequest for half a body."""
    pool = current_app.config.get(WORKERS)
    if pool is None or request.method not in METHODS:
        return None
    header, body = pool.run({"environ": _plain_environ()}, _body())
    return Response(body, header["status"], header["headers"])


def _body() -> bytes:
    """The body as it came. One that is announced as too large is left to the worker to refuse, unread."""
    most, length = current_app.config["MAX_CONTENT_LENGTH"], request.content_length
    if length is not None and length > most:
        return b""
    try:
        found: bytes = request.environ["wsgi.input"].read(most + 1 if length is None else length)
    except OSError:
        raise BadRequest(_CUT_OFF) from None
    if length is not None and len(found) < length:
        raise BadRequest(_CUT_OFF)
    return found


def _plain_environ() -> dict[str, str]:
    return {name: value for name, value in request.environ.items() if isinstance(value, str)}


def answer(app: Flask, header: Header, body: bytes) -> tuple[Header, bytes]:
    """What the app answers to a request that ``hand_over`` sent."""
    environ = header["environ"]
    if "CONTENT_LENGTH" not in environ or not environ["CONTENT_LENGTH"]:
        environ["CONTENT_LENGTH"] = str(len(body))
    environ |= {
        "wsgi.version": (1, 0),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    given = Plain.from_app(app, environ, buffered=True)
    return {"status": given.status_code, "headers": list(given.headers)}, given.get_data()
