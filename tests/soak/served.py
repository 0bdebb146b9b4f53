"""A real ``lfr-kg serve`` with two web workers, and the processes that it is made of."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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


def family(parent: int) -> dict[int, int]:
    """Every process of a server with the one that started it, whichever of its threads did."""
    parents = {int(each.name): _parent(int(each.name)) for each in Path("/proc").iterdir() if each.name.isdecimal()}
    found = {parent: 0}
    while more := {each: above for each, above in parents.items() if above in found and each not in found}:
        found |= more
    return found


def memory(parent: int) -> int:
    """The proportional set size, in bytes, of all processes of a server."""
    return sum(map(_memory, family(parent)))


def processes(parent: int) -> dict[str, list[int]]:
    """The processes of a server by kind: the parent, web workers, query workers, forking servers and the workers forked from them."""
    found: dict[str, list[int]] = {}
    started = family(parent)
    for process, above in started.items():
        kind = next((kind for kind, mark in MARKS.items() if mark in _command(process)), None)
        if kind == "forking server" and MARKS[kind] in _command(above):
            kind = "assessing worker"
        if kind:
            found.setdefault(kind, []).append(process)
    return found | {"parent": [parent], "web worker": sorted({started[each] for each in found.get("forking server", ())})}


def _command(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().decode().replace("\0", " ")
    except OSError:
        return ""


def _memory(process: int) -> int:
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith("Pss:")), 0)


def _parent(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0
