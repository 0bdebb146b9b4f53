"""What a description may say: the evidence properties with the values each takes, the evidence classes, and the lists of values.

All of it is read from the vocabulary's own statements (``lfr:domainIncludes``, ``lfr:rangeIncludes``, concept schemes), so that a term
added there is accepted here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from lfr_kg.base.model import TYPE, Graph, Value
from lfr_kg.base.namespaces import iri, is_ours

SUBCLASS = iri("rdfs:subClassOf")
Names = frozenset[ox.NamedNode]


@dataclass(frozen=True)
class Vocabulary:
    """The evidence vocabulary. Terms are nodes; ``ranges`` gives for each property the datatypes and classes of its values."""

    ranges: dict[ox.NamedNode, Names]
    domains: dict[ox.NamedNode, Names]
    classes: dict[ox.NamedNode, Names]
    """Evidence class → itself and its superclasses among them."""
    lists: dict[ox.NamedNode, Names]
    """Property → the concept schemes that its values are on."""
    schemes: dict[ox.NamedNode, ox.NamedNode]
    """Concept → the list it is on."""
    absences: dict[ox.NamedNode, Names]
    """Concept of ``lfr:statesNone`` → the properties whose absence it states."""
    labels: dict[ox.NamedNode, str]
    actors: Names
    single: Names = frozenset()
    """Properties of which a thing has one value: those stated so (``owl:FunctionalProperty``) and all of the data dictionary that may not
    repeat."""
    empty: frozenset[str] = frozenset()
    """What is written, in small letters, in place of an answer (``lfr:saysNothing``)."""
    miswritten: dict[ox.NamedNode, dict[str, str]] = field(default_factory=dict)
    """Property → what is written for a code, in small letters (``lfr:miswritten``) → the code."""
    _among: dict[Names, Names] = field(init=False, default_factory=dict, repr=False, compare=False)

    def values_of(self, lists: Names) -> Names:
        """The concepts on some lists."""
        return frozenset(concept for concept, scheme in self.schemes.items() if scheme in lists)

    def classes_among(self, kinds: Names) -> Names:
        """The evidence classes among the types that a property takes; kept, for there are few."""
        found = self._among.get(kinds)
        if found is None:
            found = self._among[kinds] = kinds & self.classes.keys()
        return found

    def label(self, term: Value) -> str:
        """What a person calls a term: its label, else its local name."""
        if isinstance(term, ox.NamedNode):
            return self.labels.get(term) or term.value.rsplit("/", 1)[-1].rsplit("#", 1)[-1]
        return term.value

    def types_of(self, node: Value, graph: Graph) -> Names:
        """The evidence classes of a node of a description, superclasses among them."""
        return self.with_superclasses(graph.nodes(node, TYPE))

    def with_superclasses(self, kinds: Sequence[Value]) -> Names:
        """The evidence classes among some kinds, superclasses among them."""
        if len(kinds) == 1 and isinstance(kinds[0], ox.NamedNode):
            return self.classes.get(kinds[0], frozenset())
        return frozenset(above for kind in kinds if isinstance(kind, ox.NamedNode) for above in self.classes.get(kind, ()))


def read_vocabulary(graph: Graph) -> Vocabulary:
    """The vocabulary that the project's files state."""
    ranges, domains = _table(graph, "lfr:rangeIncludes"), _table(graph, "lfr:domainIncludes")
    described = {value for values in domains.values() for value in values}
    conditions = set(graph.of_type(iri("lfr:Condition"))) - {iri("lfr:Deployment")}
    owl_classes = set(graph.of_type(iri("owl:Class")))
    parents = {sub: {sup for sup in graph.nodes(sub, SUBCLASS) if sup in described} for sub in owl_classes}
    evidence = {c for c in owl_classes - conditions if is_ours(c.value) and (c in described or parents.get(c))}
    repeating = {prop for prop, _, _ in graph.by_predicate[iri("lfr:mayRepeat")]}
    functional = set(graph.of_type(iri("owl:FunctionalProperty")))
    return Vocabulary(
        ranges={prop: values for prop, values in ranges.items() if prop in domains},
        domains=domains,
        classes={kind: frozenset({kind} | parents.get(kind, set())) for kind in evidence},
        lists={prop: values for prop, values in _table(graph, "lfr:valuesFrom").items() if prop in ranges},
        schemes=dict(graph.pairs(iri("skos:inScheme"))),
        absences=_table(graph, "lfr:statesAbsenceOf"),
        labels=_labels(graph),
        single=frozenset((functional | (set(ranges) - repeating)) & set(domains)),
        empty=frozenset(text.value for _, _, text in graph.by_predicate[iri("lfr:saysNothing")]),
        miswritten=_miswritten(graph),
        actors=frozenset(node for node, _ in graph.pairs(TYPE) if node.value.startswith(iri("actor:").value)),
    )


def _table(graph: Graph, predicate: str) -> dict[ox.NamedNode, Names]:
    """Each term that a property is stated of, with all that is stated."""
    found: dict[ox.NamedNode, set[ox.NamedNode]] = {}
    for term, value in graph.pairs(iri(predicate)):
        found.setdefault(term, set()).add(value)
    return {term: frozenset(values) for term, values in found.items()}


def _miswritten(graph: Graph) -> dict[ox.NamedNode, dict[str, str]]:
    """Of each property that takes codes of a list, how they are miswritten."""
    codes: dict[Value, dict[str, str]] = {}
    for concept, scheme in graph.pairs(iri("skos:inScheme")):
        for code in graph.objects(concept, iri("skos:notation")):
            codes.setdefault(scheme, {}).update({text.value: code.value for text in graph.objects(concept, iri("lfr:miswritten"))})
    return {prop: codes[scheme] for prop, scheme in graph.pairs(iri("lfr:codesFrom")) if scheme in codes}


def _labels(graph: Graph) -> dict[ox.NamedNode, str]:
    labels = {}
    for predicate in ("skos:prefLabel", "rdfs:label"):
        for node, _, text in graph.by_predicate[iri(predicate)]:
            if isinstance(node, ox.NamedNode) and isinstance(text, ox.Literal) and (text.language or "en") == "en":
                labels[node] = text.value
    return labels
