"""What a document of one of the two services says of one provision: its words, since when they stand, and whether they are in force.

CLML of a dated document holds provisions too that were not in force then (``Match="false"``, ``Status``); they are told apart. Where
versions for different parts of the United Kingdom stand beside each other, that of England and Wales is read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from urllib.parse import urlunsplit
from xml.etree.ElementTree import Element

from lfr_kg.base.times import day, day_in
from lfr_kg.official import judgments, legislation
from lfr_kg.official.legislation import Effect
from lfr_kg.official.xml import ATOM, split
from lfr_kg.texts.markup import NOT_IN_FORCE, heading_of, inline, is_in_force, lines_of, name_of
from lfr_kg.texts.words import Lines

HAS_VERSION = "http://purl.org/dc/terms/hasVersion"
NAVIGATION = "http://www.legislation.gov.uk/def/navigation/"
NOTES = ("notes", "memorandum", "executive-note", "policy-note")
"""Relations of links to documents that explain an instrument, without their common beginning."""
MOST_VERSIONS = 80
PARAGRAPH = f"{judgments.AKN}paragraph"


@dataclass(frozen=True)
class Reading:
    """A provision as a document has it. ``start`` and ``end`` are ISO days, "" where none is given; ``status`` says why it is not in force,
    where it is not; ``outstanding`` are changes still to be made, which only the latest document tells."""

    lines: Lines
    heading: str = ""
    start: str = ""
    end: str = ""
    status: str = ""
    extent: str = ""
    outstanding: tuple[Effect, ...] = ()


def of_legislation(root: Element, path: str) -> Reading | None:
    """The provision at a path of legislation.gov.uk (``ukpga/2018/12/section/64/1``) in a document; None where it does not hold it."""
    found = [_read(chain) for chain in _chains(root, path)]
    here = [reading for reading in found if _is_of_england_or_wales(reading.extent)]
    best = next((reading for reading in here if not reading.status), here[0] if here else None)
    if best is None:
        return None
    outstanding = tuple(effect for effect in legislation.unapplied(root) if legislation.touches(effect, path))
    return Reading(best.lines, best.heading, best.start, best.end, best.status, best.extent, outstanding)


def _chains(root: Element, path: str) -> list[list[Element]]:
    """Every element that is the provision, each at the end of those that it lies in: by its identifier, else by its address."""
    tail = path.removeprefix(legislation.instrument_of(path)).strip("/").replace("/", "-")
    by_uri: list[list[Element]] = []
    by_id: list[list[Element]] = []
    todo = [[root]]
    while todo:
        chain = todo.pop()
        element = chain[-1]
        if name_of(element) == "Metadata" or element.tag.startswith(ATOM):
            continue
        if element is not root and not name_of(element).startswith("Contents"):
            if path in (legislation.path_of(element.get("IdURI", "")), _undated(element.get("DocumentURI", ""))):
                by_uri.append(chain)
            elif element.get("id") == tail:
                by_id.append(chain)
        todo.extend([*chain, child] for child in reversed(element))
    return by_uri or by_id


def _undated(address: str) -> str:
    head, _, last = legislation.path_of(address).rpartition("/")
    return head if _is_day(last) else f"{head}/{last}".strip("/")


def _read(chain: list[Element]) -> Reading:
    """A provision by the chain of elements down to it: what encloses it says what it does not say itself."""
    element = chain[-1]
    status = _nearest(chain, "Status")
    if status not in NOT_IN_FORCE:
        status = "Not in force" if any(each.get("Match") == "false" for each in chain) else ""
    group = chain[-2] if len(chain) > 1 and name_of(chain[-2]).endswith("group") else None
    return Reading(
        lines=lines_of(element),
        heading=heading_of(group) if group is not None else "",
        start=max([day_in(_nearest(chain, "RestrictStartDate")), *_starts(element)]),
        end=day_in(_nearest(chain, "RestrictEndDate")),
        status=status,
        extent=_nearest(chain, "RestrictExtent"),
    )


def _starts(element: Element) -> Iterator[str]:
    """The days since which parts of a division stand as they do: the words of the whole stand since the last of them."""
    for child in element:
        if is_in_force(child):
            yield day_in(child.get("RestrictStartDate", ""))
            yield from _starts(child)


def _nearest(chain: list[Element], name: str) -> str:
    return next((value for each in reversed(chain) if (value := each.get(name))), "")


def _is_of_england_or_wales(extent: str) -> bool:
    return not extent or bool({"E", "W"} & set(extent.split("+")))


def versions_of(root: Element, path: str) -> list[str]:
    """The days of which a document says that there is a version of it, the newest first; ``path`` is its own."""
    found = set()
    for link in root.iter(f"{ATOM}link"):
        head, _, last = legislation.path_of(link.get("href", "")).rpartition("/")
        if link.get("rel") == HAS_VERSION and head == path and _is_day(last):
            found.add(last)
    return sorted(found, reverse=True)[:MOST_VERSIONS]


def _is_day(text: str) -> bool:
    try:
        return bool(day(text))
    except ValueError:
        return False


def notes_of(root: Element) -> list[str]:
    """The addresses at legislation.gov.uk of documents that explain what a document holds."""
    relations = {NAVIGATION + name for name in NOTES}
    found = dict.fromkeys(split(link.get("href", "")) for link in root.iter(f"{ATOM}link") if link.get("rel") in relations)
    return [urlunsplit(parts._replace(scheme="https")) for parts in found if parts.netloc == legislation.HOST][:5]


def of_judgment(root: Element, mark: str) -> Reading | None:
    """The paragraph that bears a mark (``para_90``) in a judgment, or the number in that mark, with what goes on after it without a number
    of its own (quotations, items of a list); None where it has none such."""
    number = mark.rpartition("_")[2]
    found = [(parent, each) for parent in root.iter() for each in parent if each.tag == PARAGRAPH]
    marked = [pair for pair in found if pair[1].get("eId") == mark]
    numbered = [pair for pair in found if not pair[1].get("eId") and _number_of(pair[1]) == number]
    for parent, paragraph in (marked + numbered)[:1]:
        after = list(parent)[list(parent).index(paragraph) + 1 :]
        rest = [line for each in takewhile(_goes_on, after) for line in lines_of(each)]
        lines = (*lines_of(paragraph), *(line._replace(depth=line.depth + 1) for line in rest))
        return Reading(lines, start=judgments.judgment(root).date)
    return None


def _number_of(paragraph: Element) -> str:
    """The number of a paragraph of the judgment; "" where it has none, or one of a list within another."""
    said = next((inline(child) for child in paragraph if name_of(child) == "num"), "")
    number = said.strip("[].")
    return number if number.isdecimal() and not said.endswith(")") else ""


def _goes_on(element: Element) -> bool:
    """Whether an element goes on with the paragraph before it: no paragraph of the judgment itself, and no heading."""
    if element.tag == PARAGRAPH:
        return not element.get("eId") and not _number_of(element)
    classes = " ".join(each.get("class", "") for each in element.iter(f"{judgments.AKN}p"))
    return element.tag == f"{judgments.AKN}level" and "heading" not in classes.casefold() and not heading_of(element)
