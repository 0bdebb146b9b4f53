"""What a printed report says and in which order, made once from an answer; the renderers only decide how it looks.

All text is ready to print: dates in words, names shortened, characters that no document may hold replaced. Nothing here is markup.
"""

from collections.abc import Callable, Iterable
from typing import TypeVar

from lfr_kg.answer.contract import Action, Answer, InlineBearing, InlineDeployment, InlineFinding
from lfr_kg.answer.detail import inlined
from lfr_kg.answer.reports import wording
from lfr_kg.answer.reports.entries import MOST, Findings, rule_of
from lfr_kg.answer.reports.parts import Act, Group, Outline, Rule, Section, Settled, Total
from lfr_kg.answer.reports.side_by_side import comparison_of
from lfr_kg.answer.reports.wording import printable, quoted
from lfr_kg.base.model import Verdict
from lfr_kg.base.scales import ACTION_KINDS, CONTRADICTED, FORCES, SENTENCES, VERDICTS, VerdictEntry
from lfr_kg.base.times import instant, text_words


def outline_of(answer: Answer, lets: Callable[[InlineFinding | InlineBearing], bool] | None = None) -> Outline:
    """The outline of an answer. ``lets`` says of a finding or a norm of the lists whether it is shown; counts and actions are of all."""
    receipt, deployments = answer["receipt"], inlined(answer)["deployments"]
    what = quoted(_name(deployments[0])) if len(deployments) == 1 else f"{len(deployments)} deployments"
    return Outline(
        title=f"Live facial recognition: assessment of {what}",
        software=receipt["software"],
        at=instant(receipt["assessedAt"]),
        hash=receipt["hash"],
        receipt=(
            ("Law as at", text_words(receipt["lawAsAt"]) if receipt["lawAsAt"] else "each deployment by the law of its own day"),
            *((("Declared later", wording.SAYS.sentence("as-then")),) if receipt.get("understanding") == "then" else ()),
            ("Assessed at", text_words(receipt["assessedAt"])),
            ("Software", receipt["software"]),
            ("Statement of the law", f"{receipt['corpusVersion']}, SHA-256 {receipt['corpusHash']}"),
            *((f"Deployment {quoted(_name(each))}", quoted(each["id"])) for each in deployments),
            ("Description assessed", f"SHA-256 {receipt['inputHash']}"),
            ("Receipt", f"SHA-256 {receipt['hash']}"),
        ),
        not_advice=wording.NOT_ADVICE,
        foot=wording.SAYS.clause("foot", information=SENTENCES["information"], receipt=receipt["hash"][:16]),
        comparison=comparison_of(deployments),
        sections=tuple(_section(each, f"d{number}", lets or _all) for number, each in enumerate(deployments, 1)),
        set_aside=tuple((quoted(each["statement"]), quoted(each["reason"])) for each in answer["setAside"][:MOST]),
        set_aside_unprinted=max(0, len(answer["setAside"]) - MOST),
        notes=tuple(quoted(note) for note in answer["notes"]),
        signers=wording.SIGNERS,
        says=wording.says(),
    )


def _all(entry: InlineFinding | InlineBearing) -> bool:
    return True


def _name(deployment: InlineDeployment) -> str:
    return deployment["identifier"] or deployment["id"]


