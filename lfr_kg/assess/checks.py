"""SHACL over one deployment: the compiled engine, the reference engine behind the same methods, and what each shape asks.

Sources: Shapes Constraint Language (W3C, 2017); the conventions of shapes/README.md. The engine's own inference is off: it sees the
evidence, the measures and the conditions that hold, and nothing is added to them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from lfr_kg.base.errors import KnowledgeError
from lfr_kg.base.model import TYPE, Fact, Graph, Value
from lfr_kg.base.namespaces import PREFIXES, iri
from lfr_kg.base.scales import FORCES

FILE = "shapes.nt"
"""The name beside the store of the shapes as the engines run them."""
SHAPE = PREFIXES["shape"]
_ABSENCE = {str(iri("sh:MinCountConstraintComponent")), str(iri("sh:QualifiedMinCountConstraintComponent"))}
LIMITS = {"MaxInclusive": "<=", "MaxExclusive": "<", "MinInclusive": ">=", "MinExclusive": ">"}
"""The constraint components of SHACL that bound a value (section 4.2) → the relation that a value has to have to the bound."""


def bounds_on(graph: Graph, node: Value) -> list[tuple[str, Value]]:
    """The bounds that a shape sets on a value, each with its component, in the order of LIMITS."""
    return [(name, bound) for name in LIMITS for bound in graph.objects(node, iri(f"sh:{name[0].lower()}{name[1:]}"))]


_LENIENT_FIRST = ("sh:Info", "sh:Warning", "sh:Violation")


Examined = tuple[ox.NamedNode, ox.NamedNode | None, tuple[ox.NamedNode, ...]]
"""What an alternative or a qualified shape looks at: a path, the class of its values (None for any), and properties of those."""


@dataclass(frozen=True)
class Result:
    """One validation result. Terms are N-Triples texts, so that results of any engine compare; ``path`` is a property or a path's text."""

    focus: str
    path: str | None
    value: str | None
    shape: str
    component: str
    severity: str
    messages: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        """The slug of the norm's shape that this result belongs to."""
        return self.shape.removeprefix("<" + SHAPE).rstrip(">").split(".", 1)[0]


@dataclass(frozen=True)
class Facet:
    """One named shape: what it looks at, whether it asks for presence, and the shapes nested in it."""

    node: ox.NamedNode
    path: ox.NamedNode | None
    presence: bool
    message: str
    nested: "tuple[Facet, ...]" = ()
    """Facets of the values of the path."""
    judgement: bool = False
    """Whether a result of it is for a person to judge."""
    own_policy: bool = False
    """Whether a result of it says that the force's own stated policy says the same, and was not kept."""
    limits: tuple[Any, ...] = ()
    """Pairs (name of SHACL's constraint on a number, the number): ``MaxInclusive`` and its like."""
    next_step: str = ""
    """What to do about a result of it, where that is not the norm's own next step."""
    question: str = ""
    """What a person decides about a result of it, where that is not the norm's own question."""
    looks_at: tuple[Examined, ...] = ()
    """Pairs (class or None, properties): the values that a qualified shape or an alternative examines."""


@dataclass(frozen=True)
class Check:
    """The shape of a norm: its slug, the norms it checks, its facets, and what it asks in words."""

    slug: str
    norms: tuple[ox.NamedNode, ...]
    facets: tuple[Facet, ...]
    asks: str


def compile_shapes(graph: Graph, shapes: Iterable[Fact]) -> str:
    """The shapes graph that the engines run, as N-Triples: what the shapes files state, each named shape with the severity of its norm.

    ``graph`` holds all that the project's files state. Raises KnowledgeError where a shape checks no norm that is declared.
    """
    lines = {f"{s} {p} {o} ." for s, p, o in shapes}
    for check in read_checks(graph):
        severity = _severity(graph, check)
        lines.update(f"{facet.node} {iri('sh:severity')} {severity} ." for facet in every_facet(check.facets))
    return "\n".join(sorted(lines)) + "\n"


