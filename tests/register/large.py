"""``python -m tests.register.large N --in DIR``: a register of N generated records imported, judged, opened and browsed, for real.

The records are those of a force's own grid, printed again for days of other years. They are put into a copy of the knowledge by what
``lfr-kg register update --write`` does, built into a store of its own, and judged as ``lfr-kg build --register`` judges. Each step runs
in a process of its own, so that its memory is its own, and is written down in DIR/steps.json when it is done: what is interrupted goes
on where it was, in the midst of judging too. At the end a table in Markdown is printed. DIR takes about 80 KB a record.
"""

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

from lfr_kg.base.settings import Settings
from lfr_kg.batch.register import judge_register
from lfr_kg.corpus.files import Corpus
from lfr_kg.importers.layouts import Imported, read_layout
from lfr_kg.knowledge import KnowledgeBase
from lfr_kg.register.imported import Document, rows_of
from lfr_kg.register.kept import FILE
from lfr_kg.register.tables import Row, Tables, read_tables
from lfr_kg.register.update import compared
from lfr_kg.register.writing import write
from tests.register.browsing import browsed
from tests.register.test_update import HEAD, line

FIRST, DAYS, VISITS = date(2024, 9, 11), 700, 20
"""The first day, of how many, and how often the same place is named."""
GRID, STEPS = "grid.csv", "steps.json"
Measured = dict[str, float | str]


def settings_of(place: Path) -> Settings:
    """The copy of the knowledge, and its cache."""
    return Settings(root=place / "root", cache=place / "cache")


def print_table(place: Path, number: int) -> str:
    """A table of so many rows, as a force prints them, beside a copy of the knowledge."""
    root = place / "root"
    shutil.rmtree(root, ignore_errors=True)
    for folder in ("ontology", "shapes", "queries"):
        shutil.copytree(Settings().root / folder, root / folder)
    chance = random.Random(7)
    whole = [row.cells for row in read_tables(Corpus(root)).rows.values() if row.cells["source"] == "met-2025-jul"]
    with (place / GRID).open("w", encoding="utf-8") as out:
        out.write(HEAD)
        for count in range(number):
            day = (FIRST + timedelta(days=chance.randrange(DAYS))).isoformat()
            street = f"Street {count % max(1, number // VISITS)}"
            out.write(line(chance.choice(whole), date_from=day, place=street, faces_seen=str(chance.randrange(500, 60_000))))
    return f"{(place / GRID).stat().st_size:,} bytes of CSV"


def read(place: Path, number: int) -> str:
    """The table read as it comes from its publisher."""
    return f"{len(_table(place).rows):,} rows, {len(_table(place).refused)} refused"


def take_in(place: Path, number: int) -> str:
    """Its rows put into the register's files."""
    tables, rows, basis = _beside(place)
    update = compared(rows, basis, tables)
    return write(update, place / "root")[-1]


def compare(place: Path, number: int) -> str:
    """The same table beside the register that holds it."""
    tables, rows, basis = _beside(place)
    update = compared(rows, basis, tables)
    assert (len(update.same), update.new, update.changed) == (number, [], [])
    return f"{len(update.same):,} the same as {len(tables.rows):,} rows"


def build(place: Path, number: int) -> str:
    """Everything stated in a store on disk, as ``lfr-kg build`` does."""
    knowledge = KnowledgeBase.open(settings_of(place))
    return f"{len(knowledge.store):,} statements, {_size(knowledge.folder)}"


def judge(place: Path, number: int) -> str:
    """All records judged on all cores, and the store written with what was found; progress on standard error and in DIR/judged.txt."""
    start = time.perf_counter()

    def told(done: int, of: int) -> None:
        if done % 200 == 0 or done == of:
            text = f"{done:,} of {of:,} judged after {time.perf_counter() - start:,.0f} s"
            (place / "judged.txt").write_text(text + "\n", encoding="utf-8")
            print(text, file=sys.stderr, flush=True)

    folder, counts = judge_register(settings_of(place), int(os.environ.get("PROCESSES", 0)) or None, told)
    told_in = (place / "judged.txt").read_text(encoding="utf-8").strip()
    return f"{counts}; {told_in}; findings {(folder / FILE).stat().st_size // 1_000_000} MB, folder {_size(folder)}"


