"""The types of a question's parameters, and how what a reader writes becomes a term."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

import pyoxigraph as ox

from lfr_kg.base import times
from lfr_kg.base.errors import BadRequest, KnowledgeError
from lfr_kg.base.namespaces import PREFIXES
from lfr_kg.base.words import with_article

XSD = PREFIXES["xsd"]
RESOURCES = {
    "norm": PREFIXES["norm"],
    "law": PREFIXES["law"],
    "actor": PREFIXES["actor"],
    "concept": PREFIXES["con"],
    "term": PREFIXES["lfr"],
    "shape": PREFIXES["shape"],
}
"""Parameter types that name a resource of this project, by slug or by whole address."""

KINDS = {"norm": "lfr:RegisterEntry", "law": "lfr:Source", "actor": "lfr:Actor"}
"""The class that a resource of a type is of where the header gives none by ``of``."""

VALUES = ("date", "text", "integer", "boolean", "choice")
ENTRY_KEYS = {"type", "label", "help", "required", "default", "choices", "of"}
SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
LONGEST_TEXT = 200
ALIKE = 0.75
"""How alike a name and one that is not known must be written for it to be offered (difflib's ratio)."""
MOST_LIKELY = 3
"""How many names are offered for one that is not known."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of a question: the variable's name, its type, and what the form says about it."""

    name: str
    kind: str
    label: str
    help: str = ""
    is_required: bool = True
    default: str = ""
    choices: tuple[str, ...] = ()
    of: str = ""
    """For a resource: the compact name of the class or the list that it must be of; several, with spaces between, where any will do."""

    @property
    def kinds(self) -> list[str]:
        """The compact names in ``of``."""
        return self.of.split()

    def term(self, given: str, *, today: date | None = None) -> ox.NamedNode | ox.Literal | None:
        """The term for what was given; the default where it is empty; None where it may be left out and was.

        Raises BadRequest, with the name of the parameter and an example of what fits.
        """
        text = given.strip() or self._default(today)
        if not text:
            if self.is_required:
                raise BadRequest(f"The parameter “{self.name}” ({self.label}) is missing. Give {self._wanted()}.")
            return None
        if self.kind in RESOURCES:
            return self._resource(text)
        return {"date": self._date, "text": self._text, "integer": self._integer, "boolean": self._boolean, "choice": self._choice}[
            self.kind
        ](text)

    def _default(self, today: date | None) -> str:
        return (today or date.today()).isoformat() if self.default == "today" else self.default

    def _resource(self, text: str) -> ox.NamedNode:
        slug = text.removeprefix(RESOURCES[self.kind])
        if not SLUG.fullmatch(slug):
            raise self._wrong(text)
        return ox.NamedNode(RESOURCES[self.kind] + slug)

    def _date(self, text: str) -> ox.Literal:
        try:
            return times.literal(times.day(text))
        except ValueError:
            raise self._wrong(text) from None

    def _text(self, text: str) -> ox.Literal:
        if len(text) > LONGEST_TEXT or not text.isprintable():
            raise self._wrong(text)
        return ox.Literal(text)

    def _integer(self, text: str) -> ox.Literal:
        if not INTEGER.fullmatch(text):
            raise self._wrong(text)
        return ox.Literal(int(text))

    def _boolean(self, text: str) -> ox.Literal:
        if text not in ("true", "false"):
            raise self._wrong(text)
        return ox.Literal(text == "true")

    def _choice(self, text: str) -> ox.Literal:
        if text not in self.choices:
            raise self._wrong(text)
        return ox.Literal(text)

    def _wrong(self, text: str) -> BadRequest:
        return BadRequest(f"The parameter “{self.name}” ({self.label}) is “{text[:60]}”, which does not fit. Give {self._wanted()}.")

    def _wanted(self) -> str:
        wanted = {
            "date": "a day such as 2026-03-14",
            "text": f"a line of text of at most {LONGEST_TEXT} characters",
            "integer": "a whole number",
            "boolean": "true or false",
            "choice": "one of: " + ", ".join(self.choices),
        }
        return wanted.get(self.kind) or f"the name of {with_article(self.kind)} as it stands in its address"


def likely(given: str, names: Iterable[tuple[str, str]]) -> list[str]:
    """The names (pairs of the name in addresses and what it is called) that were likely meant by one that is none: those that hold its
    words or have it for initials, else those written like it; each in words."""
    named = list(names)
    words = re.findall(r"[a-z0-9]+", given[:LONGEST_TEXT].lower())
    told = {name: re.findall(r"[a-z0-9]+", f"{name} {label}".lower()) for name, label in named}
    found = [
        name
        for name, label in named
        if words and (all(any(each.startswith(word) for each in told[name]) for word in words) or _initials(label) == "".join(words))
    ]
    found = found or get_close_matches("-".join(words), told, MOST_LIKELY, ALIKE)
    labels = dict(named)
    return [f"{name} ({labels[name]})" for name in found[:MOST_LIKELY]]


def _initials(label: str) -> str:
    return "".join(word[0] for word in re.findall(r"[A-Za-z]+", label)).lower()


def read_parameter(name: str, entry: Any, path: str) -> Parameter:
    """A parameter from its entry in a header. Raises KnowledgeError where the entry is wrong; ``path`` is the file's, for the message."""
    if not isinstance(entry, dict) or not {"type", "label"} <= set(entry) <= ENTRY_KEYS:
        raise KnowledgeError(f"{path}: the parameter {name} should give type and label, and may give {', '.join(sorted(ENTRY_KEYS))}.")
    if entry["type"] not in RESOURCES and entry["type"] not in VALUES:
        raise KnowledgeError(f"{path}: the parameter {name} is of type {entry['type']}; types are {', '.join([*RESOURCES, *VALUES])}.")
    return Parameter(
        name=name,
        kind=entry["type"],
        label=entry["label"],
        help=entry.get("help", ""),
        is_required=entry.get("required", True),
        default=str(entry.get("default", "")),
        choices=tuple(str(choice) for choice in entry.get("choices", ())),
        of=entry.get("of", KINDS.get(entry["type"], "")),
    )
