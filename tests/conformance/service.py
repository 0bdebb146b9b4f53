"""The service over a scratch dataset: the real app and the real server, with a store that holds the suites' files as named graphs."""

import copy
import http.client
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox

from lfr_kg.knowledge import KnowledgeBase
from lfr_kg.stores.embedded import with_merged
from lfr_kg.web import create_app
from tests.conformance.manifest import FORMATS, address_of
from tests.serving import ROOT, free_port

TARGET = "tests.conformance.service:application"
STORE = "SCRATCH_STORE"


def application():
    """The WSGI app that the server's processes make: the knowledge base of the environment, with the scratch store to query."""
    scratch = copy.copy(KnowledgeBase.open())
    scratch.store_path = Path(os.environ[STORE])
    scratch.store = ox.Store.read_only(os.environ[STORE])
    return create_app(scratch)


def fill(folder: Path, suites: Path) -> Path:
    """A store with every data file of the SPARQL suites, each a named graph under its address; what cannot be read is left out."""
    place = folder / "store"
    store = ox.Store(str(place))
    for path in sorted(suites.glob("*/*")):
        if path.suffix in FORMATS and path.stem != "manifest":
            graph = ox.NamedNode(address_of(suites, path))
            store.add_graph(graph)
            store.extend(with_merged(_quads(path, graph)))
    for number in (1, 2, 3):
        graph = ox.NamedNode(f"http://kasei.us/2009/09/sparql/data/data{number}.rdf")
        store.extend(with_merged(_quads(suites / "protocol" / f"data{number}.nt", graph)))
    return place


def _quads(path: Path, graph: ox.NamedNode) -> list[ox.Quad]:
    try:
        triples = list(ox.parse(path=path, format=FORMATS[path.suffix], base_iri=graph.value, rename_blank_nodes=True))
    except SyntaxError:
        return []
    return [ox.Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples]


class Client:
    """A plain HTTP client: it sends the headers it is told to, and no other."""

    def __init__(self, port: int):
        self.port = port

    def send(self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes | None = None) -> tuple[int, str, bytes]:
        """One request: status, media type and body of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.putrequest(method, path, skip_accept_encoding=True)
            for name, value in ({"Content-Length": str(len(body))} if body is not None else {}).items() | (headers or {}).items():
                connection.putheader(name, value)
            connection.endheaders(body)
            answer = connection.getresponse()
            return answer.status, (answer.getheader("Content-Type") or "").partition(";")[0], answer.read()
        finally:
            connection.close()


@contextmanager
def running(store: Path, workers: int = 1):
    """The service over a scratch store, on a free port: a client to it."""
    port = free_port()
    code = (
        "from granian import Granian; from granian.constants import Interfaces; from granian.log import LogLevels;"
        f"Granian({TARGET!r}, address='127.0.0.1', port={port}, interface=Interfaces.WSGI, workers={workers}, blocking_threads=8,"
        " factory=True, log_level=LogLevels.warning).serve()"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT), STORE: str(store)}
    process = subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    client = Client(port)
    try:
        _wait(client, process)
        yield client
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(client: Client, process, seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError("The service ended while starting.")
        try:
            if client.send("GET", "/health")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The service did not come up.")
