"""The scales that every face speaks in, verdicts, binding forces, kinds of action and verification, as ``ontology/concepts`` states them.

What a verdict is called, under which heading and in which colour it stands, what there is to do about it, and what a binding force makes
of a contradiction are knowledge: they stand with the concepts, and are read here once. ``base.model.Verdict`` only names the verdicts.
"""

from dataclasses import dataclass

import pyoxigraph as ox

from lfr_kg.base.errors import KnowledgeError
from lfr_kg.base.model import Graph, Verdict, facts_of
from lfr_kg.base.namespaces import PREFIXES, iri
from lfr_kg.base.settings import knowledge_root


@dataclass(frozen=True)
class VerdictEntry:
    """One verdict as a reader meets it. ``outcome`` and ``mode`` are its EARL outcome and mode; ``is_listed``, that reports list its
    findings and say no more."""

    slug: str
    label: str
    heading: str
    advice: str
    colour: str
    outcome: ox.NamedNode
    mode: ox.NamedNode
    is_listed: bool
    action: str = ""
    """The kind of act that settles its findings, by slug; empty where there is nothing to do."""
    action_for_paper: str = ""
    """The kind where what is missing is a paper of which none is stated."""
    action_rank: int = 0
    """The place of such acts among all."""

    @property
    def word(self) -> str:
        """The heading up to its colon, for captions and counts."""
        return self.heading.split(":")[0]


@dataclass(frozen=True)
class Force:
    """One kind of authority. ``contradicted_is`` is None where a norm of it gets no verdict; ``severity`` is that of SHACL results;
    ``binds_every_force`` is false where its norms bind one force alone, or nobody."""

    slug: str
    label: str
    severity: ox.NamedNode
    contradicted_is: Verdict | None
    binds_every_force: bool

    @property
    def is_binding_law(self) -> bool:
        """Whether what contradicts it is a breach, so that a reader has to be warned."""
        return self.contradicted_is == Verdict.BREACHED


@dataclass(frozen=True)
class ActionKind:
    """One kind of act that settles findings. ``sentence`` says what is to be done where no norm's own next step does; ``done_by`` is empty
    where the bearer of the norm does it."""

    slug: str
    label: str
    heading: str
    sentence: str
    done_by: str


@dataclass(frozen=True)
class Verification:
    """How far an entry was compared with its source: for a list, and in full. ``colour`` stands beside the words."""

    slug: str
    label: str
    in_full: str
    colour: str


def _stated(scheme: str) -> Graph:
    """What a concept file states. Raises KnowledgeError where it cannot be read."""
    path = knowledge_root() / "ontology" / "concepts" / f"{scheme}.ttl"
    try:
        return Graph(facts_of(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)))
    except SyntaxError as error:
        raise KnowledgeError(f"{path}, line {error.lineno}, column {error.offset}: {error.msg}") from error
    except OSError as error:
        raise KnowledgeError(f"{path} cannot be read: {error.strerror or error}.") from error


def _concepts(scheme: str) -> tuple[Graph, list[tuple[str, ox.NamedNode]]]:
    """What a concept file states, and its concepts by slug in their order."""
    graph = _stated(scheme)
    ordered = sorted(graph.by_predicate[iri("sh:order")], key=lambda fact: int(fact[2].value))
    nodes = [node for node, _, _ in ordered if isinstance(node, ox.NamedNode)]
    return graph, [(node.value.removeprefix(f"{PREFIXES['con']}{scheme}-"), node) for node in nodes]


def _verdicts() -> dict[str, VerdictEntry]:
    graph, concepts = _concepts("verdict")
    said = {"label": "skos:prefLabel", "heading": "lfr:groupHeading", "advice": "lfr:advice", "colour": "lfr:colour"}
    return {
        slug: VerdictEntry(
            slug=slug,
            outcome=graph.needed_node(node, iri("lfr:earlOutcome")),
            mode=graph.needed_node(node, iri("lfr:earlMode")),
            is_listed=graph.needed(node, iri("lfr:isListed")).value == "true",
            action=_kind(graph, node, "lfr:actionKind"),
            action_for_paper=_kind(graph, node, "lfr:actionKindForPaper"),
            action_rank=int(_text(graph, node, "lfr:actionRank") or 0),
            **{name: graph.needed(node, iri(prop)).value for name, prop in said.items()},
        )
        for slug, node in concepts
    }


