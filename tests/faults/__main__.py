"""``python -m tests.faults``: brings about each fault under a real server, and prints what users saw, as docs/reliability.md has it."""

import itertools
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import httpx

from lfr_kg.base.settings import EXAMPLE
from tests.serving import ROOT, free_port
from tests.soak.served import family, processes, served

TURTLE = {"Content-Type": "text/turtle", "Accept": "application/json"}
DESCRIPTION = EXAMPLE.read_bytes()
QUERY = """PREFIX lfr: <https://w3id.org/lfr-kg/def/>
SELECT (COUNT(*) AS ?n) WHERE { ?norm lfr:statedBy ?at . ?at lfr:partOf ?whole . ?whole ?b ?c }"""
JOBS = {
    "page": ("GET", "/norm/dpa-s64-dpia", {}),
    "query": ("POST", "/sparql", {"data": {"query": QUERY}}),
    "assessment": ("POST", "/assess?format=json&detail=summary", {"content": DESCRIPTION, "headers": TURTLE}),
}
KILLED = ("query worker", "assessing worker", "forking server", "web worker")
BEFORE, AFTER = 3.0, 10.0
"""Seconds that users work before and after a fault."""
WELL_SECONDS = 120.0
_VISITS = itertools.count()
"""Requests come from many addresses in turn, so that no limit for one client is what users see."""


class Users:
    """Two users of each job, who go on whatever comes, and keep what they saw."""

    def __init__(self, address: str):
        self.address, self.saw, self._end = address, Counter(), threading.Event()
        self._threads = [threading.Thread(target=self._work, args=(job,)) for job in JOBS for _ in range(2)]

    def _work(self, job: str) -> None:
        while not self._end.is_set():
            self.saw[asked(self.address, job)] += 1
            time.sleep(0.05)

    def __enter__(self) -> "Users":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        for thread in self._threads:
            thread.join()

    def words(self) -> str:
        """What they saw, in words."""
        return ", ".join(f"{count} {what}" for what, count in self.saw.most_common())


def asked(address: str, job: str) -> str:
    """What comes of one request: ``answered``, a status with its reason, or how the connection ended."""
    method, path, rest = JOBS[job]
    headers = rest.get("headers", {}) | {"X-Forwarded-For": f"10.1.{next(_VISITS) % 250}.1"}
    try:
        answer = httpx.request(method, address + path, timeout=60, **rest | {"headers": headers})
    except httpx.TransportError as error:
        return f"{job}: connection lost ({type(error).__name__})"
    return "answered" if answer.status_code == 200 else f"{job}: {answer.status_code}"


def well_after(address: str, seconds: float = WELL_SECONDS) -> str:
    """How long it takes until every job is done five times running; in words."""
    began, running = time.monotonic(), 0
    while running < 5:
        if time.monotonic() - began > seconds:
            return f"not within {seconds:.0f} s"
        running = running + 1 if all(asked(address, job) == "answered" for job in JOBS) else 0
    return f"{time.monotonic() - began:.1f} s"


def killed(address: str, parent: int, kind: str) -> tuple[str, str, str]:
    """A row: one process of a kind killed while users work."""
    with Users(address) as users:
        time.sleep(BEFORE)
        os.kill(processes(parent)[kind][0], signal.SIGKILL)
        well = well_after(address)
        time.sleep(AFTER)
    return f"one {kind} killed (SIGKILL) in the middle of requests", users.words(), well


def parent_killed() -> tuple[str, str, str]:
    """A row: the first process killed; nothing of it may be left."""
    with served() as (address, process):
        well_after(address)
        started = [each for each in family(process.pid) if each != process.pid]
        with Users(address) as users:
            time.sleep(BEFORE)
            process.kill()
            began = time.monotonic()
            while any(Path(f"/proc/{each}").exists() for each in started) and time.monotonic() - began < 30:
                time.sleep(0.05)
            left = sum(Path(f"/proc/{each}").exists() for each in started)
            taken = time.monotonic() - began
    lost = ", ".join(f"{count} {what}" for what, count in users.saw.most_common() if "ConnectError" not in what)
    gone = f"no process left after {taken:.1f} s" if not left else f"{left} of {len(started)} processes left after {taken:.0f} s"
    return "the first process killed", f"{lost}; then no connection", f"{gone}; whoever supervises it starts it again"


