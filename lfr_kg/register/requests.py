"""What to ask a force for that it has not published, with the law that asks for each.

The items and their questions stand in ``ontology/register/items.csv``; the norms under which one may ask are named in ``words.csv``.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from lfr_kg.base.namespaces import PREFIXES, iri
from lfr_kg.register.items import Item, Published


@dataclass(frozen=True)
class Asking:
    """A duty that asks for something: its norm, how binding it is (1 the most), and the force that it alone binds, if it does."""

    norm: ox.NamedNode
    order: int
    force: ox.NamedNode | None

    @property
    def slug(self) -> str:
        """The norm's name in addresses."""
        return self.norm.value.removeprefix(PREFIXES["norm"])


@dataclass(frozen=True)
class Question:
    """Something that a force has not published, with the norms that ask for it, the most binding first."""

    published: Published
    norms: list[ox.NamedNode]

    @property
    def item(self) -> Item:
        """What is asked for."""
        return self.published.item


def asking(rows: Iterable[ox.QuerySolution]) -> dict[str, list[Asking]]:
    """What duties ask for, by the thing and by the duty itself, from the rows of the view ``duties-that-look-at``."""
    found: dict[str, list[Asking]] = {}
    for row in rows:
        for name in (row["looked"].value, row["norm"].value):
            found.setdefault(name, []).append(Asking(row["norm"], int(row["order"].value), row["force"]))
    return found


def questions(force: str, published: list[Published], duties: dict[str, list[Asking]], applies: set[str] | None) -> list[Question]:
    """What a force (``actor:…``) has not published, in the order of the items; what is only said at second hand counts as not published.

    ``applies`` are the slugs of norms that were not found inapplicable to its records; None where nothing was judged.
    """
    found = []
    for each in published:
        if each.extent not in ("none", "second-hand"):
            continue
        asked = {
            (duty.order, duty.norm.value): duty.norm
            for name in each.item.looks_at
            for duty in duties.get(iri(name).value, ())
            if duty.force in (None, iri(force)) and (applies is None or duty.slug in applies)
        }
        found.append(Question(each, [asked[key] for key in sorted(asked)]))
    return found
