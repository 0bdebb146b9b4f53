"""What is reached only along paths of any length, or by comparing several, stated once at build: which source a rule comes from and under
which provision it is listed; what stands in a check and which properties that looks at.

Of the library's questions half ask one of these, and walking a path of any length takes an engine longer than all the rest of a question.
"""

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from lfr_kg.base.model import TYPE, Fact, Graph, Node
from lfr_kg.base.namespaces import iri

STATED_BY, PART_OF, SOURCE = iri("lfr:statedBy"), iri("lfr:partOf"), iri("lfr:Source")
FROM_SOURCE, LISTED_UNDER = iri("lfr:fromSource"), iri("lfr:listedUnder")
CHECKS, PATH = iri("lfr:checks"), iri("sh:path")
INTO = [iri(name) for name in ("sh:property", "sh:qualifiedValueShape", "sh:or", "rdf:rest", "rdf:first")]
"""What leads from a shape to those that stand in it."""
ENCLOSES, LOOKS_AT = iri("lfr:encloses"), iri("lfr:looksAt")


WALKED = {TYPE, STATED_BY, PART_OF, CHECKS, PATH, *INTO}


def shortcuts(facts: Iterable[Fact]) -> Iterator[Fact]:
    """The statements that spare a question a path, from what the files state and what follows by the axioms."""
    knowledge = Graph(fact for fact in facts if fact[1] in WALKED and (fact[1] != TYPE or fact[2] == SOURCE))
    yield from _places(knowledge)
    yield from _checks(knowledge)


def _places(knowledge: Graph) -> Iterator[Fact]:
    """The sources that a provision is part of, for what it states, and the provision of several whose address comes first."""
    sources = set(knowledge.of_type(SOURCE))
    first: dict[ox.NamedNode, ox.NamedNode] = {}
    for stated, provision in knowledge.pairs(STATED_BY):
        first[stated] = min(first.get(stated, provision), provision, key=lambda node: node.value)
        yield from ((stated, FROM_SOURCE, node) for node in _reached(knowledge, provision, [PART_OF]) if node in sources)
    yield from ((stated, LISTED_UNDER, provision) for stated, provision in first.items())


def _checks(knowledge: Graph) -> Iterator[Fact]:
    """The property shapes in a check, at any depth, and the properties that their paths name."""
    for shape in dict.fromkeys(shape for shape, _, _ in knowledge.by_predicate[CHECKS]):
        for part in _reached(knowledge, shape, INTO):
            for path in knowledge.objects(part, PATH):
                yield shape, ENCLOSES, part
                if isinstance(path, ox.NamedNode):
                    yield shape, LOOKS_AT, path


def _reached(knowledge: Graph, start: Node, along: list[ox.NamedNode]) -> list[Node]:
    """Every node that one or more of these properties lead to."""
    found: dict[Node, None] = {}
    todo: list[Node] = [start]
    while todo:
        node = todo.pop()
        for step in along:
            for value in knowledge.objects(node, step):
                if not isinstance(value, ox.Literal) and value not in found:
                    found[value] = None
                    todo.append(value)
    return list(found)
