"""The condition classes that the project's files state: what suffices for each, which properties decide it, how they hang together.

Source: OWL 2 Profiles, section 4.3, of which the axioms use the sufficient conditions alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyoxigraph as ox

from lfr_kg.base.errors import KnowledgeError
from lfr_kg.base.model import Graph, Value
from lfr_kg.base.namespaces import iri

NONE = iri("lfr:statesNone")
DEPLOYMENT = iri("lfr:Deployment")
SUBCLASS = iri("rdfs:subClassOf")

Nodes = tuple[ox.NamedNode, ...]
Expression = tuple[Any, ...]
"""A class expression: its operator, then what that stands over."""


@dataclass(slots=True)
class Proof:
    """Why a condition holds, does not, or is open.

    ``by`` is ``axiom``, ``rule``, ``subclass``, ``superclass``, ``stated`` or ``unstated``.
    """

    truth: bool | None
    by: str
    about: object
    """The condition class; for a stated fact, the fact."""
    premises: tuple[Any, ...] = ()
    """Proofs, facts, or (by ``unstated``) paths of properties."""
    name: str = ""
    """The rule's name, where a rule concluded it."""


@dataclass(frozen=True)
class Condition:
    """A condition class: where it stands, what suffices for it, which paths of properties decide it."""

    node: ox.NamedNode
    superclasses: Nodes
    axioms: tuple[Expression, ...]
    decided_on: tuple[Nodes, ...]
    uses: frozenset[ox.NamedNode]
    """The condition classes of which it is made: its superclasses, and those that its axioms name."""

    @cached_property
    def reads(self) -> frozenset[Any]:
        """The properties and classes of which nothing must have changed for it to be decided as before, unless what it is made of is."""
        found = {name for axiom in self.axioms for name in (*properties_in(axiom), *classes_in(axiom))}
        return frozenset([NONE, *found, *(prop for path in self.decided_on for prop in path)])

    @cached_property
    def asks(self) -> frozenset[Any] | None:
        """The properties of the deployment itself without any of which its axioms leave it open; None where one asks for its class."""
        found: set[Any] = set()
        for axiom in self.axioms:
            if not _asks(axiom, found):
                return None
        return frozenset(found)

    @cached_property
    def unstated(self) -> Proof:
        """That it is open, where nothing that decides it is stated."""
        return Proof(None, "unstated", self.node, self.decided_on)


Proofs = dict[ox.NamedNode, Proof]
"""By condition class."""


def read_conditions(graph: Graph) -> dict[ox.NamedNode, Condition]:
    """The condition classes that the project's files state, by class, each after those it is made of.

    Raises KnowledgeError where one is defined by way of itself.
    """
    nodes = sorted({*graph.of_type(iri("lfr:Condition")), DEPLOYMENT}, key=str)
    sufficient: dict[Value, list[Expression]] = {}
    for sub, _, sup in graph.by_predicate[SUBCLASS]:
        if isinstance(sub, ox.BlankNode):
            sufficient.setdefault(sup, []).append(_expression(graph, sub))
    known = set(nodes)
    conditions = {}
    for node in nodes:
        superclasses = tuple(c for c in graph.nodes(node, SUBCLASS) if c in known)
        axioms = tuple(sorted(sufficient.get(node, []), key=str))
        conditions[node] = Condition(
            node=node,
            superclasses=superclasses,
            axioms=axioms,
            decided_on=tuple(sorted((_path(graph, p) for p in graph.objects(node, iri("lfr:decidedOn"))), key=str)),
            uses=frozenset(superclasses) | {c for axiom in axioms for c in classes_in(axiom) if c in known},
        )
    return {node: conditions[node] for node in _in_order(conditions)}


def _in_order(conditions: dict[ox.NamedNode, Condition]) -> list[ox.NamedNode]:
    """Classes ordered so that each comes after its superclasses and the classes that its axioms name."""
    ordered: dict[ox.NamedNode, bool] = {}

    def visit(node: ox.NamedNode, above: Nodes) -> None:
        if node in ordered:
            return
        if node in above:
            raise KnowledgeError(f"The condition {node.value} is defined by way of itself.")
        for needed in sorted(conditions[node].uses, key=str):
            visit(needed, (*above, node))
        ordered[node] = True

    for node in conditions:
        visit(node, ())
    return list(ordered)


def classes_in(expression: Expression) -> list[ox.NamedNode]:
    """The classes that an expression names."""
    if expression[0] == "class":
        return [expression[1]]
    return [found for part in expression[1:] if isinstance(part, tuple) for found in classes_in(part)]


def properties_in(expression: Expression) -> list[ox.NamedNode]:
    """The properties that an expression names."""
    own = [expression[1]] if expression[0] in ("value", "some") else []
    return own + [found for part in expression[1:] if isinstance(part, tuple) for found in properties_in(part)]


def _asks(expression: Expression, found: set[Any]) -> bool:
    """Find the properties of the thing itself that an expression asks for; whether it asks for nothing else of it."""
    if expression[0] in ("value", "some"):
        found.add(expression[1])
        return True
    return expression[0] != "class" and all(_asks(part, found) for part in expression[1:])


def _path(graph: Graph, node: Value) -> Nodes:
    members = graph.list(node) if graph.value(node, iri("rdf:first")) is not None else [node]
    return tuple(each for each in members if isinstance(each, ox.NamedNode))


def _expression(graph: Graph, node: Value) -> Expression:
    """A class expression as a nested tuple: ("class", C), ("value", p, v), ("some", p, expression), ("and", …), ("or", …)."""
    for operator, predicate in (("and", "owl:intersectionOf"), ("or", "owl:unionOf")):
        members = graph.value(node, iri(predicate))
        if members is not None:
            return (operator, *(_expression(graph, member) for member in graph.list(members)))
    prop = graph.value(node, iri("owl:onProperty"))
    if prop is None:
        return ("class", node)
    value = graph.value(node, iri("owl:hasValue"))
    if value is not None:
        return ("value", prop, value)
    return ("some", prop, _expression(graph, graph.needed(node, iri("owl:someValuesFrom"))))


class Taxonomy:
    """Condition classes with what is asked of them together: in order, which are made of one, which stand below one, which read a name."""

    def __init__(self, conditions: dict[ox.NamedNode, Condition]):
        self.conditions = conditions
        self.order = list(conditions)
        self.place = {node: place for place, node in enumerate(self.order)}
        self.users = _reversed({node: condition.uses for node, condition in conditions.items()})
        self.below = _reversed({node: condition.superclasses for node, condition in conditions.items()})
        self.readers = _reversed({node: condition.reads for node, condition in conditions.items()})


def _reversed(table: Mapping[ox.NamedNode, Iterable[Any]]) -> dict[Any, list[ox.NamedNode]]:
    found: dict[Any, list[ox.NamedNode]] = {}
    for node, others in table.items():
        for other in others:
            found.setdefault(other, []).append(node)
    return found