def disk_full_building() -> tuple[str, str, str]:
    """A row: a build that may write no more than 100 kB into any file."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "lfr_kg", "build"], env=os.environ | {"LFR_KG_CACHE": folder, "PYTHONPATH": str(ROOT)}, cwd=ROOT,
            capture_output=True, text=True, preexec_fn=lambda: _file_bytes(100_000), check=False,
        )  # fmt: skip
        told = " ".join(done.stderr.split())[:300]
        again = subprocess.run(
            [sys.executable, "-m", "lfr_kg", "build"], env=os.environ | {"LFR_KG_CACHE": folder, "PYTHONPATH": str(ROOT)}, cwd=ROOT,
            capture_output=True, check=False,
        )  # fmt: skip
    return (
        "the disk full while the knowledge is built",
        f"exit status {done.returncode}: {told}",
        f"built on the next run: {not again.returncode}",
    )


def disk_full_starting() -> tuple[str, str, str]:
    """A row: a server that may write no more than 4 kB into any file, and so cannot copy the knowledge that it serves."""
    done = subprocess.run(
        [sys.executable, "-m", "lfr_kg", "serve", "--port", str(free_port())], env=os.environ | {"PYTHONPATH": str(ROOT)}, cwd=ROOT,
        capture_output=True, text=True, preexec_fn=lambda: _file_bytes(4096), check=False, timeout=120,
    )  # fmt: skip
    with served() as (address, _):
        well = well_after(address)
    return "the disk full when it starts", f"exit status {done.returncode}: {' '.join(done.stderr.split())[:300]}", f"started again: {well}"


def _file_bytes(most: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


def store_gone() -> tuple[str, str, str]:
    """A row: the folder of the built knowledge taken away under a server, a query worker killed, and the folder put back."""
    with tempfile.TemporaryDirectory() as folder:
        cache, away = Path(folder) / "cache", Path(folder) / "away"
        with served(LFR_KG_CACHE=str(cache)) as (address, process):
            well_after(address)
            with Users(address) as users:
                shutil.move(cache, away)
                for worker in processes(process.pid)["query worker"]:
                    os.kill(worker, signal.SIGKILL)
                time.sleep(AFTER)
                ready = httpx.get(address + "/ready", timeout=60)
                shutil.move(away, cache)
                well = well_after(address)
            saw = f"{users.words()}; /ready {ready.status_code}"
    return "the store's folder gone, and every query worker killed; then put back", saw, well


def clock_changes() -> tuple[str, str, str]:
    """A row: descriptions judged as at instants around both ends of summer time, where the machine's clock is London's."""
    moments = [
        f"2026-{day}T0{hour}:30:00{offset}" for day in ("03-29", "10-25") for hour, offset in ((0, "+00:00"), (1, "+00:00"), (1, "+01:00"))
    ]
    saw: Counter[str] = Counter()
    with served(TZ="Europe/London") as (address, _):
        for moment in moments:
            answer = httpx.post(
                address + "/assess", params={"format": "json", "at": moment}, content=DESCRIPTION, headers=TURTLE, timeout=60
            )
            saw["judged" if answer.status_code == 200 else f"{moment}: {answer.status_code} {answer.text[:120]}"] += 1
        well = well_after(address)
    return "judged at the hours in which the clocks change", ", ".join(f"{count} {what}" for what, count in saw.items()), well


def main() -> int:
    """Every fault, one after the other."""
    print("| what happens | what users saw | well again after |\n| --- | --- | --- |", flush=True)
    with served() as (address, process):
        well_after(address)
        for kind in KILLED:
            print(f"| {' | '.join(killed(address, process.pid, kind))} |", flush=True)
    for fault in (parent_killed, disk_full_building, disk_full_starting, store_gone, clock_changes):
        print(f"| {' | '.join(fault())} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
