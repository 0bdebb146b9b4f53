"""Cold builds, the start of a process to its first answer, and the memory of the processes that answer."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.figures import Goal, Line, Spread, timed
from tests.bench.run import AT, EXAMPLE, FILE, Run
from tests.bench.serving import Asked, drive, ours
from tests.soak.served import processes

TITLE = "builds, start and memory"
PAGES = ("/norm/dpa-s64-dpia", "/law", "/norm", "/register")


def _command(cache: Path, *arguments: str) -> float:
    """Seconds of a command in a process of its own."""
    environment = os.environ | {"LFR_KG_CACHE": str(cache)}
    return timed(
        lambda: subprocess.run([sys.executable, "-m", "lfr_kg", *arguments], env=environment, stdout=subprocess.DEVNULL, check=True)
    )


def _pss(process: int) -> float:
    """Megabytes of a process, its share of what it shares counted (proportional set size)."""
    text = Path(f"/proc/{process}/smaps_rollup").read_text()
    return next(int(line.split()[1]) / 1024 for line in text.splitlines() if line.startswith("Pss:"))


def answered(cache: Path) -> float:
    """Megabytes at most of a process that has answered once: its high-water mark, as Linux tells it."""
    code = f"""from pathlib import Path; from datetime import datetime; from lfr_kg.knowledge import KnowledgeBase
KnowledgeBase.open().assess([(open({str(FILE)!r},'rb').read(),'text/turtle','x')], None, datetime.fromisoformat({AT.isoformat()!r}))
print(next(line.split()[1] for line in Path('/proc/self/status').read_text().splitlines() if line.startswith('VmHWM')))"""
    environment = os.environ | {"LFR_KG_CACHE": str(cache)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    return int(done.stdout) / 1024


def served(run: Run, cache: Path) -> dict[str, Spread]:
    """Megabytes of each kind of process of a server that has answered pages, queries and descriptions."""
    with ours(LFR_KG_CACHE=str(cache)) as (address, parent):
        for path in PAGES:
            drive(address, Asked(path, headers={"Accept": "text/html"}), 4, run.seconds)
        drive(address, Asked("/sparql?query=ASK%7B%7D%23{n}"), 4, run.seconds)
        drive(address, Asked("/assess", "POST", {"Content-Type": "text/turtle"}, EXAMPLE.decode()), 4, run.seconds)
        kinds = processes(parent)
        return {kind: Spread.of([_pss(each) for each in found], "MB") for kind, found in kinds.items() if found}


def measure(run: Run) -> list[Line]:
    """The lines of this row."""
    with tempfile.TemporaryDirectory() as place:
        caches = [Path(place) / str(number) for number in range(run.rounds(3))]
        plain = Spread.of([_command(each, "build") for each in caches])
        judged = Spread.of([_command(each / "register", "build", "--register") for each in caches[: 1 if run.is_quick else 2]])
        cache, example = caches[0] / "register", Path(place) / "example.ttl"
        example.write_bytes(EXAMPLE)
        asked = ("assess", str(example), "--format", "json", "--out", f"{place}/out.json", "--at", AT.isoformat())
        _command(cache, *asked)
        first = Spread.of([_command(cache, *asked) for _ in range(run.rounds(7))])
        high = Spread.of([answered(cache) for _ in range(run.rounds(3))], "MB")
        held = served(run, cache)
    worker = held.pop("web worker", high)
    return [
        Line("cold build without the register", plain, goals=(Goal(5, plain),), note="`lfr-kg build`, the process started"),
        Line("cold build with the register", judged, goals=(Goal(30, judged),), note="`lfr-kg build --register`, two processes"),
        Line("process start to first answer", first, goals=(Goal(0.5, first),), note="`lfr-kg assess --format json`"),
        Line("memory of a process that has answered", high, goals=(Goal(150, high),), note="its high-water mark"),
        Line(
            "memory of a web worker that has served pages, queries and descriptions", worker, held, (Goal(150, worker),), "PSS; each kind"
        ),
    ]
