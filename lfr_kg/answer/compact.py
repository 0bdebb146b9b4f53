"""The form in which an answer is handed out in full: whatever several findings, conditions or norms share stands once.

A row of ``evidence``, a step of proofs (``steps``) and the address of an official text (``officialTexts``) stand in a list, and where one
is meant stands its position, counted from 0, as in SARIF. Left out is what stands elsewhere word for word: ``message`` where it is the
``because`` of the finding's condition, ``next`` where it asks to consider what the norm ``leavesOpen``; and ``next`` and ``evidence`` where
there is none. Nothing is lost: the same rules tell what was left out (``tests/answer/written_out.py``).
"""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NotRequired, cast

from lfr_kg.answer.contract import (
    Answer,
    Bearing,
    Deployment,
    DeploymentSummary,
    Envelope,
    Finding,
    FindingToRead,
    Norm,
    NormWithAddresses,
)
from lfr_kg.assess.findings import Evidence, SharedStep, Standing, StandingInShort
from lfr_kg.assess.wording import Sentences
from lfr_kg.base.model import Verdict
from lfr_kg.base.scales import SENTENCES
from lfr_kg.base.serialising import canonical

_SAYS = Sentences(SENTENCES)
_NOTHING_OPEN = _SAYS.sentence("next-consider", question="")


class CompactNorm(NormWithAddresses):
    """The same; ``officialText`` is its position in the answer's ``officialTexts``."""

    officialText: int


class CompactStanding(StandingInShort):
    """How a condition stands, with the positions of its proof's steps in the deployment's ``steps``."""

    steps: list[int]


class CompactFinding(FindingToRead):
    """The same with the positions of what was looked at in the deployment's ``evidence``, left out where nothing was.

    ``next`` is left out too of what is recorded, where it asks to consider what its norm ``leavesOpen`` and no more.
    """

    evidence: NotRequired[list[int]]
    because: NotRequired[CompactStanding]


class CompactDeployment(DeploymentSummary):
    """All that is found of a deployment, each piece of evidence and each step once; ``from`` of a step gives positions in ``steps``."""

    conditions: dict[str, CompactStanding]
    findings: list[CompactFinding]
    reliedOn: list[Bearing]
    alsoBears: list[Bearing]
    outOfReach: list[Bearing]
    evidence: list[Evidence]
    steps: list[SharedStep]


class CompactAnswer(Envelope):
    """``detail=full``: all of an answer, as it is handed out and sealed."""

    norms: dict[str, CompactNorm]
    officialTexts: list[str]
    deployments: list[CompactDeployment]


class _Table:
    """Rows, each once, in the order in which they are first named."""

    def __init__(self) -> None:
        self.rows: list[Any] = []
        self._positions: dict[object, int] = {}
        self._known: dict[int, int] = {}

    def position(self, row: Mapping[str, Any], key: object) -> int:
        """Where a row stands, counted from 0; it is put at the end where none with its key, which tells all that it holds, stands yet."""
        position = self._positions.setdefault(key, len(self.rows))
        if position == len(self.rows):
            self.rows.append(row)
        return position

    def position_of(self, row: Mapping[str, Any]) -> int:
        """The same for a row of evidence, which outlives the table, looked at once however often it is named."""
        position = self._known.get(id(row))
        if position is None:
            key = canonical(row) if "stated" in row else tuple(row.values())
            position = self._known[id(row)] = self.position(row, key)
        return position


@dataclass(frozen=True)
class Compacted:
    """What of an answer stands in it otherwise when each thing stands once: its deployments, and of each norm the position of its text."""

    deployments: list[CompactDeployment]
    texts: dict[str, int]
    positions: dict[str, int]

    def of(self, answer: Answer, norm: Callable[[Norm, int], Any]) -> dict[str, Any]:
        """The answer with each thing once, norms as a function gives them with the positions of their texts."""
        norms = {slug: norm(each, self.positions[slug]) for slug, each in answer["norms"].items()}
        return {**answer, "norms": norms, "officialTexts": list(self.texts), "deployments": self.deployments}


def compacted(answer: Answer) -> Compacted:
    """What stands otherwise in the compact form of an answer. What stays as it is, is shared with the answer: do not change it."""
    texts: dict[str, int] = {}
    positions = {slug: texts.setdefault(norm["officialText"], len(texts)) for slug, norm in answer["norms"].items()}
    considering = {slug: _considering(norm["leavesOpen"]) for slug, norm in answer["norms"].items() if "leavesOpen" in norm}
    return Compacted([_deployment(each, considering) for each in answer["deployments"]], texts, positions)


def compact_norm(norm: Norm, position: int) -> CompactNorm:
    """What is constant of a norm, with the position of its text."""
    return cast(CompactNorm, {**norm, "officialText": position})


def compact(answer: Answer) -> CompactAnswer:
    """The answer with each thing once, sharing what stays as it is."""
    return cast(CompactAnswer, compacted(answer).of(answer, compact_norm))


def without_repetition(finding: Finding, standing: Standing, names: Container[str] | None = None) -> dict[str, Any]:
    """A finding's names and values (of ``names``, all where None; ``message`` and ``next`` are of them) without a ``message`` that says
    what its condition's standing says, and without an empty ``next``."""
    said: dict[str, Any] = dict(finding) if names is None else {name: value for name, value in finding.items() if name in names}
    if finding["message"] == standing["because"] and "because" not in finding:
        del said["message"]
    if not finding["next"]:
        del said["next"]
    return said


def _deployment(deployment: Deployment, considering: dict[str, str]) -> CompactDeployment:
    """The deployment with each thing once. ``considering`` is what asks to consider what each norm leaves open, by its slug."""
    evidence, steps, stated = _Table(), _Table(), deployment["conditions"]
    conditions = {name: _standing(standing, steps) for name, standing in stated.items()}

    def of_finding(finding: Finding) -> dict[str, Any]:
        said = without_repetition(finding, stated[finding["condition"]])
        if finding["verdict"] == Verdict.RECORDED and finding["next"] == considering.get(finding["slug"], _NOTHING_OPEN):
            del said["next"]
        if "because" in finding:
            said["because"] = _standing(finding["because"], steps)
        if finding["evidence"]:
            said["evidence"] = [evidence.position_of(row) for row in finding["evidence"]]
        else:
            del said["evidence"]
        return said

    findings = cast(list[CompactFinding], [of_finding(each) for each in deployment["findings"]])
    return {
        **cast(DeploymentSummary, deployment),
        "conditions": conditions,
        "findings": findings,
        "reliedOn": deployment["reliedOn"],
        "alsoBears": deployment["alsoBears"],
        "outOfReach": deployment["outOfReach"],
        "evidence": evidence.rows,
        "steps": steps.rows,
    }


@lru_cache(4096)
def _considering(left_open: str) -> str:
    """What a finding says next that only asks to consider what its norm leaves open."""
    return _SAYS.sentence("next-consider", question=left_open)


def _standing(standing: Standing, steps: _Table) -> CompactStanding:
    """The standing with its steps put into the table, each after those that it rests on."""
    positions: dict[int, int] = {}
    for step in standing["steps"]:
        row: dict[str, Any] = dict(step)
        number, rests_on = row.pop("step"), ()
        if "from" in step:
            row["from"] = [positions[each] for each in step["from"]]
            rests_on = tuple(row["from"])
        key = (row["by"], row["text"], row.get("condition"), *row.get("fact", ()), rests_on, *row.get("decidedOn", ()))
        positions[number] = steps.position(row, key)
    return {"holds": standing["holds"], "because": standing["because"], "steps": list(positions.values())}
