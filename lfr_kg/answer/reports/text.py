"""An answer as a table for the screen, a proof tree, and CSV of findings or of actions."""

import csv
import io
import textwrap
from collections.abc import Iterable, Mapping

from lfr_kg.answer.contract import Answer, InlineDeployment, InlineFinding
from lfr_kg.answer.detail import inlined
from lfr_kg.answer.proofs import proof_of
from lfr_kg.answer.reports.entries import remarks_of
from lfr_kg.answer.reports.parts import Comparison
from lfr_kg.answer.reports.side_by_side import comparison_of
from lfr_kg.answer.reports.wording import NOT_ADVICE, PUBLISHED, counted, outcome
from lfr_kg.assess.findings import Evidence, Step
from lfr_kg.base.errors import NotFound
from lfr_kg.base.model import Verdict
from lfr_kg.base.scales import ACTION_KINDS, FORCES, VERDICTS, VERIFICATIONS
from lfr_kg.base.times import text_words

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
ACTION_COLUMNS = ("deployment", "identifier", "number", "kind", "do", "who", "thing", "dueBy", "bindingForce", "settles", "asks")


def as_csv(answer: Answer) -> str:
    """One finding a row (RFC 4180). Text that a spreadsheet would run as a formula is quoted with an apostrophe."""
    rows = (
        {"deployment": deployment["id"], "identifier": deployment["identifier"], **finding}
        for deployment in inlined(answer)["deployments"]
        for finding in deployment["findings"]
    )
    return _table_of(COLUMNS, rows)


def as_actions_csv(answer: Answer) -> str:
    """One action a row, in their order; lists stand in a cell, their entries apart by semicolons."""
    rows = (
        {"deployment": deployment["id"], "identifier": deployment["identifier"], "number": number, **action}
        | {
            "settles": "; ".join(f"{slug} ({verdict})" for verdict, slugs in action["settles"].items() for slug in slugs),
            "asks": "; ".join(f"{ask['text']} ({ask['norm']})" for ask in action["asks"]),
        }
        for deployment in answer["deployments"]
        for number, action in enumerate(deployment["actions"], 1)
    )
    return _table_of(ACTION_COLUMNS, rows)


