"""The plan of a deployment to come: the questions, what comes of the answers, and its downloads. Answers are in the request, and nothing
that is sent is kept."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, current_app, request

from lfr_kg.base.errors import BadRequest
from lfr_kg.base.serialising import as_json
from lfr_kg.drafting import draft as drafts
from lfr_kg.evidence.reading import WORKBOOK
from lfr_kg.plan import Planner
from lfr_kg.plan.answers import Fault
from lfr_kg.plan.contract import Plan
from lfr_kg.plan.planner import WrongAnswers
from lfr_kg.plan.text import view
from lfr_kg.web.http import negotiation
from lfr_kg.web.http.isolated import hand_over
from lfr_kg.web.http.negotiation import Format
from lfr_kg.web.http.responses import page, respond

routes = Blueprint("plan", __name__)
routes.before_request(hand_over)

PACK = Format("pack", ("application/zip",))
CALENDAR = Format("ics", ("text/calendar",), is_text=True)
XLSX = Format("xlsx", (WORKBOOK,))
OFFERS = (negotiation.JSON, negotiation.HTML, PACK, negotiation.WORD, CALENDAR, negotiation.TURTLE, XLSX)
"""The formats of a plan; JSON for a client that has no wish."""
ENDINGS = {"pack": "zip", "docx": "docx", "ics": "ics", "turtle": "ttl", "xlsx": "xlsx"}
"""Format → the ending of the file that it is saved as."""
CHANGE = "change"
"""What the button asks for that leads back to the questions."""
_OTHER = ("format", "do")
"""Fields of the form that are no answers."""


@routes.get("/plan")
def ask() -> Response:
    """The questions."""
    return _questions({})


@routes.post("/plan")
def plan() -> Response:
    """The plan that the answers bring about, as a page or a file; the questions again where an answer is wrong, or they are to change."""
    chosen, content_type = negotiation.choose(request.headers.get("Accept"), OFFERS, request.form.get("format", request.args.get("format")))
    answers = _answers()
    if chosen is negotiation.HTML and request.form.get("do") == CHANGE:
        return _questions(answers)
    planner = _planner()
    try:
        made = planner.plan(answers, datetime.now(UTC).replace(microsecond=0))
    except WrongAnswers as wrong:
        if chosen is not negotiation.HTML:
            raise
        response = _questions(answers, wrong.at)
        response.status_code = wrong.status
        return response
    if chosen is negotiation.HTML:
        carried = drafts.to_json(planner.draft(answers))
        return page("plan_made.html", **view(made), given=answers, carried=carried)
    response = respond(_body(chosen, made, planner, answers), content_type)
    if chosen.name in ENDINGS:
        response.headers["Content-Disposition"] = f'attachment; filename="plan-{made["lawAsAt"]}.{ENDINGS[chosen.name]}"'
    return response


def _body(chosen: Format, made: Plan, planner: Planner, answers: dict[str, list[str]]) -> bytes | str:
    """The plan in a format for files and programs."""
    if chosen is negotiation.JSON:
        return as_json(made)
    if chosen is negotiation.TURTLE:
        return made["description"]
    if chosen is XLSX:
        from lfr_kg.drafting.workbook import workbook

        return workbook(planner.dictionary, [planner.draft(answers)])
    if chosen is CALENDAR:
        from lfr_kg.plan.calendar import as_ics

        return as_ics(made)
    from lfr_kg.plan import pack

    return pack.as_zip(made) if chosen is PACK else pack.as_docx(made)


def _questions(answers: dict[str, list[str]], faults: list[Fault] | None = None) -> Response:
    told = {fault.blank: fault.message for fault in faults or []}
    return page("plan.html", questions=_planner().questions, given=answers, faults=faults or [], told=told)


def _answers() -> dict[str, list[str]]:
    """The answers that were sent: fields of a form, or a JSON object of texts and lists. Raises BadRequest."""
    if request.mimetype != negotiation.JSON.media_types[0]:
        return {name: request.form.getlist(name) for name in request.form if name not in _OTHER}
    found: Any = request.get_json(silent=True)
    if not isinstance(found, dict) or not all(_is_answer(each) for each in found.values()):
        raise BadRequest('The body should be a JSON object of answers by name, such as {"day": "14 October 2026", "near": ["health"]}.')
    return {name: [str(text) for text in each] if isinstance(each, list) else [str(each)] for name, each in found.items()}


def _is_answer(found: object) -> bool:
    """Whether something is an answer, or a list of them: texts and numbers."""
    return all(isinstance(each, str | int) for each in (found if isinstance(found, list) else [found]))


def _planner() -> Planner:
    planner: Planner = current_app.config["KB"].planner
    return planner
