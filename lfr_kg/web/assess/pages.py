"""Assessment over HTTP: descriptions in, verdicts or the W3C validation report out. Nothing that is sent is kept.

How Back returns to a result without its being kept here: the page that answers a form may be held by the reader's own browser and by nobody
else (``Cache-Control: private``; every other answer is ``no-store``), and browsers show a page that was posted for from what they hold when
the reader goes back to it. It needs no script; ``static/assessment.js`` only unfolds again what had been unfolded. A redirect to an
address of the result (POST, redirect, GET) would need the result to be stored under that address, and is out.
"""

import re
from datetime import date
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

from flask import Blueprint, Response, current_app, request
from markupsafe import Markup

from lfr_kg.answer import reports
from lfr_kg.answer.receipt import Sealed
from lfr_kg.base.errors import LfrError
from lfr_kg.base.model import serialized
from lfr_kg.base.scales import VERDICTS
from lfr_kg.base.serialising import as_bytes
from lfr_kg.base.settings import EXAMPLE
from lfr_kg.endpoint.worker import GRAPHS, prefixes_of
from lfr_kg.evidence.reading import FORMATS, WORKBOOK
from lfr_kg.knowledge import KnowledgeBase
from lfr_kg.texts.again import Reason, all_again
from lfr_kg.web.assess import submission
from lfr_kg.web.assess.findings import filters_of, page_values
from lfr_kg.web.http import negotiation
from lfr_kg.web.http.isolated import hand_over
from lfr_kg.web.http.responses import kept_by_reader, page, respond

routes = Blueprint("assess", __name__)

ACTIONS_CSV = negotiation.Format("actions.csv", ("text/csv",))
"""One action a row; asked for by its name only, since CSV of findings is offered before it."""
OFFERS = (
    negotiation.JSON,
    negotiation.HTML,
    negotiation.CSV,
    ACTIONS_CSV,
    *negotiation.GRAPHS,
    negotiation.WORD,
    negotiation.PDF,
    negotiation.REPORT,
)
DOWNLOADS = (
    ("docx", "Word", "docx"),
    ("pdf", "PDF", "pdf"),
    ("csv", "Findings as a spreadsheet (CSV)", "csv"),
    ("actions.csv", "Actions as a spreadsheet (CSV)", "actions.csv"),
    ("report", "Web page (HTML)", "html"),
    ("json", "JSON", "json"),
    ("turtle", "Turtle", "ttl"),
)
"""What an answer can be saved as: name of the format, what people call it, ending of the file."""
PATH = re.compile(r"(?<![\w/])(/(?:norm|law|actor|def|concept|shape|measure)(?:/[\w-]+(?:\.[\w-]+)*)?)(?![\w/])")
"""The path of an entry, or of a list of entries, in a sentence."""
NEEDS = {"docx": "docx", "pdf": "typst"}
"""Format → the library without which it cannot be made."""
MANY = 5
"""Files that are sent together; more are sent one by one, with progress, where scripts run."""


routes.before_request(hand_over)


@routes.get("/assess")
def form() -> Response:
    """The form for people."""
    return _form()


def _form(**values: Any) -> Response:
    return page("assess.html", formats=FORMATS, verdicts=[(entry.slug, entry.heading) for entry in VERDICTS.values()], many=MANY, **values)


@routes.get("/assess/example")
def example() -> Response:
    """The worked example: as a file to start from."""
    return respond(EXAMPLE.read_bytes(), negotiation.TURTLE.content_type())


@routes.get("/assess/example.xlsx")
def example_workbook() -> Response:
    """The worked example as a filled spreadsheet."""
    response = respond(_example_in(current_app.config["KB"]), WORKBOOK)
    response.headers["Content-Disposition"] = f'attachment; filename="{EXAMPLE.stem}.xlsx"'
    return response


