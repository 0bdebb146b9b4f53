"""The query library: every file under queries/questions and queries/views, as a function with typed parameters.

A question is what a reader may ask; its header says what it answers, which parameters it takes and what its columns mean. A view is what a
page is made of. Values are bound as terms and never pasted into the text; unknown, missing and mistyped ones are refused before running.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

import pyoxigraph as ox

from lfr_kg.ask.narrowing import FORCE
from lfr_kg.ask.parameters import RESOURCES, Parameter, likely, read_parameter
from lfr_kg.base.errors import BadRequest, KnowledgeError, NotFound
from lfr_kg.base.sparql import Term, variables, with_values
from lfr_kg.corpus.files import Corpus, SourceFile, header

GROUPS = (
    "Who owes what",
    "When and where",
    "The law and its sources",
    "Courts and guidance",
    "Where sources meet",
    "How it is checked",
    "What was published",
    "The founding answer",
    "The knowledge itself",
)
HEADER_KEYS = {"title", "description", "group", "parameters", "returns", "gathers", "rule", "example"}


class Known(Protocol):
    """What is asked of the knowledge about the things that a reader names."""

    def fits(self, parameter: Parameter, node: ox.NamedNode) -> bool:
        """Whether a thing is there, and of the kind that a parameter takes."""

    def fitting(self, parameter: Parameter) -> list[tuple[str, str]]:
        """The things that a parameter takes: pairs of the name in addresses and what it is called."""


@dataclass(frozen=True)
class Question:
    """One competency question: its slug (the file's name), header and SPARQL text (without header and prefixes)."""

    slug: str
    title: str
    description: str
    group: str
    text: str
    parameters: tuple[Parameter, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    example: Mapping[str, str] = field(default_factory=dict)
    gathers: tuple[str, ...] = ()
    """Columns of which a page shows several values in one row."""
    rule: str = ""
    """The column that holds rules, by which the answer can be narrowed to what binds a force; "" where none does."""

    @property
    def takes(self) -> tuple[Parameter, ...]:
        """Everything that a reader may give: the parameters of the header and, where rules are listed, the force that they bind."""
        return (*self.parameters, FORCE) if self.rule else self.parameters

    @property
    def needs_values(self) -> bool:
        """Whether some value has to be given before there can be an answer: a required one that nothing stands for by default."""
        return any(parameter.is_required and not parameter.default for parameter in self.parameters)

    def bind(self, given: Mapping[str, str], *, today: date | None = None, known: Known | None = None) -> dict[str, Term]:
        """The terms to bind, by variable name, from what a reader gave as text. An empty value counts as none.

        ``known`` says whether the knowledge holds a node of the kind that a parameter takes, so that a misspelt slug is told apart from an
        empty answer, and what was likely meant.
        Raises BadRequest that names the parameter: one that is not declared, a required one that is missing, a value of the wrong type,
        a name that the knowledge does not hold, or a first day after the second.
        """
        names = {parameter.name for parameter in self.takes}
        for name in given:
            if name not in names:
                takes = f"it takes {', '.join(sorted(names))}" if names else "it takes none"
                raise BadRequest(f"The question “{self.slug}” has no parameter “{name}”: {takes}.")
        bound = {}
        for parameter in self.takes:
            term = _checked(parameter, given.get(parameter.name, ""), today, known)
            if term is not None:
                bound[parameter.name] = term
        start, end = bound.get("from"), bound.get("to")
        if isinstance(start, ox.Literal) and isinstance(end, ox.Literal) and start.value > end.value:
            raise BadRequest("The first day is after the second. Give the earlier one first.")
        return bound

    def shown(self, results: ox.QuerySolutions) -> dict[str, str]:
        """The columns of an answer that are shown, each with its heading: those that the header names, else all."""
        return dict(self.columns) or {variable.value: variable.value for variable in results.variables}

    def with_values(self, bound: Mapping[str, Term]) -> str:
        """The text with its values written in, to read and to try elsewhere; what runs for a reader here is bound instead."""
        return with_values(self.text, bound)


class Library:
    """All questions and views of a corpus, by slug. Raises KnowledgeError where a header is wrong."""

    def __init__(self, corpus: Corpus):
        self.questions = {file.name: read_question(file) for file in corpus.of("questions")}
        self.views = {file.name: _text(file) for file in corpus.of("views")}

    def question(self, slug: str) -> Question:
        """The question of that name. Raises NotFound, naming those that are like it."""
        if slug not in self.questions:
            near = ", ".join(known for known in self.questions if set(known.split("-")) & set(slug.split("-")))
            raise NotFound(f"There is no question “{slug}”." + (f" There are: {near}." if near else " See the list at /questions."))
        return self.questions[slug]

    def view(self, name: str) -> str:
        """The text of a view. Raises KnowledgeError where the file is missing: a page cannot do without it."""
        if name not in self.views:
            raise KnowledgeError(f"The file queries/views/{name}.rq is missing, and a page needs it.")
        return self.views[name]

    def example_of(self, kind: str) -> ox.NamedNode:
        """A thing of some kind (``norm``, ``law``, ``actor``) to try first: what most questions take as their example."""
        given = (
            parameter.term(question.example[parameter.name])
            for question in self.questions.values()
            for parameter in question.parameters
            if parameter.kind == kind and parameter.name in question.example
        )
        return Counter(term for term in given if isinstance(term, ox.NamedNode)).most_common(1)[0][0]

    def groups(self, words: str = "") -> list[tuple[str, list[Question]]]:
        """The questions under their groups, in the order of GROUPS, each group by title; with ``words``, those that hold every one."""
        wanted = words.casefold().split()
        chosen = [q for q in self.questions.values() if all(word in f"{q.title} {q.description} {q.group}".casefold() for word in wanted)]
        found = [(group, sorted((q for q in chosen if q.group == group), key=lambda q: q.title)) for group in GROUPS]
        return [(group, questions) for group, questions in found if questions]


def read_question(file: SourceFile) -> Question:
    """A question from its file. Raises KnowledgeError where its header lacks something, or names a variable that its text does not."""
    head = header(file.content.decode(), file.path)
    text = _text(file)
    known = variables(text)
    for key in head:
        if key not in HEADER_KEYS:
            raise KnowledgeError(
                f"{file.path}: the header says “{key}”, which means nothing here; it may say {', '.join(sorted(HEADER_KEYS))}."
            )
    if head.get("group") not in GROUPS:
        raise KnowledgeError(f"{file.path}: the header's group is “{head.get('group')}”; it should be one of: {'; '.join(GROUPS)}.")
    parameters = tuple(read_parameter(name, entry, file.path) for name, entry in (head.get("parameters") or {}).items())
    columns = head.get("returns") or {}
    rule, gathers = _rule(head, columns, parameters), tuple(head.get("gathers") or ())
    for name in [parameter.name for parameter in parameters] + list(columns) + list(gathers) + [rule] * bool(rule):
        if name not in known:
            raise KnowledgeError(f"{file.path}: the header names ?{name}, which the query does not use.")
    example = {name: str(value) for name, value in (head.get("example") or {}).items()}
    description = " ".join(str(head.get("description", "")).split())
    return Question(file.name, head["title"], description, head["group"], text, parameters, columns, example, gathers, rule)


def _checked(parameter: Parameter, given: str, today: date | None, known: Known | None) -> ox.NamedNode | ox.Literal | None:
    """The term for what was given for a parameter. Raises BadRequest, with what was likely meant, where it takes no such thing."""
    try:
        term = parameter.term(given, today=today)
        if known and isinstance(term, ox.NamedNode) and not known.fits(parameter, term):
            raise BadRequest(
                f"The parameter “{parameter.name}” is “{given.strip()[:100]}”, which this knowledge does not hold as “{parameter.label}”."
            )
    except BadRequest as error:
        if not (known and given.strip() and parameter.kind in RESOURCES):
            raise
        meant = likely(given.removeprefix(RESOURCES[parameter.kind]), known.fitting(parameter))
        raise BadRequest(f"{error.message} Did you mean {' or '.join(meant)}?" if meant else error.message) from None
    return term


def _rule(head: Mapping[str, Any], columns: Mapping[str, str], parameters: tuple[Parameter, ...]) -> str:
    """The column of a question that holds rules: the one that its header names, else ?norm where that is a column and not given."""
    if "rule" in head:
        return str(head["rule"] or "")
    return "norm" if "norm" in columns and "norm" not in {parameter.name for parameter in parameters} else ""


def _text(file: SourceFile) -> str:
    """A query's text without its header, which must at least give a title."""
    whole = file.content.decode()
    header(whole, file.path)
    return "\n".join(line for line in whole.splitlines() if not line.startswith("#+")).strip() + "\n"
