"""The next statements to try for a condition that is open: what its axioms name, what it is decided on, what its rules read."""

from itertools import combinations

import pyoxigraph as ox

from lfr_kg.assess.conditions import NONE, Expression, Nodes, Proof, classes_in
from lfr_kg.assess.rules import Prepared
from lfr_kg.assess.theory import Theory
from lfr_kg.base.model import TYPE, Value, Values
from lfr_kg.base.namespaces import iri
from lfr_kg.whatif.edits import Edit, is_new, stating
from lfr_kg.whatif.successors import Moves
from lfr_kg.whatif.values import Wanted

PAIRED = 4
"""Values of a property that may repeat of which two are tried together."""


class Openings:
    """Edits that may decide an open condition of one deployment."""

    def __init__(self, moves: Moves, theory: Theory, proofs: dict[ox.NamedNode, Proof]):
        self.moves, self.theory, self.proofs, self.facts = moves, theory, proofs, moves.facts

    def of(self, node: ox.NamedNode) -> list[Edit]:
        """Edits for a condition class and for those above it that are open too, each once."""
        return list(dict.fromkeys(edit for edit in self._of(node) if edit.size))

    def _of(self, node: ox.NamedNode) -> list[Edit]:
        condition = self.theory.conditions[node]
        rules = [rule for rule in self.theory.rules if str(node) in rule.concludes]
        known = self.moves.vocabulary.classes
        self.classes = frozenset(known) & {
            *(c for axiom in condition.axioms for c in classes_in(axiom)),
            *(c for c in known for rule in rules if str(c) in rule.reads),
        }
        found = [edit for axiom in condition.axioms for edit in self._named(axiom, self.moves.root)]
        found += [edit for path in condition.decided_on for edit in self._along(self.moves.root, path)]
        for above in condition.superclasses:
            found += self._of(above) if above in self.proofs and self.proofs[above].truth is None else []
        return found + [edit for rule in rules for edit in self._read(rule)]

    def _named(self, expression: Expression, node: ox.NamedNode) -> list[Edit]:
        """Edits that state what an axiom names: its value, an actor of its kind; of a condition that it names, what that is decided on."""
        operator, *rest = expression
        if operator in ("and", "or"):
            return [edit for part in rest for edit in self._named(part, node)]
        if operator == "class":
            known = rest[0] in self.theory.conditions and self.proofs[rest[0]].truth is None
            return self._of(rest[0]) if known else []
        values = self.facts.objects(node, rest[0])
        if operator == "value":
            return [] if values else [stating((node, rest[0], rest[1]))]
        if values:
            within = [edit for value in values if isinstance(value, ox.NamedNode) for edit in self._named(rest[1], value)]
            return within + self._another(node, rest[0], rest[1], values)
        parts = [part for part in (rest[1], *rest[1][1:]) if isinstance(part, tuple)]
        exact = [(part[1], part[2]) for part in parts if part[0] == "value"]
        if exact:
            return [self._holding(edit, exact) for edit in self.moves.first(node, rest[0], Wanted()) if self._brought(edit)]
        kinds = [part[1] for part in parts if part[0] == "class"]
        actors = sorted((actor for actor, known in self.theory.kinds.items() if kinds and set(kinds) <= known), key=str)
        return [stating((node, rest[0], actor)) for actor in actors[:1]]

    def _another(self, node: ox.NamedNode, prop: ox.NamedNode, filler: Expression, values: Values) -> list[Edit]:
        """Edits that bring a node of the class that an axiom names, where none of the values is one, with what the axiom looks at there."""
        had = frozenset().union(*(self.moves.vocabulary.types_of(value, self.facts) for value in values))
        kinds = frozenset(kind for kind in classes_in(filler) if kind in self.moves.vocabulary.classes and kind not in had)
        looked_at = sorted({part[1] for part in filler[1:] if isinstance(part, tuple) and part[0] == "value"}, key=str)
        brought = self.moves.first(node, prop, Wanted(), classes=kinds) if kinds else []
        return [edit for each in brought for inner in looked_at for edit in self._deeper(each, (inner,))]

    def _along(self, node: ox.NamedNode, path: Nodes) -> list[Edit]:
        """Edits that state the first thing that is missing along a path of properties."""
        values = sorted(self.facts.objects(node, path[0]), key=str)
        if values:
            return [edit for value in values if len(path) > 1 and isinstance(value, ox.NamedNode) for edit in self._along(value, path[1:])]
        none = [concept for concept, props in self.moves.vocabulary.absences.items() if path[0] in props]
        first = self.moves.first(node, path[0], Wanted(), classes=self.classes)
        found = [
            stating((self.moves.root, NONE, concept))
            for concept in sorted(none, key=str)
            if concept not in self.facts.objects(self.moves.root, NONE)
        ]
        for edit in first:
            found += self._deeper(edit, path[1:]) or [edit]
        if len(path) == 1 and path[0] in self.moves.tables.repeats:  # some conditions ask for two
            found += [one.then(other) for one, other in combinations(first[:PAIRED], 2) if not self._brought(one)]
        return found

    def _deeper(self, edit: Edit, rest: Nodes) -> list[Edit]:
        """An edit that brings a node, with each of the values that the rest of the path may have there."""
        brought = self._brought(edit)
        return [edit.then(more) for node in brought[:1] if rest for more in self.moves.first(node, rest[0], Wanted(), classes=self.classes)]

    @staticmethod
    def _brought(edit: Edit) -> list[ox.NamedNode]:
        """The nodes that an edit brings."""
        return [subject for subject, prop, _ in edit.add if prop == TYPE and is_new(subject)]

    def _holding(self, edit: Edit, values: list[tuple[ox.NamedNode, Value]]) -> Edit:
        """An edit that brings a node, with values that are given for it."""
        return edit.then(stating(*((node, prop, value) for node in self._brought(edit)[:1] for prop, value in values)))

    def _read(self, rule: Prepared) -> list[Edit]:
        """Edits that state what a rule reads, on the nodes that may state it and do not."""
        found = []
        for name in sorted(rule.reads):
            prop = ox.NamedNode(name[1:-1]) if name.startswith("<") else iri("rdf:type")
            if prop in self.moves.vocabulary.domains and prop != NONE:
                spots = [spot for spot in self.moves.spots(prop, self.moves.root) if not self.facts.objects(spot, prop)]
                found += [edit for spot in spots for edit in self.moves.first(spot, prop, Wanted(), classes=self.classes)]
            for each in self.moves.tables.computed_from.get(prop, ()):
                spots = [spot for spot in self.moves.spots(each, self.moves.root) if not self.facts.objects(spot, each)]
                found += [edit for spot in spots for edit in self.moves.first(spot, each, Wanted(), classes=self.classes)]
        return found
