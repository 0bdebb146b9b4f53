"""The published records judged on every core of the machine, their charts drawn, and what is found put into the store.

Only what changed is judged again: a record whose description, law, software and instant are those of a finding that is kept keeps it.
"""

import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from lfr_kg.base.settings import Settings
from lfr_kg.knowledge import KnowledgeBase
from lfr_kg.register import charts, findings
from lfr_kg.register.charts import Charts
from lfr_kg.register.judging import Judge
from lfr_kg.register.tables import Row
from lfr_kg.stores import embedded

KEPT = "register"
"""The folder of the cache in which findings are kept from one build to the next."""

_worker: dict[str, Judge] = {}


def judge_register(settings: Settings, processes: int | None = None) -> tuple[Path, dict[str, int]]:
    """Judge the published records that have to be, and build a store with what is found beside the plain one.

    Answers its folder, and how many records were judged, how many kept their finding, and how many have no day to judge them by.
    """
    settings = replace(settings, store="") if "://" in settings.store else settings
    knowledge = KnowledgeBase.open(settings, opens_store=False)  # processes are forked from this one
    judge, register = knowledge.judge_of_register(), knowledge.register
    file = settings.built / KEPT / f"{knowledge.hash[:24]}.ndjson"
    known = findings.read(file)
    fits = unchanged(register.to_judge, judge, known)
    missing = [row.id for row in register.to_judge if row.id not in fits]
    found = [known[name] for name in sorted(fits)] + _judged(missing, judge, settings, processes or os.cpu_count() or 1)
    counts = {
        "judged": len(missing),
        "kept": len(fits),
        "undated": sum(row.is_deployment and row.day is None for row in register.tables.rows.values()),
    }
    drawn = charts.drawn(Charts(knowledge.corpus, knowledge.graph, register.tables), knowledge.folder / charts.FILE)
    if not missing and register.findings and charts.is_kept(drawn, knowledge.folder / charts.FILE):
        return knowledge.folder, counts
    text = findings.written(found)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    artefacts = {findings.FILE: text, charts.FILE: drawn}
    plain = embedded.folder_of(knowledge.corpus, settings.built)
    return embedded.extended(plain, knowledge.corpus.whole_hash, findings.findings_quads(found), artefacts), counts


def unchanged(rows: Iterable[Row], judge: Judge, known: Mapping[str, dict[str, Any]]) -> set[str]:
    """The ids of those rows of which a kept finding would come out the same."""
    return {row.id for row in rows if findings.is_same(known.get(row.id), judge.receipt(row, judge.beside(row).deployment))}


def _judged(names: list[str], judge: Judge, settings: Settings, processes: int) -> list[dict[str, Any]]:
    """What is found of these records, over as many processes as are worth starting."""
    if len(names) < 50 or processes == 1:
        return [judge.judge(judge.tables.rows[name]) for name in names]
    _worker["judge"] = judge  # where processes are forked they find it there, and need not load it again
    with ProcessPoolExecutor(processes, initializer=_open, initargs=(settings,)) as pool:
        return list(pool.map(_judge, names, chunksize=8))


def _open(settings: Settings) -> None:
    if "judge" not in _worker:
        _worker["judge"] = KnowledgeBase.open(settings, opens_store=False).judge_of_register()


def _judge(name: str) -> dict[str, Any]:
    judge = _worker["judge"]
    return judge.judge(judge.tables.rows[name])
