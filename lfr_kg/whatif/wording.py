"""An edit in words and as statements that can be applied to the description as it was sent."""

import pyoxigraph as ox

from lfr_kg.base.model import TYPE, Fact, Verdict
from lfr_kg.evidence.description import SKOLEM, Deployment, shown
from lfr_kg.evidence.values import XSD
from lfr_kg.evidence.vocabulary import Vocabulary
from lfr_kg.whatif.edits import Edit, is_new
from lfr_kg.whatif.moves import NONE, Tables
from lfr_kg.whatif.values import ADDRESS, STATED


class Wording:
    """Puts edits to one deployment into words."""

    def __init__(self, vocabulary: Vocabulary, deployment: Deployment, tables: Tables):
        self.vocabulary, self.deployment, self.tables = vocabulary, deployment, tables

    def entry(self, edit: Edit, becomes: Verdict) -> dict:
        """The edit as an entry of the answer. Terms are N-Triples texts, so that the statements can be applied as they stand."""
        return {
            "found": True,
            "add": sorted([_text(part) for part in fact] for fact in edit.add),
            "remove": sorted([_text(fact[0]), _text(fact[1]), _text(self.deployment.as_submitted(fact))] for fact in edit.remove),
            "becomes": becomes.value,
            "text": self.sentence(edit),
        }

    def sentence(self, edit: Edit) -> str:
        """What to state, to correct and to withdraw, in one line."""
        added = sorted((fact for fact in edit.add if not is_new(fact[0])), key=str)
        gone = {fact[:2]: fact for fact in sorted(edit.remove, key=str)}
        parts = []
        for fact in added:
            old = gone.pop(fact[:2], None) if self._replaces(fact, edit) else None
            parts.append(self._said(fact, edit, old))
        parts += [self._withdrawn(fact) for fact in sorted(edit.remove, key=str) if gone.get(fact[:2]) is not None]
        return "; ".join(parts)

    def _replaces(self, fact: Fact, edit: Edit) -> bool:
        return sum(each[:2] == fact[:2] for each in edit.add) == 1

    def _said(self, fact: Fact, edit: Edit, old: Fact | None) -> str:
        if fact[1] == NONE:
            return f"State that there were {self._value(fact[2])}"
        if is_new(fact[2]):
            return f"State {self._property(fact)}: {self._new(fact[2], edit)}"
        if old is not None:
            return f"Correct {self._property(fact)}: {self._example(fact)} (now {self._value(self.deployment.as_submitted(old))})"
        return f"State {self._property(fact)}: {self._example(fact)}"

    def _withdrawn(self, fact: Fact) -> str:
        if fact[1] == NONE:
            return f"Withdraw the statement that there were {self._value(fact[2])}"
        return f"Withdraw {self._property(fact)}: {self._value(self.deployment.as_submitted(fact))}"

    def _new(self, node, edit: Edit) -> str:
        """A node that the edit brings: its class and what is stated of it."""
        own = sorted((fact for fact in edit.add if fact[0] == node), key=str)
        kinds = [self.vocabulary.label(fact[2]) for fact in own if fact[1] == TYPE]
        rest = [f"{self.vocabulary.label(f[1])} {self._new(f[2], edit) if is_new(f[2]) else self._example(f)}" for f in own if f[1] != TYPE]
        return f"new {kinds[0] if kinds else 'node'}" + (f" with {' and '.join(rest)}" if rest else "")

    def _property(self, fact: Fact) -> str:
        """A property and whose it is; the deployment's own without more."""
        label = self.vocabulary.label(fact[1])
        if fact[0] == self.deployment.node:
            return label
        return f"{label} of {self._part(fact[0])}"

    def _part(self, node) -> str:
        """A node of the description by its kind, with its name where there are several of the kind, as explanations call it."""
        kinds = self.deployment.facts.objects(node, TYPE)[:1]
        alike = sum(each[2] in kinds for each in self.deployment.facts.by_predicate[TYPE])
        label = " ".join(map(self.vocabulary.label, kinds))
        return f"the {label}" if alike == 1 else f"{label} {self._value(node)}".lstrip()

    def _example(self, fact: Fact) -> str:
        """A value that was found to do; one of many, unless it is a truth or on a list."""
        value = fact[2]
        if value == ox.Literal(STATED):
            return "(a text)"
        if value == ADDRESS:
            return "(an address)"
        free = isinstance(value, ox.Literal) and value.datatype != XSD["boolean"]
        return f"for example {self._value(value)}" if free else self._value(value)

    def _value(self, term) -> str:
        if isinstance(term, ox.Literal):
            return term.value
        if term.value.startswith(SKOLEM):
            return "_:" + term.value.removeprefix(SKOLEM)
        label = self.vocabulary.labels.get(term)
        return f"“{label}”" if label else shown(term)


def _text(term) -> str:
    """A term as N-Triples writes it; a node without a name as ``_:`` and its canonical label."""
    if isinstance(term, ox.NamedNode) and term.value.startswith(SKOLEM):
        return "_:" + term.value.removeprefix(SKOLEM)
    return str(term)


def as_text(entries: list[dict]) -> str:
    """Entries for the screen, under a heading; nothing where there are none. With several deployments, each line says of which it is."""
    several = len({entry["deployment"] for entry in entries}) > 1
    lines = []
    for entry in entries:
        whose = f"{entry['deployment']}: " if several else ""
        said = (
            f"{entry['text']}; then it is {entry['becomes'].replace('-', ' ')}"
            if entry["found"]
            else f"Nothing was found: {entry['reason']}"
        )
        lines.append(f"  {whose}{said}.")
    return "\n".join(["What would change it, if it is so", *lines]) if lines else ""