def _section(deployment: InlineDeployment, anchor: str, lets: Callable[[InlineFinding | InlineBearing], bool]) -> Section:
    shown = [each for each in _by_authority(deployment["findings"]) if lets(each)]
    findings = Findings(deployment, anchor)
    groups = tuple(
        findings.group(verdict, found)
        for verdict in VERDICTS.values()
        if (found := [each for each in shown if each["verdict"] == verdict.slug])
    )
    law_as_at, forces = text_words(deployment["lawAsAt"]), tuple(deployment["matrix"])

    def listed(rules: list[InlineBearing]) -> tuple[Rule, ...]:
        return tuple(rule_of(rule) for rule in _by_authority(rules) if lets(rule))

    return Section(
        anchor=anchor,
        heading=f"Deployment {quoted(_name(deployment))}",
        facts=(
            ("Law as at", law_as_at),
            ("Record", printable(deployment["record"]) or "not stated"),
            *((("Recorded views", views),) if (views := wording.counted(deployment["judgements"])) else ()),
        ),
        published=wording.PUBLISHED if deployment["record"] == "published" else "",
        headline=_headline(deployment["summary"], law_as_at),
        forces=tuple(FORCES[force].label for force in forces),
        summary=tuple(_total(verdict, deployment, groups) for verdict in VERDICTS.values()),
        actions=tuple(_act(action, number, deployment, findings) for number, action in enumerate(deployment["actions"], 1)),
        groups=groups,
        reasons=tuple(findings.reasons.values()),
        relied_on=listed(deployment["reliedOn"]),
        also_bears=listed(deployment["alsoBears"]),
        out_of_reach=listed(deployment["outOfReach"]),
    )


def _total(verdict: VerdictEntry, deployment: InlineDeployment, groups: tuple[Group, ...]) -> Total:
    counts = tuple(row[verdict.slug] for row in deployment["matrix"].values())
    anchor = next((group.anchor for group in groups if group.verdict == verdict.slug), "")
    return Total(
        anchor, verdict.heading, verdict.word, counts, deployment["summary"][verdict.slug], verdict.advice, verdict.slug == Verdict.BREACHED
    )


def _about(action: Action) -> str:
    """What follows the heading of an action: who, by when, what binds, how much it settles."""
    settled = sum(len(slugs) for slugs in action["settles"].values())
    said = [
        action["who"],
        f"by {text_words(action['dueBy'])}" if "dueBy" in action else "",
        FORCES[action["bindingForce"]].label,
        f"settles {settled} {'finding' if settled == 1 else 'findings'}",
    ]
    return "".join(f"; {printable(each)}" for each in said if each)


def _act(action: Action, number: int, deployment: InlineDeployment, findings: Findings) -> Act:
    titles = {finding["slug"]: finding["title"] or finding["statement"] for finding in deployment["findings"]}
    return Act(
        number=number,
        anchor=f"{findings.anchor}-action-{number}",
        kind=action["kind"],
        heading=ACTION_KINDS[action["kind"]].heading,
        do=printable(action["do"]),
        who=printable(action["who"]),
        due=text_words(action["dueBy"]) if "dueBy" in action else "",
        force=FORCES[action["bindingForce"]].label,
        thing=printable(action["thing"]),
        is_breach=Verdict.BREACHED in action["settles"],
        settles=tuple(
            Settled(slug, titles[slug], findings.anchors.get(slug, ""), VERDICTS[verdict].word)
            for verdict, slugs in action["settles"].items()
            for slug in slugs
        ),
        asks=tuple((printable(ask["text"]), ask["norm"]) for ask in action["asks"]),
        about=_about(action),
    )


Ruled = TypeVar("Ruled", bound=InlineFinding | InlineBearing)


def _by_authority(rules: Iterable[Ruled]) -> list[Ruled]:
    order = list(FORCES)
    return sorted(rules, key=lambda rule: order.index(rule["authority"]))


_HEADLINE = {"for-judgement": "head-judged", "recorded": "head-recorded", "not-applicable": "head-not-applicable"}
"""What the headline counts besides what is contradicted or left open, and the sentence that tells of it."""


def _headline(counts: dict[str, int], law_as_at: str) -> str:
    total = sum(counts.values())
    contradicted = sum(counts[verdict] for verdict in CONTRADICTED)
    left = counts["not-stated"] + counts["not-yet-due"] + counts["condition-not-stated"]
    say = wording.SAYS.sentence
    number = str(contradicted) if contradicted else wording.SAYS.clause("head-none")
    said = [
        say("head-contradicted", value=str(total), day=law_as_at, number=number),
        say("head-left", value=str(left)) if left else say("head-decided"),
        *(say(name, value=str(counts[verdict])) for verdict, name in _HEADLINE.items() if counts[verdict]),
    ]
    return " ".join(said)
