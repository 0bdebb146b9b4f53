"""A draft of a description: a tree of parts with the values as typed, read from statements and turned into them.

The draft keeps what cannot be stated yet (a date that does not exist), so that nobody has to type it again; ``statements`` says where it
is, and a file that is saved carries it as a note (``lfr:typedAs``) that is no evidence. A draft is plain data: a form carries it in itself
as JSON, and nothing is stored.
"""

import json
import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from lfr_kg.base.errors import BadRequest
from lfr_kg.base.model import TYPE, Fact, Statement, Value, serialized
from lfr_kg.base.namespaces import PREFIXES, compact, iri, is_ours
from lfr_kg.drafting import fields
from lfr_kg.drafting.dictionary import Dictionary, Field, Kind
from lfr_kg.evidence.description import SKOLEM, Deployment, statement

MAX_PARTS = 3000
MAX_VALUES = 20_000
FORMATS = {"turtle": (ox.RdfFormat.TURTLE, "ttl", "text/turtle"), "jsonld": (ox.RdfFormat.JSON_LD, "jsonld", "application/ld+json")}
"""Format → how it is written, the ending of its files, its media type."""
TYPED_AS = iri("lfr:typedAs")
_STARTS = {name: PREFIXES[name] for name in ("lfr", "con", "actor", "dct", "foaf", "geo", "xsd")}


@dataclass
class Part:
    """One thing that the draft speaks of: its kind, the values typed of each property, and the parts it has, by property."""

    id: str
    kind: str
    values: dict[str, list[str]] = field(default_factory=dict)
    parts: dict[str, list["Part"]] = field(default_factory=dict)

    def every(self) -> Iterator["Part"]:
        """This part and all parts in it, each before what is in it."""
        yield self
        for inner in self.parts.values():
            for part in inner:
                yield from part.every()


@dataclass(frozen=True)
class Wrong:
    """A value that cannot be stated: where it was typed (as ``Draft.place`` names it), and what is wrong with it."""

    place: str
    label: str
    message: str


def new_draft(dictionary: Dictionary) -> Part:
    """A draft of a deployment of which nothing is stated."""
    return Part(f"urn:uuid:{uuid.uuid4()}", dictionary.root.name)


def new_part(draft: Part, kind: Kind) -> Part:
    """A part of a kind, with a name that no other part of the draft bears. The caller puts it where it belongs."""
    slug = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", kind.name.split(":")[1]).lower()
    start = f"{draft.id}#{slug}-"
    taken = {part.id for part in draft.every()}
    number = next(number for number in range(1, MAX_PARTS + 2) if f"{start}{number}" not in taken)
    return Part(f"{start}{number}", kind.name)


def place(path: str, name: str) -> str:
    """Where a property of a part is asked for: the part's path, a stroke, and the property."""
    return f"{path}/{name}" if path else name


def walk(part: Part, dictionary: Dictionary, path: str = "") -> Iterator[tuple[str, Part, Kind]]:
    """Every part of a draft with its path (``lfr:watchlist/0``; "" for the deployment) and its kind."""
    kind = dictionary.by_name[part.kind]
    yield path, part, kind
    for each in kind.fields:
        for number, inner in enumerate(part.parts.get(each.name, ())):
            yield from walk(inner, dictionary, f"{place(path, each.name)}/{number}")


def statements(draft: Part, dictionary: Dictionary) -> tuple[list[ox.Triple], list[Wrong]]:
    """What a draft states, and what of it cannot be stated."""
    triples, wrong = [], []
    for path, part, kind in walk(draft, dictionary):
        node = ox.NamedNode(part.id)
        triples.append(ox.Triple(node, TYPE, kind.node))
        for each in kind.fields:
            where = place(path, each.name)
            if each.kind == "part":
                triples += [ox.Triple(node, each.node, ox.NamedNode(inner.id)) for inner in part.parts.get(each.name, ())]
                continue
            for number, text in enumerate(part.values.get(each.name, ())):
                try:
                    triples.append(ox.Triple(node, each.node, fields.read(text, each)))
                except fields.Fault as fault:
                    wrong.append(Wrong(f"{where}/{number}", each.question, str(fault)))
    return list(dict.fromkeys(triples)), wrong


