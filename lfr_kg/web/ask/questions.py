"""The questions of the library: their list, the page of each with its form and what it finds, and the library for programs."""

import json
from datetime import date
from typing import Protocol
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, request

from lfr_kg.ask.gathering import gathered
from lfr_kg.ask.library import Known, Question
from lfr_kg.ask.narrowing import NARROWED
from lfr_kg.ask.parameters import RESOURCES, Parameter
from lfr_kg.base.errors import BadRequest
from lfr_kg.base.model import Value
from lfr_kg.base.namespaces import prologue
from lfr_kg.base.sparql import Term
from lfr_kg.endpoint.worker import TABLES
from lfr_kg.knowledge import KnowledgeBase
from lfr_kg.web.http import negotiation
from lfr_kg.web.http.misspelt import misspelling_of
from lfr_kg.web.http.parameters import once
from lfr_kg.web.http.responses import page, respond

routes = Blueprint("questions", __name__)

MOST_WORDS = 200
"""Characters of a search among the questions."""


class Named(Known, Protocol):
    """What a question asks of the catalogue: which things there are, whether one fits a parameter, and what it is called."""

    def label(self, term: Value | None) -> str:
        """What a reader calls it."""


@routes.get("/questions")
def questions() -> Response:
    """The questions that can be asked, under their groups; with ``?q=``, those that hold its words."""
    words = " ".join(request.args.get("q", "")[:MOST_WORDS].split())
    library = current_app.config["KB"].library
    groups = library.groups(words)
    hits = sum(len(found) for _, found in groups)
    return page("questions.html", groups=groups, words=words, hits=hits, total=len(library.questions))


@routes.get("/questions/<slug>")
def question(slug: str) -> Response:
    """One question: its form, and its answer where its parameters are given (or it can be asked without)."""
    kb, catalogue = current_app.config["KB"], current_app.config["CATALOGUE"]
    asked = kb.library.question(slug)
    given = _given(asked)
    today = date.today()
    form, content_type = negotiation.choose(
        request.headers.get("Accept"), (negotiation.HTML, *negotiation.TABLES), request.args.get("format")
    )
    is_asked = bool(given) or "ask" in request.args or not asked.needs_values
    if form is not negotiation.HTML:
        bound = asked.bind(given, today=today, known=catalogue)
        return respond(kb.ask(asked, bound).serialize(format=TABLES[form.name]), content_type, also=today.isoformat())
    values = _asked(kb, catalogue, asked, given, today) if is_asked else {"query": asked.text}
    choices = {parameter.name: _choices(catalogue, parameter) for parameter in asked.takes}
    response = page(
        "question.html", also=today.isoformat(), question=asked, given=given, choices=choices, is_asked=is_asked, today=today, **values
    )
    if "mistake" in values:
        response.status_code = BadRequest.status
    return response


def _given(asked: Question) -> dict[str, str]:
    """What is given for a question. What others add to links (``utm_source``) is left out; what is nearly the name of a parameter is kept,
    and refused by the question. Raises BadRequest for a parameter that is given twice, and differs."""
    known = tuple(parameter.name for parameter in asked.takes)
    return {name: once(name, request.args) for name in request.args if name in known or misspelling_of(name, known)}


def _asked(kb: KnowledgeBase, catalogue: Named, asked: Question, given: dict[str, str], today: date) -> dict[str, object]:
    """The rows of an answer, the columns to show, and the query with its values, for the page; or what was wrong with the values."""
    try:
        bound = asked.bind(given, today=today, known=catalogue)
    except BadRequest as error:
        return {"mistake": error.message, "query": asked.text}
    results = kb.ask(asked, bound)
    columns = asked.shown(results)
    rows = ([row[column] for column in columns] for row in results)
    force: Term | None = bound.pop(NARROWED, None)
    return {
        "columns": list(columns.items()),
        "rows": gathered(list(columns), rows, asked.gathers, catalogue.label),
        "query": asked.with_values(bound),
        "force": force,
        "permalink": urlencode(given),
    }


def _choices(catalogue: Named, parameter: Parameter) -> list[tuple[str, str]]:
    """What a parameter may be, for its list in the form: pairs of the value and what it is called. Empty where it is free."""
    if parameter.kind == "choice":
        return [(choice, choice) for choice in parameter.choices]
    if parameter.kind not in RESOURCES or not parameter.of:
        return []
    return catalogue.fitting(parameter)


@routes.get("/questions.json")
def library() -> Response:
    """The query library for programs and for the editor's list of examples: each question with a text that runs as it is."""
    found = [
        {
            "slug": question.slug,
            "title": question.title,
            "description": question.description,
            "group": group,
            "page": f"{request.url_root}questions/{question.slug}",
            "parameters": [
                {"name": each.name, "type": each.kind, "label": each.label, "required": each.is_required} for each in question.takes
            ],
            "example": dict(question.example),
            "query": prologue(question.text) + question.with_values(question.bind(question.example)),
        }
        for group, questions in current_app.config["KB"].library.groups()
        for question in questions
    ]
    return respond(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "application/json", vary="Accept-Encoding")
