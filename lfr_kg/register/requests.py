"""What to ask a force for that it has not published, with the law that asks for each, and the letter that asks it as a Word document.

The items and their questions stand in ``ontology/register/items.csv``; the norms under which one may ask are named in ``words.csv``; the
letter is the Word template beside this module, which anyone can edit.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
import pyoxigraph as ox
from docxtpl import DocxTemplate

from lfr_kg.base import times
from lfr_kg.base.namespaces import PREFIXES, iri
from lfr_kg.register.items import RECORD, Item, Published

TEMPLATE = Path(__file__).parent / "templates" / "request.docx"


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


def letter(values: dict[str, Any], asked: list[dict[str, Any]]) -> bytes:
    """The letter as a Word document. ``values`` are the force, the day, the first and last days of its records, and the law under which
    one asks; ``asked`` are the questions with their law, each of a record or of papers."""
    document = DocxTemplate(TEMPLATE)
    told = values | {
        "deployments": [each for each in asked if each["of"] == RECORD],
        "papers": [each for each in asked if each["of"] != RECORD],
        "day": times.text_words(values["day"]),
    }
    document.render(told, jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined), autoescape=True)
    document.docx.core_properties.title = values["title"]
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
