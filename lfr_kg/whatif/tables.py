"""What the knowledge says of terms that the search for a change has to know: kinds of actors, what measures are computed from and count."""

from dataclasses import dataclass

from lfr_kg.assess.inference import Theory
from lfr_kg.base.model import Graph
from lfr_kg.base.namespaces import iri
from lfr_kg.evidence.vocabulary import Vocabulary


@dataclass(frozen=True)
class Tables:
    """What the knowledge says of terms: the vocabulary, the kinds of actors, what measures are computed from, what may repeat."""

    vocabulary: Vocabulary
    kinds: dict
    """Actor → those of its kinds that some condition asks for; actors of no such kind are left out."""
    computed_from: dict
    repeats: frozenset
    in_days: frozenset
    """Measures that are counted in days."""
    counts: frozenset
    """Measures that count things."""


def read_tables(graph: Graph, vocabulary: Vocabulary, theory: Theory) -> Tables:
    """The tables that the project's files state."""
    asked = frozenset(named for condition in theory.conditions.values() for axiom in condition.axioms for named in classes_in(axiom))
    computed: dict = {}
    for measure, _, prop in graph.by_predicate[iri("lfr:computedFrom")]:
        computed.setdefault(measure, []).append(prop)
    return Tables(
        vocabulary=vocabulary,
        kinds={actor: kinds & asked for actor, kinds in theory.kinds.items() if kinds & asked},
        computed_from={measure: tuple(props) for measure, props in computed.items()},
        repeats=frozenset(prop for prop, _, value in graph.by_predicate[iri("lfr:mayRepeat")] if value.value == "true"),
        in_days=_measured_in(graph, "con:unit-day"),
        counts=_measured_in(graph, "con:unit-item"),
    )


def _measured_in(graph: Graph, unit: str) -> frozenset:
    return frozenset(measure for measure, _, stated in graph.by_predicate[iri("lfr:unit")] if stated == iri(unit))


def classes_in(expression: tuple) -> list:
    """The classes that an axiom names."""
    if expression[0] == "class":
        return [expression[1]]
    return [named for part in expression[1:] if isinstance(part, tuple) for named in classes_in(part)]
