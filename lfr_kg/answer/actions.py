"""What there is to do: each act once, however many norms turn on it, in the order of what a reader should do first.

Evidence that is missing is one act for each thing (a paper, a part, a subject) that it is missing of; what contradicts is one act for
what is stated; a condition that is open is one act for what would decide it; judgements are one act for each theme. Kinds, headings and
ranks stand in ``ontology/concepts/action-kind.ttl`` and ``verdict.ttl``; what is to be done, with the norms.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from lfr_kg.answer.contract import Action, Ask
from lfr_kg.assess.findings import Assessed, Found, Thing
from lfr_kg.assess.verdicts import Deadline
from lfr_kg.base.model import Verdict
from lfr_kg.base.scales import ACTION_KINDS, CONTRADICTED, FORCES, IN_ORDER, VERDICTS

_FORCES = list(FORCES)
_PLACES = {slug: place for place, slug in enumerate(_FORCES)}
_DECIDED = (Verdict.FOR_JUDGEMENT, Verdict.CONDITION_NOT_STATED)
_RANKS = {verdict: entry.action_rank for verdict, entry in VERDICTS.items()}
_MISSING = _RANKS[Verdict.NOT_STATED]
_ASKING = frozenset([*(each for each, rank in _RANKS.items() if rank == _MISSING), *CONTRADICTED, *_DECIDED])
"""The verdicts that ask for something to be done."""
_PLACES_OF_VERDICTS = {verdict: place for place, verdict in enumerate(IN_ORDER)}
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass
class _Group:
    """What one act settles: its kind, and the thing that it is about."""

    kind: str
    thing: Thing
    found: list[Found] = field(default_factory=list)
    _known: set[int] = field(default_factory=set)

    def add(self, each: Found) -> None:
        """Take in a finding, once."""
        if id(each) not in self._known:
            self._known.add(id(each))
            self.found.append(each)

    @property
    def leading(self) -> Found:
        """The finding whose norm says what to do: one on this very thing that has a step of its own, binds most and misses least."""
        return min(
            self.found,
            key=lambda each: (
                each.thing.name != self.thing.name,
                not each.norm.next_step,
                _force(each),
                len(each.finding.missing),
                len(each.norm.asks_for),
                each.norm.slug,
            ),
        )

    @property
    def force(self) -> int:
        """The place of the strongest binding force of its norms."""
        return min(_force(each) for each in self.found)

    @property
    def rank(self) -> int:
        """The place of what it settles first among all acts."""
        return min(_RANKS[each.finding.verdict] for each in self.found)

    @property
    def deadline(self) -> Deadline | None:
        """The earliest time by which one of its findings is due."""
        stated = [each.finding.deadline for each in self.found if each.finding.deadline]
        return min(stated, key=lambda each: each.moment, default=None)


def actions_of(found: Assessed) -> list[Action]:
    """The actions on what was found of a deployment, in their order."""
    asking = [each for each in found.findings if each.finding.verdict in _ASKING]
    missing = [each for each in asking if _is_missing(each)]
    demanded = {thing for each in missing for lack in each.lacks if len(lack.things) == 1 for thing in lack.things}
    groups: dict[tuple[object, ...], _Group] = {}
    for each in [*missing, *(each for each in asking if not _is_missing(each))]:
        for key, kind, thing in _parts(each, demanded, groups.keys()):
            groups.setdefault(key, _Group(kind, thing)).add(each)
    return [_action(group) for group in sorted(groups.values(), key=_order)]


def _parts(each: Found, demanded: set[Thing], known: Container[tuple[object, ...]]) -> Iterator[tuple[tuple[object, ...], str, Thing]]:
    """What a finding is settled by: for each act, what it is known by, its kind, and what it is about.

    ``demanded`` are the things that something misses by themselves, ``known`` the acts found so far: a condition that a paper still to be
    written decides is settled with it.
    """
    entry, theme = VERDICTS[each.finding.verdict], each.norm.theme
    if _is_missing(each):
        for lack in each.lacks:
            thing = lack.chosen(demanded)
            kind = entry.action_for_paper if thing.is_paper and not lack.is_stated else entry.action
            yield (kind, thing.name), kind, thing
    elif each.finding.verdict in CONTRADICTED:
        yield (entry.action, each.grounds), entry.action, each.thing
    elif each.finding.verdict == Verdict.FOR_JUDGEMENT:
        yield (entry.action, theme), entry.action, Thing(theme, theme) if theme else each.thing
    elif each.finding.verdict == Verdict.CONDITION_NOT_STATED:
        papers = [(VERDICTS[Verdict.NOT_STATED].action_for_paper, thing.name) for lack in each.lacks for thing in lack.things]
        written = next((key for key in papers if key in known), None)
        if written:
            yield written, written[0], each.thing
        else:
            yield (entry.action, each.next), entry.action, each.lacks[0].things[0] if each.lacks else each.thing


def _is_missing(each: Found) -> bool:
    return _RANKS[each.finding.verdict] == _MISSING


def _force(each: Found) -> int:
    return _PLACES[each.norm.authority]


def _order(group: _Group) -> tuple[int, bool, datetime, int, int, str]:
    """Breaches, departures, missing evidence (for binding law first, by due date), open conditions (by how many norms wait) and judgements
    (by theme)."""
    rank, deadline = group.rank, group.deadline
    if rank >= VERDICTS[Verdict.FOR_JUDGEMENT].action_rank:
        return rank, False, _NEVER, 0, 0, group.thing.label
    if rank == VERDICTS[Verdict.CONDITION_NOT_STATED].action_rank:
        return rank, False, _NEVER, 0, -len(group.found), group.thing.label
    if rank == VERDICTS[Verdict.NOT_STATED].action_rank:
        is_other = not FORCES[_FORCES[group.force]].is_binding_law
        return rank, is_other, deadline.moment if deadline else _NEVER, group.force, -len(group.found), group.thing.label
    return rank, False, _NEVER, group.force, -len(group.found), group.thing.label


def _action(group: _Group) -> Action:
    kind = ACTION_KINDS[group.kind]
    settles: dict[str, list[str]] = {}
    for each in sorted(group.found, key=lambda each: (_PLACES_OF_VERDICTS[each.finding.verdict], _force(each), each.norm.slug)):
        settles.setdefault(each.finding.verdict.value, []).append(each.norm.slug)
    action: Action = {
        "do": _do(group),
        "kind": kind.slug,
        "who": kind.done_by or "; ".join(group.leading.norm.bearers),
        "thing": group.thing.label,
        "bindingForce": _FORCES[group.force],
        "settles": settles,
        "asks": _asks(group),
    }
    if deadline := group.deadline:
        action["dueBy"] = str(deadline)
    return action


def _do(group: _Group) -> str:
    """What is to be done: the norm's own step; where norms say different things of one thing, the step of the thing or of the kind."""
    kind, steps = ACTION_KINDS[group.kind], dict.fromkeys(_step(each) for each in group.found)
    if len(steps) == 1 and group.rank != VERDICTS[Verdict.FOR_JUDGEMENT].action_rank:
        return next(iter(steps))
    if group.kind == VERDICTS[Verdict.NOT_STATED].action_for_paper and group.thing.step:
        return group.thing.step
    return kind.sentence.format(thing=group.thing.label) if kind.sentence else _step(group.leading)


def _step(each: Found) -> str:
    """What is to be done about a finding, as a command: of what contradicts, by what it is that does; else the norm's own next step."""
    norm = each.norm
    if each.finding.verdict == Verdict.CONDITION_NOT_STATED:
        return each.next
    return (each.step if each.finding.verdict in CONTRADICTED else "") or norm.next_step or norm.statement


def _asks(group: _Group) -> list[Ask]:
    """What the act has to see to, each text once with the strongest norm that asks it."""
    asks: dict[str, Ask] = {}
    for each in sorted(group.found, key=lambda each: (_force(each), each.norm.slug)):
        text = _asked(each)
        asks.setdefault(text, {"text": text, "norm": each.norm.slug})
    return list(asks.values())


def _asked(each: Found) -> str:
    if each.finding.verdict == Verdict.FOR_JUDGEMENT:
        return each.question
    if each.finding.verdict == Verdict.CONDITION_NOT_STATED:
        return each.message
    return each.norm.asks_for or each.norm.statement
