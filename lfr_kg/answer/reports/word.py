"""An answer as a Word document: real headings, tables whose header rows repeat, and every citation a footnote."""

from datetime import UTC

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from lfr_kg.answer.contract import Answer
from lfr_kg.answer.reports import wording
from lfr_kg.answer.reports.ooxml import Footnotes, bookmarked, field, jump, packed, paragraph, run, tab, table, w
from lfr_kg.answer.reports.outline import outline_of
from lfr_kg.answer.reports.parts import Entry, Group, Outline, Reason, Rule, Section

NAVY, GREY, RED, BLUE = (RGBColor.from_string(each) for each in ("14304F", "4A5157", "A8101C", "1A5694"))
TEXT = "Calibri"
WIDTH = 9412
"""Of the text between the margins, in twentieths of a point: 166 mm."""


def as_docx(answer: Answer) -> bytes:
    """The answer as a Word document (.docx); the same answer gives the same bytes, since the document is dated by the assessment."""
    report = outline_of(answer)
    document = docx.Document()
    _prepare(document, report)
    _Writer(document).write(report)
    return packed(document, report.at.astimezone(UTC))


class _Writer:
    """Writes an outline into a document, from top to bottom."""

    def __init__(self, document):
        self.end = document.element.body.find(qn("w:sectPr"))
        self.footnotes = Footnotes(document)
        self.bookmarks = 0

    def put(self, element, anchor: str = "") -> None:
        """Add an element at the end, bookmarked where ``anchor`` names it."""
        if anchor:
            self.bookmarks += 1
            bookmarked(element, anchor, self.bookmarks)
        self.end.addprevious(element)

    def say(self, text: str, style: str | None = None, anchor: str = "") -> None:
        """Add a paragraph of plain text."""
        self.put(paragraph(style, run(text)), anchor)

    def write(self, report: Outline) -> None:
        """Write the whole report."""
        self.say(report.title, "Title")
        self.say(report.not_advice, "Callout")
        self.say("Receipt", "Heading1")
        rows = [([run(name, "Strong")], [run(value, "Hash" if "SHA-256" in value else None)]) for name, value in report.receipt]
        self.put(table("What was assessed, by which law, when and with what", (2100, WIDTH - 2100), (), rows))
        for section in report.sections:
            self.section(section)
        if report.set_aside:
            self.say("Set aside", "Heading1")
            self.say("Statements of the description that are not evidence. They moved no verdict.")
            rows = [([run(statement)], [run(reason)]) for statement, reason in report.set_aside]
            self.put(table("Statements set aside", (WIDTH // 2, WIDTH // 2), ("Statement", "Why it was set aside"), rows))
            if report.set_aside_unprinted:
                self.say(f"{report.set_aside_unprinted} more are in the JSON answer.")
        if report.notes:
            self.say("Notes", "Heading1")
            for note in report.notes:
                self.say(note, "ListBullet")
        self.say(report.not_advice, "Told")
        self.footnotes.close()

    def section(self, section: Section) -> None:
        """Write all that is said of one deployment."""
        self.say(section.heading, "Heading1", section.anchor)
        self.say(section.headline, "Lead")
        if section.published:
            self.say(section.published, "Callout")
        for name, value in section.facts:
            self.told(name, run(value))
        self.say("Summary", "Heading2")
        rows = [
            (
                [jump(total.anchor, total.heading) if total.anchor else run(total.heading)],
                [run(str(total.count))],
                [run(total.advice if total.count else "–")],
            )
            for total in section.summary
        ]
        self.put(
            table(
                "How many duties have each verdict, and what there is to do",
                (4000, 900, WIDTH - 4900),
                ("Verdict", "Duties", "What to do"),
                rows,
            )
        )
        for group in section.groups:
            self.group(group)
        for name, (title, note, caption, *last) in wording.LISTS.items():
            if rules := getattr(section, name):
                self.say(f"{title} ({len(rules)})", "Heading2")
                self.say(note)
                self.rules(caption, rules, *last)
        if section.reasons:
            self.say("Reasons", "Heading2")
            self.say("Why the findings above apply, or what leaves them open: steps, each with what it comes from.")
            for reason in section.reasons:
                self.reason(reason)

    def group(self, group: Group) -> None:
        """Write the findings of one verdict."""
        self.say(f"{group.heading} ({group.count})", "Heading2", group.anchor)
        self.say(group.advice, "Advice")
        for entry in group.entries:
            self.entry(entry, is_open=group.verdict == "condition-not-stated")
        if group.rules:
            self.rules(group.heading, group.rules, "What it leaves open" if group.rules[0].why else "")

    def entry(self, entry: Entry, is_open: bool) -> None:
        """Write a finding in full."""
        rule = entry.rules[0]
        if is_open:
            self.put(paragraph("Heading3", run(f"{entry.number}. {entry.message}")))
        else:
            self.put(paragraph("Heading3", run(f"{entry.number}. {rule.title or rule.statement}"), *self.cited(rule)))
            if rule.title:
                self.say(rule.statement, "Told")
            self.put(
                paragraph(
                    "Standing",
                    *_standing(rule, rule.verification, start=rule.authority.capitalize()),
                    run(f". {'Falls on: ' + rule.bearer + '. ' if rule.bearer else ''}Reference: ", "Small"),
                    run(rule.slug, "Slug"),
                )
            )
            self.told("The record", run(entry.message))
        if entry.next:
            self.told("Next", run(entry.next))
        if entry.due:
            self.told("Due by", run(entry.due))
        for relation in entry.relations:
            self.told("Related", run(relation))
        self.told("Because", jump(entry.reason.anchor, f"{entry.reason.conclusion} (reason {entry.reason.number})"))
        self.evidence(entry)
        if is_open:
            rows = [
                ([run(each.statement), *self.cited(each), run(" "), run(each.slug, "Slug")], _standing(each, each.verified))
                for each in entry.rules
            ]
            self.put(table(f"What waits for finding {entry.number}", (WIDTH - 2400, 2400), ("Rule that waits for this", "Standing"), rows))
            self.say("", "Told")

    def told(self, name: str, *runs) -> None:
        """Write a line with its name at the left."""
        self.put(paragraph("Told", run(name, "Small"), tab(), *runs))

    def evidence(self, entry: Entry) -> None:
        """Write what was looked at."""
        label = "Evidence"
        for each in entry.evidence:
            self.told(label, run(f"{each.outcome}: ", "Strong"), run(each.seen))
            label = ""
        if entry.unprinted:
            self.told(label, run(f"{entry.unprinted} more are in the JSON answer."))

    def cited(self, rule: Rule) -> list:
        """The reference to a footnote with the rule's citation; nothing where it cites nothing."""
        if not rule.citation:
            return []
        address = [self.footnotes.link(rule.official), run(". ")] if rule.official else []
        return [self.footnotes.add(run(f"{rule.citation}. "), *address, run(f"{rule.verification[0].upper()}{rule.verification[1:]}."))]

    def rules(self, caption: str, rules: tuple[Rule, ...], why: str = "") -> None:
        """Write rules as a table, their citations in a column; ``why`` heads a last column, where there is one."""
        widths = (3400, 3600, WIDTH - 7000) if why else (WIDTH // 2, WIDTH // 2)
        rows = [
            (
                [run(f"{rule.statement} "), run(rule.slug, "Slug")],
                [run(f"{rule.citation} "), *_standing(rule, rule.verified)],
                *([[run(rule.why)]] if why else []),
            )
            for rule in rules
        ]
        self.put(table(caption, widths, ("Rule", "Source and standing", *([why] if why else [])), rows))

    def reason(self, reason: Reason) -> None:
        """Write a proof, step by step."""
        self.say(f"Reason {reason.number}: {reason.conclusion}", "Heading3", reason.anchor)
        for step in reason.steps:
            rests = f", from {', '.join(map(str, step.rests_on))}" if step.rests_on else ""
            self.put(paragraph("Step", run(f"{step.number}."), tab(), run(step.text), run(f" [{step.by}{rests}]", "Small")))


def _standing(rule: Rule, words: str, start: str = "") -> list:
    return [run(f"{start or rule.authority}; ", "Small"), run(words, "Small" if rule.is_verified else "Warning")]


def _prepare(document, report: Outline) -> None:
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
            run(f"Information, not legal advice. Receipt {report.hash[:16]}"),
            tab(),
            run("Page "),
            field("PAGE"),
            run(" of "),
            field("NUMPAGES"),
        ]
    )
    _styles(document)


def _styles(document) -> None:
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
    for name, size, colour, bold in (
        ("Small", 9, GREY, None),
        ("Warning", 9, RED, True),
        ("Slug", 8.5, GREY, None),
        ("Hash", 8.5, None, None),
        ("Hyperlink", None, BLUE, None),
    ):
        font = styles.add_style(name, WD_STYLE_TYPE.CHARACTER, builtin=name == "Hyperlink").font
        font.size, font.bold = Pt(size) if size else None, bold
        if colour is not None:
            font.color.rgb = colour
    styles["Slug"].font.name = "Consolas"
    note = _style(styles.add_style("footnote text", WD_STYLE_TYPE.PARAGRAPH, builtin=True), size=8.5, after=1)
    note.element.set(qn("w:styleId"), "FootnoteText")
    mark = styles.add_style("footnote reference", WD_STYLE_TYPE.CHARACTER, builtin=True)
    mark.element.set(qn("w:styleId"), "FootnoteReference")
    mark.font.superscript = True


def _style(style, *, size: float, colour=None, bold: bool | None = None, before: float = 0, after: float = 0):
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
