"""OWL 2 RL entailment by rules compiled from the ontology's own axioms, with the premises of every conclusion.

Source: OWL 2 Web Ontology Language Profiles (W3C, 2012), section 4.3; the rule names are that table's. Left out are the rules that
this ontology has no use for (equality, keys, property chains, datatypes). The axioms are closed first and kept as tables, so that a
pass over the facts needs no join with them. ``owlrl`` is the reference that tests compare with.
"""

from collections import defaultdict
from collections.abc import Set
from dataclasses import dataclass, field
from typing import TypeVar

import pyoxigraph as ox

from lfr_kg.base.errors import KnowledgeError
from lfr_kg.base.model import TYPE, Fact, Graph, Node, Value, Values
from lfr_kg.base.namespaces import compact, iri

SUBCLASS, SUBPROPERTY = iri("rdfs:subClassOf"), iri("rdfs:subPropertyOf")
NOTHING = iri("owl:Nothing")
Drawn = tuple[Value, ox.NamedNode, Value]
"""What a rule draws: a fact, unless it speaks of a literal, which nothing can be stated of (RDF 1.1 Concepts, section 7)."""
T = TypeVar("T")


@dataclass(frozen=True)
class Derivation:
    """Why a fact holds: the rule (a name of the OWL 2 RL table) and the facts it was drawn from."""

    rule: str
    premises: tuple[Drawn, ...]


@dataclass
class Schema:
    """The axioms as tables: class → its superclasses, property → its superproperties, and what classes are made of."""

    superclasses: dict[Value, set[Value]] = field(default_factory=dict)
    superproperties: dict[ox.NamedNode, set[ox.NamedNode]] = field(default_factory=dict)
    domains: dict[Node, set[Value]] = field(default_factory=lambda: defaultdict(set))
    ranges: dict[Node, set[Value]] = field(default_factory=lambda: defaultdict(set))
    inverses: dict[ox.NamedNode, set[ox.NamedNode]] = field(default_factory=lambda: defaultdict(set))
    symmetric: set[Node] = field(default_factory=set)
    transitive: set[Node] = field(default_factory=set)
    has_value: dict[tuple[ox.NamedNode, Value], set[Node]] = field(default_factory=dict)
    some_values: dict[ox.NamedNode, list[tuple[Value, Node]]] = field(default_factory=dict)
    intersections: dict[Value, list[tuple[Node, Values]]] = field(default_factory=lambda: defaultdict(list))
    disjoint: set[tuple[Value, Value]] = field(default_factory=set)
    asymmetric: set[Node] = field(default_factory=set)
    irreflexive: set[Node] = field(default_factory=set)


def compile_schema(graph: Graph) -> Schema:
    """The tables of the axioms that a graph states, closed under scm-sco, scm-spo, scm-eqc, scm-eqp and scm-uni."""
    schema = Schema()
    classes: dict[Value, set[Value]] = defaultdict(set)
    properties: dict[ox.NamedNode, set[ox.NamedNode]] = defaultdict(set)
    for sub, _, sup in graph.by_predicate[SUBCLASS]:
        classes[sub].add(sup)
    for one, _, other in graph.by_predicate[iri("owl:equivalentClass")]:
        classes[one].add(other)
        classes[other].add(one)
    for union, _, members in graph.by_predicate[iri("owl:unionOf")]:
        for member in graph.list(members):
            classes[member].add(union)
    for whole, _, members in graph.by_predicate[iri("owl:intersectionOf")]:
        parts = graph.list(members)
        for part in parts:
            schema.intersections[part].append((whole, parts))
        classes[whole].update(parts)
    for lower, upper in graph.pairs(SUBPROPERTY):
        properties[lower].add(upper)
    for same, as_this in graph.pairs(iri("owl:equivalentProperty")):
        properties[same].add(as_this)
        properties[as_this].add(same)
    schema.superclasses, schema.superproperties = _closed(classes), _closed(properties)
    _properties(graph, schema)
    _restrictions(graph, schema)
    return schema


