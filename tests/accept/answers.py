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
    results = knowledge.query(question.text, question.bind(given, today=TODAY))
    columns = entry.get("columns") or list(question.columns)
    return [[shown(row[column]) for column in columns] for row in results]


def _written(rows: list[list[str]]) -> str:
    def cell(text: str) -> str:
        if re.fullmatch(r"-?\d+", text):
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


def accepted(entry: dict, text: str, rows: list[list[str]]) -> tuple[str, list[str]]:
    """The text of an entry with what comes back now, and a line for each difference."""
    lines = []
    if "count" in entry and entry["count"] != len(rows):
        lines.append(f"count: {entry['count']} -> {len(rows)}")
        text = re.sub(r"^  count: .*$", f"  count: {len(rows)}", text, count=1, flags=re.MULTILINE)
    for key in ("rows", "among"):
        said = [[str(value) for value in row] for row in entry.get(key, [])]
        now = rows if key == "rows" else [row if row in rows else _taken_place(row, rows) for row in said]
        if key not in entry or said == now:
            lines += [f"among: {row} comes back no more" for row in said if key == "among" and row not in rows]
            continue
        lines += [f"{key}: - {row}" for row in said if row not in now] + [f"{key}: + {row}" for row in now if row not in said]
        lines += [] if sorted(said) != sorted(now) else [f"{key}: in another order"]
        text = re.sub(
            rf"^  {key}:.*\n(?:    .*\n)*",
            lambda _, key=key, now=now: f"  {key}:\n{_written(now)}" if now else f"  {key}: []\n",
            text,
            count=1,
            flags=re.MULTILINE,
        )
    return text, lines


def run(is_writing: bool) -> int:
    """Show (and with ``is_writing`` write) what differs; 1 where anything does and is not written."""
    knowledge, differing = KnowledgeBase.open(), 0
    for path in sorted(FOLDER.glob("*.yaml")):
        head, *texts = ENTRY.split(path.read_text(encoding="utf-8"))
        for number, entry in enumerate(yaml.safe_load(path.read_text(encoding="utf-8"))):
            texts[number], lines = accepted(
                entry, texts[number] if texts[number].endswith("\n") else texts[number] + "\n", rows_of(knowledge, entry)
            )
            differing += bool(lines)
            print(
                f"{path.stem}: {entry['asks']}  [{entry['question']}]\n" + "".join(f"    {line}\n" for line in lines) if lines else "",
                end="",
            )
        if is_writing:
            path.write_text(head + "".join(texts), encoding="utf-8")
    return int(differing > 0 and not is_writing)
