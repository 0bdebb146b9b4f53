"""One query worker: a process that opens the store read-only and answers one query at a time, until its parent is gone or kills it.

It is started by ``pool.py`` and speaks frames (``isolation.frames``) on standard input and output. Nothing here decides what is allowed;
the guard has done so. What it bounds is memory, rows and bytes, and it shuts itself off from the network (see ``isolation.barrier``),
unless the store is another host's.
"""

import csv
import io
import itertools
import os
import signal
import sys
import threading
import time
from collections.abc import Iterable, Sized
from typing import TYPE_CHECKING, TypedDict

import pyoxigraph as ox

from lfr_kg.base.model import Node
from lfr_kg.base.namespaces import PREFIXES
from lfr_kg.base.settings import Settings
from lfr_kg.isolation.barrier import bound_memory, raise_barrier
from lfr_kg.isolation.frames import read_frame, write_frame
from lfr_kg.stores.remote import Access, GraphName, Remote, is_address, open_place

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

TABLES = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
GRAPHS = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
PLAIN = {ox.NamedNode(PREFIXES["xsd"] + "string"), ox.NamedNode(PREFIXES["rdf"] + "langString")}
"""Datatypes that no serialisation writes out."""


class OverLimit(Exception):
    """An answer grew past what may be sent; the argument names the limit: rows or bytes."""


class Capped(io.BytesIO):
    """A place to write to that holds ``most`` bytes and raises OverLimit past them."""

    def __init__(self, most: int):
        super().__init__()
        self.most = most

    def write(self, data: "ReadableBuffer", /) -> int:
        """Keep ``data``; raise OverLimit when that would be too much."""
        piece = bytes(data)
        if self.tell() + len(piece) > self.most:
            raise OverLimit("bytes")
        return super().write(piece)


class Request(TypedDict):
    """What a worker is asked: a query, the format of its answer (a key of TABLES or GRAPHS), the base of its relative addresses, and the
    graphs of its dataset where the request names them."""

    query: str
    format: str
    base: str | None
    default: list[str] | None
    named: list[str] | None


class Header(TypedDict, total=False):
    """What a worker says of itself or of its answer: that it is ready and whether it is shut off, or that it is well, or what is wrong."""

    ready: bool
    barrier: bool
    ok: bool
    problem: str
    detail: str
    size: int


def answer(store: ox.Store | Remote, request: Request, max_rows: int, max_bytes: int) -> bytes:
    """Evaluate one request and serialise it. Raises OverLimit, SyntaxError, OSError, MemoryError."""
    default: list[GraphName] | None = None if request["default"] is None else [ox.NamedNode(name) for name in request["default"]]
    named: list[Node] | None = None if request["named"] is None else [ox.NamedNode(name) for name in request["named"]]
    results = store.query(
        request["query"],
        base_iri=request["base"],
        prefixes=PREFIXES,
        default_graph=default,
        named_graphs=named,
    )
    sink = Capped(max_bytes)
    if isinstance(results, ox.QueryTriples):
        triples = _distinct(results, max_rows)
        ox.serialize(triples, sink, GRAPHS[request["format"]], prefixes=prefixes_of(triples))
        return sink.getvalue()
    results.serialize(sink, TABLES[request["format"]])
    body = sink.getvalue()
    if isinstance(results, ox.QuerySolutions):
        _refuse_rows(body, request["format"], max_rows)
    return body


def _distinct(results: Iterable[ox.Triple], most: int) -> list[ox.Triple]:
    """The triples, each once; OverLimit after ``most``. An engine may give a triple once for each solution that makes it."""
    found: dict[ox.Triple, None] = {}
    for triple in results:
        found[triple] = None
        if len(found) > most:
            raise OverLimit("rows")
    return list(found)


def prefixes_of(triples: list[ox.Triple]) -> dict[str, str]:
    """Of the one table, the prefixes that some node of these triples begins with."""
    starts = set()
    for triple in triples:
        for term in triple:
            name = term.datatype if isinstance(term, ox.Literal) else term
            if isinstance(name, ox.NamedNode) and name not in PLAIN:
                starts.add(name.value[: max(name.value.rfind("/"), name.value.rfind("#")) + 1])
    return {prefix: start for prefix, start in PREFIXES.items() if start in starts}


def _refuse_rows(body: bytes, form: str, most: int) -> None:
    """Raise OverLimit where a serialised table holds more than ``most`` rows. Small answers are not counted: a row takes a byte."""
    if len(body) <= most:
        return
    if sum(1 for _ in itertools.islice(_rows(body, form), most + 1)) > most:
        raise OverLimit("rows")


def _rows(body: bytes, form: str) -> Iterable[Sized]:
    """The rows of a serialised table."""
    if form == "csv":
        return itertools.islice(csv.reader(io.StringIO(body.decode(), newline="")), 1, None)
    table = ox.parse_query_results(body, TABLES[form])
    return table if isinstance(table, ox.QuerySolutions) else ()


def _respond(store: ox.Store | Remote, request: Request, max_rows: int, max_bytes: int) -> tuple[Header, bytes]:
    try:
        return {"ok": True}, answer(store, request, max_rows, max_bytes)
    except OverLimit as error:
        return {"problem": str(error)}, b""
    except MemoryError:
        return {"problem": "memory"}, b""
    except SyntaxError as error:
        return {"problem": "syntax", "detail": str(error)}, b""
    except (OSError, ValueError, RuntimeError) as error:
        return {"problem": "evaluation", "detail": str(error)}, b""


def _die_with(parent: int) -> None:
    """End this process once its parent is gone, even in the middle of a query: the engine lets other threads run meanwhile."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def main(arguments: list[str]) -> None:
    """Serve until standard input closes. Arguments: the store's folder or address, memory in bytes, rows, bytes of an answer."""
    place, memory, max_rows, max_bytes = arguments[0], *map(int, arguments[1:])
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    if hasattr(os, "nice"):
        os.nice(10)  # pages and /health come first, however hard queries work
    for asked_to_stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked_to_stop, signal.SIG_IGN)  # a query under way may end; this process ends with its parent
    is_shut = not is_address(place) and raise_barrier()
    _die_with(os.getppid())
    store = open_place(place, Access.of(Settings.from_environment()) if is_address(place) else None)
    bound_memory(memory)
    write_frame(sink, {"ready": True, "barrier": is_shut})
    while frame := read_frame(source):
        write_frame(sink, *_respond(store, frame[0], max_rows, max_bytes))


if __name__ == "__main__":
    main(sys.argv[1:])
