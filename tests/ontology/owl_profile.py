"""Whether axioms keep to OWL 2 RL: what may stand on which side of a subclass axiom, and that a property is of one kind.

Source: OWL 2 Web Ontology Language Profiles (W3C, 2012), sections 4.2.2 to 4.2.4. Constructs that the profile allows and this ontology
does without (keys, chains, oneOf, complements, cardinalities) are reported too: the engine compiles none of them.
"""

from collections.abc import Iterator

import pyoxigraph as ox

from lfr_kg.base.model import TYPE, Graph
from lfr_kg.base.namespaces import PREFIXES, compact, iri

KINDS = tuple(iri(f"owl:{kind}Property") for kind in ("Object", "Datatype", "Annotation"))
KNOWN = {
    "owl:Class", "owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty",
    "owl:FunctionalProperty", "owl:Restriction", "owl:Ontology",
    "owl:intersectionOf", "owl:unionOf", "owl:onProperty", "owl:hasValue", "owl:someValuesFrom", "owl:disjointWith",
    "owl:versionIRI", "owl:versionInfo", "owl:Thing",
}  # fmt: skip
LEFT = ("owl:intersectionOf", "owl:unionOf", "owl:hasValue", "owl:someValuesFrom")
RIGHT = ("owl:intersectionOf", "owl:hasValue")
BUILT_IN = ("rdfs:label", "rdfs:comment", "rdfs:seeAlso", "rdfs:isDefinedBy")


def problems(graph: Graph) -> list[str]:
    """What keeps the axioms of a graph from OWL 2 RL, a sentence each; empty where nothing does."""
    return sorted({*_unknown(graph), *_properties(graph), *_classes(graph), *_restrictions(graph)})


def _unknown(graph: Graph) -> Iterator[str]:
    for fact in graph.facts:
        for term in fact[1:]:
            if isinstance(term, ox.NamedNode) and term.value.startswith(PREFIXES["owl"]) and compact(term.value) not in KNOWN:
                yield f"{compact(term.value)} is used, which the engine does not compile"


def _properties(graph: Graph) -> Iterator[str]:
    kinds = {iri(name): {iri("owl:AnnotationProperty")} for name in BUILT_IN}
    for node, _, kind in graph.by_predicate[TYPE]:
        if kind in KINDS:
            kinds.setdefault(node, set()).add(kind)
    for node, found in kinds.items():
        if len(found) > 1:
            yield f"{_name(node)} is a property of two kinds"
        if (node, TYPE, iri("owl:Class")) in graph.facts:
            yield f"{_name(node)} is both a property and a class"
    for narrow, _, wide in graph.by_predicate[iri("rdfs:subPropertyOf")]:
        if kinds.get(narrow) != kinds.get(wide) or narrow not in kinds:
            yield f"{_name(narrow)} lies under {_name(wide)}, a property of another kind or undeclared"


def _classes(graph: Graph) -> Iterator[str]:
    sides = [(iri("rdfs:subClassOf"), LEFT, RIGHT), (iri("owl:disjointWith"), LEFT, LEFT)]
    for predicate, left, right in sides:
        for one, _, other in graph.by_predicate[predicate]:
            yield from _expression(graph, one, left, f"left of {compact(predicate.value)}")
            yield from _expression(graph, other, right, f"right of {compact(predicate.value)}")
    for name in ("rdfs:domain", "rdfs:range"):
        for _, _, kind in graph.by_predicate[iri(name)]:
            yield from _expression(graph, kind, RIGHT, f"right of {name}")


def _expression(graph: Graph, node, allowed: tuple, place: str) -> Iterator[str]:
    """What is wrong with a class expression in a place where only some constructs are allowed."""
    if isinstance(node, ox.NamedNode):
        if node == iri("owl:Thing"):
            yield f"owl:Thing stands {place}"
        elif (node, TYPE, iri("owl:Class")) not in graph.facts:
            yield f"{_name(node)} stands {place} and is declared as no class"
        return
    made = [name for name in LEFT if graph.objects(node, iri(name))]
    if len(made) != 1 or made[0] not in allowed:
        yield f"{' and '.join(made) or 'an empty expression'} stands {place}"
        return
    filler = graph.value(node, iri(made[0]))
    if made[0] in ("owl:intersectionOf", "owl:unionOf"):
        members = graph.list(filler)
        if len(members) < 2:
            yield f"{made[0]} of fewer than two classes stands {place}"
        for member in members:
            yield from _expression(graph, member, allowed, place)
    elif made[0] == "owl:someValuesFrom" and filler != iri("owl:Thing"):
        yield from _expression(graph, filler, allowed, place)


def _restrictions(graph: Graph) -> Iterator[str]:
    restrictions = {node for node, _, kind in graph.by_predicate[TYPE] if kind == iri("owl:Restriction")}
    restrictions |= {node for node, _, _ in graph.by_predicate[iri("owl:onProperty")]}
    for node in restrictions:
        props = graph.objects(node, iri("owl:onProperty"))
        fillers = [filler for name in ("owl:hasValue", "owl:someValuesFrom") for filler in graph.objects(node, iri(name))]
        if len(props) != 1 or len(fillers) != 1 or (node, TYPE, iri("owl:Restriction")) not in graph.facts:
            yield "a restriction is not of one property with one filler"
            continue
        is_data = (props[0], TYPE, iri("owl:DatatypeProperty")) in graph.facts
        if not is_data and (props[0], TYPE, iri("owl:ObjectProperty")) not in graph.facts:
            yield f"{_name(props[0])} is restricted and is neither an object nor a datatype property"
        elif is_data != isinstance(fillers[0], ox.Literal):
            yield f"{_name(props[0])} is restricted to {'no literal' if is_data else 'a literal'}"


def _name(node) -> str:
    return compact(node.value) if isinstance(node, ox.NamedNode) else "an expression"
