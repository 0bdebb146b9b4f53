"""What the parts of a deployment and the values of its facts are called in a sentence.

Moments are told in London's time and lengths in the units that people use; a part is told apart from others of its kind.
"""

from collections.abc import Callable
from decimal import Context, Decimal
from functools import lru_cache
from typing import Any

import pyoxigraph as ox

from lfr_kg.assess.inference import Inference
from lfr_kg.assess.wording import Template, Wording, fill, sentence, slots_of, template, within
from lfr_kg.base import times
from lfr_kg.base.model import TYPE, Fact
from lfr_kg.base.namespaces import PREFIXES, compact, iri
from lfr_kg.base.scales import STANDINGS
from lfr_kg.base.words import ordinal, quoted, with_article
from lfr_kg.evidence.description import DEPLOYMENT

_KNOWN = tuple(PREFIXES[name] for name in ("lfr", "con", "actor", "norm", "law"))
_NAMESPACES = [PREFIXES[name] for name in ("lfr", "measure", "dct")]
_SECOND, _DAY, _RATE, _STEP = (iri(f"con:unit-{name}") for name in ("second", "day", "rate", "step"))
_MOMENT, _DATE, _LENGTH = iri("xsd:dateTime"), iri("xsd:date"), iri("xsd:dayTimeDuration")
_NUMBERS = (iri("xsd:integer"), iri("xsd:decimal"))
_REFERENCE = iri("dct:identifier")
_FIGURES = Context(prec=4)
"""The figures of a rate that a reader is told."""


class Telling:
    """How the facts of a property are told: what says it, of a value that denies it and of none, and the unit of a measure. Raises KeyError
    where nothing says the property."""

    def __init__(self, prop: Any, wording: Wording):
        self.says, self.unit = template(wording.says[prop]), wording.units.get(prop)
        none, denied = wording.says_none.get(prop), wording.says_not.get(prop)
        self._none = self.says if none is None else template(none)
        self._denied = self.says if denied is None else template(denied)
        self._is_plain = none is None and denied is None

    def template(self, value: Any) -> Template:
        """What says the property of a value."""
        if self._is_plain or not isinstance(value, ox.Literal):
            return self.says
        number = size(value)
        if number == 0 and self._none is not self.says:
            return self._none
        return self._denied if value.value == "false" or (number is not None and number < 0) else self.says


class Nouns:
    """What kinds of thing and conditions are called, whatever deployment is told of. ``label`` names a term of the vocabulary."""

    def __init__(self, wording: Wording, label: Callable[[Any], str]):
        self.wording, self.label = wording, label
        self._standings: dict[tuple[ox.NamedNode, bool | None], tuple[str, str]] = {}
        self._as_stated: dict[str, str] = {}
        self._asking: dict[tuple[str, str], str] = {}
        self._paths: dict[tuple[ox.NamedNode, ...], str] = {}
        self._tellings: dict[Any, Telling] = {}
        self.said: dict[tuple[str, str], tuple[str, str, str]] = {}
        """What is said of a norm, by its slug, with a verdict that nothing but the norm explains."""

    def telling(self, prop: Any) -> Telling:
        """How the facts of a property are told. Raises KeyError where nothing says it."""
        telling = self._tellings.get(prop)
        if telling is None:
            telling = self._tellings[prop] = Telling(prop, self.wording)
        return telling

    def any_of(self, kind: Any) -> str:
        """What a thing of a kind is called where none is stated."""
        called = self.wording.called.get(kind, "")
        return called if called and not slots_of(called) else self.label(kind)

    def a(self, kind: Any) -> str:
        """A condition or a kind of thing as a noun with its article."""
        return with_article(self.any_of(kind))

    def standing(self, condition: ox.NamedNode, truth: bool | None) -> tuple[str, str]:
        """Whether a condition holds (None: it is open), as a clause and as a sentence."""
        key = (condition, truth)
        if key not in self._standings:
            clause = within(STANDINGS[truth][1].format(condition=self.a(condition))).removesuffix(".")
            self._standings[key] = clause, sentence(clause)
        return self._standings[key]

    def as_stated(self, asked: str) -> str:
        """What a check asks, as what the record shows."""
        if asked not in self._as_stated:
            speaks_of_record = within(asked).startswith(self.wording.clause("record"))
            self._as_stated[asked] = asked if speaks_of_record else self.wording.sentence("as-stated", asked=within(asked))
        return self._as_stated[asked]

    def path(self, path: tuple[ox.NamedNode, ...]) -> str:
        """A path of properties on which conditions are decided, as a proof names it."""
        if path not in self._paths:
            self._paths[path] = " / ".join(compact(prop.value) for prop in path)
        return self._paths[path]

    def asking(self, name: str, question: str) -> str:
        """The sentence of a name that puts a question of the knowledge."""
        key = (name, question)
        if key not in self._asking:
            self._asking[key] = self.wording.sentence(name, question=question)
        return self._asking[key]


