"""What a built folder holds, by SHA-256: written when it is built, and held against it when it is opened.

So a file that was exchanged, damaged, added or taken away is noticed, and a folder of other knowledge under this one's name too. It is no
signature: whoever may write into the folder may write this file as well. A file of the store that the file system says nobody has written
to since (by inode, size and times, of which no program sets the last) is not read again: a store of gigabytes opens as soon as a small one.
Of what a disk has damaged by itself the store's own checksums tell, block by block as it is read; files beside the store are always read.
"""

import hashlib
import json
from pathlib import Path

from lfr_kg.base.errors import KnowledgeError

FILE = "manifest.json"
STORE = "store"
"""The part of a built folder that the graphs lie in; the texts and the index beside it are the part without a name."""
_JOURNAL = ("LOG", "LOCK")
"""How the names of files in a store begin that say nothing of what is in it (RocksDB)."""
_MOST = 3
"""Files that are named at most."""


def write(folder: Path, knowledge: str) -> None:
    """Write down what a folder holds, and of which knowledge (by the hash of all its files) it is."""
    files = _files(folder, "") | _files(folder, STORE)
    marks = {name: _marks(file) for name, file in _files(folder, STORE).items()}
    held = {"knowledge": knowledge, "files": {name: _digest(file) for name, file in files.items()}, "untouched": marks}
    (folder / FILE).write_text(json.dumps(held, indent=1), encoding="utf-8")


def check(folder: Path, knowledge: str, part: str = "") -> None:
    """Raise KnowledgeError where a part of a built folder is not as it was built, or not of this knowledge."""
    try:
        stated = json.loads((folder / FILE).read_bytes())
        built_of, files, marks = str(stated["knowledge"]), dict(stated["files"]), dict(stated.get("untouched", {}))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _other(folder, f"{FILE} cannot be read") from error
    if built_of != knowledge:
        raise _other(folder, f"it was built of other knowledge ({built_of[:12]} and not {knowledge[:12]})")
    found = _files(folder, part).items()
    held = {name: files[name] if name in files and marks.get(name) == _marks(file) else _digest(file) for name, file in found}
    stated = {name: digest for name, digest in files.items() if name.rpartition("/")[0] == part}
    wrong = [_difference(name, stated, held) for name in sorted({*stated, *held}) if stated.get(name) != held.get(name)]
    if wrong:
        raise _other(folder, ", ".join(wrong[:_MOST]) + (f" and {len(wrong) - _MOST} more" if len(wrong) > _MOST else ""))


def _files(folder: Path, part: str) -> dict[str, Path]:
    """The files of a part of a folder that say what is in it, by name."""
    files = (path for path in (folder / part).glob("[!.]*") if path.is_file() and path.name != FILE and not path.name.startswith(_JOURNAL))
    return {path.relative_to(folder).as_posix(): path for path in sorted(files)}


def _marks(file: Path) -> list[int]:
    """What the file system says of a file, that is another once somebody has written to it or put another in its place."""
    found = file.stat()
    return [found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns]


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _difference(name: str, stated: dict[str, str], held: dict[str, str]) -> str:
    said = "is missing" if name not in held else "was changed" if name in stated else "was added"
    return f"{name} {said}"


def _other(folder: Path, why: str) -> KnowledgeError:
    return KnowledgeError(f"The built knowledge in {folder} is not as it was built: {why}. Remove that folder, and it is built again.")