def _properties(graph: Graph, schema: Schema) -> None:
    for name, table in (("rdfs:domain", schema.domains), ("rdfs:range", schema.ranges)):
        for prop, _, value in graph.by_predicate[iri(name)]:
            table[prop].add(value)
    for one, other in graph.pairs(iri("owl:inverseOf")):
        schema.inverses[one].add(other)
        schema.inverses[other].add(one)
    kinds = {iri("owl:SymmetricProperty"): schema.symmetric, iri("owl:TransitiveProperty"): schema.transitive}
    kinds |= {iri("owl:AsymmetricProperty"): schema.asymmetric, iri("owl:IrreflexiveProperty"): schema.irreflexive}
    for node, kind in graph.pairs(TYPE):
        if kind in kinds:
            kinds[kind].add(node)
    schema.disjoint.update((one, other) for one, _, other in graph.by_predicate[iri("owl:disjointWith")])
    for group, _, stated in graph.by_predicate[TYPE]:
        if stated == iri("owl:AllDisjointClasses"):
            members = graph.list(graph.value(group, iri("owl:members")))
            schema.disjoint.update((a, b) for i, a in enumerate(members) for b in members[i + 1 :])


def _restrictions(graph: Graph, schema: Schema) -> None:
    for node, _, prop in graph.by_predicate[iri("owl:onProperty")]:
        if not isinstance(prop, ox.NamedNode):
            continue
        value = graph.value(node, iri("owl:hasValue"))
        some = graph.value(node, iri("owl:someValuesFrom"))
        if value is not None:
            schema.has_value.setdefault((prop, value), set()).add(node)
        if some is not None:
            schema.some_values.setdefault(prop, []).append((some, node))


def _closed(direct: dict[T, set[T]]) -> dict[T, set[T]]:
    """Every node's reachable set, itself left out."""
    closed = {}
    for start in direct:
        seen: set[T] = set()
        todo = list(direct[start])
        while todo:
            node = todo.pop()
            if node not in seen:
                seen.add(node)
                todo.extend(direct.get(node, ()))
        closed[start] = seen - {start}
    return closed


def entail(graph: Graph, schema: Schema) -> dict[Fact, Derivation]:
    """Every fact that the compiled rules add to a graph, each with its first derivation; axioms among them (scm-sco, scm-spo)."""
    closure = _Closure(graph, schema)
    closure.run()
    return closure.derived