def _text(graph: Graph, node: ox.NamedNode, name: str) -> str:
    return graph.text(node, iri(name))


def _kind(graph: Graph, node: ox.NamedNode, name: str) -> str:
    return _text(graph, node, name).removeprefix(f"{PREFIXES['con']}action-kind-")


def _action_kinds() -> dict[str, ActionKind]:
    graph, concepts = _concepts("action-kind")
    said = {"label": "skos:prefLabel", "heading": "lfr:groupHeading", "sentence": "lfr:sentence", "done_by": "lfr:doneBy"}
    return {slug: ActionKind(slug, **{name: _text(graph, node, prop) for name, prop in said.items()}) for slug, node in concepts}


def _standings() -> dict[bool | None, tuple[str, str]]:
    graph, concepts = _concepts("standing")
    said = [(_text(graph, node, "skos:prefLabel"), _text(graph, node, "lfr:sentence")) for _, node in concepts]
    return dict(zip((True, False, None), said, strict=True))


def _stages() -> dict[str, str]:
    graph, concepts = _concepts("due")
    return {slug: graph.needed(node, iri("lfr:groupHeading")).value for slug, node in concepts}


def _conclusions() -> dict[str, str]:
    graph = _stated("judged")
    return {node.value.removeprefix(PREFIXES["con"]): graph.needed(node, iri("skos:prefLabel")).value
            for node, _, _ in graph.by_predicate[iri("skos:inScheme")] if isinstance(node, ox.NamedNode)}  # fmt: skip


def _sentences() -> dict[str, str]:
    start = f"{PREFIXES['con']}sentence-"
    stated = _stated("sentence").by_predicate[iri("lfr:sentence")]
    return {node.value.removeprefix(start): text.value for node, _, text in stated if isinstance(node, ox.NamedNode)}


def _forces() -> dict[str, Force]:
    graph, concepts = _concepts("authority")

    def verdict(node: ox.NamedNode) -> Verdict | None:
        found = graph.value(node, iri("lfr:contradictedIs"))
        return Verdict(found.value.removeprefix(f"{PREFIXES['con']}verdict-")) if found is not None else None

    return {
        slug: Force(
            slug,
            graph.needed(node, iri("skos:prefLabel")).value,
            graph.needed_node(node, iri("sh:severity")),
            verdict(node),
            graph.needed(node, iri("lfr:bindsEveryForce")).value == "true",
        )
        for slug, node in concepts
    }


def _verifications() -> dict[str, Verification]:
    graph = _stated("verification")
    slugs = {node.value.removeprefix(PREFIXES["con"]): node for node in graph.of_type(iri("skos:Concept"))}
    said = {"label": "skos:prefLabel", "in_full": "skos:altLabel", "colour": "lfr:colour"}
    return {
        slug: Verification(slug, **{name: graph.needed(node, iri(prop)).value for name, prop in said.items()})
        for slug, node in slugs.items()
    }


VERDICTS: dict[str, VerdictEntry] = _verdicts()
"""The verdicts by slug, in the order of what there is to do."""

IN_ORDER = tuple(Verdict(slug) for slug in VERDICTS)
"""The verdicts by name, in the same order."""

FORCES: dict[str, Force] = _forces()
"""Kinds of authority by slug, the most binding first."""

CONTRADICTED = frozenset(force.contradicted_is for force in FORCES.values() if force.contradicted_is)
"""The verdicts that say that something stated contradicts a norm."""

ACTION_KINDS: dict[str, ActionKind] = _action_kinds()
"""Kinds of action by slug, in the order in which a reader finds them."""

STANDINGS: dict[bool | None, tuple[str, str]] = _standings()
"""Whether a condition holds (None: it is open) → how a step of a proof says so, and the sentence with ``{condition}`` in it."""

VERIFICATIONS: dict[str, Verification] = _verifications()
"""How far entries were compared with their source, by slug."""

CONCLUSIONS: dict[str, str] = _conclusions()
"""Conclusions of a recorded judgement by slug (``judged-satisfied``) → what a reader calls them."""

STAGES: dict[str, str] = _stages()
"""When what norms ask is due, by slug in the order of a deployment → the heading over it."""

SENTENCES: dict[str, str] = _sentences()
"""The sentences of con:sentence by name, their slots in braces, for what speaks of an answer without the knowledge at hand."""
