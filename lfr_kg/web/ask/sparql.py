"""The SPARQL endpoint: the query operation of the SPARQL 1.1 Protocol (§2.1), over the knowledge, read-only.

Without a query, GET answers the service description (SPARQL 1.1 Service Description §2), or, to a browser, a page with a form.
"""

from typing import Any
from urllib.parse import unquote_to_bytes

import orjson
from flask import Blueprint, Response, current_app, make_response, request
from werkzeug.datastructures import MultiDict

from lfr_kg.base.errors import BadRequest, LfrError, TooLarge, UnsupportedMedia
from lfr_kg.endpoint import guard
from lfr_kg.endpoint.guard import Query, Refused
from lfr_kg.endpoint.pool import Dataset
from lfr_kg.web.ask import service_description
from lfr_kg.web.ask.names import known_names
from lfr_kg.web.http import files, negotiation, rate
from lfr_kg.web.http.clients import client
from lfr_kg.web.http.responses import page, problem, rendered, respond

routes = Blueprint("sparql", __name__)

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"
ROWS_SHOWN = 500
EDITOR = files.FOLDER / "vendor" / "yasqe" / "yasqe.min.js"
"""The query editor, where it has been installed; the page is a plain form without it."""

START = """SELECT ?norm ?actor ?statement WHERE {
  ?norm a lfr:Obligation ;
        lfr:bearer ?actor ;
        lfr:statement ?statement .
}
ORDER BY ?norm
LIMIT 20"""


@routes.get("/sparql")
@routes.get("/sparql/")
def by_get() -> Response:
    """The query in the ``query`` parameter (§2.1.1); without one, the description of the service or the form."""
    _refuse_other_encodings(request.query_string)
    if "update" in request.args:
        raise Refused("This endpoint answers queries and takes no updates. Leave the parameter “update” out.")
    if "query" in request.args:
        rate.count()
        return _run(_one_query(request.args.getlist("query")), _dataset(request.args))
    asked = request.args.get("format")
    if asked == "html" or (not asked and negotiation.wants_html(request.headers.get("Accept"))):
        return page("sparql.html", **_shown(START))
    return _description(asked)


@routes.get("/sparql/names.json")
def names() -> Response:
    """The prefixes and names that a query may hold, for the editor."""
    return respond(known_names(current_app.config["KB"], current_app.config["CATALOGUE"]), "application/json", vary="Accept-Encoding")


@routes.get(service_description.WELL_KNOWN)
def void() -> Response:
    """The same description, where programs look for it (VoID §6.1.2)."""
    return _description(request.args.get("format"))


def _description(asked: str | None) -> Response:
    form, content_type = negotiation.choose(request.headers.get("Accept"), negotiation.GRAPHS, asked)
    return respond(service_description.describe(current_app.config["KB"], request.url_root, form.name), content_type)


@routes.post("/sparql")
@routes.post("/sparql/")
def by_post() -> Response:
    """The query in a form (§2.1.2) or as the body (§2.1.3)."""
    settings = current_app.config["KB"].settings
    request.max_content_length = 4 * settings.query_bytes + 65_536
    media_type = request.mimetype
    body = _utf8(request.get_data(cache=True)) if media_type in (FORM, DIRECT) else ""
    _refuse_other_encodings(request.query_string)
    if media_type == FORM:
        _refuse_other_encodings(body.encode())
    if media_type == UPDATE or "update" in request.args or (media_type == FORM and "update" in request.form):
        raise Refused("This endpoint answers queries and takes no updates.")
    if media_type not in (FORM, DIRECT):
        given = f"“{media_type[:60]}”" if media_type else "no media type"
        raise UnsupportedMedia(f"The body came with {given}. Send the query as {DIRECT}, or as the field “query” of a form ({FORM}).")
    if media_type == DIRECT:
        if "query" in request.args:
            raise BadRequest("The query is given twice, in the address and in the body. Give it once.")
        return _run(body, _dataset(request.args))
    return _run(_one_query([*request.args.getlist("query"), *request.form.getlist("query")]), _dataset(request.args, request.form))


def _one_query(queries: list[str]) -> str:
    if len(queries) > 1:
        raise BadRequest("There are several “query” parameters. Send one query at a time.")
    if not queries:
        raise BadRequest("The form has no field “query”. Put the SPARQL query there.")
    return queries[0]


