"""The typed contract of a plan: what JSON holds, and what the page, the papers and the calendar are made from."""

from typing import NotRequired, TypedDict

from lfr_kg.base import scales

HEADINGS = {**scales.STAGES, "": scales.SENTENCES["at-all-times"]}
"""When lines are due, in the order of a deployment, what is due at all times last → the heading over them."""
STAGES = tuple(HEADINGS)
"""The stages of a plan in their order, as concepts of con:due by slug; "" for what holds at all times."""


class Said(TypedDict):
    """An answer as it was read: the question, what was asked, and the answer in words."""

    question: str
    asked: str
    answer: str


class Due(TypedDict):
    """When something must be so: a concept of con:due by slug ("" where at all times), in words, and as moments where they are known."""

    when: str
    words: str
    notBefore: NotRequired[str]
    by: NotRequired[str]


class Line(TypedDict):
    """One line of a plan: a norm that applies."""

    norm: str
    due: Due
    papers: list[str]
    """Slugs of the papers in which it is shown."""
    because: str
    contradicts: NotRequired[str]
    """What the answers state against it."""


class Paper(TypedDict):
    """A paper that the plan asks for, with the norms that say what it must hold, the most binding first."""

    slug: str
    title: str
    purpose: str
    owners: list[str]
    due: Due
    bindingForce: str
    norms: list[str]


class Opening(TypedDict):
    """Something that the answers leave open, and the norms that would come in or go by it."""

    ask: str
    blank: str
    """The blank that would answer it; "" where none does."""
    isOfWhatHappens: bool
    """Whether it can only be known once it has happened."""
    norms: list[str]


class Rule(TypedDict):
    """What is constant of a norm."""

    iri: str
    kind: str
    title: str
    statement: str
    asksFor: str
    leavesOpen: str
    bearer: str
    authority: str
    citation: str
    officialText: str
    verification: str


class Event(TypedDict):
    """A date of the plan: a moment or a day, and what must be so by then (or from when it may be)."""

    at: str
    isOpening: bool
    papers: list[str]
    norms: list[str]


class Plan(TypedDict):
    """A plan with the law that it was made by."""

    title: str
    lawAsAt: str
    start: str
    end: str
    madeAt: str
    corpusVersion: str
    corpusHash: str
    answers: list[Said]
    rules: dict[str, Rule]
    papers: list[Paper]
    lines: list[Line]
    events: list[Event]
    open: list[Opening]
    description: str
    """The description that the answers make, as Turtle."""
