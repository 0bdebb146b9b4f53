"""What makes a description unreadable though each of its statements is well formed: 422, with the places.

A thing is given two values where it has one; a part is typed as a deployment of its own; a node beside the statement that there is none; a
name that only this service gives.
"""

from collections import defaultdict

import pyoxigraph as ox

from lfr_kg.base.errors import Unreadable
from lfr_kg.base.model import Fact, Node, Value
from lfr_kg.base.namespaces import compact, iri
from lfr_kg.evidence import values
from lfr_kg.evidence.reading import Place, Submitted, locate
from lfr_kg.evidence.vocabulary import Vocabulary

RESERVED = "urn:lfr-kg:"
"""Names that begin so are given by this service to nodes without one."""


def refuse_two_values(facts: list[Fact], vocabulary: Vocabulary, sent: list[Submitted]) -> None:
    """Raise Unreadable where a property that has one value is given two that differ, with the places of both."""
    found: dict[tuple[Node, ox.NamedNode, str | None], dict[Value, Value]] = defaultdict(dict)
    for subject, predicate, value in facts:
        if predicate in vocabulary.single:
            language = value.language if isinstance(value, ox.Literal) else None
            plain = values.canonical(value) if isinstance(value, ox.Literal) else value
            found[subject, predicate, language].setdefault(plain, value)
    for (_, predicate, _), given in sorted(found.items(), key=str):
        if len(given) > 1:
            first, second = sorted(given.values(), key=str)[:2]
            line, column, excerpt = _located(sent, predicate, first)
            places = " and ".join(_place(sent, predicate, value) for value in (first, second))
            raise Unreadable(
                f"{compact(predicate.value)} has one value, and two that differ are given: {places}. Keep the right one.",
                line=line, column=column, excerpt=excerpt,
            )  # fmt: skip


def refuse_parts_as_deployments(root: Node, facts: list[Fact], roots: set[Node], sent: list[Submitted]) -> None:
    """Raise Unreadable where a value of a deployment's own part is typed as a deployment: it would be cut out, and what it states lost."""
    for _, predicate, value in facts:
        if value in roots and value != root:
            line, column, excerpt = _located(sent, predicate, value)
            raise Unreadable(
                f"{_shown(value)} is given as {compact(predicate.value)} and typed as lfr:Deployment as well"
                f"{_at(line)}: a part of a deployment is no deployment. Remove one of the two.",
                line=line, column=column, excerpt=excerpt,
            )  # fmt: skip


def refuse_reserved_names(facts: list[Fact], sent: list[Submitted]) -> None:
    """Raise Unreadable where a node bears a name that only this service gives."""
    for subject, predicate, value in facts:
        for term in (subject, value):
            if isinstance(term, ox.NamedNode) and term.value.startswith(RESERVED):
                line, column, excerpt = _located(sent, predicate, value)
                raise Unreadable(
                    f"<{term.value}>{_at(line)}: names that begin with {RESERVED} are given by this service. Name the node otherwise, "
                    "or not at all.",
                    line=line, column=column, excerpt=excerpt,
                )  # fmt: skip


def refuse_contradicted_absence(node: Node, facts: list[Fact], vocabulary: Vocabulary, sent: list[Submitted]) -> None:
    """Raise Unreadable where a deployment states that there is none of something, and gives one as well."""
    given = {predicate for subject, predicate, _ in facts if subject == node}
    for subject, predicate, concept in facts:
        if subject == node and predicate == iri("lfr:statesNone") and isinstance(concept, ox.NamedNode):
            for prop in sorted(vocabulary.absences.get(concept, frozenset()) & given, key=str):
                line, column, excerpt = _located(sent, predicate, concept)
                raise Unreadable(
                    f"{_shown(node)} states {compact(concept.value)}{_at(line)} and gives {compact(prop.value)} as well: remove one of "
                    "the two.",
                    line=line, column=column, excerpt=excerpt,
                )  # fmt: skip


def _located(sent: list[Submitted], predicate: ox.NamedNode, value: Value) -> Place:
    return next((found for each in sent if (found := locate(each.content, predicate, value))[0]), (None, None, None))


def _place(sent: list[Submitted], predicate: ox.NamedNode, value: Value) -> str:
    for each in sent:
        line, _, excerpt = locate(each.content, predicate, value)
        if line and (excerpt is None or _text(value) in excerpt):
            return f"{_shown(value)} (line {line} of {each.name})"
    return _shown(value)


def _at(line: int | None) -> str:
    return f" (line {line})" if line else ""


def _text(value: Value) -> str:
    return value.value if isinstance(value, ox.Literal) else value.value.rsplit("/", 1)[-1]


def _shown(term: Value) -> str:
    if isinstance(term, ox.Literal):
        return f"“{term.value}”"
    return compact(term.value) if isinstance(term, ox.NamedNode) else "a node without a name"
