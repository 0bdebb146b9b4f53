"""What acts are about: the paper, part or subject by which what several norms ask is one thing to do.

Which classes of a description show which thing, and which of them are papers, is stated in ``concepts/thing.ttl`` and the vocabulary.
"""

import pyoxigraph as ox

from lfr_kg.assess.checks import Facet, Result
from lfr_kg.assess.findings import Lack, Thing
from lfr_kg.assess.inference import Inference
from lfr_kg.assess.law import Norm
from lfr_kg.base.model import TYPE, Graph, node_of
from lfr_kg.base.namespaces import iri
from lfr_kg.evidence.description import DEPLOYMENT
from lfr_kg.evidence.vocabulary import Vocabulary


class Subjects:
    """Finds what a norm is about and what a result says to be missing. ``graph`` holds all that the project's files state."""

    def __init__(self, graph: Graph, vocabulary: Vocabulary):
        self.vocabulary = vocabulary
        self._shown_by = {kind: thing for thing, _, kind in graph.by_predicate[iri("lfr:isShownBy")]}
        self._steps = {thing: step.value for thing, _, step in graph.by_predicate[iri("lfr:nextStep")]}
        self._of_norms: dict[str, Thing] = {}
        self._papers = {kind for kind, _, value in graph.by_predicate[iri("lfr:isPaper")] if value.value == "true"}

    def of_norm(self, norm: Norm) -> Thing:
        """What a norm is about: as it says, else the deployment."""
        thing = self._of_norms.get(norm.slug)
        if thing is None:
            node = norm.acts_on or DEPLOYMENT
            thing = self._of_norms[norm.slug] = Thing(node.value, self.vocabulary.label(node))
        return thing

    def of_class(self, kind: ox.NamedNode) -> Thing:
        """The thing that nodes of a class show: itself, where no other is stated."""
        supers = self.vocabulary.classes.get(kind, frozenset({kind}))
        node = self._shown_by.get(kind, kind)
        return Thing(node.value, self.vocabulary.label(node), not self._papers.isdisjoint(supers), self._steps.get(node, ""))

    def lack(self, result: Result, facet: Facet, inference: Inference, norm: Norm) -> Lack:
        """What a result says to be missing; where it is a fact of the deployment itself, what its norm is about."""
        kinds = _asked_for(facet) or self._values_of(facet) or self._kinds_of(result, inference)
        if not kinds:
            return Lack((self.of_norm(norm),), is_stated=True)
        return self._lack_of(kinds, inference)

    def opened(self, path: tuple[ox.NamedNode, ...], inference: Inference) -> Lack | None:
        """The part of which something stated would decide an open condition: that to which the last property of a path belongs."""
        kinds = [kind for kind in sorted(self.vocabulary.domains.get(path[-1], ()), key=str) if kind in self.vocabulary.classes]
        if len(path) == 1 or len(kinds) != 1:
            return None
        return self._lack_of(kinds, inference)

    def _lack_of(self, kinds: list[ox.NamedNode], inference: Inference) -> Lack:
        """Things of which any one would do, by their classes."""
        is_stated = any(fact[2] in kinds for fact in inference.deployment.facts.by_predicate.get(TYPE, ()))
        return Lack(tuple(dict.fromkeys(self.of_class(kind) for kind in kinds)), is_stated)

    def _values_of(self, facet: Facet) -> list[ox.NamedNode]:
        """The classes of nodes that a property leads to."""
        paths = [facet.path] if facet.path is not None else [path for path, _, _ in facet.looks_at]
        found = [kind for path in paths for kind in sorted(self.vocabulary.ranges.get(path, ()), key=str)]
        return [kind for kind in found if kind in self.vocabulary.classes]

    def _kinds_of(self, result: Result, inference: Inference) -> list[ox.NamedNode]:
        """The class of the part of which something is missing."""
        node = node_of(result.focus)
        if node is None or node == inference.deployment.node:
            return []
        return [kind for kind in inference.deployment.facts.nodes(node, TYPE) if kind in self.vocabulary.classes][:1]


def _asked_for(facet: Facet) -> list[ox.NamedNode]:
    """The classes that a facet asks a node of."""
    return [kind for _, kind, _ in facet.looks_at if kind is not None]
