"""Public queries in worker processes that can be killed: no engine can cancel a query, and a query can crash its process.

A pool keeps a few workers warm. A query gets one of them and a deadline; a worker that passes it, or dies, is replaced at once, and the
client is told which limit was hit. An answer is sent whole or not at all.
"""

import os
import queue
import select
import signal
import subprocess
import sys
import threading
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from lfr_kg.base.errors import Busy, LfrError
from lfr_kg.base.log import fault_of, tell
from lfr_kg.base.settings import PACKAGE
from lfr_kg.endpoint.guard import Query
from lfr_kg.endpoint.syntax import plain_words
from lfr_kg.endpoint.worker import Header, Request
from lfr_kg.isolation.frames import read_frame, write_frame
from lfr_kg.isolation.turns import Turns
from lfr_kg.stores.remote import is_address

STARTING_SECONDS = 60.0
ANSWERS_EACH = 1000
KEPT = ("PATH", "LANG", "LD_LIBRARY_PATH", "SYSTEMROOT")
"""What a worker sees of the environment."""

ACCESS = ("LFR_KG_STORE_USER", "LFR_KG_STORE_PASSWORD", "LFR_KG_QUERY_SECONDS", "LFR_KG_QUERY_ANSWER_BYTES")
"""And where the store is another host's, how that is reached."""


NO_START = f"The query workers do not start. Try again in {Busy.retry_after} seconds; the operator finds why in the log."


class QueryLimit(LfrError):
    """The service stopped a query, or refused its answer, because it went past a limit (SPARQL 1.1 Protocol §2.1.6: 500)."""

    status = 500
    title = "The query was stopped"

    def __init__(self, message: str, limit: str):
        super().__init__(message)
        self.limit = limit


class QueryTimeout(QueryLimit):
    """The query ran longer than queries may run."""

    status = 504


@dataclass(frozen=True)
class Limits:
    """What a query may use: seconds, memory (bytes of address space), rows and bytes of an answer; how many run at once, and how many
    wait."""

    seconds: float = 10.0
    memory: int = 1_500_000_000
    rows: int = 100_000
    bytes: int = 50_000_000
    workers: int = 2
    waiting: int = 8
    waiting_seconds: float = 5.0


@dataclass(frozen=True)
class Dataset:
    """The RDF dataset a request names by default-graph-uri and named-graph-uri (SPARQL 1.1 Protocol §2.1.4); None where it names none."""

    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None

    @property
    def is_named(self) -> bool:
        """Whether the request names a dataset at all."""
        return self.default is not None or self.named is not None


class WorkerGone(Exception):
    """The worker process has ended; the argument is its return code."""


class NotStarted(Exception):
    """The worker process has not come so far as to take a query."""


class Worker:
    """One worker process and the pipes to it."""

    def __init__(self, store: Path | str, limits: Limits):
        command = [sys.executable, "-m", "lfr_kg.endpoint.worker", store, limits.memory, limits.rows, limits.bytes]
        kept = {name: os.environ[name] for name in (*KEPT, *(ACCESS if is_address(str(store)) else ())) if name in os.environ}
        self.process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=kept | {"PYTHONPATH": str(PACKAGE.parent), "PYTHONIOENCODING": "utf-8"},
        )
        self._requests, self._frames = _pipes(self.process)
        self.is_ready = False
        self.has_barrier = False
        self.answers = 0
        self._end = weakref.finalize(self, _stop, self.process)
        self._tell("started")

    def ask(self, request: Request, seconds: float) -> tuple[Header, bytes]:
        """Send a request and wait for its answer.

        Raises TimeoutError after ``seconds`` (starting up is not counted), WorkerGone where the process has ended, and NotStarted.
        """
        if not self.is_ready:
            try:
                self.has_barrier = self._receive(STARTING_SECONDS)[0]["barrier"]
            except (OSError, WorkerGone) as error:
                raise NotStarted from error
            self.is_ready = True
        try:
            write_frame(self._requests, request)
            found = self._receive(seconds)
        except OSError as error:
            if isinstance(error, TimeoutError):
                raise
            raise WorkerGone(self.process.wait()) from error
        self.answers += 1
        return found

    def _receive(self, seconds: float) -> tuple[Header, bytes]:
        """The next frame. Only the wait for its start is bounded: by then the answer is whole on the other side."""
        waiting = select.poll()
        waiting.register(self._frames, select.POLLIN | select.POLLHUP)
        if not waiting.poll(seconds * 1000):
            raise TimeoutError
        frame = read_frame(self._frames)
        if frame is None:
            raise WorkerGone(self.process.wait())
        header: Header = frame[0]
        return header, frame[1]

    def stop(self, did: str = "retired", **why: object) -> None:
        """End the process, at once and whatever it does; the log has what became of it, and why."""
        if self._end.alive:
            self._end()
            self._tell(did, **why)

    def _tell(self, did: str, **why: object) -> None:
        tell("worker", of="query", did=did, pid=self.process.pid, **why)


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    """What goes to a process and what comes from it. Raises RuntimeError where it was started without pipes."""
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("A worker was started without pipes.")
    return process.stdin, process.stdout


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in _pipes(process):
        try:
            pipe.close()
        except OSError:
            continue


