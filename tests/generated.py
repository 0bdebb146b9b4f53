"""Descriptions made by chance from the worked example, the same for the same seed: statements left out, values changed."""

import random
from datetime import datetime, timedelta
from functools import lru_cache

import pyoxigraph as ox

from lfr_kg.base.model import TYPE
from lfr_kg.base.namespaces import iri
from tests import casebook

XSD = "http://www.w3.org/2001/XMLSchema#"
BASES = ["metropolitan", *sorted(path.stem for path in (casebook.FOLDER / "bases").glob("*.ru"))]


@lru_cache
def _triples(base: str) -> list:
    return list(ox.parse(casebook.base(base), format=ox.RdfFormat.N_TRIPLES))


@lru_cache
def _siblings() -> dict:
    """Concept → the others on its list."""
    vocabulary = casebook.assessor().vocabulary
    lists: dict = {}
    for concept, scheme in vocabulary.schemes.items():
        lists.setdefault(scheme, []).append(concept)
    return {concept: sorted(lists[scheme], key=str) for concept, scheme in vocabulary.schemes.items()}


def description(seed: int) -> str:
    """A description as N-Triples: one in four properties of a node left out, one in eight values changed."""
    chance = random.Random(seed)
    triples = _triples(chance.choice(BASES))
    groups = sorted(
        {
            (str(t.subject), str(t.predicate))
            for t in triples
            if t.predicate not in (TYPE, iri("lfr:controller"), iri("lfr:technique"), iri("lfr:statesNone"))
        }
    )
    dropped = {group for group in groups if chance.random() < 0.25}
    kept = [t for t in triples if (str(t.subject), str(t.predicate)) not in dropped]
    return "".join(sorted(_line(t, _changed(t, chance)) for t in kept))


def _line(t, value) -> str:
    return f"{t.subject} {t.predicate} {value} .\n"


def _changed(t, chance: random.Random):
    if chance.random() >= 0.125:
        return t.object
    if isinstance(t.object, ox.NamedNode):
        others = _siblings().get(t.object, [])
        return chance.choice(others) if others and t.predicate != iri("lfr:statesNone") else t.object
    kind = t.object.datatype.value.removeprefix(XSD)
    if kind == "boolean":
        return ox.Literal("false" if t.object.value == "true" else "true", datatype=t.object.datatype)
    if kind == "integer":
        return ox.Literal(str(max(0, int(t.object.value) + chance.choice((-40, -1, 1, 40)))), datatype=t.object.datatype)
    if kind == "decimal":
        return ox.Literal(chance.choice(("0.5", "0.6", "0.64", "0.7", "0.0002")), datatype=t.object.datatype)
    if kind == "dateTime":
        moved = datetime.fromisoformat(t.object.value) + timedelta(hours=chance.choice((-48, -24, -1, 1, 24, 48)))
        return ox.Literal(moved.isoformat(), datatype=t.object.datatype)
    if kind == "date":
        moved = datetime.fromisoformat(t.object.value) + timedelta(days=chance.choice((-400, -31, 31, 400)))
        return ox.Literal(moved.date().isoformat(), datatype=t.object.datatype)
    return t.object
