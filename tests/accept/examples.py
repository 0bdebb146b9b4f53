"""The verdicts of the worked examples that ship: shown against what was reviewed and, with ``--write``, written.

A change in any of them is a major version.

Each example has a file of its own with the verdict of every finding but the inapplicable, which are too many to read.
"""

from datetime import UTC, datetime

import yaml

from lfr_kg.base.settings import EXAMPLE
from tests import TESTS, casebook

FOLDER = TESTS / "data" / "examples"
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
EXAMPLES = sorted(EXAMPLE.parent.glob("*.ttl"))


def verdicts(path) -> dict[str, str]:
    """The verdicts on an example by the norms' slugs, the inapplicable left out."""
    found = casebook.verdicts(casebook.base(path.stem if path != EXAMPLE else "metropolitan"), None, AT)
    return {slug: verdict for slug, verdict in sorted(found.items()) if verdict != "not-applicable"}


def written(path) -> dict[str, str]:
    """The verdicts that were reviewed."""
    file = FOLDER / f"{path.stem}.yaml"
    return yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else {}


def run(is_writing: bool) -> int:
    """Show (and with ``is_writing`` write) what differs; 1 where anything does and is not written."""
    differing = 0
    for path in EXAMPLES:
        found, said = verdicts(path), written(path)
        lines = [
            f"    {slug}: {said.get(slug, '–')} -> {found.get(slug, '–')}"
            for slug in sorted(set(found) | set(said))
            if found.get(slug) != said.get(slug)
        ]
        differing += bool(lines)
        print("\n".join([path.stem, *lines]) if lines else "", end="\n" if lines else "")
        if lines and is_writing:
            FOLDER.mkdir(exist_ok=True)
            (FOLDER / f"{path.stem}.yaml").write_text(yaml.safe_dump(found), encoding="utf-8")
    return int(differing > 0 and not is_writing)
