"""``python -m tests.register.large N``: a register of N generated records imported, described, judged and browsed; seconds and memory.

The records are those of the register, printed again as their force prints them for days of other years. Nothing is kept. Where N is large,
every so many-th record is judged and the time of all is reckoned from them: judging is by record, and the figure says so.
"""

import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pyoxigraph as ox

from lfr_kg.base.settings import Settings
from lfr_kg.importers.layouts import read_layout
from lfr_kg.knowledge import KnowledgeBase
from lfr_kg.register import findings
from lfr_kg.register.graphs import register_quads
from lfr_kg.register.imported import Document, rows_of
from lfr_kg.register.judging import Judge
from lfr_kg.register.register import Register
from lfr_kg.register.update import compared
from tests.register.test_update import HEAD, line
from tests.serving import client_of

JUDGED = 200
"""Records that are judged at most."""
FIRST, DAYS = date(2024, 9, 11), 700


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Say how long something took, and the greatest memory so far."""
    start = time.perf_counter()
    yield
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{what:<58}{time.perf_counter() - start:>10.2f} s {memory:>8,} MB", flush=True)


def printed(knowledge: KnowledgeBase, number: int) -> bytes:
    """A table of so many rows, as a force prints them."""
    chance = random.Random(7)
    whole = [row.cells for row in knowledge.register.tables.rows.values() if row.cells["source"] == "met-2025-jul"]
    lines = []
    for count in range(number):
        day = (FIRST + timedelta(days=chance.randrange(DAYS))).isoformat()
        lines.append(line(chance.choice(whole), date_from=day, place=f"Street {count}", faces_seen=str(chance.randrange(500, 60_000))))
    return (HEAD + "".join(lines)).encode()


def main(number: int) -> None:
    knowledge = KnowledgeBase.open(Settings())
    tables = knowledge.register.tables
    content = printed(knowledge, number)
    print(f"{number:,} records, {len(content):,} bytes of CSV")
    with timed("read"):
        found = read_layout(content, "grid.csv")
    document = Document("Generated", "Nobody", "https://example.org/grid.csv", "primary", "grid.csv", "0" * 64)
    with timed("made into rows"):
        rows = rows_of(found, document, tables)
    generated = replace(tables, rows={row.id: row for row in rows})
    with timed("set beside a register of as many"):
        assert len(compared(rows, found.layout.basis, generated).same) == number
    with timed("what does not go together, and rates"):
        register = Register(generated, knowledge.vocabulary, {})
        _ = register.quality, register.rates
    with tempfile.TemporaryDirectory() as folder, timed("stated, and put into a store on disk"):
        store = ox.Store(folder)
        store.bulk_extend(register_quads(generated, knowledge.vocabulary))
        store.optimize()
        size = sum(each.stat().st_size for each in Path(folder).rglob("*")) // 1_000_000
        statements = len(store)
        del store  # it writes on until it is closed
    print(f"{'':<4}{statements:,} statements take {size:,} MB")
    judged = judge(knowledge, register)
    browse(knowledge, Register(generated, knowledge.vocabulary, judged))


def judge(knowledge: KnowledgeBase, register: Register) -> dict[str, dict]:
    """What is found of some records; how long all would take in one process."""
    whole = knowledge.judge_of_register()
    judge = Judge(whole.assessor, register.tables, whole.corpus, whole.software, whole.at)
    some = register.to_judge[:: max(1, len(register.to_judge) // JUDGED)]
    judge.judge(some[0])  # what the engine compiles at first is no record's
    start = time.perf_counter()
    with timed(f"{len(some)} judged"):
        found = {row.id: judge.judge(row) for row in some}
    each = (time.perf_counter() - start) / len(some)
    length = len(findings.written(found.values())) // len(some)
    with timed("whether they are unchanged"):
        assert all(findings.is_same(found[row.id], judge.receipt(row, judge.beside(row).deployment)) for row in some)
    total = len(register.to_judge)
    hours, space = each * total / 3600, length * total // 1_000_000
    print(f"{'':<4}{each * 1000:.0f} ms and {length:,} bytes a record: all in one process {hours:.2f} h, {space:,} MB")
    return found


def browse(knowledge: KnowledgeBase, register: Register) -> None:
    """Pages over the register, as a reader asks for them."""
    knowledge.__dict__["register"] = register
    with client_of(knowledge) as client:
        _ask(client, register.to_judge[-1].id)


def _ask(client, name: str) -> None:
    for path in ("/register", "/register?year=2025&sort=rate", "/register?place=street+77", f"/register/{name}"):
        for again in ("", ", again"):
            with timed(f"{path}{again}"):
                answer = client.get(path)
        assert answer.status_code == 200
        print(f"{'':<4}{len(answer.data):,} bytes")


if __name__ == "__main__":
    main(int(sys.argv[1]))
