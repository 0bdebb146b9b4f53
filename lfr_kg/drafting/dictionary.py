"""What can be stated of a deployment, laid out for people: sections, the fields in each, the kinds of parts with their fields, and choices.

All of it is read from the vocabulary: which property takes what (``lfr:rangeIncludes``, ``lfr:valuesFrom``), of what it is stated
(``lfr:domainIncludes``), by what question it is asked for (``lfr:formQuestion``), what it means (its definition is the hint), and in what
order it comes (``lfr:formOrder``). A term that is added there appears in the form and in the spreadsheet.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import pyoxigraph as ox

from lfr_kg.base.model import TYPE, Graph
from lfr_kg.base.namespaces import PREFIXES, compact, iri, is_ours
from lfr_kg.corpus.citation import in_order, position, source_of
from lfr_kg.evidence.vocabulary import Names, Vocabulary

ROOT = iri("lfr:Deployment")
SECTIONS = iri("con:section")
ORDER = iri("lfr:formOrder")
SUBCLASS = iri("rdfs:subClassOf")
LITERALS = {
    "xsd:boolean": "flag", "xsd:integer": "count", "xsd:decimal": "decimal", "xsd:date": "day", "xsd:dateTime": "instant",
    "xsd:dayTimeDuration": "length", "xsd:string": "text",
}  # fmt: skip
"""Datatype of a property's values → the kind of its field."""


_LITTLE = {"whether", "stated", "when", "where", "which", "what", "that", "this", "were", "have", "with", "thing", "deployment", "known"}


def _words(text: str) -> set[str]:
    """The words of a text that carry its meaning, without their endings."""
    return {word[:4] for word in re.findall(r"[a-z]{4,}", text.lower()) if word not in _LITTLE}


@dataclass(frozen=True)
class Choice:
    """One value that can be chosen: a concept of a list, or an actor."""

    node: ox.NamedNode
    name: str
    label: str
    help: str
    group: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Field:
    """One property as it is asked for.

    ``kind`` is a value of LITERALS, or ``value`` (of a list), ``actor``, ``rule`` (of the law), ``address`` or ``part``; ``offered`` are
    those of the choices that a list holds out: the others are understood where somebody names them.
    """

    node: ox.NamedNode
    name: str
    label: str
    question: str
    help: str
    kind: str
    repeats: bool
    is_long: bool
    least: Decimal | None
    greatest: Decimal | None
    choices: tuple[Choice, ...]
    offered: tuple[Choice, ...]
    takes_text: bool
    part: ox.NamedNode | None

    @cached_property
    def hint(self) -> str:
        """What the property means, as far as the question does not say it already."""
        return self.help if _words(self.help) - _words(self.question) else ""

    @cached_property
    def by_name(self) -> dict[str, Choice]:
        """The choices by compact name."""
        return {choice.name: choice for choice in self.choices}


@dataclass(frozen=True)
class Kind:
    """A kind of thing that a description is made of, with the fields asked of it; ``under`` are the narrower kinds it comes in, if any."""

    node: ox.NamedNode
    name: str
    label: str
    help: str
    fields: tuple[Field, ...]
    under: tuple[ox.NamedNode, ...]


@dataclass(frozen=True)
class Section:
    """A section of the form: some of what is asked of the deployment."""

    slug: str
    label: str
    help: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, eq=False)
