"""Publishing: a built store copied to another one over HTTP, by SPARQL 1.1 Update or by the Graph Store Protocol.

Each named graph is replaced, one that this version no longer has is removed, and nothing else there is touched. What was published is
counted again at the other end. Publishing twice leaves what publishing once leaves.
"""

import time
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

import pyoxigraph as ox

from lfr_kg.base.errors import KnowledgeError
from lfr_kg.base.namespaces import GRAPHS, iri
from lfr_kg.base.sparql import written
from lfr_kg.stores.remote import GRAPH, HASH, STAMP_GRAPH, UNION_GRAPH, Access, Collided, Remote, StoreFailed, checked, send
from lfr_kg.stores.results import to_send

SECONDS = 600.0
TIMES, PAUSE = 5, 0.2
"""How often a change that collides is tried, and the seconds between."""


@dataclass(frozen=True)
class Target:
    """Where to publish: the query address, and the address for updates or that of the graph store (the other may be empty)."""

    query: str
    update: str = ""
    graphs: str = ""
    access: Access = field(default_factory=Access)

    def put(self, name: str, triples: list[ox.Triple]) -> None:
        """Replace a named graph, once more where the store asks for that. Raises StoreFailed."""
        if self.update:
            self._update(f"DROP SILENT GRAPH <{name}> ;\nINSERT DATA {{ GRAPH <{name}> {{\n{''.join(map(_line, triples))}}} }}")
        else:
            self._graph("PUT", name, ox.serialize(map(_sent, triples), format=ox.RdfFormat.N_TRIPLES))

    def drop(self, name: str) -> None:
        """Remove a named graph. Raises StoreFailed."""
        if self.update:
            self._update(f"DROP SILENT GRAPH <{name}>")
        else:
            self._graph("DELETE", name)

    def _update(self, text: str) -> None:
        self._send(checked(self.update), "POST", {"Content-Type": "application/sparql-update; charset=utf-8"}, text.encode())

    def _graph(self, method: str, name: str, body: bytes | None = None) -> None:
        address = f"{checked(self.graphs)}{'&' if '?' in self.graphs else '?'}{urlencode({'graph': name})}"
        self._send(address, method, {"Content-Type": "text/turtle; charset=utf-8"} if body is not None else {}, body)

    def _send(self, address: str, method: str, headers: dict[str, str], body: bytes | None) -> None:
        """Send a change, which leaves the same however often it is made; again where the store gave it up for another."""
        for left in reversed(range(TIMES)):
            try:
                send(address, method, headers, body, self.access)
                return
            except Collided:
                if not left:
                    raise
                time.sleep(PAUSE)


def publish(store: ox.Store, knowledge_hash: str, version: str, target: Target) -> dict[str, int]:
    """Copy the graphs of a store to the target, and answer how many statements each has there.

    The graph that says what is there goes first and comes last, so that a service never opens a half of it. Raises StoreFailed, and
    KnowledgeError where nothing says how to write there or where the other end holds another number of statements afterwards.
    """
    checked(target.query)
    if not (target.update or target.graphs):
        raise KnowledgeError(
            "Set LFR_KG_STORE_UPDATE to the store's address for SPARQL updates, or LFR_KG_STORE_GRAPHS to that of its graph store."
        )
    target = replace(target, access=replace(target.access, seconds=SECONDS))
    content = {graph.value: [quad.triple for quad in store.quads_for_pattern(None, None, None, graph)] for graph in store.named_graphs()}
    stale = [name for name in sizes(target) if name not in content]
    for name in sorted(stale, key=lambda name: name != STAMP_GRAPH):
        target.drop(name)
    for name, triples in sorted(content.items()):
        target.put(name, triples)
    target.put(UNION_GRAPH, list(dict.fromkeys(triple for triples in content.values() for triple in triples)))
    stamp = ox.NamedNode(STAMP_GRAPH)
    facts = [ox.Triple(stamp, HASH, ox.Literal(knowledge_hash)), ox.Triple(stamp, iri("dct:hasVersion"), ox.Literal(version))]
    target.put(STAMP_GRAPH, facts + [ox.Triple(stamp, GRAPH, ox.NamedNode(name)) for name in sorted(content)])
    return _counted(target, {name: len(triples) for name, triples in content.items()})


def sizes(target: Target) -> dict[str, int]:
    """How many statements the target holds in each graph whose name is this project's."""
    text = (
        f'SELECT ?graph (COUNT(*) AS ?size) WHERE {{ GRAPH ?graph {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?graph), "{GRAPHS}")) }} GROUP '
        "BY ?graph"
    )
    return {row["graph"].value: int(row["size"].value) for row in Remote(target.query, target.access).everywhere(text)}


def _counted(target: Target, sent: dict[str, int]) -> dict[str, int]:
    held = sizes(target)
    wrong = [f"  {name}: {number} sent, {held.get(name, 0)} held" for name, number in sent.items() if held.get(name) != number]
    if wrong:
        raise StoreFailed("The store does not hold what was sent:\n" + "\n".join(wrong))
    return {name: held[name] for name in sent}


def _line(triple: ox.Triple) -> str:
    return " ".join(str(term) if isinstance(term, ox.BlankNode) else written(term) for term in _sent(triple)) + " .\n"


def _sent(triple: ox.Triple) -> ox.Triple:
    return ox.Triple(triple.subject, triple.predicate, to_send(triple.object))
