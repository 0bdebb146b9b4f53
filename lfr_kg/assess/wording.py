"""The words that sentences for people are made of, as the knowledge states them, and how a sentence is put together.

``ontology/vocabulary/words.ttl`` says what the words of a property, a measure and a kind of thing are; the sentences around them are the
concepts of con:sentence. Nothing here is a sentence.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import pyoxigraph as ox

from lfr_kg.base.model import Graph
from lfr_kg.base.namespaces import PREFIXES, iri

SUBCLASS = iri("rdfs:subClassOf")
_SENTENCE = PREFIXES["con"] + "sentence-"
_SLOT = re.compile(r"\{(\w+)\}")
_NUMBER = re.compile(r"\[([^|\]]*)\|([^|\]]*)\]")
_CLOSES_NOTHING = re.compile(r",[,.;:)?]")
_LOOSE_COMMA = re.compile(r"\s*,(?=[,.;:)?])")
_ENDS = (".", "?", "!", ".”", "?”", "!”", "…”")


@dataclass(frozen=True)
class Sentences:
    """Sentences of con:sentence by name, their slots in braces."""

    sentences: dict[str, str]

    def sentence(self, name: str, **slots: str) -> str:
        """A sentence with its slots filled."""
        return sentence(self.clause(name, **slots))

    def clause(self, name: str, **slots: str) -> str:
        """The same without a capital and a stop, to stand in another."""
        return fill(self.sentences[name], slots)


@dataclass(frozen=True)
class Wording(Sentences):
    """The words of the vocabulary, by term, and the sentences around them."""

    says: dict[ox.NamedNode, str]
    says_not: dict[ox.NamedNode, str]
    says_none: dict[ox.NamedNode, str]
    unsaid: dict[ox.NamedNode, str]
    called: dict[ox.NamedNode, str]
    told_apart: dict[Any, tuple[Any, ...]]
    """Kind of thing → the properties that tell several of it apart."""
    units: dict[Any, Any]
    """Measure → the unit that it is counted in."""
    domains: dict[Any, frozenset[Any]]
    """Property → the kinds of thing that have it."""
    ranges: dict[Any, frozenset[Any]]
    """Property → the kinds of thing that its values are."""
    wider: dict[Any, tuple[Any, ...]]
    """Kind of thing → the kinds directly above it."""

    _kinds: dict[Any, tuple[ox.NamedNode, ...]] = field(init=False, default_factory=dict, repr=False, compare=False)

    def kinds(self, kind: ox.NamedNode) -> tuple[ox.NamedNode, ...]:
        """A kind of thing and those above it, the nearest first; kept of those of the knowledge that are above or below another."""
        if kind not in self.wider:
            return (kind,)
        found = self._kinds.get(kind)
        if found is None:
            found = self._kinds[kind] = (kind, *(above for each in self.wider[kind] for above in self.kinds(each)))
        return found


def read_wording(graph: Graph) -> Wording:
    """The words that the project's files state."""

    def texts(name: str) -> dict[Any, str]:
        return {node: text.value for node, _, text in graph.by_predicate[iri(f"lfr:{name}")]}

    def kinds(name: str) -> dict[Any, frozenset[Any]]:
        found: dict[Any, set[Any]] = {}
        for prop, _, kind in graph.by_predicate[iri(f"lfr:{name}")]:
            found.setdefault(prop, set()).add(kind)
        return {prop: frozenset(kinds) for prop, kinds in found.items()}

    wider: dict[Any, list[Any]] = {}
    for kind, _, above in graph.by_predicate[SUBCLASS]:
        if isinstance(kind, ox.NamedNode):
            wider.setdefault(kind, []).append(above)
    return Wording(
        says=texts("says"), says_not=texts("saysNot"), says_none=texts("saysNone"), unsaid=texts("unsaid"), called=texts("called"),
        told_apart={kind: tuple(graph.list(head)) for kind, _, head in graph.by_predicate[iri("lfr:toldApartBy")]},
        sentences={
            node.value.removeprefix(_SENTENCE): text for node, text in texts("sentence").items() if node.value.startswith(_SENTENCE)
        },
        units={node: unit for node, _, unit in graph.by_predicate[iri("lfr:unit")]},
        domains=kinds("domainIncludes"), ranges=kinds("rangeIncludes"),
        wider={kind: tuple(above) for kind, above in wider.items()},
    )  # fmt: skip


class Template:
    """A template of the knowledge cut at its slots, once. ``slots`` are their names in order."""

    def __init__(self, text: str):
        self.slots: tuple[str, ...] = tuple(_SLOT.findall(text))
        self._of_one, self._of_many = (_SLOT.split(_NUMBER.sub(rf"\{group}", text)) for group in (1, 2))

    def filled(self, words: Mapping[str, str]) -> str:
        """Words in the places of the slots; of «[alert|alerts]» the first where the value is one, else the second."""
        parts = self._of_one if words.get("value") == "1" else self._of_many
        if len(parts) == 1:
            return parts[0]
        told = parts.copy()
        told[1::2] = [words[name] for name in parts[1::2]]
        return "".join(told)


template = lru_cache(4096)(Template)
"""The template that a text of the knowledge is."""


def slots_of(text: str) -> tuple[str, ...]:
    """The names that stand in the braces of a template of the knowledge."""
    return template(text).slots


def fill(text: str, slots: dict[str, str]) -> str:
    """A template with its slots filled; of «[alert|alerts]» the first where the value is one, else the second."""
    return template(text).filled(slots)


def sentence(clause: str) -> str:
    """A clause as a sentence: a capital in front, a stop at the end, commas that close nothing left out."""
    text = clause.strip()
    if "  " in text:
        text = re.sub(r" {2,}", " ", text)
    if _CLOSES_NOTHING.search(text):
        text = _LOOSE_COMMA.sub("", text)
    text = text[:1].upper() + text[1:]
    return text if text.endswith(_ENDS) else text.removesuffix(",") + "."


def within(text: str) -> str:
    """A sentence as it stands after a colon, its first letter small."""
    return text[:1].lower() + text[1:]


def listed(parts: list[str], joined: str = "and") -> str:
    """Parts as a reader lists them: «a, b and c»."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {joined} {parts[-1]}"
