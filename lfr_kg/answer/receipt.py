"""The receipt: what was judged, by which law, when and with what; and a hash that any of it changing would change."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from lfr_kg.answer.contract import DETAILS, Answer
from lfr_kg.answer.detail import given, inlined
from lfr_kg.base.serialising import canonical

MOST, LONGEST = 40, 160
"""Differences that are told at most, and letters of a value."""
ABSENT = object()
Place = tuple[str, ...]
"""The way to a value: keys, and what things in lists are named by."""


def sealed(answer: Answer) -> Answer:
    """The answer with ``receipt.hash`` set: SHA-256 (hex) over the canonical form of all the rest."""
    receipt = answer["receipt"].copy()
    receipt.pop("hash", None)
    digest = hashlib.sha256(canonical({**answer, "receipt": receipt})).hexdigest()
    return {**answer, "receipt": {**receipt, "hash": digest}}


def differences(was: Mapping[str, Any], now: Answer) -> list[str]:
    """What differs between two answers, a line each; none where they are identical to the last letter.

    ``was`` may be a whole answer, in any detail, inline or not, or its receipt alone. Where the receipts differ, verdicts are told, and how
    much besides. Where they do not, whatever differs was written into the document afterwards: all of it is told, up to ``MOST`` places.
    """
    before: Mapping[str, Any] = was.get("receipt", was)
    found = [
        f"{key}: was {before.get(key)}, is {now['receipt'].get(key)}"
        for key in sorted(set(before) | set(now["receipt"]))
        if before.get(key) != now["receipt"].get(key)
    ]
    if "receipt" not in was:
        return found
    places = min((list(_places(was, form, ())) for form in _forms(now)), key=len)
    verdicts = [_line(*each) for each in places if each[0][-1] == "verdict"]
    besides = [_line(*each) for each in places if each[0][-1] != "verdict" and each[0][0] != "receipt"]
    shown = 0 if found else MOST
    more = [f"and {len(besides) - shown} other places"] if len(besides) > shown else []
    return found + verdicts + besides[:shown] + more


def _forms(answer: Answer) -> Iterator[Mapping[str, Any]]:
    yield from (given(answer, detail) for detail in DETAILS)
    yield inlined(answer)


def _places(was: Any, now: Any, place: Place) -> Iterator[tuple[Place, Any, Any]]:
    """Where two JSON values differ, with both; what is named by an id or a slug is told by it, wherever in its list it stands."""
    if isinstance(was, Mapping) and isinstance(now, Mapping):
        for key in sorted({*was, *now}):
            yield from _places(was.get(key, ABSENT), now.get(key, ABSENT), (*place, key))
    elif isinstance(was, list) and isinstance(now, list):
        names = [[_name(each, number) for number, each in enumerate(entries)] for entries in (was, now)]
        if len(set(names[0])) == len(names[0]) and len(set(names[1])) == len(names[1]):
            yield from _places(dict(zip(names[0], was, strict=True)), dict(zip(names[1], now, strict=True)), place)
        elif was != now:
            yield place, was, now
        if names[0] != names[1] and set(names[0]) == set(names[1]):
            yield (*place, "order"), names[0], names[1]
    elif was != now or type(was) is not type(now):
        yield place, was, now


def _name(entry: Any, number: int) -> str:
    named = next((entry[key] for key in ("id", "slug") if isinstance(entry.get(key), str)), "") if isinstance(entry, Mapping) else ""
    return named or str(number)


def _line(place: Place, was: Any, now: Any) -> str:
    """What differs at a place, without the words that only say which list it is in."""
    named = " / ".join(name for name in place if name not in ("deployments", "findings", "verdict"))
    return f"{named}: was {_told(was)}, is {_told(now)}"


def _told(value: Any) -> str:
    text = "absent" if value is ABSENT else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
