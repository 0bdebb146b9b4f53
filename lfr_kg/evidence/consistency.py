"""What makes a description unreadable though each of its statements is well formed: 422, with the places.

A thing is given two values where it has one; a part is typed as a deployment of its own; a node beside the statement that there is none; a
name that only this service gives.
"""

from collections import Counter, defaultdict

import pyoxigraph as ox

from lfr_kg.base.errors import Unreadable
from lfr_kg.base.model import TYPE, Fact, Node, Value
from lfr_kg.base.namespaces import compact, iri
from lfr_kg.base.scales import SENTENCES
from lfr_kg.evidence import values
from lfr_kg.evidence.places import Location
from lfr_kg.evidence.reading import Submitted
from lfr_kg.evidence.vocabulary import Vocabulary

RESERVED = "urn:lfr-kg:"
"""Names that begin so are given by this service to nodes without one."""


def refuse_two_values(facts: list[Fact], vocabulary: Vocabulary, sent: list[Submitted]) -> None:
    """Raise Unreadable where a property that has one value is given two that differ, with the places of both."""
    several_given = {key for key, times in Counter([fact[:2] for fact in facts]).items() if times > 1}
    found: dict[tuple[Node, ox.NamedNode, str | None], dict[Value, Value]] = defaultdict(dict)
    for subject, predicate, value in facts if several_given else ():
        if (subject, predicate) in several_given and predicate in vocabulary.single:
            language = value.language if isinstance(value, ox.Literal) else None
            plain = values.canonical(value) if isinstance(value, ox.Literal) else value
            found[subject, predicate, language].setdefault(plain, value)
    several = (each for each in found.items() if len(each[1]) > 1)
    for (subject, predicate, _), given in sorted(several, key=str):
        first, second = ((subject, predicate, value) for value in sorted(given.values(), key=str)[:2])
        place, other = _located(sent, first), _located(sent, second)
        raise Unreadable(
            f"{named(predicate, place, vocabulary)} has one value, and two that differ are given: "
            f"{_shown(first[2])}{_of_file(place)} and {_shown(second[2])}{_of_file(other)}. Keep the right one.",
            line=place.line, column=place.column, excerpt=place.excerpt,
        )  # fmt: skip


def refuse_parts_as_deployments(root: Node, facts: list[Fact], roots: set[Node], vocabulary: Vocabulary, sent: list[Submitted]) -> None:
    """Raise Unreadable where a value of a deployment's own part is typed as a deployment: it would be cut out, and what it states lost."""
    for fact in facts:
        _, predicate, value = fact
        if not isinstance(value, ox.Literal) and value in roots and value != root:
            given, place = _located(sent, fact), _located(sent, (value, TYPE, iri("lfr:Deployment")))
            raise Unreadable(
                f"{_shown(value)} is given as {named(predicate, given, vocabulary)}{_at(given)} and typed as lfr:Deployment as well"
                f"{_at(place)}: a part of a deployment is no deployment. Remove one of the two.",
                line=place.line, column=place.column, excerpt=place.excerpt,
            )  # fmt: skip


def refuse_reserved_names(facts: list[Fact], lines: list[str], sent: list[Submitted]) -> None:
    """Raise Unreadable where a node bears a name that only this service gives. ``lines`` are those of the facts in N-Triples."""
    for fact in (fact for fact, line in zip(facts, lines, strict=True) if RESERVED in line):
        for term in (fact[0], fact[2]):
            if isinstance(term, ox.NamedNode) and term.value.startswith(RESERVED):
                place = _located(sent, fact)
                raise Unreadable(
                    f"<{term.value}>{_at(place)}: names that begin with {RESERVED} are given by this service. Name the node otherwise, "
                    "or not at all.",
                    line=place.line, column=place.column, excerpt=place.excerpt,
                )  # fmt: skip


def refuse_contradicted_absence(node: Node, facts: list[Fact], vocabulary: Vocabulary, sent: list[Submitted]) -> None:
    """Raise Unreadable where a deployment states that there is none of something, and gives one as well."""
    stated = [fact for fact in facts if fact[0] == node]
    given = {predicate for _, predicate, _ in stated}
    for fact in stated:
        _, predicate, concept = fact
        if predicate == iri("lfr:statesNone") and isinstance(concept, ox.NamedNode):
            for prop in sorted(vocabulary.absences.get(concept, frozenset()) & given, key=str):
                place, other = (_located(sent, each) for each in (fact, min((each for each in stated if each[1] == prop), key=str)))
                none = f"“{vocabulary.label(concept)}”" if place.cell else compact(concept.value)
                raise Unreadable(
                    f"{'The deployment' if place.cell else _shown(node)} states {none}{_at(place)} and gives "
                    f"{named(prop, other, vocabulary)}{_at(other)} as well: remove one of the two.",
                    line=place.line, column=place.column, excerpt=place.excerpt,
                )  # fmt: skip


def named(predicate: ox.NamedNode, location: Location, vocabulary: Vocabulary) -> str:
    """A property as those who wrote there know it: the heading of a workbook's column, or a compact name."""
    label = vocabulary.label(predicate)
    return f"“{label[:1].upper()}{label[1:]}”" if location.cell else compact(predicate.value)


def _located(sent: list[Submitted], fact: Fact) -> Location:
    """Where a statement was written, in the first file that states it."""
    return next((place for each in sent if (place := each.locate(fact))), Location())


def _at(location: Location) -> str:
    return f" ({location.words})" if location else ""


def _of_file(location: Location) -> str:
    return f" ({location.words} of {location.file})" if location else ""


def _shown(term: Value) -> str:
    if isinstance(term, ox.Literal):
        return f"“{term.value}”"
    return compact(term.value) if isinstance(term, ox.NamedNode) else SENTENCES["a-node"]
