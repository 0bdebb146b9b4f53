"""The service as tests reach it: a test client over a knowledge base, or a real server on a free port."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx

from lfr_kg.web import create_app

Given = TypeVar("Given")
ROOT = Path(__file__).parent.parent
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@contextmanager
def client_of(knowledge):
    """A test client over a knowledge base; its query workers are stopped afterwards."""
    app = create_app(knowledge)
    app.testing = False
    try:
        yield app.test_client()
    finally:
        app.config["POOL"].close()


def scope_of(path: str, method: str, client: str, query: bytes, headers: dict[str, str]) -> dict[str, Any]:
    """A request as a server of ASGI passes it on; names of headers are written with underscores."""
    return {
        "type": "http",
        "method": method,
        "http_version": "1.1",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query,
        "client": (client, 50123),
        "server": ("127.0.0.1", 8000),
        "headers": [(b"host", b"law.example")]
        + [(name.lower().replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()],
    }


def html_of(client, address: str) -> str:
    """The text of a page that is there, with one space in place of many."""
    answer = client.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.get_data(as_text=True))


def free_port() -> int:
    """A port on which nothing listens now."""
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return place.getsockname()[1]


def apart(work: Coroutine[Any, Any, Given]) -> Given:
    """What a coroutine gives, in a thread of its own: a browser that another test has open leaves a loop running in this one."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, work).result()  # noqa: TID251


@contextmanager
def running(knowledge, **settings):
    """A real server (two worker processes) over the built knowledge: its address and its process."""
    port = free_port()
    environment = os.environ | {"LFR_KG_CACHE": str(knowledge.settings.cache), "PYTHONPATH": str(ROOT)}
    unlimited = {"requests_a_minute": 0}  # tests ask faster than people do
    environment |= {f"LFR_KG_{name.upper()}": str(value) for name, value in (unlimited | settings).items()}
    code = f"import sys; from lfr_kg.web import serve; sys.exit(serve('127.0.0.1', {port}, 2))"
    process = subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address, process)
        yield address, process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(20)


def wait_for(address: str, process, seconds: float = 120) -> None:
    """Until the server answers that it is ready; AssertionError where it does not come up."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert process.poll() is None, "the server ended while starting"
        try:
            if httpx.get(address + "/health").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the server did not come up")
