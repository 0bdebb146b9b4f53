"""The library's questions, each with its example, beside the same engine bare in memory and rdflib on the same statements."""

import gc
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from typing import Any

import pyoxigraph as ox
import rdflib

from lfr_kg.ask import narrowing
from lfr_kg.base.namespaces import SPARQL_PREFIXES
from lfr_kg.base.sparql import Term
from lfr_kg.knowledge import KnowledgeBase
from tests.bench.figures import Goal, Line, Spread, timed
from tests.bench.run import ROOT, Run

TITLE = "the library's questions"
TODAY = date(2026, 11, 23)
FOR_RDFLIB = 90.0
"""Seconds that rdflib has for all questions together."""


def asked(knowledge: KnowledgeBase) -> dict[str, tuple[str, dict[str, Term]]]:
    """Text and values of each question, by slug: with its example, where it has one."""
    found = {}
    for slug, question in knowledge.library.questions.items():
        bound = question.bind(question.example, today=TODAY)
        found[slug] = question.text, {name: term for name, term in bound.items() if name != narrowing.NARROWED}
    return found


def in_memory(quads: Iterable[ox.Quad]) -> ox.Store:
    """A store in memory, as who uses the bare engine would have it."""
    store = ox.Store()
    store.bulk_extend(quads)
    store.optimize()
    return store


def bare(store: ox.Store, text: str, bound: dict[str, Term], **options: Any) -> int:
    """Ask the engine itself: how many rows."""
    values = {ox.Variable(name): term for name, term in bound.items()}
    return _number(store.query(SPARQL_PREFIXES + text, substitutions=values, **options))


def _number(answer: Any) -> int:
    return int(bool(answer)) if isinstance(answer, ox.QueryBoolean) else sum(1 for _ in answer)


def by_product(knowledge: KnowledgeBase, text: str, bound: dict[str, Term]) -> int:
    """Ask as the product asks: how many rows."""
    return _number(knowledge.query(text, bound))


def each_in_turn(works: dict[str, Callable[[], int]], rounds: int, short: float = 0.02) -> dict[str, Spread]:
    """Seconds of each work, one after the other; what is short is repeated."""
    found: dict[str, list[float]] = {name: [] for name in works}
    often = {name: max(1, min(20, int(short / max(timed(work), 1e-6)))) for name, work in works.items()}
    for _ in range(rounds):
        for name, work in works.items():
            found[name].append(timed(lambda work=work, times=often[name]: [work() for _ in range(times)]) / often[name])
    return {name: Spread.of(values) for name, values in found.items()}


def measure(run: Run) -> list[Line]:
    """The lines of this row."""
    knowledge = run.knowledge
    questions, store = asked(knowledge), in_memory(knowledge.store)
    gc.collect()
    gc.freeze()
    ours, peer, other = {}, {}, []
    for slug, (text, bound) in questions.items():
        numbers = by_product(knowledge, text, bound), bare(store, text, bound)
        if numbers[0] != numbers[1]:
            other.append(f"{slug} ({numbers[0]} rows, {numbers[1]} bare)")
            continue
        found = each_in_turn(
            {"ours": partial(by_product, knowledge, text, bound), "peer": partial(bare, store, text, bound)}, run.rounds(5)
        )
        ours[slug], peer[slug] = found["ours"], found["peer"]
    return _lines(ours, peer, other, of_rdflib(list(questions)))


def _lines(ours: dict[str, Spread], peer: dict[str, Spread], other: list[str], rdf: dict[str, float]) -> list[Line]:
    slowest = max(ours, key=lambda slug: ours[slug].median)
    ratios = {slug: ours[slug].over(peer[slug]) for slug in ours}
    worst = max(ratios, key=lambda slug: ratios[slug].median)
    over, beyond = (sum(each.median > limit for each in found.values()) for found, limit in ((ours, 0.02), (ratios, 1.5)))
    goals = (
        Goal(0.02, ours[slowest], words=f"each; slowest {slowest}"),
        Goal(1.5, ratios[worst], words=f"the bare engine, each; worst {worst}"),
    )
    both = [slug for slug in rdf if slug in ours]
    beside: dict[str, Spread | str] = {"Oxigraph in process": Spread.of(each.median for each in peer.values())}
    if both:
        times = Spread.of([rdf[slug] / ours[slug].median for slug in both], "×")
        beside["rdflib"] = f"{Spread.of(rdf[slug] for slug in both)}, {times} ours, on the {len(both)} it answered in {FOR_RDFLIB:.0f} s"
    else:
        beside["rdflib"] = "answered none in time"
    note = f"median of {len(ours)} questions (the quickest–the slowest); {over} over 20 ms, {beyond} over 1.5 times"
    if other:
        note += f"; other numbers of rows: {', '.join(other)}"
    return [Line("the library's questions", Spread.of(each.median for each in ours.values()), beside, goals, note)]


def of_rdflib(slugs: list[str]) -> dict[str, float]:
    """Seconds that rdflib takes for each question that it comes to, in a process of its own that is ended when its time is over."""
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.library", *slugs], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    if not process.stdout.readline():  # told once all is loaded
        raise RuntimeError("rdflib could not load the graph; what it says stands above")
    try:
        said, _ = process.communicate(timeout=FOR_RDFLIB)
    except subprocess.TimeoutExpired:
        process.kill()
        said, _ = process.communicate()
    found = [json.loads(line) for line in said.splitlines() if line.endswith("]")]
    return dict(found)


def main(slugs: list[str]) -> None:
    """rdflib over the same statements, merged and by graph: a line of JSON for each question, the shortest texts first."""
    knowledge = Run(False, ROOT).knowledge
    graph = rdflib.Dataset()
    names: dict[str, Any] = {}

    def term(node: Any) -> Any:
        if isinstance(node, ox.NamedNode):
            return names.setdefault(node.value, rdflib.URIRef(node.value))
        if isinstance(node, ox.BlankNode):
            return rdflib.BNode(node.value)
        return rdflib.Literal(node.value, lang=node.language, datatype=None if node.language else rdflib.URIRef(node.datatype.value))

    for quad in knowledge.store:
        if isinstance(quad.graph_name, ox.DefaultGraph):  # merged of the others, as here
            continue
        triple = tuple(map(term, quad.triple))
        graph.default_graph.add(triple)
        graph.graph(term(quad.graph_name)).add(triple)
    questions = asked(knowledge)
    print("loaded", flush=True)
    for slug in sorted(slugs, key=lambda slug: len(questions[slug][0])):
        text, bound = questions[slug]
        began = time.perf_counter()
        try:
            list(graph.query(SPARQL_PREFIXES + text, initBindings={name: term(value) for name, value in bound.items()}))
        except Exception:  # what rdflib does not take is not counted
            continue
        print(json.dumps([slug, time.perf_counter() - began]), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
