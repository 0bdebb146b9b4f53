"""Answers over HTTP: pages and data with an ETag of the knowledge, errors in words, and the headers that every answer carries."""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from markupsafe import escape
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from lfr_kg import __version__
from lfr_kg.base.errors import LfrError
from lfr_kg.base.log import fault_of
from lfr_kg.knowledge import KnowledgeBase
from lfr_kg.web.http import negotiation, sight
from lfr_kg.web.http.compression import compress

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "connect-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
OPEN_TO_ALL = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": f"ETag, Link, Retry-After, X-Knowledge, {sight.HEADER}",
}
"""Scripts of any site may read and send (CORS): everything is public, nobody is known by a cookie, and nothing is kept."""
OWN_ORIGIN = "Cross-Origin-Resource-Policy"
"""The header by which an answer says that no other site's scripts may read it."""
_ROOTED = re.compile(r'\b(href|src|action|formaction)="/(?!/)')
"""An address in a page that begins at the root of the service."""
WORDS = {
    400: "The request could not be understood",
    403: "Refused",
    404: "Not found",
    405: "This address does not take that method",
    406: "No format fits",
    408: "The request did not come in time",
    413: "Too much was sent",
    415: "The media type is not one that is read",
    422: "The file could not be assessed",
    429: "Too many requests",
    501: "Not installed here",
    503: "Busy",
    504: "The query took too long",
}


def fingerprint(kb: KnowledgeBase) -> str:
    """A short hash over everything an answer is made of: the knowledge, the queries, the templates and the version of the software."""
    digest = hashlib.sha256(f"{__version__}\0{kb.hash}".encode())
    for group in (kb.library.questions.values(), kb.library.views.values()):
        digest.update(repr(list(group)).encode())
    for file in sorted(
        path for path in Path(__file__).parents[1].rglob("*") if path.suffix in (".html", ".xml", ".css", ".js", ".py", ".yaml")
    ):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:20]


def respond(body: bytes | str, content_type: str, *, also: str = "", vary: str = "Accept") -> Response:
    """An answer that may be kept and asked about again: 304 where the client has it already.

    ``also`` is whatever else the body depends on, such as today's date. An answer to POST is kept nowhere.
    """
    response = make_response(body)
    response.headers["Content-Type"] = content_type
    response.headers["Vary"] = vary
    if request.method == "POST":
        response.headers["Cache-Control"] = "no-store"
        return response
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(tag_of(current_app.config["FINGERPRINT"], request.environ, request.host, content_type, also), weak=True)
    response.make_conditional(request)
    return response


def tag_of(fingerprint: str, environ: Mapping[str, Any], host: str, content_type: str, also: str = "") -> str:
    """The ETag of what an address answers in a form."""
    place = "\0".join(environ.get(name, "") for name in ("wsgi.url_scheme", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING"))
    return hashlib.sha256(f"{fingerprint}\0{content_type}\0{host}\0{place}\0{also}".encode()).hexdigest()[:32]


def page(template: str, *, also: str = "", **values: object) -> Response:
    """An HTML page from a template."""
    return respond(rendered(template, **values), negotiation.HTML.content_type(), also=also)


def kept_by_reader(response: Response) -> Response:
    """An answer that the reader's own browser may hold, and nobody else: browsers show it again on Back without asking for it."""
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


def rendered(template: str, **values: object) -> str:
    """HTML from a template, with its addresses below the path at which the service stands: templates and sentences say /law wherever that
    is."""
    html = render_template(template, **values)
    return _ROOTED.sub(lambda match: f'{match[1]}="{escape(root())}/', html) if root() else html


def root() -> str:
    """The path below which the service stands, as its proxy says (X-Forwarded-Prefix), without a slash at its end; "" at the top of its
    host."""
    below = request.script_root.strip("/")
    return f"/{below}" if below else ""


def problem(error: LfrError) -> Response:
    """An error as a page, as problem details (RFC 9457) or as plain text, whichever the client reads. Never a stack trace."""
    title = getattr(error, "title", "") or WORDS.get(error.status, "Something went wrong")
    identity, limit = request.environ.get(sight.ID, ""), sight.limit_of(error)
    if limit:
        request.environ[sight.LIMIT] = limit
    accept = request.headers.get("Accept", "")
    if negotiation.wants_html(accept):
        response = make_response(rendered("problem.html", title=title, problem=error, request_id=identity))
    elif negotiation.wants_json(accept):
        response = jsonify(_details(error, title) | ({"requestId": identity} if identity else {}))
        response.content_type = "application/problem+json"
    else:
        response = make_response(_text(error))
        response.content_type = "text/plain; charset=utf-8"
    response.status_code = error.status
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept"
    if hasattr(error, "retry_after"):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _details(error: LfrError, title: str) -> dict[str, object]:
    details: dict[str, object] = {"title": title, "status": error.status, "detail": error.message}
    for name in ("line", "column", "excerpt", "limit", "faults"):
        value = getattr(error, name, None)
        if value is not None and value != ():
            details[name] = value
    return details


def _text(error: LfrError) -> str:
    place = f"\nLine {error.line}" + (f", column {error.column}" if error.column else "") if error.line else ""
    excerpt = f"\n\n    {error.excerpt}" if error.excerpt else ""
    return f"{error.message}{place}{excerpt}\n"


def common_headers(knowledge: str) -> dict[str, str]:
    """What every answer over knowledge of that hash says besides."""
    return {
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "X-Knowledge": knowledge[:16],
    }


def install(app: Flask) -> None:
    """Make an app answer errors in words and put the common headers on every answer."""

    @app.errorhandler(LfrError)
    def known(error: LfrError) -> Response:
        return problem(error)

    @app.errorhandler(HTTPException)
    def by_http(error: HTTPException) -> Response | HTTPException:
        if error.code is not None and error.code < 400:
            return error
        plain = LfrError(_http_words(error))
        plain.status = error.code or 500
        response = problem(plain)
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
        return response

    @app.errorhandler(Exception)
    def unforeseen(error: Exception) -> Response:
        request.environ[sight.FAULT] = fault_of(error)
        plain = LfrError(
            "Something went wrong here that should not have. It is not your request's fault; the operator finds it in the log."
        )
        return problem(plain)

    @app.after_request
    def common(response: Response) -> Response:
        request.environ[sight.ROUTE] = sight.route_of(request)
        for name, value in common_headers(current_app.config["KB"].hash).items():
            response.headers.setdefault(name, value)
        if response.headers.get("Location", "").startswith("/"):
            response.headers["Location"] = root() + response.headers["Location"]
        if OWN_ORIGIN in response.headers:
            return compress(response)
        response.headers.update(OPEN_TO_ALL)
        if request.method == "OPTIONS":  # what a browser asks first
            response.headers["Access-Control-Allow-Methods"] = ", ".join(sorted(response.allow))
            response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type, If-None-Match"
            response.headers["Access-Control-Max-Age"] = "86400"
        return compress(response)


def _http_words(error: HTTPException) -> str:
    if error.code == 404:
        return f"There is nothing at {request.path}. Start from the home page, or from the list of the law at /law."
    if error.code == 405:
        allowed = ", ".join(sorted(set(getattr(error, "valid_methods", None) or ()) - {"HEAD", "OPTIONS"}))
        return f"{request.path} does not take {request.method}; it takes {allowed or 'other methods'}."
    if error.code == 413:
        return "More was sent than is read here. Send less at a time."
    return error.description or "The request could not be understood."
