"""Several deployments of one answer beside each other: how many findings of each verdict each has, and the norms on which they differ."""

from collections import Counter

from lfr_kg.answer.contract import InlineDeployment, InlineFinding
from lfr_kg.answer.reports.parts import Comparison, Difference, Placed
from lfr_kg.answer.reports.wording import printable, quoted
from lfr_kg.base.model import Verdict
from lfr_kg.base.scales import FORCES, VERDICTS
from lfr_kg.base.times import text_words

MOST_COLUMNS = 5
"""Deployments that a table of differences gives a column each; of more, each row tells which have which verdict."""
MOST_NAMES = 6
"""Deployments of one verdict that such a row names; of more, it says how many they are."""
NOT_IN_FORCE = "Not in force"


def names_of(deployments: list[InlineDeployment]) -> list[str]:
    """What each deployment is called: its identifier; with its address where it has none of its own."""
    called = Counter(each["identifier"] for each in deployments)
    return [
        quoted(
            each["id"]
            if not each["identifier"]
            else each["identifier"]
            if called[each["identifier"]] == 1
            else f"{each['identifier']} ({each['id']})"
        )
        for each in deployments
    ]


def comparison_of(deployments: list[InlineDeployment]) -> Comparison | None:
    """The comparison of an answer's deployments; None where it has one."""
    if len(deployments) < 2:
        return None
    names = names_of(deployments)
    shown = [verdict for verdict in VERDICTS.values() if any(each["summary"][verdict.slug] for each in deployments)]
    found = [{finding["slug"]: finding for finding in each["findings"]} for each in deployments]
    slugs = {slug for findings in found for slug in findings}
    differing = [slug for slug in slugs if len({_verdict(findings.get(slug)) for findings in found}) > 1]
    differences = sorted((_difference(slug, names, found) for slug in differing), key=lambda each: each.order)
    return Comparison(
        names=tuple(names),
        verdicts=tuple(verdict.word for verdict in shown),
        rows=tuple(
            Placed(
                f"d{number}",
                name,
                text_words(each["lawAsAt"]),
                tuple(each["summary"][verdict.slug] for verdict in shown),
                len(each["actions"]),
            )
            for number, (name, each) in enumerate(zip(names, deployments, strict=True), 1)
        ),
        breaches=tuple(verdict.slug == Verdict.BREACHED for verdict in shown),
        differences=tuple(differences),
        alike=len(slugs) - len(differences),
        is_wide=len(names) > MOST_COLUMNS,
    )


def _difference(slug: str, names: list[str], found: list[dict[str, InlineFinding]]) -> Difference:
    one = next(findings[slug] for findings in found if slug in findings)
    verdicts = [_verdict(findings.get(slug)) for findings in found]
    order = [*VERDICTS, ""]
    by_verdict = {verdict: [name for name, has in zip(names, verdicts, strict=True) if has == verdict] for verdict in order}
    return Difference(
        slug=slug,
        title=printable(one["title"] or one["statement"]),
        citation=one["citation"],
        force=FORCES[one["authority"]].label,
        words=tuple(map(_word, verdicts)),
        told="; ".join(f"{_word(verdict)}: {_listed(those)}" for verdict, those in by_verdict.items() if those),
        order=(min(order.index(verdict) for verdict in verdicts), [*FORCES].index(one["authority"]), one["title"], slug),
    )


def _verdict(finding: InlineFinding | None) -> str:
    return finding["verdict"] if finding else ""


def _word(verdict: str) -> str:
    return VERDICTS[verdict].word if verdict else NOT_IN_FORCE


def _listed(names: list[str]) -> str:
    return ", ".join(names) if len(names) <= MOST_NAMES else f"{', '.join(names[: MOST_NAMES - 1])} and {len(names) - MOST_NAMES + 1} more"
