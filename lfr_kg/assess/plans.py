"""What a plan says: which names its parts bind, what it reads, and whether running it gives what SPARQL gives.

A plan is the body of a rule in SPARQL's algebra, in lists that JSON can keep: a node's name and its parts. ``compiling`` writes it as
Python, which hands what is bound so far down into each part, where SPARQL joins the solutions of parts that know nothing of each other.
Both give the same as long as no part uses a name that only its surroundings bind; ``refuse_hidden_names`` refuses a body in which one may.

Source: SPARQL 1.1 Query Language (W3C), sections 18.2 to 18.6.
"""

from collections.abc import Callable, Iterator
from typing import Any

from lfr_kg.base.errors import KnowledgeError
from lfr_kg.base.namespaces import iri

Plan = list[Any]
Names = frozenset[str]

_TYPE = str(iri("rdf:type"))
_NONE: Names = frozenset()


class Unread(KnowledgeError):
    """A body of a rule holds what is not run, or would be read otherwise than SPARQL reads it."""


def is_pattern(part: Any) -> bool:
    """Whether a part of a plan has solutions, and is no expression and no table."""
    return isinstance(part, list) and bool(part) and isinstance(part[0], str) and part[0] in _SCOPES


def triples(plan: Plan) -> Iterator[list[str]]:
    """The triple patterns that a solution instantiates: not those under MINUS or EXISTS, which ask for absence or compare."""
    if plan[0] == "BGP":
        yield from plan[1]
    for part in plan[1:2] if plan[0] == "Minus" else plan[1:]:
        if is_pattern(part):
            yield from triples(part)


def everything(plan: Any) -> tuple[list[list[str]], Names]:
    """All triple patterns of a plan, wherever they stand, and the variables that its tables (VALUES) bind."""
    if not isinstance(plan, list) or not plan:
        return [], _NONE
    if plan[0] == "BGP" and isinstance(plan[1], list):
        return plan[1], _NONE
    if plan[0] == "Values" and isinstance(plan[1], list):
        return [], always(plan)
    parts = [everything(part) for part in plan]
    return [triple for found, _ in parts for triple in found], _NONE.union(*(listed for _, listed in parts))


def needs(plan: Plan) -> list[Names]:
    """The predicates that every solution must have, as alternatives (one a branch of UNION)."""
    kind = plan[0]
    if kind == "BGP":
        return [frozenset(predicate for _, predicate, _ in plan[1] if not predicate.startswith("?") and predicate != _TYPE)]
    if kind == "Union":
        return needs(plan[1]) + needs(plan[2])
    if kind == "Join":
        return [left | right for left in needs(plan[1]) for right in needs(plan[2])]
    return needs(plan[1]) if is_pattern(plan[1]) else [_NONE]


def iris(plan: Any) -> Names:
    """The IRIs that stand anywhere in a plan, or in a part of one."""
    if isinstance(plan, str):
        return frozenset([plan]) if plan.startswith("<") and plan.endswith(">") else _NONE  # "<" alone compares
    if isinstance(plan, dict | list):
        return _NONE.union(*map(iris, plan.values() if isinstance(plan, dict) else plan))
    return _NONE


def denied(plan: Any) -> Names:
    """The IRIs that stand under MINUS or EXISTS."""
    if isinstance(plan, dict):
        return denied(list(plan.values()))
    if not isinstance(plan, list):
        return _NONE
    if plan[:1] == ["exists"]:
        return iris(plan)
    is_absent = plan[:1] == ["Minus"] and is_pattern(plan)
    return _NONE.union(*(iris(part) if is_absent and at == 2 else denied(part) for at, part in enumerate(plan)))


def bodies_of_subselects(plan: Plan) -> list[Plan]:
    """The patterns within the SELECTs inside a plan, below what they group: their own names do not show outside. Not those under MINUS."""
    found = [_body(plan)] if plan[0] == "Project" else []
    parts = plan[1:2] if plan[0] == "Minus" else plan[1:]
    return found + [each for part in parts if is_pattern(part) for each in bodies_of_subselects(part)]


def _body(project: Plan) -> Plan:
    inside: Plan = project[1]
    spine = inside
    while spine[0] in ("Distinct", "Extend", "Filter"):
        spine = spine[1]
    return spine[1] if spine[0] == "Group" else inside


def branches(plan: Plan) -> list[Plan]:
    """The branches of a UNION, those of UNIONs in it among them; any other pattern alone."""
    return branches(plan[1]) + branches(plan[2]) if plan[0] == "Union" else [plan]


def without_empty(plan: Plan) -> Plan:
    """A pattern without the empty group with which SPARQL's algebra begins."""
    return without_empty(plan[2]) if plan[0] == "Join" and plan[1] == ["BGP", []] else plan


def ordered(triples: list[list[str]], known: set[str]) -> list[list[str]]:
    """Triple patterns so that each finds most of its names bound; of equals the one written first."""
    waiting, steps = list(triples), []
    while waiting:
        best = min(waiting, key=lambda each: _cost(each, known))
        waiting.remove(best)
        steps.append(best)
        known |= {part for part in best if part.startswith("?")}
    return steps


def _cost(triple: list[str], known: set[str]) -> int:
    """How much there is to look through once these names are bound: nothing, what one node has, or all of a predicate."""
    is_subject, is_predicate, is_value = (not part.startswith("?") or part in known for part in triple)
    return (0 if is_subject and is_value else 1 if is_subject else 2 if is_value else 3) + (0 if is_predicate else 4)


# Names: which a part may bind, which it always binds, which an expression uses


