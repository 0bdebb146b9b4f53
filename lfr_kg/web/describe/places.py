"""The pages of the form, by name: the list of tasks, a section, or one part of the description."""

from dataclasses import dataclass

from lfr_kg.base.errors import BadRequest
from lfr_kg.drafting.dictionary import Dictionary, Field, Section
from lfr_kg.drafting.draft import Part
from lfr_kg.web.http.parameters import whole_of


@dataclass(frozen=True)
class Page:
    """One page of the form: a section, or a part in it at a path such as ``lfr:watchlist/0``; without a section, the list of tasks."""

    section: Section | None = None
    path: str = ""

    @property
    def name(self) -> str:
        """What a button calls it: the path of a part, the name of a section, or nothing for the list of tasks."""
        return self.path or (self.section.slug if self.section else "")


def above(page: Page) -> Page:
    """The page that leads to a page: of the part that a part is in, else its section; of a section, the list of tasks."""
    return Page(page.section if page.path else None, page.path.rpartition("/")[0].rpartition("/")[0])


def section_at(dictionary: Dictionary, path: str) -> Section:
    """The section in which a place is asked for."""
    return dictionary.section_of.get(path.split("/")[0], dictionary.sections[0])


def page_named(draft: Part, dictionary: Dictionary, name: str) -> Page:
    """The page that a button names; the list of tasks where there is none of that name. Raises BadRequest for a part that is not there."""
    if "/" in name:
        part_at(draft, name)
        return Page(section_at(dictionary, name), name)
    return Page(next((section for section in dictionary.sections if section.slug == name), None))


def fields_of(draft: Part, page: Page, dictionary: Dictionary) -> tuple[Field, ...]:
    """What a page asks: the fields of a section, or those of a part; none on the list of tasks."""
    if page.path:
        return dictionary.by_name[part_at(draft, page.path).kind].fields
    return page.section.fields if page.section else ()


def part_at(draft: Part, path: str) -> Part:
    """The part at a path such as ``lfr:watchlist/0/lfr:entryGroup/1``. Raises BadRequest where there is none."""
    part, steps = draft, path.split("/") if path else []
    try:
        for name, number in zip(steps[::2], steps[1::2], strict=True):
            place = whole_of(number)
            if place is None:
                raise IndexError(number)
            part = part.parts[name][place]
    except (KeyError, IndexError, ValueError) as error:
        raise BadRequest("The form named a part that is not there. Go back and try again.") from error
    return part
