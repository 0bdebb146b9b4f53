"""Many files at once: one answer a line (NDJSON), in the order of the files' names, on every core of the machine.

Descriptions are independent, so files are spread over processes, each with a knowledge base of its own. A file that cannot be read
gets a line that says why; the others are answered all the same.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import orjson

from lfr_kg.assess.law import Terms
from lfr_kg.base.errors import BadRequest, LfrError
from lfr_kg.base.settings import Settings
from lfr_kg.evidence.reading import ENDINGS, media_type_of
from lfr_kg.knowledge import KnowledgeBase

_worker: dict = {}


def files_in(places: list[Path]) -> list[Path]:
    """The RDF files among some files and folders (folders searched through), sorted. Raises BadRequest where there is none."""
    found = []
    for place in places:
        found += sorted(f for f in place.rglob("*") if f.is_file() and f.suffix[1:].lower() in ENDINGS) if place.is_dir() else [place]
    if not found:
        raise BadRequest(f"No description in {', '.join(map(str, places))}: files that end in {', '.join(sorted(ENDINGS))} are read.")
    return found


def assess_files(files: list[Path], settings: Settings, terms: Terms, processes: int | None = None) -> Iterator[dict]:
    """For each file, in order: its name, the bytes of its line, the summary of each deployment, and why it could not be read, if so.

    The instant of the terms is one for all, so that the same files give the same lines.
    """
    count = min(processes or os.cpu_count() or 1, len(files))
    KnowledgeBase.open(settings)  # built once, before the processes start
    with ProcessPoolExecutor(count, initializer=_open, initargs=(settings, terms)) as pool:
        yield from pool.map(_assess, files, chunksize=max(1, min(32, len(files) // (4 * count))))


def _open(settings: Settings, terms: Terms) -> None:
    _worker.update(kb=KnowledgeBase.open(settings), terms=terms)


def _assess(file: Path) -> dict:
    entry: dict = {"file": str(file)}
    try:
        terms = _worker["terms"]
        answer = _worker["kb"].assess([(file.read_bytes(), media_type_of(file.name), file.name)], terms.as_at, terms.at, terms.as_then)
    except (LfrError, OSError) as error:
        message = getattr(error, "message", None) or f"{file}: {error.strerror}."
        return {
            "line": orjson.dumps(entry | {"error": {"status": getattr(error, "status", 400), "message": message}}),
            "summaries": [],
            "unreadable": message,
        }
    return {"line": orjson.dumps(entry | answer), "summaries": [each["summary"] for each in answer["deployments"]], "unreadable": None}