def names(plan: Plan) -> Names:
    """The variables that a pattern's solutions may bind (in scope, section 18.2.1)."""
    return _SCOPES[plan[0]](plan)


def _in_triples(plan: Plan) -> Names:
    return frozenset(part[1:] for triple in plan[1] for part in triple if part.startswith("?"))


_SCOPES: dict[str, Callable[[Plan], Names]] = {
    "BGP": _in_triples,
    "Join": lambda plan: names(plan[1]) | names(plan[2]),
    "Union": lambda plan: names(plan[1]) | names(plan[2]),
    "LeftJoin": lambda plan: names(plan[1]) | names(plan[2]),
    "Minus": lambda plan: names(plan[1]),
    "Filter": lambda plan: names(plan[1]),
    "Extend": lambda plan: names(plan[1]) | {plan[2]},
    "Project": lambda plan: frozenset(plan[2]),
    "Distinct": lambda plan: names(plan[1]),
    "Values": lambda plan: frozenset(name for row in plan[1] for name in row),
    "Group": lambda plan: frozenset([*plan[2], *(each[0] for each in plan[3])]),
}


def always(plan: Plan) -> Names:
    """The variables that each solution of a pattern binds."""
    kind = plan[0]
    if kind == "BGP":
        return _in_triples(plan)
    if kind == "Join":
        return always(plan[1]) | always(plan[2])
    if kind == "Union":
        return always(plan[1]) & always(plan[2])
    if kind == "Project":
        return always(plan[1]) & frozenset(plan[2])
    if kind == "Values":
        return names(plan).intersection(*plan[1])
    if kind == "Group":
        return always(plan[1]) & frozenset(plan[2])
    return always(plan[1])


def used(expression: Plan) -> Names:
    """The variables that an expression uses, those in a pattern that it asks for among them."""
    kind, *parts = expression
    if kind == "var":
        return frozenset(parts)
    if kind == "exists":
        return mentioned(parts[0])
    return _NONE.union(*(used(part) for part in parts if isinstance(part, list)))


def mentioned(plan: Plan) -> Names:
    """The variables that stand anywhere in a pattern."""
    inside = [mentioned(part) for part in plan[1:] if is_pattern(part)]
    own = used(plan[-1]) if plan[0] in ("Filter", "LeftJoin", "Extend") else _NONE
    return names(plan).union(own, *inside)


# Whether handing down what is bound gives what SPARQL gives


def refuse_hidden_names(plan: Plan) -> None:
    """Raises Unread where a part may see a name that SPARQL hides from it."""
    _check(plan, _NONE, _NONE)


def _check(plan: Plan, outer: Names, given: Names) -> None:
    """``outer`` may be bound when the part is run; ``given`` are those that EXISTS puts in for its pattern's own (section 18.6)."""
    kind = plan[0]
    if kind in ("Join", "LeftJoin"):
        _check(plan[1], outer, given)
        _check(plan[2], outer | names(plan[1]), given)
    elif kind == "Union":
        _check(plan[1], outer, given)
        _check(plan[2], outer, given)
    elif kind == "Minus":
        _check(plan[1], outer, given)
        shared = names(plan[1]) & names(plan[2])
        _refuse("MINUS", shared - always(plan[2]))
        _refuse("MINUS", names(plan[2]) & given - names(plan[1]))
        _check(plan[2], shared, _NONE)
    elif kind == "Project":
        _refuse("SELECT", given)
        _check(plan[1], outer & frozenset(plan[2]), _NONE)
    elif kind == "Group":
        _check(plan[1], outer & frozenset(plan[2]), given)
    elif kind in ("Filter", "Extend", "Distinct"):
        _check(plan[1], outer, given)
    if kind == "LeftJoin":
        _refuse("OPTIONAL", (names(plan[2]) & outer) - names(plan[1]) - given)
    if kind in ("Filter", "Extend", "LeftJoin"):
        known = names(plan[1]) | (names(plan[2]) if kind == "LeftJoin" else _NONE)
        _refuse("an expression", (used(plan[-1]) & outer) - known - given)
        for pattern in _asked(plan[-1]):
            _check(pattern, known | given, known | given)


def _asked(expression: Plan) -> list[Plan]:
    """The patterns whose existence an expression asks for."""
    if expression[0] == "exists":
        return [expression[1]]
    return [each for part in expression[1:] if isinstance(part, list) for each in _asked(part)]


def _refuse(what: str, hidden: Names) -> None:
    if hidden:
        raise Unread(f"{what} names ?{', ?'.join(sorted(hidden))}, which is bound outside of it and not within")


# Filters, as early as they can be asked


def asked_early(plan: Plan) -> Plan:
    """The same plan with each part of a FILTER put where first all that it names is bound, so that less is computed for nothing."""
    parts = [plan[0], *(asked_early(part) if is_pattern(part) else part for part in plan[1:])]
    if plan[0] != "Filter":
        return parts
    inside: Plan = parts[1]
    for test in plan[2][1:] if plan[2][0] == "and" else [plan[2]]:
        inside = _asked_of(inside, test)
    return inside


def _asked_of(plan: Plan, test: Plan) -> Plan:
    kind, named = plan[0], used(test)
    if kind in ("Extend", "Filter") and not (kind == "Extend" and plan[2] in named):
        return [kind, _asked_of(plan[1], test), *plan[2:]]
    if kind in ("Join", "LeftJoin", "Minus") and named <= always(plan[1]):
        return [kind, _asked_of(plan[1], test), *plan[2:]]
    return ["Filter", plan, test]
