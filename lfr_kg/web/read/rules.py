"""Rules as their lists tell them apart: worked out once, since the knowledge does not change, and narrowed for each reader."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import pyoxigraph as ox

from lfr_kg.base.namespaces import PREFIXES, compact, iri
from lfr_kg.base.scales import FORCES
from lfr_kg.corpus.citation import source_of
from lfr_kg.web.read.catalogue import Catalogue

Nodes = tuple[ox.NamedNode, ...]


@dataclass(frozen=True)
class Rule:
    """A duty or other rule with what its lists are narrowed and grouped by, and its days of force as they are written."""

    node: ox.NamedNode
    kinds: frozenset[str]
    subject: Nodes
    force: Nodes
    bearer: Nodes
    source: Nodes
    start: str
    until: str

    def is_current(self, day: date) -> bool:
        """Whether it is law on a day."""
        return self.start <= day.isoformat() and (not self.until or day.isoformat() < self.until)

    def has_ended(self, day: date) -> bool:
        """Whether it is law no longer on a day."""
        return "" < self.until <= day.isoformat()


@lru_cache(maxsize=1)
def rules_of(catalogue: Catalogue) -> tuple[Rule, ...]:
    """Every rule of a catalogue, by what it is called."""
    found = (node for node in catalogue.subjects if node.value.startswith(PREFIXES["norm"]))
    return tuple(_rule(catalogue, node) for node in sorted(found, key=lambda node: catalogue.label(node).lower()))


def _rule(catalogue: Catalogue, node: ox.NamedNode) -> Rule:
    graph = catalogue.graph

    def values(name: str) -> Nodes:
        return tuple(graph.nodes(node, iri(name)))

    return Rule(
        node,
        frozenset(catalogue.kinds(node)),
        subject=values("lfr:theme"),
        force=values("lfr:authority"),
        bearer=values("lfr:bearer"),
        source=tuple(dict.fromkeys(source_of(graph, place) for place in values("lfr:statedBy"))),
        start=catalogue.text(node, "lfr:inForceFrom"),
        until=catalogue.text(node, "lfr:inForceUntil"),
    )


@lru_cache(maxsize=1)
def kinds_of(catalogue: Catalogue) -> list[tuple[str, str]]:
    """Kinds of entries in the register of law with the heading of each, in the order in which readers look for them."""
    headed = [node for node, _, _ in catalogue.graph.by_predicate[iri("lfr:groupHeading")] if "owl:Class" in catalogue.kinds(node)]
    ordered = sorted(headed, key=lambda kind: int(catalogue.text(kind, "sh:order")))
    return [(compact(kind.value), catalogue.text(kind, "lfr:groupHeading")) for kind in ordered]


@lru_cache(maxsize=1)
def choices_of(catalogue: Catalogue) -> dict[str, list[tuple[str, str]]]:
    """What lists of rules can be narrowed to: pairs of the name in addresses and the words."""
    rules = rules_of(catalogue)
    return {
        "kind": [(name.removeprefix("lfr:"), title) for name, title in kinds_of(catalogue)],
        "force": [(slug, force.label) for slug, force in FORCES.items()],
        "source": _named(catalogue, {each for rule in rules for each in rule.source}, PREFIXES["law"]),
        "bearer": _named(catalogue, {each for rule in rules for each in rule.bearer}, PREFIXES["actor"]),
        "subject": _named(catalogue, {each for rule in rules for each in rule.subject}, PREFIXES["con"] + "theme-"),
    }


def _named(catalogue: Catalogue, nodes: set[ox.NamedNode], start: str) -> list[tuple[str, str]]:
    return sorted(((node.value.removeprefix(start), catalogue.label(node)) for node in nodes), key=lambda pair: pair[1].lower())
