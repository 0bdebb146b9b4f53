"""The verdicts of the worked examples that ship: shown against what was reviewed and, with ``--write``, written.

Whoever relies on the service relies on them, so that a change in any is a major version (semver.org, § 4: before 1.0.0, a minor one).
Each example has a file of its own: the version under which it was reviewed, and the verdict of every finding but the inapplicable, which
are too many to read. What differs is written only once ``lfr_kg.__version__`` was raised above the version in the file.
"""

from datetime import UTC, datetime
from pathlib import Path

import yaml

from lfr_kg import __version__
from lfr_kg.base.settings import EXAMPLE
from tests import TESTS, casebook

FOLDER = TESTS / "data" / "examples"
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
EXAMPLES = sorted(EXAMPLE.parent.glob("*.ttl"))


def verdicts(path: Path) -> dict[str, str]:
    """The verdicts on an example by the norms' slugs, the inapplicable left out."""
    found = casebook.verdicts(casebook.base(path.stem if path != EXAMPLE else "metropolitan"), None, AT)
    return {slug: verdict for slug, verdict in sorted(found.items()) if verdict != "not-applicable"}


def written(path: Path) -> tuple[str, dict[str, str]]:
    """The version under which an example was reviewed and its verdicts then; "" and none where it was not yet."""
    file = FOLDER / f"{path.stem}.yaml"
    reviewed = yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else {"version": "", "verdicts": {}}
    return reviewed["version"], reviewed["verdicts"]


def is_major_since(now: str, then: str) -> bool:
    """Whether a version breaks with an earlier one: its major number is higher, or, before 1.0.0, its minor number."""
    return _breaking(now) > _breaking(then)


def _breaking(version: str) -> tuple[int, int]:
    major, minor = (int(part) for part in version.split(".")[:2])
    return major, 0 if major else minor


def refusal(name: str, then: str) -> str:
    """Why what differs may not be written: the version is not yet raised; "" where it is, or where nothing was reviewed before."""
    if not then or is_major_since(__version__, then):
        return ""
    return (
        f"{name}: its verdicts were accepted under version {then}, and this is version {__version__}. A verdict of a worked example that "
        "changes is a major version (before 1.0.0, a minor one): raise __version__ in lfr_kg/__init__.py, say why in CHANGELOG.md, and "
        "write again."
    )


def run(is_writing: bool) -> int:
    """Show (and with ``is_writing`` write) what differs; 1 where anything does and is not written."""
    is_left = False
    for path in EXAMPLES:
        found, (then, said) = verdicts(path), written(path)
        lines = [
            f"    {slug}: {said.get(slug, '–')} -> {found.get(slug, '–')}"
            for slug in sorted(set(found) | set(said))
            if found.get(slug) != said.get(slug)
        ]
        if not lines:
            continue
        refused = refusal(path.stem, then) if is_writing else ""
        print("\n".join([path.stem, *lines, *([refused] if refused else [])]))
        if is_writing and not refused:
            FOLDER.mkdir(exist_ok=True)
            reviewed = {"version": __version__, "verdicts": found}
            (FOLDER / f"{path.stem}.yaml").write_text(yaml.safe_dump(reviewed, sort_keys=False), encoding="utf-8")
        is_left |= not is_writing or bool(refused)
    return int(is_left)
