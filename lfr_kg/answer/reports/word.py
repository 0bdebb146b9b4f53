"""An answer as a Word document: real headings, tables whose header rows repeat, and every citation a footnote."""

from datetime import UTC
from typing import Any

import docx
from docx.oxml.ns import qn

from lfr_kg.answer.contract import Answer
from lfr_kg.answer.reports import wording
from lfr_kg.answer.reports.ooxml import Element, Footnotes, bookmarked, jump, packed, page_break, paragraph, run, tab, table
from lfr_kg.answer.reports.outline import outline_of
from lfr_kg.answer.reports.parts import Comparison, Entry, Group, Outline, Reason, Rule, Section
from lfr_kg.answer.reports.styling import prepare

WIDTH = 9412
"""Of the text between the margins, in twentieths of a point: 166 mm."""


def as_docx(answer: Answer) -> bytes:
    """The answer as a Word document (.docx); the same answer gives the same bytes, since the document is dated by the assessment."""
    report = outline_of(answer)
    document = docx.Document()
    prepare(document, report)
    _Writer(document).write(report)
    return packed(document, report.at.astimezone(UTC))


class _Writer:
    """Writes an outline into a document, from top to bottom."""

    def __init__(self, document: Any):
        self.end = document.element.body.find(qn("w:sectPr"))
        self.footnotes = Footnotes(document)
        self.bookmarks = 0

    def put(self, element: Element, anchor: str = "") -> None:
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
        if report.comparison:
            self.comparison(report.comparison)
        for section in report.sections:
            if report.comparison:
                self.put(paragraph(None, page_break()))
            self.section(section)
        if report.set_aside:
            self.say("Set aside", "Heading1")
            self.say(wording.SAYS.sentence("report-set-aside"))
            rows = [([run(statement)], [run(reason)]) for statement, reason in report.set_aside]
            self.put(table("Statements set aside", (WIDTH // 2, WIDTH // 2), ("Statement", "Why it was set aside"), rows))
            if report.set_aside_unprinted:
                self.say(wording.SAYS.sentence("report-unprinted", count=str(report.set_aside_unprinted)))
        if report.notes:
            self.say("Notes", "Heading1")
            for note in report.notes:
                self.say(note, "ListBullet")
        self.sign_off(report.signers)
        self.say(report.not_advice, "Told")
        self.footnotes.close()
        self.say("Receipt", "Heading1")
        rows = [([run(name, "Strong")], [run(value, "Hash" if "SHA-256" in value else None)]) for name, value in report.receipt]
        self.put(table("What was assessed, by which law, when and with what", (2100, WIDTH - 2100), (), rows))

    def sign_off(self, signers: tuple[str, ...]) -> None:
        """Write where those sign who prepared the report, advised on it and accepted it."""
        self.say("Sign-off", "Heading1")
        self.say(wording.SAYS.sentence("report-sign-off"))
        rows = [([run(signer, "Strong")], [run("")], [run("")], [run("")]) for signer in signers]
        widths = (2600, 2900, 1400, WIDTH - 6900)
        self.put(table("Who signs", widths, ("", "Name and office", "Date", "Signature"), rows))

    def comparison(self, beside: Comparison) -> None:
        """Write several deployments beside each other, and where they differ."""
        self.say("The deployments beside each other", "Heading1")
        rows = [
            (
                [jump(row.anchor, row.name), run(f" Law of {row.law_as_at}", "Small")],
                *(
                    [run(str(count or "–"), "Breach" if count and is_breach else None)]
                    for count, is_breach in zip(row.counts, beside.breaches, strict=True)
                ),
                [run(str(row.actions))],
            )
            for row in beside.rows
        ]
        each = (WIDTH - 2200) // (len(beside.verdicts) + 1)
        widths = (WIDTH - each * (len(beside.verdicts) + 1), *[each] * (len(beside.verdicts) + 1))
        self.put(table("Findings of each deployment", widths, ("Deployment", *beside.verdicts, "To do"), rows))
        self.say(f"Where they differ ({len(beside.differences)})", "Heading2")
        if not beside.differences:
            self.say(wording.SAYS.sentence("report-nowhere", count=str(beside.alike)))
            return
        self.say(wording.SAYS.sentence("report-alike", count=str(beside.alike)))
        heads = ("What each shows",) if beside.is_wide else beside.names
        lines = [
            (
                [run(f"{norm.title} "), run(f"{norm.citation}; {norm.force}", "Small")],
                *([run(text)] for text in ((norm.told,) if beside.is_wide else norm.words)),
            )
            for norm in beside.differences
        ]
        width = WIDTH * 3 // (5 * len(heads))
        self.put(
            table(
                "Duties that do not come out the same for each",
                (WIDTH - width * len(heads), *[width] * len(heads)),
                ("Duty", *heads),
                lines,
            )
        )

    def section(self, section: Section) -> None:
        """Write all that is said of one deployment."""
        self.say(section.heading, "Heading1", section.anchor)
        self.say(section.headline, "Lead")
        if section.published:
            self.say(section.published, "Callout")
        for name, value in section.facts:
            self.told(name, run(value))
        self.say("In short", "Heading2")
        self.matrix(section)
        self.say(f"What to do ({len(section.actions)})", "Heading2")
        if not section.actions:
            self.say(wording.SAYS.sentence("report-nothing"))
        for act in section.actions:
            self.put(paragraph("Told", run(f"{act.number}."), tab(), run(act.do, "Strong")))
            self.put(paragraph("Under", run(act.heading, "Breach" if act.is_breach else "Small"), run(act.about, "Small")))
        for group in section.groups:
            self.group(group)
        for name in wording.LISTS:
            if rules := getattr(section, name):
                title, note, caption = wording.told_of(name)
                self.say(f"{title} ({len(rules)})", "Heading2")
                self.say(note)
                self.rules(caption, rules, "Why" if rules[0].why else "")
        if section.reasons:
            self.say("Reasons", "Heading2")
            self.say(wording.SAYS.sentence("report-reasons"))
            for reason in section.reasons:
                self.reason(reason)

    def matrix(self, section: Section) -> None:
        """Write how many findings of each binding force have each verdict."""
        rows = [
            (
                [jump(total.anchor, total.word) if total.anchor else run(total.word)],
                *(
                    [run(str(count) if count else "–", "Breach" if total.is_breach and count else None)]
                    for count in (*total.counts, total.count)
                ),
            )
            for total in section.summary
        ]
        width = (WIDTH - 2600) // (len(section.forces) + 1)
        widths = (WIDTH - width * (len(section.forces) + 1), *[width] * (len(section.forces) + 1))
        heads = ("Finding", *(force.capitalize() for force in section.forces), "All")
        self.put(table("Findings by what binds", widths, heads, rows))

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
        for remark in () if is_open else rule.remarks:
            self.told("Noted", run(remark))
        self.told("Because", jump(entry.reason.anchor, f"{entry.reason.conclusion} (reason {entry.reason.number})"))
        self.evidence(entry)
        if is_open:
            rows = [
                (
                    [run(each.statement), *self.cited(each), run(" "), run(each.slug, "Slug"), *_remarks(each)],
                    _standing(each, each.verified),
                )
                for each in entry.rules
            ]
            self.put(table(f"What waits for finding {entry.number}", (WIDTH - 2400, 2400), ("Rule that waits for this", "Standing"), rows))
            self.say("", "Told")

    def told(self, name: str, *runs: Element) -> None:
        """Write a line with its name at the left."""
        self.put(paragraph("Told", run(name, "Small"), tab(), *runs))

    def evidence(self, entry: Entry) -> None:
        """Write what was looked at."""
        label = "Evidence"
        for each in entry.evidence:
            self.told(label, run(f"{each.outcome}: ", "Strong"), run(each.seen))
            label = ""
        if entry.unprinted:
            self.told(label, run(wording.SAYS.sentence("report-unprinted", count=str(entry.unprinted))))

    def cited(self, rule: Rule) -> list[Element]:
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
                [run(f"{rule.statement} "), run(rule.slug, "Slug"), *_remarks(rule)],
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


def _remarks(rule: Rule) -> list[Element]:
    return [run(f" {remark}", "Small") for remark in rule.remarks]


def _standing(rule: Rule, words: str, start: str = "") -> list[Element]:
    return [run(f"{start or rule.authority}; ", "Small"), run(words, "Small" if rule.is_verified else "Warning")]