def _severity(graph: Graph, check: "Check") -> ox.NamedNode:
    """The severity of a shape's results: the harshest among the norms that it checks; what a person judges is information."""
    forces = {norm: force for norm in check.norms if (force := graph.node(norm, iri("lfr:authority"))) is not None}
    if not forces or len(forces) < len(check.norms):
        raise KnowledgeError(f"shape:{check.slug} checks no norm with an authority: state lfr:checks norm:<slug>.")
    found = [
        iri("sh:Info")
        if graph.value(norm, iri("lfr:decidedBy")) == iri("con:decided-by-judgement")
        else FORCES[force.value.split("/authority-")[1]].severity
        for norm, force in forces.items()
    ]
    return max(found, key=[iri(name) for name in _LENIENT_FIRST].index)


def read_checks(graph: Graph) -> list[Check]:
    """Every norm's shape that the files state, in the order of slugs."""
    nodes = sorted({shape for shape, _, _ in graph.by_predicate[iri("lfr:checks")]}, key=str)
    return [
        Check(
            slug=node.value.removeprefix(SHAPE),
            norms=tuple(sorted(graph.nodes(node, iri("lfr:checks")), key=str)),
            facets=tuple(_facet(graph, each) for each in sorted(graph.objects(node, iri("sh:property")), key=str)),
            asks=_text(graph, node, "rdfs:comment"),
        )
        for node in nodes
    ]


def every_facet(facets: Iterable[Facet]) -> list[Facet]:
    """Facets with the facets nested in them."""
    return [each for facet in facets for each in (facet, *every_facet(facet.nested))]


def _facet(graph: Graph, node: Any) -> Facet:
    path = graph.value(node, iri("sh:path"))
    plain = isinstance(path, ox.NamedNode) and not any(
        graph.objects(node, iri(name)) for name in ("sh:or", "sh:and", "sh:xone", "sh:qualifiedValueShape")
    )
    present = any(graph.value(node, iri(name)) is not None for name in ("sh:minCount", "sh:qualifiedMinCount"))
    marked = graph.value(node, iri("lfr:asks"))
    return Facet(
        node=node,
        path=path if isinstance(path, ox.NamedNode) else None,
        presence=present or marked == iri("con:presence"),
        judgement=marked == iri("con:judgement"),
        own_policy=marked == iri("con:own-policy"),
        message=_text(graph, node, "sh:message"),
        nested=tuple(
            _facet(graph, each) for each in sorted(graph.objects(node, iri("sh:property")), key=str) if isinstance(each, ox.NamedNode)
        ),
        limits=tuple(bounds_on(graph, node)),
        next_step=_text(graph, node, "lfr:nextStep"),
        question=_text(graph, node, "lfr:question"),
        looks_at=() if plain else tuple(dict.fromkeys(_looks_at(graph, node))),
    )


def _looks_at(graph: Graph, node: Value) -> list[Examined]:
    """What an alternative or a qualified shape examines: (path, class or None, properties of the values)."""
    found = []
    for head in (*graph.objects(node, iri("sh:or")), *graph.objects(node, iri("sh:and")), *graph.objects(node, iri("sh:xone"))):
        for member in graph.list(head):
            found += [entry for part in (member, *graph.objects(member, iri("sh:property"))) for entry in _examined(graph, part)]
    return found + (_examined(graph, node) if graph.value(node, iri("sh:path")) is not None else [])


def _examined(graph: Graph, node: Value) -> list[Examined]:
    path, qualified = graph.value(node, iri("sh:path")), graph.value(node, iri("sh:qualifiedValueShape"))
    if path is None:
        return _looks_at(graph, node) if graph.objects(node, iri("sh:or")) else []
    if qualified is None:
        return [(each, None, ()) for each in _properties(graph, path)]
    kind = graph.node(qualified, iri("sh:class"))
    inner = [p for s in graph.objects(qualified, iri("sh:property")) for p in _properties(graph, graph.value(s, iri("sh:path")))]
    return [(each, kind, tuple(dict.fromkeys(inner))) for each in _properties(graph, path)]


