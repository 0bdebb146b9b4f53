"""The form in which a description is written: what was posted goes into the draft, and the button that was pressed changes it."""

from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from lfr_kg.base.errors import BadRequest
from lfr_kg.drafting import fields
from lfr_kg.drafting.dictionary import Dictionary, Field, Kind, Section
from lfr_kg.drafting.draft import FORMATS, Part, Wrong, new_part, place, title, walk

SAVES = (*FORMATS, "xlsx")
"""The formats in which a description can be saved."""
OTHER = "/other"
"""What follows the name of a list in the name of the text field beside it."""
KIND_OF = "kind-of "
OPEN = "open"
"""What a button of another page asks for: to go on with the draft that it carries, of which no field was shown yet."""


@dataclass
class Asked:
    """What a button asks for: the section to show, a file to save in a format, whether findings are wanted."""

    section: Section
    save: str | None = None
    is_checked: bool = False


@dataclass
class View:
    """What the template needs of a draft: where each part is, what it is called, and what is wrong where."""

    draft: Part
    dictionary: Dictionary
    wrong: list[Wrong]
    faults: dict[str, str] = field(init=False)
    names: dict[str, str] = field(init=False)
    section_by_part: dict[str, Section] = field(init=False)

    def __post_init__(self) -> None:
        self.faults = {each.place: each.message for each in self.wrong}
        self.names = {part.id: self._name(path, part, kind) for path, part, kind in walk(self.draft, self.dictionary)}
        self.section_by_part = {part.id: self.section_at(path) for path, part, _ in walk(self.draft, self.dictionary)}

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

    def section_at(self, path: str) -> Section:
        """The section in which a place is asked for."""
        return self.dictionary.section_of.get(path.split("/")[0], self.dictionary.sections[0])

    def stated(self, section: Section) -> int:
        """How many values and parts are stated of a section's own fields."""
        return sum(len(self.draft.values.get(each.name, ())) + len(self.draft.parts.get(each.name, ())) for each in section.fields)

    def shown(self, part: Part, asked: Field) -> list[str]:
        """The values of a field as the form shows them."""
        return [fields.shown(text, asked) for text in part.values.get(asked.name, ())]

    def is_wrong(self, where: str) -> bool:
        """Whether a value typed at a place cannot be stated."""
        return any(each.place.rsplit("/", 1)[0] == where for each in self.wrong)

    def wrong_in(self, section: Section) -> list[Wrong]:
        """What is wrong in a section."""
        return [each for each in self.wrong if self.section_at(each.place) == section]


def section_named(dictionary: Dictionary, slug: str) -> Section:
    """The section of that name; the first where there is none."""
    return next((section for section in dictionary.sections if section.slug == slug), dictionary.sections[0])


def merge(draft: Part, section: Section, form: MultiDict[str, str], dictionary: Dictionary) -> None:
    """Put into the draft what was posted of one section's fields."""
    _merge(draft, "", section.fields, form, dictionary)


def _merge(part: Part, path: str, asked: tuple[Field, ...], form: MultiDict[str, str], dictionary: Dictionary) -> None:
    for each in asked:
        where = place(path, each.name)
        if each.kind == "part":
            for number, inner in enumerate(part.parts.get(each.name, ())):
                _merge(inner, f"{where}/{number}", dictionary.by_name[inner.kind].fields, form, dictionary)
        else:
            part.values[each.name] = _kept(part.values.get(each.name, []), [*form.getlist(where), *form.getlist(where + OTHER)], each)


def _kept(old: list[str], posted: list[str], each: Field) -> list[str]:
    """The texts to keep: as they were where the form shows them unchanged, else as typed. What was emptied is no longer stated."""
    known = {fields.shown(text, each): text for text in reversed(old)}
    texts = [text.replace("\r\n", "\n").strip() for text in posted]
    return list(dict.fromkeys(known.get(text, text) for text in texts if text))


def act(draft: Part, shown: Section, form: MultiDict[str, str], dictionary: Dictionary) -> Asked:
    """Do what the button asks: add or remove a part, turn to a section, check, or save. Raises BadRequest for an unknown one."""
    verb, _, what = form.get("do", "keep").partition(" ")
    is_checked = form.get("checked") == "1"
    if verb == "section":
        return Asked(section_named(dictionary, what), is_checked=is_checked)
    if verb == "check":
        return Asked(shown, is_checked=True)
    if verb == "uncheck":
        return Asked(shown)
    if verb == "save" and what in SAVES:
        return Asked(shown, save=what, is_checked=is_checked)
    if verb == "add":
        _add(draft, what, form, dictionary)
    elif verb == "remove":
        _remove(draft, what)
    elif verb not in ("keep", OPEN):
        raise BadRequest("The form was sent by a button that is not known here. Go back and try again.")
    return Asked(shown, is_checked=is_checked)


def _add(draft: Part, where: str, form: MultiDict[str, str], dictionary: Dictionary) -> None:
    above, _, name = where.rpartition("/")
    part = part_at(draft, above)
    wanted = next((each.part for each in dictionary.by_name[part.kind].fields if each.name == name), None)
    if wanted is None:
        raise BadRequest("The form asked for a part that is not known here. Go back and try again.")
    kind = dictionary.kinds[wanted]
    if kind.under:
        kind = dictionary.by_name.get(form.get(KIND_OF + where, ""), kind)
        if kind.node not in (wanted, *dictionary.kinds[wanted].under):
            raise BadRequest("The form asked for a part of a kind that is not known here. Go back and try again.")
    part.parts.setdefault(name, []).append(new_part(draft, kind))


def _remove(draft: Part, where: str) -> None:
    above, _, number = where.rpartition("/")
    path, _, name = above.rpartition("/")
    parts = part_at(draft, path).parts.get(name, [])
    if not number.isdigit() or int(number) >= len(parts):
        raise BadRequest("The form asked to remove a part that is not there. Go back and try again.")
    del parts[int(number)]


def part_at(draft: Part, path: str) -> Part:
    """The part at a path such as ``lfr:watchlist/0/lfr:entryGroup/1``. Raises BadRequest where there is none."""
    part, steps = draft, path.split("/") if path else []
    try:
        for name, number in zip(steps[::2], steps[1::2], strict=True):
            if not number.isdigit():
                raise ValueError(number)
            part = part.parts[name][int(number)]
    except (KeyError, IndexError, ValueError) as error:
        raise BadRequest("The form named a part that is not there. Go back and try again.") from error
    return part
