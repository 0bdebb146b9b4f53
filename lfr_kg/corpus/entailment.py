"""OWL 2 RL entailment by rules compiled from the ontology's own axioms, with the premises of every conclusion.

Source: OWL 2 Web Ontology Language Profiles (W3C, 2012), section 4.3; the rule names are that table's. Left out are the rules that
this ontology has no use for (equality, keys, property chains, datatypes). The axioms are closed first and kept as tables, so that a
pass over the facts needs no join with them. ``owlrl`` is the reference that tests compare with.
"""

from collections import defaultdict
from dataclasses import dataclass, field

import pyoxigraph as ox

from lfr_kg.base.errors import KnowledgeError
from lfr_kg.base.model import TYPE, Fact, Graph
from lfr_kg.base.namespaces import compact, iri

SUBCLASS, SUBPROPERTY = iri("rdfs:subClassOf"), iri("rdfs:subPropertyOf")
NOTHING = iri("owl:Nothing")


@dataclass(frozen=True)
class Derivation:
    """Why a fact holds: the rule (a name of the OWL 2 RL table) and the facts it was drawn from."""

    rule: str
    premises: tuple[Fact, ...]


@dataclass
class Schema:
    """The axioms as tables: class → its superclasses, property → its superproperties, and what classes are made of."""

    superclasses: dict = field(default_factory=dict)
    superproperties: dict = field(default_factory=dict)
    domains: dict = field(default_factory=lambda: defaultdict(set))
    ranges: dict = field(default_factory=lambda: defaultdict(set))
    inverses: dict = field(default_factory=lambda: defaultdict(set))
    symmetric: set = field(default_factory=set)
    transitive: set = field(default_factory=set)
    has_value: dict = field(default_factory=dict)
    some_values: dict = field(default_factory=dict)
    intersections: dict = field(default_factory=lambda: defaultdict(list))
    disjoint: set = field(default_factory=set)
    asymmetric: set = field(default_factory=set)
    irreflexive: set = field(default_factory=set)


def compile_schema(graph: Graph) -> Schema:
    """The tables of the axioms that a graph states, closed under scm-sco, scm-spo, scm-eqc, scm-eqp and scm-uni."""
    schema = Schema()
    classes, properties = defaultdict(set), defaultdict(set)
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
    for sub, _, sup in graph.by_predicate[SUBPROPERTY]:
        properties[sub].add(sup)
    for one, _, other in graph.by_predicate[iri("owl:equivalentProperty")]:
        properties[one].add(other)
        properties[other].add(one)
    schema.superclasses, schema.superproperties = _closed(classes), _closed(properties)
    _properties(graph, schema)
    _restrictions(graph, schema)
    return schema


def _properties(graph: Graph, schema: Schema) -> None:
    for name, table in (("rdfs:domain", schema.domains), ("rdfs:range", schema.ranges), ("owl:inverseOf", schema.inverses)):
        for prop, _, value in graph.by_predicate[iri(name)]:
            table[prop].add(value)
            if table is schema.inverses:
                table[value].add(prop)
    kinds = {"owl:SymmetricProperty": schema.symmetric, "owl:TransitiveProperty": schema.transitive}
    kinds |= {"owl:AsymmetricProperty": schema.asymmetric, "owl:IrreflexiveProperty": schema.irreflexive}
    for prop, _, kind in graph.by_predicate[TYPE]:
        for name, table in kinds.items():
            if kind == iri(name):
                table.add(prop)
    for one, _, other in graph.by_predicate[iri("owl:disjointWith")]:
        schema.disjoint.add((one, other))
    for node, _, kind in graph.by_predicate[TYPE]:
        if kind == iri("owl:AllDisjointClasses"):
            members = graph.list(graph.value(node, iri("owl:members")))
            schema.disjoint.update((a, b) for i, a in enumerate(members) for b in members[i + 1 :])


def _restrictions(graph: Graph, schema: Schema) -> None:
    for node, _, prop in graph.by_predicate[iri("owl:onProperty")]:
        value = graph.value(node, iri("owl:hasValue"))
        some = graph.value(node, iri("owl:someValuesFrom"))
        if value is not None:
            schema.has_value.setdefault((prop, value), set()).add(node)
        if some is not None:
            schema.some_values.setdefault(prop, []).append((some, node))


