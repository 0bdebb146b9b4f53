"""The knowledge that tests of the law look at: what the files state, and what follows from it, in memory."""

from functools import lru_cache

import pyoxigraph as ox

from lfr_kg.base.model import Graph
from lfr_kg.base.namespaces import DERIVED_GRAPH, SPARQL_PREFIXES, compact
from lfr_kg.base.settings import Settings
from lfr_kg.corpus.files import Corpus
from lfr_kg.stores import embedded as store

TURTLE_PREFIXES = SPARQL_PREFIXES


@lru_cache
def corpus() -> Corpus:
    """The project's own files."""
    return Corpus(Settings().root)


@lru_cache
def stated() -> Graph:
    """What they state."""
    return Graph((quad.subject, quad.predicate, quad.object) for quad in corpus().quads)


@lru_cache
def derived() -> set:
    """What follows from it by the ontology's axioms, and the shortcuts of questions."""
    return store.derive(corpus())


@lru_cache
def whole() -> ox.Store:
    """Both, as a store. Whoever changes it puts it back."""
    built = ox.Store()
    built.bulk_extend(store.with_merged(corpus().quads))
    graph = ox.NamedNode(DERIVED_GRAPH)
    built.bulk_extend(store.with_merged(ox.Quad(*fact, graph) for fact in derived()))
    return built


def rows(text: str, of: ox.Store | None = None) -> list[tuple[str | None, ...]]:
    """The answer to a query over all graphs, IRIs as compact names, in the order it gives."""
    answer = store.ask(of or whole(), text)
    names = [variable.value for variable in answer.variables]
    return [tuple(_text(row[name]) for name in names) for row in answer]


def _text(term) -> str | None:
    if term is None:
        return None
    return compact(term.value) if isinstance(term, ox.NamedNode) else term.value


def parse(turtle: str) -> list[ox.Quad]:
    """Statements written as Turtle, the project's prefixes preset."""
    triples = ox.parse(TURTLE_PREFIXES + turtle, format=ox.RdfFormat.TURTLE)
    return [ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples]
