"""Writing a description in the browser: a form made from the vocabulary. Its state is in the form itself, and nothing that is sent is
kept."""

from typing import Any

import pyoxigraph as ox
from flask import Blueprint, Response, current_app, request

from lfr_kg.base.errors import BadRequest, LfrError
from lfr_kg.base.scales import VERDICTS
from lfr_kg.base.settings import EXAMPLE
from lfr_kg.drafting import draft as drafts
from lfr_kg.drafting import fields
from lfr_kg.drafting.dictionary import Dictionary
from lfr_kg.evidence.reading import WORKBOOK
from lfr_kg.web.describe.findings import SHOWN, read_findings
from lfr_kg.web.describe.form import OPEN, Asked, View, act, merge, section_named
from lfr_kg.web.http.asked import uploaded
from lfr_kg.web.http.isolated import hand_over
from lfr_kg.web.http.responses import page, respond
from lfr_kg.web.pictures.findings import findings_picture

routes = Blueprint("describe", __name__)
routes.before_request(hand_over)

TURTLE_TOP = "# A description of a deployment of live facial recognition. Load it where it was written to go on, or assess it.\n\n"


@routes.get("/describe")
def start() -> Response:
    """The form with nothing in it, and the ways to begin."""
    dictionary = _dictionary()
    return page(
        "describe.html", **_values(drafts.Part("", dictionary.root.name), Asked(dictionary.sections[0]), [], dictionary), is_new=True
    )


@routes.post("/describe")
def go_on() -> Response:
    """The form again with what was posted, after what the button asked for; or the file, where it asked to save."""
    dictionary, form = _dictionary(), request.form
    draft = drafts.from_json(form["draft"], dictionary) if form.get("draft") else drafts.new_draft(dictionary)
    shown = section_named(dictionary, form.get("at", ""))
    if form.get("do") != OPEN:
        merge(draft, shown, form, dictionary)
    asked = act(draft, shown, form, dictionary)
    triples, wrong = drafts.statements(draft, dictionary)
    if asked.save and not wrong:
        return _file(draft, triples, asked.save, dictionary)
    return page("describe.html", **_values(draft, asked, wrong, dictionary, triples))


@routes.post("/describe/load")
def load() -> Response:
    """The form with what a file from the user's machine states; or with the worked example. What is wrong with a file is told on the
    form."""
    kb, dictionary = current_app.config["KB"], _dictionary()
    try:
        content, media_type, name = _loaded()
        description = kb.describe([(content, media_type, name)])
        if len(description.deployments) > 1:
            raise BadRequest(
                f"{name} describes {len(description.deployments)} deployments, and the form takes one: save each in a file of its own."
            )
    except LfrError as error:
        empty = drafts.Part("", dictionary.root.name)
        values = _values(empty, Asked(dictionary.sections[0]), [], dictionary) | {"problem": error.message}
        response = page("describe.html", **values, is_new=True)
        response.status_code = error.status
        return response
    draft, unplaced = drafts.from_deployment(description.deployments[0], dictionary)
    left = [(text, "the form has no place for it") for text in unplaced] + [(each.statement, each.reason) for each in description.set_aside]
    _, wrong = drafts.statements(draft, dictionary)
    return page("describe.html", **_values(draft, Asked(dictionary.sections[0]), wrong, dictionary), left=left, loaded=name)


@routes.get("/describe/template.xlsx")
def template() -> Response:
    """An empty workbook to fill in without a browser."""
    from lfr_kg.drafting.workbook import workbook

    return _attached(respond(workbook(_dictionary()), WORKBOOK), "deployment.xlsx")


def _values(
    draft: drafts.Part, asked: Asked, wrong: list[drafts.Wrong], dictionary: Dictionary, triples: list[ox.Triple] | None = None
) -> dict[str, Any]:
    """What the template takes; ``triples`` is what the draft states, where findings may be asked for."""
    kb = current_app.config["KB"]
    view = View(draft, dictionary, wrong)
    found, problem, turtle, bar = None, None, "", ""
    if asked.is_checked and draft.id:
        turtle = drafts.write(triples or [], "turtle").decode()
        try:
            found = read_findings(kb.assess([(turtle.encode(), "text/turtle", "the description")]), view, kb.graph)
            bar = findings_picture(found.summary, "so-far")
        except LfrError as error:
            problem = error.message
    return {
        "draft": draft, "view": view, "dictionary": dictionary, "section": asked.section,
        "carried": drafts.to_json(draft) if draft.id else "",
        "is_checked": asked.is_checked, "found": found, "bar": bar, "problem": problem,
        "turtle": turtle, "groups": [(slug, entry.heading) for slug, entry in VERDICTS.items()], "verdicts": SHOWN,
        "expected": fields.EXPECTED, "could_not_save": bool(asked.save and wrong),
    }  # fmt: skip


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
