"""Provisions and sources that a note on a norm names in short, found again, so that its page can link them.

A place is linked only where what is meant is plain: it follows the name of its source, or begins a part of the note while no other source
was named. What is named otherwise stays text, since a wrong link is worse than none.
"""

import re
from functools import lru_cache

import pyoxigraph as ox

from lfr_kg.base.model import TYPE
from lfr_kg.base.namespaces import iri
from lfr_kg.corpus.citation import source_of
from lfr_kg.web.read.catalogue import Catalogue

Piece = tuple[str, ox.NamedNode | None]
"""Some words of a note, and what they name (None where nothing here)."""

_KIND = {"ss": "s", "arts": "art", "regs": "reg", "article": "art", "schedule": "sch", "section": "s", "paras": "para"}
"""How notes write a kind of division → how its label does, where the two differ."""
_PLACES = re.compile(r"\b(ss?|arts?|article|regs?|sch|schedule|paras?|principle)\s+(?=\d)|\[\d+\]", re.IGNORECASE)
_NUMBER = re.compile(r"\d+[A-Z]{0,2}(?:\(\w{1,5}\))*(?![\w–])(?!\s*para)")
_NEXT = re.compile(r"(?:,| and)\s+(?=\d)")
_BETWEEN = re.compile(r"(?:,?\s+(?:at\s+)?)?|,\s+")
_YEAR = re.compile(r"\s\d{4}$")


class Names:
    """What notes call sources, and the labels of their divisions, all in lower case."""

    def __init__(self, catalogue: Catalogue):
        typed = {node for node, _, kind in catalogue.graph.by_predicate[TYPE] if kind == iri("lfr:Provision")}
        self.places = {catalogue.label(node).lower(): node for node in typed if isinstance(node, ox.NamedNode)}
        called = {catalogue.label(node).lower(): node for node in catalogue.sources}
        short: dict[str, set[ox.NamedNode]] = {}
        for name, node in called.items():
            short.setdefault(_YEAR.sub("", name), set()).add(node)
        self.sources = {name: next(iter(nodes)) for name, nodes in short.items() if len(nodes) == 1} | called
        names = sorted(self.sources, key=len, reverse=True)
        self.named = re.compile(rf"(?:{'|'.join(map(re.escape, names))})(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=1)
def names_of(catalogue: Catalogue) -> Names:
    """The names of a catalogue, made once, since the knowledge does not change."""
    return Names(catalogue)


def pieces(catalogue: Catalogue, norm: ox.NamedNode) -> list[Piece]:
    """The note of a norm on its neighbours as pieces, in order; joined, they are the note."""
    names, stated = names_of(catalogue), catalogue.graph.nodes(norm, iri("lfr:statedBy"))
    own: ox.NamedNode | None = source_of(catalogue.graph, stated[0]) if stated else None
    found: list[Piece] = []
    for number, part in enumerate(catalogue.text(norm, "lfr:relatedNote").split("; ")):
        found += [("; ", None)] if number else []
        told, source = _part(catalogue, names, part, own)
        found += told
        own = own if source == own else None
    return [piece for piece in found if piece[0]]


def _part(catalogue: Catalogue, names: Names, part: str, own: ox.NamedNode | None) -> tuple[list[Piece], ox.NamedNode | None]:
    """The pieces of one part of a note, and the source that it names (``own`` where it begins with a place of that)."""
    named = names.named.match(part)
    source = names.sources[named[0].lower()] if named else own
    end = named.end() if named else 0
    found: list[Piece] = [(part[:end], source)] if named else []
    between = _BETWEEN.match(part, end) if named else None
    start = between.end() if between else end
    places = _PLACES.match(part, start)
    if source is None or places is None:
        return [*found, (part[end:], None)], source if named or places else None
    found.append((part[end:start], None))
    if not places[1]:
        return [*found, (places[0], _place(catalogue, names, source, places[0])), (part[places.end() :], None)], source
    kind = _KIND.get(places[1].lower(), places[1].lower())
    end, words = places.end(), places[0]
    while number := _NUMBER.match(part, end):
        found.append((words + number[0], _place(catalogue, names, source, f"{kind} {number[0]}")))
        end, words = number.end(), ""
        if further := _NEXT.match(part, end):
            found.append((further[0], None))
            end = further.end()
    return [*found, (words + part[end:], None)], source


def _place(catalogue: Catalogue, names: Names, source: ox.NamedNode, place: str) -> ox.NamedNode | None:
    """A division of a source by its place as labels have it, or the nearest above it that is recorded."""
    label = catalogue.label(source)
    while place:
        for joined in (f"{label}, {place}", f"{label} {place}"):
            if joined.lower() in names.places:
                return names.places[joined.lower()]
        place = place.rpartition("(")[0]
    return None
