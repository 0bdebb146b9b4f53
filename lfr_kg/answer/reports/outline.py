"""What a printed report says and in which order, made once from an answer; the renderers only decide how it looks.

All text is ready to print: dates in words, names shortened, characters that no document may hold replaced. Nothing here is markup.
"""

import json
from datetime import datetime

from lfr_kg.answer.reports import wording
from lfr_kg.answer.reports.parts import Entry, Evidence, Group, Outline, Reason, Rule, Section, Step, Total
from lfr_kg.answer.reports.wording import in_words, printable, quoted
from lfr_kg.base.errors import LfrError
from lfr_kg.base.model import Verdict
from lfr_kg.base.scales import CONTRADICTED, FORCES, VERDICTS, VerdictEntry

SHARED = Verdict.CONDITION_NOT_STATED
"""The verdict whose findings are told together, one entry for each condition that is open."""

MOST = 40
"""Rows of evidence of a finding, and statements set aside, that are printed at most; the JSON answer has them all."""


class MissingLibrary(LfrError):
    """A report needs a library that is not installed."""

    status = 501


def outline_of(answer: dict) -> Outline:
    """The outline of an answer on the contract of verdicts."""
    receipt, deployments = answer["receipt"], answer["deployments"]
    what = quoted(_name(deployments[0])) if len(deployments) == 1 else f"{len(deployments)} deployments"
    return Outline(
        title=f"Live facial recognition: assessment of {what}",
        software=receipt["software"],
        at=datetime.fromisoformat(receipt["assessedAt"]),
        hash=receipt["hash"],
        receipt=(
            ("Law as at", in_words(receipt["lawAsAt"]) if receipt["lawAsAt"] else "each deployment by the law of its own day"),
            ("Assessed at", in_words(receipt["assessedAt"])),
            ("Software", receipt["software"]),
            ("Statement of the law", f"{receipt['corpusVersion']}, SHA-256 {receipt['corpusHash']}"),
            ("Description assessed", f"SHA-256 {receipt['inputHash']}"),
            ("Receipt", f"SHA-256 {receipt['hash']}"),
        ),
        not_advice=wording.NOT_ADVICE,
        sections=tuple(_section(deployment, f"d{number}") for number, deployment in enumerate(deployments, 1)),
        set_aside=tuple((quoted(each["statement"]), quoted(each["reason"])) for each in answer["setAside"][:MOST]),
        set_aside_unprinted=max(0, len(answer["setAside"]) - MOST),
        notes=tuple(quoted(note) for note in answer["notes"]),
    )


def _name(deployment: dict) -> str:
    return deployment["identifier"] or deployment["id"]


def _section(deployment: dict, anchor: str) -> Section:
    reasons: dict[str, Reason] = {}
    numbers = iter(range(1, len(deployment["findings"]) + 1))
    findings = _by_authority(deployment["findings"])
    by_verdict = [(verdict, [each for each in findings if each["verdict"] == verdict.slug]) for verdict in VERDICTS.values()]
    law_as_at = in_words(deployment["lawAsAt"])
    return Section(
        anchor=anchor,
        heading=f"Deployment {quoted(_name(deployment))}",
        facts=(
            ("Deployment", quoted(deployment["id"])),
            ("Law as at", law_as_at),
            ("Record", printable(deployment["record"]) or "not stated"),
        ),
        published=wording.PUBLISHED if deployment["record"] == "published" else "",
        headline=_headline(deployment["summary"], law_as_at),
        summary=tuple(
            Total(f"{anchor}-{verdict.slug}" if found else "", verdict.heading, len(found), verdict.advice) for verdict, found in by_verdict
        ),
        groups=tuple(_group(deployment["id"], anchor, verdict, found, reasons, numbers) for verdict, found in by_verdict if found),
        relied_on=tuple(_rule(rule) for rule in _by_authority(deployment["reliedOn"])),
        also_bears=tuple(_rule(rule) for rule in _by_authority(deployment["alsoBears"])),
        out_of_reach=tuple(_rule(rule) for rule in _by_authority(deployment["outOfReach"])),
        reasons=tuple(reasons.values()),
    )


def _by_authority(rules: list[dict]) -> list[dict]:
    order = list(FORCES)
    return sorted(rules, key=lambda rule: order.index(rule["authority"]))


def _headline(counts: dict, law_as_at: str) -> str:
    total = sum(counts.values())
    contradicted = sum(counts[verdict] for verdict in CONTRADICTED)
    left = counts["not-stated"] + counts["not-yet-due"] + counts["condition-not-stated"]
    said = [
        f"Of {total} {'duty' if total == 1 else 'duties'} in the law of {law_as_at}, the record contradicts {contradicted or 'none'}.",
        f"It says too little to decide {left}." if left else "It says enough to decide all of them, judgement aside.",
        f"A further {counts['for-judgement']} {'awaits' if counts['for-judgement'] == 1 else 'await'} the judgement of a legal adviser."
        if counts["for-judgement"]
        else "",
    ]
    return " ".join(each for each in said if each)