def _properties(graph: Graph, path: Any) -> list[Any]:
    """The properties that a path leads along: itself, or its alternatives; none for a path to the node itself."""
    if isinstance(path, ox.NamedNode):
        return [path]
    alternatives = graph.value(path, iri("sh:alternativePath"))
    return graph.list(alternatives) if alternatives is not None else []


def _text(graph: Graph, node: Value, predicate: str) -> str:
    return graph.text(node, iri(predicate))


def is_missing(result: Result, presence: set[str]) -> bool:
    """Whether a result says that evidence is missing (else something stated contradicts). ``presence``: shapes marked as asking for it."""
    return result.component in _ABSENCE or result.shape in presence


class Engine:
    """The compiled engine (package ``shacl``)."""

    def __init__(self, shapes: str):
        import shacl

        self._shapes = shacl.Shapes.from_text(shapes, format="ntriples")

    def run(self, data: str) -> list[Result]:
        """The results on a data graph given as N-Triples, sorted."""
        report = self._shapes.validate_text(data, format="ntriples")
        results = [
            Result(
                r.focus_node, _path(r.path), r.value, str(r.source_shape), f"<{r.component_iri}>", f"<{r.severity_iri}>", tuple(r.messages)
            )
            for r in report.results
        ]
        return sorted(results, key=_order)


class Reference:
    """The reference engine (pySHACL), for comparison and where the compiled one is not to be had."""

    def __init__(self, shapes: str):
        import rdflib

        self._shapes = rdflib.Graph().parse(data=shapes, format="nt")

    def run(self, data: str) -> list[Result]:
        """The results on a data graph given as N-Triples, sorted."""
        import pyshacl
        import rdflib

        graph = rdflib.Graph().parse(data=data, format="nt")
        _, report, _ = pyshacl.validate(graph, shacl_graph=self._shapes, inference="none", advanced=False, allow_infos=False)
        sh = rdflib.Namespace(PREFIXES["sh"])

        def term(node: Any, name: str) -> Any:
            value = report.value(node, sh[name])
            return None if value is None else _path(value.n3()) if name == "resultPath" else value.n3()

        results = []
        for node in report.objects(None, sh.result):
            messages = tuple(str(m) for m in report.objects(node, sh.resultMessage))
            fields = (
                term(node, name)
                for name in ("focusNode", "resultPath", "value", "sourceShape", "sourceConstraintComponent", "resultSeverity")
            )
            focus, path, value, shape, component, severity = fields
            results.append(Result(focus, path, value, shape, component, severity, messages))
        return sorted(results, key=_order)


ENGINES: dict[str, type[Engine] | type[Reference]] = {"shacl": Engine, "pyshacl": Reference}


def _path(text: str | None) -> str | None:
    """A property as it is; any other path, which each engine writes its own way, as one mark."""
    return text if text is None or text.startswith("<") else "(path)"


def _order(result: Result) -> tuple[str, ...]:
    return (result.shape, result.focus, result.path or "", result.value or "", result.component)


def data_graph(facts: Iterable[Fact], node: ox.NamedNode, held: list[ox.NamedNode], classes: Mapping[Any, frozenset[ox.NamedNode]]) -> str:
    """What the engine sees, as N-Triples: facts, the conditions that hold, and every node's superclasses."""
    lines = [f"{s} {p} {o} ." for s, p, o in facts]
    lines += [f"{node} {TYPE} {condition} ." for condition in held]
    lines += [f"{s} {TYPE} {sup} ." for s, p, o in facts if p == TYPE for sup in classes.get(o, ()) if sup != o]
    return "\n".join(dict.fromkeys(lines)) + "\n"
