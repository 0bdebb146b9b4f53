"""What a description may say: the evidence properties with the values each takes, the evidence classes, and the lists of values.

All of it is read from the vocabulary's own statements (``lfr:domainIncludes``, ``lfr:rangeIncludes``, concept schemes), so that a term
added there is accepted here.
"""

from dataclasses import dataclass

import pyoxigraph as ox

from lfr_kg.base.model import TYPE, Graph, Node
from lfr_kg.base.namespaces import iri, is_ours

SUBCLASS = iri("rdfs:subClassOf")


@dataclass(frozen=True)
class Vocabulary:
    """The evidence vocabulary. Terms are nodes; ``ranges`` gives for each property the datatypes and classes of its values."""

    ranges: dict[ox.NamedNode, frozenset]
    domains: dict[ox.NamedNode, frozenset]
    classes: dict[ox.NamedNode, frozenset]
    """Evidence class → itself and its superclasses among them."""
    lists: dict[ox.NamedNode, frozenset]
    """Property → the concept schemes that its values are on."""
    schemes: dict[ox.NamedNode, ox.NamedNode]
    """Concept → the list it is on."""
    absences: dict[ox.NamedNode, frozenset]
    """Concept of ``lfr:statesNone`` → the properties whose absence it states."""
    labels: dict[ox.NamedNode, str]
    actors: frozenset
    single: frozenset = frozenset()
    """Properties of which a thing has one value: those stated so (``owl:FunctionalProperty``) and all of the data dictionary that may not
    repeat."""

    def values_of(self, lists: frozenset) -> frozenset:
        """The concepts on some lists."""
        return frozenset(concept for concept, scheme in self.schemes.items() if scheme in lists)

    def label(self, term) -> str:
        """What a person calls a term: its label, else its local name."""
        if isinstance(term, ox.NamedNode):
            return self.labels.get(term) or term.value.rsplit("/", 1)[-1].rsplit("#", 1)[-1]
        return term.value

    def types_of(self, node: Node, graph: Graph) -> frozenset:
        """The evidence classes of a node of a description, superclasses among them."""
        kinds = graph.objects(node, TYPE)
        return frozenset().union(*(self.classes.get(kind, frozenset()) for kind in kinds))


def read_vocabulary(graph: Graph) -> Vocabulary:
    """The vocabulary that the project's files state."""
    ranges, domains = {}, {}
    for predicate, table in ((iri("lfr:rangeIncludes"), ranges), (iri("lfr:domainIncludes"), domains)):
        for prop, _, value in graph.by_predicate[predicate]:
            table.setdefault(prop, set()).add(value)
    described = {value for values in domains.values() for value in values}
    conditions = {fact[0] for fact in graph.by_predicate[TYPE] if fact[2] == iri("lfr:Condition")} - {iri("lfr:Deployment")}
    owl_classes = {fact[0] for fact in graph.by_predicate[TYPE] if fact[2] == iri("owl:Class")}
    parents = {sub: {sup for sup in graph.objects(sub, SUBCLASS) if sup in described} for sub in owl_classes}
    evidence = {c for c in owl_classes - conditions if is_ours(c.value) and (c in described or parents.get(c))}
    repeating = {prop for prop, _, _ in graph.by_predicate[iri("lfr:mayRepeat")]}
    functional = {prop for prop, _, kind in graph.by_predicate[TYPE] if kind == iri("owl:FunctionalProperty")}
    return Vocabulary(
        ranges={prop: frozenset(values) for prop, values in ranges.items() if prop in domains},
        domains={prop: frozenset(values) for prop, values in domains.items()},
        classes={kind: frozenset({kind} | parents.get(kind, set())) for kind in evidence},
        lists={
            prop: frozenset(graph.objects(prop, iri("lfr:valuesFrom"))) for prop in ranges if graph.objects(prop, iri("lfr:valuesFrom"))
        },
        schemes={concept: scheme for concept, _, scheme in graph.by_predicate[iri("skos:inScheme")]},
        absences=_absences(graph),
        labels=_labels(graph),
        single=frozenset((functional | (set(ranges) - repeating)) & set(domains)),
        actors=frozenset(s for s, _, _ in graph.by_predicate[TYPE] if s.value.startswith(iri("actor:").value)),
    )


def _absences(graph: Graph) -> dict:
    found: dict = {}
    for concept, _, prop in graph.by_predicate[iri("lfr:statesAbsenceOf")]:
        found.setdefault(concept, set()).add(prop)
    return {concept: frozenset(props) for concept, props in found.items()}


def _labels(graph: Graph) -> dict:
    labels = {}
    for predicate in ("skos:prefLabel", "rdfs:label"):
        for node, _, text in graph.by_predicate[iri(predicate)]:
            if isinstance(node, ox.NamedNode) and (text.language or "en") == "en":
                labels[node] = text.value
    return labels
