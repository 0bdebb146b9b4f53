"""An answer as a table for the screen, a proof tree, JSON and CSV."""

import csv
import io
import json
import textwrap

from lfr_kg.answer.reports.wording import VERIFICATION
from lfr_kg.base.errors import NotFound
from lfr_kg.base.scales import VERDICTS

COLUMNS = (
    "deployment",
    "identifier",
    "slug",
    "verdict",
    "authority",
    "bearer",
    "statement",
    "message",
    "next",
    "citation",
    "officialText",
    "verification",
)


def as_json(answer: dict) -> str:
    """The answer as JSON, readable; the same answer always gives the same text."""
    return json.dumps(answer, ensure_ascii=False, indent=2)


def as_csv(answer: dict) -> str:
    """One line a finding (RFC 4180). Text that a spreadsheet would run as a formula is quoted with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for deployment in answer["deployments"]:
        for finding in deployment["findings"]:
            row = {"deployment": deployment["id"], "identifier": deployment["identifier"]} | finding
            writer.writerow([_safe(str(row.get(column, ""))) for column in COLUMNS])
    return out.getvalue()


def _safe(text: str) -> str:
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def as_table(answer: dict) -> str:
    """The findings for a screen: what there is to do first, each with what the record shows and where the duty comes from."""
    lines: list[str] = []
    for deployment in answer["deployments"]:
        lines += _head(deployment)
        for verdict in VERDICTS.values():
            found = [f for f in deployment["findings"] if f["verdict"] == verdict.slug]
            if found:
                lines += [
                    "",
                    f"{verdict.heading} ({len(found)})",
                    *(_listed(found) if verdict.is_listed else (line for f in found for line in _lines(f))),
                ]
        lines.append("")
    for each in answer["setAside"]:
        lines.append(f"Set aside: {each['statement']} - {each['reason']}")
    receipt = answer["receipt"]
    lines += [
        *answer["notes"],
        f"Receipt {receipt['hash'][:16]}: knowledge {receipt['corpusVersion']} ({receipt['corpusHash'][:12]}), "
        f"assessed at {receipt['assessedAt']}.",
    ]
    return "\n".join([*lines, "This is information, not legal advice. What is not stated is never taken as no."])


def _head(deployment: dict) -> list[str]:
    published = (
        " It is a published record: what public records never state comes out as not stated." if deployment["record"] == "published" else ""
    )
    counts = ", ".join(f"{number} {verdict}" for verdict, number in deployment["summary"].items() if number)
    title = f"{deployment['identifier'] or deployment['id']}, by the law of {deployment['lawAsAt']}"
    return [title, "=" * len(title), f"{counts}.{published}"]


def _listed(findings: list[dict]) -> list[str]:
    """The slugs of findings, as many on a line as fit."""
    slugs = ", ".join(finding["slug"] for finding in findings)
    return [textwrap.fill(slugs, 110, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)]


def _lines(finding: dict) -> list[str]:
    mark = "" if finding["verification"] == "verified-primary" else f"  [{VERIFICATION[finding['verification']][0]}]"
    head = f"  {finding['slug']}: {finding['statement']}"
    rows = [head, f"      {finding['citation']}{mark}", f"      {finding['message']}"]
    if finding["next"] and finding["verdict"] != "for-judgement":
        rows.append(f"      Next: {finding['next']}")
    return [
        line for row in rows for line in textwrap.wrap(row, 118, subsequent_indent="      ", break_on_hyphens=False, break_long_words=False)
    ]


def as_tree(answer: dict, slug: str) -> str:
    """Why one norm comes out as it does, for each deployment. Raises NotFound where no finding has that slug."""
    parts = []
    for deployment in answer["deployments"]:
        for finding in deployment["findings"]:
            if finding["slug"] == slug:
                parts.append("\n".join(_tree(deployment, finding)))
    if not parts:
        raise NotFound(
            f"No finding is named {slug}: it is no obligation or prohibition in force on that day. «lfr-kg assess» lists those that are."
        )
    return "\n\n".join(parts)


def _tree(deployment: dict, finding: dict) -> list[str]:
    lines = [f"{slug_line(finding)}", f"  of {deployment['identifier'] or deployment['id']}", f"  {finding['message']}", "", "Because"]
    steps = {step["step"]: step for step in finding["because"]}
    used = {number for step in steps.values() for number in step.get("from", ())}
    for number in sorted(set(steps) - used):
        lines += _branch(steps, number, "  ")
    lines += ["", "Evidence", *(f"  {_evidence(row)}" for row in finding["evidence"])] if finding["evidence"] else []
    lines += [
        "",
        "Source",
        f"  {finding['statement']}",
        f"  {finding['citation']}",
        f"  {finding['officialText']}",
        f"  {finding['verification'].replace('-', ' ')}",
    ]
    return lines + (["", "Next", f"  {finding['next']}"] if finding["next"] else [])


def slug_line(finding: dict) -> str:
    """A finding's norm with its verdict."""
    return f"{finding['slug']}: {finding['verdict']}"


def _branch(steps: dict, number: int, indent: str) -> list[str]:
    step = steps[number]
    more = f" (to decide it, state {'; '.join(step['decidedOn'])})" if step.get("decidedOn") else ""
    lines = [f"{indent}{step['text']}{more}  [{step['by']}]"]
    for premise in step.get("from", ()):
        lines += _branch(steps, premise, indent + "  ")
    return lines


def _evidence(row: dict) -> str:
    said = "; ".join(" ".join(triple) for triple in row.get("stated", ())) or " ".join(
        part for part in (row["focus"], row["path"], row["value"]) if part
    )
    return f"{row['outcome']}: {said}" + (f" - {row['expected']}" if row["expected"] else "")
