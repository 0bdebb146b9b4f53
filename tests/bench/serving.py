"""Real servers, ours and the peers', and what drives them: wrk (Debian), or a client of our own where it is not installed."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.run import PYTHON
from tests.serving import free_port
from tests.soak.served import served
from tests.stores.servers import OXIGRAPH, running

WRK = shutil.which("wrk")
SCRIPT = Path(__file__).with_name("drive.lua")
UNLIMITED = {"LFR_KG_REQUESTS_A_MINUTE": "0"}
"""The service limits what one client may ask in a minute, and here one client asks for all: so that limit is off, and every other stays."""


@dataclass(frozen=True)
class Asked:
    """A request. ``{n}`` in its path is another number in each."""

    path: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""


@dataclass(frozen=True)
class Load:
    """What came of asking for a while: answers a second, and half of them within so many seconds."""

    rate: float
    p50: float


def drive(address: str, asked: Asked, clients: int, seconds: float) -> Load:
    """Ask a server the same by so many clients at once, connections kept; for longer where nothing was answered in that time.

    Raises RuntimeError where an answer is a failure.
    """
    for patience in (seconds, 5 * seconds, 25 * seconds):
        found = _asked(address, asked, clients, patience)
        if found["failed"]:
            raise RuntimeError(f"{found['failed']} requests for {asked.path[:80]} failed ({found['kinds']}) of {found['answers']}")
        if found["answers"]:
            return Load(found["answers"] / found["seconds"], found["p50"])
    raise RuntimeError(f"{asked.path[:80]} was not answered in {patience:g} seconds")


def _asked(address: str, asked: Asked, clients: int, seconds: float) -> dict[str, Any]:
    with tempfile.NamedTemporaryFile("w", suffix=".json") as given:
        json.dump({"address": address, "clients": clients, "seconds": seconds} | asdict(asked), given)
        given.flush()
        if WRK:
            command = [WRK, "-t1", f"-c{clients}", f"-d{seconds:g}s", "--timeout", "120s", "-s", str(SCRIPT), address]
            said = _with_lua(command, asked)
        else:
            said = subprocess.run(
                [sys.executable, "-m", "tests.bench.client", given.name], capture_output=True, text=True, check=True
            ).stdout
    return json.loads(said.splitlines()[-1])


def _with_lua(command: list[str], asked: Asked) -> str:
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / "body").write_text(asked.body)
        environment = {
            "ASK_PATH": asked.path, "ASK_METHOD": asked.method, "ASK_BODY": f"{place}/body",
            "ASK_HEADERS": "\n".join(f"{name}: {value}" for name, value in asked.headers.items()),
        }  # fmt: skip
        return subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=True).stdout


@contextmanager
def ours(**environment: str) -> Iterator[tuple[str, int]]:
    """``lfr-kg serve`` with two workers, every guard on: its address and process."""
    with served(**(UNLIMITED | environment)) as (address, process):
        yield address, process.pid


@contextmanager
def oxigraph(folder: Path) -> Iterator[str]:
    """Oxigraph's own server over a store on disk, read-only: where it takes queries."""
    if not OXIGRAPH:
        raise FileNotFoundError("Oxigraph's server is not installed (PyPI oxigraph)")
    address = f"http://127.0.0.1:{(port := free_port())}"
    with running([OXIGRAPH, "serve-read-only", "--location", str(folder), "--bind", f"127.0.0.1:{port}"], f"{address}/"):
        yield f"{address}/query"


@contextmanager
def rdflib_endpoint(file: Path) -> Iterator[str]:
    """rdflib-endpoint over a file of N-Triples: where it takes queries."""
    if not PYTHON.exists():
        raise FileNotFoundError("rdflib-endpoint is not installed: make bench installs it in .venv/bench")
    address = f"http://127.0.0.1:{(port := free_port())}"
    command = [str(PYTHON), "-m", "rdflib_endpoint", "serve", "--host", "127.0.0.1", "--port", str(port), str(file)]
    with running(command, f"{address}/?query=ASK%7B%7D", seconds=400):
        yield f"{address}/"
