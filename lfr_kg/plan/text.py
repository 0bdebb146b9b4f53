"""A plan for the screen, by the template beside this module."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lfr_kg.base import times
from lfr_kg.base.scales import FORCES, SENTENCES, VERIFICATIONS
from lfr_kg.plan.contract import HEADINGS, STAGES, Event, Line, Paper, Plan
from lfr_kg.plan.sentences import templates

FEW = 5
"""Up to how many norms of one date are told by their titles."""
OWNERS = 2
"""How many of those who owe most in a paper are named in a table."""


def as_text(plan: Plan, is_full: bool = False) -> str:
    """The plan as a table; with ``is_full``, every line of it too."""
    return templates().get_template("plan.txt").render(view(plan), is_full=is_full).rstrip("\n")


@dataclass(frozen=True)
class Stage:
    """A stage of a plan, and its lines by paper; under None those that belong to none."""

    slug: str
    groups: list[tuple[Paper | None, list[Line]]]

    @property
    def count(self) -> int:
        """How many norms there are in it."""
        return len({line["norm"] for _, lines in self.groups for line in lines})


def view(plan: Plan) -> dict[str, Any]:
    """What templates take: the plan, its stages, its lines by owner, and the words for scales and moments."""
    return {
        "plan": plan,
        "rules": plan["rules"],
        "papers": {paper["slug"]: paper for paper in plan["papers"]},
        "stages": [stage for stage in _stages(plan) if stage.groups],
        "headings": HEADINGS,
        "owners": _owners(plan),
        "contrary": [line for line in plan["lines"] if "contradicts" in line],
        "forces": {slug: force.label for slug, force in FORCES.items()},
        "binding": {slug for slug, force in FORCES.items() if force.is_binding_law},
        "verified": {slug: each.label for slug, each in VERIFICATIONS.items()},
        "when": lambda text: times.text_words(text) if text else "",
        "most": OWNERS,
        "information": SENTENCES["information"],
        "told": lambda event: told(event, plan),
    }


def told(event: Event, plan: Plan) -> str:
    """What a date is for: what a few norms ask, by their titles; of many, the papers."""
    if len(event["norms"]) <= FEW:
        return "; ".join(plan["rules"][slug]["title"] for slug in event["norms"])
    titles = {paper["slug"]: paper["title"] for paper in plan["papers"]}
    return "; ".join(titles[slug] for slug in event["papers"])


def _stages(plan: Plan) -> Iterator[Stage]:
    for slug in STAGES:
        lines = [line for line in plan["lines"] if line["due"]["when"] == slug]
        groups: list[tuple[Paper | None, list[Line]]] = [
            (paper, mine) for paper in plan["papers"] if (mine := [line for line in lines if paper["slug"] in line["papers"]])
        ]
        rest = [line for line in lines if not line["papers"]]
        yield Stage(slug, groups + ([(None, rest)] if rest else []))


def _owners(plan: Plan) -> list[tuple[str, list[Line]]]:
    """The lines by who owes them; who owes most first."""
    found: dict[str, list[Line]] = {}
    for line in plan["lines"]:
        for bearer in plan["rules"][line["norm"]]["bearer"].split("; "):
            found.setdefault(bearer, []).append(line)
    return sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))
