"""Assessment over HTTP: descriptions in, verdicts or the W3C validation report out. Nothing that is sent is kept."""

from datetime import date, datetime

import pyoxigraph as ox
from flask import Blueprint, Response, current_app, g, request
from markupsafe import Markup

from lfr_kg.ask.worker import GRAPHS, prefixes_of
from lfr_kg.assess import reports
from lfr_kg.assess.reports.text import GROUPS
from lfr_kg.errors import BadRequest, UnsupportedMedia
from lfr_kg.reading import FORMATS, media_type_of
from lfr_kg.settings import PACKAGE
from lfr_kg.web import negotiation
from lfr_kg.web.responses import answer, page

face = Blueprint("assess", __name__)

EXAMPLE = PACKAGE / "examples" / "full-deployment.ttl"
OFFERS = (negotiation.JSON, negotiation.HTML, negotiation.CSV, *negotiation.GRAPHS)
MULTIPART = "multipart/form-data"


@face.before_request
def open_to_all() -> None:
    """Scripts of any site may assess (CORS): nothing is kept and nothing is private to the service."""
    g.is_open = True


@face.get("/assess")
def form() -> Response:
    """The form for people."""
    return page("assess.html", formats=FORMATS)


@face.get("/assess/example")
def example() -> Response:
    """The worked example: as a file to start from."""
    return answer(EXAMPLE.read_bytes(), negotiation.TURTLE.content_type())


@face.post("/assess")
def assess() -> Response:
    """The verdicts on what was sent, on the contract of verdicts: JSON, a page, CSV or RDF."""
    kb = current_app.config["KB"]
    chosen, content_type = negotiation.choose(request.headers.get("Accept"), OFFERS, _field("format"))
    result = kb.assess(_files(kb.settings.max_bytes), _as_at(), _at())
    if chosen is negotiation.JSON:
        return answer(reports.as_json(result), content_type)
    if chosen is negotiation.CSV:
        return answer(reports.as_csv(result), content_type)
    if chosen is negotiation.HTML:
        return page("assessment.html", result=result, groups=GROUPS)
    triples = reports.as_graph(result)
    return answer(ox.serialize(triples, format=GRAPHS[chosen.name], prefixes=prefixes_of(triples)), content_type)


@face.post("/validate")
def validate() -> Response:
    """The W3C validation report (SHACL §3.6) on what was sent, as RDF."""
    kb = current_app.config["KB"]
    chosen, content_type = negotiation.choose(request.headers.get("Accept"), negotiation.GRAPHS, _field("format"))
    triples = kb.validate(_files(kb.settings.max_bytes), _as_at())
    return answer(ox.serialize(triples, format=GRAPHS[chosen.name], prefixes=prefixes_of(triples)), content_type)


def _files(max_bytes: int) -> list[tuple[bytes, str, str]]:
    """What was sent: (content, media type, name) of the body, or of each file and the text of a form.

    Raises UnsupportedMedia and BadRequest; sizes and syntax are for the reader to judge.
    """
    request.max_content_length = max_bytes + 200_000
    request.max_form_memory_size = max_bytes + 100_000
    if request.mimetype == MULTIPART:
        found = [_file(file) for file in request.files.getlist("files") + request.files.getlist("file") if file.filename]
        text = request.form.get("text", "").strip()
        if text:
            found.append((text.encode(), request.form.get("type", "text/turtle"), "the text"))
        if request.form.get("example"):
            found.append((EXAMPLE.read_bytes(), "text/turtle", EXAMPLE.name))
        if not found:
            raise BadRequest("No file was sent. Choose a file that describes a deployment, paste one, or try the worked example.")
        return found
    if not request.mimetype or request.mimetype == "application/x-www-form-urlencoded":
        known = ", ".join(FORMATS)
        raise UnsupportedMedia(f"The body has no media type that is read. Send a description as one of: {known}; or files as {MULTIPART}.")
    return [(request.get_data(cache=False), request.mimetype, "the body")]


def _file(file) -> tuple[bytes, str, str]:
    """One uploaded file. Browsers do not know RDF, so the ending decides unless the part names a type that is read."""
    media_type = file.mimetype if file.mimetype in FORMATS else media_type_of(file.filename)
    return file.read(), media_type, file.filename.replace("\\", "/").rsplit("/", 1)[-1][:100]


def _field(name: str) -> str:
    """A parameter from the address, or from a form's fields."""
    value = request.args.get(name)
    if value is None and request.mimetype == MULTIPART:
        value = request.form.get(name)
    return (value or "").strip()


def _as_at() -> date | None:
    text = _field("as_at")
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadRequest(f"as_at is “{text[:40]}”, which is no day. Give one such as 2026-03-14, or leave it out.") from None


def _at() -> datetime | None:
    text = _field("at").replace(" ", "+")
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
        if found.tzinfo is None:
            raise ValueError
        return found
    except ValueError:
        raise BadRequest(f"at is “{text[:40]}”, which is no instant. Give one with an offset, such as 2026-03-20T09:00:00+00:00.") from None


def breakable(text: str) -> Markup:
    """Text with places where a long address may break over lines."""
    return Markup(str(Markup.escape(text)).replace("/", "/<wbr>"))
