"""What there is to do: each act once, however many norms turn on it, in the order of what a reader should do first.

Evidence that is missing is one act for each thing (a paper, a part, a subject) that it is missing of; what contradicts is one act for
what is stated; a condition that is open is one act for what would decide it; judgements are one act for each theme. Kinds, headings and
ranks stand in ``ontology/concepts/action-kind.ttl`` and ``verdict.ttl``; what is to be done, with the norms.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from lfr_kg.answer.contract import Action, Ask
from lfr_kg.assess.findings import Assessed, Found, Lack, Thing
from lfr_kg.assess.verdicts import Deadline
from lfr_kg.base.model import Verdict
from lfr_kg.base.scales import ACTION_KINDS, CONTRADICTED, FORCES, VERDICTS

_FORCES = list(FORCES)
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass
class _Group:
    """What one act settles. ``kind`` and ``thing`` are those of the first finding that asked for it."""

    kind: str
    thing: str
    found: list[Found] = field(default_factory=list)

    def add(self, each: Found) -> None:
        """Take in a finding, once."""
        if all(each is not other for other in self.found):
            self.found.append(each)

    @property
    def leading(self) -> Found:
        """The finding whose norm speaks for all: of the strongest binding force, and of those the one that misses the least."""
        return min(self.found, key=lambda each: (_force(each), len(each.finding.missing), len(each.norm.asks_for), each.norm.slug))

    @property
    def deadline(self) -> Deadline | None:
        """The earliest time by which one of its findings is due."""
        stated = [each.finding.deadline for each in self.found if each.finding.deadline]
        return min(stated, key=lambda each: each.moment, default=None)


def actions_of(found: Assessed) -> list[Action]:
    """The actions on what was found of a deployment, in their order."""
    groups: dict[tuple[object, ...], _Group] = {}
    demanded = {thing for each in found.findings for lack in each.lacks if len(lack.things) == 1 for thing in lack.things}
    for each in found.findings:
        for key, kind, thing in _parts(each, demanded):
            groups.setdefault(key, _Group(kind, thing)).add(each)
    return [_action(group) for group in sorted(groups.values(), key=_order)]


def _parts(each: Found, demanded: set[Thing]) -> Iterator[tuple[tuple[object, ...], str, str]]:
    """What a finding is settled by: for each act, what it is known by, its kind, and what it is about."""
    entry, norm = VERDICTS[each.finding.verdict], each.norm
    if not entry.action:
        return
    if each.finding.verdict in CONTRADICTED:
        yield (entry.action, each.grounds), entry.action, each.thing.label
    elif each.finding.verdict == Verdict.FOR_JUDGEMENT:
        yield (entry.action, norm.theme), entry.action, norm.theme or each.thing.label
    elif each.finding.verdict == Verdict.CONDITION_NOT_STATED:
        yield (entry.action, each.next), entry.action, each.thing.label
    for lack in each.lacks if entry.action_rank == VERDICTS[Verdict.NOT_STATED].action_rank else ():
        thing = _chosen(lack, demanded)
        kind = entry.action_for_paper if thing.is_paper and not lack.is_stated else entry.action
        yield (kind, thing.name), kind, thing.label


def _chosen(lack: Lack, demanded: set[Thing]) -> Thing:
    """Of several things of which any one would do, one that something else asks for by itself; else the first."""
    return next((thing for thing in lack.things if thing in demanded), lack.things[0])


def _force(each: Found) -> int:
    return _FORCES.index(each.norm.authority)


def _order(group: _Group) -> tuple[int, bool, datetime, int, int, str]:
    """Breaches, departures, missing evidence (for binding law first, by due date), open conditions and judgements."""
    rank = min(VERDICTS[each.finding.verdict].action_rank for each in group.found)
    is_missing = rank == VERDICTS[Verdict.NOT_STATED].action_rank
    force, deadline = _force(group.leading), group.deadline
    binds = not is_missing or FORCES[_FORCES[force]].is_binding_law
    due = deadline.moment if deadline and is_missing else _NEVER
    is_by_theme = rank == VERDICTS[Verdict.FOR_JUDGEMENT].action_rank
    is_by_count = rank == VERDICTS[Verdict.CONDITION_NOT_STATED].action_rank
    return rank, not binds, due, 0 if is_by_theme or is_by_count else force, 0 if is_by_theme else -len(group.found), group.thing


def _action(group: _Group) -> Action:
    leading, kind = group.leading, ACTION_KINDS[group.kind]
    settles: dict[str, list[str]] = {}
    for each in sorted(group.found, key=lambda each: (list(Verdict).index(each.finding.verdict), _force(each), each.norm.slug)):
        settles.setdefault(each.finding.verdict.value, []).append(each.norm.slug)
    action: Action = {
        "do": _do(group),
        "kind": kind.slug,
        "who": kind.done_by or "; ".join(leading.norm.bearers),
        "thing": group.thing,
        "bindingForce": leading.norm.authority,
        "settles": settles,
        "asks": _asks(group),
    }
    if deadline := group.deadline:
        action["dueBy"] = str(deadline)
    return action


def _do(group: _Group) -> str:
    """What is to be done: the leading norm's own step; where several say different things of one thing, the sentence of the kind."""
    kind, steps = ACTION_KINDS[group.kind], list(dict.fromkeys(_step(each) for each in group.found))
    if group.leading.finding.verdict == Verdict.FOR_JUDGEMENT or (kind.sentence and len(steps) > 1):
        return kind.sentence.format(thing=group.thing)
    return _step(group.leading)


def _step(each: Found) -> str:
    """A norm's own next step, as one command."""
    norm = each.norm
    if each.finding.verdict == Verdict.CONDITION_NOT_STATED:
        return each.next
    if each.finding.verdict in CONTRADICTED:
        return norm.next_step_if_contradicted or norm.next_step or norm.statement
    return norm.next_step or norm.statement


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
