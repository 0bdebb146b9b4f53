"""The casebook's verdicts as they come out now: shown against what is written and, with ``--write``, written.

Only the lines under ``verdicts:`` of a case are touched, so that sentences, changes and comments stay as somebody wrote them.
"""

import re
from pathlib import Path

from tests import casebook

VERDICTS = re.compile(r"^  verdicts:.*\n(?:    .*\n)*(?:  \}\n)?", re.MULTILINE)
ENTRY = re.compile(r"^(?=- name:)", re.MULTILINE)


def written(case: casebook.Case, found: dict[str, str]) -> str:
    """The ``verdicts:`` lines of a case: its own norm first, then the others by slug."""
    if not found:
        return "  verdicts: {}\n"
    slugs = sorted(found, key=lambda slug: (slug != case.norm, slug))
    return "  verdicts:\n" + "".join(f"    {slug}: {found[slug]}\n" for slug in slugs)


def accepted(path: Path) -> tuple[str, list[str]]:
    """The text of a theme's file with the verdicts as they come out, and a line for every verdict that differs."""
    parts = ENTRY.split(path.read_text(encoding="utf-8"))
    head, entries, lines = parts[0], parts[1:], []
    for number, (case, entry) in enumerate(zip(casebook.cases(path), entries, strict=True)):
        found, said = casebook.changes(case), dict(case.verdicts)
        if found == said:
            continue
        lines.append(f"{case.title}  [{case.norm}, {case.kind}]")
        for slug in sorted(set(found) | set(said)):
            if found.get(slug) != said.get(slug):
                lines.append(f"    {slug}: {said.get(slug, '(unchanged)')} -> {found.get(slug, '(unchanged)')}")
        entries[number] = VERDICTS.sub(
            lambda _, case=case, found=found: written(case, found), entry + ("" if entry.endswith("\n") else "\n"), count=1
        )
    return head + "".join(entries), lines


def run(themes: list[str], is_writing: bool) -> int:
    """Show (and with ``is_writing`` write) the differences of some themes, or of all; 1 where there are any and none is written."""
    paths = [path for path in sorted(casebook.FOLDER.glob("*.yaml")) if not themes or path.stem in themes]
    differing = 0
    for path in paths:
        text, lines = accepted(path)
        differing += bool(lines)
        print("\n".join(lines), end="\n" if lines else "")
        if lines and is_writing:
            path.write_text(text, encoding="utf-8")
    return int(differing > 0 and not is_writing)
