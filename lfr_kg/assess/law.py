"""The norms as the engine joins them: what the files state of each, read once into a table."""

from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from lfr_kg.base.errors import KnowledgeError
from lfr_kg.base.model import TYPE, Graph
from lfr_kg.base.namespaces import PREFIXES, iri

ASSESSED = {"Obligation", "Prohibition"}
RELIED_ON = {"Permission", "Power", "Exemption"}
KINDS = ASSESSED | RELIED_ON | {"Right", "Definition", "Holding"}


@dataclass(frozen=True)
class Norm:
    """One norm. Slugs name norms; concepts are given by the end of their names (``statute``, ``before-start``, ``check``)."""

    slug: str
    node: ox.NamedNode
    kind: str
    title: str
    statement: str
    authority: str
    bearers: tuple[str, ...]
    applies_to: ox.NamedNode
    in_force_from: date
    in_force_until: date | None
    due: str | None
    within: str | None
    due_by: ox.NamedNode | None
    decided_by: str | None
    question: str
    undecided_because: str
    asks_for: str
    leaves_open: str
    next_step: str
    next_step_if_contradicted: str
    consequence: str
    verification: str
    displaces: frozenset[str]
    repairs: frozenset[str]

    def in_force_on(self, day: date) -> bool:
        """Whether it is law on a day."""
        return self.in_force_from <= day and (self.in_force_until is None or day < self.in_force_until)


def read_norms(graph: Graph, label) -> dict[str, Norm]:
    """Every norm that the files state, by slug and in the order of slugs. ``label`` names an actor.

    Raises KnowledgeError where a norm lacks what the engine cannot do without.
    """
    found = {}
    for kind in KINDS:
        for node, _, _ in (fact for fact in graph.by_predicate[TYPE] if fact[2] == iri(f"lfr:{kind}")):
            if node.value.startswith(PREFIXES["norm"]):
                norm = _norm(graph, node, kind, label)
                found[norm.slug] = norm
    return dict(sorted(found.items()))


def _norm(graph: Graph, node, kind: str, label) -> Norm:
    def text(name: str) -> str:
        value = graph.value(node, iri(f"lfr:{name}"))
        return value.value if value is not None else ""

    def concept(name: str, prefix: str) -> str | None:
        value = graph.value(node, iri(f"lfr:{name}"))
        return value.value.rsplit("/", 1)[-1].removeprefix(prefix) if value is not None else None

    def slugs(name: str) -> frozenset[str]:
        return frozenset(value.value.removeprefix(PREFIXES["norm"]) for value in graph.objects(node, iri(f"lfr:{name}")))

    missing = [name for name in ("statement", "authority", "appliesTo", "inForceFrom", "verification") if graph.value(node, iri(f"lfr:{name}")) is None]
    if missing:
        raise KnowledgeError(f"{node.value} states no {', '.join('lfr:' + name for name in missing)}.")
    return Norm(
        slug=node.value.removeprefix(PREFIXES["norm"]), node=node, kind=kind,
        title=_label(graph, node), statement=text("statement"), authority=concept("authority", "authority-"),
        bearers=tuple(label(actor) for actor in graph.objects(node, iri("lfr:bearer"))),
        applies_to=graph.value(node, iri("lfr:appliesTo")),
        in_force_from=date.fromisoformat(text("inForceFrom")),
        in_force_until=date.fromisoformat(text("inForceUntil")) if text("inForceUntil") else None,
        due=concept("due", "due-"), within=text("within") or None, due_by=graph.value(node, iri("lfr:dueBy")),
        decided_by=(concept("decidedBy", "decided-by-") if kind in ASSESSED else None),
        question=text("question"), undecided_because=text("undecidedBecause"), asks_for=text("asksFor"),
        leaves_open=text("leavesOpen"), next_step=text("nextStep"), next_step_if_contradicted=text("nextStepIfContradicted"),
        consequence=text("consequence"), verification=concept("verification", ""),
        displaces=slugs("displaces"), repairs=slugs("repairs"),
    )  # fmt: skip


def _label(graph: Graph, node) -> str:
    value = graph.value(node, iri("rdfs:label"))
    return value.value if value is not None else ""
