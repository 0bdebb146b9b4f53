"""The terms that the rest speaks in: facts, a small indexed graph of them, and the marks of a verdict."""

import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, KeysView
from enum import StrEnum
from typing import TypeGuard, cast

import pyoxigraph as ox

from lfr_kg.base.namespaces import iri

Node = ox.NamedNode | ox.BlankNode
Value = ox.NamedNode | ox.BlankNode | ox.Literal
Values = list[Value]
Nodes = list[ox.NamedNode]
Pairs = list[tuple[ox.NamedNode, ox.NamedNode]]
Fact = tuple[Node, ox.NamedNode, Value]
Statement = tuple[Node | ox.Triple, ox.NamedNode, Value | ox.Triple]
"""What an RDF 1.2 parser may give; a fact holds no triple within."""

TYPE = iri("rdf:type")
_NOTHING: dict[Value, Values] = {}


def is_fact(statement: Statement) -> TypeGuard[Fact]:
    """Whether a statement speaks of things and values, and of no other statement."""
    return not isinstance(statement[0], ox.Triple) and not isinstance(statement[2], ox.Triple)


def facts_of(quads: Iterable[ox.Quad]) -> Iterator[Fact]:
    """What quads state, in whichever graphs, each term one object. What is stated of a statement (RDF 1.2) is left out: the project's files
    hold nothing such."""
    known: dict[Value, Value] = {}
    for quad in quads:
        subject, predicate, value = quad.subject, quad.predicate, quad.object
        if not isinstance(subject, ox.Triple) and not isinstance(value, ox.Triple):
            yield cast(Fact, (known.setdefault(subject, subject), known.setdefault(predicate, predicate), known.setdefault(value, value)))


def serialized(statements: Iterable[ox.Triple] | Iterable[ox.Quad], form: ox.RdfFormat, prefixes: dict[str, str] | None = None) -> bytes:
    """Statements as a text of some RDF format, in their order; a prefix is declared where it is given."""
    out = io.BytesIO()
    ox.serialize(statements, out, form, prefixes=prefixes)
    return out.getvalue()


def term(text: str) -> Value:
    """The IRI or literal that an N-Triples text stands for: what SHACL engines and compiled rules give their terms as."""
    if text.startswith("<"):
        return ox.NamedNode(text[1:-1])
    (quad,) = ox.parse(f"<x:s> <x:p> {text} .", format=ox.RdfFormat.N_TRIPLES)
    found: Value = quad.object
    return found


def node_of(text: str) -> ox.NamedNode | None:
    """The node that an N-Triples text names; None for anything else."""
    return ox.NamedNode(text[1:-1]) if text.startswith("<") else None


class Verdict(StrEnum):
    """The names of the ten verdicts, so that code can speak of one; their order and all else stands with the concepts of con:verdict and
    is read by ``base.scales``."""

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

    __hash__ = str.__hash__  # that of Enum is reckoned in Python, and not the same as that of the text that a verdict equals