def notes(draft: Part, dictionary: Dictionary, wrong: list[Wrong]) -> list[ox.Triple]:
    """What was typed and cannot be stated, as statements that are no evidence: of each part, the property and the text."""
    places = {each.place for each in wrong}
    return [
        ox.Triple(ox.NamedNode(part.id), TYPED_AS, ox.Literal(f"{name} {text}"))
        for path, part, _ in walk(draft, dictionary)
        for name, texts in part.values.items()
        for number, text in enumerate(texts)
        if f"{place(path, name)}/{number}" in places
    ]


def is_note(told: str) -> bool:
    """Whether a statement, as ``description.statement`` tells it, is such a note."""
    return f" {compact(TYPED_AS.value)} " in told


def restore(draft: Part, said: Iterable[Statement], dictionary: Dictionary) -> None:
    """Put back into a draft what the notes of its file say was typed. What is no such note is passed over."""
    parts = {part.id: part for part in draft.every()}
    for subject, predicate, value in said:
        part = parts.get(subject.value) if isinstance(subject, ox.NamedNode) else None
        if predicate != TYPED_AS or part is None or not isinstance(value, ox.Literal):
            continue
        name, _, text = value.value.partition(" ")
        if text and any(each.name == name and each.kind != "part" for each in dictionary.by_name[part.kind].fields):
            part.values.setdefault(name, []).append(text)


def write(triples: list[ox.Triple], form: str) -> bytes:
    """Statements as a file of one of FORMATS."""
    return serialized(triples, FORMATS[form][0], _STARTS)


def from_deployment(deployment: Deployment, dictionary: Dictionary) -> tuple[Part, list[str]]:
    """A draft of a deployment that was read, and the statements that the draft has no place for."""
    reader = _Reader(deployment, dictionary)
    draft = reader.part(deployment.node, dictionary.root)
    reader.rename(draft)
    return draft, [statement(fact) for fact in sorted(deployment.facts.facts - reader.taken, key=str)]


class _Reader:
    """Turns the nodes of a deployment into parts, and notes which facts found their place."""

    def __init__(self, deployment: Deployment, dictionary: Dictionary):
        self.deployment, self.dictionary, self.facts = deployment, dictionary, deployment.facts
        self.taken: set[Fact] = set()
        self.seen: set[ox.NamedNode] = set()

    def part(self, node: ox.NamedNode, kind: Kind) -> Part:
        """The part of a kind that a node becomes."""
        self.seen.add(node)
        types = self.facts.nodes(node, TYPE)
        self.taken |= {
            (node, TYPE, kind.node),
            *((node, TYPE, wider) for wider in types if wider in self.dictionary.kinds and kind.node in self.dictionary.kinds[wider].under),
        }
        part = Part(node.value, kind.name)
        for each in kind.fields:
            for value in self.facts.objects(node, each.node):
                fact = (node, each.node, value)
                if each.part is not None:
                    if isinstance(value, ox.NamedNode) and (there := self._fitting(value, each.part)):
                        self.taken.add(fact)
                        part.parts.setdefault(each.name, []).append(self.part(value, there))
                elif self._says(value, each):
                    self.taken.add(fact)
                    part.values.setdefault(each.name, []).append(fields.key(self.deployment.as_submitted(fact)))
        return part

    def _fitting(self, value: ox.NamedNode, wanted: ox.NamedNode) -> Kind | None:
        """The kind of a part, where it is one that a field takes, and not met before: one thing in two places would be written twice."""
        kind = self.dictionary.kind_of(self.facts.nodes(value, TYPE))
        return kind if kind is not None and value not in self.seen and wanted in (kind.node, *self._above(kind)) else None

    def _above(self, kind: Kind) -> list[ox.NamedNode]:
        return [other.node for other in self.dictionary.kinds.values() if kind.node in other.under]

    @staticmethod
    def _says(value: Value, each: Field) -> bool:
        """Whether reading the value's text gives the value again."""
        try:
            read = fields.read(fields.key(value), each)
        except fields.Fault:
            return True
        return read == value or (isinstance(value, ox.Literal) and isinstance(read, ox.Literal) and read.value == value.value)

    def rename(self, draft: Part) -> None:
        """Give names of the draft's own to nodes that had none in the file."""
        if draft.id.startswith(SKOLEM):
            draft.id = f"urn:uuid:{uuid.uuid4()}"
        for part in draft.every():
            if part.id.startswith(SKOLEM):
                part.id = new_part(draft, self.dictionary.by_name[part.kind]).id


