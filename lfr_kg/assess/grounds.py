"""The facts that a result of a check is about, and the stated facts that those rest on."""

import pyoxigraph as ox

from lfr_kg.assess.checks import Examined, Facet, Result
from lfr_kg.assess.inference import Inference
from lfr_kg.base.model import TYPE, Fact, Graph, Value, node_of, term


def stated_behind(result: Result, facet: Facet, inference: Inference) -> list[Fact]:
    """The stated facts that a result of a facet rests on."""
    return list(dict.fromkeys(stated for fact in facts_behind(result, facet, inference.facts) for stated in inference.stated(fact)))


def facts_behind(result: Result, facet: Facet, facts: Graph) -> list[Fact]:
    """The facts, stated or measured, that a result of a facet is about."""
    focus = node_of(result.focus)
    if focus is None:
        return []
    if facet.path is not None and not facet.looks_at:
        return [(focus, facet.path, value) for value in _meant(result, facts.objects(focus, facet.path))]
    found = [fact for entry in facet.looks_at or () for fact in examined(entry, focus, facts)]
    if facet.path is not None and not facet.presence:
        if result.value is not None:
            found += [(focus, facet.path, value) for value in _meant(result, facts.objects(focus, facet.path))]
        found += [fact for entry in facet.looks_at for fact in examined(entry, term(result.value), facts)] if result.value else []
    return list(dict.fromkeys(found))


def _meant(result: Result, values: list[Value]) -> list[Value]:
    """Those of some values that a result is about: all where it names none."""
    if result.value is None:
        return values
    node = node_of(result.value)
    return [each for each in values if each == node] if node is not None else [each for each in values if str(each) == result.value]


def examined(entry: Examined, focus: Value, facts: Graph) -> list[Fact]:
    """The facts that an alternative or a qualified shape looked at: values of its path and their properties."""
    path, kind, inner = entry
    values = facts.objects(focus, path)
    if not values or isinstance(focus, ox.Literal):
        return []
    if kind is None and not inner:
        return [(focus, path, value) for value in values]
    found: list[Fact] = []
    for value in values:
        if kind is None or kind in facts.objects(value, TYPE):
            found.append((focus, path, value))
            if not isinstance(value, ox.Literal):
                found += [(value, prop, each) for prop in inner for each in facts.objects(value, prop)]
    return found