def _group(deployment: str, anchor: str, verdict: VerdictEntry, found: list[dict], reasons: dict, numbers) -> Group:
    entries, rules = [], []
    if verdict.is_listed:
        rules = [_rule(finding) for finding in found]
    elif verdict.slug == SHARED:
        alike: dict = {}
        for finding in found:
            alike.setdefault((finding["message"], finding["next"], json.dumps(finding["because"])), []).append(finding)
        entries = [_entry(deployment, anchor, several, reasons, next(numbers)) for several in sorted(alike.values(), key=len, reverse=True)]
    else:
        entries = [_entry(deployment, anchor, [finding], reasons, next(numbers)) for finding in found]
    return Group(verdict.slug, f"{anchor}-{verdict.slug}", verdict.heading, verdict.advice, len(found), tuple(entries), tuple(rules))


def _entry(deployment: str, anchor: str, findings: list[dict], reasons: dict, number: int) -> Entry:
    first = findings[0]
    message, question = first["message"], first["next"].partition(": ")[2]
    if question and first["verdict"] == "for-judgement":
        message = message.removesuffix(question).rstrip()
    relations = (("It comes alive because of", first.get("repairs")), ("It is displaced by", first.get("displacedBy")))
    return Entry(
        number=number,
        anchor=f"{anchor}-{first['slug']}",
        rules=tuple(_rule(finding) for finding in findings),
        message=printable(message),
        next=printable(first["next"]),
        due=in_words(first["dueBy"]) if first.get("dueBy") else "",
        relations=tuple(f"{said} {', '.join(slugs)}." for said, slugs in relations if slugs),
        reason=_reason(first["because"], reasons, anchor),
        evidence=tuple(_evidence(first["evidence"][:MOST], first["message"], deployment)),
        unprinted=max(0, len(first["evidence"]) - MOST),
    )


def _rule(rule: dict) -> Rule:
    return Rule(
        slug=rule["slug"],
        statement=rule["statement"],
        title=rule.get("title", ""),
        citation=rule["citation"],
        authority=FORCES[rule["authority"]].label,
        verified=wording.VERIFICATION[rule["verification"]][0],
        verification="".join(wording.VERIFICATION[rule["verification"]]),
        is_verified=rule["verification"] != "unverified",
        norm=rule["norm"],
        provision=rule["provision"],
        official=rule["officialText"],
        bearer=rule.get("bearer", ""),
        why=rule.get("why", "") or (rule.get("leavesOpen", "") if rule.get("verdict") == Verdict.RECORDED else ""),
    )


def _reason(because: list[dict], reasons: dict, anchor: str) -> Reason:
    key = json.dumps(because)
    if key not in reasons:
        used = {number for step in because for number in step.get("from", ())}
        conclusion = "; ".join(quoted(step["text"]) for step in because if step["step"] not in used)
        number = len(reasons) + 1
        reasons[key] = Reason(number, f"{anchor}-reason-{number}", conclusion, tuple(_step(step) for step in because))
    return reasons[key]


def _step(step: dict) -> Step:
    more = f" (decided by {'; '.join(wording.named(path) for path in step['decidedOn'])})" if step.get("decidedOn") else ""
    return Step(step["step"], quoted(step["text"]) + more, step["by"], tuple(step.get("from", ())))


def _evidence(rows: list[dict], message: str, deployment: str) -> list[Evidence]:
    """What was looked at; the values of one property that are in order share a line."""
    found: dict = {}
    for row in rows:
        said = wording.said(row["focus"], row["path"], deployment)
        key = (said, row["outcome"]) if row["outcome"] == "satisfies" else len(found)
        found.setdefault(key, (said, [], row))[1].append(wording.value_of(row["value"], row["path"], deployment) if row["value"] else "")
    return [
        _looked_at(said, "; ".join(value for value in values if value), row, message, deployment) for said, values, row in found.values()
    ]


def _looked_at(said: str, value: str, row: dict, message: str, deployment: str) -> Evidence:
    seen = f"{said}: {value}" if value else said
    facts = (
        f"{wording.said(focus, path, deployment)}: {wording.value_of(value, path, deployment)}"
        for focus, path, value in row.get("stated", ())
    )
    expected = "" if row["expected"] == message else printable(row["expected"])
    return Evidence(wording.OUTCOME[row["outcome"]], seen, expected, tuple(dict.fromkeys(fact for fact in facts if fact != seen))[:MOST])
