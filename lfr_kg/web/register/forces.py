"""What each force has published: a page for each, all of them side by side, and what to ask for that none has."""

import csv
import io
from collections import defaultdict
from datetime import date
from typing import Any

import pyoxigraph as ox
from flask import Blueprint, current_app, request
from werkzeug.wrappers import Response as Answer

from lfr_kg.base.errors import NotFound
from lfr_kg.base.namespaces import compact, iri
from lfr_kg.base.times import literal
from lfr_kg.register.items import RECORD
from lfr_kg.register.requests import Question, questions
from lfr_kg.register.tables import Row, Statement
from lfr_kg.web.http import negotiation
from lfr_kg.web.http.responses import page, respond
from lfr_kg.web.register.pages import also_of
from lfr_kg.web.register.shown import Shown, shown

routes = Blueprint("register_forces", __name__)

NAMED = 4
"""Duties that are named at most for each thing that is asked."""


@routes.get("/register/force/<name>")
def force(name: str) -> Answer:
    """What a force has published: its rows by year, what they state, what its papers said, and its rules beside those of others."""
    held = shown()
    tables = held.register.tables
    rows, papers = _of(held, name)
    narrowing = held.narrowing
    marks = narrowing.having("force", name) & narrowing.deployments
    by_year = {year: marks & narrowing.having("year", year) for year in sorted(narrowing.values("year"))}
    latest = [narrowing.rows[number] for number in narrowing.in_order(marks, "day")[:10]]
    return page(
        "register_force.html",
        also=also_of(held),
        name=name,
        actor=iri(f"actor:{name}"),
        not_judged=[row for row in rows if not row.is_deployment],
        number=marks.bit_count(),
        latest=latest,
        years=[(year, each.bit_count(), narrowing.totals(each)) for year, each in by_year.items() if each],
        published=held.matrix[f"actor:{name}"],
        others=_others(held, name),
        rules=_rules(held, name),
        chart=held.charts.get(f"timeline-{name}"),
        papers=[(paper, [each for each in tables.statements if each.paper is paper]) for paper in papers],
    )


@routes.get("/register/matrix")
def matrix() -> Answer:
    """Every force beside every item, as a page or as CSV."""
    held = shown()
    offers = (negotiation.HTML, negotiation.CSV)
    form, content_type = negotiation.choose(request.headers.get("Accept"), offers, request.args.get("format"))
    if form is negotiation.HTML:
        return page("register_matrix.html", also=also_of(held), items=held.making.items, matrix=held.matrix)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("force", "item", "of", "extent", "records", "of records", "known from"))
    for name, every in held.matrix.items():
        for each in every:
            counts = (each.count, each.of) if each.item.of == RECORD else ("", "")
            writer.writerow((name.removeprefix("actor:"), each.item.id, each.item.of, each.extent, *counts, each.known))
    return respond(out.getvalue(), content_type, also=also_of(held))


@routes.get("/register/force/<name>/questions")
def ask(name: str) -> Answer:
    """What to ask a force for that was not found published, with the law that asks for each: as a page, or as a letter in Word."""
    held, today = shown(), date.today()
    rows, _ = _of(held, name)
    offers = (negotiation.HTML, negotiation.WORD)
    form, content_type = negotiation.choose(request.headers.get("Accept"), offers, request.args.get("format"))
    asked = _questions(held, f"actor:{name}", today)
    right, time = held.law("right-to-information"), held.law("time-to-answer")
    if form is negotiation.HTML:
        values: dict[str, Any] = {"name": name, "actor": iri(f"actor:{name}"), "asked": asked, "right": right, "time": time, "named": NAMED}
        return page("register_questions.html", also=f"{also_of(held)} {today}", **values, seen=held.register.tables.seen)
    response = respond(_letter(held, name, rows, asked, today), content_type, also=f"{also_of(held)} {today}")
    response.headers["Content-Disposition"] = f'attachment; filename="questions-{name}.docx"'
    return response


def _letter(held: Shown, name: str, rows: list[Row], asked: list[Question], today: date) -> bytes:
    from lfr_kg.register.letter import letter

    catalogue, cite = current_app.config["CATALOGUE"], held.kb.cite

    def told(norm: ox.NamedNode) -> dict[str, str]:
        force = catalogue.label(catalogue.value(norm, "lfr:authority"))
        return {
            "title": catalogue.label(norm),
            "citation": cite(compact(norm.value).partition(":")[2])["citation"],
            "force": force,
            "statement": catalogue.text(norm, "lfr:statement"),
            "verified": catalogue.label(catalogue.value(norm, "lfr:verification")),
        }

    days = sorted(row.day for row in rows if row.is_deployment and row.day is not None)
    values = {
        "title": held.making.said["letter"],
        "force": catalogue.label(iri(f"actor:{name}")),
        "day": today.isoformat(),
        "first": catalogue.day(days[0]) if days else "",
        "seen": catalogue.day(held.register.tables.seen),
        "right": told(held.law("right-to-information")),
        "time": told(held.law("time-to-answer")),
    }
    every = [{"of": each.item.of, "question": each.item.question, "duties": [told(norm) for norm in each.norms[:NAMED]]} for each in asked]
    return letter(values, every)


def _questions(held: Shown, name: str, today: date) -> list[Question]:
    return questions(name, held.matrix[name], held.duties(literal(today)), held.applicable(name))


def _of(held: Shown, name: str) -> tuple[list[Row], list[Any]]:
    """The rows and papers of a force. Raises NotFound where there are none."""
    tables = held.register.tables
    rows = held.narrowing.of_force(name)
    papers = [paper for paper in tables.papers.values() if paper.force == f"actor:{name}"]
    if not rows and not papers:
        raise NotFound(f"The register has nothing of “{name[:60]}”. The list is at /register.")
    return rows, papers


def _others(held: Shown, name: str) -> dict[str, int]:
    """Of how many other forces something of each item is published."""
    found: dict[str, int] = defaultdict(int)
    for force, every in held.matrix.items():
        for each in every:
            found[each.item.id] += force != f"actor:{name}" and each.extent in ("all", "some", "said")
    return found


def _rules(held: Shown, name: str) -> list[tuple[str, list[Statement], dict[str, list[str]]]]:
    """On each line on which papers of this force say something that stands: what they say, and what others say with the forces that do."""
    ours: dict[str, list[Statement]] = defaultdict(list)
    others: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for each in held.register.tables.statements:
        if not each.prop or each.until:
            continue
        if each.paper.force == f"actor:{name}":
            if each.value not in {known.value for known in ours[each.prop]}:
                ours[each.prop].append(each)
        elif each.paper.force not in others[each.prop][each.value]:
            others[each.prop][each.value].append(each.paper.force)
    return [(prop, said, dict(others[prop])) for prop, said in ours.items()]
