"""A real ``lfr-kg serve`` with two web workers, and the processes that it is made of."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lfr_kg.isolation.measure import started_by
from tests.serving import ROOT, free_port, wait_for

MARKS = {"forking server": "lfr_kg.isolation.server", "query worker": "lfr_kg.endpoint.worker"}


@contextmanager
def served(limits=None, **environment: str) -> Iterator[tuple[str, subprocess.Popen]]:
    """The address of a server and its first process; ``limits`` is called in that process before it begins. Behind one proxy, so that
    each visitor may have an address of its own."""
    port = free_port()
    command = [sys.executable, "-m", "lfr_kg", "serve", "--port", str(port), "--workers", "2"]
    known = os.environ | {"PYTHONPATH": str(ROOT), "LFR_KG_PROXIES": "1"} | environment
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, env=known, stdout=said, stderr=said, cwd=ROOT, preexec_fn=limits)
        try:
            wait_for(f"http://127.0.0.1:{port}", process, 180)
            yield f"http://127.0.0.1:{port}", process
        finally:
            if process.poll() is None:
                process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


def processes(parent: int) -> dict[str, list[int]]:
    """The processes of a server by kind: the parent, web workers, query workers, forking servers and the workers forked from them."""
    found: dict[str, list[int]] = {"parent": [parent]}
    for process in started_by(parent):
        kind = next((kind for kind, mark in MARKS.items() if mark in _command(process)), "web worker")
        if kind == "forking server" and MARKS[kind] in _command(_parent(process)):
            kind = "assessing worker"
        if kind != "web worker" or any(MARKS["query worker"] in _command(each) for each in started_by(process)):
            found.setdefault(kind, []).append(process)
    return found


def _command(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().decode().replace("\0", " ")
    except OSError:
        return ""


def _parent(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0
