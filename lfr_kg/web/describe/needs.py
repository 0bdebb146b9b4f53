"""What a deployment, as far as it is described, need not be asked: what only rules read that are known not to apply to it.

A rule that applies, or whose condition is still open, asks for what its check reads and for what its condition is decided on. What no
rule reads is asked of every deployment.
"""

from collections.abc import Iterable
from functools import lru_cache

import pyoxigraph as ox

from lfr_kg.assess.assessor import Assessor
from lfr_kg.assess.checks import Facet, every_facet
from lfr_kg.assess.conditions import classes_in
from lfr_kg.assess.inference import Inference

Names = frozenset[ox.NamedNode]


class Needs:
    """What the rules read, made once of an engine."""

    def __init__(self, assessor: Assessor):
        self.assessor = assessor
        slugs = assessor.shape_index.checked
        self._checked = {
            slug: self._stated(path for facet in every_facet(assessor.checks[slugs[slug]].facets) for path in _paths(facet))
            for slug in assessor.norms
            if slug in slugs
        }
        self.read = frozenset().union(*(self._read_by(slug) for slug in assessor.norms))

    def not_asked(self, inference: Inference) -> Names:
        """The properties that only rules read whose condition is known not to hold of a deployment."""
        applying = (slug for slug, norm in self.assessor.norms.items() if inference.holds(norm.applies_to) is not False)
        return self.read.difference(*(self._read_by(slug) for slug in applying))

    def _read_by(self, slug: str) -> Names:
        """The stated properties that a rule's condition and its check read."""
        return self._checked.get(slug, frozenset()) | self._decide(self.assessor.norms[slug].applies_to)

    @lru_cache(None)  # noqa: B019 - it lives as long as the engine
    def _decide(self, node: ox.NamedNode) -> Names:
        """The stated properties on which a condition is decided, with those of the conditions that it is made of."""
        condition = self.assessor.theory.conditions[node]
        rules = [rule for rule in self.assessor.theory.rules if str(node) in rule.concludes]
        own = self._stated(
            [
                *(prop for path in condition.decided_on for prop in path),
                *(ox.NamedNode(name[1:-1]) for rule in rules for name in rule.reads if name.startswith("<")),
            ]
        )
        made_of = [*condition.superclasses, *(each for axiom in condition.axioms for each in classes_in(axiom))]
        return own.union(*(self._decide(each) for each in made_of if each in self.assessor.theory.conditions and each != node))

    def _stated(self, props: Iterable[ox.NamedNode]) -> Names:
        """Properties, and of measures what they are computed from, as far as a description may state them."""
        todo, found = list(props), set()
        while todo:
            prop = todo.pop()
            if prop not in found:
                found.add(prop)
                todo += self.assessor.computed_from.get(prop, ())
        return frozenset(found & set(self.assessor.vocabulary.ranges))


def _paths(facet: Facet) -> Iterable[ox.NamedNode]:
    """The properties that a facet reads."""
    if facet.path is not None:
        yield facet.path
    for path, _, inner in facet.looks_at:
        yield from (path, *inner)
