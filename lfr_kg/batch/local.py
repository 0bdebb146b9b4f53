"""A batch on every core of this machine: descriptions are independent, so each is worked on in one of as many processes as there are cores.

The processes are those of ``isolation``: one that a file ends, or fills, or keeps for ever is killed and replaced; that file has a line
which says what happened, and the others are answered all the same. (A ``ProcessPoolExecutor`` breaks as a whole where one process ends.)
"""

import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import orjson

from lfr_kg.base.settings import Settings
from lfr_kg.batch import files
from lfr_kg.batch.spreading import Spread
from lfr_kg.batch.wanted import Outcome, Wanted
from lfr_kg.batch.working import TARGET, refused
from lfr_kg.isolation.pool import OverLimit, Pool, Stopped
from lfr_kg.isolation.processes import Limits

PATIENCE = 10
"""How many times the seconds of work that a file may take it may take by the clock: machines are busy, and what sleeps has to end."""

DAY_SECONDS = 86_400.0


class Done(NamedTuple):
    """What came of a file, and the SHA-256 of what it held; of one that could not be read, nothing."""

    file: str
    digest: str
    outcome: Outcome


class Workers:
    """The processes of this machine that assess."""

    def __init__(self, settings: Settings, count: int, target: str = TARGET):
        self.settings, self.count = settings, count
        self.limits = Limits(
            seconds=settings.work_seconds,
            waited=PATIENCE * settings.work_seconds,
            memory=settings.work_memory,
            answer=settings.work_answer_bytes,
            workers=count,
            waiting=2 * count,
            waiting_seconds=DAY_SECONDS,  # who has a turn gives it back, at the latest after what it may take by the clock
        )
        self.pool = Pool(target, self.limits, is_shut="://" not in settings.store)

    def assess(self, file: str, name: str, content: bytes, wanted: str) -> Outcome:
        """What comes of a file with this content, which its line calls ``file``; what is wanted is given as JSON. Raises Busy where the
        workers do not start."""
        client = str(threading.get_ident())  # each thread waits for a worker as a client of its own
        try:
            header, line = self.pool.run({"file": file, "name": name, "wanted": wanted}, content, client)
        except Stopped:
            return refused(file, OverLimit.status, f"It was not finished after {self.limits.waited:g} seconds, and was stopped.")
        except OverLimit as error:
            return refused(file, error.status, self._words(error.limit))
        return {"summaries": header["summaries"], "unreadable": header["unreadable"], "line": line}

    def _words(self, limit: str) -> str:
        most = self.limits
        return {
            "time": f"It takes more than {most.seconds:g} seconds of work, and was stopped (LFR_KG_WORK_SECONDS).",
            "memory": f"It takes more than {most.memory // 1_000_000:,} MB of memory, and was stopped (LFR_KG_WORK_MEMORY).",
            "size": f"Its answer has more than {most.answer // 1_000_000:,} MB, and is left out (LFR_KG_WORK_ANSWER_BYTES).",
        }.get(limit, "It ended the process that worked on it. If it is an ordinary description, please report it.")

    def close(self) -> None:
        """End them."""
        self.pool.close()


def assess_files(
    named: Iterable[Path], wanted: Wanted, settings: Settings | None = None, processes: int | None = None, target: str = TARGET
) -> Iterator[Done]:
    """What comes of each file, in order. Where the caller stops early, what was not begun is left, and the processes end.

    The workers take their settings from the environment. Raises Busy where they do not start.
    """
    settings = settings or Settings.from_environment()
    text = orjson.dumps(wanted.as_json()).decode()
    with closing(Workers(settings, processes or os.cpu_count() or 1, target)) as workers:
        workers.pool.start()

        def done(file: Path) -> Done:
            called = files.shown(file)
            try:
                content = files.content_of(file, settings.max_bytes)
            except OSError as error:
                return unread(called, error)
            return Done(called, files.digest(content), workers.assess(called, file.name, content, text))

        # one more than work: the next file is read while the processes are busy
        yield from Spread(done, named, workers.count + 1, lambda each: len(each.outcome["line"]))


def unread(file: str, error: OSError) -> Done:
    """What comes of a file that cannot be read."""
    return Done(file, "", refused(file, 400, f"{file}: {error.strerror}."))
