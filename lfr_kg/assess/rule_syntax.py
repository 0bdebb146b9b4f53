"""What a rule's text says, read with rdflib's SPARQL parser: its head, and its body as a plan. Used at build."""

import re
from collections.abc import Iterable
from copy import deepcopy
from functools import cache
from typing import Any

import rdflib
from rdflib.plugins.sparql.algebra import translateGroupGraphPattern, translateQuery
from rdflib.plugins.sparql.parser import Query
from rdflib.plugins.sparql.parserutils import CompValue

from lfr_kg.assess import compiling, plans
from lfr_kg.assess.plans import Plan, Unread
from lfr_kg.base.errors import KnowledgeError
from lfr_kg.base.namespaces import PREFIXES, prologue
from lfr_kg.base.sparql import tokens

BUILTINS = ("ABS", "COALESCE", "BOUND", "CONCAT", "IF", "MINUTES", "SECONDS", "STR", "STRAFTER", "STRDT", "STRLEN", "SUBSTR")
AGGREGATES = ("Count", "Max", "Min", "Sample", "Sum")
_OPERANDS = ("arg", "arg1", "arg2", "arg3", "start", "length")
_MEASURE = re.compile(r"measure:(\w+)\s*(?:\)|AS\b)")
"""A measure as the last entry of a row of a VALUES table, or as what a BIND gives a name."""


def tables(text: str, path: str) -> dict[str, Any]:
    """What a rule says, by the names that ``rules.Rule`` has for it, from ``head`` to ``denies``.

    Raises KnowledgeError, naming the file, where the SPARQL does not parse, holds what is not run or cannot be a premise, or hides a name.
    """
    bare = "".join(token.text for token in tokens(text) if token.kind != "comment")
    try:
        algebra = translateQuery(_grammar().parse_string(prologue(bare) + bare, parse_all=True)).algebra
    except Exception as error:  # rdflib lets its parser's own exceptions through
        raise KnowledgeError(f"{path}: not SPARQL that rdflib reads: {error}") from error
    try:
        head = [[_term(part) for part in triple] for triple in algebra.template]
        plan = _pattern(algebra.p.p)  # below the projection that a CONSTRUCT is given
        plans.refuse_hidden_names(plan)
        plan, inner = plans.asked_early(plan), plans.bodies_of_subselects(plan)
        code, terms = _code(head, plan, inner)
    except Unread as error:
        raise KnowledgeError(f"{path}: {error}.") from error
    return {
        "head": _frozen(head),
        "plan": plan,
        "code": code,
        "terms": terms,
        "patterns": _frozen(list(dict.fromkeys(_frozen(list(plans.triples(plan)))))),
        "needs": _frozen([sorted(group) for group in plans.needs(plan)]),
        "concludes": tuple(sorted(_concludes(algebra.template, text))),
        "inner": tuple(inner),
        "denies": tuple(sorted(plans.denied(plan))),
    }


@cache
def _grammar() -> Any:
    """rdflib's grammar of a query, but for comments: to look for one between any two words took a third of the time."""
    own: Any = deepcopy(Query)
    for part in own.visit_all():
        part.ignoreExprs = []
    return own


def _code(head: list[list[str]], plan: Plan, inner: list[Plan]) -> tuple[str, tuple[str, ...]]:
    """The function of a rule, and those of the bodies of its subselects, as text; and the constants that it numbers."""
    terms: dict[str, int] = {}
    outer, sure = sorted(plans.names(plan)), plans.always(plan)
    parts = [compiling.function("conclusions", plan, {}, terms, head)]
    for at, body in enumerate(inner):
        given = {name: name in sure for name in outer if name in plans.names(body)}
        parts.append(compiling.function(f"premises{at}", body, given, terms))
    return "\n".join(parts) + "\n", tuple(terms)


def _frozen(rows: Iterable[Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row) for row in rows)


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


# The body


