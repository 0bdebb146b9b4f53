"""From answers to a description: what each states, put into one draft; and what is wrong with an answer, at the blank that it is of."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

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
        for blank in self.blanks.values():
            self._read(blank, self.given.get(blank.slug) or self.given.get(blank.empty_means, []))
        self._check_times()

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
            if blank.days:
                self._read_day(blank)
                text = f"{self._day(blank)} {_clock(text)}"
            value = fields.key(fields.read(text, fills.path[-1]))
        except fields.Fault as fault:
            self._fault(blank.slug, str(fault))
            return
        except _NoDay as missing:
            if missing.blank:
                self._fault(missing.blank, missing.message)
            return
        if not _put(self.answered.draft, self.answered.draft, fills.path, value, self.dictionary):
            self._fault(blank.slug, sentence("two", blank.label))

    def _day(self, blank: Blank) -> str:
        return next((self.given[slug][0] for slug in blank.days if self.given.get(slug)), "")

    def _read_day(self, blank: Blank) -> None:
        """Raise _NoDay where the day that a time is of is not there, or is none."""
        slug = next((slug for slug in blank.days if self.given.get(slug)), None)
        if slug is None:
            raise _NoDay("", "")
        said = self.given[slug][0]
        try:
            fields.read(f"{said} {NOON}", blank.fills.path[-1])  # type: ignore[union-attr]
        except fields.Fault:
            is_told = any(each.blank == slug for each in self.answered.faults)
            raise _NoDay("" if is_told else slug, sentence("no_day", said)) from None

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
    """There is no day for a time: the blank whose fault it is ("" where it was told of already), and what to do."""

    def __init__(self, blank: str, message: str):
        super().__init__(message)
        self.blank, self.message = blank, message


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
