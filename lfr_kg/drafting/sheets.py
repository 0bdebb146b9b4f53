"""How a description is laid out as a workbook: which sheets there are, and which columns each has. Writing and reading share it."""

import re
from dataclasses import dataclass
from functools import lru_cache

from lfr_kg.drafting.dictionary import Dictionary, Field, Kind

ID, OF, KIND = "id", "of", "kind"
NOTES, LISTS = "Read me", "Lists"
"""Sheets that hold no part of a description."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: the things of one kind, a row each.

    ``link`` is the property by which they belong to a thing of the sheet ``parent`` (None for the deployments themselves); ``kinds`` are
    the narrower kinds that the column “kind” tells apart.
    """

    title: str
    kind: Kind
    parent: str | None
    link: Field | None
    kinds: tuple[Kind, ...]
    fields: tuple[Field, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The heads of the columns, in order."""
        return (*self.own, *(field.question for field in self.fields))

    @property
    def own(self) -> tuple[str, ...]:
        """The columns that are no properties: what the thing is called here, what it belongs to, and of which kind it is."""
        return (ID, *((OF,) if self.parent else ()), *((KIND,) if self.kinds else ()))

    def only_for(self, field: Field) -> tuple[Kind, ...]:
        """The narrower kinds of which a property can be stated; () where it can be of all."""
        if not self.kinds or field in self.kind.fields:
            return ()
        return tuple(kind for kind in self.kinds if field in kind.fields)


@lru_cache(8)
def sheets_of(dictionary: Dictionary) -> tuple[Sheet, ...]:
    """The sheets in the order of the form: the deployments, then the parts of each section, each followed by its own parts."""
    order = tuple(field for section in dictionary.sections for field in section.fields)
    found = [Sheet(title_of(dictionary.root), dictionary.root, None, None, (), tuple(field for field in order if field.kind != "part"))]
    _add(found, dictionary, found[0], order)
    return tuple(found)


def _add(found: list[Sheet], dictionary: Dictionary, parent: Sheet, asked: tuple[Field, ...]) -> None:
    for link in asked:
        if link.part is not None:
            kind = dictionary.kinds[link.part]
            kinds = tuple(dictionary.kinds[node] for node in kind.under)
            inner = tuple(dict.fromkeys(field for each in (kind, *kinds) for field in each.fields))
            title = title_of(kind)
            if any(sheet.title == title for sheet in found):
                title = title_of(kind, parent)
            sheet = Sheet(title, kind, parent.title, link, kinds, tuple(field for field in inner if field.kind != "part"))
            found.append(sheet)
            _add(found, dictionary, sheet, inner)


def title_of(kind: Kind, parent: Sheet | None = None) -> str:
    """A kind's name as the title of a sheet, which may have 31 characters and not all signs; with what it is a part of, if given."""
    text = f"{kind.label} ({parent.title.lower()})" if parent else kind.label
    return re.sub(r"[\[\]:*?/\\]", " ", text)[:31].strip()
