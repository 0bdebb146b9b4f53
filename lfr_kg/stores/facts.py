"""What the project's files state, written beside the store in a form that is read in a twentieth of a second, where parsing takes half of
one.

The file is JSON: every term once, in groups of one kind each, and for each property the numbers of its subjects and values, in the order of
the facts. It is read only where the manifest says that it is as it was built.
"""

from collections import defaultdict
from functools import cached_property
from typing import Any

import orjson
import pyoxigraph as ox

from lfr_kg.base.model import Fact, Graph, Value, Values

FILE = "facts.json"
"""Its name beside the store."""


def written(graph: Graph) -> bytes:
    """A graph as the content of the file."""
    groups: dict[tuple[str, str], list[Value]] = {}
    for term in dict.fromkeys(term for fact in graph.facts for term in fact):
        groups.setdefault(_group(term), []).append(term)
    number = {term: at for at, term in enumerate(term for terms in groups.values() for term in terms)}
    tables = [
        [number[predicate], [number[subject] for subject, _, _ in facts], [number[value] for _, _, value in facts]]
        for predicate, facts in graph.by_predicate.items()
        if facts
    ]
    return orjson.dumps(
        {
            "terms": [[*group, [term.value for term in terms]] for group, terms in groups.items()],
            "facts": tables,
            "order": [number[predicate] for _, predicate, _ in graph.facts],
        }
    )


def read(content: bytes) -> Graph:
    """The graph that ``written`` wrote: the same facts in the same order, each term one object."""
    return _Kept(orjson.loads(content))


def _group(term: Value) -> tuple[str, str]:
    """What terms are read together: their kind, and the language or datatype of literals."""
    if not isinstance(term, ox.Literal):
        return ("node" if isinstance(term, ox.NamedNode) else "blank", "")
    return ("language", term.language) if term.language else ("datatype", term.datatype.value)


def _terms(kind: str, of: str, values: list[str]) -> Values:
    if kind == "node":
        return [ox.NamedNode(value) for value in values]
    if kind == "blank":
        return [ox.BlankNode(value) for value in values]
    if kind == "language":
        return [ox.Literal(value, language=of) for value in values]
    datatype = ox.NamedNode(of)
    return [ox.Literal(value, datatype=datatype) for value in values]


class _Kept(Graph):
    """A graph that makes its set of facts, which a judgement has no use for, when somebody asks for it."""

    def __init__(self, kept: dict[str, Any]):
        super().__init__()
        del self._facts
        terms = [term for group in kept["terms"] for term in _terms(*group)]
        self._order: list[ox.NamedNode] = [terms[at] for at in kept["order"]]
        for at, subjects, values in kept["facts"]:
            predicate = terms[at]
            self.by_predicate[predicate] = [(terms[one], predicate, terms[other]) for one, other in zip(subjects, values, strict=True)]
            table: dict[int, Values] = defaultdict(list)  # of numbers, since a term takes longer to look up
            for one, other in zip(subjects, values, strict=True):
                table[one].append(terms[other])
            self.by_subject[predicate] = {terms[one]: found for one, found in table.items()}

    @cached_property
    def _facts(self) -> dict[Fact, None]:  # type: ignore[override]
        waiting = {predicate: iter(facts) for predicate, facts in self.by_predicate.items()}
        return dict.fromkeys(next(waiting[predicate]) for predicate in self._order)
