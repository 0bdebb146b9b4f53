"""What legislation.gov.uk says: of a division, whether it exists, from when its text stands and which changes are still to be made to it
(CLML, https://legislation.github.io/data-documentation/formats/xml.html); of an instrument, what has changed it (Atom, …/atom.html)."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlunsplit
from xml.etree.ElementTree import Element

from lfr_kg.base.times import day_in
from lfr_kg.official.xml import ATOM, split

METADATA = "{http://www.legislation.gov.uk/namespaces/metadata}"
HOST = "www.legislation.gov.uk"
ROOT = "{http://www.legislation.gov.uk/namespaces/legislation}Legislation"
DIGITS = "0123456789"


@dataclass(frozen=True)
class Standing:
    """How a division stands in the text that is current: its dates, and a word such as Prospective or Repealed."""

    start: str = ""
    end: str = ""
    status: str = ""


@dataclass(frozen=True)
class Effect:
    """A change by one law to another: its kind, by what, the places it touches, when in force, when recorded, whether still to be made."""

    key: str
    kind: str
    by: str
    affected: str
    places: tuple[tuple[str, str], ...]
    in_force: tuple[str, ...]
    recorded: str
    outstanding: bool


def path_of(address: str) -> str:
    """An address of legislation.gov.uk as the path that identifies the thing, the same for every form of it:
    ``ukpga/2018/12/section/64``."""
    return split(address).path.strip("/").removeprefix("id/")


def instrument_of(path: str) -> str:
    """The path of the instrument that a path is in."""
    return "/".join(path.split("/")[:3])


def document_address(path: str) -> str:
    """Where a division's CLML is; of a whole instrument the table of contents, since whole instruments are large."""
    return f"https://{HOST}/{path}/data.xml" if path != instrument_of(path) else f"https://{HOST}/{path}/contents/data.xml"


def feed_address(path: str) -> str:
    """Where the feed of changes to an instrument begins."""
    return f"https://{HOST}/changes/affected/{instrument_of(path)}/data.feed?results-count=50&sort=modified"


def standings(root: Element) -> dict[str, Standing]:
    """How every division that a document identifies stands, by path. Dates and status come down from what encloses a division."""
    found: dict[str, Standing] = {}
    todo = [(root, Standing())]
    while todo:
        element, above = todo.pop()
        here = Standing(
            element.get("RestrictStartDate", above.start),
            element.get("RestrictEndDate", above.end),
            element.get("Status", above.status),
        )
        identifier = element.get("IdURI")
        if identifier:
            found.setdefault(path_of(identifier), here)
        todo.extend((child, here) for child in reversed(element))
    return found


def unapplied(root: Element) -> list[Effect]:
    """The changes that a document says are still to be made to it."""
    effects = [_effect(element, outstanding=True) for element in root.iter(f"{METADATA}UnappliedEffect")]
    return [effect for effect in effects if effect.outstanding]


def feed(root: Element) -> tuple[list[Effect], str]:
    """The changes on one page of a feed, and the address of the next page ("" on the last)."""
    effects = [_effect(element) for element in root.iter(f"{METADATA}Effect")]
    following = [link.get("href", "") for link in root.findall(f"{ATOM}link") if link.get("rel") == "next"]
    parts = split(following[0]) if following else None
    return effects, urlunsplit(parts._replace(scheme="https")) if parts and parts.netloc == HOST else ""


def _effect(element: Element, outstanding: bool | None = None) -> Effect:
    """A change as CLML records it. One that need not be made to the text is not outstanding, nor one that has been."""
    required = element.get("RequiresApplied", "true") != "false"
    made = element.get("Applied", "false") == "true" and outstanding is None
    return Effect(
        key=element.get("EffectId", "") or element.get("URI", ""),
        kind=element.get("Type", ""),
        by=path_of(element.get("AffectingURI", "")),
        affected=element.get("AffectedProvisions", ""),
        places=tuple(_places(element)),
        in_force=tuple(sorted(filter(None, (day_in(entry.get("Date", "")) for entry in element.iter(f"{METADATA}InForce"))))),
        recorded=day_in(element.get("Modified", "")),
        outstanding=required and not made,
    )


def _places(element: Element) -> Iterator[tuple[str, str]]:
    """The divisions that a change touches, each as first and last path; the whole instrument where it names none."""
    named = False
    for provisions in element.findall(f"{METADATA}AffectedProvisions"):
        for entry in provisions.iter():
            address = entry.get("URI")
            if address and entry.tag in (f"{METADATA}Section", f"{METADATA}SectionRange"):
                named = True
                yield path_of(address), path_of(entry.get("UpTo", address))
    whole = element.get("AffectedURI")
    if whole and not named:
        yield path_of(whole), path_of(element.get("AffectedUpTo", whole))


def touches(effect: Effect, path: str) -> bool:
    """Whether a change touches a division: it, something in it, something it is in, or a range that it lies in.

    A change to the instrument as a whole touches no division more than another, so it touches only the instrument.
    """
    whole = instrument_of(path)
    for first, last in effect.places:
        if whole in (first, last):
            if path == whole:
                return True
        elif _within(path, first) or _within(first, path) or _between(first, path, last):
            return True
    return False


def _within(path: str, other: str) -> bool:
    return path == other or path.startswith(other + "/")


def _between(first: str, path: str, last: str) -> bool:
    """Whether a division lies in a range of divisions of one parent: ``section/7`` in ``section/5`` to ``section/9``."""
    start, end = first.split("/"), last.split("/")
    here = path.split("/")[: len(start)]
    if len(start) != len(end) or start[:-1] != end[:-1] or here[:-1] != start[:-1]:
        return False
    return _order(start[-1]) <= _order(here[-1]) <= _order(end[-1])


def _order(number: str) -> tuple[int, str, str]:
    """The order of division numbers: 9 before 10, 22 before 22A, 22A before 22B and 22AA after 22A."""
    letters = number.lstrip(DIGITS)
    digits = number.removesuffix(letters).lstrip("0")
    return len(digits), digits, letters