def _closed(direct: dict) -> dict:
    """Every node's reachable set, itself left out."""
    closed = {}
    for start in direct:
        seen, todo = set(), list(direct[start])
        while todo:
            node = todo.pop()
            if node not in seen:
                seen.add(node)
                todo.extend(direct.get(node, ()))
        closed[start] = seen - {start}
    return closed


def entail(graph: Graph, schema: Schema) -> dict[Fact, Derivation]:
    """Every fact that the compiled rules add to a graph, each with its first derivation; axioms among them (scm-sco, scm-spo)."""
    derived: dict[Fact, Derivation] = {}
    todo = list(graph.facts)
    known = set(graph.facts)
    types, incoming, outgoing = defaultdict(set), defaultdict(set), defaultdict(set)
    for subject, predicate, value in graph.facts:
        if predicate == TYPE:
            types[subject].add(value)
        outgoing[subject, predicate].add(value)
        incoming[value, predicate].add(subject)

    def conclude(fact: Fact, rule: str, *premises: Fact) -> None:
        if fact in known or isinstance(fact[0], ox.Literal):
            return
        known.add(fact)
        derived[fact] = Derivation(rule, premises)
        subject, predicate, value = fact
        if predicate == TYPE:
            types[subject].add(value)
        outgoing[subject, predicate].add(value)
        incoming[value, predicate].add(subject)
        todo.append(fact)

    for rule, predicate, table in (("scm-sco", SUBCLASS, schema.superclasses), ("scm-spo", SUBPROPERTY, schema.superproperties)):
        for sub, supers in table.items():
            for sup in supers:
                conclude((sub, predicate, sup), rule)
    while todo:
        fact = todo.pop()
        if fact[1] == TYPE:
            _from_type(fact, schema, types, incoming, conclude)
        else:
            _from_link(fact, schema, types, incoming, outgoing, conclude)
    return derived


def _from_type(fact, schema, types, incoming, conclude) -> None:
    node, _, kind = fact
    for sup in schema.superclasses.get(kind, ()):
        conclude((node, TYPE, sup), "cax-sco", fact, (kind, SUBCLASS, sup))
    for whole, parts in schema.intersections.get(kind, ()):
        if all(part in types[node] for part in parts):
            conclude((node, TYPE, whole), "cls-int1", *((node, TYPE, part) for part in parts))
    for prop, uses in schema.some_values.items():
        for wanted, restriction in uses:
            if wanted == kind:
                for subject in list(incoming[node, prop]):
                    conclude((subject, TYPE, restriction), "cls-svf1", (subject, prop, node), fact)


def _from_link(fact, schema, types, incoming, outgoing, conclude) -> None:
    subject, prop, value = fact
    for sup in schema.superproperties.get(prop, ()):
        conclude((subject, sup, value), "prp-spo1", fact, (prop, SUBPROPERTY, sup))
    for kind in schema.domains.get(prop, ()):
        conclude((subject, TYPE, kind), "prp-dom", fact)
    for kind in schema.ranges.get(prop, ()):
        conclude((value, TYPE, kind), "prp-rng", fact)
    for inverse in schema.inverses.get(prop, ()):
        conclude((value, inverse, subject), "prp-inv", fact)
    if prop in schema.symmetric:
        conclude((value, prop, subject), "prp-symp", fact)
    if prop in schema.transitive:
        for further in list(outgoing[value, prop]):
            conclude((subject, prop, further), "prp-trp", fact, (value, prop, further))
        for before in list(incoming[subject, prop]):
            conclude((before, prop, value), "prp-trp", (before, prop, subject), fact)
    for restriction in schema.has_value.get((prop, value), ()):
        conclude((subject, TYPE, restriction), "cls-hv2", fact)
    for wanted, restriction in schema.some_values.get(prop, ()):
        if wanted == iri("owl:Thing"):
            conclude((subject, TYPE, restriction), "cls-svf2", fact)
        elif wanted in types[value]:
            conclude((subject, TYPE, restriction), "cls-svf1", fact, (value, TYPE, wanted))


def clashes(facts: set[Fact], schema: Schema) -> list[str]:
    """Every contradiction in closed facts, a sentence each (cax-dw, cls-nothing2, prp-asyp, prp-irp)."""
    types = defaultdict(set)
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


def _name(term) -> str:
    return compact(term.value)
