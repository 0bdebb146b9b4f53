"""Whether the service does its two jobs: /ready has a query answered and the worked example assessed, by the workers that serve everybody.

It is for whoever sends visitors here (a balancer, a supervisor). /health says only that a process is alive; one that is alive and not ready
is busy, or its workers do not start.
"""

import threading
import time
from collections.abc import Callable
from typing import cast

from flask import Blueprint, Flask, Response, current_app, jsonify
from werkzeug.test import EnvironBuilder

from lfr_kg.base.errors import LfrError
from lfr_kg.base.settings import EXAMPLE
from lfr_kg.endpoint import guard
from lfr_kg.web.http import isolated

routes = Blueprint("ready", __name__)
KEPT_SECONDS = 2.0
"""How long what was found is told again, so that whoever asks often costs little."""
WORKS = "works"
_TRYING = threading.Lock()


@routes.get("/ready")
def ready() -> Response:
    """200 where a query and an assessment have really been worked, 503 where one was not; what came of each."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    found = _found(app)
    is_ready = set(found.values()) == {WORKS}
    response = jsonify({"status": "ready" if is_ready else "not ready", **found})
    response.status_code = 200 if is_ready else 503
    response.headers["Cache-Control"] = "no-store"
    return response


def _found(app: Flask) -> dict[str, str]:
    """What came of each job, tried anew where nobody has for a while."""
    with _TRYING:
        until, found = cast("tuple[float, dict[str, str]]", app.extensions.get("lfr-kg-ready", (0.0, {})))
        if time.monotonic() >= until:
            found = {"query": _tried(_query, app), "assessment": _tried(_assessment, app)}
            app.extensions["lfr-kg-ready"] = (time.monotonic() + KEPT_SECONDS, found)
        return found


def _tried(job: Callable[[Flask], bool], app: Flask) -> str:
    try:
        return WORKS if job(app) else "gave another answer than it should"
    except LfrError as error:
        return error.message


def _query(app: Flask) -> bool:
    return b"true" in app.config["POOL"].run(guard.inspect("ASK { ?norm a lfr:Obligation }"), "json")


def _assessment(app: Flask) -> bool:
    example, pool = EXAMPLE.read_bytes(), app.config.get(isolated.WORKERS)
    asked = EnvironBuilder("/assess?format=json&detail=summary", method="POST", content_type="text/turtle", data=example)
    if pool is None:
        return app.test_client().open(asked).status_code == 200
    return bool(isolated.sent_over(pool, asked.get_environ(), example)[0]["status"] == 200)
