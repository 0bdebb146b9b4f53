"""A description with lines more, read by both readers."""

import warnings
from dataclasses import dataclass
from functools import cached_property

from rdflib.plugins.parsers.notation3 import BadSyntax

from tests import casebook
from tests.fuzz import additions, naive
from tests.fuzz.comparing import Found, faults


@dataclass(frozen=True)
class Base:
    """A description as lines of one statement each."""

    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The description in Turtle."""
        return additions.HEAD + "\n".join(self.lines) + "\n"

    @cached_property
    def stated(self) -> frozenset[naive.Statement]:
        """What rdflib reads in it."""
        return frozenset(statement for line in self.lines for statement in naive.statements(line))

    @cached_property
    def found(self) -> Found:
        """What the service makes of it."""
        return Found(self.text)

    @cached_property
    def material(self) -> additions.Material:
        """What lines about it are made of."""
        return additions.Material(tuple(self.stated))

    def without(self, kept: list[str]) -> "Base":
        """The description with these of its lines alone."""
        return Base(tuple(kept))


BASE = Base(tuple(casebook.base("metropolitan").splitlines()))


def tried(base: Base, more: list[str]) -> list[str]:
    """What is wrong with what the service makes of a description with lines more."""
    first = base.text.count("\n") + 1
    added = "".join(line + "\n" for line in more)
    return faults(base.found, Found(base.text + added), _stated(base, more), range(first, first + added.count("\n") + 1))


def _stated(base: Base, more: list[str]) -> frozenset[naive.Statement] | None:
    with warnings.catch_warnings(action="ignore"):  # rdflib warns of booleans that are none
        try:
            return base.stated.union(*(naive.statements(additions.HEAD + line + "\n") for line in more))
        except (BadSyntax, ValueError, AssertionError, IndexError):  # RDF 1.2, and what is no Turtle
            return None
