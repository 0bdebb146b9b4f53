"""What can be found: every norm, provision, source, actor, term, value and question as an entry of the search index."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from lfr_kg.base.model import TYPE, Graph, Node, Value
from lfr_kg.base.namespaces import BASE, compact, iri, is_ours
from lfr_kg.base.scales import FORCES
from lfr_kg.search.citations import DIVISIONS

NORM_TEXT = (
    "lfr:conditionInWords",
    "lfr:exceptionInWords",
    "lfr:asksFor",
    "lfr:question",
    "lfr:undecidedBecause",
    "lfr:consequence",
)
NORM_NAMES = {"lfr:bearer": "Concerns", "lfr:counterparty": "Towards", "lfr:appliesTo": "Applies to"}
_YEAR = re.compile(r"\s+(\d{4}|\(.*\))$")
"""The year or the remark in brackets that a name ends in, which people leave out."""
TERM_KINDS = {"owl:Class", "owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty"}

Cite = Callable[[list[ox.NamedNode], str], str]
"""Provisions and a pinpoint that stands for their numbers (or "") → their citation."""


@dataclass
class Entry:
    """One thing that can be found. ``called`` are its other names, ``names`` what else people cite it by.

    ``says`` is the rule, or what else a reader would read first, ``text`` all other words that it is found by. ``worth`` is how much it
    stands above others of its kind before any word is counted; ``force`` the binding force of a norm, in words.
    """

    node: str
    path: str
    kind: str
    word: str
    title: str
    citation: str = ""
    called: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    says: str = ""
    text: list[str] = field(default_factory=list)
    force: str = ""
    worth: float = 0.0
    official: str = ""
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
        places = graph.nodes(node, iri("lfr:statedBy"))
        yield Entry(
            node=node.value,
            path="/norm/" + node.value.removeprefix(BASE + "norm/"),
            kind="norm",
            word=_kind_word(graph, node),
            title=_label(graph, node),
            citation=cite(places, _text(graph, node, "lfr:pinpoint")) if places else "",
            called=[_text(graph, node, "dct:identifier"), *_others(graph, node)],
            names=[_spelt(graph, place) for place in places],
            says=_text(graph, node, "lfr:statement"),
            force=_named_value(graph, node, "lfr:authority"),
            worth=_worth(graph, node),
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
        said = (_text(graph, node, "lfr:bindingForce"), f"Issued by {', '.join(issuers)}" if issuers else "")
        yield Entry(
            node=node.value,
            path=_path(node),
            kind="source",
            word=_kind_word(graph, node),
            title=_text(graph, node, "dct:title"),
            citation=_text(graph, node, "lfr:citation"),
            called=[
                _text(graph, node, "lfr:shortName"),
                _YEAR.sub("", _text(graph, node, "lfr:shortName")),
                _text(graph, node, "dct:identifier"),
                _YEAR.sub("", _text(graph, node, "dct:title")),
                *_others(graph, node),
            ],
            says=" ".join(sentence(text[:1].upper() + text[1:]) for text in said if text),
            official=_text(graph, node, "lfr:officialUri"),
            verification=_local(graph, node, "lfr:verification"),
            until=_text(graph, node, "lfr:inForceUntil") or None,
        )


def _provisions(graph: Graph, cite: Cite) -> Iterator[Entry]:
    stated: dict[str, list[str]] = {}
    for norm, _, place in graph.by_predicate[iri("lfr:statedBy")]:
        stated.setdefault(place.value, []).append(_text(graph, norm, "rdfs:label"))
    for node, _ in graph.pairs(iri("lfr:divisionType")):
        source = line_above(graph, node)[-1]
        norms = [name for name in sorted(set(stated.get(node.value, ()))) if name]
        yield Entry(
            node=node.value,
            path=_path(node),
            kind="provision",
            word=_kind_word(graph, node),
            title=cite([node], ""),
            called=_others(graph, node),
            official=_text(graph, node, "lfr:officialUri"),
            names=[_spelt(graph, node), _text(graph, source, "dct:title"), _text(graph, source, "lfr:citation")],
            says=" ".join(sentence(text) for name in ("lfr:heading", "lfr:paraphrase") if (text := _text(graph, node, name))),
            text=[
                ("It states: " + "; ".join(norms) + ".") if norms else "",
            ],
            until=_text(graph, node, "lfr:inForceUntil") or None,
        )


def _actors(graph: Graph) -> Iterator[Entry]:
    for node in _typed(graph, lambda node, kind: node.value.startswith(BASE + "actor/")):
        yield Entry(
            node.value,
            _path(node),
            "actor",
            _kind_word(graph, node),
            _label(graph, node),
            called=_others(graph, node),
            says=_text(graph, node, "skos:definition"),
        )


def _terms(graph: Graph) -> Iterator[Entry]:
    for node in _typed(graph, lambda node, kind: compact(kind.value) in TERM_KINDS and is_ours(node.value)):
        is_condition = iri("lfr:Condition") in graph.objects(node, TYPE)
        kinds = graph.objects(node, TYPE)
        word = "condition" if is_condition else "kind of thing in a description" if iri("owl:Class") in kinds else "line of a description"
        is_measure = node.value.startswith(BASE + "measure/")
        name = node.value.rsplit("/", 1)[-1]
        split = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
        yield Entry(
            node.value,
            _path(node),
            "condition" if is_condition else "term",
            "measure" if is_measure else word,
            _label(graph, node),
            names=[name, split],
            says=_text(graph, node, "skos:definition"),
            text=[_text(graph, node, "skos:scopeNote")],
            worth=-2.0 if is_measure else 0.0,
        )


def _values(graph: Graph) -> Iterator[Entry]:
    """The values of lists; not the sections of the form, which say nothing of law and would stand before what is called the same, nor the
    places whose law is not recorded."""
    for node, _, scheme in graph.by_predicate[iri("skos:inScheme")]:
        if graph.value(scheme, iri("lfr:formOrder")) is not None or scheme == iri("con:jurisdiction"):
            continue
        told = [_text(graph, node, name) for name in ("skos:scopeNote", "skos:note")]
        names = [node.value.rsplit("/", 1)[-1]]
        yield Entry(
            node.value,
            _path(node),
            "value",
            f"{_label(graph, scheme)}: value of a list",
            _label(graph, node),
            called=_others(graph, node),
            names=names,
            says=_text(graph, node, "skos:definition"),
            text=told,
        )


def _questions(questions: Iterable[tuple[str, str, str]]) -> Iterator[Entry]:
    for slug, title, description in questions:
        path = f"/questions/{slug}"
        yield Entry(path, path, "question", "question", title, names=[slug], says=description)


PLACES = {f"authority-{slug}": place for place, slug in enumerate(FORCES)}
"""Binding forces, each with its place: the most binding first."""
OWN_POLICY = next(place for place, force in enumerate(FORCES.values()) if not force.binds_every_force)
"""The place from which on a norm binds one force alone, or nobody."""


def _worth(graph: Graph, norm: Node) -> float:
    """How much a norm is worth before words are counted: by what it is and by how binding it is; what one force set itself, less."""
    of_kind = max((float(_text(graph, kind, "lfr:prominence") or 0) for kind in graph.objects(norm, TYPE)), default=0.0)
    place = PLACES.get(_local(graph, norm, "lfr:authority") or "", OWN_POLICY)
    return of_kind + 0.5 * (OWN_POLICY - place) - (3.0 if place >= OWN_POLICY else 0.0)


def _others(graph: Graph, node: Node) -> list[str]:
    """The other names of a thing, those that are only searched for among them."""
    return [label.value for name in ("skos:altLabel", "skos:hiddenLabel") for label in graph.objects(node, iri(name))]


def _named_value(graph: Graph, node: Node, name: str) -> str:
    value = graph.value(node, iri(name))
    return _label(graph, value) if value is not None else ""


def _typed(graph: Graph, fits: Callable[[ox.NamedNode, ox.NamedNode], bool]) -> list[ox.NamedNode]:
    return list(dict.fromkeys(node for node, kind in graph.pairs(TYPE) if fits(node, kind)))


def _named(graph: Graph, node: Node, name: str, word: str) -> str:
    labels = ", ".join(_label(graph, each) for each in graph.objects(node, iri(name)))
    return f"{word}: {labels}." if labels else ""


def line_above(graph: Graph, node: ox.NamedNode) -> list[ox.NamedNode]:
    """A provision, the divisions above it, and the source, from the inside out."""
    found = [node]
    while (parent := graph.node(found[-1], iri("lfr:partOf"))) is not None and parent not in found:
        found.append(parent)
    return found


def _spelt(graph: Graph, node: ox.NamedNode) -> str:
    """A place in words, as people write it out: ``section 64(1) schedule 8 paragraph 4``."""
    parts = [f"{division(graph, each)} {number_of(graph, each)}" for each in reversed(line_above(graph, node)[:-1])]
    return " ".join(part for part in parts if part.split(" ")[0] in DIVISIONS.values())


def division(graph: Graph, node: ox.NamedNode) -> str:
    """The kind of division that a provision is: section, paragraph, …; "" where none is stated."""
    return (_local(graph, node, "lfr:divisionType") or "").removeprefix("division-")


def number_of(graph: Graph, node: ox.NamedNode) -> str:
    """The number of a provision as it is looked for: without spaces, in small letters."""
    return _text(graph, node, "lfr:number").replace(" ", "").lower()


def order_of(graph: Graph, node: ox.NamedNode) -> int:
    """The place of a provision among those beside it; 0 where it has none."""
    return int(_text(graph, node, "lfr:order") or 0)


def _label(graph: Graph, node: Value) -> str:
    return next((text for name in ("rdfs:label", "skos:prefLabel", "dct:title") if (text := _text(graph, node, name))), compact(node.value))


def _kind_word(graph: Graph, node: Node) -> str:
    """The word for what a thing is, from the label of its class; the most telling where it has several."""
    kinds = sorted(
        (kind for kind in graph.objects(node, TYPE) if is_ours(kind.value)),
        key=lambda kind: (compact(kind.value) == "lfr:Provision", kind.value),
    )
    return next((_label(graph, kind) for kind in kinds), "thing")


def _text(graph: Graph, node: Value, name: str) -> str:
    return graph.text(node, iri(name))


def _local(graph: Graph, node: Node, name: str) -> str | None:
    value = graph.value(node, iri(name))
    return value.value.rsplit("/", 1)[-1] if value is not None else None


def _path(node: Node) -> str:
    return "/" + node.value.removeprefix(BASE)


def sentence(text: str) -> str:
    """A text that ends as a sentence does."""
    return text if text.rstrip().endswith((".", "?", "!", ":", ";")) else text.rstrip() + "."


def clean(text: str) -> str:
    """A text on one line without control characters, which mark the words found."""
    return " ".join(re.sub(r"[\x00-\x1f]", " ", text).split())
