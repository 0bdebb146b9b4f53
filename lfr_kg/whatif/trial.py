"""Applying an edit: quickly, to see where it leads, with only the rules that matter; and in full, to say what the finding becomes."""

import re
from dataclasses import replace
from datetime import date

import pyoxigraph as ox

from lfr_kg.assess.assessor import Assessor
from lfr_kg.assess.events import law_as_at
from lfr_kg.assess.inference import Inference, Theory, infer
from lfr_kg.assess.law import Terms
from lfr_kg.assess.verdicts import Finding
from lfr_kg.base.errors import Unreadable
from lfr_kg.base.namespaces import iri
from lfr_kg.evidence.description import SKOLEM, Deployment, describe
from lfr_kg.evidence.reading import read
from lfr_kg.whatif.edits import Edit
from lfr_kg.whatif.shapes import Ask

_CLOCKS = ("measure:start", "measure:end")
_AMPLE = 1 << 26
_NAMED_HERE = re.compile(f"<{re.escape(SKOLEM)}([^>]*)>")
"""Names that were given to nodes without one: nobody may send them, so an edited description is read without them."""

MOST = 400
"""Edits applied for one finding at most; fewer where the description is so long that each takes its time."""

_LONG = 1000
"""Statements from which a description is long."""


class Trials:
    """Applies edits to one deployment. ``count`` is how many were applied, ``most`` how many may be."""

    def __init__(self, assessor: Assessor, deployment: Deployment, terms: Terms):
        self.assessor, self.deployment, self.terms = assessor, deployment, terms
        self.count = 0
        self.most = max(MOST // 10, min(MOST, MOST * _LONG // max(1, len(deployment.facts.facts))))

    @property
    def are_left(self) -> bool:
        """Whether more may be tried."""
        return self.count < self.most

    @property
    def day(self) -> date:
        """The day whose law applies where no event chooses."""
        return self.terms.as_at or law_as_at(self.deployment, self.terms)

    def quickly(self, edit: Edit, theory: Theory) -> Inference:
        """What follows from the deployment with an edit by a part of the theory."""
        self.count += 1
        return infer(edit.applied(self.deployment), theory)

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
        return {finding.norm.slug: finding for finding in self.assessor.judge(infer(deployment, self.assessor.theory), self.terms).findings}


def for_shape(theory: Theory, ask: Ask) -> Theory:
    """The part of a theory that computes what a shape looks at."""
    needed = {str(path) for path in _paths(ask)} | {str(iri(name)) for name in _CLOCKS}
    return replace(theory, measures=_concluding(theory.measures, needed), rules=[], conditions={})


def for_condition(theory: Theory, node: ox.NamedNode) -> Theory:
    """The part of a theory that decides a condition: the classes that it is made of, their rules, and what those read."""
    classes, todo, rules = {}, [node], []
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
    needed = {name for rule in rules for name in rule.reads} | {str(iri(name)) for name in _CLOCKS}
    return replace(
        theory,
        measures=_concluding(theory.measures, needed),
        rules=[rule for rule in theory.rules if rule in rules],
        conditions={each: condition for each, condition in theory.conditions.items() if each in classes},
    )


def _paths(ask: Ask) -> set:
    inner = [*ask.parts, *(part for parts in ask.either for part in parts), *([ask.qualified] if ask.qualified else [])]
    return set(ask.paths).union(*map(_paths, inner)) if inner else set(ask.paths)


def _concluding(rules: list, needed: set[str]) -> list:
    """The rules that conclude what is needed, and what they need in turn, in the order that they have."""
    chosen: list = []
    while more := [rule for rule in rules if rule not in chosen and rule.concludes & needed]:
        chosen += more
        needed = needed.union(*(rule.reads for rule in more))
    return [rule for rule in rules if rule in chosen]


def _names(expression: tuple, node) -> bool:
    return any(_names(part, node) if isinstance(part, tuple) else part == node for part in expression[1:])
