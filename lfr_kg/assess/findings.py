"""What an assessment of one deployment finds, typed: what ``answer`` makes an answer of, and nothing of how that is written.

Evidence, steps and standings are typed dictionaries, since they go into an answer as they are; the rest are dataclasses over the norms.
"""

from dataclasses import dataclass
from datetime import date
from typing import NotRequired, TypedDict

import pyoxigraph as ox

from lfr_kg.assess.law import Norm
from lfr_kg.assess.record import Record
from lfr_kg.assess.verdicts import Finding


class Evidence(TypedDict):
    """One thing that a check looked at, as IRIs and as a phrase. ``outcome`` is contradicts, missing, asks or satisfies."""

    focus: str
    path: str
    value: str
    text: str
    outcome: str
    expected: NotRequired[str]
    """What the facet asks, as its message says it."""
    facet: NotRequired[str]
    stated: NotRequired[list[list[str]]]
    """The stated facts behind a computed value, each as subject, property and value."""


SharedStep = TypedDict(
    "SharedStep",
    {
        "by": str,
        "text": str,
        "fact": NotRequired[list[str]],
        "condition": NotRequired[str],
        "decidedOn": NotRequired[list[str]],
        "from": NotRequired[list[int]],
    },
)
"""A step of proofs: what it comes from, in words, and where the steps stand that it rests on (``from``)."""


class Step(SharedStep):
    """One step of a proof with its number; ``from`` gives the numbers of the steps that it rests on."""

    step: int


class StandingInShort(TypedDict):
    """Whether a condition holds (null where it is open), and why in one sentence."""

    holds: bool | None
    because: str


class Standing(StandingInShort):
    """The same with the proof: steps from stated facts through axioms and rules."""

    steps: list[Step]


@dataclass(frozen=True)
class Thing:
    """The paper, part or subject that an act is about: its name for joining, and what a reader calls it."""

    name: str
    label: str
    is_paper: bool = False
    step: str = ""
    """What there is to do where it is missing altogether."""


@dataclass(frozen=True)
class Lack:
    """What a result says to be missing: of which things any one would do, and whether one of the kind is stated already."""

    things: tuple[Thing, ...]
    is_stated: bool

    def chosen(self, demanded: set[Thing]) -> Thing:
        """Of several things of which any one would do, one that something else demands by itself; else the first."""
        return next((thing for thing in self.things if thing in demanded), self.things[0])


@dataclass(slots=True, eq=False)
class Found:
    """A finding with what is said of it. Not frozen, which would make each slower to make than any other thing that is said of it."""

    norm: Norm
    finding: Finding
    evidence: list[Evidence]
    message: str
    next: str
    step: str
    """What to do about what contradicts or is missing, as a command alone; "" where nothing does."""
    question: str
    """What a person decides, where the finding is for judgement."""
    lacks: tuple[Lack, ...]
    """What is missing, where evidence is; of an open condition, what would decide it."""
    grounds: frozenset[tuple[str, str]]
    """Node and property of what contradicts: what is put right once, however many norms it contradicts."""
    thing: Thing
    """What the norm is about."""
    own_standing: Standing | None
    """That of the norm's condition, where what it was considered for is not the whole deployment and differs from it."""


@dataclass(frozen=True)
class Assessed:
    """All that is found of one deployment."""

    name: str
    identifier: str
    record_kind: str
    day: date
    is_by_events: bool
    """Whether the day of some event chose, so that no one day's law was applied."""
    findings: list[Found]
    conditions: dict[ox.NamedNode, Standing]
    """Every condition that a finding or a norm of the lists turns on, as it stands for the whole deployment."""
    relied_on: list[Norm]
    also_bears: list[Norm]
    out_of_reach: list[Norm]
    record: Record
    notes: list[str]
