"""The descriptions of a batch: found in folders, read no further than a description is read, and told apart by what they hold."""

import hashlib
from pathlib import Path

from lfr_kg.base.errors import BadRequest
from lfr_kg.evidence.reading import ENDINGS


def files_in(places: list[Path]) -> list[Path]:
    """The descriptions among some files and folders (folders searched through), sorted, each once. Raises BadRequest without any."""
    found: list[Path] = []
    for place in places:
        found += sorted(file for file in place.rglob("*") if _is_description(file)) if place.is_dir() else [place]
    if not found:
        raise BadRequest(f"No description in {', '.join(map(str, places))}: files that end in {', '.join(sorted(ENDINGS))} are read.")
    return list(dict.fromkeys(found))


def _is_description(file: Path) -> bool:
    """Whether a file's ending is one that is read; not the locks that office programs leave beside an open workbook."""
    return file.is_file() and file.suffix[1:].lower() in ENDINGS and not file.name.startswith("~$")


def shown(file: Path) -> str:
    """The name of a file as it is written down. JSON cannot hold a name that is no text: what is none in it is written with its number."""
    return str(file).encode(errors="backslashreplace").decode()


def content_of(file: Path, most: int) -> bytes:
    """What a file holds: one byte more than is read where it holds more, which is enough to refuse it. Raises OSError."""
    with file.open("rb") as stream:
        return stream.read(most + 1)


def digest(content: bytes) -> str:
    """SHA-256 (hex) of what a file holds."""
    return hashlib.sha256(content).hexdigest()