def _utf8(body: bytes) -> str:
    charset = request.mimetype_params.get("charset", "utf-8").lower().replace("_", "-")
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise UnsupportedMedia(f"The body is said to be in {charset[:40]}. Send it in UTF-8.")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequest(f"The body is not UTF-8: byte {error.start + 1} does not fit. Send it in UTF-8.") from None


def _refuse_other_encodings(encoded: bytes) -> None:
    """Raise BadRequest where percent-encoded text is not in UTF-8: a form parser would pass it on half decoded."""
    try:
        unquote_to_bytes(encoded).decode("utf-8")
    except UnicodeDecodeError:
        raise BadRequest("What is percent-encoded is not in UTF-8. Send the query in UTF-8.") from None


def _dataset(*sources: MultiDict[str, str]) -> Dataset:
    """The dataset that the request names (§2.1.4), from the address and, for a form, from its fields."""
    default = tuple(value for source in sources for value in source.getlist("default-graph-uri"))
    named = tuple(value for source in sources for value in source.getlist("named-graph-uri"))
    for name in default + named:
        if ":" not in name or any(character in name for character in ' <>"{}|\\^`') or not name.isprintable():
            raise BadRequest(f"“{name[:100]}” cannot be the name of a graph: it is no absolute IRI.")
    return Dataset(default or None, named or None)


def _run(text: str, dataset: Dataset) -> Response:
    """Guard the query, agree on a format, ask a worker unless the client has the answer, and answer; a browser that asks what cannot be
    answered has the query back, with what is wrong beside it."""
    asked = request.values.get("format") or request.values.get("output")
    accept = request.headers.get("Accept")
    if asked == "html" or (not asked and negotiation.wants_html(accept)):
        try:
            return _as_page(_inspected(text), dataset)
        except LfrError as error:
            return _with_problem(text, error)
    query = _inspected(text)
    form, content_type = negotiation.choose(accept, negotiation.GRAPHS if query.gives_graph else negotiation.TABLES, asked)
    pool, known = current_app.config["POOL"], request.if_none_match
    if known and not known.star_tag and not query.is_volatile and (held := respond(b"", content_type)).status_code == 304:
        return held
    body = pool.run(query, form.name, dataset, request.base_url, client())
    return _once(body, content_type) if query.is_volatile else respond(body, content_type)


def _inspected(text: str) -> Query:
    settings = current_app.config["KB"].settings
    return guard.inspect(text, max_bytes=settings.query_bytes, max_depth=settings.query_depth)


def _once(body: bytes | str, content_type: str) -> Response:
    """An answer that is true now and may be another the next time: not to be kept."""
    response = make_response(body)
    response.headers.update({"Content-Type": content_type, "Vary": "Accept", "Cache-Control": "no-store"})
    return response


def _shown(query: str) -> dict[str, Any]:
    """What the page shows whatever came of a query: its text, the limits, and whether the editor is there."""
    return {"query": query, "limits": current_app.config["POOL"].limits, "has_editor": EDITOR.is_file()}


def _with_problem(text: str, error: LfrError) -> Response:
    """The page with what is wrong beside the query that it is wrong with. A query that is too long to be read is not sent back."""
    response = problem(error)
    response.set_data(rendered("sparql.html", problem=error, **_shown("" if isinstance(error, TooLarge) else text)))
    return response


def _as_page(query: Query, dataset: Dataset) -> Response:
    """The answer as a table a person can read, with the same query one click away in each format for machines."""
    pool = current_app.config["POOL"]
    shown: dict[str, Any] = {**_shown(query.text), "gives_graph": query.gives_graph, "dataset": dataset}
    formats = negotiation.GRAPHS if query.gives_graph else negotiation.TABLES
    shown["formats"] = [form.name for form in formats]
    body = pool.run(query, "turtle" if query.gives_graph else "json", dataset, request.base_url, client())
    if query.gives_graph:
        shown["graph"] = body.decode()
    else:
        found = orjson.loads(body)
        if "boolean" in found:
            shown["truth"] = found["boolean"]
        else:
            rows = found["results"]["bindings"]
            shown |= {"columns": found["head"]["vars"], "rows": rows[:ROWS_SHOWN], "total": len(rows)}
    if query.is_volatile:
        return _once(rendered("sparql.html", **shown), negotiation.HTML.content_type())
    return page("sparql.html", **shown)
