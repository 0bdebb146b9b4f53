"""The pages that are about no one entry: home, the founding answer, the list of the law, about, and the state of health."""

from collections import Counter
from typing import Any

import pyoxigraph as ox
from flask import Blueprint, Response, current_app, jsonify, request

from lfr_kg.base.namespaces import BASE, iri
from lfr_kg.corpus.citation import source_of
from lfr_kg.web.http.parameters import day_of
from lfr_kg.web.http.responses import page
from lfr_kg.web.read.catalogue import Catalogue
from lfr_kg.web.read.changes import days_of_change
from lfr_kg.web.read.pictures import law_picture
from lfr_kg.web.read.sources import law_on

routes = Blueprint("pages", __name__)


@routes.get("/")
def home() -> Response:
    """The three jobs and the state of the knowledge; the duty to try first is the one that a question of the library takes as its
    example."""
    catalogue, library = current_app.config["CATALOGUE"], current_app.config["KB"].library
    return page("home.html", norm=library.example_of("norm"), source=source_of(catalogue.graph, library.example_of("law")))


@routes.get("/answer")
def founding_answer() -> Response:
    """The founding answer, passage by passage, with what in the knowledge answers to each."""
    catalogue = current_app.config["CATALOGUE"]
    passages = catalogue.back.to(iri("lfr:Passage"), iri("rdf:type"))
    ordered = sorted(passages, key=lambda node: int(catalogue.text(node, "lfr:order") or 0))
    source = catalogue.value(ordered[0], "lfr:partOf") if ordered else None
    return page("answer.html", passages=[_passage(catalogue, node) for node in ordered], source=source)


def _passage(catalogue: Catalogue, node: ox.NamedNode) -> dict[str, Any]:
    claims = catalogue.graph.objects(node, iri("lfr:claims"))
    return {
        "node": node,
        "claims": [{"node": claim, "norms": catalogue.all(claim, "lfr:carriedBy")} for claim in claims],
        "norms": catalogue.all(node, "lfr:carriedBy"),
        "actors": catalogue.all(node, "lfr:mentionsActor"),
        "sources": catalogue.all(node, "lfr:mentionsSource"),
    }


@routes.get("/law")
@routes.get("/law/")
def law() -> Response:
    """All sources, with what is in force on a day (``?date=``, today where it is left out)."""
    day = day_of(request.args.get("date", ""))
    catalogue = current_app.config["CATALOGUE"]
    groups = law_on(catalogue, day)
    values = {
        "groups": groups,
        "current": len({norm for _, entries in groups for entry in entries for norm in entry["current_norms"]}),
        "picture": law_picture(catalogue, day),
        "days": days_of_change(catalogue),
    }
    return page("law.html", also=day.isoformat(), day=day, **values)


@routes.get("/about")
def about() -> Response:
    """What this is, what it rests on and what it does not do."""
    catalogue = current_app.config["CATALOGUE"]
    verification = Counter(how for entry in catalogue.entries if (how := catalogue.value(entry, "lfr:verification")) is not None)
    return page("about.html", verification=sorted(verification.items(), key=lambda pair: -pair[1]))


@routes.get("/accessibility")
def accessibility() -> Response:
    """How far the pages can be used by everyone, and what is known not to be so."""
    return page("accessibility.html")


@routes.get("/privacy")
def privacy() -> Response:
    """What becomes of what is sent and of who asks."""
    return page("privacy.html")


@routes.get("/health")
def health() -> Response:
    """200 where this process is alive: version, hash and counts of the knowledge. Whether the service works is for /ready to say."""
    kb = current_app.config["KB"]
    kb.store.contains_named_graph(ox.NamedNode(BASE))
    response = jsonify({"status": "alive", "version": kb.version, "hash": kb.hash, "counts": kb.counts})
    response.headers["Cache-Control"] = "no-store"
    return response
