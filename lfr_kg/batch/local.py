"""Many files at once: one answer a line (NDJSON), in the order of the files' names, on every core of the machine.

Descriptions are independent, so files are spread over processes, each with a knowledge base of its own. A file that cannot be read
gets a line that says why; the others are answered all the same.
"""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from lfr_kg.answer.contract import Detail
from lfr_kg.answer.detail import given
from lfr_kg.assess.law import Terms
from lfr_kg.base.errors import BadRequest, LfrError
from lfr_kg.base.serialising import as_bytes
from lfr_kg.base.settings import Settings
from lfr_kg.evidence.reading import ENDINGS, media_type_of
from lfr_kg.knowledge import KnowledgeBase

_opened: list[tuple[KnowledgeBase, "Wanted"]] = []
"""What a process of the pool has opened: one, once it has started."""


class Assessed(TypedDict):
    """What came of one file: the bytes of its line, the summary of each deployment, and why it could not be read, if so."""

    line: bytes
    summaries: list[dict[str, int]]
    unreadable: str | None


def files_in(places: list[Path]) -> list[Path]:
    """The descriptions among some files and folders (folders searched through), sorted. Raises BadRequest where there is none."""
    found = []
    for place in places:
        found += sorted(file for file in place.rglob("*") if _is_description(file)) if place.is_dir() else [place]
    if not found:
        raise BadRequest(f"No description in {', '.join(map(str, places))}: files that end in {', '.join(sorted(ENDINGS))} are read.")
    return found


def _is_description(file: Path) -> bool:
    """Whether a file's ending is one that is read; not the locks that office programs leave beside an open workbook."""
    return file.is_file() and file.suffix[1:].lower() in ENDINGS and not file.name.startswith("~$")


@dataclass(frozen=True)
class Wanted:
    """What is wanted of every file: the terms to judge on (one instant for all, so that the same files give the same lines), and how much
    of each answer to write."""

    terms: Terms
    detail: Detail = "full"
    is_inline: bool = False


def assess_files(files: list[Path], settings: Settings, wanted: Wanted, processes: int | None = None) -> Iterator[Assessed]:
    """What comes of each file, in order. Where the caller stops early, what was not begun is left, and the processes end."""
    count = min(processes or os.cpu_count() or 1, len(files))
    KnowledgeBase.open(settings)  # built once, before the processes start
    with ProcessPoolExecutor(count, initializer=_open, initargs=(settings, wanted)) as pool:
        yield from pool.map(_assess, files)


def _open(settings: Settings, wanted: Wanted) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal interrupts all; the first process stops handing out files, and that is enough
    _opened[:] = [(KnowledgeBase.open(settings), wanted)]


def _assess(file: Path) -> Assessed:
    [(knowledge, wanted)] = _opened
    terms = wanted.terms
    try:
        answer = knowledge.assess([(file.read_bytes(), media_type_of(file.name), file.name)], terms.as_at, terms.at, terms.as_then)
    except LfrError as error:
        return _unreadable(file, error.status, error.message)
    except OSError as error:
        return _unreadable(file, 400, f"{file}: {error.strerror}.")
    line = as_bytes({"file": str(file), **given(answer, wanted.detail, wanted.is_inline)})
    return {"line": line, "summaries": [each["summary"] for each in answer["deployments"]], "unreadable": None}


def _unreadable(file: Path, status: int, message: str) -> Assessed:
    line = as_bytes({"file": str(file), "error": {"status": status, "message": message}})
    return {"line": line, "summaries": [], "unreadable": message}
