"""What a worker process of a batch does: one file in, the bytes of its line out. ``isolation`` forks it from a process that has loaded and
warmed the knowledge, and kills it where a file takes too much."""

import gc
from contextlib import suppress
from functools import lru_cache
from typing import Any

import orjson

from lfr_kg.base.errors import LfrError
from lfr_kg.base.serialising import as_bytes
from lfr_kg.base.settings import EXAMPLE
from lfr_kg.batch.rows import rows_of
from lfr_kg.batch.wanted import Outcome, Wanted, identity_of
from lfr_kg.evidence.reading import media_type_of
from lfr_kg.isolation.frames import Header
from lfr_kg.isolation.server import Handler
from lfr_kg.knowledge import KnowledgeBase

TARGET = f"{__name__}:prepared"
"""What a pool of workers is made with."""
IDENTITY: Header = {"identity": True}
"""The request that is answered with what decides answers there, as JSON."""


def prepared() -> Handler:
    """What answers a request: ``lfr_kg.isolation.server`` calls this once. It opens no store and starts no thread.

    Garbage is not looked for: an assessment leaves no cycles, looking costs a twentieth of it, and a worker is replaced after some hundred.
    """
    gc.disable()
    knowledge = KnowledgeBase.open(opens_store=False)
    with suppress(LfrError):  # by settings that allow less
        knowledge.assess([(EXAMPLE.read_bytes(), media_type_of(EXAMPLE.name), EXAMPLE.name)])

    def answer(header: Header, body: bytes) -> tuple[Header, bytes]:
        if "identity" in header:
            return {}, orjson.dumps(identity_of(knowledge))
        outcome = outcome_of(knowledge, header["file"], header["name"], body, wanted_of(header["wanted"]))
        return {"summaries": outcome["summaries"], "unreadable": outcome["unreadable"]}, outcome["line"]

    return answer


@lru_cache(1)
def wanted_of(text: str) -> Wanted:
    """What is wanted, of its JSON: the same for every file of a batch."""
    return Wanted.of_json(orjson.loads(text))


def outcome_of(knowledge: KnowledgeBase, file: str, name: str, content: bytes, wanted: Wanted) -> Outcome:
    """What comes of a file with this content. ``file`` is what its line calls it; its form is told by the ending of ``name``."""
    terms = wanted.terms
    try:
        sealed = knowledge.sealed([(content, media_type_of(name), name)], terms.as_at, terms.at, terms.as_then)
    except LfrError as error:
        return refused(file, error.status, error.message)
    said: dict[str, Any]
    said = rows_of(sealed.answer) if wanted.form == "parquet" else {**sealed.given(wanted.detail, wanted.is_inline)}
    return {
        "summaries": [each["summary"] for each in sealed.answer["deployments"]],
        "unreadable": None,
        "line": as_bytes({"file": file, **said}),
    }


def refused(file: str, status: int, message: str) -> Outcome:
    """What comes of a file that cannot be assessed: a line that says why."""
    return {"summaries": [], "unreadable": message, "line": as_bytes({"file": file, "error": {"status": status, "message": message}})}
