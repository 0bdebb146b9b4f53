"""An answer as rows, a finding each: what a table of many answers is made of, column by column and as text.

A deployment without a finding has a row all the same, without a norm, so that none is lost.
"""

from typing import Any

from lfr_kg.answer.contract import Answer, Deployment, Norm

OF_FINDING = ("norm", "kind", "title", "citation", "bindingForce", "verification", "verdict", "condition", "message", "next", "dueBy")
"""The columns that differ from finding to finding; all are text."""


def rows_of(answer: Answer) -> dict[str, Any]:
    """What all rows of an answer share, and for each deployment what its rows share, and its columns."""
    receipt = answer["receipt"]
    shared = {
        "assessedAt": receipt["assessedAt"],
        "inputHash": receipt["inputHash"],
        "knowledgeHash": receipt["corpusHash"],
        "receiptHash": receipt["hash"],
    }
    return {"shared": shared, "deployments": [_deployment(each, answer["norms"]) for each in answer["deployments"]]}


def _deployment(deployment: Deployment, norms: dict[str, Norm]) -> dict[str, Any]:
    columns: dict[str, list[Any]] = {name: [] for name in (*OF_FINDING, "eventDays")}
    for finding in deployment["findings"]:
        norm = norms[finding["slug"]]
        row = {
            **finding,
            "norm": finding["slug"],
            "kind": norm["kind"],
            "title": norm["title"],
            "citation": norm["citation"],
            "bindingForce": norm["authority"],
            "verification": norm["verification"],
            "eventDays": finding.get("eventDay", []),
        }
        for name, column in columns.items():
            column.append(row.get(name) or ([] if name == "eventDays" else None))
    return {
        "shared": {
            "deployment": deployment["id"],
            "identifier": deployment["identifier"] or None,
            "record": deployment["record"] or None,
            "lawAsAt": deployment["lawAsAt"],
        },
        "columns": columns if deployment["findings"] else {name: [None] for name in columns},
    }