def to_json(draft: Part) -> str:
    """A draft as the text that a form carries."""
    return json.dumps(_plain(draft), ensure_ascii=False, separators=(",", ":"))


def _plain(part: Part) -> dict[str, object]:
    parts = {name: [_plain(each) for each in inner] for name, inner in part.parts.items() if inner}
    return {"id": part.id, "kind": part.kind, "values": {name: texts for name, texts in part.values.items() if texts}, "parts": parts}


def from_json(text: str, dictionary: Dictionary) -> Part:
    """The draft that a form carried. Raises BadRequest where the text is not one: it comes back from outside."""
    try:
        found = _Checked(dictionary).part(json.loads(text), dictionary.root.name)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadRequest(
            "The description that the form carried cannot be read. Start again, or load the file that you saved last."
        ) from error
    if len({part.id for part in found.every()}) != sum(1 for _ in found.every()):
        raise BadRequest("Two parts of the description bear one name. Start again, or load the file that you saved last.")
    return found


class _Checked:
    """Reads a draft from JSON, keeping nothing that the dictionary does not know."""

    def __init__(self, dictionary: Dictionary):
        self.dictionary, self.parts, self.values = dictionary, 0, 0

    def part(self, found: dict[str, Any], wanted: str) -> Part:
        """A part of the kind wanted, or of one under it. Raises ValueError or KeyError where the dictionary knows no such thing."""
        kind = self.dictionary.by_name[found["kind"]]
        if kind.name != wanted and kind.node not in self.dictionary.by_name[wanted].under:
            raise ValueError(found["kind"])
        node = ox.NamedNode(found["id"])
        if is_ours(node.value):
            raise ValueError(node.value)
        known = {each.name: each for each in kind.fields}
        part = Part(node.value, kind.name)
        for name, texts in found["values"].items():
            if known[name].kind == "part" or not all(isinstance(text, str) for text in texts):
                raise ValueError(name)
            part.values[name] = list(texts)
        for name, inner in found["parts"].items():
            taken = known[name].part
            if taken is None:
                raise ValueError(name)
            part.parts[name] = [self.part(each, self.dictionary.kinds[taken].name) for each in inner]
        self.parts += 1
        self.values += sum(map(len, part.values.values()))
        if self.parts > MAX_PARTS or self.values > MAX_VALUES:
            raise ValueError("too much")
        return part


def file_name(draft: Part, ending: str) -> str:
    """The name under which a draft is saved: its identifier in plain letters, and the ending."""
    said = (draft.values.get("dct:identifier") or ["deployment"])[0]
    return (re.sub(r"[^A-Za-z0-9.-]+", "-", said).strip("-.")[:60] or "deployment") + "." + ending


def title(part: Part, kind: Kind) -> str:
    """What a part is called: its title or identifier, where one is stated."""
    names = [kind.fields[0]] if kind.fields and kind.fields[0].node in (iri("dct:title"), iri("dct:identifier")) else []
    return next((text for each in names for text in part.values.get(each.name, ()) if text.strip()), "")
