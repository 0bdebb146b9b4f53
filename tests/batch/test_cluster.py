"""The same on a Dask cluster: a real scheduler and real workers on loopback, one of which is killed while it works."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lfr_kg.batch import part
from tests import generated
from tests.batch.conftest import AT, COMMAND

FILES = 24
at = ("--at", AT.isoformat())
full = ("--detail", "findings")


class Processes:
    """Schedulers and workers, each a process, with the folder for what they write."""

    def __init__(self, place: Path):
        self.place, self.started = place, []

    def start(self, kind: str, *arguments: str, awaited: str, environment: dict) -> tuple[subprocess.Popen, str]:
        log = self.place / f"{kind}-{len(self.started)}.log"
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *arguments]
        with log.open("w") as stream:
            process = subprocess.Popen(command, stdout=stream, stderr=stream, env=environment, cwd=self.place, start_new_session=True)
        self.started.append(process)
        deadline = time.monotonic() + 120
        while not (found := re.search(awaited, log.read_text())) and time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.05)
        assert found, log.read_text()
        return process, found[1]

    def scheduler(self, environment) -> tuple[subprocess.Popen, str]:
        options = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-jupyter")
        return self.start("scheduler", *options, awaited=r"Scheduler at: *(tcp://\S+)", environment=environment)

    def worker(self, address: str, environment) -> subprocess.Popen:
        options = (address, "--host", "127.0.0.1", "--no-nanny", "--nthreads", "1", "--no-dashboard")
        return self.start("worker", *options, awaited=r"Registered to: *(tcp://\S+)", environment=environment)[0]

    def end(self) -> None:
        for process in reversed(self.started):
            process.kill()
            process.wait()


@pytest.fixture
def processes(tmp_path):
    made = Processes(tmp_path)
    yield made
    made.end()


@pytest.fixture
def seen(environment):
    """The environment of schedulers, workers and the command: an answer may have 400 kB, or its process is ended."""
    return {**environment, "PYTHONPATH": str(Path(__file__).parents[2]), "LFR_KG_WORK_ANSWER_BYTES": "400000"}


def run(environment, place: Path, out: Path, *options: str) -> subprocess.CompletedProcess:
    command = [*COMMAND, str(place), "--out", str(out), *at, *options]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300, check=False)


def test_a_worker_that_is_killed_takes_nothing_with_it_and_the_bytes_are_those_of_one_machine(processes, seen, tmp_path):
    place, out = tmp_path / "files", tmp_path / "there.ndjson"
    place.mkdir()
    for seed in range(FILES):
        (place / f"{seed:03}.nt").write_text(generated.description(seed))
    (place / "010-much.ttl").write_text("".join(f"<urn:x:{n}> a <https://w3id.org/lfr-kg/def/Deployment> ." for n in range(9)))
    (place / "100-broken.ttl").write_text("this is not Turtle")
    (place / "101-gone.ttl").symlink_to("nothing")
    _, address = processes.scheduler(seen)
    killed, left = processes.worker(address, seen), processes.worker(address, seen)
    command = [*COMMAND, str(place), "--out", str(out), *at, *full, "--scheduler", address]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=seen)
    index = out.with_name(out.name + part.INDEX)
    while process.poll() is None and not (index.exists() and index.read_bytes().count(b"\n") > 4):
        time.sleep(0.01)
    os.kill(killed.pid, signal.SIGKILL)
    said, complained = process.communicate(timeout=240)
    assert process.returncode == 2 and said.startswith(f"{FILES + 2} files: "), complained
    assert complained.count("Its answer has more than 0 MB") == complained.count("100-broken.ttl, line 1") == 1
    here = run(seen, place, tmp_path / "here.ndjson", *full)
    assert here.stdout.replace("here.ndjson", "there.ndjson") == said
    assert [line for line in complained.splitlines() if line.startswith("lfr-kg: ")] == here.stderr.splitlines()
    assert out.read_bytes() == (tmp_path / "here.ndjson").read_bytes()
    assert left.poll() is None and killed.wait() == -signal.SIGKILL


def refused(environment, place: Path, address: str, before: str = "") -> str:
    """What the command says that does not begin, where this is run before it."""
    code = f"{before}\nimport sys; from lfr_kg.commands.line import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-W", "error", "-c", code, "assess", str(place), "--out", str(place / "out.ndjson"), "--scheduler", address]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    return done.stderr


SOON = "from lfr_kg.batch import cluster; cluster.CONNECTING_SECONDS = 1"


def test_a_worker_of_other_settings_is_refused_and_so_is_a_scheduler_without_one(processes, seen, many):
    place, (_, address) = many(1), processes.scheduler(seen)
    said = refused(seen, place, address, SOON)
    assert said == f"lfr-kg: The scheduler {address} has no worker. Start some with `dask worker {address}`.\n"
    processes.worker(address, {**seen, "LFR_KG_MAX_TRIPLES": "77"})
    assert re.fullmatch(
        r"lfr-kg: The worker tcp://127\.0\.0\.1:\d+ would answer otherwise: set there as here LFR_KG_MAX_TRIPLES \(77, here 100000\)\.\n",
        refused(seen, place, address),
    )


@pytest.mark.parametrize(
    ("address", "before", "told"),
    [
        (
            "tcp://127.0.0.1:1",
            SOON,
            "The scheduler tcp://127.0.0.1:1 is not reached within 1 seconds. Does `dask scheduler` run there, and does nothing "
            "between keep this machine from it?",
        ),
        (
            "nonsense://x",
            "",
            "nonsense://x is no address of a scheduler, such as tcp://10.0.0.5:8786.",
        ),
        (
            "tcp://127.0.0.1:1",
            "import sys; sys.modules['distributed'] = None",
            "A cluster needs the package distributed, which is not installed. Install lfr-kg[cluster].",
        ),
    ],
)
def test_what_cannot_be_used_is_told(environment, many, address, before, told):
    assert refused(environment, many(1), address, before) == f"lfr-kg: {told}\n"