class Names:
    """The names of what one deployment is made of."""

    def __init__(self, inference: Inference, nouns: Nouns):
        self.facts, self.deployment = inference.facts, inference.deployment
        self._rewritten = {prop for _, prop, _ in inference.deployment.submitted}
        """The properties of which some value was submitted in another form."""
        self.wording, self.label = nouns.wording, nouns.label
        self._parts: dict[ox.NamedNode, str] | None = None
        self._named: dict[Any, str] = {}

    def of(self, node: Any) -> str:
        """A part of the deployment in words, told apart where there are several: «the second watchlist, CITY-2,»."""
        name = self._named.get(node)
        if name is None:
            name = self._named[node] = self._name(node)
        return name

    def _name(self, node: Any) -> str:
        if node == self.deployment.node:
            return f"the {self.label(DEPLOYMENT)}"
        if is_known(node):
            return self._known(node)
        if self._parts is None:
            self._parts = self._every_part()
        return self._parts.get(node) or self.wording.sentences["unnamed"]

    def _known(self, node: ox.NamedNode) -> str:
        """A term of the knowledge; a body that has no name of its own with its article: «a local authority»."""
        label = self.label(node)
        return with_article(label) if label[:1].islower() and node.value.startswith(PREFIXES["actor"]) else label

    def is_one_of_several(self, node: Any) -> bool:
        """Whether the deployment has other parts that are called the same."""
        if node == self.deployment.node or self.kind(node) is None:
            return False
        return self.of(node) != f"the {self._called(node)}"

    def kind(self, node: Any) -> Any:
        """The kind that a part is stated to be of."""
        return DEPLOYMENT if node == self.deployment.node else self.deployment.facts.value(node, TYPE)

    def _every_part(self) -> dict[ox.NamedNode, str]:
        alike: dict[str, dict[Any, Any]] = {}
        for node, _, _ in self.deployment.facts.by_predicate[TYPE]:
            if node != self.deployment.node and not is_known(node):
                alike.setdefault(self._called(node), {})[node] = self._mark(node)
        named = {}
        for called, marks in alike.items():
            for number, node in enumerate(sorted(marks, key=lambda node: (not marks[node], marks[node], node.value)), start=1):
                apart = f"the {ordinal(number)} {called}" + (f", {marks[node]}," if marks[node] else "")
                named[node] = f"the {called}" if len(marks) == 1 else apart
        return named

    def _called(self, node: Any) -> str:
        """What a thing of its kind is called, before it is told apart."""
        kind = self.kind(node)
        if kind is None:
            return self.wording.sentences["unnamed"]
        called = next((self.wording.called[each] for each in self.wording.kinds(kind) if each in self.wording.called), "")
        slots = {name: self.slot(name, node) for name in slots_of(called)}
        return fill(called, slots) if called and all(slots.values()) else self.label(kind)

    def _mark(self, node: Any) -> str:
        """The first stated value of the properties that tell its kind apart."""
        told = self.wording.told_apart
        for prop in next((told[kind] for kind in self.wording.kinds(self.kind(node)) if kind in told), ()):
            value = self.deployment.facts.value(node, prop)
            if value is not None:
                return value.value if prop == _REFERENCE else self.value((node, prop, value))
        return ""

    # Values

    def slot(self, name: str, node: Any) -> str:
        """The value in words of the measure or property of a name, of a thing or else of the deployment; "" where it has none."""
        for focus in (node, self.deployment.node):
            for prop in _named_so(name):
                value = self.facts.value(focus, prop)
                if value is not None:
                    return self._in_brackets((focus, prop, value))
        return ""

    def _in_brackets(self, fact: Fact) -> str:
        value = fact[2]
        is_moment = isinstance(value, ox.Literal) and value.datatype == _MOMENT
        return times.moment_words(times.instant(value.value)) if is_moment else self.value(fact)

    def value(self, fact: Fact) -> str:
        """The value of a fact in words, a measured one without its sign."""
        return self.value_in(fact, self.wording.units.get(fact[1]))

    def value_in(self, fact: Fact, unit: Any) -> str:
        """The same where the unit of the property is known (None: it has none)."""
        _, prop, value = fact
        if not isinstance(value, ox.Literal):
            return self.of(value)
        submitted = self.deployment.submitted.get(fact) if unit is None and prop in self._rewritten else None
        return in_words(submitted if isinstance(submitted, ox.Literal) else value, unit)

    def limit(self, prop: Any, value: ox.Literal) -> str:
        """A limit that a check sets on a property, in words; "" where it is nought, or a step in an order, which says nothing."""
        unit = self.wording.units.get(prop)
        return "" if size(value) == 0 or unit == _STEP else in_words(value, unit)


