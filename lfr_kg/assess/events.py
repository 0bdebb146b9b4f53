"""Which version of a norm is considered for what: the law of the deployment's day, or of the day of each event.

A norm that asks for the law of an event's day (a request, a breach, a decision, a purchase) is considered for the events on whose day
it is in force, and sees no others; one deployment may so be judged by two versions, each on its own events.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial

import pyoxigraph as ox

from lfr_kg.assess.alone import Alone
from lfr_kg.assess.inference import Inference, infer_without
from lfr_kg.assess.law import Norm, Terms
from lfr_kg.assess.theory import Theory
from lfr_kg.base import times
from lfr_kg.base.model import Graph, Node
from lfr_kg.base.namespaces import iri
from lfr_kg.evidence.description import Deployment

Path = tuple[ox.NamedNode, ...]
"""Properties that lead from a deployment to something."""
_NONE: frozenset[Node] = frozenset()
_FEW = 2
"""Of how many things it is cheaper to work a deployment out with each alone than once without any, to see what each adds."""


@dataclass(eq=False)
class Considered:
    """A norm in force for something: what it sees of the deployment, and the events that brought it in. Never changed."""

    norm: Norm
    inference: Inference
    limited: Callable[[], frozenset[Node]] = frozenset
    """What finds the ``events`` of one that no event's day brought in, once somebody asks: for some a deployment is worked out anew."""
    dated: tuple[tuple[Node, date], ...] = ()
    """The events with their days, where such a day brought it in."""
    undated: Inference | None = None
    """What the events show whose day is not stated, where there are any."""
    is_dated: bool = field(init=False)
    """Whether no event without a day can concern it: else this version may be that event's."""
    holds: bool | None = field(init=False)
    """Whether its condition is known to hold of what it sees; not known where an event without a day may bring it about."""

    def __post_init__(self) -> None:
        self.is_dated = self.undated is None or self.undated.holds(self.norm.applies_to) is False
        found = self.inference.holds(self.norm.applies_to)
        self.holds = found if found or self.is_dated else None

    @cached_property
    def events(self) -> frozenset[Node]:
        """Nodes of the events on whose day it is in force, none where the day of the deployment chose it; of an exemption that limits
        norms, the things for which it does (``lfr:reaches``, else its events), whatever day chose it."""
        return frozenset(node for node, _ in self.dated) or self.limited()

    @property
    def days(self) -> tuple[date, ...]:
        """The days that brought it in, in order; none where the day of the deployment chose it."""
        return tuple(sorted({day for _, day in self.dated}))


