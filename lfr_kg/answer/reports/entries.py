"""Findings as a report tells them: each in full or on a list, what waits for one condition together, and each proof once."""

import json
from collections.abc import Iterator
from itertools import count
from typing import cast

from lfr_kg.answer.contract import InlineBearing, InlineDeployment, InlineFinding, Judged
from lfr_kg.answer.proofs import proof_of
from lfr_kg.answer.reports import wording
from lfr_kg.answer.reports.parts import Entry, Group, Reason, Rule, Seen, Step
from lfr_kg.answer.reports.wording import printable, quoted
from lfr_kg.assess import findings as found_in
from lfr_kg.base.model import Verdict
from lfr_kg.base.scales import CONCLUSIONS, FORCES, VERIFICATIONS, VerdictEntry
from lfr_kg.base.times import text_words

SHARED = Verdict.CONDITION_NOT_STATED
"""The verdict whose findings are told together, one entry for each condition that is open."""

MOST = 40
"""Rows of evidence of a finding, and statements set aside, that are printed at most; the JSON answer has them all."""


class Findings:
    """Puts the findings of one deployment into entries, numbered from first to last; ``anchor`` begins the anchors of all.

    ``reasons`` are the proofs told so far, ``anchors`` where each finding that is told in full stands, by its slug.
    """

    def __init__(self, deployment: InlineDeployment, anchor: str):
        self.deployment, self.anchor = deployment, anchor
        self.reasons: dict[str, Reason] = {}
        self.anchors: dict[str, str] = {}
        self._numbers: Iterator[int] = count(1)

    def group(self, verdict: VerdictEntry, found: list[InlineFinding]) -> Group:
        """The findings of a verdict: in full or, where nothing is to be put right, as a list of rules."""
        entries: list[Entry] = []
        rules: list[Rule] = []
        if verdict.is_listed:
            rules = [rule_of(finding) for finding in found]
        elif verdict.slug == SHARED:
            alike: dict[tuple[str, str, str], list[InlineFinding]] = {}
            for finding in found:
                alike.setdefault((finding["message"], finding["next"], finding["condition"]), []).append(finding)
            entries = [self._entry(several) for several in sorted(alike.values(), key=len, reverse=True)]
        else:
            entries = [self._entry([finding]) for finding in found]
        anchor = f"{self.anchor}-{verdict.slug}"
        return Group(verdict.slug, anchor, verdict.heading, verdict.colour, verdict.advice, len(found), tuple(entries), tuple(rules))

    def _entry(self, findings: list[InlineFinding]) -> Entry:
        first = findings[0]
        message, question = first["message"], first["next"].partition(": ")[2]
        if question and first["verdict"] == Verdict.FOR_JUDGEMENT:
            message = message.removesuffix(question).rstrip()
        relations = (("repairs", first.get("repairs")), ("displaced-by", first.get("displacedBy")))
        anchor = f"{self.anchor}-{first['slug']}"
        self.anchors |= {finding["slug"]: anchor for finding in findings}
        return Entry(
            number=next(self._numbers),
            anchor=anchor,
            rules=tuple(rule_of(finding) for finding in findings),
            message=printable(message),
            next=printable(first["next"]),
            due=text_words(first["dueBy"]) if first.get("dueBy") else "",
            relations=tuple(wording.SAYS.sentence(said, rules=", ".join(slugs)) for said, slugs in relations if slugs),
            reason=self._reason(first),
            evidence=tuple(_evidence(first["evidence"][:MOST])),
            unprinted=max(0, len(first["evidence"]) - MOST),
        )

    def _reason(self, finding: InlineFinding) -> Reason:
        steps = proof_of(finding["condition"], finding["because"], self.deployment["conditions"])
        key = json.dumps(steps)
        if key not in self.reasons:
            number = len(self.reasons) + 1
            told = tuple(_step(step) for step in steps)
            self.reasons[key] = Reason(number, f"{self.anchor}-reason-{number}", quoted(finding["because"]["because"]), told)
        return self.reasons[key]


def rule_of(rule: InlineFinding | InlineBearing) -> Rule:
    """A norm as a report names it."""
    return Rule(
        slug=rule["slug"],
        statement=rule["statement"],
        title=rule.get("title", ""),
        citation=rule["citation"],
        authority=FORCES[rule["authority"]].label,
        verified=VERIFICATIONS[rule["verification"]].label,
        verification=VERIFICATIONS[rule["verification"]].in_full,
        is_verified=rule["verification"] != "unverified",
        norm=rule["norm"],
        provision=rule["provision"],
        official=rule["officialText"],
        bearer=rule.get("bearer", ""),
        why=rule.get("leavesOpen", "") if rule.get("verdict") == Verdict.RECORDED else rule.get("why", ""),
        remarks=remarks_of(rule),
    )


def remarks_of(rule: InlineFinding | InlineBearing) -> tuple[str, ...]:
    """What a reader has to know of a norm beside its finding: that a court declared it only later, what it does not reach, what is
    contested, how weakly it is known or what may change it, and each person's recorded view."""
    declared = rule.get("declaredAfter")
    late = [wording.SAYS.sentence("declared-later", day=text_words(declared))] if declared else []
    exceptions = cast(str, rule.get("exceptions", ""))
    excepted = [wording.SAYS.sentence("excepted", exceptions=quoted(exceptions))] if exceptions else []
    contested = [wording.SAYS.sentence("contested", point=quoted(rule["contested"]))] if "contested" in rule else []
    caution = [quoted(rule["caution"])] if "caution" in rule else []
    return (*late, *excepted, *contested, *caution, *(_view(each) for each in cast(list[Judged], rule.get("judgement", []))))


def _view(judged: Judged) -> str:
    return wording.SAYS.sentence(
        "recorded-view",
        conclusion=CONCLUSIONS.get(judged["conclusion"]) or wording.SAYS.clause("unconcluded"),
        reason=quoted(" ".join(judged["reason"].split())).removesuffix("."),
        by=quoted(" ".join(judged["judgedBy"].split())) or wording.SAYS.clause("unnamed"),
        at=wording.SAYS.clause("dated", day=text_words(judged["judgedAt"])) if judged["judgedAt"] else wording.SAYS.clause("undated"),
    )


def _step(step: found_in.Step) -> Step:
    by = wording.SAYS.clause(f"by-{step['by'].split()[0]}")
    return Step(step["step"], quoted(step["text"]), by, tuple(step.get("from", ())))


def _evidence(rows: list[found_in.Evidence]) -> list[Seen]:
    """What was looked at, each sentence once."""
    return list(dict.fromkeys(Seen(wording.outcome(row["outcome"]), printable(row["text"])) for row in rows))
