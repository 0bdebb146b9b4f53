"""How much of an answer is handed out: all, each thing once; less; or all, written out for each finding. The receipt stays as it is."""

from collections.abc import Container, Mapping
from functools import cache
from typing import Any, cast

from lfr_kg.answer.compact import CompactAnswer, compact, without_repetition
from lfr_kg.answer.contract import (
    DETAILS,
    Answer,
    AnswerSummary,
    AnswerToRead,
    Bearing,
    Deployment,
    DeploymentSummary,
    DeploymentToRead,
    Detail,
    Finding,
    FindingToRead,
    InlineAnswer,
    InlineBearing,
    InlineDeployment,
    InlineFinding,
    NormInShort,
    NormToRead,
)
from lfr_kg.base.errors import BadRequest

Given = CompactAnswer | AnswerToRead | AnswerSummary | InlineAnswer
"""An answer in one of its forms."""


def detail_of(text: str) -> Detail:
    """The detail that a request names, the full one where it names none. Raises BadRequest that says what is allowed."""
    if not text:
        return DETAILS[-1]
    if text not in DETAILS:
        raise BadRequest(f"detail is “{text[:40]}”. Give one of {', '.join(DETAILS[:-1])} or {DETAILS[-1]}.")
    return text


def require_together(detail: Detail, is_inline: bool) -> None:
    """Raises BadRequest where an answer of less than full detail is to be inline."""
    if is_inline and detail != DETAILS[-1]:
        raise BadRequest("inline writes the proofs into every finding, so that it goes with detail=full only. Leave out one of the two.")


def given(answer: Answer, detail: Detail = "full", is_inline: bool = False) -> Given:
    """The answer in the detail asked for. ``is_inline`` writes into every finding all that it shares with others.

    Raises BadRequest where an answer of less than full detail is to be inline.
    """
    require_together(detail, is_inline)
    if is_inline:
        return inlined(answer)
    return _summary(answer) if detail == "summary" else _to_read(answer) if detail == "findings" else compact(answer)


def inlined(answer: Answer) -> InlineAnswer:
    """The answer with every finding an object that stands alone. What an answer shares is shared here too: do not change it."""
    return {**answer, "deployments": [_inline(answer, deployment) for deployment in answer["deployments"]]}


def _inline(answer: Answer, deployment: Deployment) -> InlineDeployment:
    def of_finding(each: Finding) -> InlineFinding:
        because = each.get("because") or deployment["conditions"][each["condition"]]
        return cast(InlineFinding, {**answer["norms"][each["slug"]], **each, "because": because})

    def of_bearing(each: Bearing) -> InlineBearing:
        because = deployment["conditions"][each["condition"]]
        return {**answer["norms"][each["slug"]], **each, "because": because}

    return {
        **cast(DeploymentSummary, deployment),
        "conditions": deployment["conditions"],
        "findings": [of_finding(each) for each in deployment["findings"]],
        "reliedOn": [of_bearing(each) for each in deployment["reliedOn"]],
        "alsoBears": [of_bearing(each) for each in deployment["alsoBears"]],
        "outOfReach": [of_bearing(each) for each in deployment["outOfReach"]],
    }


def _to_read(answer: Answer) -> AnswerToRead:
    deployments = [_deployment_to_read(each) for each in answer["deployments"]]
    named = {each["slug"] for deployment in deployments for each in (*deployment["findings"], *deployment["reliedOn"])}
    return {
        **answer,
        "norms": cast(dict[str, NormToRead], _norms(answer, named, NormToRead)),
        "deployments": deployments,
    }


def _deployment_to_read(deployment: Deployment) -> DeploymentToRead:
    named = {each["condition"] for each in (*deployment["findings"], *deployment["reliedOn"])}
    return {
        **cast(DeploymentSummary, _only(deployment, DeploymentSummary)),
        "conditions": {
            name: {"holds": each["holds"], "because": each["because"]} for name, each in deployment["conditions"].items() if name in named
        },
        "findings": _findings_to_read(deployment),
        "reliedOn": deployment["reliedOn"],
    }


def _findings_to_read(deployment: Deployment) -> list[FindingToRead]:
    names, conditions = _names(FindingToRead), deployment["conditions"]
    said = [without_repetition(each, conditions[each["condition"]], names) for each in deployment["findings"]]
    return cast(list[FindingToRead], said)


def _summary(answer: Answer) -> AnswerSummary:
    named = {
        slug
        for deployment in answer["deployments"]
        for action in deployment["actions"]
        for slugs in action["settles"].values()
        for slug in slugs
    }
    return {
        **answer,
        "norms": cast(dict[str, NormInShort], _norms(answer, named, NormInShort)),
        "deployments": [cast(DeploymentSummary, _only(each, DeploymentSummary)) for each in answer["deployments"]],
    }


def _norms(answer: Answer, named: Container[str], form: Any) -> dict[str, dict[str, Any]]:
    """What a form of norms says of those that are named."""
    names = _names(form)
    return {slug: {name: value for name, value in norm.items() if name in names} for slug, norm in answer["norms"].items() if slug in named}


def _only(entry: Mapping[str, Any], form: Any) -> dict[str, Any]:
    """The entry with the names of a typed dictionary alone."""
    names = _names(form)
    return {name: value for name, value in entry.items() if name in names}


@cache
def _names(form: Any) -> frozenset[str]:
    """The names that a typed dictionary may have."""
    return frozenset(form.__required_keys__ | form.__optional_keys__)
