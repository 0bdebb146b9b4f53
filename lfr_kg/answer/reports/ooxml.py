"""The pieces of a Word document as elements: runs, links, paragraphs, tables, fields and footnotes, which python-docx does not make.

Source: Office Open XML, WordprocessingML (ECMA-376, part 1). Text is always put in as text; nothing is ever parsed.
"""

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsmap, qn
from lxml import etree

Element = Any
"""An element of python-docx, which gives its own no types."""
SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def w(tag: str, *children: Element | None, **attributes: object) -> Element:
    """An element of WordprocessingML; attributes and children that are None are left out."""
    element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        if value is not None:
            element.set(qn(f"w:{name}"), str(value))
    element.extend(child for child in children if child is not None)
    return element


def run(text: str, style: str | None = None) -> Element:
    """Some text, in a character style."""
    words = w("t")
    words.text = text
    words.set(SPACE, "preserve")
    return w("r", w("rPr", w("rStyle", val=style)) if style else None, words)


def tab() -> Element:
    """A tabulator."""
    return w("r", w("tab"))


def field(code: str) -> Element:
    """A number that Word works out, such as that of the page."""
    return w("fldSimple", run("1"), instr=code)


def page_break() -> Element:
    """What follows stands on a new page."""
    return w("r", w("br", type="page"))


def paragraph(style: str | None, *runs: Element) -> Element:
    """A paragraph in a paragraph style."""
    return w("p", w("pPr", w("pStyle", val=style)) if style else None, *runs)


def jump(anchor: str, text: str) -> Element:
    """A link to a bookmark of the same document."""
    return w("hyperlink", run(text, "Hyperlink"), anchor=bookmark_name(anchor), history=1)


def bookmark_name(anchor: str) -> str:
    """A bookmark's name, which may have letters, digits and ``_``."""
    return "b_" + anchor.replace("-", "_")


def bookmarked(element: Element, anchor: str, number: int) -> Element:
    """The paragraph with a bookmark at its start."""
    place = 1 if element.find(qn("w:pPr")) is not None else 0
    element.insert(place, w("bookmarkStart", id=number, name=bookmark_name(anchor)))
    element.insert(place + 1, w("bookmarkEnd", id=number))
    return element


def table(caption: str, widths: tuple[int, ...], head: tuple[str, ...], rows: Sequence[tuple[list[Element], ...]]) -> Element:
    """A table with a header row that is repeated on every page. Cells are lists of runs; widths are in twentieths of a point.

    Without ``head`` the first column holds the headings.
    """
    borders = w("tblBorders", *(w(side, val="single", sz=4, space=0, color="CFD4D8") for side in ("bottom", "insideH")))
    margins = w(
        "tblCellMar", w("top", w=50, type="dxa"), w("left", w=0, type="dxa"), w("bottom", w=50, type="dxa"), w("right", w=140, type="dxa")
    )
    look = w(
        "tblLook",
        val="0020" if head else "0080",
        firstRow=int(bool(head)),
        firstColumn=int(not head),
        lastRow=0,
        lastColumn=0,
        noHBand=1,
        noVBand=1,
    )
    layout = w("tblLayout", type="fixed")
    properties = w("tblPr", w("tblW", w=sum(widths), type="dxa"), borders, layout, margins, look, w("tblCaption", val=caption))
    lines = [_row(widths, [[run(name)] for name in head], "TableHead", is_head=True)] if head else []
    lines += [_row(widths, cells, "TableText") for cells in rows]
    return w("tbl", properties, w("tblGrid", *(w("gridCol", w=width) for width in widths)), *lines)


def _row(widths: tuple[int, ...], cells: Sequence[list[Element]], style: str, is_head: bool = False) -> Element:
    properties = w("trPr", w("cantSplit"), w("tblHeader") if is_head else None)
    return w(
        "tr",
        properties,
        *(w("tc", w("tcPr", w("tcW", w=width, type="dxa")), paragraph(style, *runs)) for width, runs in zip(widths, cells, strict=True)),
    )


class Footnotes:
    """The footnotes of a document: a part of the package of its own, with its own links."""

    def __init__(self, document: Any):
        self._main = document.part
        self._entries: list[Element] = []
        self._part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, b"", document.part.package)
        separators = w("footnotePr", w("footnote", id=-1), w("footnote", id=0))
        document.settings.element.find(qn("w:compat")).addprevious(separators)

    def add(self, *runs: Element) -> Element:
        """A new footnote; the run that refers to it."""
        number = len(self._entries) + 1
        mark = w("r", w("rPr", w("rStyle", val="FootnoteReference")), w("footnoteRef"))
        self._entries.append(w("footnote", paragraph("FootnoteText", mark, run(" "), *runs), id=number))
        return w("r", w("rPr", w("rStyle", val="FootnoteReference")), w("footnoteReference", id=number))

    def link(self, address: str) -> Element:
        """A link from a footnote to an address of the web, shown in full so that it survives printing."""
        if not address.startswith(("https://", "http://")):
            return run(address)
        link = w("hyperlink", run(address, "Hyperlink"), history=1)
        link.set(qn("r:id"), self._part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        return link

    def close(self) -> None:
        """Put the footnotes into the package."""
        root = etree.Element(qn("w:footnotes"), nsmap={prefix: nsmap[prefix] for prefix in ("w", "r")})
        for number, kind in ((-1, "separator"), (0, "continuationSeparator")):
            root.append(w("footnote", w("p", w("r", w(kind))), type=kind, id=number))
        root.extend(self._entries)
        self._part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        self._main.relate_to(self._part, RELATIONSHIP_TYPE.FOOTNOTES)


def packed(document: Any, at: datetime) -> bytes:
    """The document as a file whose bytes depend on nothing but what it says: every entry of the archive bears one time."""
    written, fixed = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, max(at.timetuple()[:6], (1980, 1, 1, 0, 0, 0)))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return fixed.getvalue()
