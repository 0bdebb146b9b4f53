"""The search page, and the same as JSON: words or a citation in, ranked results with the words found marked."""

from datetime import date

from flask import Blueprint, Response, current_app, request

from lfr_kg.base.errors import BadRequest
from lfr_kg.base.namespaces import BASE
from lfr_kg.search.index import FILE, KINDS, Found, Result, open_index
from lfr_kg.web.http import negotiation
from lfr_kg.web.http.parameters import once, whole_of
from lfr_kg.web.http.responses import page, respond, root

routes = Blueprint("search", __name__)

PER_PAGE = 20
MOST_PAGES = 1000
MAX_LENGTH = 300
WORDS = {
    "norm": "Duties and other rules",
    "provision": "Provisions",
    "source": "Sources",
    "actor": "Who the law speaks of",
    "question": "Questions",
    "condition": "Conditions",
    "term": "Terms",
    "value": "Values of lists",
}
"""What a reader calls the kinds of things that are found."""
TRIES = ("s 64 DPA", "watchlist 24 hours", "Bridges", "art 8 ECHR", "DPIA", "who authorises a deployment")


@routes.get("/search")
def search() -> Response:
    """Search results for ``q``, of one ``kind`` where it is given, a page at a time."""
    text, kind, number = once("q", request.args), once("kind", request.args) or None, _page(once("page", request.args) or "1")
    if len(text) > MAX_LENGTH:
        raise BadRequest(f"The search has {len(text)} characters; at most {MAX_LENGTH} are read. Search for a few words or a citation.")
    if kind not in (None, *KINDS):
        raise BadRequest(f"There is no kind “{kind[:40]}” of things here; there are {', '.join(KINDS)}.")
    chosen, content_type = negotiation.choose(
        request.headers.get("Accept"), (negotiation.HTML, negotiation.JSON), request.args.get("format")
    )
    index = open_index(current_app.config["KB"].folder / FILE)
    found = index.search(text, kind, PER_PAGE, (number - 1) * PER_PAGE)
    if chosen is negotiation.JSON:
        return respond(current_app.json.dumps(_document(found)) + "\n", content_type, also=date.today().isoformat())
    pages = max(1, -(-found.total // PER_PAGE))
    return page(
        "search.html",
        also=date.today().isoformat(),
        found=found,
        kind=kind,
        number=number,
        pages=pages,
        words=WORDS,
        tries=TRIES,
        total=sum(found.by_kind.values()),
    )


def _page(text: str) -> int:
    number = whole_of(text)
    if number is None or not 1 <= number <= MOST_PAGES:
        raise BadRequest(f"The page is “{text[:20]}”; it should be a number from 1 to {MOST_PAGES}.")
    return number


def _document(found: Found) -> dict[str, object]:
    return {
        "query": found.query,
        "total": found.total,
        "byKind": found.by_kind,
        "complete": found.complete,
        "unknown": found.unknown,
        "unheld": list(found.unheld),
        "outside": list(found.outside),
        "suggestion": found.suggestion,
        "results": [_entry(result) for result in found.results],
    }


def _entry(result: Result) -> dict[str, object]:
    return {
        "path": root() + result.path,
        "iri": BASE + result.path[1:] if result.kind != "question" else None,
        "kind": result.kind,
        "word": result.word,
        "force": result.force or None,
        "title": [[segment.text, segment.is_hit] for segment in result.title],
        "snippet": [[segment.text, segment.is_hit] for segment in result.snippet],
        "citation": result.citation,
        "verification": result.verification,
        "until": result.until,
        "isCited": result.is_cited,
    }
