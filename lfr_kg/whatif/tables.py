"""What the knowledge says of terms that the search for a change has to know: kinds of actors, what measures are computed from and count."""

from dataclasses import dataclass

import pyoxigraph as ox

from lfr_kg.assess.conditions import classes_in
from lfr_kg.assess.theory import Theory
from lfr_kg.base.model import Graph, Value
from lfr_kg.base.namespaces import iri
from lfr_kg.evidence.vocabulary import Names, Vocabulary

Kinds = dict[ox.NamedNode, frozenset[Value]]
"""Actor → its kinds."""
ComputedFrom = dict[ox.NamedNode, tuple[ox.NamedNode, ...]]
"""Measure → the properties that it is computed from."""


@dataclass(frozen=True)
class Tables:
    """What the knowledge says of terms: the vocabulary, the kinds of actors, what measures are computed from, what may repeat."""

    vocabulary: Vocabulary
    kinds: Kinds
    """Actor → those of its kinds that some condition asks for; actors of no such kind are left out."""
    computed_from: ComputedFrom
    repeats: Names
    in_days: Names
    """Measures that are counted in days."""
    counts: Names
    """Measures that count things."""


def read_tables(graph: Graph, vocabulary: Vocabulary, theory: Theory, computed_from: ComputedFrom) -> Tables:
    """The tables that the project's files state; ``computed_from`` gives the properties of each measure."""
    asked = frozenset(named for condition in theory.conditions.values() for axiom in condition.axioms for named in classes_in(axiom))
    stated = graph.by_predicate[iri("lfr:mayRepeat")]
    return Tables(
        vocabulary=vocabulary,
        kinds={actor: kinds & asked for actor, kinds in theory.kinds.items() if kinds & asked},
        computed_from=computed_from,
        repeats=frozenset(prop for prop, _, value in stated if value.value == "true" and isinstance(prop, ox.NamedNode)),
        in_days=_measured_in(graph, "con:unit-day"),
        counts=_measured_in(graph, "con:unit-item"),
    )


def _measured_in(graph: Graph, unit: str) -> Names:
    return frozenset(measure for measure, stated in graph.pairs(iri("lfr:unit")) if stated == iri(unit))
