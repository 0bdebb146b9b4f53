"""The chain behind a norm: the provisions that state it, their versions, the instrument, who issued it, and the founding answer."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from lfr_kg.base.model import Graph, Node, Value
from lfr_kg.base.namespaces import iri
from lfr_kg.corpus.citation import ancestors, in_order, source_of


class Backlinks:
    """The graph read backwards: who points at a node, by property. Built once from a graph that no longer changes."""

    def __init__(self, graph: Graph):
        self._subjects: defaultdict[tuple[Value, ox.NamedNode], list[Node]] = defaultdict(list)
        self._properties: defaultdict[Value, dict[ox.NamedNode, bool]] = defaultdict(dict)
        for subject, predicate, value in graph.facts:
            self._subjects[value, predicate].append(subject)
            self._properties[value][predicate] = True

    def to(self, node: Value, predicate: ox.NamedNode) -> list[Node]:
        """The nodes that have ``node`` as a value of ``predicate``, in the order of their names."""
        return sorted(self._subjects.get((node, predicate), ()), key=str)

    def named(self, node: Value, predicate: ox.NamedNode) -> list[ox.NamedNode]:
        """Those of them that have a name."""
        return [each for each in self.to(node, predicate) if isinstance(each, ox.NamedNode)]

    def properties_to(self, node: Value) -> list[ox.NamedNode]:
        """The properties by which anything points at ``node``, in the order of their names."""
        return sorted(self._properties.get(node, ()), key=str)


@dataclass(frozen=True)
class Link:
    """One provision that states a norm, and what stands behind it. ``current`` is the version on the day asked for, if there is one."""

    provision: ox.NamedNode
    above: tuple[ox.NamedNode, ...]
    versions: tuple[ox.NamedNode, ...]
    current: ox.NamedNode | None
    source: ox.NamedNode
    issuers: tuple[ox.NamedNode, ...]


@dataclass(frozen=True)
class Chain:
    """All that stands behind a norm: its links in the law's own order, and the passages of the founding answer that it carries."""

    norm: ox.NamedNode
    links: tuple[Link, ...]
    passages: tuple[ox.NamedNode, ...]


def chain_of(graph: Graph, back: Backlinks, norm: ox.NamedNode, day: date) -> Chain:
    """The chain behind a norm as the law stood on ``day``. A norm that no provision states has no links."""
    provisions = in_order(graph, graph.nodes(norm, iri("lfr:statedBy")))
    carriers = back.named(norm, iri("lfr:carriedBy"))
    passages = [node for node in carriers if iri("lfr:Passage") in graph.objects(node, iri("rdf:type"))]
    return Chain(norm, tuple(_link(graph, back, provision, day) for provision in provisions), tuple(in_order(graph, passages)))


def versions_of(graph: Graph, back: Backlinks, provision: ox.NamedNode) -> list[ox.NamedNode]:
    """The versions of a provision, the oldest first."""
    return sorted(back.named(provision, iri("lfr:versionOf")), key=lambda version: (starts(graph, version), str(version)))


def starts(graph: Graph, node: ox.NamedNode) -> str:
    """The first day of force as written; "" where none is stated."""
    return graph.text(node, iri("lfr:inForceFrom"))


def in_force(graph: Graph, node: ox.NamedNode, day: date) -> bool:
    """Whether a thing with dates of force is law on a day: from its first day, and before the first on which it no longer applies."""
    until = graph.value(node, iri("lfr:inForceUntil"))
    return starts(graph, node) <= day.isoformat() and (until is None or day.isoformat() < until.value)


def _link(graph: Graph, back: Backlinks, provision: ox.NamedNode, day: date) -> Link:
    versions = versions_of(graph, back, provision)
    source = source_of(graph, provision)
    return Link(
        provision=provision,
        above=tuple(ancestors(graph, provision)),
        versions=tuple(versions),
        current=next((version for version in versions if in_force(graph, version, day)), None),
        source=source,
        issuers=tuple(graph.nodes(source, iri("lfr:issuer"))),
    )
