"""Whether a register is as it was written: every hash and the chain worked out again, and what is wrong told by its kind.

Who can write the folder can also write all of it anew, with hashes that fit. Against that a hash is kept elsewhere: whether an entry of
that hash is still there is asked with ``holds``.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from lfr_kg.ledger import entries, files
from lfr_kg.ledger.entries import FIRST, Entry, sha256
from lfr_kg.ledger.ledger import ENTRIES, OBJECTS, Damaged, Head, Ledger


class Kind(StrEnum):
    """What can be wrong with a register."""

    CHANGED = "changed"
    REMOVED = "removed"
    REORDERED = "reordered"
    TORN = "torn"


@dataclass(frozen=True)
class Fault:
    """What is wrong, of which kind and with which entry (0: with the register as a whole)."""

    kind: Kind
    number: int
    sentence: str


@dataclass
class Verified:
    """What was found: faults, and what a cut-off addition left behind, which is none."""

    head: Head
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def tell(self, kind: Kind, number: int, sentence: str) -> None:
        """Note a fault."""
        self.faults.append(Fault(kind, number, sentence))


def verify(ledger: Ledger, holds: str = "") -> Verified:
    """Work out every hash and the chain again; with ``holds``, whether an entry of that hash is there too."""
    there = ledger.numbers()
    try:
        found = Verified(ledger.head)
    except Damaged:
        found = Verified(Head(max(there, default=0)))
        found.tell(Kind.TORN, 0, "head.json, which says how many entries count, is not there or cannot be read.")
    intact = _intact(ledger, there, found)
    _in_place(intact, there, found)
    _chained(intact, found)
    _ending(ledger, intact, there, found)
    kept = _objects(ledger, intact, found)
    if holds and holds not in {entry["hash"] for entry in intact.values()}:
        found.tell(Kind.REMOVED, 0, f"No entry that is as it was written has the hash {holds}.")
    _left_behind(ledger.folder, kept, found)
    found.faults.sort(key=lambda fault: fault.number)
    return found


def _intact(ledger: Ledger, there: list[int], found: Verified) -> dict[int, Entry]:
    """The entries that are as they were written, by the number of their file."""
    intact = {}
    for number in there:
        content = ledger.file_of(number).read_bytes()
        entry = entries.read(content)
        if entry is None:
            found.tell(Kind.TORN, number, f"Entry {number} is not whole: its writing was cut off, or its end is lost.")
        elif not entries.is_intact(entry, content):
            found.tell(Kind.CHANGED, number, f"Entry {number} was changed: its hash is not that of what it holds.")
        else:
            intact[number] = entry
    return intact


def _in_place(intact: dict[int, Entry], there: list[int], found: Verified) -> None:
    elsewhere = {entry["number"]: place for place, entry in intact.items() if entry["number"] != place}
    for number, place in sorted(elsewhere.items()):
        found.tell(Kind.REORDERED, number, f"Entry {number} stands in the place of entry {place}: the order was changed.")
    for number in range(1, max(found.head.count, *there, *elsewhere, 0) + 1):
        if number not in elsewhere and (number not in there or number in elsewhere.values()):
            found.tell(Kind.REMOVED, number, f"Entry {number} is not there: it was removed.")


def _chained(intact: dict[int, Entry], found: Verified) -> None:
    in_place = {number: entry for number, entry in intact.items() if entry["number"] == number}
    for number, entry in in_place.items():
        before = FIRST if number == 1 else in_place[number - 1]["hash"] if number - 1 in in_place else None
        if before is not None and entry["previous"] != before:
            told = f"it does not follow on entry {number - 1} as that stands" if number > 1 else "something stood before it"
            found.tell(Kind.CHANGED, number, f"Entry {number} or the one before it was replaced: {told}.")


def _ending(ledger: Ledger, intact: dict[int, Entry], there: list[int], found: Verified) -> None:
    count = found.head.count
    last = intact.get(count)
    if last is not None and last["number"] == count and found.head.hash and last["hash"] != found.head.hash:
        found.tell(Kind.CHANGED, count, f"Entry {count} was replaced: it is another than the one that was counted.")
    for number in [each for each in there if each > count]:
        if number == count + 1 and ledger.uncounted(found.head) is not None:
            found.notes.append(f"Entry {number} was written whole and is not counted yet: the next addition counts it.")
        elif number in intact:
            found.tell(Kind.CHANGED, number, f"Entry {number} was put after the last that counts, or head.json is an older one.")


def _objects(ledger: Ledger, intact: dict[int, Entry], found: Verified) -> set[str]:
    """The hashes of all that entries are about."""
    hashes: set[str] = set()
    for entry in intact.values():
        for what, kept in (("description", entry["description"]), ("answer", entry["answer"])):
            hashes.add(kept["hash"])
            file = ledger.object_file(kept["hash"])
            if not file.is_file():
                found.tell(Kind.REMOVED, entry["number"], f"The {what} of entry {entry['number']} is not there: it was removed.")
            elif sha256(file.read_bytes()) != kept["hash"]:
                found.tell(Kind.CHANGED, entry["number"], f"The {what} of entry {entry['number']} was changed.")
    return hashes


def _left_behind(folder: Path, kept: set[str], found: Verified) -> None:
    parts = [part for each in (folder, folder / OBJECTS, folder / ENTRIES) for part in each.glob(f"*{files.PART}")]
    loose = [each.name for each in (folder / OBJECTS).glob("*") if each.name not in kept and each not in parts]
    if parts or (loose and not found.faults):
        found.notes.append("An addition was cut off before it counted. Nothing that had been added is lost; add that description again.")
