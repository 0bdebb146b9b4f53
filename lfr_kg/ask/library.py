"""The query library: every file under queries/questions and queries/views, as a function with typed parameters.

A question is what a reader may ask; its header says what it answers, which parameters it takes and what its columns mean. A view is what a
page is made of. Values are bound as terms and never pasted into the text; unknown, missing and mistyped ones are refused before running.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

import pyoxigraph as ox

from lfr_kg.ask.parameters import Parameter, read_parameter
from lfr_kg.base.errors import BadRequest, KnowledgeError, NotFound
from lfr_kg.base.sparql import Term, variables, with_values
from lfr_kg.corpus.files import Corpus, SourceFile, header

Fits = Callable[[Parameter, ox.NamedNode], bool]
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
HEADER_KEYS = {"title", "description", "group", "parameters", "returns", "example"}


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

    @property
    def needs_values(self) -> bool:
        """Whether some value has to be given before there can be an answer: a required one that nothing stands for by default."""
        return any(parameter.is_required and not parameter.default for parameter in self.parameters)

    def bind(self, given: Mapping[str, str], *, today: date | None = None, fits: Fits | None = None) -> dict[str, Term]:
        """The terms to bind, by variable name, from what a reader gave as text. An empty value counts as none.

        ``fits`` says whether the knowledge holds a node of the kind that a parameter takes, so that a misspelt slug is told apart from an
        empty answer.
        Raises BadRequest that names the parameter: one that is not declared, a required one that is missing, a value of the wrong type,
        or a name that the knowledge does not hold.
        """
        known = {parameter.name for parameter in self.parameters}
        for name in given:
            if name not in known:
                takes = f"it takes {', '.join(sorted(known))}" if known else "it takes none"
                raise BadRequest(f"The question “{self.slug}” has no parameter “{name}”: {takes}.")
        bound = {}
        for parameter in self.parameters:
            term = parameter.term(given.get(parameter.name, ""), today=today)
            if term is None:
                continue
            if fits and isinstance(term, ox.NamedNode) and not fits(parameter, term):
                raise BadRequest(
                    f"The parameter “{parameter.name}” names {term.value}, which this knowledge does not hold as “{parameter.label}”."
                )
            bound[parameter.name] = term
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
    for name in [parameter.name for parameter in parameters] + list(columns):
        if name not in known:
            raise KnowledgeError(f"{file.path}: the header names ?{name}, which the query does not use.")
    example = {name: str(value) for name, value in (head.get("example") or {}).items()}
    return Question(
        file.name, head["title"], " ".join(str(head.get("description", "")).split()), head["group"], text, parameters, columns, example
    )


def _text(file: SourceFile) -> str:
    """A query's text without its header, which must at least give a title."""
    whole = file.content.decode()
    header(whole, file.path)
    return "\n".join(line for line in whole.splitlines() if not line.startswith("#+")).strip() + "\n"
