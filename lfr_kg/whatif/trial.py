"""Applying an edit: quickly, to see where it leads, with only the statements and rules that matter; and in full, to say what the finding
becomes."""

import re
from collections.abc import Set
from dataclasses import dataclass, replace
from datetime import date

import pyoxigraph as ox

from lfr_kg.assess.assessor import Assessor
from lfr_kg.assess.conditions import NONE, Expression
from lfr_kg.assess.events import Considered, Timeline, law_as_at
from lfr_kg.assess.inference import Inference, infer
from lfr_kg.assess.law import Norm, Terms
from lfr_kg.assess.rules import Prepared
from lfr_kg.assess.theory import Theory
from lfr_kg.assess.verdicts import Finding
from lfr_kg.base.errors import Unreadable
from lfr_kg.base.model import TYPE, Graph
from lfr_kg.base.namespaces import CLOCKS, PREFIXES, iri
from lfr_kg.base.sparql import compact_names
from lfr_kg.evidence.description import SKOLEM, Deployment, describe
from lfr_kg.evidence.reading import read
from lfr_kg.evidence.vocabulary import Names
from lfr_kg.whatif.edits import Edit
from lfr_kg.whatif.shapes import Ask

_DAYS = ("lfr:actualStart", "lfr:plannedStart", "lfr:deployedOn")
"""What the day is read from whose law applies where no event chooses."""
_AMPLE = 1 << 26
_NAMED_HERE = re.compile(f"<{re.escape(SKOLEM)}([^>]*)>")
"""Names that were given to nodes without one: nobody may send them, so an edited description is read without them."""

MOST = 300
"""Edits applied for one finding at most; fewer where the description is so long that each takes its time."""

_LONG = 1000
"""Statements from which a description is long."""


@dataclass(frozen=True)
class Part:
    """The part of a theory that matters for one norm, and the properties that it looks at."""

    theory: Theory
    looks_at: Names


