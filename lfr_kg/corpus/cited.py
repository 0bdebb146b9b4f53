"""The provisions that norms rest on, as whoever asks their publishers needs them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from lfr_kg.base.model import Graph
from lfr_kg.base.namespaces import PREFIXES, iri
from lfr_kg.corpus.citation import ancestors, citation_of, position, source_of


@dataclass(frozen=True)
class CitedProvision:
    """A provision to ask about: its address, that of the outermost division it is in, the norms it states, the day on which the first of
    them was last verified, and whether it is stated as law no longer in force."""

    node: ox.NamedNode
    citation: str
    address: str
    outermost: str
    norms: tuple[str, ...]
    since: str
    past: bool


def cited_provisions(graph: Graph, day: date) -> dict[ox.NamedNode, list[CitedProvision]]:
    """The provisions that norms rest on, by source, in the order of the names of sources and in the law's own order within."""
    stated: dict[ox.NamedNode, set[ox.NamedNode]] = defaultdict(set)
    for norm, provision in graph.pairs(iri("lfr:statedBy")):
        if norm.value.startswith(PREFIXES["norm"]):
            stated[provision].add(norm)
    grouped: dict[ox.NamedNode, list[CitedProvision]] = defaultdict(list)
    for provision in sorted(stated, key=lambda each: (position(graph, each), str(each))):
        grouped[source_of(graph, provision)].append(_cited(graph, provision, stated[provision], day))
    return dict(sorted(grouped.items(), key=lambda entry: str(entry[0])))


def _cited(graph: Graph, provision: ox.NamedNode, norms: set[ox.NamedNode], day: date) -> CitedProvision:
    source = source_of(graph, provision)
    above = ancestors(graph, provision)
    until = graph.text(provision, iri("lfr:inForceUntil"))
    verified = [value.value for norm in norms for value in graph.objects(norm, iri("lfr:verifiedOn"))]
    return CitedProvision(
        node=provision,
        citation=citation_of(graph, [provision]),
        address=graph.text(provision, iri("lfr:officialUri")) or graph.text(source, iri("lfr:officialUri")),
        outermost=graph.text(above[0] if above else provision, iri("lfr:officialUri")),
        norms=tuple(sorted(norm.value.removeprefix(PREFIXES["norm"]) for norm in norms)),
        since=min(verified) if verified else graph.text(source, iri("lfr:verifiedOn")),
        past=bool(until) and until <= day.isoformat(),
    )