class Dictionary:
    """The sections in their order, and every kind by its class."""

    sections: tuple[Section, ...]
    kinds: dict[ox.NamedNode, Kind]

    @property
    def root(self) -> Kind:
        """The deployment."""
        return self.kinds[ROOT]

    @cached_property
    def by_name(self) -> dict[str, Kind]:
        """The kinds by compact name."""
        return {kind.name: kind for kind in self.kinds.values()}

    def kind_of(self, types: Iterable[ox.NamedNode]) -> Kind | None:
        """The most telling kind among a node's types: one that no other of them lies under. None where it has none."""
        found = [self.kinds[kind] for kind in sorted(types, key=str) if kind in self.kinds]
        return next((kind for kind in found if not any(other.node in kind.under for other in found)), None)

    @cached_property
    def section_of(self) -> dict[str, Section]:
        """Compact name of a property of the deployment, or of a class of its parts → the section in which it is asked for."""
        found: dict[str, Section] = {}
        for section in self.sections:
            for field in section.fields:
                found[field.name] = section
                for kind in self._beneath(field):
                    found[kind.name] = section
        return found

    @cached_property
    def sections_of(self) -> dict[str, tuple[Section, ...]]:
        """Compact name of any property → the sections in which it is asked for, wherever in them."""
        found: dict[str, dict[str, Section]] = {}
        for section in self.sections:
            for field in section.fields:
                for name in [field.name, *(each.name for kind in self._beneath(field) for each in kind.fields)]:
                    found.setdefault(name, {})[section.slug] = section
        return {name: tuple(sections.values()) for name, sections in found.items()}

    def _beneath(self, field: Field) -> Iterator[Kind]:
        """The kinds of the parts that a field takes, and of theirs."""
        if field.part is None:
            return
        for node in (field.part, *self.kinds[field.part].under):
            yield self.kinds[node]
            for inner in self.kinds[node].fields:
                yield from self._beneath(inner)


def read_dictionary(graph: Graph, vocabulary: Vocabulary) -> Dictionary:
    """The dictionary that the project's files state. A property of the deployment that no section lists is in the last one."""
    reader = _Reader(graph, vocabulary)
    kinds = {node: reader.kind(node) for node in sorted(vocabulary.classes, key=lambda each: (each != ROOT, reader.declared.index(each)))}
    asked = {field.node: field for field in kinds[ROOT].fields}
    sections: list[tuple[ox.NamedNode, list[Field]]] = []
    listed: set[ox.NamedNode] = set()
    for node in reader.order(SECTIONS):
        wanted = [asked[prop] for prop in reader.order(node) if prop in asked]
        listed.update(field.node for field in wanted)
        sections.append((node, wanted))
    sections[-1][1].extend(field for node, field in asked.items() if node not in listed)
    return Dictionary(
        tuple(
            Section(node.value.rsplit("section-", 1)[-1], vocabulary.label(node), reader.told(node), tuple(fields))
            for node, fields in sections
        ),
        kinds,
    )


