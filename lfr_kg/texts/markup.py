"""Marked-up law as lines: CLML of legislation.gov.uk and Akoma Ntoso of Find Case Law, walked the same way.

What the text itself does not say is left out: notes of editors, footnotes, marks of where something was changed.
Source: https://legislation.github.io/clml-schema/userguide.html.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from lfr_kg.texts.words import Line, Lines, spaced

LEFT_OUT = frozenset(
    {
        "Commentary", "CommentaryRef", "Commentaries", "FootnoteRef", "Footnote", "Footnotes", "MarginNoteRef", "MarginNotes", "Metadata",
        "Versions", "Resources", "authorialNote", "noteRef", "meta",
    }
)  # fmt: skip
"""Elements that are not of the text."""
NUMBERS = frozenset({"Pnumber", "Number", "num"})
"""Elements that number the one they are in."""
HEADINGS = frozenset({"Title", "Subtitle", "heading", "subheading"})
TEXTS = frozenset({"Text", "p", "Para0", "Caption"})
"""Elements whose content is words, however they are marked within."""
ROWS = frozenset({"tr", "row"})
PICTURES = {"Formula": "formula", "Figure": "figure", "Image": "figure", "img": "figure", "Math": "formula", "math": "formula"}
CHARACTERS = {"Minus": "−"}
"""What an element ``Character`` stands for; any other stands for a space."""
NOT_IN_FORCE = frozenset({"Prospective", "Repealed", "Discarded"})
"""Values of ``Status`` under which a text is not law."""
_INSIDE = re.compile(r"([“‘(\[]) | (?=[”’)\],;:])")
"""A space that marking up has left inside a quotation or brackets, or before a stop."""
PARAGRAPH = re.compile("P[1-7]")
AMENDED = frozenset({"BlockAmendment", "BlockExtract"})
BRACKETS = {"parens": ("(", ")"), "parenRight": ("", ")"), "brackets": ("[", "]"), "bracketRight": ("", "]"), "period": ("", ".")}
"""What a list says of how its numbers are decorated → what stands before and after each."""
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")
ITEMS = frozenset({"ListItem", "item"})
LEVELS = frozenset({"paragraph", "subparagraph", "level", "blockList"})


def lines_of(element: Element) -> Lines:
    """The lines of a division, its own number first."""
    return tuple(_lines(element, -1))


def is_in_force(element: Element) -> bool:
    """Whether an element says nothing of not being law on the day of its document."""
    return element.get("Match") != "false" and element.get("Status") not in NOT_IN_FORCE


def name_of(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def heading_of(element: Element) -> str:
    """The heading that an element has directly in it; "" where it has none."""
    return next((said for child in element if name_of(child) in HEADINGS and (said := inline(child))), "")


def inline(element: Element) -> str:
    """The words in an element, whatever marks them."""
    return _INSIDE.sub(r"\1", spaced("".join(_inline(element))))


def _inline(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        name = name_of(child)
        if name == "Character":
            yield CHARACTERS.get(child.get("Name", ""), " ")
        elif name in PICTURES:
            yield f" [a {PICTURES[name]}: see the official page] "
        elif name not in LEFT_OUT:
            yield from _inline(child)
        yield child.tail or ""


def _lines(element: Element, depth: int) -> Iterator[Line]:
    """The lines of an element; ``depth`` is that of what encloses it."""
    name = name_of(element)
    if name in LEFT_OUT or name in NUMBERS or not is_in_force(element):
        return
    if name in PICTURES:
        yield Line(max(depth, 0), "", f"[a {PICTURES[name]}: see the official page]")
    elif name in HEADINGS:
        yield from _told(max(depth, 0), inline(element), "")
    elif name in TEXTS:
        yield from _told(max(depth, 0), "", inline(element))
    elif name in ROWS:
        yield from _told(max(depth, 0), "", " | ".join(inline(cell) for cell in element))
    elif name in AMENDED and element.get("Format") != "none":
        yield from _quoted(list(_each(element, depth)))
    elif name == "OrderedList":
        for place, child in enumerate(element, 1):
            yield from _numbered(child, depth + 1, _place(element, child, place))
    elif PARAGRAPH.fullmatch(name) or name in ITEMS or (name in LEVELS and _number(element) is not None):
        yield from _numbered(element, depth + 1, _label(element, name))
    else:
        yield from _each(element, depth)


def _quoted(found: list[Line]) -> list[Line]:
    """Lines that are put into another law, between quotation marks."""
    if found:
        first = found[0]
        found[0] = first._replace(label=f"“{first.label}") if first.label else first._replace(words=f"“{first.words}")
        found[-1] = found[-1]._replace(words=f"{found[-1].words}”")
    return found


def _place(parent: Element, item: Element, place: int) -> str:
    """The number of an item of a list, as the list says that it is printed."""
    kind, override = parent.get("Type", ""), item.get("NumberOverride", "")
    letter = chr(96 + (place - 1) % 26 + 1)
    counted = {"alpha": letter, "alphaupper": letter.upper(), "roman": ROMAN[(place - 1) % len(ROMAN)]}.get(kind, str(place))
    said = override or counted
    before, after = BRACKETS.get(parent.get("Decoration", ""), ("", "")) if said.isalnum() else ("", "")
    return f"{before}{said}{after}"


def _told(depth: int, label: str, words: str) -> Iterator[Line]:
    if label or words:
        yield Line(depth, label, words)


def _each(element: Element, depth: int) -> Iterator[Line]:
    number = _number(element)
    if number is not None:
        yield from _told(max(depth, 0), inline(number), "")
    for child in element:
        yield from _lines(child, depth)


def _numbered(element: Element, depth: int, label: str) -> Iterator[Line]:
    """The lines of something that has a number, which stands before its first words."""
    waiting = label
    for child in element:
        for line in _lines(child, depth):
            if waiting and line.depth == depth and not line.label and line.words:
                line = line._replace(label=waiting)
            elif waiting:
                yield Line(depth, waiting, "")
            waiting = ""
            yield line
    yield from _told(depth, waiting, "")


def _number(element: Element) -> Element | None:
    return next((child for child in element if name_of(child) in NUMBERS), None)


def _label(element: Element, name: str) -> str:
    """The number of a paragraph or an item as it is printed: of a section bare, below it in brackets."""
    if name in ITEMS and _number(element) is None:
        return element.get("NumberOverride", "")
    number = _number(element)
    said = inline(number) if number is not None else ""
    if number is None or not said or not PARAGRAPH.fullmatch(name):
        return said
    bare = name == "P1"
    return number.get("PuncBefore", "" if bare else "(") + said + number.get("PuncAfter", "" if bare else ")")
