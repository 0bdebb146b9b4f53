"""Writing a description in the browser: a form made from the vocabulary. Its state is in the form itself, and nothing that is sent is
kept."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import pyoxigraph as ox
from flask import Blueprint, Response, current_app, request

from lfr_kg.base.errors import BadRequest, LfrError
from lfr_kg.base.scales import VERDICTS
from lfr_kg.base.settings import EXAMPLE
from lfr_kg.drafting import draft as drafts
from lfr_kg.drafting import fields
from lfr_kg.drafting.dictionary import Dictionary
from lfr_kg.drafting.differences import differences
from lfr_kg.evidence.reading import WORKBOOK, read
from lfr_kg.web.describe.findings import SHOWN, read_findings
from lfr_kg.web.describe.form import OPEN, Asked, act, merge
from lfr_kg.web.describe.needs import Needs
from lfr_kg.web.describe.places import Page, page_named
from lfr_kg.web.describe.view import View
from lfr_kg.web.http.isolated import hand_over
from lfr_kg.web.http.parameters import uploaded
from lfr_kg.web.http.responses import page, respond
from lfr_kg.web.pictures.findings import findings_picture

routes = Blueprint("describe", __name__)
routes.before_request(hand_over)

TURTLE_TOP = "# A description of a deployment of live facial recognition. Load it where it was written to go on, or assess it.\n\n"


@routes.get("/describe")
def start() -> Response:
    """The form with nothing in it, and the ways to begin."""
    dictionary = _dictionary()
    return page("describe.html", **_values(drafts.Part("", dictionary.root.name), Asked(Page()), [], dictionary), is_new=True)


@routes.post("/describe")
def go_on() -> Response:
    """The form again with what was posted, after what the button asked for; or the file, where it asked to save."""
    dictionary, form = _dictionary(), request.form
    draft = drafts.from_json(form["draft"], dictionary) if form.get("draft") else drafts.new_draft(dictionary)
    shown = page_named(draft, dictionary, form.get("at", ""))
    if form.get("do") != OPEN:
        merge(draft, shown, form, dictionary)
    asked = act(draft, shown, form, dictionary)
    triples, wrong = drafts.statements(draft, dictionary)
    if asked.save:
        return _file(draft, [*triples, *drafts.notes(draft, dictionary, wrong)], asked.save, dictionary)
    return page("describe.html", **_values(draft, asked, wrong, dictionary, triples))


@routes.post("/describe/compare")
def compare() -> Response:
    """In what the draft that the form carries differs from a file of the user's."""
    dictionary, carried = _dictionary(), request.form.get("draft", "")
    draft = drafts.from_json(carried, dictionary)
    values: dict[str, Any] = {"carried": carried, "problem": None, "found": [], "name": ""}
    try:
        file = _loaded()
        other, _ = _draft(file)
        values |= {"found": differences(draft, other, dictionary), "name": file[2]}
    except LfrError as error:
        values["problem"] = error.message
    return page("describe_compared.html", **values)


@routes.post("/describe/load")
def load() -> Response:
    """The form with what a file from the user's machine states; or with the worked example. What is wrong with a file is told on the
    form."""
    dictionary = _dictionary()
    try:
        file = _loaded()
        found, left = _draft(file)
    except LfrError as error:
        empty = drafts.Part("", dictionary.root.name)
        values = _values(empty, Asked(Page()), [], dictionary) | {"problem": error.message}
        response = page("describe.html", **values, is_new=True)
        response.status_code = error.status
        return response
    triples, wrong = drafts.statements(found, dictionary)
    return page("describe.html", **_values(found, Asked(Page()), wrong, dictionary, triples), left=left, loaded=file[2])


Left = list[tuple[str, str]]
"""What a file states and the form has no place for, each with why."""


def _draft(file: tuple[bytes, str, str]) -> tuple[drafts.Part, Left]:
    """The draft that a file holds, and what of it has no place. Raises as ``_workbook`` and ``_description``."""
    return _workbook(file) if file[1] == WORKBOOK else _description(file)


