"""The register of published deployments: its table, and the page of each record."""

from typing import Any

import pyoxigraph as ox
from flask import Blueprint, current_app, redirect, request
from werkzeug.wrappers import Response as Answer

from lfr_kg.base.errors import NotFound
from lfr_kg.base.model import serialized
from lfr_kg.base.namespaces import PREFIXES, iri
from lfr_kg.base.scales import VERDICTS, VerdictEntry
from lfr_kg.endpoint.worker import GRAPHS, prefixes_of
from lfr_kg.register.graphs import row_facts
from lfr_kg.register.register import Register
from lfr_kg.register.tables import Row
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
    held = sight.register
    rows = list(held.tables.rows.values())
    choices = sight.choices
    asked = table.asked_of(request.args, choices)
    found = table.in_order([row for row in rows if asked.fits(row, sight.found)], asked.order, held.rates)
    offers = (negotiation.HTML, negotiation.CSV)
    form, content_type = negotiation.choose(request.headers.get("Accept"), offers, request.args.get("format"))
    if form is negotiation.CSV:
        return respond(table.as_csv(found), content_type, also=also_of(sight))
    number, pages = table.page_of(request.args.get("page", "") or "1"), max(1, -(-len(found) // table.PER_PAGE))
    here = found[(number - 1) * table.PER_PAGE : number * table.PER_PAGE]
    primary = [row for row in found if row.cells["reading"] == "primary" or asked.read]
    return page(
        "register.html",
        also=also_of(sight),
        rows=found,
        lines=[(row, row.cells, sight.figures[row.id]) for row in here],
        number=number,
        pages=pages,
        asked=asked,
        choices=choices,
        total=len(rows),
        totals=table.totals(primary),
        counted=sum(row.is_deployment for row in primary),
        quality={each.record for each in held.quality if each.kind not in table.COMMON},
        forces={f"actor:{name}": current_app.config["CATALOGUE"].label(iri(f"actor:{name}")) for name in choices["force"]},
        verdicts={name: VERDICTS[name].heading for name in choices["verdict"]},
        duties={slug: current_app.config["CATALOGUE"].norm_label(slug) for slug in choices["duty"]},
        is_whole=not request.query_string,
        said=sight.sentences,
        figure=sight.about_the_figure(),
        chart=sight.charts["shown"],
        above=sight.charts.get("above"),
    )


@routes.get("/register/<name>")
def record(name: str) -> Answer:
    """One published row: its figures, where they are printed, what does not go together, what was found, and what stood beside it."""
    held = _register()
    row = held.tables.rows.get(name)
    if row is None:
        raise NotFound(f"The register has no record “{name[:60]}”. The list is at /register.")
    offers = (negotiation.HTML, *negotiation.GRAPHS)
    form, content_type = negotiation.choose(request.headers.get("Accept"), offers, request.args.get("format"))
    if form is not negotiation.HTML:
        triples = [ox.Triple(*fact) for fact in row_facts(row, held.tables)]
        body = serialized(triples, GRAPHS[form.name], prefixes_of(triples))
        return respond(body, content_type, also=also_of(shown()))
    entry = held.findings.get(name)
    papers = {each.address: each for each in held.tables.statements}
    return page(
        "record.html",
        also=also_of(shown()),
        row=row,
        rate=held.rates.get(name),
        basis=held.tables.bases[row.cells["basis"]],
        quality=[each for each in held.quality if each.record == name],
        entry=entry,
        findings=_findings(entry),
        statements=held.beside(row).statements if row.is_deployment else [],
        papers=papers,
        neighbours=_neighbours(held, row),
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


def _neighbours(held: Register, row: Row) -> dict[str, list[Row]]:
    """The other records with the same size of list on the day, and those of the same label."""
    others = [each for each in held.tables.rows.values() if each.force == row.force and each.id != row.id]
    on_day = [each for each in others if row.cells["list_size"] and each.cells["date_from"] == row.cells["date_from"]]
    return {
        "list": [each for each in on_day if each.cells["list_size"] == row.cells["list_size"]],
        "place": [each for each in others if each.cells["place"] == row.cells["place"]],
    }