class _Closure:
    """Facts on their way to all that follows from them, with the tables that the rules look things up in."""

    def __init__(self, graph: Graph, schema: Schema):
        self.schema = schema
        self.derived: dict[Fact, Derivation] = {}
        self.known: set[Fact] = set()
        self.todo: list[Fact] = []
        self.types: dict[Value, set[Value]] = defaultdict(set)
        self.incoming: dict[tuple[Value, ox.NamedNode], set[Node]] = defaultdict(set)
        self.outgoing: dict[tuple[Value, ox.NamedNode], set[Value]] = defaultdict(set)
        self.followed = {*schema.transitive, *schema.some_values}
        """The properties along which rules look from one fact to the next: few, and only their facts are kept by their ends."""
        for fact in graph.facts:
            self._take(fact)

    def run(self) -> None:
        """Draw every conclusion."""
        for lower, uppers in self.schema.superclasses.items():
            for upper in uppers:
                self._conclude((lower, SUBCLASS, upper), "scm-sco")
        for prop, above in self.schema.superproperties.items():
            for sup in above:
                self._conclude((prop, SUBPROPERTY, sup), "scm-spo")
        while self.todo:
            fact = self.todo.pop()
            if fact[1] == TYPE:
                self._from_type(fact)
            else:
                self._from_link(fact)

    def _take(self, fact: Fact) -> None:
        subject, predicate, value = fact
        self.known.add(fact)
        if predicate == TYPE:
            self.types[subject].add(value)
        if predicate in self.followed:
            self.outgoing[subject, predicate].add(value)
            self.incoming[value, predicate].add(subject)
        self.todo.append(fact)

    def _conclude(self, drawn: Drawn, rule: str, *premises: Drawn) -> None:
        subject, predicate, value = drawn
        if drawn in self.known or isinstance(subject, ox.Literal):
            return
        fact = (subject, predicate, value)
        self.derived[fact] = Derivation(rule, premises)
        self._take(fact)

    def _from_type(self, fact: Fact) -> None:
        node, _, kind = fact
        for sup in self.schema.superclasses.get(kind, ()):
            self._conclude((node, TYPE, sup), "cax-sco", fact, (kind, SUBCLASS, sup))
        for whole, parts in self.schema.intersections.get(kind, ()):
            if all(part in self.types[node] for part in parts):
                self._conclude((node, TYPE, whole), "cls-int1", *((node, TYPE, part) for part in parts))
        for prop, uses in self.schema.some_values.items():
            for wanted, restriction in uses:
                if wanted == kind:
                    for subject in list(self.incoming[node, prop]):
                        self._conclude((subject, TYPE, restriction), "cls-svf1", (subject, prop, node), fact)

    def _from_link(self, fact: Fact) -> None:
        subject, prop, value = fact
        schema = self.schema
        for sup in schema.superproperties.get(prop, ()):
            self._conclude((subject, sup, value), "prp-spo1", fact, (prop, SUBPROPERTY, sup))
        for kind in schema.domains.get(prop, ()):
            self._conclude((subject, TYPE, kind), "prp-dom", fact)
        for kind in schema.ranges.get(prop, ()):
            self._conclude((value, TYPE, kind), "prp-rng", fact)
        for inverse in schema.inverses.get(prop, ()):
            self._conclude((value, inverse, subject), "prp-inv", fact)
        if prop in schema.symmetric:
            self._conclude((value, prop, subject), "prp-symp", fact)
        if prop in schema.transitive:
            for further in list(self.outgoing[value, prop]):
                self._conclude((subject, prop, further), "prp-trp", fact, (value, prop, further))
            for before in list(self.incoming[subject, prop]):
                self._conclude((before, prop, value), "prp-trp", (before, prop, subject), fact)
        for restriction in schema.has_value.get((prop, value), ()):
            self._conclude((subject, TYPE, restriction), "cls-hv2", fact)
        for wanted, restriction in schema.some_values.get(prop, ()):
            if wanted == iri("owl:Thing"):
                self._conclude((subject, TYPE, restriction), "cls-svf2", fact)
            elif wanted in self.types[value]:
                self._conclude((subject, TYPE, restriction), "cls-svf1", fact, (value, TYPE, wanted))


def clashes(facts: Set[Fact], schema: Schema) -> list[str]:
    """Every contradiction in closed facts, a sentence each (cax-dw, cls-nothing2, prp-asyp, prp-irp)."""
    types: dict[Node, set[Value]] = defaultdict(set)
    for subject, predicate, value in facts:
        if predicate == TYPE:
            types[subject].add(value)
    found = []
    for node, kinds in types.items():
        found += [
            f"{_name(node)} is both {_name(a)} and {_name(b)}, which exclude each other (cax-dw)"
            for a, b in schema.disjoint
            if a in kinds and b in kinds
        ]
        if NOTHING in kinds:
            found.append(f"{_name(node)} is in owl:Nothing (cls-nothing2)")
    for subject, predicate, value in facts:
        if predicate in schema.asymmetric and (value, predicate, subject) in facts:
            found.append(f"{_name(subject)} and {_name(value)} stand in {_name(predicate)} both ways (prp-asyp)")
        if predicate in schema.irreflexive and subject == value:
            found.append(f"{_name(subject)} stands in {_name(predicate)} to itself (prp-irp)")
    return sorted(found)


def close(facts: set[Fact]) -> dict[Fact, Derivation]:
    """What follows from the facts by their own axioms. Raises KnowledgeError where they contradict each other."""
    graph = Graph(facts)
    schema = compile_schema(graph)
    derived = entail(graph, schema)
    found = clashes(graph.facts | set(derived), schema)
    if found:
        raise KnowledgeError("The knowledge contradicts itself:\n  " + "\n  ".join(found))
    return derived


def _name(term: Value) -> str:
    return compact(term.value)
