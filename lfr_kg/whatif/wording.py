"""What an edit says: in parts, for the templates to put into sentences, and as statements to apply to the description as it was sent."""

import re
from datetime import datetime
from functools import cached_property
from typing import Any

import pyoxigraph as ox

from lfr_kg.assess.conditions import NONE
from lfr_kg.base import times
from lfr_kg.base.model import TYPE, Fact, Node, Value, Verdict
from lfr_kg.base.namespaces import iri
from lfr_kg.evidence.description import SKOLEM, Deployment
from lfr_kg.evidence.values import TEXT, XSD
from lfr_kg.evidence.vocabulary import Vocabulary
from lfr_kg.whatif.edits import Edit, is_new
from lfr_kg.whatif.sentences import Entry, sentence
from lfr_kg.whatif.values import ADDRESS, STATED

Step = dict[str, Any]
"""A part of what an edit says, by the names that the templates give it."""


class Wording:
    """Puts edits to one deployment into words. ``at`` is the instant assessed at: what is stated of the time before it has happened."""

    def __init__(self, vocabulary: Vocabulary, deployment: Deployment, at: datetime):
        self.vocabulary, self.deployment, self.at = vocabulary, deployment, at

    def entry(self, edit: Edit, becomes: Verdict) -> Entry:
        """The edit as an entry of the answer. Terms are N-Triples texts, so that the statements can be applied as they stand."""
        return {
            "found": True,
            "add": sorted([_text(part) for part in fact] for fact in edit.add),
            "remove": sorted([_text(fact[0]), _text(fact[1]), _text(self.deployment.as_submitted(fact))] for fact in edit.remove),
            "becomes": becomes.value,
            "onlyIfWrong": self._takes_back(edit),
            "text": sentence("change", self.steps(edit), self._takes_back(edit)),
        }

    def _takes_back(self, edit: Edit) -> bool:
        """Whether an edit states otherwise, or withdraws, what is stated to have happened: no option, unless the record is wrong.

        What a deployment that has not started yet is stated to be may still be changed, but for what happened before it.
        """
        return any(self._has_started or _is_past(fact[2], self.at) for fact in edit.remove)

    @cached_property
    def _has_started(self) -> bool:
        """Whether the deployment started by the instant assessed at, as far as its record says; where it says nothing, it is taken to."""
        root, facts = self.deployment.node, self.deployment.facts
        starts = [value for name in ("actualStart", "plannedStart", "deployedOn") if (value := facts.value(root, iri(f"lfr:{name}")))]
        return not starts or _is_past(starts[0], self.at)

    def steps(self, edit: Edit) -> list[Step]:
        """What to state, to correct and to withdraw."""
        added = sorted((fact for fact in edit.add if not is_new(fact[0])), key=str)
        gone = {fact[:2]: fact for fact in sorted(edit.remove, key=str)}
        steps = []
        for fact in added:
            is_alone = sum(each[:2] == fact[:2] for each in edit.add) == 1
            steps.append(self._added(fact, edit, gone.pop(fact[:2], None) if is_alone else None))
        return steps + [self._withdrawn(fact) for fact in sorted(edit.remove, key=str) if gone.get(fact[:2]) is not None]

    def _added(self, fact: Fact, edit: Edit, old: Fact | None) -> Step:
        if fact[1] == NONE:
            return {"do": "deny", "value": self.value(fact[2])}
        if is_new(fact[2]):
            return {"do": "bring", "new": self._new(fact[2], edit)} | self._place(fact)
        if old is not None:
            return {"do": "correct", "value": self._wanted(fact[2]), "was": self.value(self.deployment.as_submitted(old))} | self._place(
                fact
            )
        return {"do": "state", "value": self._wanted(fact[2])} | self._place(fact)

    def _withdrawn(self, fact: Fact) -> Step:
        if fact[1] == NONE:
            return {"do": "undeny", "value": self.value(fact[2])}
        return {"do": "withdraw", "was": self.value(self.deployment.as_submitted(fact))} | self._place(fact)

    def _new(self, node: ox.NamedNode, edit: Edit) -> Step:
        """A thing that the edit brings: its kind and what is stated of it."""
        own = sorted((fact for fact in edit.add if fact[0] == node), key=str)
        kinds = [self.vocabulary.label(value) for _, prop, value in own if prop == TYPE]
        return {"kind": " ".join(kinds), "parts": [self._said_of_it(fact, edit) for fact in own if fact[1] != TYPE]}

    def _said_of_it(self, fact: Fact, edit: Edit) -> Step:
        new = self._new(fact[2], edit) if is_new(fact[2]) else None
        return {"what": self.vocabulary.label(fact[1]), "new": new, "value": self._wanted(fact[2])}

    def _place(self, fact: Fact) -> Step:
        """What a statement is of: a property and, where it is not the deployment's own, whose."""
        of = "" if fact[0] == self.deployment.node else self._part(fact[0])
        return {"what": self.vocabulary.label(fact[1]), "of": of}

    def _part(self, node: Node) -> str:
        """A thing of the description: by its kind and, where there are several of the kind, its name or what it alone states."""
        facts = self.deployment.facts
        kinds = facts.objects(node, TYPE)[:1]
        alike = [each[0] for each in facts.by_predicate[TYPE] if each[2] in kinds]
        name = "" if node.value.startswith(SKOLEM) else re.split("[/#:]", node.value)[-1]
        what, value = ("", None) if name else self._alone(node, alike)
        return sentence("part", " ".join(map(self.vocabulary.label, kinds)), name, what, value, len(alike))

    def _alone(self, node: Node, alike: list[Node]) -> tuple[str, Step | None]:
        """A property and its value that a thing states and no other of its kind does."""
        facts = self.deployment.facts
        for prop in sorted(facts.predicates_of(node), key=str):
            for value in facts.objects(node, prop):
                if isinstance(value, ox.Literal) and not any(value in facts.objects(other, prop) for other in alike if other != node):
                    return self.vocabulary.label(prop), self.value(value)
        return "", None

    def _wanted(self, value: Value) -> Step:
        """A value that was found to do: one of many, unless it is a truth, on a list, or for the author to give."""
        if value == ox.Literal(STATED):
            return {"kind": "text", "words": ""}
        if value == ADDRESS:
            return {"kind": "address", "words": ""}
        return self.value(value) | ({"kind": "any"} if isinstance(value, ox.Literal) and value.datatype != XSD["boolean"] else {})

    def value(self, term: Value) -> Step:
        """A value as a reader meets it."""
        if isinstance(term, ox.Literal):
            return {"kind": "truth", "words": term.value in ("true", "1")} if term.datatype == XSD["boolean"] else _literal(term)
        label = self.vocabulary.labels.get(term) if isinstance(term, ox.NamedNode) else None
        if label is None and self.deployment.facts.objects(term, TYPE):
            return {"kind": "named", "words": self._part(term)}
        return {"kind": "named", "words": f"“{label or term.value}”"}


def _literal(term: ox.Literal) -> Step:
    """A text in quotation marks; a time, a day and a length in words; a number as it is."""
    if term.datatype in TEXT:
        return {"kind": "stated", "words": f"“{term.value}”"}
    if term.datatype == XSD["dayTimeDuration"]:
        return {"kind": "stated", "words": times.duration_words(term.value)}
    if term.datatype in (XSD["date"], XSD["dateTime"]):
        return {"kind": "stated", "words": times.text_words(term.value)}
    return {"kind": "stated", "words": term.value}


def _is_past(term: Value, at: datetime) -> bool:
    """Whether a value is an instant or a day that has come."""
    if not isinstance(term, ox.Literal):
        return False
    if term.datatype == XSD["date"]:
        return times.day(term.value) <= times.london_day(at)
    return term.datatype == XSD["dateTime"] and times.instant(term.value) <= at


def _text(term: Value) -> str:
    """A term as N-Triples writes it; a node without a name as ``_:`` and its canonical label."""
    if isinstance(term, ox.NamedNode) and term.value.startswith(SKOLEM):
        return "_:" + term.value.removeprefix(SKOLEM)
    return str(term)
