"""Where the graph departs from the tables of the law: shown beside what is listed and, with ``--write`` and a reason, listed.

What is listed and no longer so goes; what has changed keeps its reason, and is shown so that somebody sees whether the reason still holds;
what is new needs one: a row of the review that names the entry, or a sentence.
"""

from collections.abc import Iterable

from tests.law_tables import corrections as listed
from tests.law_tables.columns import TABLES_COMPARED
from tests.law_tables.corrections import Correction, Difference


def chosen(
    found: dict[tuple[str, str], Difference], entries: list[str], columns: list[str], review: tuple[str, ...]
) -> set[tuple[str, str]]:
    """The differences for which a reason is given."""
    return {
        (entry, column)
        for entry, column in found
        if (not entries or entry in entries) and (not columns or column in columns) and set(review) <= set(listed.reviews_of(entry))
    }


def accepted(
    found: dict[tuple[str, str], Difference], was: Iterable[Correction], reasoned: set[tuple[str, str]], review: tuple[str, ...], why: str
) -> tuple[list[Correction], list[str], list[str]]:
    """The corrections as they should be, a few lines for each that differs, and those that still want a reason."""
    before = {(each.entry, each.column): each for each in was}
    now, lines, wanting = [], [], []
    for (entry, column), each in found.items():
        old = before.pop((entry, column), None)
        if old and old.has == each.found:
            now.append(old)
            continue
        reasons = (old.review, old.why) if old else (review, why) if (entry, column) in reasoned else ((), "")
        correction = Correction(entry, column, each.found, *reasons)
        lines += [f"{entry}, {column}: {'changed' if old else 'new'}", f"    the table: {each.asked}", f"    the graph: {each.found}"]
        if reason := listed.unexplained(correction):
            proposed = ", ".join(listed.reviews_of(entry))
            wanting.append(f"{entry}, {column}: {reason}" + (f" (rows that name it: {proposed})" if proposed else ""))
            if old:
                now.append(old)
        else:
            lines.append(f"    because: {', '.join(correction.review) or correction.why}")
            now.append(correction)
    lines += [f"{entry}, {column}: no longer so" for entry, column in before]
    return now, lines, wanting


def run(tables: list[str], entries: list[str], columns: list[str], review: tuple[str, ...], why: str, is_writing: bool) -> int:
    """Show (and with ``is_writing`` write) what is not listed as it is, of some tables or all; 1 where anything is left to do."""
    is_left = False
    for name, table in TABLES_COMPARED.items():
        if tables and name not in tables:
            continue
        found = listed.differences(table)
        reasoned = chosen(found, entries, columns, review) if review or why else set()
        now, lines, wanting = accepted(found, listed.read(name), reasoned, review, why)
        print("\n".join([f"# {name}", *lines, *(["want a reason:", *wanting] if wanting else [])]) + "\n" if lines else "", end="")
        if lines and is_writing:
            path = listed.path_of(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_head(name) + listed.written(now), encoding="utf-8")
        is_left |= bool(wanting) or (bool(lines) and not is_writing)
    return int(is_left)


def _head(name: str) -> str:
    """The comment above a file's corrections."""
    path = listed.path_of(name)
    text = path.read_text(encoding="utf-8") if path.exists() else f"# Where the graph departs from {name}.csv, and why.\n\n"
    return "".join(line for line in text.splitlines(keepends=True) if line.startswith("#")) + "\n"
