"""Many files to NDJSON on all cores, by the command, beside the SHACL engine alone and TopBraid's in one warm JVM."""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests import casebook, generated
from tests.bench.figures import Goal, Line, Spread, timed
from tests.bench.run import AT, OUT, PYTHON, Run
from tests.soak.served import memory

TITLE = "generated files to NDJSON"
FILES, SOME, FOR_TOPBRAID = 10_000, 1_000, 20
DETAILS = {"findings": 250, "full": 170}
TOPBRAID = Path(__file__).with_name("topbraid.py")


def measure(run: Run) -> list[Line]:
    """The lines of this row."""
    with tempfile.TemporaryDirectory(dir=_room()) as place:
        folder, few = Path(place) / "all", Path(place) / "some"
        number, fewer = run.some(FILES), run.some(SOME)
        written(folder, number), written(few, fewer)
        checked = [_data(seed) for seed in range(min(fewer, 300))]
        rates: dict[str, list[float]] = {name: [] for name in (*DETAILS, "floor")}
        for _ in range(run.rounds(3)):
            for detail in DETAILS:
                rates[detail].append(fewer / assess(few, Path(place) / "out.ndjson", detail)[0])
            rates["floor"].append(floor(checked))
        topbraid = beside(checked[:FOR_TOPBRAID], Path(place))
        lines = []
        for detail, goal in DETAILS.items():
            spread = Spread.of(rates[detail], "files/s")
            seconds, used = assess(folder, Path(place) / "out.ndjson", detail)
            peers = {"SHACL engine alone, two processes": Spread.of(rates["floor"], "files/s"), "TopBraid SHACL, one warm JVM": topbraid}
            whole, grown = Spread.of([number / seconds], "files/s"), Spread.of([used[1] / used[0]])
            flat = f"memory of all processes {used[0]:,.0f} MB at a quarter, {used[1]:,.0f} MB at the end"
            goals = (Goal(goal, whole, True, f"on {number:,} files"), Goal(1.1, Spread.of(grown.values, "×"), words="memory at a quarter"))
            note = f"start included; {fewer:,} files a round; {flat}"
            lines.append(Line(f"generated files to NDJSON, two processes, `--detail {detail}`", spread, peers, goals, note))
        return lines


def _room() -> str:
    """Where there is room for the lines of ten thousand answers, some gigabytes."""
    OUT.mkdir(parents=True, exist_ok=True)
    return str(OUT)


def written(folder: Path, number: int) -> None:
    """Generated descriptions in a folder."""
    folder.mkdir()
    for seed in range(number):
        (folder / f"d{seed:05}.nt").write_text(generated.description(seed), encoding="utf-8")


def assess(folder: Path, out: Path, detail: str) -> tuple[float, tuple[float, float]]:
    """Seconds that the command takes for a folder, and megabytes of all its processes at a quarter of that time and at the end."""
    out.unlink(missing_ok=True)
    command = [sys.executable, "-m", "lfr_kg", "assess", str(folder), "--out", str(out), "--at", AT.isoformat(), "--detail", detail]
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seen: list[tuple[float, float]] = []

    def watch() -> None:
        while process.poll() is None:
            seen.append((time.perf_counter() - start, memory(process.pid) / 1e6))
            time.sleep(0.5)

    watcher = threading.Thread(target=watch)
    watcher.start()
    process.wait()
    seconds = time.perf_counter() - start
    watcher.join()
    with out.open("rb") as lines:
        number = sum(1 for _ in lines)
    assert number == len(list(folder.iterdir())), f"{number} lines"
    out.unlink()
    quarter = next(used for when, used in seen if when >= seconds / 4)
    return seconds, (quarter, max(used for when, used in seen if when >= 0.75 * seconds))


def _data(seed: int) -> str:
    """What SHACL sees of a generated description."""
    inference = casebook.inferences(generated.description(seed))[0]
    return casebook.assessor().data(inference)


def _checked(texts: list[str]) -> int:
    return sum(len(casebook.assessor().run(text)) for text in texts)


def floor(texts: list[str]) -> float:
    """Files a second of the SHACL engine alone, in as many processes as there are cores."""
    count = os.cpu_count() or 1
    with ProcessPoolExecutor(count) as pool:
        list(pool.map(_checked, [texts[:1]] * count))  # what is loaded first is no file's
        seconds = timed(lambda: list(pool.map(_checked, [texts[number::count] for number in range(count)])))
    return len(texts) / seconds


def beside(texts: list[str], place: Path) -> Spread | str:
    """Files a second of TopBraid's SHACL in one warm JVM on the same data and shapes, or why there is none."""
    if not PYTHON.exists():
        return "not installed (make bench installs it)"
    (place / "shapes.nt").write_text("".join(f"{s} {p} {o} .\n" for s, p, o in _shapes()), encoding="utf-8")
    for number, text in enumerate(texts):
        (place / f"data{number:03}.nt").write_text(text, encoding="utf-8")
    done = subprocess.run([str(PYTHON), str(TOPBRAID), str(place)], capture_output=True, text=True, check=False, timeout=400)
    if done.returncode:
        return f"failed: {done.stderr.strip().splitlines()[-1][:200]}"
    found = json.loads(done.stdout.splitlines()[-1])
    ours = [len(casebook.assessor().run(text)) for text in texts]
    if found["results"] != ours:
        return f"gives other results than the SHACL engine ({sum(found['results'])} and {sum(ours)})"
    return Spread.of([len(texts) / seconds for seconds in found["passes"]], "files/s")


def _shapes():
    from lfr_kg.base.settings import Settings
    from lfr_kg.corpus.files import Corpus

    corpus = Corpus(Settings().root)
    graphs = {file.graph for file in corpus.of("shapes")}
    return [quad.triple for quad in corpus.quads if quad.graph_name in graphs]