def _description(file: tuple[bytes, str, str]) -> tuple[drafts.Part, Left]:
    """The draft that an RDF file states, the mistakes noted in it among its values. Raises as ``KnowledgeBase.describe``."""
    kb, dictionary = current_app.config["KB"], _dictionary()
    description = kb.describe([file])
    _one(len(description.deployments), file[2])
    draft, unplaced = drafts.from_deployment(description.deployments[0], dictionary)
    drafts.restore(draft, read(*file, kb.settings.max_bytes).facts, dictionary)
    left = [(text, "the form has no place for it") for text in unplaced]
    return draft, left + [(each.statement, each.reason) for each in description.set_aside if not drafts.is_note(each.statement)]


def _workbook(file: tuple[bytes, str, str]) -> tuple[drafts.Part, Left]:
    """The draft that a workbook holds, values that cannot be stated as they were typed. Raises as ``spreadsheet.drafts``."""
    from lfr_kg.drafting import spreadsheet

    found = spreadsheet.drafts(file[0], file[2], _dictionary(), keeps_mistakes=True)
    _one(len(found), file[2])
    return found[0], []


def _one(count: int, name: str) -> None:
    if count > 1:
        raise BadRequest(f"{name} describes {count} deployments, and the form takes one: save each in a file of its own.")


@routes.get("/describe/template.xlsx")
def template() -> Response:
    """An empty workbook to fill in without a browser."""
    return _attached(respond(_empty(_dictionary()), WORKBOOK), "deployment.xlsx")


@lru_cache(maxsize=1)
def _empty(dictionary: Dictionary) -> bytes:
    """The workbook with nothing filled in, made once of the knowledge."""
    from lfr_kg.drafting.workbook import workbook

    return workbook(dictionary)


def _values(
    draft: drafts.Part, asked: Asked, wrong: list[drafts.Wrong], dictionary: Dictionary, triples: list[ox.Triple] | None = None
) -> dict[str, Any]:
    """What the template takes; ``triples`` is what the draft states, where findings may be asked for."""
    kb = current_app.config["KB"]
    view = View(draft, dictionary, wrong)
    found, problem, turtle, bar = None, None, "", ""
    if draft.id and triples:
        turtle = drafts.write(triples, "turtle").decode()
        try:
            file = (turtle.encode(), "text/turtle", "the description")
            view.not_asked = _needs().not_asked(kb.assessor.work_out(kb.describe([file]).deployments[0], datetime.now(UTC)))
            if asked.is_checked:
                found = read_findings(kb.assess([file]), view, kb.graph)
                bar = findings_picture(found.summary, "so-far")
        except LfrError as error:
            problem = error.message
    return {
        "draft": draft, "view": view, "dictionary": dictionary, "at": asked.page,
        "carried": drafts.to_json(draft) if draft.id else "",
        "is_checked": asked.is_checked, "found": found, "bar": bar, "problem": problem,
        "turtle": turtle, "groups": [(slug, entry.heading) for slug, entry in VERDICTS.items()], "verdicts": SHOWN,
        "expected": fields.EXPECTED,
    }  # fmt: skip


def _needs() -> Needs:
    """What the rules read; made once for each process."""
    kept = current_app.extensions
    if "needs" not in kept:
        kept["needs"] = Needs(current_app.config["KB"].assessor)
    needs: Needs = kept["needs"]
    return needs


def _file(draft: drafts.Part, triples: list[ox.Triple], form: str, dictionary: Dictionary) -> Response:
    """What the draft states, as a file to keep."""
    if form == "xlsx":
        from lfr_kg.drafting.workbook import workbook

        return _attached(respond(workbook(dictionary, [draft]), WORKBOOK), drafts.file_name(draft, "xlsx"))
    _, ending, media_type = drafts.FORMATS[form]
    body = drafts.write(triples, form)
    if form == "turtle":
        body, media_type = TURTLE_TOP.encode() + body, f"{media_type}; charset=utf-8"
    return _attached(respond(body, media_type), drafts.file_name(draft, ending))


def _attached(response: Response, name: str) -> Response:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _loaded() -> tuple[bytes, str, str]:
    """The file that was sent. Raises BadRequest and UnsupportedMedia."""
    if request.form.get("example"):
        return EXAMPLE.read_bytes(), "text/turtle", EXAMPLE.name
    file = request.files.get("file")
    if file is None or not file.filename:
        raise BadRequest("No file was chosen. Choose the file that you saved here before, or begin with an empty form.")
    return uploaded(file)


def _dictionary() -> Dictionary:
    dictionary: Dictionary = current_app.config["KB"].dictionary
    return dictionary
