"""Every IRI of the project at its own path: a page for people, RDF for machines, by Accept, ``?format=`` or a suffix of the path.

The page is where the IRI's path is, so no 303 is needed (Cool URIs for the Semantic Web, §4.1, documents about themselves being the thing's
own description here). What is described: all statements with the IRI as subject, blank nodes followed, and those that point at it.
"""

from datetime import date
from itertools import takewhile
from urllib.parse import quote

import pyoxigraph as ox
from flask import Blueprint, Response, current_app, redirect, request
from werkzeug.wrappers import Response as Redirect

from lfr_kg.base.errors import NotFound
from lfr_kg.base.model import TYPE, Graph, Node, serialized
from lfr_kg.base.namespaces import BASE, compact, iri
from lfr_kg.base.namespaces import GRAPHS as GRAPH_BASE
from lfr_kg.endpoint.worker import GRAPHS, prefixes_of
from lfr_kg.web.http import negotiation
from lfr_kg.web.http.parameters import day_of
from lfr_kg.web.http.responses import page, respond, root
from lfr_kg.web.read.actors import actor_values
from lfr_kg.web.read.catalogue import Catalogue
from lfr_kg.web.read.listing import ontology
from lfr_kg.web.read.norms import norm_values
from lfr_kg.web.read.official import beside, cited_in, day_of_version
from lfr_kg.web.read.pictures import norm_picture
from lfr_kg.web.read.sources import by_slug, division, source_values
from lfr_kg.web.read.terms import term_values

routes = Blueprint("linked_data", __name__)

OFFERS = (negotiation.HTML, *negotiation.GRAPHS)
SECTIONS = "any(norm,law,actor,def,concept,shape,measure)"
MOST_TEXTS = 20
"""Parts of a division whose official words its page shows."""
TOLD_OF_DIVISIONS = {"lfr:statedBy", "lfr:versionOf"}
"""Uses of a division that its page tells under headings of their own: what it states, and its versions."""
MOST_WORDS = 200
"""Characters of a search within a source."""
INCOMING_NOT = {TYPE, iri("skos:inScheme")}
"""Properties whose values have too many subjects to be part of their description."""


@routes.get("/source/<slug>")
def source(slug: str) -> Redirect:
    """A source by its short slug: a redirect to its identifier."""
    found = by_slug(current_app.config["CATALOGUE"], slug)
    if found is None:
        raise NotFound(f"No source has the short name “{slug}”. All sources are listed at /law.")
    return redirect(current_app.config["CATALOGUE"].path(found), 302)


@routes.get("/shapes/<slug>")
def shapes(slug: str) -> Redirect:
    """The check of a norm, under the plural that people try."""
    return redirect(f"/shape/{quote(slug)}", 302)


@routes.get(f"/<{SECTIONS}:section>/<name>")
def entry(section: str, name: str) -> Response:
    """What the knowledge states of one entry of the project."""
    catalogue = current_app.config["CATALOGUE"]
    node, asked = _find(catalogue, section, name)
    form, content_type = negotiation.choose(request.headers.get("Accept"), OFFERS, asked or request.args.get("format"))
    if form is negotiation.HTML:
        response = _page(catalogue, node)
    else:
        triples = description(catalogue, node)
        response = respond(serialized(triples, GRAPHS[form.name], prefixes_of(triples)), content_type)
    for offer in OFFERS:
        if offer is not form:
            response.headers.add(
                "Link", f'<{root()}{catalogue.path(node)}?format={offer.name}>; rel="alternate"; type="{offer.media_types[0]}"'
            )
    return response


@routes.get("/def/")
def vocabulary() -> Response:
    """The ontology whole: to people the list of its terms, to machines what the files state of the ontology and of every term."""
    form, content_type = negotiation.choose(request.headers.get("Accept"), OFFERS, request.args.get("format"))
    if form is negotiation.HTML:
        return ontology()
    catalogue: Catalogue = current_app.config["CATALOGUE"]
    found: dict[ox.Triple, None] = {}
    for node in sorted((node for node in catalogue.subjects if node.value.startswith(BASE + "def/")), key=str):
        _outwards(catalogue.graph, node, "", found)
        for subject in catalogue.back.to(node, iri("rdfs:subClassOf")):
            if isinstance(subject, ox.BlankNode):
                _outwards(catalogue.graph, subject, "", found)
    return respond(serialized(found, GRAPHS[form.name], prefixes_of(list(found))), content_type)


@routes.get("/graph/<path:name>")
def graph(name: str) -> Response:
    """One named graph whole: what one file of knowledge states."""
    kb, node = current_app.config["KB"], ox.NamedNode(GRAPH_BASE + (name if _is_plain(name) else ""))
    rows = kb.query(kb.library.view("graph-content"), {"graph": node})
    triples = [ox.Triple(row["subject"], row["property"], row["value"]) for row in rows]
    if not triples:
        raise NotFound(f"There is no graph “{name}”. The graphs are listed in the description of the service at /sparql?format=turtle.")
    form, content_type = negotiation.choose(
        request.headers.get("Accept"), (*negotiation.GRAPHS, negotiation.HTML), request.args.get("format")
    )
    if form is negotiation.HTML:
        subjects = sorted({triple.subject for triple in triples if isinstance(triple.subject, ox.NamedNode)}, key=lambda each: each.value)
        return page("graph.html", name=name, node=node, subjects=subjects, size=len(triples))
    return respond(serialized(triples, GRAPHS[form.name], prefixes_of(triples)), content_type)


