"""The parts of a printed report, from a whole one down to a step of a proof.

All text in them is ready to print: dates in words, names shortened, characters that no document may hold replaced. Nothing is markup.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Rule:
    """A norm as a report names it. ``verified`` says in a word or two what ``verification`` says in full."""

    slug: str
    statement: str
    title: str
    citation: str
    authority: str
    verified: str
    verification: str
    is_verified: bool
    norm: str
    provision: str
    official: str
    bearer: str
    why: str
    remarks: tuple[str, ...]
    """What a reader has to know beside: that a court declared it later, what is contested or may change, and what people recorded as
    their view."""


@dataclass(frozen=True)
class Step:
    """One step of a proof, with the numbers of those it rests on."""

    number: int
    text: str
    by: str
    rests_on: tuple[int, ...]


@dataclass(frozen=True)
class Reason:
    """Why something applies, or what leaves it open: a proof that several findings may share."""

    number: int
    anchor: str
    conclusion: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Seen:
    """One thing that was looked at: how it came out, and what was found, in a sentence."""

    outcome: str
    seen: str


@dataclass(frozen=True)
class Entry:
    """A finding in full; an open condition is one entry for all the rules that wait for it."""

    number: int
    anchor: str
    rules: tuple[Rule, ...]
    message: str
    next: str
    due: str
    relations: tuple[str, ...]
    reason: Reason
    evidence: tuple[Seen, ...]
    unprinted: int


@dataclass(frozen=True)
class Group:
    """The findings of one verdict: in full (``entries``) or, where there is nothing to do, as a list (``rules``)."""

    verdict: str
    anchor: str
    heading: str
    colour: str
    advice: str
    count: int
    entries: tuple[Entry, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Total:
    """A row of the matrix: a verdict, its findings by binding force in the order of the matrix's columns, and in all.

    ``anchor`` is empty where nothing was found; ``is_breach`` marks what contradicts binding law.
    """

    anchor: str
    heading: str
    word: str
    counts: tuple[int, ...]
    count: int
    advice: str
    is_breach: bool


@dataclass(frozen=True)
class Settled:
    """A finding that an action settles: the norm by name, and where the finding stands (empty where it is only listed)."""

    slug: str
    title: str
    anchor: str
    word: str


@dataclass(frozen=True)
class Act:
    """One thing to do. ``is_breach`` as for a total."""

    number: int
    anchor: str
    kind: str
    heading: str
    do: str
    who: str
    due: str
    force: str
    thing: str
    is_breach: bool
    settles: tuple[Settled, ...]
    asks: tuple[tuple[str, str], ...]
    """What it has to see to, each with the slug of the norm that asks it."""
    about: str
    """Who does it, by when, what binds and how much it settles, to follow its heading."""


@dataclass(frozen=True)
class Section:
    """All that is said of one deployment."""

    anchor: str
    heading: str
    facts: tuple[tuple[str, str], ...]
    published: str
    headline: str
    forces: tuple[str, ...]
    """The columns of the matrix, the most binding first."""
    summary: tuple[Total, ...]
    actions: tuple[Act, ...]
    groups: tuple[Group, ...]
    relied_on: tuple[Rule, ...]
    also_bears: tuple[Rule, ...]
    out_of_reach: tuple[Rule, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Placed:
    """One deployment in a comparison: where it is told of, its name, the day of the law, its findings by verdict, and its actions."""

    anchor: str
    name: str
    law_as_at: str
    counts: tuple[int, ...]
    actions: int


@dataclass(frozen=True)
class Difference:
    """A norm on which deployments differ: the verdict of each in a word, and the same told by verdict. ``order`` sorts it among others."""

    slug: str
    title: str
    citation: str
    force: str
    words: tuple[str, ...]
    told: str
    order: tuple[int, int, str, str]


@dataclass(frozen=True)
class Comparison:
    """Several deployments beside each other. ``verdicts`` heads the counts of ``rows``, ``breaches`` marks those of binding law.

    ``alike`` is how many norms have one verdict for all; ``is_wide`` says that there are too many deployments for a column each.
    """

    names: tuple[str, ...]
    verdicts: tuple[str, ...]
    rows: tuple[Placed, ...]
    breaches: tuple[bool, ...]
    differences: tuple[Difference, ...]
    alike: int
    is_wide: bool


@dataclass(frozen=True)
class Outline:
    """A whole report. ``at`` is the instant assessed at: it dates the document, so that the same answer gives the same bytes. ``foot``
    stands at the foot of every page. ``says`` holds the sentences around what is found, by name, ``{count}`` standing for a number."""

    title: str
    software: str
    at: datetime
    hash: str
    receipt: tuple[tuple[str, str], ...]
    not_advice: str
    foot: str
    comparison: Comparison | None
    sections: tuple[Section, ...]
    set_aside: tuple[tuple[str, str], ...]
    set_aside_unprinted: int
    notes: tuple[str, ...]
    signers: tuple[str, ...]
    says: dict[str, str]
