"""What changes between the law of two days, for one description."""

from typing import TypedDict

from lfr_kg.answer.contract import Answer, Deployment, Finding, Norm
from lfr_kg.base.scales import VERDICTS


class Change(TypedDict):
    """A norm that comes, goes or changes verdict; ``before`` and ``after`` are None where it is not in force."""

    deployment: str
    slug: str
    statement: str
    citation: str
    before: str | None
    after: str | None
    why: str


def changes(before: Answer, after: Answer) -> list[Change]:
    """The norms that come, go or change verdict between two answers on the same description."""
    norms, found = {**before["norms"], **after["norms"]}, []
    for was, now in zip(before["deployments"], after["deployments"], strict=True):
        old = {finding["slug"]: finding for finding in was["findings"]}
        new = {finding["slug"]: finding for finding in now["findings"]}
        for slug in sorted(set(old) | set(new)):
            one, other = old.get(slug), new.get(slug)
            if one is None or other is None or one["verdict"] != other["verdict"]:
                found.append(_change(was, now, norms[slug], slug, one, other))
    return found


def _change(was: Deployment, now: Deployment, norm: Norm, slug: str, one: Finding | None, other: Finding | None) -> Change:
    if one is None:
        why = f"not yet in force on {was['lawAsAt']}; in force on {now['lawAsAt']}"
    elif other is None:
        why = f"in force on {was['lawAsAt']}; no longer on {now['lawAsAt']}"
    else:
        why = other["message"]
    return {
        "deployment": was["id"], "slug": slug, "statement": norm["statement"], "citation": norm["citation"],
        "before": one["verdict"] if one else None, "after": other["verdict"] if other else None, "why": why,
    }  # fmt: skip


def _called(verdict: str | None) -> str:
    return VERDICTS[verdict].label if verdict else "not in force"


def as_text(before: Answer, after: Answer) -> str:
    """The changes for a screen."""
    lines = []
    for change in changes(before, after):
        lines.append(f"{change['slug']}: {_called(change['before'])} -> {_called(change['after'])}")
        lines += [f"    {change['statement']}", f"    {change['why']}"]
    return "\n".join(lines) or "Nothing changes."