def _is_plain(name: str) -> bool:
    return all(character.isalnum() or character in "-_./" for character in name)


def description(catalogue: Catalogue, node: ox.NamedNode) -> list[ox.Triple]:
    """The statements about a node: those with it as subject, blank nodes and a shape's own facets followed, and those that point at it."""
    found: dict[ox.Triple, None] = {}
    _outwards(catalogue.graph, node, node.value + ".", found)
    for predicate in catalogue.back.properties_to(node):
        if predicate not in INCOMING_NOT:
            for subject in catalogue.back.to(node, predicate):
                if isinstance(subject, ox.NamedNode):
                    found[ox.Triple(subject, predicate, node)] = None
                elif predicate == iri("rdfs:subClassOf"):
                    _outwards(catalogue.graph, subject, "", found)
    return sorted(found, key=lambda triple: (triple.subject != node, str(triple)))


def _outwards(graph: Graph, node: Node, facets: str, found: dict[ox.Triple, None]) -> None:
    for predicate in graph.predicates_of(node):
        for value in graph.objects(node, predicate):
            triple = ox.Triple(node, predicate, value)
            if triple in found:
                continue
            found[triple] = None
            if isinstance(value, ox.BlankNode) or (facets and isinstance(value, ox.NamedNode) and value.value.startswith(facets)):
                _outwards(graph, value, facets, found)


def _find(catalogue: Catalogue, section: str, name: str) -> tuple[ox.NamedNode, str | None]:
    """The node at a path, and the format that a suffix asks for. Raises NotFound, with what is like it."""
    if _is_plain(name):
        node = ox.NamedNode(f"{BASE}{section}/{name}")
        if catalogue.exists(node):
            return node, None
        stem, _, suffix = name.rpartition(".")
        if suffix in negotiation.SUFFIXES and stem and catalogue.exists(node := ox.NamedNode(f"{BASE}{section}/{stem}")):
            return node, negotiation.SUFFIXES[suffix].name
    if section == "law" and (found := by_slug(catalogue, name)) is not None:
        return found, None
    raise NotFound(f"This knowledge holds nothing called {section}/{name}.{_near(catalogue, section, name)}")


def _near(catalogue: Catalogue, section: str, name: str) -> str:
    """A sentence with up to five names that share most with the one not found, those that begin like it first."""
    start = f"{BASE}{section}/"
    wanted = set(name.lower().replace("_", "-").split("-"))
    scored = sorted(
        (-len(wanted & set(found.lower().replace("_", "-").split("-"))), -_same_start(name, found), len(found), found)
        for found in {subject.value[len(start) :] for subject in catalogue.subjects if subject.value.startswith(start)}
    )
    near = [found for score, _, _, found in scored[:5] if score]
    return (
        f" Perhaps one of these: {', '.join(f'/{section}/{found}' for found in near)}."
        if near
        else " Start from the list of the law at /law."
    )


def _same_start(name: str, other: str) -> int:
    """How many characters two names have in common at their start."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(name, other, strict=False)))


def _page(catalogue: Catalogue, node: ox.NamedNode) -> Response:
    """The page that fits what the node is."""
    today = date.today()
    if catalogue.is_a(node, "lfr:RegisterEntry"):
        day = day_of(request.args.get("date", ""), today)
        values = norm_values(catalogue, node, day, today)
        also = f"{today.isoformat()} {values['beside'].state}"
        return page("norm.html", also=also, day=day, today=today, picture=norm_picture(catalogue, values), **values)
    if catalogue.is_a(node, "lfr:Source"):
        part, words = request.args.get("part", ""), " ".join(request.args.get("q", "")[:MOST_WORDS].split())
        return page("source.html", also=today.isoformat(), today=today, **source_values(catalogue, node, part, words))
    if catalogue.is_a(node, "lfr:Actor") and compact(node.value).startswith("actor:"):
        day = day_of(request.args.get("date", ""), today)
        narrowed = {name: request.args.get(name, "") for name in ("force", "subject")}
        return page("actor.html", also=today.isoformat(), today=today, **actor_values(catalogue, node, day, **narrowed))
    values = term_values(catalogue, node)
    if catalogue.is_a(node, "lfr:Provision") or catalogue.is_a(node, "lfr:ProvisionVersion"):
        day = day_of_version(catalogue, node, day_of(request.args.get("date", ""), today))
        found = division(catalogue, node)
        values["uses"] = [use for use in values["uses"] if compact(use["property"].value) not in TOLD_OF_DIVISIONS]
        official = beside(catalogue, list(cited_in(catalogue, found))[:MOST_TEXTS], found["norms"], day, today)
        return page("provision.html", also=official.state, **values, division=found, beside=official, day=day)
    return page("term.html", **values)