@lru_cache(maxsize=1)
def _example_in(kb: KnowledgeBase) -> bytes:
    """The worked example as a workbook, made once of the knowledge."""
    from lfr_kg.drafting.workbook import filled

    return filled(kb.dictionary, kb.describe([(EXAMPLE.read_bytes(), "text/turtle", EXAMPLE.name)]).deployments)[0]


@routes.post("/assess")
def assess() -> Response:
    """The verdicts on what was sent, on the contract of verdicts: JSON, a page, CSV or RDF; or a report to print."""
    chosen, content_type = negotiation.choose(request.headers.get("Accept"), OFFERS, submission.field("format"))
    try:
        return _answer(chosen, content_type)
    except LfrError as error:
        if chosen is not negotiation.HTML or request.mimetype != submission.MULTIPART or error.status >= 500:
            raise
        response = _form(problem=error, given=request.form)
        response.status_code = error.status
        return response


def _answer(chosen: negotiation.Format, content_type: str) -> Response:
    kb, catalogue = current_app.config["KB"], current_app.config["CATALOGUE"]
    wanted = submission.form_of_json()
    files = submission.files(kb.settings.max_bytes)
    if chosen.name in submission.MOST_ON_PAPER:
        submission.refuse_many_on_paper(len(kb.describe(files).deployments), chosen.name)
    sealed = kb.sealed(files, submission.as_at(), submission.at(), submission.as_then())
    result = sealed.answer
    if chosen is negotiation.HTML:
        downloads = [entry for entry in DOWNLOADS if entry[0] not in NEEDS or find_spec(NEEDS[entry[0]])]
        values = page_values(catalogue.source_label, result, files, filters_of(request.form))
        return kept_by_reader(page("assessment.html", downloads=downloads, as_at=submission.field("as_at"), again=_again(), **values))
    response = respond(_body(chosen, sealed, wanted), content_type)
    ending = next((ending for name, _, ending in DOWNLOADS if name == chosen.name), "")
    if ending and (request.form.get("download") or chosen in (negotiation.WORD, negotiation.PDF, negotiation.REPORT)):
        response.headers["Content-Disposition"] = f'attachment; filename="assessment-{result["receipt"]["hash"][:8]}.{ending}"'
    return response


def _again() -> dict[str, list[Reason]]:
    """The norms to be read again by the operator's folder: said beside findings on the page, and no part of any answer."""
    kb = current_app.config["KB"]
    known = kb.texts.known() if kb.texts is not None else None
    return all_again(kb.graph, known, date.today()) if known is not None else {}


def _body(chosen: negotiation.Format, sealed: Sealed, wanted: submission.FormOfJson) -> str | bytes:
    if chosen is negotiation.JSON:
        return as_bytes(sealed.given(wanted.detail, wanted.is_inline), wanted.is_pretty)
    result = sealed.answer
    if chosen in (negotiation.CSV, ACTIONS_CSV, negotiation.WORD, negotiation.PDF):
        return reports.FORMATS[chosen.name](result)
    if chosen is negotiation.REPORT:
        return reports.as_html(result)
    triples = reports.as_graph(result)
    return serialized(triples, GRAPHS[chosen.name], prefixes_of(triples))


@routes.post("/validate")
def validate() -> Response:
    """The W3C validation report (SHACL §3.6) on what was sent, as RDF."""
    kb = current_app.config["KB"]
    chosen, content_type = negotiation.choose(request.headers.get("Accept"), negotiation.GRAPHS, submission.field("format"))
    triples = kb.validate(submission.files(kb.settings.max_bytes), submission.as_at())
    return respond(serialized(triples, GRAPHS[chosen.name], prefixes_of(triples)), content_type)


def with_links(text: str) -> Markup:
    """Text in which the paths of entries are links."""
    return Markup(PATH.sub(r'<a href="\1">\1</a>', str(Markup.escape(text))))


def breakable(text: str) -> Markup:
    """Text in which a long address may break over lines."""
    return Markup(str(Markup.escape(text)).replace("/", "/<wbr>"))
