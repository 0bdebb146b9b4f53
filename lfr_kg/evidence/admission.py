"""What of a submitted statement is evidence, and why the rest is not.

A statement is set aside, never taken for an answer, where it speaks of the law or of this project's own terms, names a class or a property
that the data dictionary lacks, or gives a value that is not on the list that its property takes: another list's, a foreign or misspelt
IRI, a node without a name, an RDF list, a text; and where it gives a text in which nothing is written, or what stands in for an answer
(``lfr:saysNothing``), or a code in another spelling (``lfr:miswritten``). What is set aside counts as not stated.
"""

import difflib
import unicodedata
from collections.abc import Collection

import pyoxigraph as ox

from lfr_kg.base.model import TYPE, Statement, Value
from lfr_kg.base.namespaces import BASE, PREFIXES, REGISTER, compact, iri, is_ours
from lfr_kg.base.scales import SENTENCES
from lfr_kg.evidence.vocabulary import Names, Vocabulary

CLOSE = 0.8
"""How alike two names must be for one to be suggested for the other (difflib's ratio)."""
SUGGESTIONS = 50
"""For how many different unknown names of a description a known one is looked for: looking costs time, and a reader reads no more."""
SHOWN = 12
"""How many values of a list are written out."""
LONGEST_NAME = 200
"""Longer names are none of ours, and comparing them costs time."""
_TEXT, _ENTRY = iri("xsd:string"), iri("lfr:RegisterEntry")


class Admission:
    """Decides statement by statement for one description; ``vocabulary`` is what a description may say."""

    def __init__(self, vocabulary: Vocabulary):
        self.vocabulary = vocabulary
        self._own: dict[Value, bool] = {}
        """Whether things that statements speak of are terms of this project."""
        self._near: dict[tuple[str, str | Names], str] = {}
        self._spelt: dict[str, bool] = {}

    def why_not(self, fact: Statement) -> str | None:
        """Why a statement is no evidence, in words; None where it is."""
        subject, predicate, value = fact
        if isinstance(subject, ox.Triple) or isinstance(value, ox.Triple):
            return SENTENCES["aside-triple"]
        is_own = self._own.get(subject)
        if is_own is None:
            is_own = self._own[subject] = isinstance(subject, ox.NamedNode) and is_ours(subject.value)
        if is_own:
            return SENTENCES["aside-own-term"]
        if predicate == TYPE:
            return None if value in self.vocabulary.classes else self._unknown_class(value)
        ranges = self.vocabulary.ranges.get(predicate)
        if ranges is None:
            return SENTENCES["aside-property"].format(meant=self._suggestion(predicate, "property", self.vocabulary.ranges))
        if isinstance(value, ox.Literal) and _TEXT in ranges:
            written = _plainly(value.value)
            if _is_blank(written) or written in self.vocabulary.empty:
                return SENTENCES["aside-blank"]
            code = self.vocabulary.miswritten.get(predicate, {}).get(written)
            if code is not None and code != value.value:
                return SENTENCES["aside-miswritten"].format(given=value.value, meant=SENTENCES["did-you-mean"].format(name=code))
        lists = self.vocabulary.lists.get(predicate)
        if lists:
            return self._off_the_list(value, lists)
        if not isinstance(value, ox.NamedNode) or value in self.vocabulary.actors:
            return None
        if _ENTRY in ranges and value.value.startswith(PREFIXES["norm"]):
            return None  # as by a judgement or a departure; a norm that no file states is told of later
        if self._is_nearly_ours(value.value):
            meant = self._suggestion(value, "actor", self.vocabulary.actors)
            return SENTENCES["aside-value"].format(given=compact(value.value), meant=meant)
        return None

    def _is_nearly_ours(self, address: str) -> bool:
        """Whether an IRI is one of this project's, as it is or in another spelling; looked at once for all that begin alike."""
        if address.startswith(REGISTER):
            return False
        if is_ours(address):
            return True
        start = _plain(address)[: len(_OURS) + 1]
        if start not in self._spelt:
            self._spelt[start] = _is_nearly(start)
        return self._spelt[start]

    def _unknown_class(self, value: Value) -> str:
        if isinstance(value, ox.NamedNode) and is_ours(value.value) and value in self.vocabulary.labels:
            return SENTENCES["aside-worked-out"]
        return SENTENCES["aside-class"].format(meant=self._suggestion(value, "class", self.vocabulary.classes))

    def _off_the_list(self, value: Value, lists: Names) -> str | None:
        scheme = self.vocabulary.schemes.get(value) if isinstance(value, ox.NamedNode) else None
        if scheme in lists:
            return None
        known = self.vocabulary.values_of(lists)
        named = sorted(compact(each.value) for each in known)
        listed = ", ".join(named[:SHOWN])
        if len(named) > SHOWN:
            listed = SENTENCES["and-more"].format(values=listed, number=len(named) - SHOWN)
        unnamed = SENTENCES["a-text" if isinstance(value, ox.Literal) else "a-node"]
        given = compact(value.value) if isinstance(value, ox.NamedNode) else unnamed
        if scheme is not None:
            return SENTENCES["aside-other-list"].format(given=given, list=self.vocabulary.label(scheme), values=listed)
        meant = self._suggestion(value, lists, known)
        return SENTENCES["aside-off-list" if meant else "aside-off-list-of"].format(given=given, meant=meant, values=listed)

    def _suggestion(self, term: Value, kind: str | Names, known: Collection[ox.NamedNode]) -> str:
        """«; did you mean …?» where a known name is close; looked for once a name, and for so many names only."""
        if not isinstance(term, ox.NamedNode | ox.Literal) or len(term.value) > LONGEST_NAME:
            return ""
        key = (term.value, kind)
        if key not in self._near:
            self._near[key] = _closest(term, known) if len(self._near) < SUGGESTIONS else ""
        return self._near[key]


