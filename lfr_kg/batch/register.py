"""The published records judged on every core of the machine, their charts drawn, and what is found put into the store.

Only what changed is judged again: a record whose description, law, software and instant are those of a finding that is kept keeps it.
What is found is kept as it comes, so that a judging that is interrupted goes on where it was; what is held at once is what is worked on.
"""

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from lfr_kg.base.settings import Settings
from lfr_kg.isolation.barrier import end_with_parent
from lfr_kg.knowledge import KnowledgeBase
from lfr_kg.register import charts, findings, kept
from lfr_kg.register.charts import Charts
from lfr_kg.register.judging import Judge
from lfr_kg.register.kept import Kept
from lfr_kg.stores import embedded

KEPT = "register"
"""The folder of the cache in which findings are kept from one build to the next."""
TOGETHER, AHEAD = 8, 4
"""Records that a process is given at once, and how often each process is given some ahead of what is done."""
FEW = 50
"""Records for which no further process is started."""
Receipt = dict[str, str]
Task = tuple[str, Receipt | None]
"""A record by its name, and the receipt of what is kept of it."""
Told = Callable[[int, int], None]
"""What is told how many records are done, and of how many."""

_worker: dict[str, Judge] = {}


def judge_register(settings: Settings, processes: int | None = None, told: Told = lambda done, of: None) -> tuple[Path, dict[str, int]]:
    """Judge the published records that have to be, and build a store with what is found beside the plain one.

    Answers its folder, and how many records were judged, how many kept their finding, and how many have no day to judge them by.
    """
    settings = replace(settings, store="") if "://" in settings.store else settings
    knowledge = KnowledgeBase.open(settings, opens_store=False)  # processes are forked from this one
    judge, register = knowledge.judge_of_register(), knowledge.register
    names = [row.id for row in register.to_judge]
    with Kept(settings.built / KEPT / f"{knowledge.hash[:24]}.sqlite") as known:
        tasks = ((row.id, receipt_of(known.get(row.id))) for row in register.to_judge)
        judged = 0
        for done, entry in enumerate(_looked_at(tasks, judge, settings, _processes(processes, len(names))), 1):
            if entry is not None:
                known.put(entry)
                judged += 1
            told(done, len(names))
        undated = sum(row.is_deployment and row.day is None for row in register.tables.rows.values())
        counts = {"judged": judged, "kept": len(names) - judged, "undated": undated}
        drawn = charts.drawn(Charts(knowledge.corpus, knowledge.graph, register.tables), knowledge.folder / charts.FILE)
        if not judged and register.findings and charts.is_kept(drawn, knowledge.folder / charts.FILE):
            return knowledge.folder, counts

        def write(folder: Path) -> None:
            kept.write(folder / kept.FILE, known.of(names), list(register.tables.rows))

        plain = embedded.folder_of(knowledge.corpus, settings.built)
        quads = findings.findings_quads(known.of(names))
        return embedded.extended(plain, knowledge.corpus.whole_hash, quads, {charts.FILE: drawn}, write), counts


def receipt_of(entry: dict[str, Any] | None) -> Receipt | None:
    """The receipt of a kept finding that is as it was sealed."""
    return entry["receipt"] if entry is not None and findings.is_sealed(entry) else None


def _processes(asked: int | None, number: int) -> int:
    return 1 if number < FEW else asked or os.cpu_count() or 1


def _looked_at(tasks: Iterable[Task], judge: Judge, settings: Settings, processes: int) -> Iterator[dict[str, Any] | None]:
    """What is found of each record, in order; None where it is as before. Where the caller stops, what was not begun is left."""
    if processes == 1:
        yield from (judge.again(judge.tables.rows[name], receipt) for name, receipt in tasks)
        return
    _worker["judge"] = judge  # where processes are forked they find it there, and need not load it again
    with ProcessPoolExecutor(processes, initializer=_open, initargs=(settings,)) as pool:
        waiting: deque[Future[list[dict[str, Any] | None]]] = deque()
        try:
            for part in _parts(iter(tasks)):
                waiting.append(pool.submit(_again, part))
                if len(waiting) > AHEAD * processes:
                    yield from waiting.popleft().result()
            for last in waiting:
                yield from last.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _parts(tasks: Iterator[Task]) -> Iterator[list[Task]]:
    while part := list(islice(tasks, TOGETHER)):
        yield part


def _open(settings: Settings) -> None:
    end_with_parent()  # which may be killed: what it had handed out is then nobody's
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal interrupts all; the first process stops handing out, and that is enough
    if "judge" not in _worker:
        _worker["judge"] = KnowledgeBase.open(settings, opens_store=False).judge_of_register()


def _again(tasks: list[Task]) -> list[dict[str, Any] | None]:
    judge = _worker["judge"]
    return [judge.again(judge.tables.rows[name], receipt) for name, receipt in tasks]
