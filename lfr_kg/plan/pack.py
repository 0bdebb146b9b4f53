"""The Word pack of a plan: the dated list, and a skeleton of each paper that it asks for, in one archive.

The templates beside this module are Word documents that anyone can edit. What is put into them is escaped, so that «A & B» stays so.
"""

import io
import zipfile
from typing import Any

import jinja2
from docxtpl import DocxTemplate, RichText

from lfr_kg.base import times
from lfr_kg.base.scales import SENTENCES
from lfr_kg.plan.contract import HEADINGS, Line, Paper, Plan
from lfr_kg.plan.sentences import TEMPLATES, sentence
from lfr_kg.plan.text import OWNERS, told, view

READABLE = 0o644 << 16
"""The mark of a file that everybody may read."""
FIRST = (1980, 1, 1, 0, 0, 0)
"""The date of every file in the archive: the same plan gives the same list of files."""


def as_zip(plan: Plan) -> bytes:
    """The papers of a plan in one archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in papers_of(plan).items():
            entry = zipfile.ZipInfo(name, FIRST)
            entry.external_attr = READABLE
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def papers_of(plan: Plan) -> dict[str, bytes]:
    """The dated list and the skeletons by the names of their files, numbered in the order of the work."""
    papers = [("plan", as_docx(plan)), *((each["slug"], skeleton(plan, each)) for each in plan["papers"])]
    return {f"{number:02}-{name}.docx": content for number, (name, content) in enumerate(papers)}


def as_docx(plan: Plan) -> bytes:
    """The dated list: what must exist before, during and after, by paper, and what is open."""
    writer, rules = _Writer("plan.docx", plan), plan["rules"]
    return writer.rendered(
        start=times.text_words(plan["start"]),
        end=times.text_words(plan["end"]),
        count=len(plan["lines"]),
        contrary=[
            {"title": rules[line["norm"]]["title"], "citation": rules[line["norm"]]["citation"], "said": line["contradicts"]}
            for line in writer.words["contrary"]
        ],
        events=[
            {
                "when": times.text_words(event["at"]),
                "how": sentence("from_then" if event["isOpening"] else "by_then"),
                "what": told(event, plan),
            }
            for event in plan["events"]
        ],
        papers=[
            {
                "title": paper["title"],
                "when": paper["due"]["words"],
                "who": ", ".join(paper["owners"][:OWNERS]),
                "count": len(paper["norms"]),
            }
            for paper in plan["papers"]
        ],
        open=[
            {"ask": each["ask"], "turns": "; ".join(rules[slug]["title"] for slug in each["norms"])}
            for each in plan["open"]
            if not each["isOfWhatHappens"]
        ],
        stages=[
            {
                "heading": HEADINGS[stage.slug],
                "groups": [
                    {"heading": paper["title"] if paper else sentence("no_paper"), "rules": [writer.rule(line) for line in lines]}
                    for paper, lines in stage.groups
                ],
            }
            for stage in writer.words["stages"]
        ],
    )


def skeleton(plan: Plan, paper: Paper) -> bytes:
    """One paper: a heading for each norm that says what it has to hold, under the binding force of that norm."""
    lines = {line["norm"]: line for line in plan["lines"]}
    writer = _Writer("paper.docx", plan)
    groups: dict[str, list[dict[str, Any]]] = {}
    for slug in paper["norms"]:
        rule = writer.rule(lines[slug])
        groups.setdefault(rule["force"], []).append(rule)
    return writer.rendered(
        paper=paper, groups=[{"heading": sentence("asked_by", force), "rules": rules} for force, rules in groups.items()]
    )


class _Writer:
    """Fills a template with a plan."""

    def __init__(self, template: str, plan: Plan):
        self.document, self.plan = DocxTemplate(TEMPLATES / template), plan
        self.words = view(plan)

    def rule(self, line: Line) -> dict[str, Any]:
        """A norm as the templates take it, its citation a link to the official text."""
        rule = self.plan["rules"][line["norm"]]
        link = RichText()
        link.add(rule["citation"], url_id=self.document.build_url_id(rule["officialText"]), underline=True, color="1A5694")
        return {
            **rule,
            "who": rule["bearer"],
            "when": line["due"]["words"],
            "link": link,
            "force": self.words["forces"][rule["authority"]],
            "verified": self.words["verified"][rule["verification"]],
        }

    def rendered(self, **values: Any) -> bytes:
        """The document filled with values and what every template takes."""
        every = {
            "title": self.plan["title"],
            "day": times.text_words(self.plan["lawAsAt"]),
            "answers": self.plan["answers"],
            "information": SENTENCES["information"],
        }
        self.document.render(every | values, jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined), autoescape=True)
        self.document.docx.core_properties.title = self.plan["title"][:255]
        out = io.BytesIO()
        self.document.save(out)
        return out.getvalue()