def _pattern(node: CompValue) -> Plan:
    """A node of rdflib's algebra as a plan. Raises Unread for one that is not run."""
    name = node.name
    if name == "BGP":
        return ["BGP", [[_term(part) for part in triple] for triple in node.triples]]
    if name in ("Join", "Union", "Minus"):
        return [name, _pattern(node.p1), _pattern(node.p2)]
    if name == "LeftJoin":
        return [name, _pattern(node.p1), _pattern(node.p2), _expression(node.expr)]
    if name == "Filter":
        return [name, _pattern(node.p), _expression(node.expr)]
    if name == "Extend":
        return [name, _pattern(node.p), _name(node.var), _expression(node.expr)]
    if name == "Project":
        return [name, _pattern(node.p), sorted(_name(each) for each in node.PV)]
    if name in ("ToMultiSet", "Distinct"):
        return _pattern(node.p) if name == "ToMultiSet" else [name, _pattern(node.p)]
    if name == "values":
        return ["Values", [{_name(key): _term(value) for key, value in row.items() if value != "UNDEF"} for row in node.res]]
    if name == "AggregateJoin":
        return _group(node)
    raise Unread(f"{name} is not run in a rule")


def _group(node: CompValue) -> Plan:
    keys = node.p.expr or []
    if not all(isinstance(key, rdflib.Variable) for key in keys):
        raise Unread("GROUP BY takes variables alone")
    aggregates = [_aggregate(each) for each in node.A]
    return ["Group", _pattern(node.p.p), [_name(key) for key in keys], aggregates]


def _aggregate(node: CompValue) -> list[Any]:
    kind = node.name.removeprefix("Aggregate_")
    if kind not in AGGREGATES or node.vars == "*":
        raise Unread(f"{kind}({'*' if node.vars == '*' else '…'}) is not run in a rule")
    return [_name(node.res), kind, bool(node.distinct), _expression(node.vars)]


def _expression(node: Any) -> Plan:
    """An expression as a plan: an operator and its operands."""
    if isinstance(node, rdflib.Variable):
        return ["var", _name(node)]
    if isinstance(node, rdflib.URIRef | rdflib.Literal):
        return ["term", node.n3()]
    name = node.name
    if name == "TrueFilter":
        return ["term", rdflib.Literal(True).n3()]
    if name in ("ConditionalAndExpression", "ConditionalOrExpression"):
        return ["and" if "And" in name else "or", *map(_expression, [node.expr, *node.other])]
    if name == "RelationalExpression":
        return _relation(node)
    if name in ("AdditiveExpression", "MultiplicativeExpression"):
        return _from_the_left(_expression(node.expr), zip(map(str, node.op), node.other, strict=True))
    if name in ("UnaryNot", "UnaryMinus"):
        return ["not" if name == "UnaryNot" else "negative", _expression(node.expr)]
    if name in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
        exists = ["exists", _pattern(translateGroupGraphPattern(node.graph))]
        return exists if name == "Builtin_EXISTS" else ["not", exists]
    if name == "Function":
        return ["call", str(node.iri), *map(_expression, node.expr)]
    if name.startswith("Builtin_") and name.removeprefix("Builtin_") in BUILTINS:
        given = [node[key] for key in _OPERANDS if key in node and node[key] is not None]
        return [name.removeprefix("Builtin_"), *(_expression(each) for one in given for each in (one if isinstance(one, list) else [one]))]
    raise Unread(f"{name} is not run in a rule")


def _relation(node: CompValue) -> Plan:
    left = _expression(node.expr)
    if node.op in ("IN", "NOT IN"):
        asked = ["in", left, *map(_expression, node.other)]
        return asked if node.op == "IN" else ["not", asked]
    return [node.op, left, _expression(node.other)]


def _from_the_left(first: Plan, others: Iterable[tuple[str, Any]]) -> Plan:
    for operator, operand in others:
        first = [operator, first, _expression(operand)]
    return first


def _name(variable: Any) -> str:
    return str(variable)


def _term(part: Any) -> str:
    """A term as an N-Triples text; a variable with ``?``."""
    if not isinstance(part, rdflib.URIRef | rdflib.Literal | rdflib.Variable):
        raise Unread(f"{part!r} cannot be a recorded premise; write paths out and name every node")
    return part.n3()
