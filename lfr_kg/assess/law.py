"""The norms as the engine joins them: what the files state of each, read once into a table."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import pyoxigraph as ox

from lfr_kg.base import times
from lfr_kg.base.errors import KnowledgeError
from lfr_kg.base.model import TYPE, Graph, Node, Value
from lfr_kg.base.namespaces import PREFIXES, iri

ASSESSED = {"Obligation", "Prohibition"}
BEARING = {"Permission", "Power", "Exemption", "Right", "Holding", "Practice"}
"""Kinds that get no verdict and are shown where their condition holds."""
_EVENT_OR_START = iri("con:law-of-event-or-start")
KINDS = ASSESSED | BEARING | {"Definition"}


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
    exceptions: str
    """What it does not reach, in words: a check may not look at all of it."""
    contested: str
    """What lawyers disagree on, where its meaning or reach is contested."""
    caution: str
    """What a reader has to know beside every finding on it: how weakly it is known, or what may change it."""
    displaces: frozenset[str]
    named_by: tuple[ox.NamedNode, ...]
    """Where it displaces only what a paper names, the properties that lead from the deployment to those norms."""
    holds_from: tuple[ox.NamedNode, ...]
    holds_until: tuple[ox.NamedNode, ...]
    """On an exemption that rests on a paper with a term, the properties that lead from the deployment to its first and its last day: it
    reaches no event outside them."""
    limits: frozenset[str]
    """On an exemption, the norms that it reaches only in part."""
    reaches: tuple[ox.NamedNode, ...]
    """On an exemption that limits norms, the properties that lead from the deployment to the things of which it reaches some, each where
    that thing alone fulfils its condition; none where a record does not name the part that it reaches."""
    repairs: frozenset[str]
    declared_on: date | None
    """The day of the judgment that declared it."""
    event_day: tuple[ox.NamedNode, ...]
    """Where the law of an event's day is asked, the properties that lead from the deployment to that day."""
    is_start_for_undated: bool
    """Whether an event without a stated day falls under the law of the start."""
    counting: str | None
    """How its period of days is counted, as a concept of con:count."""
    acts_on: ox.NamedNode | None
    """The thing that is put right when it is met, a concept of con:thing."""
    theme: str
    """What a reader calls the subject under which it stands."""

    def in_force_on(self, day: date) -> bool:
        """Whether it is law on a day."""
        return self.in_force_from <= day and (self.in_force_until is None or day < self.in_force_until)

    @property
    def is_claim(self) -> bool:
        """Whether it is an exemption of which a description can show only that somebody claims it: a person decides."""
        return self.kind == "Exemption" and self.decided_by == "judgement"


@dataclass(frozen=True)
class Terms:
    """On what terms to judge: the day whose law applies (each deployment's and event's own where None), the instant assessed at (with an
    offset), and whether only what could be read on that day counts, what a court declared later left out."""

    as_at: date | None
    at: datetime
    as_then: bool = False


def read_norms(graph: Graph, label: Callable[[Value], str]) -> dict[str, Norm]:
    """Every norm that the files state, by slug and in the order of slugs. ``label`` names an actor or a concept.

    Raises KnowledgeError where a norm lacks what the engine cannot do without.
    """
    kinds = {iri(f"lfr:{kind}"): kind for kind in KINDS}
    stated = {node: kinds[kind] for node, kind in graph.pairs(TYPE) if kind in kinds and node.value.startswith(PREFIXES["norm"])}
    found = [_norm(graph, node, kind, label) for node, kind in stated.items()]
    return {norm.slug: norm for norm in sorted(found, key=lambda norm: norm.slug)}


def _norm(graph: Graph, node: ox.NamedNode, kind: str, label: Callable[[Value], str]) -> Norm:
    def text(name: str) -> str:
        return graph.text(node, iri(f"lfr:{name}"))

    def day(name: str) -> date | None:
        return times.day(text(name)) if text(name) else None

    def concept(name: str, prefix: str) -> str | None:
        value = graph.value(node, iri(f"lfr:{name}"))
        return value.value.rsplit("/", 1)[-1].removeprefix(prefix) if value is not None else None

    def slugs(name: str) -> frozenset[str]:
        return frozenset(value.value.removeprefix(PREFIXES["norm"]) for value in graph.objects(node, iri(f"lfr:{name}")))

    missing = [
        name
        for name in ("statement", "authority", "appliesTo", "inForceFrom", "verification")
        if graph.value(node, iri(f"lfr:{name}")) is None
    ]
    if missing:
        raise KnowledgeError(f"{node.value} states no {', '.join('lfr:' + name for name in missing)}.")
    event_day = _event_day(graph, node)
    return Norm(
        slug=node.value.removeprefix(PREFIXES["norm"]), node=node, kind=kind,
        title=graph.text(node, iri("rdfs:label")), statement=text("statement"), authority=concept("authority", "authority-") or "",
        bearers=tuple(label(actor) for actor in graph.objects(node, iri("lfr:bearer"))),
        applies_to=graph.needed_node(node, iri("lfr:appliesTo")),
        in_force_from=times.day(text("inForceFrom")), in_force_until=day("inForceUntil"),
        due=concept("due", "due-"), within=text("within") or None, due_by=graph.node(node, iri("lfr:dueBy")),
        decided_by=concept("decidedBy", "decided-by-") if kind in ASSESSED or kind == "Exemption" else None,
        question=text("question"), undecided_because=text("undecidedBecause"), asks_for=text("asksFor"),
        leaves_open=text("leavesOpen"), next_step=text("nextStep"), next_step_if_contradicted=text("nextStepIfContradicted"),
        consequence=text("consequence"), verification=concept("verification", "") or "",
        exceptions=text("exceptionInWords"), contested=text("contestedPoint"), caution=text("caution"),
        displaces=slugs("displaces"), named_by=_path(graph, node, "lfr:displacesNamedBy"),
        holds_from=_path(graph, node, "lfr:holdsFrom"), holds_until=_path(graph, node, "lfr:holdsUntil"),
        limits=slugs("limits"), reaches=_path(graph, node, "lfr:reaches") or event_day[:-1], repairs=slugs("repairs"),
        declared_on=day("declaredOn"), event_day=event_day,
        is_start_for_undated=graph.value(node, iri("lfr:lawOf")) == _EVENT_OR_START, counting=concept("counting", "count-"),
        acts_on=graph.node(node, iri("lfr:actsOn")), theme=label(found) if (found := graph.value(node, iri("lfr:theme"))) else "",
    )  # fmt: skip


def _path(graph: Graph, node: Node, name: str) -> tuple[ox.NamedNode, ...]:
    return tuple(each for each in graph.list(graph.value(node, iri(name))) if isinstance(each, ox.NamedNode))


def _event_day(graph: Graph, node: Node) -> tuple[ox.NamedNode, ...]:
    """The path to the event's day. Raises KnowledgeError where the law of an event is asked and no path of two steps or more is given."""
    if graph.value(node, iri("lfr:lawOf")) not in (iri("con:law-of-event"), _EVENT_OR_START):
        return ()
    path = _path(graph, node, "lfr:eventDay")
    if len(path) < 2:
        raise KnowledgeError(
            f"{node.value} asks for the law of an event's day: state lfr:eventDay, the list of properties that leads there."
        )
    return path
