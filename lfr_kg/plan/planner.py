"""The face of the package: questions, and the plan that their answers bring about."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from lfr_kg.assess.assessor import Assessor
from lfr_kg.assess.law import Terms
from lfr_kg.base.errors import LfrError
from lfr_kg.base.model import Graph
from lfr_kg.drafting import draft as drafts
from lfr_kg.drafting import fields
from lfr_kg.drafting.dictionary import Dictionary, read_dictionary
from lfr_kg.evidence.description import describe
from lfr_kg.evidence.reading import read
from lfr_kg.plan.answers import Answers, Fault, read_answers
from lfr_kg.plan.contract import Plan, Said
from lfr_kg.plan.lines import Liner
from lfr_kg.plan.papers import Papers
from lfr_kg.plan.questions import Blank, Question, read_questions
from lfr_kg.plan.sentences import sentence

Cite = Callable[[str], dict[str, str]]
"""Citation, provision and official address of a norm, by its slug."""


class WrongAnswers(LfrError):
    """Answers from which no plan can be made, with what is wrong at each blank."""

    status = 422

    def __init__(self, faults: Sequence[Fault]):
        super().__init__(" ".join(f"{fault.blank}: {fault.message}" for fault in faults))
        self.at = list(faults)


@dataclass(frozen=True)
class Law:
    """By which law plans are made: the version and hash of the knowledge, and what cites its norms."""

    version: str
    hash: str
    cite: Cite


class Planner:
    """Makes plans. ``graph`` holds all that the project's files state."""

    def __init__(self, assessor: Assessor, graph: Graph, law: Law):
        self.assessor, self.law = assessor, law
        self.dictionary: Dictionary = read_dictionary(graph, assessor.vocabulary)
        self.questions: tuple[Question, ...] = read_questions(graph, self.dictionary)
        self._liner = Liner(assessor, graph, Papers(graph), self.questions)

    def draft(self, answers: Answers) -> drafts.Part:
        """The description that answers make, as a draft. Raises WrongAnswers."""
        answered = read_answers(answers, self.questions, self.dictionary, _name(answers))
        if answered.faults:
            raise WrongAnswers(answered.faults)
        return answered.draft

    def plan(self, answers: Answers, at: datetime) -> Plan:
        """The plan that answers bring about, made at an instant (with an offset), by the law of the planned day. Raises WrongAnswers."""
        draft = self.draft(answers)
        triples, _ = drafts.statements(draft, self.dictionary)
        turtle = drafts.write(triples, "turtle")
        (deployment,) = describe([read(turtle, "text/turtle", "plan.ttl", len(turtle))], self.assessor.vocabulary).deployments
        found = self.assessor.assess(deployment, Terms(None, at))
        made = self._liner.lines(found, deployment)
        said = self._said(answers)
        return {
            "title": _title(draft, said),
            "lawAsAt": found.day.isoformat(),
            "start": made.start,
            "end": made.end,
            "madeAt": at.isoformat(),
            "corpusVersion": self.law.version,
            "corpusHash": self.law.hash,
            "answers": said,
            "rules": {norm.slug: self._liner.rule(norm, self.law.cite(norm.slug)) for norm in made.norms},
            "papers": made.papers,
            "lines": made.lines,
            "events": made.events,
            "open": made.open,
            "description": turtle.decode(),
        }

    def _said(self, answers: Answers) -> list[Said]:
        """What was answered, in words."""
        return [
            {"question": question.slug, "asked": blank.label, "answer": "; ".join(words)}
            for question in self.questions
            for blank in question.blanks
            if (words := [_in_words(text.strip(), blank) for text in answers.get(blank.slug, ()) if text.strip()])
        ]


def _in_words(text: str, blank: Blank) -> str:
    if blank.choices:
        return blank.by_slug[text].label if text in blank.by_slug else text
    field = blank.field
    if field is None or blank.days:
        return text
    return fields.show(fields.read(text, field), field)


def _title(draft: drafts.Part, said: list[Said]) -> str:
    """What the plan is called: by reference, place, force and day."""
    places = [place.values["dct:title"][0] for place in draft.parts.get("lfr:place", ()) if place.values.get("dct:title")]
    force = next(each["answer"] for each in said if each["question"] == "force")
    day = next(each["answer"] for each in said if each["question"] == "when")
    return sentence("title", (draft.values.get("dct:identifier") or [""])[0], places[0] if places else "", force, day)


def _name(answers: Answers) -> str:
    """A name for the deployment that follows from the answers: the same answers make the same description."""
    said = "\n".join(f"{slug}={text}" for slug in sorted(answers) for text in answers[slug])
    digest = hashlib.sha256(said.encode()).hexdigest()
    return f"urn:uuid:{digest[:8]}-{digest[8:12]}-8{digest[13:16]}-8{digest[17:20]}-{digest[20:32]}"
