"""What a plan asks: questions, the blanks of each, and what a choice states; as ``ontology/plan/questions.ttl`` has them."""

from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from lfr_kg.base.model import Graph, Value, facts_of
from lfr_kg.base.namespaces import iri
from lfr_kg.base.settings import Settings
from lfr_kg.drafting import fields
from lfr_kg.drafting.dictionary import Dictionary, Field

QUESTIONS = iri("lfr:PlanQuestion")
NONE = iri("lfr:statesNone")
_ORDER = iri("lfr:formOrder")


@dataclass(frozen=True)
class Statement:
    """What an answer states: the properties that lead from the deployment, and the text of the value at their end ("" where it is yet to
    be given)."""

    path: tuple[Field, ...]
    value: str = ""


@dataclass(frozen=True)
class Choice:
    """One answer that can be chosen; it may state nothing."""

    slug: str
    label: str
    hint: str
    states: tuple[Statement, ...]


@dataclass(frozen=True)
class Blank:
    """One thing that a question asks for: choices, or a value of the property that it fills; without either, the day of others."""

    slug: str
    label: str
    hint: str
    is_needed: bool
    repeats: bool
    choices: tuple[Choice, ...]
    fills: Statement | None
    days: tuple[str, ...]
    """Of a time of day: the blanks of which the first that is answered gives the day."""
    empty_means: str
    """The blank whose answer stands for this one too, where this one is left empty; "" where that says nothing."""

    @property
    def field(self) -> Field | None:
        """The property that it fills."""
        return self.fills.path[-1] if self.fills else None

    @cached_property
    def by_slug(self) -> dict[str, Choice]:
        """The choices by slug."""
        return {choice.slug: choice for choice in self.choices}

    @property
    def decides(self) -> set[ox.NamedNode]:
        """The properties of which an answer can state something, where they lead to no part."""
        states = [*([self.fills] if self.fills else []), *(each for choice in self.choices for each in choice.states)]
        return {each.path[-1].node for each in states} - {NONE}


@dataclass(frozen=True)
class Question:
    """One question with its blanks."""

    slug: str
    label: str
    question: str
    hint: str
    blanks: tuple[Blank, ...]


def asked() -> list[tuple[str, str, list[str]]]:
    """Slug, label and choices of each blank, in the order in which they are asked: what a command line has to know beforehand."""
    path = Settings.from_environment().root / "ontology" / "plan" / "questions.ttl"
    graph = Graph(facts_of(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)))

    def texts(head: Value, name: str) -> list[str]:
        return [graph.needed(node, iri(name)).value for node in graph.list(graph.value(head, _ORDER))]

    blanks = [blank for question in graph.list(graph.value(QUESTIONS, _ORDER)) for blank in graph.list(graph.value(question, _ORDER))]
    return [
        (graph.needed(node, iri("skos:notation")).value, graph.needed(node, iri("rdfs:label")).value, texts(node, "skos:notation"))
        for node in blanks
    ]


def read_questions(graph: Graph, dictionary: Dictionary) -> tuple[Question, ...]:
    """The questions in their order. Raises KeyError where one names a property that no description may state."""
    return tuple(_Reader(graph, dictionary).question(node) for node in graph.list(graph.value(QUESTIONS, _ORDER)))


class _Reader:
    """Reads questions out of the graph."""

    def __init__(self, graph: Graph, dictionary: Dictionary):
        self.graph, self.dictionary = graph, dictionary

    def question(self, node: Value) -> Question:
        """A question with its blanks."""
        blanks = tuple(self._blank(each) for each in self._list(node, "lfr:formOrder"))
        return Question(
            self._slug(node), self._text(node, "rdfs:label"), self._text(node, "lfr:putAs"), self._text(node, "lfr:hint"), blanks
        )

    def _blank(self, node: Value) -> Blank:
        path = self._list(node, "lfr:fills")
        return Blank(
            slug=self._slug(node),
            label=self._text(node, "rdfs:label"),
            hint=self._text(node, "lfr:hint"),
            is_needed=self._text(node, "lfr:isNeeded") == "true",
            repeats=self._text(node, "lfr:mayRepeat") == "true",
            choices=tuple(self._choice(each) for each in self._list(node, "lfr:formOrder")),
            fills=Statement(self._path(path)) if path else None,
            days=tuple(each.value for each in self._list(node, "lfr:onDayOf")),
            empty_means=self._text(node, "lfr:leftEmptyMeans"),
        )

    def _choice(self, node: Value) -> Choice:
        states = (self.graph.list(head) for head in self.graph.objects(node, iri("lfr:chosenStates")))
        return Choice(
            slug=self._slug(node),
            label=self._text(node, "rdfs:label"),
            hint=self._text(node, "lfr:hint"),
            states=tuple(Statement(self._path(each[:-1]), fields.key(each[-1])) for each in states),
        )

    def _path(self, nodes: list[Value]) -> tuple[Field, ...]:
        """The fields along a path, each of the part that the one before leads to."""
        kind, found = self.dictionary.root, []
        for node in nodes:
            field = {each.node: each for each in kind.fields}[ox.NamedNode(node.value)]
            found.append(field)
            kind = self.dictionary.kinds[field.part] if field.part else kind
        return tuple(found)

    def _list(self, node: Value, name: str) -> list[Value]:
        return self.graph.list(self.graph.value(node, iri(name)))

    def _slug(self, node: Value) -> str:
        return self.graph.needed(node, iri("skos:notation")).value

    def _text(self, node: Value, name: str) -> str:
        return self.graph.text(node, iri(name))
