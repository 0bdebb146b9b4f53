"""The receipt: what was judged, by which law, when and with what; and a hash that any of it changing would change."""

import hashlib
from collections.abc import Mapping
from typing import Any

from lfr_kg.answer.contract import Answer
from lfr_kg.base.serialising import canonical


def sealed(answer: Answer) -> Answer:
    """The answer with ``receipt.hash`` set: SHA-256 (hex) over the canonical form of all the rest."""
    receipt = answer["receipt"].copy()
    receipt.pop("hash", None)
    digest = hashlib.sha256(canonical({**answer, "receipt": receipt})).hexdigest()
    return {**answer, "receipt": {**receipt, "hash": digest}}


def differences(was: Mapping[str, Any], now: Answer) -> list[str]:
    """What differs between two answers, a line each; none where they are identical.

    ``was`` may be a whole answer, in any detail, or its receipt alone.
    """
    before: Mapping[str, Any] = was.get("receipt", was)
    after: Mapping[str, Any] = now["receipt"]
    found = [
        f"{key}: was {before.get(key)}, is {after.get(key)}"
        for key in sorted(set(before) | set(after))
        if before.get(key) != after.get(key)
    ]
    verdicts = {(d["id"], f["slug"]): f["verdict"] for d in was.get("deployments", ()) for f in d.get("findings", ())}
    if verdicts:
        are = {(d["id"], f["slug"]): f["verdict"] for d in now["deployments"] for f in d["findings"]}
        found += [
            f"{name} / {slug}: was {verdicts.get((name, slug))}, is {are.get((name, slug))}"
            for name, slug in sorted(set(verdicts) | set(are))
            if verdicts.get((name, slug)) != are.get((name, slug))
        ]
    return found