def _is_blank(text: str) -> bool:
    """Whether a text says nothing: separators, controls, marks without width and punctuation (Unicode, general categories Z, C and P)."""
    return all(unicodedata.category(char)[0] in "ZCP" for char in text)


def _plainly(text: str) -> str:
    """A short text in small letters, one space between words, without what stands around it and says nothing; a long one as it is."""
    if len(text) > LONGEST_NAME:
        return text
    return " ".join(text.casefold().split()).strip(" .,;:!?-–—_*()[]\"'“”‘’")


def _is_nearly(start: str) -> bool:
    """Whether a plain address begins as this project's do, or in another spelling: a letter more, less or other."""
    starts = (start[:length] for length in range(len(_OURS) - 1, len(_OURS) + 2))
    return start.startswith(_OURS) or any(_is_like(difflib.SequenceMatcher(None, each, _OURS)) for each in starts)


def _is_like(pair: difflib.SequenceMatcher[str]) -> bool:
    """Whether two texts are nearly the same; asked first what is quicker to know and can only be more."""
    return pair.real_quick_ratio() > 0.9 and pair.quick_ratio() > 0.9 and pair.ratio() > 0.9


def _plain(address: str) -> str:
    """An address without what people get wrong in one: scheme, «www.», case."""
    return address[: len(BASE) + 20].lower().split("://", 1)[-1].removeprefix("www.").rstrip("/#")


_OURS = _plain(BASE)


def _closest(term: ox.NamedNode | ox.Literal, known: Collection[ox.NamedNode]) -> str:
    local = _local(term.value)
    same = sorted(compact(each.value) for each in known if _local(each.value).lower() == local.lower())
    if same:
        return SENTENCES["did-you-mean"].format(name=same[0])
    names = {compact(each.value) for each in known}
    close = difflib.get_close_matches(compact(term.value), sorted(names), n=1, cutoff=CLOSE)
    if not close:
        by_local = {_local(each.value): compact(each.value) for each in sorted(known, key=lambda each: each.value, reverse=True)}
        close = [by_local[name] for name in difflib.get_close_matches(local, sorted(by_local), n=1, cutoff=CLOSE)]
    return SENTENCES["did-you-mean"].format(name=close[0]) if close else ""


def _local(address: str) -> str:
    """The last part of a name: what follows the last slash, hash or colon."""
    return address.rsplit("/", 1)[-1].rsplit("#", 1)[-1].rsplit(":", 1)[-1]
