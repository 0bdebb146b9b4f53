"""Public queries in worker processes that can be killed: no engine can cancel a query, and a query can crash its process.

A pool keeps a few workers warm. A query gets one of them and a deadline; a worker that passes it, or dies, is replaced at once, and the
client is told which limit was hit. An answer is sent whole or not at all.
"""

import asyncio
import os
import queue
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from lfr_kg.base.errors import Busy, LfrError
from lfr_kg.base.log import fault_of, tell
from lfr_kg.endpoint.guard import Query
from lfr_kg.endpoint.process import AT_ONCE, Limits, NotStarted, Worker, WorkerGone
from lfr_kg.endpoint.syntax import plain_words
from lfr_kg.endpoint.worker import Header, Request
from lfr_kg.isolation.frames import packed
from lfr_kg.isolation.turns import Turns

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
class Dataset:
    """The RDF dataset a request names by default-graph-uri and named-graph-uri (SPARQL 1.1 Protocol §2.1.4); None where it names none."""

    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None

    @property
    def is_named(self) -> bool:
        """Whether the request names a dataset at all."""
        return self.default is not None or self.named is not None


def _request(query: Query, form: str, dataset: Dataset, base: str | None) -> Request:
    return {
        "query": query.text,
        "format": form,
        "base": base,
        "default": list(dataset.default or ()) if dataset.is_named else None,
        "named": list(dataset.named or ()) if dataset.is_named else None,
    }


Done = TypeVar("Done")


class Pool:
    """The workers over one store. Made cheaply; processes start with the first query, and in the process that asks it."""

    def __init__(self, store: Path | str, limits: Limits | None = None):
        self.store = store
        self.limits = limits or Limits()
        self._turns = Turns(self.limits.workers, self.limits.waiting, self.limits.waiting_seconds, "queries")
        self._threads = ThreadPoolExecutor(self.limits.workers, "lfr-kg-queries")
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
        with self._turns.turn(client):
            header, body = self._ask(_request(query, form, dataset or Dataset(), base))
        return self._given(query, header, body)

    async def answer(self, query: Query, form: str, base: str, client: str) -> bytes:
        """The same over all graphs, without holding a thread while a worker answers; whatever takes longer (to start a worker, to end one)
        is a thread's."""
        request = _request(query, form, Dataset(), base)
        frame = packed(request)
        await self._turns.take(client)
        worker = self._at_hand() if len(frame) <= AT_ONCE else None
        if worker is None:
            return self._given(query, *await asyncio.wrap_future(self._apart(client, self._ask, request)))

        def give_back(worker: Worker, did: str, why: dict[str, object]) -> None:
            if did == "kept":
                self._give_back(worker, did, why)
                self._turns.leave(client)
            else:
                self._apart(client, self._give_back, worker, did, why)

        with self._lent(worker, give_back):
            header, body = await worker.answer(frame, self.limits.seconds)
        return self._given(query, header, body)

    def _apart(self, client: str, job: Callable[..., Done], *given: object) -> Future[Done]:
        """Do a job in a thread, with the turn of a client, which is left when the job is done."""
        future = self._threads.submit(copy_context().run, job, *given)
        future.add_done_callback(lambda _: self._turns.leave(client))
        return future

    def _ask(self, request: Request) -> tuple[Header, bytes]:
        """What a worker answers. One that passes the deadline, dies or ran out of memory is replaced."""
        worker = self._take()
        with self._lent(worker, self._give_back):
            return worker.ask(request, self.limits.seconds)

    @contextmanager
    def _lent(self, worker: Worker, give_back: Callable[[Worker, str, dict[str, object]], None]) -> Iterator[None]:
        """A worker that is asked meanwhile, and given back after it with what became of it. Raises what its client is told where it does
        not answer."""
        did = "killed"
        why: dict[str, object] = {}
        try:
            yield
            did = "retired" if worker.is_spent else "kept"
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
            give_back(worker, did, why)

    def _give_back(self, worker: Worker, did: str, why: dict[str, object]) -> None:
        """Put a worker among those that are idle, or another in its place."""
        if did != "kept":
            worker.stop(did, **why)
        self._idle.put(worker if did == "kept" else self._started())

    def _given(self, query: Query, header: Header, body: bytes) -> bytes:
        """The body of an answer. Raises what its header says."""
        if "problem" in header:
            raise self._problem(query, header)
        return body

    def close(self) -> None:
        """Stop all idle workers; the next query starts new ones."""
        with self._starting:
            self._owner = 0
            while not self._idle.empty():
                if worker := self._idle.get_nowait():
                    worker.stop()

    def _at_hand(self) -> Worker | None:
        """An idle worker that can be asked at once; None where there is none."""
        if self._owner != os.getpid():
            return None
        try:
            worker = self._idle.get_nowait()
        except queue.Empty:
            return None
        if worker and worker.is_ready and worker.process.poll() is None:
            return worker
        self._idle.put(worker)
        return None

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