@lru_cache(1024)
def _named_so(name: str) -> tuple[ox.NamedNode, ...]:
    """The measure and the properties that a slot may stand for."""
    return tuple(ox.NamedNode(namespace + name) for namespace in _NAMESPACES)


def is_known(node: Any) -> bool:
    """Whether a node is a term of the knowledge and not a part of a deployment."""
    return isinstance(node, ox.NamedNode) and node.value.startswith(_KNOWN)


def in_words(value: ox.Literal, unit: ox.NamedNode | None = None) -> str:
    """A literal in words: a day, a moment in London, a length, a number, a quoted text; a measure by its unit, without its sign."""
    if unit is not None and (number := size(value)) is not None:
        return _measured(abs(number), unit)
    told = _IN_WORDS.get(value.datatype)
    return told(value.value) if told is not None else quoted(value.value)


_IN_WORDS: dict[Any, Callable[[str], str]] = {
    _MOMENT: lambda text: times.clock_words(times.instant(text)),
    _DATE: lambda text: times.day_words(times.day(text)),
    **dict.fromkeys((iri("xsd:duration"), _LENGTH, iri("xsd:yearMonthDuration")), times.duration_words),
    **dict.fromkeys(_NUMBERS, lambda text: f"{Decimal(text):,}"),
}
"""How the texts of literals of a type are told; others are quoted."""


def _measured(number: Decimal, unit: ox.NamedNode) -> str:
    if unit == _SECOND:
        return times.length_words(number)
    if unit == _DAY:
        return times.count_words(number, "day")
    if unit == _RATE:
        return f"{_FIGURES.plus(number * 100):f}".rstrip("0").rstrip(".") + " per cent"
    return f"{number:,}"


def size(value: Any) -> Decimal | None:
    """A number, or a length of days, hours, minutes and seconds, as a number; None for anything else."""
    if not isinstance(value, ox.Literal):
        return None
    kind = value.datatype
    if kind in _NUMBERS:
        return Decimal(value.value)
    return times.period(value.value)[1] if kind == _LENGTH else None
