"""The receipt: what was judged, by which law, when and with what; and a hash that any of it changing would change.

Source: JSON Canonicalization Scheme (RFC 8785), for the form that is hashed.
"""

import hashlib

import orjson


def canonical(document: dict) -> bytes:
    """A JSON document in its canonical form.

    For what an answer holds (text, whole numbers, true, false, null; names in ASCII) orjson with sorted names writes that form, much
    faster than the package ``rfc8785``, with which tests compare it.
    """
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS)


def sealed(document: dict) -> dict:
    """The document with ``receipt.hash`` set: SHA-256 (hex) over the canonical form of all the rest."""
    receipt = {key: value for key, value in document["receipt"].items() if key != "hash"}
    digest = hashlib.sha256(canonical(document | {"receipt": receipt})).hexdigest()
    return document | {"receipt": receipt | {"hash": digest}}


def differences(was: dict, now: dict) -> list[str]:
    """What differs between two answers, a line each; none where they are identical.

    ``was`` may be a whole answer or its receipt alone.
    """
    if "receipt" not in was:
        was = {"receipt": was}
    found = [
        f"{key}: was {was['receipt'].get(key)}, is {now['receipt'].get(key)}"
        for key in sorted(set(was["receipt"]) | set(now["receipt"]))
        if was["receipt"].get(key) != now["receipt"].get(key)
    ]
    before = {(d["id"], f["slug"]): f["verdict"] for d in was.get("deployments", ()) for f in d["findings"]}
    after = {(d["id"], f["slug"]): f["verdict"] for d in now["deployments"] for f in d["findings"]}
    if before:
        found += [
            f"{name} / {slug}: was {before.get((name, slug))}, is {after.get((name, slug))}"
            for name, slug in sorted(set(before) | set(after))
            if before.get((name, slug)) != after.get((name, slug))
        ]
    return found