class Trials:
    """Applies edits to one deployment. ``count`` is how many were applied, ``most`` how many may be."""

    def __init__(self, assessor: Assessor, deployment: Deployment, terms: Terms):
        self.assessor, self.deployment, self.terms = assessor, assessor.settled(deployment, terms.at), terms
        self.count = 0
        self.most = max(MOST // 10, min(MOST, MOST * _LONG // max(1, len(deployment.facts.facts))))
        self._cut: dict[Names, Deployment] = {}

    @property
    def are_left(self) -> bool:
        """Whether more may be tried."""
        return self.count < self.most

    @property
    def day(self) -> date:
        """The day whose law applies where no event chooses."""
        return self.terms.as_at or law_as_at(self.deployment, self.terms)

    def quickly(self, edit: Edit, part: Part) -> Inference:
        """What follows from the deployment with an edit by a part of the theory, of the statements that it looks at."""
        self.count += 1
        return infer(edit.applied(self._looked_at(part)), part.theory)

    def is_by_event(self, norm: Norm) -> bool:
        """Whether the day of an event chooses the version of a norm, and has to be stated."""
        return bool(norm.event_day) and self.terms.as_at is None and not norm.is_start_for_undated

    def considered(self, norm: Norm, inference: Inference, part: Part) -> Considered | None:
        """What a norm sees of what was found quickly; None where no day makes it law."""
        return next(iter(Timeline(inference, self.terms, part.theory).considered([norm])), None)

    def facts(self, edit: Edit, inference: Inference) -> Graph:
        """All that would be stated with an edit, and what was found of it quickly."""
        return Graph([*edit.applied(self.deployment).facts.facts, *inference.facts.facts])

    def as_stated(self) -> dict[str, Finding]:
        """The findings on the deployment as it is."""
        return self._findings(self.deployment)

    def in_full(self, edit: Edit) -> dict[str, Finding] | None:
        """The findings on the description with an edit, read, worked out and judged anew; None where it could not be read."""
        self.count += 1
        edited = edit.applied(self.deployment)
        lines = (_NAMED_HERE.sub(r"_:\1", f"{s} {p} {edited.as_submitted((s, p, o))} .\n") for s, p, o in edited.facts.facts)
        try:
            (again,) = describe(
                [read("".join(sorted(lines)).encode(), "application/n-triples", "edited", _AMPLE)], self.assessor.vocabulary, _AMPLE
            ).deployments
        except Unreadable:
            return None
        return self._findings(again)

    def _findings(self, deployment: Deployment) -> dict[str, Finding]:
        return {
            finding.norm.slug: finding
            for finding in self.assessor.judge(self.assessor.work_out(deployment, self.terms.at), self.terms).findings
        }

    def _looked_at(self, part: Part) -> Deployment:
        """The deployment with only the statements that a part of the theory looks at."""
        if part.looks_at not in self._cut:
            kept = Graph(fact for fact in self.deployment.facts.facts if fact[1] in part.looks_at)
            submitted = {fact: value for fact, value in self.deployment.submitted.items() if fact[1] in part.looks_at}
            self._cut[part.looks_at] = replace(self.deployment, facts=kept, submitted=submitted)
        return self._cut[part.looks_at]


def for_shape(theory: Theory, ask: Ask) -> Part:
    """The part of a theory that computes what a shape looks at."""
    paths = _paths(ask)
    needed = {str(path) for path in paths} | {str(clock) for clock in CLOCKS}
    measures = _concluding(theory.measures, needed)
    return Part(replace(theory, measures=measures, rules=[], conditions={}), _looked_at(measures, paths))


def for_condition(theory: Theory, norm: Norm) -> Part:
    """The part of a theory that decides whether a norm applies: the classes that its condition is made of, their rules, what those read."""
    classes, todo, rules = {}, [norm.applies_to], []
    while todo:
        each = todo.pop()
        if each in classes or each not in theory.conditions:
            continue
        condition = classes[each] = theory.conditions[each]
        own = [rule for rule in theory.rules if str(each) in rule.concludes]
        rules += own
        read_by = {name for rule in own for name in rule.reads}
        todo += [
            *condition.superclasses,
            *(c for c in theory.conditions if str(c) in read_by or any(_names(axiom, c) for axiom in condition.axioms)),
        ]
    needed = {name for rule in rules for name in rule.reads} | {str(clock) for clock in CLOCKS}
    measures = _concluding(theory.measures, needed)
    named = {prop for condition in classes.values() for path in condition.decided_on for prop in path}
    named |= {prop for condition in classes.values() for axiom in condition.axioms for prop in _properties(axiom)}
    return Part(
        replace(
            theory,
            measures=measures,
            rules=[rule for rule in theory.rules if rule in rules],
            conditions={each: condition for each, condition in theory.conditions.items() if each in classes},
        ),
        _looked_at([*measures, *rules], {*named, *norm.event_day}),
    )


def _looked_at(rules: list[Prepared], paths: Set[ox.NamedNode]) -> Names:
    """The properties that some rules name, those of some paths, and those that are always looked at."""
    named = {iri(name) for rule in rules for name in compact_names(rule.rule.where) if name.partition(":")[0] in PREFIXES}
    return frozenset({TYPE, NONE, *map(iri, _DAYS), *paths, *named})


def _paths(ask: Ask) -> set[ox.NamedNode]:
    inner = [*ask.parts, *(part for parts in ask.either for part in parts), *([ask.qualified] if ask.qualified else [])]
    return set(ask.paths).union(*map(_paths, inner)) if inner else set(ask.paths)


def _concluding(rules: list[Prepared], needed: set[str]) -> list[Prepared]:
    """The rules that conclude what is needed, and what they need in turn, in the order that they have."""
    chosen: list[Prepared] = []
    while more := [rule for rule in rules if rule not in chosen and rule.concludes & needed]:
        chosen += more
        needed = needed.union(*(rule.reads for rule in more))
    return [rule for rule in rules if rule in chosen]


def _names(expression: Expression, node: ox.NamedNode) -> bool:
    return any(_names(part, node) if isinstance(part, tuple) else part == node for part in expression[1:])


def _properties(expression: Expression) -> set[ox.NamedNode]:
    """The properties that an axiom restricts."""
    own = {expression[1]} if expression[0] in ("value", "some") else set()
    return own.union(*(_properties(part) for part in expression[1:] if isinstance(part, tuple)))
