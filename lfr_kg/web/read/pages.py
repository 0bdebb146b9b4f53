"""The pages that are about no one thing: home, the founding answer, the list of the law, the questions, about, and the state of health."""

from collections import Counter
from datetime import date
from urllib.parse import urlencode

import pyoxigraph as ox
from flask import Blueprint, Response, current_app, g, jsonify, request

from lfr_kg.ask.library import Question
from lfr_kg.ask.parameters import THINGS
from lfr_kg.base.errors import BadRequest
from lfr_kg.base.namespaces import BASE, iri
from lfr_kg.endpoint.worker import TABLES
from lfr_kg.trace.chain import in_force
from lfr_kg.web.http import negotiation
from lfr_kg.web.http.responses import answer, page
from lfr_kg.web.http.times import day_of
from lfr_kg.web.read.changes import days_of_change
from lfr_kg.web.read.picture_data import law_picture
from lfr_kg.web.read.sources import GROUPS, law_on

face = Blueprint("pages", __name__)

MOST_WORDS = 200
"""Characters of a search among the questions."""


@face.get("/")
def home() -> Response:
    """The three jobs and the state of the knowledge."""
    return page("home.html")


@face.get("/answer")
def founding_answer() -> Response:
    """The founding answer, passage by passage, with what in the knowledge answers to each."""
    things = current_app.config["THINGS"]
    passages = things.back.to(iri("lfr:Passage"), iri("rdf:type"))
    ordered = sorted(passages, key=lambda node: int(things.text(node, "lfr:order") or 0))
    source = things.value(ordered[0], "lfr:partOf") if ordered else None
    return page("answer.html", passages=[_passage(things, node) for node in ordered], source=source)


def _passage(things, node) -> dict:
    claims = things.graph.objects(node, iri("lfr:claims"))
    return {
        "node": node,
        "claims": [{"node": claim, "norms": things.all(claim, "lfr:carriedBy")} for claim in claims],
        "norms": things.all(node, "lfr:carriedBy"),
        "actors": things.all(node, "lfr:mentionsActor"),
        "sources": things.all(node, "lfr:mentionsSource"),
    }


@face.get("/law")
@face.get("/law/")
def law() -> Response:
    """All sources, with what is in force on a day (``?date=``, today where it is left out)."""
    day = day_of(request.args.get("date", ""))
    things = current_app.config["THINGS"]
    current = {norm for norms in things.norms_by_source.values() for norm in norms if in_force(things.graph, norm, day)}
    values = {"groups": law_on(things, day), "current": len(current), "picture": law_picture(things, day), "days": days_of_change(things)}
    return page("law.html", also=day.isoformat(), day=day, **values)


@face.get("/questions")
def questions() -> Response:
    """The questions that can be asked, under their groups; with ``?q=``, those that hold its words."""
    words = " ".join(request.args.get("q", "")[:MOST_WORDS].split())
    library = current_app.config["KB"].library
    groups = library.groups(words)
    hits = sum(len(found) for _, found in groups)
    return page("questions.html", groups=groups, words=words, hits=hits, total=len(library.questions))


@face.get("/questions/<slug>")
def question(slug: str) -> Response:
    """One question: its form, and its answer where its parameters are given (or it takes none)."""
    g.is_open = True
    kb, things = current_app.config["KB"], current_app.config["THINGS"]
    asked = kb.library.question(slug)
    given = {name: value for name, value in request.args.items() if name not in ("format", "ask")}
    today = date.today()
    form, content_type = negotiation.choose(request.headers.get("Accept"), (negotiation.HTML, *negotiation.TABLES), request.args.get("format"))
    is_asked = bool(given) or "ask" in request.args or not asked.parameters
    if form is not negotiation.HTML:
        bound = asked.bind(given, today=today, fits=things.fits)
        return answer(kb.query(asked.text, bound).serialize(format=TABLES[form.name]), content_type, also=today.isoformat())
    values = _asked(kb, things, asked, given, today) if is_asked else {"query": asked.text}
    choices = {parameter.name: _choices(things, parameter) for parameter in asked.parameters}
    return page("question.html", also=today.isoformat(), question=asked, given=given, choices=choices, is_asked=is_asked, today=today, **values)


def _asked(kb, things, asked: Question, given: dict, today: date) -> dict:
    """The rows of an answer, the columns to show, and the query with its values, for the page; or what was wrong with the values."""
    try:
        bound = asked.bind(given, today=today, fits=things.fits)
    except BadRequest as error:
        return {"mistake": error.message, "query": asked.text}
    results = kb.query(asked.text, bound)
    columns = list(asked.columns) or [variable.value for variable in results.variables]
    rows = [[row[column] for column in columns] for row in results]
    query = asked.with_values(bound)
    return {"columns": [(name, asked.columns.get(name, name)) for name in columns], "rows": rows, "query": query, "permalink": urlencode(given)}


def _choices(things, parameter) -> list[tuple[str, str]]:
    """What a parameter may be, for its list in the form: pairs of the value and what it is called. Empty where it is free."""
    if parameter.kind == "choice":
        return [(choice, choice) for choice in parameter.choices]
    if parameter.kind not in THINGS or not parameter.of:
        return []
    start = THINGS[parameter.kind]
    nodes = [node for node in things.subjects if node.value.startswith(start) and things.fits(parameter, node)]
    return sorted(((node.value[len(start) :], things.label(node)) for node in nodes), key=lambda pair: pair[1].lower())


@face.get("/about")
def about() -> Response:
    """What this is, what it rests on and what it does not do."""
    things = current_app.config["THINGS"]
    norms = [node for node in things.subjects if node.value.startswith(BASE + "norm/")]
    verification = Counter(things.value(norm, "lfr:verification") for norm in norms if things.value(norm, "lfr:verification") is not None)
    return page("about.html", verification=sorted(verification.items(), key=lambda pair: -pair[1]), law_groups=[name for name, _ in GROUPS])


@face.get("/health")
def health() -> Response:
    """200 once the service can answer: version, hash and counts of the knowledge."""
    kb = current_app.config["KB"]
    kb.store.contains_named_graph(ox.NamedNode(BASE))
    response = jsonify({"status": "ready", "version": kb.version, "hash": kb.hash, "counts": kb.counts})
    response.headers["Cache-Control"] = "no-store"
    return response
