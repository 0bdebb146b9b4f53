"""Statements that stand where no check looks for them: a property of one kind of thing, stated of a thing of another."""

from collections.abc import Iterable

import pyoxigraph as ox

from lfr_kg.base.model import TYPE, Graph
from lfr_kg.base.scales import SENTENCES
from lfr_kg.base.words import with_article
from lfr_kg.evidence.vocabulary import Names, Vocabulary


def misplaced(facts: Graph, vocabulary: Vocabulary) -> list[str]:
    """A sentence for each property that the vocabulary asks of other kinds of thing (``lfr:domainIncludes``) than it is stated of.

    It moves no verdict: a thing without a stated kind may be any, and some checks do look at both.
    """
    found = set()
    classes = {subject: vocabulary.types_of(subject, facts) for subject in facts.by_subject.get(TYPE, ())}
    for predicate, table in facts.by_subject.items():
        asked = vocabulary.domains.get(predicate)
        for subject in table if asked else ():
            stated = classes.get(subject)
            if asked and stated and asked.isdisjoint(stated):
                found.add(_told(predicate, asked, _narrowest(stated, vocabulary), vocabulary))
    return sorted(found)


def _told(predicate: ox.NamedNode, asked: Names, stated: Iterable[ox.NamedNode], vocabulary: Vocabulary) -> str:
    wanted, given = ((sorted(with_article(vocabulary.label(kind)) for kind in kinds)) for kinds in (asked, stated))
    return SENTENCES["note-misplaced"].format(property=vocabulary.label(predicate), wanted=" or ".join(wanted), given=" and ".join(given))


def _narrowest(kinds: Names, vocabulary: Vocabulary) -> list[ox.NamedNode]:
    """The kinds that no other of them is a kind of."""
    return [kind for kind in kinds if not any(kind in vocabulary.classes[other] for other in kinds - {kind})]
