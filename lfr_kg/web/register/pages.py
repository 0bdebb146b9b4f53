"""The register of published deployments: its table, and the page of each record."""

from typing import Any

import pyoxigraph as ox
from flask import Blueprint, Flask, current_app, redirect, request
from werkzeug.wrappers import Response as Answer

from lfr_kg.base.errors import NotFound
from lfr_kg.base.model import serialized
from lfr_kg.base.namespaces import PREFIXES
from lfr_kg.base.scales import VERDICTS, VerdictEntry
from lfr_kg.endpoint.worker import GRAPHS, prefixes_of
from lfr_kg.register.graphs import row_facts
from lfr_kg.register.quality import rate_of
from lfr_kg.register.register import Register
from lfr_kg.web.http import negotiation
from lfr_kg.web.http.responses import page, respond
from lfr_kg.web.register import table
from lfr_kg.web.register.shown import Shown, shown

routes = Blueprint("register", __name__)

Found = tuple[ox.NamedNode, dict[str, Any]]
"""A finding with the node of its norm."""


@routes.get("/register")
def register() -> Answer:
    """The table of published rows, narrowed and sorted as asked; as CSV too."""
    sight = shown()
    asked = table.asked_of(request.args, sight.choices)
    rows, marks = sight.narrowing.rows, sight.narrowing.asked(asked)
    found = sight.narrowing.in_order(marks, asked.order)
    offers = (negotiation.HTML, negotiation.CSV)
    form, content_type = negotiation.choose(request.headers.get("Accept"), offers, request.args.get("format"))
    if form is negotiation.CSV:
        return respond(table.as_csv([rows[number] for number in found]), content_type, also=also_of(sight))
    number, pages = table.page_of(request.args.get("page", "") or "1"), max(1, -(-len(found) // table.PER_PAGE))
    if number > pages:
        raise NotFound(f"What is asked for fills {pages} {'page' if pages == 1 else 'pages'}, and none is number {number}.")
    counted = marks & sight.narrowing.deployments & (marks if asked.read else sight.narrowing.having("read", "primary"))
    return page(
        "register.html",
        also=also_of(sight),
        number_found=len(found),
        lines=[sight.line(each) for each in found[(number - 1) * table.PER_PAGE : number * table.PER_PAGE]],
        number=number,
        pages=pages,
        asked=asked,
        choices=sight.choices,
        total=len(rows),
        totals=sight.narrowing.totals(counted),
        counted=counted.bit_count(),
        verdicts=sight.words["verdicts"],
        duties=sight.words["duties"],
        uses=sight.words["uses"],
        is_whole=not request.query_string,
        said=sight.sentences,
        figure=sight.about_the_figure(),
        chart=sight.charts["shown"],
        above=sight.charts.get("above"),
    )


def prepare(app: Flask) -> None:
    """Read the register and work out its first page, so that whoever asks for it first does not wait for that."""
    with app.test_request_context("/register", headers={"Accept": "text/html"}):
        register()


@routes.get("/register/<name>")
def record(name: str) -> Answer:
    """One published row: its figures, where they are printed, what does not go together, what was found, and what stood beside it."""
    sight, held = shown(), _register()
    row = held.tables.rows.get(name)
    if row is None:
        raise NotFound(f"The register has no record “{name[:60]}”. The list is at /register.")
    offers = (negotiation.HTML, *negotiation.GRAPHS)
    form, content_type = negotiation.choose(request.headers.get("Accept"), offers, request.args.get("format"))
    if form is not negotiation.HTML:
        triples = [ox.Triple(*fact) for fact in row_facts(row, held.tables)]
        body = serialized(triples, GRAPHS[form.name], prefixes_of(triples))
        return respond(body, content_type, also=also_of(sight))
    entry = held.findings.get(name)
    papers = {each.address: each for each in held.tables.statements}
    return page(
        "record.html",
        also=also_of(sight),
        row=row,
        rate=rate_of(row) if row.is_deployment else None,
        basis=held.tables.bases[row.cells["basis"]],
        quality=held.together.of(row),
        entry=entry,
        findings=_findings(entry),
        nothing_against=sight.making.said["nothing-against"],
        statements=held.beside(row).statements if row.is_deployment else [],
        papers=papers,
        neighbours=sight.narrowing.beside(row),
    )


@routes.get("/register/paper/<name>")
def paper(name: str) -> Answer:
    """A paper stands on the page of its force."""
    found = _register().tables.papers.get(name)
    if found is None:
        raise NotFound(f"The register has no paper “{name[:60]}”.")
    return redirect(f"{request.script_root}/register/force/{found.force.removeprefix('actor:')}#{name}", 303)


@routes.get("/register/source/<name>")
def source(name: str) -> Answer:
    """A document that rows were read from, as its rows."""
    found = _register().tables.sources.get(name)
    if found is None:
        raise NotFound(f"The register has no source “{name[:60]}”.")
    return redirect(found.url, 303)


def _register() -> Register:
    held: Register = current_app.config["KB"].register
    return held


def also_of(held: Shown) -> str:
    """What a page depends on beside the knowledge: the register, whether it was judged, and whether pictures were drawn."""
    return f"{held.register.tables.hash} {bool(held.register.findings)} {bool(held.charts['shown'].svg)}"


def _findings(entry: dict[str, Any] | None) -> list[tuple[VerdictEntry, list[Found]]]:
    """What was found, under its verdicts in the order of a reader: pairs of the verdict and its findings, each with the norm's node."""
    grouped: dict[str, list[Found]] = {}
    for finding in entry["findings"] if entry else ():
        grouped.setdefault(finding["verdict"], []).append((ox.NamedNode(PREFIXES["norm"] + finding["norm"]), finding))
    return [(VERDICTS[name], grouped[name]) for name in VERDICTS if name in grouped]
