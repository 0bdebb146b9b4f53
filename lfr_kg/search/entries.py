"""What can be found: every norm, provision, source, actor, term, value and question as an entry of the search index."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from lfr_kg.base.model import TYPE, Graph
from lfr_kg.base.namespaces import BASE, compact, iri, is_ours
from lfr_kg.search.citations import DIVISIONS

NORM_TEXT = (
    "lfr:statement",
    "lfr:conditionInWords",
    "lfr:exceptionInWords",
    "lfr:asksFor",
    "lfr:question",
    "lfr:undecidedBecause",
    "lfr:consequence",
    "lfr:contestedPoint",
)
NORM_NAMES = {"lfr:bearer": "Concerns", "lfr:counterparty": "Towards", "lfr:appliesTo": "Applies to"}
TERM_KINDS = {"owl:Class", "owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty"}

Cite = Callable[[list, str], str]
"""Provisions and a pinpoint that stands for their numbers (or "") → their citation."""


@dataclass
class Entry:
    """One thing that can be found. ``called`` are its other names, ``names`` what else people cite it by, ``text`` what it says."""

    node: str
    path: str
    kind: str
    word: str
    title: str
    citation: str = ""
    called: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    verification: str | None = None
    until: str | None = None


def entries_of(graph: Graph, questions: Iterable[tuple[str, str, str]], cite: Cite) -> list[Entry]:
    """Everything that ``graph`` states, and the library's questions (slug, title, description)."""
    things = (_norms(graph, cite), _sources(graph), _provisions(graph, cite), _actors(graph), _terms(graph), _values(graph))
    return [entry for found in (*things, _questions(questions)) for entry in found]


def _norms(graph: Graph, cite: Cite) -> Iterator[Entry]:
    for node, _, _ in graph.by_predicate[iri("lfr:statement")]:
        if not node.value.startswith(BASE + "norm/"):
            continue
        places = graph.objects(node, iri("lfr:statedBy"))
        yield Entry(
            node=node.value,
            path="/norm/" + node.value.removeprefix(BASE + "norm/"),
            kind="norm",
            word=_kind_word(graph, node),
            title=_label(graph, node),
            citation=cite(places, _text(graph, node, "lfr:pinpoint")) if places else "",
            called=[_text(graph, node, "dct:identifier")],
            names=[_spelt(graph, place) for place in places],
            text=[
                *(_text(graph, node, name) for name in NORM_TEXT),
                *(_named(graph, node, name, word) for name, word in NORM_NAMES.items()),
            ],
            verification=_local(graph, node, "lfr:verification"),
            until=_text(graph, node, "lfr:inForceUntil") or None,
        )


def _sources(graph: Graph) -> Iterator[Entry]:
    for node, _, _ in graph.by_predicate[iri("lfr:bindingForce")]:
        issuers = [_label(graph, each) for each in graph.objects(node, iri("lfr:issuer"))]
        yield Entry(
            node=node.value,
            path=_path(node),
            kind="source",
            word=_kind_word(graph, node),
            title=_text(graph, node, "dct:title"),
            citation=_text(graph, node, "lfr:citation"),
            called=[_text(graph, node, "lfr:shortName"), _text(graph, node, "dct:identifier")],
            text=[_text(graph, node, "lfr:bindingForce"), "Issued by " + ", ".join(issuers) + "." if issuers else ""],
            verification=_local(graph, node, "lfr:verification"),
            until=_text(graph, node, "lfr:inForceUntil") or None,
        )


def _provisions(graph: Graph, cite: Cite) -> Iterator[Entry]:
    stated: dict[str, list[str]] = {}
    for norm, _, place in graph.by_predicate[iri("lfr:statedBy")]:
        stated.setdefault(place.value, []).append(_text(graph, norm, "rdfs:label"))
    for node, _, _ in graph.by_predicate[iri("lfr:divisionType")]:
        source = line_above(graph, node)[-1]
        norms = [name for name in sorted(set(stated.get(node.value, ()))) if name]
        yield Entry(
            node=node.value,
            path=_path(node),
            kind="provision",
            word=_kind_word(graph, node),
            title=cite([node], ""),
            names=[_spelt(graph, node), _text(graph, source, "dct:title"), _text(graph, source, "lfr:citation")],
            text=[
                _text(graph, node, "lfr:heading"),
                _text(graph, node, "lfr:paraphrase"),
                ("It states: " + "; ".join(norms) + ".") if norms else "",
            ],
            until=_text(graph, node, "lfr:inForceUntil") or None,
        )


def _actors(graph: Graph) -> Iterator[Entry]:
    for node in _typed(graph, lambda node, kind: node.value.startswith(BASE + "actor/")):
        names = [label.value for label in graph.objects(node, iri("skos:altLabel"))]
        yield Entry(
            node.value,
            _path(node),
            "actor",
            _kind_word(graph, node),
            _label(graph, node),
            called=names,
            text=[_text(graph, node, "skos:definition")],
        )


