"""The terms that the rest speaks in: facts, a small indexed graph of them, and the marks of a verdict."""

from collections import defaultdict
from collections.abc import KeysView
from enum import StrEnum

import pyoxigraph as ox

from lfr_kg.base.namespaces import iri

Node = ox.NamedNode | ox.BlankNode
Fact = tuple[Node, ox.NamedNode, ox.NamedNode | ox.BlankNode | ox.Literal]

TYPE = iri("rdf:type")


def term(text: str) -> Node | ox.Literal:
    """The IRI or literal that an N-Triples text stands for: what SHACL engines and compiled rules give their terms as."""
    if text.startswith("<"):
        return ox.NamedNode(text[1:-1])
    return next(iter(ox.parse(f"<x:s> <x:p> {text} .", format=ox.RdfFormat.N_TRIPLES))).object


def node_of(text: str) -> ox.NamedNode | None:
    """The node that an N-Triples text names; None for anything else."""
    return ox.NamedNode(text[1:-1]) if text.startswith("<") else None


class Verdict(StrEnum):
    """The names of the ten verdicts, in the order of the summary; all else about them stands with the concepts of con:verdict."""

    BREACHED = "breached"
    DEPARTED_FROM = "departed-from"
    NOT_STATED = "not-stated"
    NOT_YET_DUE = "not-yet-due"
    CONDITION_NOT_STATED = "condition-not-stated"
    FOR_JUDGEMENT = "for-judgement"
    DISPLACED = "displaced"
    RECORDED = "recorded"
    MET = "met"
    NOT_APPLICABLE = "not-applicable"


class Graph:
    """Facts indexed by predicate and by subject with predicate: all the look-ups that the rules and explanations make.

    Everything comes back in the order in which it was added, so that the same facts always give the same answer.
    """

    def __init__(self, facts=()):
        self._facts: dict[Fact, None] = {}
        self.by_predicate: dict = defaultdict(list)
        self._objects: dict = defaultdict(list)
        self._predicates: dict = defaultdict(dict)
        for fact in facts:
            self.add(fact)

    @property
    def facts(self) -> KeysView[Fact]:
        """The facts, as a set in the order of their coming."""
        return self._facts.keys()

    def copy(self) -> "Graph":
        """A graph of the same facts, to which others can be added."""
        other = Graph()
        other._facts = dict(self._facts)
        other.by_predicate = defaultdict(list, {key: list(facts) for key, facts in self.by_predicate.items()})
        other._objects = defaultdict(list, {key: list(values) for key, values in self._objects.items()})
        other._predicates = defaultdict(dict, {key: dict(found) for key, found in self._predicates.items()})
        return other

    def add(self, fact: Fact) -> bool:
        """Add a fact; whether it was new."""
        if fact in self._facts:
            return False
        self._facts[fact] = None
        self.by_predicate[fact[1]].append(fact)
        self._objects[fact[0], fact[1]].append(fact[2])
        self._predicates[fact[0]][fact[1]] = True
        return True

    def predicates_of(self, subject) -> list:
        """The properties that a node has."""
        return list(self._predicates.get(subject, ()))

    def objects(self, subject, predicate) -> list:
        """All values of a property of a node."""
        return self._objects.get((subject, predicate), [])

    def value(self, subject, predicate):
        """One value of a property of a node, or None."""
        values = self.objects(subject, predicate)
        return values[0] if values else None

    def along(self, subject, path) -> list:
        """The values at the end of a path of properties, in order, each once."""
        nodes = [subject]
        for predicate in path:
            nodes = list(dict.fromkeys(value for node in nodes for value in self.objects(node, predicate)))
        return nodes

    def list(self, head) -> list:
        """The members of an RDF list."""
        members = []
        while head is not None and head != iri("rdf:nil"):
            members.append(self.value(head, iri("rdf:first")))
            head = self.value(head, iri("rdf:rest"))
        return members
