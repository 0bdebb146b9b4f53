"""The statements of a description that are evidence, by the things that they speak of, and what a deployment leads to among them."""

from collections.abc import Collection

import pyoxigraph as ox

from lfr_kg.base.model import TYPE, Fact, Node, Value
from lfr_kg.evidence.vocabulary import Names, Vocabulary


class Evidence:
    """Statements, each once, in the order of their coming. ``vocabulary`` is what a description may say."""

    def __init__(self, vocabulary: Vocabulary):
        self.vocabulary = vocabulary
        self.facts: dict[Fact, None] = {}
        self._of: dict[Value, dict[ox.NamedNode, list[Fact]]] = {}
        """Thing → property → what is stated."""
        self._classes: dict[Value, Names] = {}

    def add(self, fact: Fact) -> None:
        """Add a statement."""
        before = len(self.facts)
        self.facts[fact] = None
        if len(self.facts) > before:
            stated = self._of.get(fact[0])
            if stated is None:
                stated = self._of[fact[0]] = {}
            stated.setdefault(fact[1], []).append(fact)

    def of_type(self, kind: ox.NamedNode) -> set[Node]:
        """The things that are stated to be of a class."""
        return {fact[0] for stated in self._of.values() for fact in stated.get(TYPE, ()) if fact[2] == kind}

    def classes_of(self, node: Value) -> Names:
        """The evidence classes of a thing, superclasses among them."""
        found = self._classes.get(node)
        if found is None:
            kinds = [fact[2] for fact in self._of.get(node, {}).get(TYPE, ())]
            found = self._classes[node] = self.vocabulary.with_superclasses(kinds)
        return found

    def reachable(self, root: Node, roots: Collection[Node]) -> list[Fact]:
        """The statements that a deployment leads to; what another deployment (``roots``) states is its own, and is not followed."""
        reached, todo = {root}, [root]
        found: list[Fact] = []
        while todo:
            for facts in self._of.get(todo.pop(), {}).values():
                found += facts
                for _, _, value in facts:
                    if not isinstance(value, ox.Literal) and value not in reached and value not in roots:
                        reached.add(value)
                        todo.append(value)
        return found
