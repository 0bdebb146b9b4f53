"""How much one deployment may state, so that no engine is handed what it cannot work through: 422, with the place.

The figures lie far above any record that anybody keeps; the bytes and statements of a whole request are settings of the service.
"""

from collections import Counter

import pyoxigraph as ox

from lfr_kg.base.errors import TooLarge, Unreadable
from lfr_kg.base.model import Fact
from lfr_kg.base.namespaces import compact

MOST_VALUES = 500
"""Values of one property of one thing."""
LONGEST_NAME = 2_000
"""Characters of an IRI."""
LONGEST_TEXT = 50_000
"""Characters of a text."""


def refuse_many_deployments(count: int, most: int) -> None:
    """Raise TooLarge where a request describes more deployments than are judged together."""
    if count > most:
        raise TooLarge(f"{count:,} deployments are described; at most {most:,} are judged together. Send them in several files.")


def refuse_excess(facts: list[Fact], lines: list[str]) -> None:
    """Raise Unreadable where the facts of one deployment, given with their lines of N-Triples, hold a name or a text that is too long, or
    too many values of one property."""
    if len(facts) <= MOST_VALUES and max(map(len, lines), default=0) <= LONGEST_NAME:
        return  # no name is longer than its line
    for (subject, predicate), count in Counter((fact[0], fact[1]) for fact in facts).items():
        if count > MOST_VALUES:
            raise Unreadable(
                f"{_short(subject)} states {count:,} values of {compact(predicate.value)[:200]}; at most {MOST_VALUES} are read. "
                "State counts in place of single things, or describe several deployments."
            )
    for subject, predicate, value in facts:
        for term in (subject, predicate, value):
            if isinstance(term, ox.NamedNode) and len(term.value) > LONGEST_NAME:
                raise Unreadable(f"{_short(term)} is an address of {len(term.value):,} characters; at most {LONGEST_NAME:,} are read.")
        if isinstance(value, ox.Literal) and len(value.value) > LONGEST_TEXT:
            raise Unreadable(
                f"{compact(predicate.value)} is given a text of {len(value.value):,} characters; at most {LONGEST_TEXT:,} are read."
            )


def _short(term: object) -> str:
    return compact(term.value)[:100] if isinstance(term, ox.NamedNode) else "A node without a name"
