"""What the library's questions answer now: shown against what is written in tests/competency and, with ``--write``, written.

Rows and counts that stand for all of an answer are replaced; a row that only has to be among others is replaced where one row with the
same beginning took its place, and otherwise left for somebody to look at.
"""

import re
from datetime import date

import pyoxigraph as ox
import yaml

from lfr_kg.base.namespaces import compact
from lfr_kg.knowledge import KnowledgeBase
from tests import TESTS

FOLDER = TESTS / "competency"
TODAY = date(2026, 11, 23)
ENTRY = re.compile(r"^(?=- asks:)", re.MULTILINE)
INTEGER = re.compile(r"-?\d+")
PLAIN = re.compile(r"[\w ,.’'()–-]+")


def shown(term) -> str:
    """A term as the expectations write it."""
    if term is None:
        return ""
    return compact(term.value) if isinstance(term, ox.NamedNode) else term.value


def rows_of(knowledge: KnowledgeBase, entry: dict) -> list[list[str]]:
    """The rows that come back, of the columns that an entry names."""
    question = knowledge.library.question(entry["question"])
    given = {name: str(value) for name, value in entry.get("parameters", {}).items()}
    results = knowledge.ask(question, question.bind(given, today=TODAY))
    columns = entry.get("columns") or list(question.columns)
    return [[shown(row[column]) for column in columns] for row in results]


def _written(rows: list[list[str]]) -> str:
    def cell(text: str) -> str:
        if INTEGER.fullmatch(text):
            return text
        safe = (
            PLAIN.fullmatch(text)
            and text.strip() == text
            and ", " not in text
            and "," not in text
            and text.lower() not in ("true", "false", "yes", "no", "on", "off", "null", "y", "n")
        )
        return text if text and safe and not re.match(r"[\d-]", text) else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    return "".join(f"    - [{', '.join(cell(each) for each in row)}]\n" for row in rows)


def _taken_place(row: list[str], rows: list[list[str]]) -> list[str]:
    """The one row that begins as a row does, as far as one alone does; the row itself where there is none."""
    for length in range(len(row) - 1, 0, -1):
        alike = [each for each in rows if each[:length] == row[:length]]
        if len(alike) == 1:
            return alike[0]
        if alike:
            return row
    return row


def renewed(entry: dict, rows: list[list[str]]) -> dict:
    """An entry as it is with the rows that come back now; cells that say the same stay as they are written."""
    found = dict(entry)
    if "count" in entry:
        found["count"] = len(rows)
    for key in ("rows", "among"):
        if key in entry:
            said = {tuple(map(str, row)): row for row in entry[key]}
            now = rows if key == "rows" else [row if row in rows else _taken_place(row, rows) for row in map(list, said)]
            found[key] = [said.get(tuple(row), [int(cell) if INTEGER.fullmatch(cell) else cell for cell in row]) for row in now]
    return found


def differences(old: dict, new: dict) -> list[str]:
    """A line for each thing in which an entry is no longer what it was."""
    lines = [f"count: {old['count']} -> {new['count']}"] if old.get("count") != new.get("count") else []
    for key in ("rows", "among"):
        said, now = old.get(key, []), new.get(key, [])
        moved = [f"{key}: - {row}" for row in said if row not in now] + [f"{key}: + {row}" for row in now if row not in said]
        lines += moved if moved or said == now else [f"{key}: in another order"]
    return lines


def missing(entry: dict, rows: list[list[str]]) -> list[str]:
    """A line for each row that has to be among others and comes back no more."""
    return [f"among: {row} comes back no more" for row in entry.get("among", []) if [str(cell) for cell in row] not in rows]


def _rewritten(text: str, new: dict) -> str:
    """The text of an entry with what it says now."""
    if "count" in new:
        text = re.sub(r"^  count: .*$", f"  count: {new['count']}", text, count=1, flags=re.MULTILINE)
    for key in ("rows", "among"):
        if key in new:
            lines = f"  {key}:\n{_written([[str(cell) for cell in row] for row in new[key]])}" if new[key] else f"  {key}: []\n"
            text = re.sub(rf"^  {key}:.*\n(?:    .*\n)*", lambda _, lines=lines: lines, text, count=1, flags=re.MULTILINE)
    return text


def run(is_writing: bool) -> int:
    """Show (and with ``is_writing`` write) what differs; 1 where anything does and is not written."""
    knowledge, differing = KnowledgeBase.open(), 0
    for path in sorted(FOLDER.glob("*.yaml")):
        head, *texts = ENTRY.split(path.read_text(encoding="utf-8"))
        for number, entry in enumerate(yaml.safe_load(path.read_text(encoding="utf-8"))):
            rows = rows_of(knowledge, entry)
            new = renewed(entry, rows)
            lines = [*differences(entry, new), *missing(new, rows)]
            if lines:
                texts[number] = _rewritten(texts[number].rstrip("\n") + "\n" * (1 + (number + 1 < len(texts))), new)
                differing += 1
                print(f"{path.stem}: {entry['asks']}  [{entry['question']}]", *lines, sep="\n    ")
        if is_writing:
            path.write_text(head + "".join(texts), encoding="utf-8")
    return int(differing > 0 and not is_writing)
