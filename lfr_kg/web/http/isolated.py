"""Requests whose answer depends on what strangers wrote, handed over to a worker process that can be killed, whole: reading the body, the
forms and the files in it, judging, and writing the page or the report.

A room of the web asks for it by ``routes.before_request(hand_over)``. The same app answers in the worker; here only the bytes go by.
"""

import io
import sys
from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any

from flask import Flask, Response, current_app, request
from werkzeug.wrappers import Response as Plain

from lfr_kg.base.settings import Settings
from lfr_kg.isolation.frames import Header
from lfr_kg.isolation.pool import Pool
from lfr_kg.isolation.processes import Limits
from lfr_kg.isolation.turns import Turns
from lfr_kg.web.http import negotiation, sight
from lfr_kg.web.http.clients import client

METHODS = ("POST",)
WORKERS = "WORKERS"
"""Where an app keeps its pool; one without answers in its own process: a worker, and most tests."""
_PRINTING = Turns(1, waiting=4, seconds=Limits.waiting_seconds, what="reports")


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
    """The answer of a worker; None where the request is answered here. Raises OverLimit and Busy."""
    pool = current_app.config.get(WORKERS)
    if pool is None or request.method not in METHODS:
        return None
    content = _body()
    # setting a PDF takes more of the machine than anything else, so one is set at a time
    with _PRINTING.turn(client()) if _asks_for_pdf(content) else nullcontext():
        header, body = sent_over(pool, request.environ, content, client())
    sight.note(request.environ, header["noted"])
    return Response(body, header["status"], header["headers"])


def sent_over(pool: Pool, environ: Mapping[str, Any], body: bytes, client: str = "") -> tuple[Header, bytes]:
    """What a worker answers to a request of a client, its status and headers first. Raises OverLimit and Busy."""
    return pool.run({"environ": {name: value for name, value in environ.items() if isinstance(value, str)}}, body, client)


def _asks_for_pdf(content: bytes) -> bool:
    """Whether a PDF is asked for: by the address, by the Accept header, or by the field of a form."""
    named = request.args.get("format", "").lower() in (negotiation.PDF.name, *negotiation.PDF.media_types)
    return named or negotiation.PDF.media_types[0] in request.headers.get("Accept", "") or b"\r\n\r\npdf\r\n" in content


def _body() -> bytes:
    """The body as it came (see ``bodies``). One that is announced as too large is left to the worker to refuse, unread."""
    length = request.content_length
    if length is not None and length > current_app.config["MAX_CONTENT_LENGTH"]:
        return b""
    found: bytes = request.environ["wsgi.input"].read()
    return found


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
    return {"status": given.status_code, "headers": list(given.headers), "noted": sight.noted(environ)}, given.get_data()
