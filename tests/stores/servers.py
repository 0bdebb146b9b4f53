"""Other stores, as tests start them: Oxigraph's own server (PyPI) and Virtuoso (Debian).

Each is empty, on a free port and in a folder of its own.
"""

import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from lfr_kg.stores.publish import Target
from lfr_kg.stores.remote import Access
from tests.serving import free_port

OXIGRAPH = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
VIRTUOSO = shutil.which("virtuoso-t")
BACK_ENDS = ("oxigraph by update", "oxigraph by graph store", "virtuoso by graph store")

VIRTUOSO_SETTINGS = """
[Database]
DatabaseFile = v.db
ErrorLogFile = v.log
LockFile = v.lck
TransactionFile = v.trx
xa_persistent_file = v.pxa
FileExtend = 50
[TempDatabase]
DatabaseFile = t.db
TransactionFile = t.trx
[Parameters]
ServerPort = 127.0.0.1:{port}
NumberOfBuffers = 4000
MaxDirtyBuffers = 3000
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 6
DefaultMailServer = localhost:25
[SPARQL]
ResultSetMaxRows = {rows}
"""


@contextmanager
def started(kind: str, folder: Path):
    """An empty store of one of BACK_ENDS: where to publish and query. Skips the test where its server is not installed."""
    if kind.startswith("oxigraph"):
        if not OXIGRAPH:
            pytest.skip("oxigraph is not installed (PyPI package oxigraph)")
        with oxigraph() as target:
            yield target if "update" in kind else Target(target.query, graphs=target.query.replace("/query", "/store"))
    else:
        if not VIRTUOSO:
            pytest.skip("virtuoso-t is not installed (Debian package virtuoso-opensource)")
        with virtuoso(folder) as target:
            yield target


@contextmanager
def oxigraph():
    """Oxigraph's server, in memory."""
    port = free_port()
    with running([OXIGRAPH, "serve", "--bind", f"127.0.0.1:{port}"], f"http://127.0.0.1:{port}/"):
        yield Target(f"http://127.0.0.1:{port}/query", update=f"http://127.0.0.1:{port}/update")


@contextmanager
def virtuoso(folder: Path, rows: int = 1_000_000):
    """Virtuoso with an empty database; ``rows`` is its own limit of an answer."""
    http = free_port()
    (folder / "v.ini").write_text(VIRTUOSO_SETTINGS.format(port=free_port(), http=http, rows=rows))
    address = f"http://127.0.0.1:{http}"
    with running([VIRTUOSO, "+foreground", "+configfile", "v.ini"], f"{address}/sparql?query=ASK%7B%7D", folder):
        yield Target(f"{address}/sparql", graphs=f"{address}/sparql-graph-crud-auth", access=Access("dba", "dba"))


@contextmanager
def running(command: list[str], address: str, folder: Path | None = None, seconds: float = 60):
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = time.monotonic() + seconds
    try:
        while True:
            assert process.poll() is None, f"{command[0]} ended while starting"
            assert time.monotonic() < end, f"{command[0]} did not come up"
            try:
                httpx.get(address)
                break
            except httpx.TransportError:
                time.sleep(0.05)
        yield
    finally:
        process.kill()
        process.wait()
