"""What a rule's text says, read with rdflib's SPARQL parser: head, triple patterns, needed predicates, inner bodies. Used at build."""

import re
from typing import Any

import rdflib
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from lfr_kg.base.errors import KnowledgeError
from lfr_kg.base.namespaces import PREFIXES, SPARQL_PREFIXES
from lfr_kg.base.sparql import inner_groups

_TYPE = str(rdflib.RDF.type)
_MEASURE = re.compile(r"measure:(\w+)\s*(?:\)|AS\b)")
"""A measure as the last entry of a row of a VALUES table, or as what a BIND gives a name."""


def tables(text: str, path: str) -> dict[str, Any]:
    """``head``, ``patterns``, ``needs``, ``concludes``, ``inner`` and ``denies`` of a rule (see ``rules.Rule``).

    Raises KnowledgeError, naming the file, where the SPARQL does not parse or a pattern holds a path or a blank node.
    """
    try:
        algebra = translateQuery(parseQuery(SPARQL_PREFIXES + text)).algebra
    except Exception as error:  # rdflib lets its parser's own exceptions through
        raise KnowledgeError(f"{path}: not SPARQL that rdflib reads: {error}") from error
    patterns: list[tuple[Any, ...]] = []
    _collect(algebra.p, patterns)
    return {
        "head": tuple(_triple(t, path) for t in algebra.template),
        "patterns": tuple(dict.fromkeys(_triple(t, path) for t in patterns)),
        "needs": tuple(tuple(sorted(group)) for group in _needs(algebra.p)),
        "concludes": tuple(sorted(_concludes(algebra.template, text))),
        "inner": tuple(inner_groups(text)),
        "denies": tuple(sorted(_denied(algebra.p))),
    }


def _collect(node: Any, found: list[Any]) -> None:
    if not isinstance(node, CompValue):
        return
    if node.name == "BGP":
        found.extend(node.triples)
    for key in ("p", "p1", "p2"):
        if key in node and not (node.name == "Minus" and key == "p2"):
            _collect(node[key], found)


def _denied(node: Any, is_denied: bool = False) -> set[str]:
    """The IRIs that stand under MINUS, EXISTS or NOT EXISTS."""
    if isinstance(node, rdflib.URIRef):
        return {node.n3()} if is_denied else set()
    if isinstance(node, CompValue):
        is_asked = is_denied or node.name in ("Builtin_EXISTS", "Builtin_NOTEXISTS")
        return set().union(*(_denied(node[key], is_asked or (node.name == "Minus" and key == "p2")) for key in node))
    if isinstance(node, list | tuple):
        return set().union(*(_denied(each, is_denied) for each in node))
    return set()


def _needs(node: Any) -> list[frozenset[str]]:
    """The predicates that every solution must have, as alternatives (one a UNION branch)."""
    if not isinstance(node, CompValue):
        return [frozenset()]
    if node.name == "BGP":
        return [frozenset(p.n3() for _, p, _ in node.triples if isinstance(p, rdflib.URIRef) and str(p) != _TYPE)]
    if node.name == "Union":
        return _needs(node.p1) + _needs(node.p2)
    if node.name == "Join":
        return [left | right for left in _needs(node.p1) for right in _needs(node.p2)]
    if node.name in ("LeftJoin", "Minus"):
        return _needs(node.p1)
    return _needs(node.get("p"))


def _concludes(template: Any, text: str) -> set[str]:
    """What the head can say: its predicate, the class of a membership.

    For a predicate out of a table, the measures that the table names.
    """
    found = set()
    for _, predicate, value in template:
        if isinstance(value, rdflib.URIRef):
            found.add(value.n3())
        elif isinstance(predicate, rdflib.URIRef):
            found.add(predicate.n3())
        else:
            found.update(f"<{PREFIXES['measure']}{name}>" for name in _MEASURE.findall(text))
    return found


def _triple(triple: Any, path: str) -> tuple[str, str, str]:
    for part in triple:
        if not isinstance(part, rdflib.URIRef | rdflib.Literal | rdflib.Variable):
            raise KnowledgeError(f"{path}: {part!r} cannot be a recorded premise; write paths out and name every node.")
    return tuple(part.n3() for part in triple)
