"""Two forces side by side: the rules each set itself, line by line, with what guidance asks of both; a difference is a row of its own."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyoxigraph as ox
from flask import Blueprint, Response, current_app, request

from lfr_kg.base.errors import BadRequest
from lfr_kg.base.namespaces import PREFIXES
from lfr_kg.web.http.parameters import day_of
from lfr_kg.web.http.responses import page

routes = Blueprint("comparing", __name__)

DIFFERS = "rules-of-two-forces"
"""The question of the library that finds the rules; this module only puts them side by side."""


@dataclass
class Line:
    """One line of the comparison: what it is about, and the rules of all forces, of the one and of the other."""

    about: ox.NamedNode
    common: list[ox.NamedNode] = field(default_factory=list)
    one: list[ox.NamedNode] = field(default_factory=list)
    other: list[ox.NamedNode] = field(default_factory=list)

    @property
    def differs(self) -> bool:
        """Whether the two set themselves different rules: those of one are not those of the other."""
        return set(self.one) != set(self.other)


@routes.get("/compare")
def compare() -> Response:
    """The rules and papers of two forces (``one`` and ``other``), on a day."""
    kb, catalogue, today = current_app.config["KB"], current_app.config["CATALOGUE"], date.today()
    question = kb.library.question(DIFFERS)
    given = {name: request.args.get(name, "") for name in ("one", "other")}
    day = day_of(request.args.get("date", ""), today)
    forces = [node for node in catalogue.subjects if node.value.startswith(PREFIXES["actor"]) and catalogue.is_a(node, "lfr:PoliceForce")]
    values: dict[str, Any] = {"given": given, "day": day, "forces": sorted(forces, key=lambda node: catalogue.label(node).lower())}
    if all(given.values()):
        bound = question.bind(given | {"date": day.isoformat()}, today=today, known=catalogue)
        one, other = bound["one"], bound["other"]
        if one == other:
            raise BadRequest(f"Both are {catalogue.label(one)}. Choose two forces that are not the same.")
        lines = side_by_side(kb.query(question.text, bound), one, other)
        papers = [catalogue.pointing(force, "lfr:issuer") for force in (one, other)]
        values |= {"one": one, "other": other, "lines": lines, "papers": papers}
    return page("compare.html", also=today.isoformat(), **values)


def side_by_side(rows: Iterable[ox.QuerySolution], one: ox.NamedNode, other: ox.NamedNode) -> list[Line]:
    """The lines that the rows of the question make, those on which the two differ first, each in the order of the question."""
    lines: dict[ox.NamedNode, Line] = {}
    places = {one: "one", other: "other"}
    for row in rows:
        line = lines.setdefault(row["line"], Line(row["line"]))
        found = getattr(line, places.get(row["whose"], "common"))
        if row["norm"] not in found:
            found.append(row["norm"])
    return sorted(lines.values(), key=lambda line: not line.differs)
