"""How a Word document of a report looks: paper, language, properties, footer and styles."""

from datetime import UTC
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from lfr_kg.answer.reports.ooxml import field, run, tab, w
from lfr_kg.answer.reports.parts import Outline

NAVY, GREY, RED, AMBER, BLUE = (RGBColor.from_string(each) for each in ("14304F", "4A5157", "A8101C", "7A5200", "1A5694"))
TEXT = "Calibri"


def prepare(document: Any, report: Outline) -> None:
    """Paper, language, properties, footer and styles."""
    at = report.at.astimezone(UTC).replace(tzinfo=None)
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by, properties.language = (
        report.title[:255],
        report.software,
        report.software,
        "en-GB",
    )
    properties.comments, properties.created, properties.modified, properties.revision = report.not_advice, at, at, 1
    for name, relation in list(document.part.package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            del document.part.package.rels[name]
    page = document.sections[0]
    page.page_width, page.page_height, page.left_margin, page.right_margin = Mm(210), Mm(297), Mm(22), Mm(22)
    page.top_margin, page.bottom_margin = Mm(20), Mm(20)
    page.footer_distance = Mm(10)
    foot = page.footer.paragraphs[0]._p
    foot.extend(
        [
            run(report.foot),
            tab(),
            run("Page "),
            field("PAGE"),
            run(" of "),
            field("NUMPAGES"),
        ]
    )
    _styles(document)


def _styles(document: Any) -> None:
    styles = document.styles
    for language in (*styles.element.iter(qn("w:lang")), *document.settings.element.iter(qn("w:themeFontLang"))):
        language.set(qn("w:val"), "en-GB")
    _style(styles["Normal"], size=10.5, after=4)
    _style(styles["Title"], size=20, colour=NAVY, bold=True, after=8)
    for level, size, before in ((1, 15, 18), (2, 12.5, 14), (3, 10.5, 10)):
        _style(styles[f"Heading {level}"], size=size, colour=NAVY, bold=True, before=before, after=3).paragraph_format.keep_with_next = True
    for name, size, indent, hanging in (
        ("Lead", 11.5, 0, 0),
        ("Advice", 10.5, 0, 0),
        ("Standing", 9, 0, 0),
        ("Callout", 10.5, 3, 0),
        ("Told", 10.5, 26, 26),
        ("Under", 9.5, 26, 0),
        ("Step", 9.5, 8, 8),
        ("Table Text", 9.5, 0, 0),
    ):
        style = _style(styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH), size=size, after=2 if name != "Callout" else 6)
        style.paragraph_format.left_indent, style.paragraph_format.first_line_indent = Mm(indent), Mm(-hanging)
    styles["Table Text"].paragraph_format.space_after = 0
    styles["Advice"].paragraph_format.keep_with_next = styles["Standing"].paragraph_format.keep_with_next = True
    head = _style(styles.add_style("Table Head", WD_STYLE_TYPE.PARAGRAPH), size=9.5, colour=NAVY, bold=True)
    head.paragraph_format.keep_with_next = True
    styles["Callout"].element.pPr.find(qn("w:spacing")).addprevious(w("shd", val="clear", color="auto", fill="EEF2F6"))
    foot = _style(styles["Footer"], size=8, colour=GREY).paragraph_format.tab_stops
    foot.clear_all()
    foot.add_tab_stop(Mm(166), WD_TAB_ALIGNMENT.RIGHT)
    kinds: tuple[tuple[str, float | None, RGBColor | None, bool | None], ...] = (
        ("Small", 9, GREY, None),
        ("Warning", 9, AMBER, True),
        ("Breach", None, RED, True),
        ("Slug", 8.5, GREY, None),
        ("Hash", 8.5, None, None),
        ("Hyperlink", None, BLUE, None),
    )
    for name, points, colour, bold in kinds:
        font = styles.add_style(name, WD_STYLE_TYPE.CHARACTER, builtin=name == "Hyperlink").font
        font.size, font.bold = Pt(points) if points else None, bold
        if colour is not None:
            font.color.rgb = colour
    styles["Slug"].font.name = "Consolas"
    note = _style(styles.add_style("footnote text", WD_STYLE_TYPE.PARAGRAPH, builtin=True), size=8.5, after=1)
    note.element.set(qn("w:styleId"), "FootnoteText")
    mark = styles.add_style("footnote reference", WD_STYLE_TYPE.CHARACTER, builtin=True)
    mark.element.set(qn("w:styleId"), "FootnoteReference")
    mark.font.superscript = True


def _style(
    style: Any, *, size: float, colour: RGBColor | None = None, bold: bool | None = None, before: float = 0, after: float = 0
) -> Any:
    """Font and spacing of a style; the template's theme fonts, which would win over the name, are taken out."""
    style.font.name, style.font.size = TEXT, Pt(size)
    fonts = style.element.rPr.rFonts
    for name in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[name]
    if colour is not None:
        style.font.color.rgb = colour
    style.font.bold = bold
    style.paragraph_format.space_before, style.paragraph_format.space_after, style.paragraph_format.line_spacing = (
        Pt(before),
        Pt(after),
        1.1,
    )
    return style
