"""/sparql over HTTP with every guard on, eight clients, beside Oxigraph's server, rdflib-endpoint and Virtuoso on the same statements."""

import json
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox

from lfr_kg.base.namespaces import SPARQL_PREFIXES
from lfr_kg.knowledge import KnowledgeBase
from tests.bench import serving
from tests.bench.figures import Goal, Line, Spread
from tests.bench.run import Run
from tests.bench.serving import Asked, drive
from tests.stores.servers import VIRTUOSO, virtuoso

TITLE = "/sparql by HTTP, eight clients"
CLIENTS = 8
ACCEPT = {"Accept": "application/sparql-results+json"}
QUERIES = {
    "point": "SELECT ?p ?o WHERE { norm:dpa-s64-dpia ?p ?o }",
    "join": "SELECT ?norm ?label ?provision WHERE { ?norm a lfr:Prohibition ; rdfs:label ?label ; lfr:bearer ?actor ; "
    "lfr:statedBy ?provision . ?provision lfr:heading ?heading }",
    "aggregate": "SELECT ?actor (COUNT(?norm) AS ?n) WHERE { ?norm a lfr:Obligation ; lfr:bearer ?actor } GROUP BY ?actor",
}
LIMIT = 1_000_000
"""A limit that no answer comes to. Where each text has to be new it is another in each: that changes no answer."""


def merged(knowledge: KnowledgeBase) -> list[ox.Triple]:
    """What the knowledge states, whatever graph it stands in."""
    return list(dict.fromkeys(quad.triple for quad in knowledge.store))


def path_of(query: str, place: str, is_new: bool = False) -> str:
    """The path that asks a query; with ``is_new``, another text each time."""
    text = f"{SPARQL_PREFIXES}{query} LIMIT "
    return f"{place}?query={quote(text)}{LIMIT}{'{n}' if is_new else ''}"


def rows(address: str) -> list[str]:
    """The rows of an answer, whatever their order and the names of their blank nodes."""
    with urllib.request.urlopen(urllib.request.Request(address, headers=ACCEPT)) as answer:
        found = json.load(answer)["results"]["bindings"]
    return sorted(json.dumps({name: _term(term) for name, term in row.items()}, sort_keys=True) for row in found)


def _term(term: dict) -> list[str]:
    kind = "literal" if "literal" in term["type"] else term["type"]
    datatype = term.get("datatype", "").removeprefix("http://www.w3.org/2001/XMLSchema#string")
    return ["_:"] if kind == "bnode" else [kind, term["value"], datatype, term.get("xml:lang", "")]


def peers(knowledge: KnowledgeBase, place: Path, stack: ExitStack) -> Iterator[tuple[str, str]]:
    """Each peer that can be started over the merged statements: its name and the address of its queries, or why there is none."""
    triples = merged(knowledge)
    (place / "law.nt").write_bytes(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES))
    store = ox.Store(str(place / "oxigraph"))
    store.bulk_extend(ox.Quad(*triple) for triple in triples)
    store.optimize()
    del store

    def of_virtuoso() -> str:
        if not VIRTUOSO:
            raise FileNotFoundError("Virtuoso is not installed (Debian virtuoso-opensource)")
        (place / "virtuoso").mkdir()
        target = stack.enter_context(virtuoso(place / "virtuoso"))
        target = replace(target, access=replace(target.access, seconds=600))
        target.put("urn:x:law", triples)
        return target.query

    starts = {
        "Oxigraph's server": lambda: stack.enter_context(serving.oxigraph(place / "oxigraph")),
        "rdflib-endpoint": lambda: stack.enter_context(serving.rdflib_endpoint(place / "law.nt")),
        "Virtuoso": of_virtuoso,
    }
    for name, start in starts.items():
        try:
            yield name, start()
        except Exception as error:
            yield name, f"not measured: {error}"[:200]


def measure(run: Run) -> list[Line]:
    """The lines of this row."""
    knowledge = run.knowledge
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        served, _ = stack.enter_context(serving.ours())
        found = {"ours": f"{served}/sparql"} | dict(peers(knowledge, Path(place), stack))
        addresses = {name: each for name, each in found.items() if each.startswith("http")}
        why = {name: each for name, each in found.items() if name not in addresses}
        lines = []
        for name, query in QUERIES.items():
            wrong = _differing(addresses, query)
            rates = _rates({peer: each for peer, each in addresses.items() if peer not in wrong}, query, run)
            lines += _lines(name, rates, why | wrong)
        return lines


def _differing(addresses: dict[str, str], query: str) -> dict[str, str]:
    """The peers whose rows are others than ours: they are not timed."""
    expected = rows(path_of(query, addresses["ours"]))
    assert expected, query
    given = {name: rows(path_of(query, address)) for name, address in addresses.items()}
    return {name: f"gives other rows ({len(each)}, not {len(expected)})" for name, each in given.items() if each != expected}


def _rates(addresses: dict[str, str], query: str, run: Run) -> dict[str, Spread]:
    """Answers a second of each server, in turn; ``cached`` is ours with the same text again."""
    works = [(name, address, True) for name, address in addresses.items()] + [("cached", addresses["ours"], False)]
    found: dict[str, list[float]] = {name: [] for name, _, _ in works}
    for number in range(-1, run.rounds(3)):
        for name, address, is_new in works:
            host, path = address[: address.index("/", 8)], address[address.index("/", 8) :]
            load = drive(host, Asked(path_of(query, path, is_new), headers=ACCEPT), CLIENTS, run.seconds if number >= 0 else 1)
            if number >= 0:  # the first round is for warming up
                found[name].append(load.rate)
    return {name: Spread.of(values, "/s") for name, values in found.items()}


def _lines(name: str, rates: dict[str, Spread], why: dict[str, str]) -> list[Line]:
    ours, cached = rates.pop("ours"), rates.pop("cached")
    goals, limits = [], {"Oxigraph's server": 0.35, "rdflib-endpoint": 5}
    for peer, limit in limits.items():
        if peer in rates:
            goals.append(Goal(limit, ours.over(rates[peer]), True, peer))
    again = [Goal(3, cached.over(rates[peer]), True, peer) for peer in ("Oxigraph's server",) if peer in rates]
    note = "every guard on but the limit of requests for one client; no text twice; answers compared"
    return [
        Line(f"`/sparql`, {name}, uncached", ours, rates | why, tuple(goals), note),
        Line(f"`/sparql`, {name}, cached", cached, {}, tuple(again), "the same text again"),
    ]
