"""The expressions of rules as Python text: what FILTER, BIND and the aggregates of a plan compute (see ``compiling``).

Each is written in the form that is asked for: as a term, as the value that it stands for, or as a truth. What it calls is in ``operators``.

Source: SPARQL 1.1 Query Language (W3C), sections 17.2 to 17.4.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from lfr_kg.assess import operators
from lfr_kg.assess.plans import Plan, Unread
from lfr_kg.base.namespaces import PREFIXES, iri
from lfr_kg.base.times import FUNCTIONS


class Variable(NamedTuple):
    """Where a name's term stands: a variable of Python, ``None`` where it may be unbound and is."""

    text: str
    is_sure: bool
    """Whether it is always bound."""


Names = Mapping[str, Variable]

_COMPARISONS = {"<": "less", "<=": "at_most", ">": "more", ">=": "at_least", "=": "equal"}
_SUMS = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide"}
_TRUTHS = ("and", "or", "not", "in", "exists", "BOUND", "!=", *_COMPARISONS)
"""Operators that give a truth."""


class Expressions:
    """Writes expressions; ``exists`` is what it writes for whether a pattern has a solution, ``terms`` the constants that it has named."""

    def __init__(self, exists: Callable[[Plan, Names], str]):
        self.exists = exists
        self.terms: dict[str, int] = {}

    def constant(self, text: str, letter: str = "K") -> str:
        """The name of a constant: with ``K`` the term, with ``N`` its value."""
        return f"{letter}{self.terms.setdefault(text, len(self.terms))}"

    def term(self, plan: Plan, names: Names) -> str:
        """An expression as a term."""
        kind, *parts = plan
        if kind == "var":
            return names[parts[0]].text if parts[0] in names else "None"
        if kind == "term":
            return self.constant(parts[0])
        if kind == "call" and parts[0] != iri("xsd:decimal").value:
            name = parts[0].removeprefix(PREFIXES["measure"])
            if iri(f"measure:{name}") not in FUNCTIONS:
                raise Unread(f"<{parts[0]}> is not run in a rule")
            return _call(f"F_{name}", [self.term(part, names) for part in parts[1:]])
        if kind in ("IF", "COALESCE"):
            return self._chosen(kind, parts, names, self.term)
        if kind == "STRDT":
            return _call("typed", [self.value(parts[0], names), self.term(parts[1], names)])
        return _call("as_term", [self.value(plan, names)])

    def value(self, plan: Plan, names: Names) -> str:
        """An expression as a value."""
        kind, *parts = plan
        if kind == "term":
            return self.constant(parts[0], "N")
        if kind in _TRUTHS:
            return self.truth(plan, names)
        if kind == "IF":
            return self._chosen(kind, parts, names, self.value)
        if kind in _SUMS:
            return _call(_SUMS[kind], [self.value(part, names) for part in parts])
        if kind == "STR":
            return _call("text_of", [self.term(parts[0], names)])
        if kind == "call" and parts[0] == iri("xsd:decimal").value:
            return _call("decimal", [self.term(parts[1], names)])
        if kind in operators.BUILTINS:
            return _call(f"B_{kind}", [self.value(part, names) for part in parts])
        return _call("native", [self.term(plan, names)])

    def _chosen(self, kind: str, parts: list[Plan], names: Names, form: Callable[[Plan, Names], str]) -> str:
        if kind == "COALESCE":
            return _call("first_of", [form(part, names) for part in parts])
        asked, yes, no = self.truth(parts[0], names), form(parts[1], names), form(parts[2], names)
        if self._is_decided(parts[0]):
            return f"({yes} if {asked} else {no})"
        return f"(None if (asked := {asked}) is None else {yes} if asked else {no})"

    def truth(self, plan: Plan, names: Names) -> str:
        """An expression as true, false or, where it has failed, None."""
        kind, *parts = plan
        if kind == "BOUND":
            return f"({self.term(parts[0], names)} is not None)"
        if kind == "exists":
            return self.exists(parts[0], names)
        if kind in ("and", "or"):
            if all(map(self._is_decided, parts)):
                return self.test(plan, names)
            return _call("junction", [str(kind == "or"), *(self.truth(part, names) for part in parts)])
        if kind in ("not", "!="):
            inside = parts[0] if kind == "not" else ["=", *parts]
            return f"(not {self.truth(inside, names)})" if self._is_decided(inside) else _call("negated", [self.truth(inside, names)])
        if kind in _COMPARISONS or kind == "in":
            return _call(_COMPARISONS.get(kind, "among"), [self.value(part, names) for part in parts])
        return _call("truth", [self.value(plan, names)])

    def test(self, plan: Plan, names: Names) -> str:
        """An expression as what is true of Python where it is true: all that a FILTER asks."""
        kind, *parts = plan
        if kind in ("and", "or"):
            return f"({f' {kind} '.join(self.test(part, names) for part in parts)})"
        if kind in ("not", "!=") and not self._is_decided(plan):
            return f"({self.truth(parts[0] if kind == 'not' else ['=', *parts], names)} is False)"
        return self.truth(plan, names)

    def _is_decided(self, plan: Plan) -> bool:
        """Whether an expression cannot fail."""
        kind, *parts = plan
        return kind in ("BOUND", "exists") or (kind in ("and", "or", "not") and all(map(self._is_decided, parts)))


def _call(name: str, operands: list[str]) -> str:
    return f"{name}({', '.join(operands)})"
