"""The form in which a description is written: what was posted goes into the draft, and the button that was pressed changes it."""

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from lfr_kg.base.errors import BadRequest
from lfr_kg.drafting import fields
from lfr_kg.drafting.dictionary import Dictionary, Field
from lfr_kg.drafting.draft import FORMATS, Part, new_part, place
from lfr_kg.web.describe.places import Page, above, fields_of, page_named, part_at, section_at
from lfr_kg.web.http.parameters import whole_of

SAVES = (*FORMATS, "xlsx")
"""The formats in which a description can be saved."""
OTHER = "/other"
"""What follows the name of a list in the name of the text field beside it."""
KIND_OF = "kind-of "
OPEN = "open"
"""What a button of another page asks for: to go on with the draft that it carries, of which no field was shown yet."""


@dataclass
class Asked:
    """What a button asks for: the page to show, a file to save in a format, whether findings are wanted."""

    page: Page
    save: str | None = None
    is_checked: bool = False


def merge(draft: Part, page: Page, form: MultiDict[str, str], dictionary: Dictionary) -> None:
    """Put into the draft what was posted of one page's fields."""
    part = part_at(draft, page.path)
    for each in fields_of(draft, page, dictionary):
        if each.kind != "part":
            where = place(page.path, each.name)
            part.values[each.name] = _kept(part.values.get(each.name, []), [*form.getlist(where), *form.getlist(where + OTHER)], each)


def _kept(old: list[str], posted: list[str], each: Field) -> list[str]:
    """The texts to keep: as they were where the form shows them unchanged, else as typed. What was emptied is no longer stated."""
    known = {fields.shown(text, each): text for text in reversed(old)}
    texts = [text.replace("\r\n", "\n").strip() for text in posted]
    return list(dict.fromkeys(known.get(text, text) for text in texts if text))


def act(draft: Part, shown: Page, form: MultiDict[str, str], dictionary: Dictionary) -> Asked:
    """Do what the button asks: add or remove a part, turn to a page, check, or save. Raises BadRequest for an unknown one."""
    verb, _, what = form.get("do", "keep").partition(" ")
    is_checked = form.get("checked") == "1"
    if verb == "go":
        return Asked(page_named(draft, dictionary, what), is_checked=is_checked)
    if verb == "check":
        return Asked(shown, is_checked=True)
    if verb == "uncheck":
        return Asked(shown)
    if verb == "save" and what in SAVES:
        return Asked(shown, save=what, is_checked=is_checked)
    if verb == "add":
        return Asked(_add(draft, what, form, dictionary), is_checked=is_checked)
    elif verb == "remove":
        _remove(draft, what)
        if shown.path == what:
            return Asked(above(shown), is_checked=is_checked)
    elif verb not in ("keep", OPEN):
        raise BadRequest("The form was sent by a button that is not known here. Go back and try again.")
    return Asked(shown, is_checked=is_checked)


def _add(draft: Part, where: str, form: MultiDict[str, str], dictionary: Dictionary) -> Page:
    """Add a part: the page that asks about it."""
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
    beside = part.parts.setdefault(name, [])
    beside.append(new_part(draft, kind))
    return Page(section_at(dictionary, where), f"{where}/{len(beside) - 1}")


def _remove(draft: Part, where: str) -> None:
    above, _, number = where.rpartition("/")
    path, _, name = above.rpartition("/")
    parts = part_at(draft, path).parts.get(name, [])
    place = whole_of(number)
    if place is None or place >= len(parts):
        raise BadRequest("The form asked to remove a part that is not there. Go back and try again.")
    del parts[place]
