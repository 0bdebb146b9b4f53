"""What a page of the form shows of a draft: where each part is, what it is called, what is asked, and what is wrong where."""

from dataclasses import dataclass, field

import pyoxigraph as ox

from lfr_kg.drafting import fields
from lfr_kg.drafting.dictionary import Dictionary, Field, Kind, Section
from lfr_kg.drafting.draft import Part, Wrong, title, walk
from lfr_kg.web.describe.places import Page, above, fields_of, part_at, section_at

TASKS = "Task list"


@dataclass
class View:
    """What the template needs of a draft: where each part is, what it is called, and what is wrong where."""

    draft: Part
    dictionary: Dictionary
    wrong: list[Wrong]
    not_asked: frozenset[ox.NamedNode] = frozenset()
    """The properties that the law does not ask about in this case, as far as it is described."""
    faults: dict[str, str] = field(init=False)
    names: dict[str, str] = field(init=False)
    section_by_part: dict[str, Section] = field(init=False)

    def __post_init__(self) -> None:
        self.faults = {each.place: each.message for each in self.wrong}
        self.names = {part.id: self._name(path, part, kind) for path, part, kind in walk(self.draft, self.dictionary)}
        self.section_by_part = {part.id: section_at(self.dictionary, path) for path, part, _ in walk(self.draft, self.dictionary)}

    def _name(self, path: str, part: Part, kind: Kind) -> str:
        """What a part is called: what it is, its number where there are several of the kind, and its title."""
        said = title(part, kind)
        alike = [each for each in self._siblings(path) if each.kind == part.kind]
        number = f" {[each.id for each in alike].index(part.id) + 1}" if len(alike) > 1 else ""
        if said.casefold().startswith(kind.label.casefold()):
            return said
        return f"{kind.label}{number}" + (f": {said}" if said else "")

    def _siblings(self, path: str) -> list[Part]:
        """The parts that stand where a part stands, itself among them."""
        above, _, name = path.rpartition("/")[0].rpartition("/")
        return part_at(self.draft, above).parts.get(name, [])

    def part(self, page: Page) -> Part:
        """The part whose fields a page asks for."""
        return part_at(self.draft, page.path)

    def above(self, page: Page) -> Page:
        """The page that leads to a page."""
        return above(page)

    def name(self, page: Page) -> str:
        """What a page is called."""
        return self.names[self.part(page).id] if page.path else page.section.label if page.section else TASKS

    def fields(self, page: Page) -> tuple[Field, ...]:
        """What a page asks."""
        return fields_of(self.draft, page, self.dictionary)

    def is_asked(self, part: Part, asked: Field) -> bool:
        """Whether a field is to be shown at once: the law asks about it here, or something is stated."""
        return asked.node not in self.not_asked or bool(part.values.get(asked.name) or part.parts.get(asked.name))

    def is_needed(self, section: Section) -> bool:
        """Whether a section asks for anything."""
        return any(self.is_asked(self.draft, each) for each in section.fields)

    def stated(self, section: Section) -> int:
        """How many answers are given in a section, those about its parts among them."""
        inner = [part for each in section.fields for part in self.draft.parts.get(each.name, ())]
        own = sum(len(self.draft.values.get(each.name, ())) for each in section.fields)
        return own + sum(self.said(part) for part in inner)

    def shown(self, part: Part, asked: Field) -> list[str]:
        """The values of a field as the form shows them."""
        return [fields.shown(text, asked) for text in part.values.get(asked.name, ())]

    def is_wrong(self, where: str) -> bool:
        """Whether a value typed at a place cannot be stated."""
        return any(each.place.rsplit("/", 1)[0] == where for each in self.wrong)

    def wrong_in(self, section: Section) -> list[Wrong]:
        """What is wrong in a section."""
        return [each for each in self.wrong if section_at(self.dictionary, each.place) == section]

    def wrong_of(self, path: str) -> list[Wrong]:
        """What is wrong of the part at a path, and of the parts in it."""
        return [each for each in self.wrong if each.place.startswith(f"{path}/")]

    def page_of(self, wrong: Wrong) -> Page:
        """The page on which a mistake stands."""
        return Page(section_at(self.dictionary, wrong.place), wrong.place.rpartition("/")[0].rpartition("/")[0])

    @staticmethod
    def said(part: Part) -> int:
        """How many answers are given about a part and the parts in it."""
        return sum(len(texts) for each in part.every() for texts in each.values.values())