def _table_of(columns: tuple[str, ...], rows: Iterable[Mapping[str, object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([safe(str(row.get(column, ""))) for column in columns])
    return out.getvalue()


_SIGNS = tuple("=+-@＝＋－＠")
"""What a formula begins with, in a spreadsheet of the West or of the East."""


def safe(text: str) -> str:
    """The text of a cell of CSV that no spreadsheet takes for a formula."""
    return "'" + text if text[:1] in _SIGNS or text[:1].isspace() else text


def as_table(answer: Answer) -> str:
    """The findings for a screen: what there is to do first, each with what the record shows and where the duty comes from."""
    deployments = inlined(answer)["deployments"]
    beside = comparison_of(deployments)
    lines = _beside(beside) if beside else []
    for deployment in deployments:
        lines += [*_head(deployment), *_matrix(deployment), *_actions(deployment)]
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
    return "\n".join([*lines, NOT_ADVICE])


def _beside(beside: Comparison) -> list[str]:
    """Several deployments beside each other: their counts, and where they differ."""
    title = f"{len(beside.rows)} deployments"
    heads = [textwrap.wrap(word, 10) for word in (*beside.verdicts, "To do")]
    left, deep = min(40, max(len(row.name) for row in beside.rows)), max(map(len, heads))
    widths = [max(map(len, head)) for head in heads]

    def line(name: str, cells: Iterable[object]) -> str:
        return f"  {name:<{left}}" + "".join(f"  {cell:>{width}}" for cell, width in zip(cells, widths, strict=True))

    lines = [title, "=" * len(title), ""]
    lines += [line("", (([""] * deep + head)[place - deep] for head in heads)) for place in range(deep)]
    lines += [line(row.name, [*(count or "-" for count in row.counts), row.actions]) for row in beside.rows]
    lines += ["", f"Where they differ ({len(beside.differences)}; the other {beside.alike} come out the same for each)"]
    return [*lines, *_wrapped([f"  {each.slug}: {each.told}." for each in beside.differences]), ""]


def _head(deployment: InlineDeployment) -> list[str]:
    published = f" {PUBLISHED}" if deployment["record"] == "published" else ""
    counts = ", ".join(f"{number} {VERDICTS[verdict].label}" for verdict, number in deployment["summary"].items() if number)
    title = f"{deployment['identifier'] or deployment['id']}, by the law of {text_words(deployment['lawAsAt'])}"
    views = counted(deployment["judgements"])
    return [title, "=" * len(title), f"{counts}.{published}", *([f"Recorded views: {views}."] if views else [])]


def _matrix(deployment: InlineDeployment) -> list[str]:
    """Findings by what binds, verdicts with none left out."""
    forces = {force: FORCES[force].label for force in deployment["matrix"]}
    widths = [max(7, len(label)) for label in forces.values()]
    head = " " * 22 + "".join(f"  {label:>{width}}" for label, width in zip(forces.values(), widths, strict=True)) + "     all"
    rows = [
        f"  {VERDICTS[verdict].word:<20}"
        + "".join(f"  {deployment['matrix'][force][verdict] or '-':>{width}}" for force, width in zip(forces, widths, strict=True))
        + f"  {number:>6}"
        for verdict, number in deployment["summary"].items()
        if number
    ]
    return ["", head, *rows]


def _actions(deployment: InlineDeployment) -> list[str]:
    """What to do, in its order."""
    lines = ["", f"What to do ({len(deployment['actions'])})"] if deployment["actions"] else []
    for number, action in enumerate(deployment["actions"], 1):
        settled = sum(len(slugs) for slugs in action["settles"].values())
        due = f"; by {text_words(action['dueBy'])}" if "dueBy" in action else ""
        lines += textwrap.wrap(f"{number:>3}. {action['do']}", 118, subsequent_indent="     ", break_long_words=False)
        said = f"{ACTION_KINDS[action['kind']].heading}; {action['who']}{due}; {FORCES[action['bindingForce']].label}"
        lines += textwrap.wrap(f"     {said}; settles {settled}", 118, subsequent_indent="     ", break_long_words=False)
    return lines


def _listed(findings: list[InlineFinding]) -> list[str]:
    """The slugs of findings, as many on a line as fit; below them what there is to know of any beside."""
    slugs = ", ".join(finding["slug"] for finding in findings)
    remarks = [f"  {finding['slug']}: {remark}" for finding in findings for remark in remarks_of(finding)]
    return [textwrap.fill(slugs, 110, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False), *_wrapped(remarks)]


def _lines(finding: InlineFinding) -> list[str]:
    mark = "" if finding["verification"] == "verified-primary" else f"  [{VERIFICATIONS[finding['verification']].label}]"
    head = f"  {finding['slug']}: {finding['statement']}"
    rows = [head, f"      {finding['citation']}{mark}", f"      {finding['message']}"]
    if finding["next"]:
        rows.append(f"      {'' if finding['verdict'] == Verdict.FOR_JUDGEMENT else 'Next: '}{finding['next']}")
    return _wrapped([*rows, *(f"      {remark}" for remark in remarks_of(finding))])


def _wrapped(rows: list[str]) -> list[str]:
    return [
        line for row in rows for line in textwrap.wrap(row, 118, subsequent_indent="      ", break_on_hyphens=False, break_long_words=False)
    ]


def as_tree(answer: Answer, slug: str) -> str:
    """Why one norm comes out as it does, for each deployment. Raises NotFound where no finding has that slug."""
    parts = []
    for deployment in inlined(answer)["deployments"]:
        for finding in deployment["findings"]:
            if finding["slug"] == slug:
                parts.append("\n".join(_tree(deployment, finding)))
    if not parts:
        raise NotFound(
            f"No finding is named {slug}: it is no obligation or prohibition in force on that day. «lfr-kg assess» lists those that are."
        )
    return "\n\n".join(parts)


def _tree(deployment: InlineDeployment, finding: InlineFinding) -> list[str]:
    lines = [slug_line(finding), f"  of {deployment['identifier'] or deployment['id']}", f"  {finding['message']}", "", "Because"]
    steps = {step["step"]: step for step in proof_of(finding["condition"], finding["because"], deployment["conditions"])}
    used = {number for step in steps.values() for number in step.get("from", ())}
    for number in sorted(set(steps) - used):
        lines += _branch(steps, number, "  ")
    lines += ["", "Evidence", *dict.fromkeys(f"  {_evidence(row)}" for row in finding["evidence"])] if finding["evidence"] else []
    lines += [
        "",
        "Source",
        f"  {finding['statement']}",
        f"  {finding['citation']}",
        f"  {finding['officialText']}",
        f"  {VERIFICATIONS[finding['verification']].label}",
    ]
    remarks = [f"  {remark}" for remark in remarks_of(finding)]
    lines += ["", "Noted", *remarks] if remarks else []
    return lines + (["", "Next", f"  {finding['next']}"] if finding["next"] else [])


def slug_line(finding: InlineFinding) -> str:
    """A finding's norm with its verdict."""
    return f"{finding['slug']}: {VERDICTS[finding['verdict']].label}"


def _branch(steps: dict[int, Step], number: int, indent: str) -> list[str]:
    step = steps[number]
    lines = [f"{indent}{step['text']}  [{step['by']}]"]
    for premise in step.get("from", ()):
        lines += _branch(steps, premise, indent + "  ")
    return lines


def _evidence(row: Evidence) -> str:
    """What was looked at and how it came out, in words."""
    return f"{outcome(row['outcome'])}: {row['text']}"
