"""What is reached only along paths of any length, or by comparing several, stated once at build: which source a rule comes from and under
which provision it is listed; what stands in a check and which properties that looks at.

Of the library's questions half ask one of these, and walking a path of any length takes an engine longer than all the rest of a question.
"""

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from lfr_kg.base.model import TYPE, Fact, Graph, Node
from lfr_kg.base.namespaces import iri

STATED_BY, PART_OF = iri("lfr:statedBy"), iri("lfr:partOf")
SOURCE, ENTRY = iri("lfr:Source"), iri("lfr:RegisterEntry")
FROM_SOURCE, LISTED_UNDER = iri("lfr:fromSource"), iri("lfr:listedUnder")
CHECKS, PATH, COMPUTED_FROM = iri("lfr:checks"), iri("sh:path"), iri("lfr:computedFrom")
INTO = [iri(name) for name in ("sh:property", "sh:qualifiedValueShape", "sh:or", "rdf:rest", "rdf:first")]
"""What leads from a shape to those that stand in it."""
ENCLOSES, LOOKS_AT, CHECKED_ON = iri("lfr:encloses"), iri("lfr:looksAt"), iri("lfr:checkedOn")
WALKED = {TYPE, STATED_BY, PART_OF, CHECKS, PATH, COMPUTED_FROM, *INTO}


def shortcuts(facts: Iterable[Fact]) -> Iterator[Fact]:
    """The statements that spare a question a path, from what the files state and what follows by the axioms."""
    knowledge = Graph(fact for fact in facts if fact[1] in WALKED and (fact[1] != TYPE or fact[2] in (SOURCE, ENTRY)))
    yield from _places(knowledge)
    yield from _checks(knowledge)


def _places(knowledge: Graph) -> Iterator[Fact]:
    """The sources of the provisions that state an entry of the register of law, and the provision of them whose name comes first."""
    sources, entries = set(knowledge.of_type(SOURCE)), set(knowledge.of_type(ENTRY))
    first: dict[ox.NamedNode, ox.NamedNode] = {}
    for entry, provision in knowledge.pairs(STATED_BY):
        if entry in entries:
            first[entry] = min(first.get(entry, provision), provision, key=lambda node: node.value)
            yield from ((entry, FROM_SOURCE, node) for node in _reached(knowledge, provision, [PART_OF]) if node in sources)
    yield from ((entry, LISTED_UNDER, provision) for entry, provision in first.items())


def _checks(knowledge: Graph) -> Iterator[Fact]:
    """The property shapes in a check, at any depth, the properties that their paths name, and what a record must state for these."""
    norms: dict[ox.NamedNode, list[ox.NamedNode]] = {}
    for shape, norm in knowledge.pairs(CHECKS):
        norms.setdefault(shape, []).append(norm)
    for shape in norms:
        parts = [part for part in _reached(knowledge, shape, INTO) if knowledge.value(part, PATH) is not None]
        paths = dict.fromkeys(path for part in parts for path in knowledge.nodes(part, PATH))
        needed = dict.fromkeys(node for path in paths for node in (path, *_reached(knowledge, path, [COMPUTED_FROM])))
        yield from ((shape, ENCLOSES, part) for part in parts)
        yield from ((shape, LOOKS_AT, path) for path in paths)
        yield from ((norm, CHECKED_ON, node) for norm in norms[shape] for node in needed)


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
