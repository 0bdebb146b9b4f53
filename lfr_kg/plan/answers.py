"""From answers to a description: what each states, put into one draft; and what is wrong with an answer, at the blank that it is of."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from lfr_kg.base import times
from lfr_kg.drafting import fields
from lfr_kg.drafting.dictionary import Dictionary, Field
from lfr_kg.drafting.draft import Part, new_part
from lfr_kg.plan.questions import NONE, Blank, Choice, Question, Statement
from lfr_kg.plan.sentences import sentence

Answers = Mapping[str, Sequence[str]]
"""Slug of a blank → what was answered: texts, or slugs of choices."""
NOON = "12:00"


@dataclass(frozen=True)
class Fault:
    """What is wrong with an answer: the blank, and what to do about it."""

    blank: str
    message: str


@dataclass
class Answered:
    """The draft that answers make, and what is wrong with them; no plan is made where anything is."""

    draft: Part
    faults: list[Fault] = field(default_factory=list)


def read_answers(answers: Answers, questions: Sequence[Question], dictionary: Dictionary, name: str) -> Answered:
    """What the answers state of a deployment of that name (an IRI)."""
    return _Reading(answers, questions, dictionary, name).answered


class _Reading:
    """Puts answers into a draft, blank by blank."""

    def __init__(self, answers: Answers, questions: Sequence[Question], dictionary: Dictionary, name: str):
        self.dictionary = dictionary
        self.given = {slug: [text.strip() for text in texts if text.strip()] for slug, texts in answers.items()}
        self.blanks = {blank.slug: blank for question in questions for blank in question.blanks}
        self.answered = Answered(Part(name, dictionary.root.name))
        for slug in sorted(set(self.given) - set(self.blanks)):
            self._fault(slug, sentence("unknown", slug, list(self.blanks)))
        for blank in sorted(self.blanks.values(), key=lambda blank: bool(blank.choices or blank.fills)):  # days before the times on them
            self._read(blank, self.given.get(blank.slug) or self.given.get(blank.empty_means, []))
        self._check_times()
        order = list(self.blanks)
        self.answered.faults.sort(key=lambda fault: order.index(fault.blank) if fault.blank in order else -1)

    def _fault(self, slug: str, message: str) -> None:
        self.answered.faults.append(Fault(slug, message))

    def _read(self, blank: Blank, texts: list[str]) -> None:
        if not texts:
            if blank.is_needed:
                self._fault(blank.slug, sentence("needed", blank.label))
        elif len(texts) > 1 and not blank.repeats:
            self._fault(blank.slug, sentence("one", blank.label))
        elif blank.choices:
            self._choose(blank, texts)
        elif blank.fills:
            self._state(blank, blank.fills, texts[0])
        else:
            self._read_day(blank, texts[0])

    def _choose(self, blank: Blank, texts: list[str]) -> None:
        """State what is chosen. A choice that states an absence goes with no other."""
        chosen = [choice for text in texts if (choice := self._choice(blank, text))]
        alone = next((choice for choice in chosen if _denies(choice)), None)
        if alone and len(chosen) > 1:
            self._fault(blank.slug, sentence("alone", alone.label))
            return
        for statement in (each for choice in chosen for each in choice.states):
            _put(self.answered.draft, self.answered.draft, statement.path, statement.value, self.dictionary)

    def _choice(self, blank: Blank, text: str) -> Choice | None:
        found = blank.by_slug.get(text) or next((each for each in blank.choices if each.label.casefold() == text.casefold()), None)
        if found is None:
            self._fault(blank.slug, sentence("not_offered", text, list(blank.by_slug)))
        return found

    def _state(self, blank: Blank, fills: Statement, text: str) -> None:
        try:
            value = fields.key(fields.read(self._timed(blank, text), fills.path[-1]))
        except fields.Fault as fault:
            self._fault(blank.slug, str(fault))
            return
        except _NoDay:
            return
        if not _put(self.answered.draft, self.answered.draft, fills.path, value, self.dictionary):
            self._fault(blank.slug, sentence("two", blank.label))

    def _timed(self, blank: Blank, text: str) -> str:
        """A time of day with the day that it is of; any other answer as it is. Raises _NoDay where there is none, or it is no day."""
        if not blank.days:
            return text
        slug = next((slug for slug in blank.days if self.given.get(slug)), None)
        if slug is None or any(fault.blank == slug for fault in self.answered.faults):
            raise _NoDay
        return f"{self.given[slug][0]} {_clock(text)}"

    def _read_day(self, blank: Blank, text: str) -> None:
        """Tell of a day that is none, by a time on it."""
        timed = next(each.field for each in self.blanks.values() if blank.slug in each.days)
        try:
            fields.read(f"{text} {NOON}", cast(Field, timed))
        except fields.Fault:
            self._fault(blank.slug, sentence("no_day", text))

    def _check_times(self) -> None:
        """A deployment ends after it starts."""
        timed = [blank for blank in self.blanks.values() if blank.days and blank.field is not None]
        stated = [self.answered.draft.values.get(blank.field.name, [""])[0] for blank in timed if blank.field is not None]
        for (first, earlier), (second, later) in zip(
            zip(timed, stated, strict=True), list(zip(timed, stated, strict=True))[1:], strict=False
        ):
            if earlier and later and times.instant(later) <= times.instant(earlier):
                self._fault(second.slug, sentence("not_after", second.label, first.label))


class _NoDay(Exception):
    """There is no day for a time, and that was told where it was asked for."""


def _clock(text: str) -> str:
    """A time of day as it is read: ``7am``, ``7.30 pm``, ``0700`` and ``9:30`` with two figures each for hours and minutes."""
    match = re.fullmatch(r"(\d{1,2})(?:[:.]?(\d{2}))?\s*(am|pm)?", text.lower().replace("noon", "12pm").replace("midday", "12pm"))
    if not match or (match[3] and not 1 <= int(match[1]) <= 12):
        return text
    hour = int(match[1]) % 12 + (12 if match[3] == "pm" else 0) if match[3] else int(match[1])
    return f"{hour:02}:{match[2] or '00'}"


def _denies(choice: Choice) -> bool:
    return any(statement.path[-1].node == NONE for statement in choice.states)


def _put(draft: Part, part: Part, path: Sequence[Field], value: str, dictionary: Dictionary) -> bool:
    """State a value at the end of a path: of a part that is there, where it takes it, else of a new one. Whether it could be stated."""
    asked, *rest = path
    if not rest:
        known = part.values.setdefault(asked.name, [])
        if value in known:
            return True
        if known and not asked.repeats:
            return False
        known.append(value)
        return True
    parts = part.parts.setdefault(asked.name, [])
    if any(_put(draft, inner, rest, value, dictionary) for inner in parts):
        return True
    if (parts and not asked.repeats) or asked.part is None:
        return False
    parts.append(new_part(draft, dictionary.kinds[asked.part]))
    return _put(draft, parts[-1], rest, value, dictionary)
