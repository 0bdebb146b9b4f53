"""The receipt: what was judged, by which law, when and with what; and a hash that any of it changing would change."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from lfr_kg.answer.compact import CompactAnswer, Compacted, compact_norm, compacted
from lfr_kg.answer.contract import DETAILS, Answer, Deployment, Detail, Norm, Receipt
from lfr_kg.answer.detail import Given, given, inlined
from lfr_kg.base.serialising import canonical

if TYPE_CHECKING:
    from lfr_kg.answer.signing import Signer

MOST, LONGEST = 40, 160
"""Differences that are told at most, and letters of a value."""
BESIDE = ("file", "signature")
"""What stands beside an answer without being of it: the name that a line of many answers begins with, and the signature."""
ALTERED = "The document was altered after it was sealed: its hash is not that of what it holds."
RESEALED = (
    "This description, law, software and time give an answer with another hash: the document was altered, hash and all, or made by other "
    "software than it names."
)
WHOLE = "Its hash is that of what it holds, but it is of {}: only by those can it be worked out again."
PART = "It holds less than the whole answer, so that by itself it does not tell an alteration from {}."
ANOTHER = {
    "another description": {"inputHash"},
    "other law": {"corpusHash", "understanding"},
    "other software": {"corpusVersion", "software"},
    "another time": {"assessedAt", "lawAsAt"},
}
"""What two answers differ by → the parts of a receipt that tell it."""
ABSENT = object()
Place = tuple[str, ...]
"""The way to a value: keys, and what things in lists are named by."""


def digest(document: Mapping[str, Any]) -> str:
    """SHA-256 (hex) over the canonical form of a document with a receipt, all but ``receipt.hash`` and what stands beside.

    Raises TypeError where something in it has no canonical form.
    """
    receipt = {name: value for name, value in document["receipt"].items() if name != "hash"}
    return hashlib.sha256(canonical({**_answer_in(document), "receipt": receipt})).hexdigest()


@dataclass(frozen=True)
class Sealed:
    """An answer with ``receipt.hash`` set, and what makes its compact form, of which that is the hash and which is handed out whole."""

    answer: Answer
    compacted: Compacted

    @cached_property
    def whole(self) -> CompactAnswer:
        """The compact form."""
        return cast(CompactAnswer, self.compacted.of(self.answer, compact_norm))

    def given(self, detail: Detail = "full", is_inline: bool = False) -> Given:
        """The answer in the detail asked for, as ``detail.given`` gives it."""
        return self.whole if detail == DETAILS[-1] and not is_inline else given(self.answer, detail, is_inline)

    def signed(self, signer: "Signer") -> "Sealed":
        """The same with the signature of an operator beside its receipt."""
        return Sealed(signer.signed(self.answer), self.compacted)


def seal(answer: Answer, norm: Callable[[Norm, int], Any] = compact_norm) -> Sealed:
    """An answer sealed. ``norm`` gives what is constant of a norm with the position of its text, to be written in canonical form."""
    form = compacted(answer)
    receipt: Receipt = {**answer["receipt"], "hash": digest(form.of(answer, norm))}
    return Sealed({**answer, "receipt": receipt}, form)


def differences(was: Mapping[str, Any], now: Answer) -> list[str]:
    """What differs between two answers, a line each, after one that says what that means; none where they are identical to the last letter.

    ``was`` may be a whole answer, in any detail, inline or not, or its receipt alone. Where the receipts differ, verdicts are told, and how
    much besides. Where they do not, whatever differs was written into the document afterwards: all of it is told, up to ``MOST`` places.
    """
    before: Mapping[str, Any] = was.get("receipt", was)
    then, anew = ({name: receipt.get(name, ABSENT) for name in {*before, *now["receipt"]}} for receipt in (before, now["receipt"]))
    changed = [name for name in sorted(then) if then[name] != anew[name]]
    found = [_line((name,), then[name], anew[name]) for name in changed]
    if "receipt" in was and _answer_in(was).keys() != {"receipt"}:
        places = min((list(_places(_answer_in(was), form, ())) for form in _forms(now)), key=len)
        verdicts = [_line(*each) for each in places if each[0][-1] == "verdict"]
        besides = [_line(*each) for each in places if each[0][-1] != "verdict" and each[0][0] != "receipt"]
        shown = 0 if found else MOST
        found += verdicts + besides[:shown] + ([f"and {len(besides) - shown} other places"] if len(besides) > shown else [])
    return [_meaning(was, changed), *found] if found else []


def _meaning(was: Mapping[str, Any], changed: list[str]) -> str:
    """What it means that an answer differs from one that was given, in these parts of its receipt."""
    fits = _fits_itself(was)
    if "hash" not in changed or fits is False:
        return ALTERED
    if changed == ["hash"]:
        return RESEALED
    another = [words for words, parts in ANOTHER.items() if parts & set(changed)] or ["another kind of receipt"]
    *all_but_last, last = another
    return (WHOLE if fits else PART).format(f"{', '.join(all_but_last)} and {last}" if all_but_last else last)


def _fits_itself(document: Mapping[str, Any]) -> bool | None:
    """Whether a whole answer's hash is that of what it holds; None where the document is less than one, or written out."""
    try:
        deployments = document["deployments"]
        is_whole = all(Deployment.__required_keys__ <= each.keys() for each in deployments)
        is_inline = all("norm" in finding for each in deployments for finding in each["findings"])
        return digest(document) == document["receipt"]["hash"] if is_whole and not is_inline else None
    except (KeyError, TypeError, AttributeError):
        return None


def _answer_in(document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name not in BESIDE}


def _forms(answer: Answer) -> Iterator[Mapping[str, Any]]:
    yield from (_answer_in(given(answer, detail)) for detail in DETAILS)
    yield _answer_in(inlined(answer))


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
    return _shown(f"{named}: was {_told(was)}, is {_told(now)}")


def _told(value: Any) -> str:
    text = "absent" if value is ABSENT else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _shown(text: str) -> str:
    """A line as it may be shown: what would break it, or what a terminal would obey, is written out."""
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)
