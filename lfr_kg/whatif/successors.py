"""The next statements to try: for what a node lacks of a shape, or a condition leaves open, edits that go some of the way.

Everything comes from data: the shape, the ranges and lists of the vocabulary, what each measure is computed from
(``lfr:computedFrom``), what each condition is decided on (``lfr:decidedOn``) and its axioms. An edit proposed here is a guess until it is
applied and judged.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pyoxigraph as ox

from lfr_kg.assess.conditions import NONE
from lfr_kg.base.model import TYPE, Fact, Graph, Node, Nodes, Value, Values
from lfr_kg.base.namespaces import CLOCKS, iri
from lfr_kg.evidence.description import DEPLOYMENT
from lfr_kg.evidence.vocabulary import Names
from lfr_kg.whatif.edits import Edit, linked, replacing, stating
from lfr_kg.whatif.shapes import Ask, Lack, is_fit, is_number
from lfr_kg.whatif.tables import Tables
from lfr_kg.whatif.values import Candidates, Wanted, moved

MOST_ALIKE = 3
"""Things that one edit brings at most."""

Spot = tuple[Node, ox.NamedNode]
"""A thing and a property that it may state."""


class Moves:
    """Edits to try next on one deployment as it is stated, the likeliest first. ``facts`` holds its measures too.

    ``days`` are the day whose law applies where no event chooses, and others to try. A measure from x to y names x first: with
    ``later_first``, y is what a change is looked for in first, because it is what was due.
    """

    def __init__(self, tables: Tables, facts: Graph, root: ox.NamedNode, days: tuple[date, ...], later_first: bool = False):
        self.tables, self.facts, self.root, self.later_first = tables, facts, root, later_first
        self.vocabulary = tables.vocabulary
        self.lack = Lack(facts, tables.vocabulary, tables.counts)
        self.candidates = Candidates(tables.vocabulary, tables.kinds, facts, root, days)

    # Towards a shape

    def towards(self, node: Value, ask: Ask) -> list[Edit]:
        """Edits for the first thing that a node lacks of a shape."""
        if not ask.paths:
            return self._inside(node, ask)
        if isinstance(node, ox.Literal):
            return []
        values = self.lack.values(node, ask)
        for value in values:
            if self.lack.unfit(value, ask):
                return self._instead(node, value, ask)
            if self.lack.within(value, ask):
                return self._inside(value, ask)
        if len(values) < ask.least or (ask.value is not None and ask.value not in values):
            return self._more(node, ask, ask)
        if ask.most is not None and len(values) > ask.most:
            return self._fewer(node, ask, values)
        return self._counted(node, ask, ask.qualified, values) if ask.qualified else []

    def _inside(self, node: Value, ask: Ask) -> list[Edit]:
        """Edits for the first thing that a node, taken by itself, lacks."""
        for parts in ask.either:
            if all(self.lack.of(node, part) for part in parts):
                return [edit for part in sorted(parts, key=lambda part: self.lack.of(node, part)) for edit in self.towards(node, part)]
        return next((self.towards(node, part) for part in ask.parts if self.lack.of(node, part)), [])

    def _counted(self, node: Node, ask: Ask, wanted: Ask, values: Values) -> list[Edit]:
        """Edits for a number of values that satisfy an inner shape: those that stand completed, then a new one."""
        lacks = {value: self.lack.of(value, wanted) for value in values}
        fit = [value for value in values if not lacks[value]]
        if len(fit) < ask.enough:
            near = [
                value for value in sorted(values, key=lambda v: (lacks[v], str(v))) if lacks[value] and not self.lack.unfit(value, wanted)
            ]
            found = [edit for value in near for edit in self.towards(value, wanted)]
            single = [path for path in ask.paths if path not in self.tables.repeats and self.facts.objects(node, path)]
            return found + ([] if single else self._more(node, ask, wanted))
        return self._fewer(node, ask, fit) if ask.too_many is not None and len(fit) > ask.too_many else []

    def _fewer(self, node: Node, ask: Ask, values: Values) -> list[Edit]:
        """Edits so that a value is none of those of which there should be less: what it states changed, or itself withdrawn."""
        found = []
        for path, value in ((path, value) for path in ask.paths for value in values):
            if path in self.tables.computed_from:
                found += self._through(node, path, Ask())
            elif (node, path, value) in self.facts.facts:
                inner = [(part.value, part.paths) for part in ask.qualified.parts if part.value is not None] if ask.qualified else []
                if not isinstance(value, ox.Literal):
                    found += [edit for now, props in inner for prop in props for edit in self._others(value, prop, now)]
                found.append(Edit(remove=frozenset({(node, path, value)})))
        return found

    def _others(self, node: Node, prop: ox.NamedNode, now: Value) -> list[Edit]:
        return [replacing((node, prop, now), each) for each in self.candidates.of(node, prop, Wanted())]

    # One value: another, or a first one

    def _instead(self, node: Node, value: Value, ask: Ask) -> list[Edit]:
        """Edits that give a property that is out of its limits another value."""
        found = []
        for path in ask.paths:
            if path in self.tables.computed_from:
                found += self._through(node, path, ask)
            elif (node, path, value) in self.facts.facts:
                wanted = Wanted(among=ask.among, limits=ask.limits, now=value if isinstance(value, ox.Literal) else None)
                found += [replacing((node, path, value), each) for each in self.candidates.of(node, path, wanted) if is_fit(each, ask)]
                found += [Edit(remove=frozenset({(node, path, value)}))] if self._is_one_of_several(node, path) else []
        return found

    def _is_one_of_several(self, node: Node, prop: ox.NamedNode) -> bool:
        return prop in self.tables.repeats and len(self.facts.objects(node, prop)) > 1

    def _more(self, node: Node, ask: Ask, wanted: Ask) -> list[Edit]:
        """Edits that state one more value of a property, of which a shape wants something."""
        found = []
        for path in ask.paths:
            if path in self.tables.computed_from:
                found += self._through(node, path, ask)
            elif wanted.value is not None:
                found += self._also(node, path, wanted.value)
            else:
                found += self.first(node, path, Wanted(wanted.among, wanted.limits), wanted)
        return found

    def first(self, node: Node, prop: ox.NamedNode, wanted: Wanted, ask: Ask | None = None, classes: Names = frozenset()) -> list[Edit]:
        """Edits that state a property of a node: a new node of the class asked for (by a shape, or one of ``classes``), or values."""
        kinds = [kind for kind in self._kinds(prop) if kind in self.vocabulary.classes]
        if kinds:
            narrower = sorted((kind for kind in classes if self.vocabulary.classes.get(kind, frozenset()) & set(kinds)), key=str)
            return [self._linked(node, prop, kind) for kind in (_asked_kinds(ask) or narrower or kinds)]
        return [self._stated(node, prop, each) for each in self.candidates.of(node, prop, wanted) if ask is None or is_fit(each, ask)]

    def _also(self, node: Node, prop: ox.NamedNode, value: Value) -> list[Edit]:
        """The edit that states a given value: beside the others, or in the place of the one where there may be no two."""
        single = [] if prop in self.tables.repeats else sorted(self.facts.objects(node, prop), key=str)
        return [replacing((node, prop, each), value) for each in single] or [self._stated(node, prop, value)]

    def _kinds(self, prop: ox.NamedNode) -> Nodes:
        return sorted(self.vocabulary.ranges.get(prop, ()), key=str)

    def _stated(self, node: Node, prop: ox.NamedNode, value: Value) -> Edit:
        return self._consistent(prop, stating((node, prop, value)))

    def _linked(self, node: Node, prop: ox.NamedNode, kind: ox.NamedNode) -> Edit:
        return self._consistent(prop, linked(self.facts, node, prop, kind))

    def _consistent(self, prop: ox.NamedNode, edit: Edit) -> Edit:
        """An edit with what it would contradict withdrawn: the statement that there is none of what it adds."""
        said = [concept for concept in self.facts.nodes(self.root, NONE) if prop in self.vocabulary.absences.get(concept, ())]
        return replace(edit, remove=edit.remove | {(self.root, NONE, concept) for concept in said})

    # Through a measure: the statements that it is computed from

    def _through(self, node: Node, measure: ox.NamedNode, ask: Ask) -> list[Edit]:
        """Edits to what a measure is computed from: what is missing stated, then what is stated changed; nearest to the node first."""
        stated: list[Spot] = []
        missing: list[Spot] = []
        found: list[Edit] = []
        inputs = self._inputs(measure)
        kinds = self._shared_kinds(inputs)
        for prop in inputs:
            spots = self.spots(prop, node, kinds)
            stated += [(spot, prop) for spot in spots if self.facts.objects(spot, prop)]
            missing += [(spot, prop) for spot in self._closest([spot for spot in spots if not self.facts.objects(spot, prop)], node)]
            found += [] if spots else self._roots_of(prop, kinds)
        if self.facts.objects(node, measure):  # it is worked out already: what other things lack, it does without
            missing = [each for each in missing if each[0] in (node, self.root)]
        wanted = self._wanted(node, measure, ask)
        first = [edit for spot, prop in _nearest(missing, node) for edit in self.first(spot, prop, self._beside(wanted, stated, prop))]
        then: list[Edit] = []
        for spot, prop in _nearest(stated, node):
            if self._is_clock(prop) and node != self.root:
                continue  # that a deployment took place at another time is no answer to how a thing in it was done
            for value in sorted(self.facts.objects(spot, prop), key=str):
                now = value if isinstance(value, ox.Literal) else None
                beside = self._beside(replace(wanted, now=now), stated, prop)
                if not self._is_node(prop):
                    then += [replacing((spot, prop, value), each) for each in self.candidates.of(spot, prop, beside)]
        more = [
            edit
            for spot, prop in _nearest(stated, node)
            if prop in self.tables.repeats
            for edit in self.first(spot, prop, self._beside(wanted, stated, prop))
        ]
        return self._alike(node, measure, stated, wanted) + first + found + then + more

    def _alike(self, node: Node, measure: ox.NamedNode, stated: list[Spot], wanted: Wanted) -> list[Edit]:
        """For a count that misses its limit, edits that bring as many more things like one that it counts, each a day from the last."""
        if measure not in self.tables.counts or not wanted.gaps:
            return []
        number = min(MOST_ALIKE, abs(int(wanted.gaps[0])))
        links = [
            (s, p, o) for p in self.tables.repeats for s, _, o in self.facts.by_predicate.get(p, ()) if o in {spot for spot, _ in stated}
        ]
        return [
            self._copies(link, [prop for spot, prop in stated if spot == link[2]], sign, number)
            for link in sorted(links, key=str)
            if link[2] not in (node, self.root)
            for sign in (1, -1)
        ]

    def _copies(self, link: Fact, props: Nodes, sign: int, number: int) -> Edit:
        """The edit that brings some things linked as one is, with what it states of some properties, times a day further each."""
        subject, prop, model = link
        (kind, *_), edit = self.facts.nodes(model, TYPE), Edit()
        for days in range(1, number + 1):
            brought = linked(Graph([*self.facts.facts, *edit.add]), subject, prop, kind)
            (new,) = {fact[0] for fact in brought.add if fact[1] == TYPE}
            said = [(new, each, moved(value, sign * days)) for each in props for value in self.facts.objects(model, each)]
            edit = edit.then(brought).then(stating(*said))
        return edit

    def _inputs(self, measure: ox.NamedNode) -> Nodes:
        """The properties that a measure is computed from; of a clock that runs already, only those that are stated."""
        props = list(self.tables.computed_from[measure])[:: -1 if self.later_first else 1]
        for clock in CLOCKS:
            either = self.tables.computed_from.get(clock, ())
            if set(either) <= set(props) and self.facts.value(self.root, clock) is not None:
                props = [each for each in props if each not in either or self.facts.objects(self.root, each)]
        return props

    def _is_clock(self, prop: ox.NamedNode) -> bool:
        return any(prop in self.tables.computed_from.get(clock, ()) for clock in CLOCKS)

    def _wanted(self, node: Node, measure: ox.NamedNode, ask: Ask) -> Wanted:
        aims = [limit for _, limit in ask.limits] + [Decimal(each.value) for each in ask.among if is_number(each)]
        gaps = [aim - Decimal(value.value) for value in self.facts.objects(node, measure) if is_number(value) for aim in aims]
        gaps += [gap + sign for gap in gaps for sign in (1, -1)]
        return Wanted(limits=ask.limits, gaps=tuple(dict.fromkeys(gaps)), in_days=measure in self.tables.in_days, measured=True)

    def _beside(self, wanted: Wanted, stated: list[Spot], prop: ox.NamedNode) -> Wanted:
        """What is wanted, with the values of the other properties that enter the measure."""
        beside = [value for each, other in stated if other != prop for value in sorted(self.facts.objects(each, other), key=str)]
        return replace(wanted, beside=tuple(dict.fromkeys(beside)))

    def _shared_kinds(self, props: Nodes) -> Names:
        """The kinds of things that may state each of some properties that no deployment states itself; none where there is no such kind."""
        domains = [self.vocabulary.domains.get(prop, frozenset()) for prop in props]
        return frozenset.intersection(*found) if (found := [each for each in domains if DEPLOYMENT not in each]) else frozenset()

    def spots(self, prop: ox.NamedNode, near: Node, kinds: Names = frozenset()) -> list[Node]:
        """The nodes that may state a property: the node itself where it may, and those of other kinds (of ``kinds`` where any may)."""
        domains = self.vocabulary.domains.get(prop, frozenset())
        domains = domains & kinds or domains
        own = self.vocabulary.types_of(near, self.facts)
        spots = [near] if own & domains else []
        subjects = sorted(
            {
                fact[0]
                for kind in domains
                for fact in self.facts.by_predicate.get(iri("rdf:type"), ())
                if isinstance(fact[2], ox.NamedNode) and kind in self.vocabulary.classes.get(fact[2], {fact[2]})
            },
            key=str,
        )
        return spots + [each for each in subjects if each != near and not (self.vocabulary.types_of(each, self.facts) & own)]

    def _closest(self, spots: list[Node], node: Node) -> list[Node]:
        """Of some nodes the one itself where it is among them, else those that are linked with it, else all."""
        if node in spots:
            return [node]
        beside = {value for prop in self.facts.predicates_of(node) for value in self.facts.objects(node, prop)}
        beside |= {spot for spot in spots if any(node in self.facts.objects(spot, prop) for prop in self.facts.predicates_of(spot))}
        return [spot for spot in spots if spot in beside] or spots

    def _roots_of(self, prop: ox.NamedNode, kinds: Names) -> list[Edit]:
        """Edits that bring a first node that may state a property (of ``kinds`` where any may), hung on the deployment."""
        found = []
        domains = self.vocabulary.domains.get(prop, frozenset())
        for kind in sorted(domains & kinds or domains, key=str):
            links = [
                link
                for link, ranges in self.vocabulary.ranges.items()
                if DEPLOYMENT in self.vocabulary.domains.get(link, ()) and ranges & self.vocabulary.classes.get(kind, frozenset({kind}))
            ]
            found += [self._linked(self.root, link, kind) for link in sorted(links, key=str)]
        return found

    def _is_node(self, prop: ox.NamedNode) -> bool:
        return any(kind in self.vocabulary.classes for kind in self._kinds(prop))


def _asked_kinds(ask: Ask | None) -> Nodes:
    """The classes that a shape asks of a value; where any of several will do, the first ones."""
    if ask is None:
        return []
    return [*ask.kinds, *(kind for parts in ask.either for part in parts for kind in part.kinds)] or (
        _asked_kinds(ask.qualified) if ask.qualified else []
    )


def _nearest(spots: list[Spot], node: Node) -> list[Spot]:
    return sorted(spots, key=lambda each: each[0] != node)
