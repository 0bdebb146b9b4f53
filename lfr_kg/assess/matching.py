"""Compiled rules as functions of Python: the text that ``compiling`` writes, made ready to run."""

from collections.abc import Callable, Iterable
from types import CodeType
from typing import Any

from lfr_kg.assess import operators
from lfr_kg.base.model import Value, term
from lfr_kg.base.namespaces import PREFIXES
from lfr_kg.base.times import FUNCTIONS

Solution = tuple[Value | None, ...]
"""The terms of a pattern's names in their alphabetical order; None for a name that is not bound."""
Function = Callable[..., list[Solution]]
"""From the facts, and what is given, to solutions."""

_GIVEN: dict[str, Any] = {
    "EMPTY": {},
    **{name: getattr(operators, name) for name in dir(operators) if not name.startswith("_")},
    **{f"B_{name}": function for name, function in operators.BUILTINS.items()},
    **{f"F_{node.value.removeprefix(PREFIXES['measure'])}": function for node, function in FUNCTIONS.items()},
}
"""What compiled rules call, by the names that they call it by."""


def compiled(text: str) -> CodeType:
    """What this Python makes of a text that ``compiling`` wrote."""
    return compile(text, "<a compiled rule>", "exec")


def loaded(code: CodeType, terms: Iterable[str]) -> dict[str, Any]:
    """The functions of such code, by name. ``terms`` are the constants that it numbers, as N-Triples texts."""
    given = dict(_GIVEN)
    for number, constant in enumerate(map(term, terms)):
        given[f"K{number}"], given[f"N{number}"] = constant, operators.native(constant)
    exec(code, given)  # our own, written from the project's rules at build
    return given