class Pool:
    """The workers over one store. Made cheaply; processes start with the first query, and in the process that asks it."""

    def __init__(self, store: Path | str, limits: Limits | None = None):
        self.store = store
        self.limits = limits or Limits()
        self._turns = Turns(self.limits.workers, self.limits.waiting, self.limits.waiting_seconds, "queries")
        self._starting = threading.Lock()
        self._owner = 0
        self._idle: queue.LifoQueue[Worker | None] = queue.LifoQueue()
        """A place for each worker; None where it has not been started."""

    def run(self, query: Query, form: str, dataset: Dataset | None = None, base: str | None = None, client: str = "") -> bytes:
        """The answer to a query, serialised: ``form`` is a key of ``worker.TABLES``, or of ``worker.GRAPHS`` where it gives a graph.

        The default graph merges all graphs, unless the request or the query names a dataset; the request's wins (§2.1.4).
        Relative IRIs are resolved against ``base``, the address of the service (RFC 3986 §5.1.3). The query waits for its turn among those
        of other clients (see ``isolation.turns``).
        Raises BadRequest where the text is not SPARQL, QueryTimeout, QueryLimit and Busy.
        """
        dataset = dataset or Dataset()
        request: Request = {
            "query": query.text,
            "format": form,
            "base": base,
            "default": list(dataset.default or ()) if dataset.is_named else None,
            "named": list(dataset.named or ()) if dataset.is_named else None,
        }
        with self._turns.turn(client):
            header, body = self._ask(request)
        if "problem" in header:
            raise self._problem(query, header)
        return body

    def _ask(self, request: Request) -> tuple[Header, bytes]:
        """What a worker answers. One that passes the deadline, dies or ran out of memory is replaced."""
        worker = self._take()
        did = "killed"
        why: dict[str, object] = {}
        try:
            header, body = worker.ask(request, self.limits.seconds)
            did = "kept" if worker.answers < ANSWERS_EACH and header.get("problem") != "memory" else "retired"
            return header, body
        except TimeoutError:
            why = {"limit": "time"}
            raise QueryTimeout(self._words("time"), "time") from None
        except WorkerGone as error:
            limit = "memory" if error.args[0] == -signal.SIGABRT else "crash"
            did, why = "died", {"limit": limit, "code": error.args[0]}
            raise QueryLimit(self._words(limit), limit) from None
        except NotStarted as error:
            did, why = "died", {"code": worker.process.poll(), "starting": True}
            raise Busy(NO_START) from error
        finally:
            if did != "kept":
                worker.stop(did, **why)
            self._idle.put(worker if did == "kept" else self._started())

    def close(self) -> None:
        """Stop all idle workers; the next query starts new ones."""
        with self._starting:
            self._owner = 0
            while not self._idle.empty():
                if worker := self._idle.get_nowait():
                    worker.stop()

    def _take(self) -> Worker:
        with self._starting:
            if self._owner != os.getpid():
                self._owner = os.getpid()
                self._idle = queue.LifoQueue()
                for _ in range(self.limits.workers):
                    self._idle.put(self._started())
        worker = self._idle.get()
        if worker and worker.process.poll() is not None:
            worker.stop("died", code=worker.process.returncode)
            worker = None
        worker = worker or self._started()
        if worker is None:
            self._idle.put(None)
            raise Busy(NO_START)
        return worker

    def _started(self) -> Worker | None:
        """A new worker; None where the system starts none now."""
        try:
            return Worker(self.store, self.limits)
        except OSError as error:
            tell("fault", **fault_of(error))
            return None

    def _words(self, limit: str) -> str:
        most = self.limits
        return {
            "time": f"The query ran longer than {most.seconds:g} seconds and was stopped. Ask for less: bind more variables, or add a "
            "LIMIT.",
            "memory": f"The query needed more than {most.memory // 1_000_000:,} MB of memory and was stopped. Ask for less: avoid ORDER "
            "BY and"
            " GROUP BY over everything, and joins of patterns that share no variable.",
            "rows": f"The answer has more than {most.rows:,} rows, and nothing was sent rather than a part of it. Add LIMIT and OFFSET.",
            "bytes": f"The answer has more than {most.bytes // 1_000_000:,} MB, and nothing was sent rather than a part of it. Add "
            "LIMIT and OFFSET.",
            "crash": "The query overwhelmed the engine and its worker process ended; the service itself is well. Write the query "
            "shorter and flatter.",
        }[limit]

    def _problem(self, query: Query, header: Header) -> LfrError:
        kind = header["problem"]
        if kind == "syntax":
            return plain_words(query.text, header["detail"])
        if kind == "evaluation":
            return QueryLimit(f"The query could not be evaluated: {header['detail']}", "evaluation")
        return QueryLimit(self._words(kind), kind)
