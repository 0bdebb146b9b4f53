"""The compact form of an answer written out again, by the rules that README.md states, as a client that wants all would do it."""

from typing import Any


def written_out(full: dict[str, Any]) -> dict[str, Any]:
    """The whole answer behind ``detail=full``."""
    norms = {slug: {**norm, "officialText": full["officialTexts"][norm["officialText"]]} for slug, norm in full["norms"].items()}
    deployments = [_deployment(each, norms) for each in full["deployments"]]
    return {name: value for name, value in full.items() if name != "officialTexts"} | {"norms": norms, "deployments": deployments}


def _deployment(deployment: dict[str, Any], norms: dict[str, Any]) -> dict[str, Any]:
    evidence, steps = deployment["evidence"], deployment["steps"]
    conditions = {name: _standing(each, steps) for name, each in deployment["conditions"].items()}
    findings = []
    for found in deployment["findings"]:
        finding = {"message": conditions[found["condition"]]["because"], "next": "", **found}
        if found["verdict"] == "recorded" and "next" not in found:
            finding["next"] = f"Consider: {norms[found['slug']]['leavesOpen']}"
        finding["evidence"] = [evidence[position] for position in found.get("evidence", ())]
        if "because" in found:
            finding["because"] = _standing(found["because"], steps)
        findings.append(finding)
    return {name: value for name, value in deployment.items() if name not in ("evidence", "steps")} | {
        "conditions": conditions,
        "findings": findings,
    }


def _standing(standing: dict[str, Any], steps: list[dict[str, Any]]) -> dict[str, Any]:
    numbers = {position: number for number, position in enumerate(standing["steps"], 1)}
    return standing | {
        "steps": [
            steps[position]
            | {"step": number}
            | ({"from": [numbers[each] for each in steps[position]["from"]]} if "from" in steps[position] else {})
            for position, number in numbers.items()
        ]
    }