class _Reader:
    """Reads fields and kinds out of the graph."""

    def __init__(self, graph: Graph, vocabulary: Vocabulary):
        self.graph, self.vocabulary = graph, vocabulary
        self.fields = {prop: self._field(prop) for prop in vocabulary.ranges}

    def kind(self, node: ox.NamedNode) -> Kind:
        """A class with the fields asked of it and the narrower classes it comes in."""
        above = self.vocabulary.classes.get(node, frozenset({node}))
        stated = [prop for prop, domains in self.vocabulary.domains.items() if prop in self.fields and domains & above]
        first = [prop for kind in (node, *sorted(above - {node}, key=str)) for prop in self.order(kind) if prop in stated]
        fields = dict.fromkeys([*first, *stated])
        under = tuple(kind for kind, wider in self.vocabulary.classes.items() if node in wider and kind != node)
        under = tuple(sorted(under, key=lambda kind: self.declared.index(kind)))
        return Kind(node, compact(node.value), self._label(node), self.told(node), tuple(self.fields[prop] for prop in fields), under)

    @cached_property
    def declared(self) -> list[ox.NamedNode]:
        """The classes in the order in which the vocabulary declares them."""
        return self.graph.of_type(iri("owl:Class"))

    def order(self, node: ox.NamedNode) -> list[ox.NamedNode]:
        """What ``lfr:formOrder`` lists for a node."""
        return [each for each in self.graph.list(self.graph.value(node, ORDER)) if isinstance(each, ox.NamedNode)]

    def told(self, node: ox.NamedNode) -> str:
        """What a term means, with the note on its use."""
        texts = (self.graph.value(node, iri(name)) for name in ("skos:definition", "skos:scopeNote"))
        return " ".join(text.value for text in texts if text is not None)

    def _label(self, node: ox.NamedNode) -> str:
        label = self.vocabulary.label(node)
        return label[:1].upper() + label[1:]

    def _field(self, prop: ox.NamedNode) -> Field:
        ranges = {compact(kind.value): kind for kind in self.vocabulary.ranges[prop]}
        part = next((kind for kind in ranges.values() if kind in self.vocabulary.classes), None)
        actors = [kind for kind in ranges.values() if self._is_actor(kind)]
        literal = next((LITERALS[name] for name in LITERALS if name in ranges), None)
        lists = self.vocabulary.lists.get(prop, frozenset())
        is_rule = "lfr:RegisterEntry" in ranges
        kind = "part" if part else "value" if lists else "actor" if actors else "rule" if is_rule else literal or "address"
        choices = self._values(lists) if lists else self._actors(actors[0]) if actors else self._rules if is_rule else ()
        question = self.graph.value(prop, iri("lfr:formQuestion"))
        return Field(
            node=prop,
            name=compact(prop.value),
            label=self._label(prop),
            question=question.value if question is not None else self._label(prop),
            help=self.told(prop),
            kind=kind,
            repeats=self._says(prop, "lfr:mayRepeat"),
            is_long=self._says(prop, "lfr:isLongText"),
            least=self._number(prop, "lfr:leastValue"),
            greatest=self._number(prop, "lfr:greatestValue"),
            choices=choices,
            offered=self._offered(actors[0], choices) if kind == "actor" else choices,
            takes_text=bool(actors) and "xsd:string" in ranges,
            part=part,
        )

    def _values(self, lists: Names) -> tuple[Choice, ...]:
        return tuple(self._choice(node, "") for node, scheme in self.vocabulary.schemes.items() if scheme in lists)

    def _actors(self, wanted: ox.NamedNode) -> tuple[Choice, ...]:
        """The actors of a class, those of the first kinds first, by name within each."""
        first = self.order(wanted)
        kinds = [*first, *self.declared]
        found = []
        for actor in self.vocabulary.actors:
            types = [kind for kind in self.graph.nodes(actor, TYPE) if is_ours(kind.value)]
            above = self._above(types)
            if wanted in above:
                place = min(kinds.index(kind) for kind in (above & set(first) or types))
                found.append((place, self.vocabulary.label(actor).lower(), self._choice(actor, self._label(kinds[place]))))
        return tuple(choice for _, _, choice in sorted(found, key=lambda each: each[:2]))

    def _offered(self, kind: ox.NamedNode, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
        """The actors of the kinds that a class of actors lists: bodies, and not the roles that the law also speaks of; all, where it lists
        none."""
        wanted = set(self.order(kind))
        return tuple(each for each in choices if not wanted or wanted & self._above(self.graph.nodes(each.node, TYPE)))

    @cached_property
    def _rules(self) -> tuple[Choice, ...]:
        """Every norm by what it asks, under the title of its source and in the order of its provisions."""
        placed, stated = [], self.graph.pairs(iri("lfr:statedBy"))
        for norm in dict.fromkeys(node for node, _ in stated if node.value.startswith(PREFIXES["norm"])):
            provision = in_order(self.graph, self.graph.nodes(norm, iri("lfr:statedBy")))[0]
            source = self.graph.text(source_of(self.graph, provision), iri("dct:title"))
            placed.append((source, position(self.graph, provision), self._choice(norm, source)))
        return tuple(choice for _, _, choice in sorted(placed, key=lambda each: (*each[:2], each[2].label)))

    def _choice(self, node: ox.NamedNode, group: str) -> Choice:
        also = tuple(label.value for label in self.graph.objects(node, iri("skos:altLabel")))
        return Choice(node, compact(node.value), self.vocabulary.label(node), self.told(node), group, also)

    def _is_actor(self, kind: ox.NamedNode) -> bool:
        return iri("lfr:Actor") in self._above([kind])

    def _above(self, kinds: list[ox.NamedNode]) -> set[ox.NamedNode]:
        """Some classes and every class above them."""
        seen: set[ox.NamedNode] = set()
        todo = list(kinds)
        while todo:
            kind = todo.pop()
            if kind not in seen:
                seen.add(kind)
                todo += self.graph.nodes(kind, SUBCLASS)
        return seen

    def _says(self, prop: ox.NamedNode, name: str) -> bool:
        value = self.graph.value(prop, iri(name))
        return value is not None and value.value == "true"

    def _number(self, prop: ox.NamedNode, name: str) -> Decimal | None:
        value = self.graph.value(prop, iri(name))
        return Decimal(value.value) if value is not None else None
