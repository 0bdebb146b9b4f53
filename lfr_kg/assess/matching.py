"""The patterns of rules, made ready to run: a plan (see ``plans``) as a function from what is bound to its solutions.

It is ours because pyoxigraph has no prepared queries: parsing and planning a rule's body took ten times as long as answering it over one
description. pyoxigraph's own answers are the reference, in the tests, for every rule.

Solutions come in the order of the facts, so that the same facts give the same premises.

Source: SPARQL 1.1 Query Language (W3C), sections 18.3 to 18.6.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any, NamedTuple, TypeVar, cast

from lfr_kg.assess.expressions import Binding, Expression, Failed, aggregated, as_term, prepared, truth
from lfr_kg.assess.index import Index
from lfr_kg.assess.plans import Plan, mentioned, names
from lfr_kg.base.model import term

Solutions = Iterator[Binding]
Given = TypeVar("Given")


Pattern = Callable[[Binding, Index], Solutions]
"""From what is bound, and the facts, to the solutions that agree with it, each with what was bound."""


def pattern(plan: Plan) -> Pattern:
    """The function that finds the solutions of a plan."""
    return _MAKERS[plan[0]](*plan[1:])


def _expression(plan: Plan) -> Expression:
    return prepared(plan, _exists)


def _exists(plan: Plan) -> Callable[[Binding, Index], bool]:
    return _has_solution(plan, sorted(mentioned(plan)))


def _has_solution(plan: Plan, shared: list[str]) -> Callable[[Binding, Index], bool]:
    """Whether a pattern has a solution that agrees with what is bound of some names."""
    inside = pattern(plan)
    return _asked_once(shared, lambda known, facts: next(inside(known, facts), None) is not None)


def _asked_once(shared: list[str], work: Callable[[Binding, Index], Given]) -> Callable[[Binding, Index], Given]:
    """What follows from the facts and from what is bound of some names, worked out once for the same terms."""

    def found(binding: Binding, facts: Index) -> Given:
        key = (found, *[binding.get(name) for name in shared])
        if key not in facts.asked:
            facts.asked[key] = work({name: binding[name] for name in shared if name in binding}, facts)
        return cast(Given, facts.asked[key])

    return found


def _holds(test: Expression, binding: Binding, facts: Index) -> bool:
    try:
        return truth(test(binding, facts))
    except Failed:
        return False


def _agree(one: Binding, other: Binding) -> bool:
    """Whether two solutions bind nothing to different terms (compatible, section 18.3)."""
    return all(one.get(name, value) == value for name, value in other.items())


def _joined(first: Plan, second: Plan) -> Pattern:
    left, right = pattern(first), pattern(second)

    def found(binding: Binding, facts: Index) -> Solutions:
        for each in left(binding, facts):
            yield from right(each, facts)

    return found


def _united(first: Plan, second: Plan) -> Pattern:
    left, right = pattern(first), pattern(second)
    return lambda binding, facts: chain(left(binding, facts), right(binding, facts))


def _optional(first: Plan, second: Plan, condition: Plan) -> Pattern:
    left, right, test = pattern(first), pattern(second), _expression(condition)

    def found(binding: Binding, facts: Index) -> Solutions:
        for each in left(binding, facts):
            is_alone = True
            for both in right(each, facts):
                if _holds(test, both, facts):
                    is_alone = False
                    yield both
            if is_alone:
                yield each

    return found


def _without(first: Plan, second: Plan) -> Pattern:
    shared = sorted(names(first) & names(second))
    left, is_taken = pattern(first), _has_solution(second, shared)
    return lambda binding, facts: (
        each for each in left(binding, facts) if not any(name in each for name in shared) or not is_taken(each, facts)
    )


def _filtered(inside: Plan, condition: Plan) -> Pattern:
    every, test = pattern(inside), _expression(condition)
    return lambda binding, facts: (each for each in every(binding, facts) if _holds(test, each, facts))


def _extended(inside: Plan, name: str, value: Plan) -> Pattern:
    every, computed = pattern(inside), _expression(value)

    def found(binding: Binding, facts: Index) -> Solutions:
        for each in every(binding, facts):
            try:
                bound = as_term(computed(each, facts))
            except Failed:
                yield each
                continue
            if each.get(name, bound) == bound:
                yield {**each, name: bound}

    return found


def _projected(inside: Plan, shown: list[str]) -> Pattern:
    every = pattern(inside)

    def own(known: Binding, facts: Index) -> list[Binding]:
        return [{name: each[name] for name in shown if name in each} for each in every(known, facts)]

    rows = _asked_once(shown, own)
    return lambda binding, facts: ({**binding, **row} for row in rows(binding, facts) if _agree(binding, row))


def _distinct(inside: Plan) -> Pattern:
    every = pattern(inside)

    def found(binding: Binding, facts: Index) -> Solutions:
        seen = set()
        for each in every(binding, facts):
            if (key := frozenset(each.items())) not in seen:
                seen.add(key)
                yield each

    return found


def _listed(rows: list[dict[str, str]]) -> Pattern:
    known = [{name: term(text) for name, text in row.items()} for row in rows]

    def found(binding: Binding, facts: Index) -> Solutions:
        for row in known:
            if _agree(binding, row):
                yield {**binding, **row}

    return found


def _grouped(inside: Plan, keys: list[str], asked: list[list[Any]]) -> Pattern:
    every = pattern(inside)
    aggregates = [(name, kind, is_distinct, _expression(value)) for name, kind, is_distinct, value in asked]

    def found(binding: Binding, facts: Index) -> Solutions:
        groups: dict[tuple[Any, ...], list[Binding]] = {} if keys else {(): []}
        for each in every({name: binding[name] for name in keys if name in binding}, facts):
            groups.setdefault(tuple(each.get(name) for name in keys), []).append(each)
        for key, members in groups.items():
            row = {name: value for name, value in zip(keys, key, strict=True) if value is not None}
            for name, kind, is_distinct, value in aggregates:
                try:
                    row[name] = as_term(aggregated(kind, is_distinct, _values(value, members, facts)))
                except Failed:
                    continue
            yield row

    return found


def _values(value: Expression, members: list[Binding], facts: Index) -> Iterator[Any]:
    for each in members:
        try:
            yield value(each, facts)
        except Failed:
            continue


# Triple patterns


class _Triple(NamedTuple):
    """A triple pattern. A variable is a name, a term is a term."""

    subject: Any
    predicate: Any
    value: Any

    @property
    def names(self) -> set[str]:
        """The names of its variables."""
        return {part for part in self if isinstance(part, str)}

    def cost(self, known: set[str]) -> int:
        """How much there is to look through once these names are bound: nothing, what one node has, or all of a predicate."""
        is_subject, is_value = (not isinstance(part, str) or part in known for part in (self.subject, self.value))
        is_predicate = not isinstance(self.predicate, str) or self.predicate in known
        return (0 if is_subject and is_value else 1 if is_subject else 2 if is_value else 3) + (0 if is_predicate else 4)


def _matches(triple: _Triple, binding: Binding, facts: Index) -> Solutions:
    """The bindings under which a fact matches a triple pattern, with what was bound."""
    subject, predicate, value = [binding.get(part) if isinstance(part, str) else part for part in triple]
    new = [(name, at) for at, name in enumerate(triple) if isinstance(name, str) and name not in binding]
    is_loop = triple.subject == triple.value
    for each in (predicate,) if predicate is not None else list(facts.objects):
        for one, other in _pairs(subject, each, value, facts):
            if not new:
                yield binding
            elif not is_loop or one == other:
                found = (one, each, other)
                more = binding.copy()
                for name, at in new:
                    more[name] = found[at]
                yield more


def _pairs(subject: Any, predicate: Any, value: Any, facts: Index) -> Iterable[tuple[Any, Any]]:
    """The subjects and values that a predicate joins, one of them or both given."""
    if subject is not None and value is not None:
        return ((subject, value),) if (subject, predicate, value) in facts.facts else ()
    objects = facts.objects.get(predicate)
    if objects is None:
        return ()
    if subject is not None:
        return [(subject, each) for each in objects[subject]] if subject in objects else ()
    if value is not None:
        subjects = facts.subjects[predicate]
        return [(each, value) for each in subjects[value]] if value in subjects else ()
    return [(one, other) for one, values in objects.items() for other in values]


def _basic(triples: list[list[str]]) -> Pattern:
    every = [_Triple(*(part[1:] if part.startswith("?") else term(part) for part in triple)) for triple in triples]
    mentioned = frozenset().union(*(each.names for each in every))
    orders: dict[frozenset[str], list[_Triple]] = {}

    def found(binding: Binding, facts: Index) -> Solutions:
        known = mentioned.intersection(binding)
        if known not in orders:
            orders[known] = _ordered(every, set(known))
        return _match(orders[known], 0, binding, facts)

    return found


def _ordered(triples: list[_Triple], known: set[str]) -> list[_Triple]:
    """Triple patterns so that each finds most of its names bound; of equals the one written first."""
    waiting, ordered = list(triples), []
    while waiting:
        best = min(waiting, key=lambda each: each.cost(known))
        waiting.remove(best)
        ordered.append(best)
        known |= best.names
    return ordered


def _match(triples: list[_Triple], at: int, binding: Binding, facts: Index) -> Solutions:
    if at == len(triples):
        yield binding
        return
    for each in _matches(triples[at], binding, facts):
        yield from _match(triples, at + 1, each, facts)


_MAKERS: dict[str, Callable[..., Pattern]] = {
    "BGP": _basic,
    "Join": _joined,
    "Union": _united,
    "LeftJoin": _optional,
    "Minus": _without,
    "Filter": _filtered,
    "Extend": _extended,
    "Project": _projected,
    "Distinct": _distinct,
    "Values": _listed,
    "Group": _grouped,
}