class Timeline:
    """The days of one deployment: its own, and those of its events."""

    def __init__(self, inference: Inference, terms: Terms, theory: Theory):
        self.inference, self.terms, self.theory = inference, terms, theory
        self._views: dict[tuple[frozenset[Node], ox.NamedNode], Inference] = {}
        """By the things left out and the property that leads to them: to one thing several may."""
        self._events: dict[Path, dict[Node, date | None]] = {}
        self._alone: dict[Path, Alone] = {}

    @cached_property
    def day(self) -> date:
        """The day whose law applies where no event chooses: the one set, else the day it started in London (actual, else planned, else
        the day recorded), else the day assessed."""
        return self.terms.as_at or law_as_at(self.inference.deployment, self.terms)

    def considered(self, norms: Iterable[Norm]) -> list[Considered]:
        """The norms in force for the deployment or for one of its events, in their order. One that an exemption displaces for some events
        only, on whose day its paper had effect, is considered for the others."""
        every = (self._consider(norm) for norm in norms)
        found = [each for each in every if each is not None and not self._is_unread(each)]
        dated = [each for each in found if each.norm.holds_until and each.norm.displaces and each.holds]
        return [self._narrowed(each, dated) for each in found]

    def _narrowed(self, duty: Considered, exemptions: Iterable[Considered]) -> Considered:
        """A norm as considered for the events that no exemption with a term displaces; for all where it displaces all or none."""
        for exemption in exemptions if duty.dated else ():
            outside = outside_term(exemption, duty) if duty.norm.slug in exemption.norm.displaces else _NONE
            if outside and len(outside) < len(duty.dated):
                path = duty.norm.event_day
                view = self._without(frozenset(self.events(path)) - outside, path[:-1])
                duty = replace(duty, inference=view, dated=tuple(pair for pair in duty.dated if pair[0] in outside))
        return duty

    @property
    def is_by_events(self) -> bool:
        """Whether the day of some event chose, so that no one day's law was applied."""
        return self.terms.as_at is None and any(self._events.values())

    def _is_unread(self, each: Considered) -> bool:
        """Whether it was declared only after the day it is judged by, and what was declared later is not wanted."""
        declared = each.norm.declared_on
        return self.terms.as_then and declared is not None and declared > max(each.days, default=self.day)

    def _consider(self, norm: Norm) -> Considered | None:
        events = self.events(norm.event_day) if norm.event_day and self.terms.as_at is None else {}
        if norm.is_start_for_undated:
            events = {node: day or self.day for node, day in events.items()}
        if not events:
            limited = partial(self._limited, norm) if norm.limits else frozenset
            return Considered(norm, self.inference, limited) if norm.in_force_on(self.day) else None
        own = frozenset(node for node, day in events.items() if day is not None and norm.in_force_on(day))
        dated = frozenset(node for node, day in events.items() if day is not None)
        undated = self._without(dated, norm.event_day[:-1]) if len(dated) < len(events) else None
        own = self._limited(norm) & own or own
        if own:
            days = tuple((node, day) for node, day in events.items() if day is not None and node in own)
            return Considered(norm, self._without(frozenset(events) - own, norm.event_day[:-1]), dated=days, undated=undated)
        if undated is None:
            return None
        if undated.holds(norm.applies_to) is False:
            return Considered(norm, undated) if norm.in_force_on(self.day) else None
        return Considered(norm, self._without(frozenset(events), norm.event_day[:-1]), undated=undated)

    def _limited(self, norm: Norm) -> frozenset[Node]:
        """The things for which an exemption limits norms: those of its kind that fulfil its condition alone, whatever law is applied."""
        if not norm.limits or not (norm.event_day or self.inference.holds(norm.applies_to)):
            return _NONE
        every = tuple(things_reached(norm, self.inference))
        return frozenset(node for node in every if self._holds_alone(norm, node, every))

    def _holds_alone(self, norm: Norm, thing: Node, every: tuple[Node, ...]) -> bool:
        """Whether a norm's condition holds of the deployment with one of some things alone."""
        if len(every) <= _FEW:
            return bool(self._without(frozenset(every) - {thing}, norm.reaches).holds(norm.applies_to))
        if norm.reaches not in self._alone:
            bare = self._without(frozenset(every), norm.reaches)
            self._alone[norm.reaches] = Alone(self.inference, bare, self.theory, every, norm.reaches)
        return norm.applies_to in self._alone[norm.reaches].held(thing)

    def events(self, path: Path) -> dict[Node, date | None]:
        """The events that a path leads to, each with its day in London; None where that is not stated."""
        if path not in self._events:
            facts = self.inference.deployment.facts
            nodes = facts.along(self.inference.deployment.node, path[:-1])
            self._events[path] = {node: _first_day(facts, node, path[-1:]) for node in nodes if not isinstance(node, ox.Literal)}
        return self._events[path]

    def _without(self, events: frozenset[Node], path: Path) -> Inference:
        """What follows from the deployment without some of the things to which a path leads."""
        if not events:
            return self.inference
        key = (events, path[-1])
        if key not in self._views:
            stated = self.inference.deployment.facts.facts
            gone = [fact for fact in stated if fact[0] in events or (fact[1] == path[-1] and fact[2] in events)]
            self._views[key] = infer_without(gone, self.inference, self.theory)
        return self._views[key]


def things_reached(exemption: Norm, inference: Inference) -> list[Node]:
    """The things of a deployment of which an exemption reaches some; none where a record does not name the part that it reaches."""
    deployment = inference.deployment
    reached = deployment.facts.along(deployment.node, exemption.reaches) if exemption.reaches else []
    return [node for node in reached if not isinstance(node, ox.Literal)]


def outside_term(exemption: Considered, duty: Considered) -> frozenset[Node]:
    """The events of a duty on whose day no paper of an exemption had effect (``lfr:holdsFrom``, ``lfr:holdsUntil``); none where it rests on
    no paper with such days."""
    facts, norm = exemption.inference.facts, exemption.norm
    papers = facts.along(exemption.inference.deployment.node, norm.holds_until[:-1]) if norm.holds_until else []
    terms = [
        (_first_day(facts, paper, norm.holds_from[-1:]) or date.min, _first_day(facts, paper, norm.holds_until[-1:]) or date.max)
        for paper in papers
        if not isinstance(paper, ox.Literal)
    ]
    return frozenset(node for node, day in duty.dated if terms and not any(first <= day <= last for first, last in terms))


def law_as_at(deployment: Deployment, terms: Terms) -> date:
    """The day on which a deployment started in London (actual, else planned, else the day recorded), else the day assessed."""
    for name in ("lfr:actualStart", "lfr:plannedStart", "lfr:deployedOn"):
        found = _first_day(deployment.facts, deployment.node, (iri(name),))
        if found is not None:
            return found
    return times.london_day(terms.at)


def _first_day(facts: Graph, node: Node, path: Path) -> date | None:
    """The first of the days, by the calendar in London, at the end of a path; None where none is stated."""
    stated = (times.moment(each.value) for each in facts.along(node, path))
    return min((times.calendar_day(each) for each in stated), default=None)
