"""One entry of the log for every request, and an id for each, which the answer bears (X-Request-Id) and every page that tells of an error.

The entry has the route, which is the rule (/norm/<name>), never the address with what was asked; the method, the status, milliseconds until
the answer was ready, the bytes of its body, and the limit that was passed. Granian's own access log has no id, route or size, and writes
the path and, as it comes, the address.
"""

import ipaddress
import re
import secrets
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from lfr_kg.base.errors import LfrError
from lfr_kg.base.log import REQUEST, fault_of, tell

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from flask import Request

HEADER = "X-Request-Id"
NAME = "lfr-kg-sight"
"""Where an app has what sees its requests."""
ID, ROUTE, LIMIT, FAULT = "lfr_kg.request_id", "lfr_kg.route", "lfr_kg.limit", "lfr_kg.fault"
"""What is known of a request, in its environment."""
FOUND, COUNTED = "lfr_kg.found", "lfr_kg.counted"
"""A dictionary in the environment, where whoever asks the app wants to know which route answered, and whether it counted as work."""
METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"))
LIMITS = {413: "sent", 429: "rate", 503: "busy"}
"""What was passed where an error names no limit of its own, by its status."""
NAMED = frozenset({*LIMITS.values(), "time", "memory", "size", "rows", "bytes", "crash"})
_ONE_OF = re.compile(r"<any\([^)]*\):(\w+)>")
_WELL_FORMED = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
"""An id that is taken over: 32 hexadecimal digits, as nginx makes them, or a UUID, so that nobody's words stand in its place."""


class Sight:
    """A WSGI application that another answers for. ``trusts_id`` takes the id over from the proxy in front; ``shows_address`` writes whom
    the request came from."""

    def __init__(self, app: "WSGIApplication", *, trusts_id: bool, shows_address: bool):
        self.app, self.trusts_id, self.shows_address = app, trusts_id, shows_address

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """The answer, with its id; the entry is made when it is ready."""
        began, answered = time.perf_counter(), {"status": 500, "bytes": 0}
        environ[ID] = environ.get(ID) or self.id_of(environ.get("HTTP_X_REQUEST_ID", ""))

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            length = next((value for name, value in headers if name.lower() == "content-length"), "0")
            answered.update(status=int(status[:3]), bytes=0 if environ["REQUEST_METHOD"] == "HEAD" else int(length))
            return start_response(status, [*headers, (HEADER, environ[ID])], *error)

        answering = REQUEST.set(environ[ID])
        try:
            return self.app(environ, start)
        except Exception as error:
            environ[FAULT] = fault_of(error)
            start("500 Internal Server Error", [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", "0")])
            return [b""]
        finally:
            if FAULT in environ:
                tell("fault", **environ[FAULT])
            facts = {"limit": environ[LIMIT]} if LIMIT in environ else {}
            facts |= self.facts(environ["REQUEST_METHOD"], environ.get(ROUTE, ""), environ.get("REMOTE_ADDR", ""))
            tell("request", **facts, **answered, ms=_since(began))
            environ.get(FOUND, {})[ROUTE] = environ.get(ROUTE, "")
            REQUEST.reset(answering)

    def id_of(self, given: str) -> str:
        """The id of a request that came with that one: its own, or that of the proxy in front."""
        return given if self.trusts_id and _WELL_FORMED.fullmatch(given) else secrets.token_hex(16)

    def facts(self, method: str, route: str, address: str) -> dict[str, str]:
        """What an entry says of a request."""
        facts = {"method": method if method in METHODS else "other", "route": route}
        return facts | {"address": _address(address)} if self.shows_address else facts

    def tell(self, identity: str, facts: dict[str, str], status: int, size: int, began: float) -> None:
        """Make the entry of a request that was answered before it came here."""
        tell("request", request=identity, **facts, status=status, bytes=size, ms=_since(began))


def route_of(request: "Request") -> str:
    """The rule that a request fits, with what stands for one of a few words of ours written out (/norm/<name>); "" where it fits none."""
    given = request.view_args or {}
    return _ONE_OF.sub(lambda part: str(given[part[1]]), request.url_rule.rule) if request.url_rule else ""


def _since(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 2)


def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return ""


def limit_of(error: LfrError) -> str | None:
    """The limit that an error says was passed; None where it is of another kind."""
    return getattr(error, "limit", None) or LIMITS.get(error.status)


def noted(environ: "WSGIEnvironment") -> dict[str, Any]:
    """What a worker found of a request that was handed over to it, as ``note`` takes it."""
    return {name: environ[name] for name in (LIMIT, FAULT) if name in environ}


def note(environ: "WSGIEnvironment", found: Any) -> None:
    """Take over what a worker found. Only words of our own are: a worker works on what strangers send."""
    if found.get(LIMIT) in NAMED:
        environ[LIMIT] = found[LIMIT]
    fault = found.get(FAULT)
    if fault:
        environ[FAULT] = {name: [each for each in fault[name] if re.fullmatch(r"[\w.:<>]{1,80}", each)] for name in ("kinds", "at")}