def _terms(graph: Graph) -> Iterator[Entry]:
    for node in _typed(graph, lambda node, kind: compact(kind.value) in TERM_KINDS and is_ours(node.value)):
        is_condition = iri("lfr:Condition") in graph.objects(node, TYPE)
        word = "condition" if is_condition else "class" if iri("owl:Class") in graph.objects(node, TYPE) else "property"
        told = [_text(graph, node, name) for name in ("skos:definition", "skos:scopeNote")]
        name = node.value.rsplit("/", 1)[-1]
        split = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
        yield Entry(
            node.value, _path(node), "condition" if is_condition else "term", word, _label(graph, node), names=[name, split], text=told
        )


def _values(graph: Graph) -> Iterator[Entry]:
    """The values of lists; not the sections of the form, which say nothing of law and would stand before what is called the same."""
    for node, _, scheme in graph.by_predicate[iri("skos:inScheme")]:
        if graph.value(scheme, iri("lfr:formOrder")) is not None:
            continue
        told = [_text(graph, node, name) for name in ("skos:definition", "skos:scopeNote", "skos:note")]
        called = [label.value for label in graph.objects(node, iri("skos:altLabel"))]
        names = [node.value.rsplit("/", 1)[-1]]
        yield Entry(
            node.value,
            _path(node),
            "value",
            f"{_label(graph, scheme)}: value of a list",
            _label(graph, node),
            called=called,
            names=names,
            text=told,
        )


def _questions(questions: Iterable[tuple[str, str, str]]) -> Iterator[Entry]:
    for slug, title, description in questions:
        path = f"/questions/{slug}"
        yield Entry(path, path, "question", "question", title, names=[slug], text=[description])


def _typed(graph: Graph, fits) -> list:
    return list(
        dict.fromkeys(
            node
            for node, _, kind in graph.by_predicate[TYPE]
            if isinstance(node, ox.NamedNode) and isinstance(kind, ox.NamedNode) and fits(node, kind)
        )
    )


def _named(graph: Graph, node, name: str, word: str) -> str:
    labels = ", ".join(_label(graph, each) for each in graph.objects(node, iri(name)))
    return f"{word}: {labels}." if labels else ""


def line_above(graph: Graph, node) -> list:
    """A provision, the divisions above it, and the source, from the inside out."""
    found = [node]
    while (parent := graph.value(found[-1], iri("lfr:partOf"))) is not None and parent not in found:
        found.append(parent)
    return found


def _spelt(graph: Graph, node) -> str:
    """A place in words, as people write it out: ``section 64(1) schedule 8 paragraph 4``."""
    parts = [f"{division(graph, each)} {number_of(graph, each)}" for each in reversed(line_above(graph, node)[:-1])]
    return " ".join(part for part in parts if part.split(" ")[0] in DIVISIONS.values())


def division(graph: Graph, node) -> str:
    """The kind of division that a provision is: section, paragraph, …"""
    return _local(graph, node, "lfr:divisionType").removeprefix("division-")


def number_of(graph: Graph, node) -> str:
    """The number of a provision as it is looked for: without spaces, in small letters."""
    return _text(graph, node, "lfr:number").replace(" ", "").lower()


def order_of(graph: Graph, node) -> int:
    """The place of a provision among those beside it; 0 where it has none."""
    return int(_text(graph, node, "lfr:order") or 0)


def _label(graph: Graph, node) -> str:
    return next((text for name in ("rdfs:label", "skos:prefLabel", "dct:title") if (text := _text(graph, node, name))), compact(node.value))


def _kind_word(graph: Graph, node) -> str:
    """The word for what a thing is, from the label of its class; the most telling where it has several."""
    kinds = sorted(
        (kind for kind in graph.objects(node, TYPE) if is_ours(kind.value)),
        key=lambda kind: (compact(kind.value) == "lfr:Provision", kind.value),
    )
    return next((_label(graph, kind) for kind in kinds), "thing")


def _text(graph: Graph, node, name: str) -> str:
    value = graph.value(node, iri(name))
    return value.value if value is not None else ""


def _local(graph: Graph, node, name: str) -> str | None:
    value = graph.value(node, iri(name))
    return value.value.rsplit("/", 1)[-1] if value is not None else None


def _path(node) -> str:
    return "/" + node.value.removeprefix(BASE)


def sentence(text: str) -> str:
    """A text that ends as a sentence does."""
    return text if text.rstrip().endswith((".", "?", "!", ":", ";")) else text.rstrip() + "."


def clean(text: str) -> str:
    """A text on one line without control characters, which mark the words found."""
    return " ".join(re.sub(r"[\x00-\x1f]", " ", text).split())