def judge_again(place: Path, number: int) -> str:
    """The same once more, where nothing changed."""
    _, counts = judge_register(settings_of(place), int(os.environ.get("PROCESSES", 0)) or None)
    return f"{counts}"


def open_it(place: Path, number: int) -> str:
    """The knowledge opened, with its store, and the register read."""
    knowledge = KnowledgeBase.open(settings_of(place))
    opened = _now()
    return f"{len(knowledge.register.tables.rows):,} rows, {len(knowledge.register.findings):,} findings; memory before: {opened:,.0f} MB"


def browse(place: Path, number: int) -> str:
    """Pages as readers ask for them: the table of each is kept in DIR/pages.md."""
    table = browsed(KnowledgeBase.open(settings_of(place)))
    (place / "pages.md").write_text(table, encoding="utf-8")
    return "see the table of pages"


ALL: dict[str, Callable[[Path, int], str]] = {
    step.__name__: step for step in (print_table, read, take_in, compare, build, judge, judge_again, open_it, browse)
}


def _table(place: Path) -> Imported:
    return read_layout((place / GRID).read_bytes(), GRID)


def _beside(place: Path) -> tuple[Tables, list[Row], str]:
    found, tables = _table(place), read_tables(Corpus(place / "root"))
    document = Document("Generated", "Nobody", "https://example.org/grid.csv", "primary", GRID, "0" * 64)
    return tables, rows_of(found, document, tables), found.layout.basis


def _size(folder: Path) -> str:
    return f"{sum(each.stat().st_size for each in folder.rglob('*') if each.is_file()) // 1_000_000:,} MB"


def _now() -> float:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize() / 1e6


def one(name: str, place: Path, number: int) -> None:
    """Run a step in this process and write down what it took: seconds by the clock and of processors, and the greatest memory."""
    start = time.perf_counter()
    said = ALL[name](place, number)
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = _done(place)
    done[name] = {
        "seconds": time.perf_counter() - start,
        "processor": own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime,
        "memory": own.ru_maxrss / 1000,
        "others": others.ru_maxrss / 1000,
        "said": said,
    }
    (place / STEPS).write_text(json.dumps(done, indent=1), encoding="utf-8")


def _done(place: Path) -> dict[str, Measured]:
    with suppress(FileNotFoundError):
        return dict(json.loads((place / STEPS).read_text(encoding="utf-8")))
    return {}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("number", type=int)
    parser.add_argument("--in", dest="place", type=Path, required=True, help="the folder to work in, which is kept")
    parser.add_argument("--judge", choices=("all", "none"), default="all", help="whether the records are judged")
    parser.add_argument("--again", action="append", default=[], choices=ALL, help="a step to do again (may repeat)")
    parser.add_argument("--one", choices=ALL, help=argparse.SUPPRESS)
    options = parser.parse_args()
    place: Path = options.place.resolve()
    place.mkdir(parents=True, exist_ok=True)
    if options.one:
        one(options.one, place, options.number)
        return 0
    left_out = {"judge", "judge_again"} if options.judge == "none" else set()
    for name in ALL:
        if name not in left_out and (name in options.again or name not in _done(place)):
            print(f"{name} …", file=sys.stderr, flush=True)
            if code := subprocess.run([sys.executable, "-m", __spec__.name, str(options.number), "--in", place, "--one", name]).returncode:
                return code
    print(report(place, options.number))
    return 0


def report(place: Path, number: int) -> str:
    """What was measured, as tables in Markdown."""
    lines = [f"{number:,} records", "", "| step | by the clock | of processors | memory | of each process beside | |"]
    lines.append("| --- | ---: | ---: | ---: | ---: | --- |")
    for name, each in _done(place).items():
        seconds = f"{each['seconds']:,.1f} s | {each['processor']:,.1f} s | {each['memory']:,.0f} MB | {each['others']:,.0f} MB"
        lines.append(f"| {name.replace('_', ' ')} | {seconds} | {each['said']} |")
    with suppress(FileNotFoundError):
        lines += ["", (place / "pages.md").read_text(encoding="utf-8")]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