class Graph:
    """Facts indexed by predicate, and by predicate from either end: all the look-ups that the rules and explanations make.

    Everything comes back in the order in which it was added, so that the same facts always give the same answer.
    """

    def __init__(self, facts: Iterable[Fact] = ()):
        self._facts: dict[Fact, None] = dict.fromkeys(facts)
        self.by_predicate: defaultdict[ox.NamedNode, list[Fact]] = defaultdict(list)
        self.by_subject: dict[ox.NamedNode, dict[Value, Values]] = {}
        """Predicate → subject → values."""
        self._subjects: dict[ox.NamedNode, dict[Value, Values]] = {}
        """The same from the other end, for the predicates that have been asked for so."""
        self._predicates: dict[Value, dict[ox.NamedNode, bool]] | None = None
        """The properties of each node, once those of one have been asked for."""
        self._shared: set[ox.NamedNode] = set()
        """The predicates whose tables a copy has too: they are made anew before they are written to."""
        for fact in self._facts:
            self.by_predicate[fact[1]].append(fact)
        for predicate, alike in self.by_predicate.items():
            self.by_subject[predicate] = _by_subject(alike)

    @property
    def facts(self) -> KeysView[Fact]:
        """The facts, as a set in the order of their coming."""
        return self._facts.keys()

    def copy(self) -> "Graph":
        """A graph of the same facts, to which others can be added. What neither is added to is in memory once."""
        other = Graph()
        other._facts = self._facts.copy()
        other.by_predicate = self.by_predicate.copy()
        other.by_subject = self.by_subject.copy()
        other._subjects = self._subjects.copy()
        self._shared = self.by_subject.keys() | self._subjects.keys()
        other._shared = self._shared.copy()
        return other

    def without(self, facts: Iterable[Fact]) -> "Graph":
        """A graph of the same facts but for some of these."""
        other, predicates = self.copy(), set[ox.NamedNode]()
        for fact in facts:
            if fact in other._facts:
                del other._facts[fact]
                predicates.add(fact[1])
        for predicate in predicates:
            kept = [fact for fact in self.by_predicate[predicate] if fact in other._facts]
            other._shared.discard(predicate)
            other._subjects.pop(predicate, None)
            if kept:
                other.by_predicate[predicate], other.by_subject[predicate] = kept, _by_subject(kept)
            else:
                del other.by_predicate[predicate], other.by_subject[predicate]
        return other

    def _own(self, predicate: ox.NamedNode) -> None:
        """Have the tables of a predicate for itself."""
        self._shared.discard(predicate)
        self.by_predicate[predicate] = self.by_predicate[predicate].copy()
        for tables in (self.by_subject, self._subjects):
            if predicate in tables:
                tables[predicate] = {one: others.copy() for one, others in tables[predicate].items()}

    def add(self, fact: Fact) -> bool:
        """Add a fact; whether it was new."""
        before = len(self._facts)
        self._facts[fact] = None
        if len(self._facts) == before:
            return False
        subject, predicate, value = fact
        if predicate in self._shared:
            self._own(predicate)
        self.by_predicate[predicate].append(fact)
        table = self.by_subject.get(predicate)
        if table is None:
            table = self.by_subject[predicate] = {}
        values = table.get(subject)
        if values is None:
            table[subject] = [value]
        else:
            values.append(value)
        if predicate in self._subjects:
            self._subjects[predicate].setdefault(value, []).append(subject)
        if self._predicates is not None:
            self._predicates.setdefault(subject, {})[predicate] = True
        return True

    def predicates_of(self, subject: Value) -> Nodes:
        """The properties that a node has."""
        if self._predicates is None:
            made: dict[Value, dict[ox.NamedNode, bool]] = {}
            for node, predicate, _ in self._facts:
                made.setdefault(node, {})[predicate] = True
            self._predicates = made  # once it is whole: threads that answer look at the same time
        return list(self._predicates.get(subject, ()))

    def objects(self, subject: Value, predicate: ox.NamedNode) -> Values:
        """All values of a property of a node."""
        return self.by_subject.get(predicate, _NOTHING).get(subject, [])

    def subjects(self, predicate: ox.NamedNode) -> dict[Value, Values]:
        """Value → the things of which a predicate says it."""
        if predicate not in self._subjects:
            found: dict[Value, Values] = {}
            for subject, values in self.by_subject.get(predicate, _NOTHING).items():
                for value in values:
                    found.setdefault(value, []).append(subject)
            self._subjects[predicate] = found
        return self._subjects[predicate]

    def value(self, subject: Value, predicate: ox.NamedNode) -> Value | None:
        """One value of a property of a node, or None."""
        values = self.objects(subject, predicate)
        return values[0] if values else None

    def text(self, subject: Value, predicate: ox.NamedNode) -> str:
        """One value of a property of a node as text; "" where there is none."""
        values = self.objects(subject, predicate)
        return values[0].value if values else ""

    def pairs(self, predicate: ox.NamedNode) -> Pairs:
        """The named things that a property joins, each with the other."""
        facts = self.by_predicate.get(predicate, ())
        return [(one, other) for one, _, other in facts if isinstance(one, ox.NamedNode) and isinstance(other, ox.NamedNode)]

    def of_type(self, kind: ox.NamedNode) -> Nodes:
        """The named things that are stated to be of a class."""
        return [node for node, stated in self.pairs(TYPE) if stated == kind]

    def needed(self, subject: Value, predicate: ox.NamedNode) -> Value:
        """One value of a property that a node cannot be without. Raises KeyError, naming both, where it is."""
        values = self.objects(subject, predicate)
        if not values:
            raise KeyError(f"{subject} has no {predicate}")
        return values[0]

    def nodes(self, subject: Value, predicate: ox.NamedNode) -> Nodes:
        """The values of a property of a node that are named things."""
        return [value for value in self.objects(subject, predicate) if isinstance(value, ox.NamedNode)]

    def node(self, subject: Value, predicate: ox.NamedNode) -> ox.NamedNode | None:
        """One value of a property of a node that is a named thing, or None."""
        return next((value for value in self.objects(subject, predicate) if isinstance(value, ox.NamedNode)), None)

    def needed_node(self, subject: Value, predicate: ox.NamedNode) -> ox.NamedNode:
        """The named thing that a node cannot be without. Raises KeyError, naming both, where it is."""
        found = self.node(subject, predicate)
        if found is None:
            raise KeyError(f"{subject} has no {predicate} that has a name")
        return found

    def along(self, subject: Value, path: Iterable[ox.NamedNode]) -> Values:
        """The values at the end of a path of properties, in order, each once."""
        nodes = [subject]
        for predicate in path:
            nodes = list(dict.fromkeys(value for node in nodes for value in self.objects(node, predicate)))
        return nodes

    def list(self, head: Value | None) -> Values:
        """The members of an RDF list: none where there is no head, and where it breaks off, those before."""
        members: Values = []
        while head is not None and head != iri("rdf:nil"):
            members += self.objects(head, iri("rdf:first"))[:1]
            head = self.value(head, iri("rdf:rest"))
        return members


def _by_subject(facts: Iterable[Fact]) -> dict[Value, Values]:
    """Subject → values, of facts of one predicate."""
    found: dict[Value, Values] = {}
    for subject, _, value in facts:
        found.setdefault(subject, []).append(value)
    return found
