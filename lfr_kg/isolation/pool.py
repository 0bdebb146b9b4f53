"""Work on what strangers send, in processes that can be killed: a pool of warm workers, forked from one server process.

Python cannot end a thread, and native code ends its whole process when it crashes. So each request is worked in a process of its own, with
limits of time and memory; one that passes them, or dies, is replaced at once, and its sender alone is told why. An answer is sent whole or
not at all.

Why not Pebble (5.2, PyPI), whose ``ProcessPool`` also kills what runs too long: it forks from the process that uses it, which here has
threads of its own and of the web server's; it knows no limit of memory; its limit of time is by the clock on the wall, looked at every
tenth of a second, so that a busy machine fails what is innocent; and it unpickles what a worker sends, so that a worker that has been
taken over takes over its parent.
"""

import os
import queue
import signal
import threading

from lfr_kg.base.errors import Busy, LfrError
from lfr_kg.isolation.frames import Header
from lfr_kg.isolation.processes import Exceeded, Limits, Server, Worker, WorkerGone
from lfr_kg.isolation.turns import Turns

FOR_MEMORY = (signal.SIGABRT, signal.SIGKILL)
"""Native code aborts for want of memory, and the kernel kills."""
ANSWERS_EACH = 500


class OverLimit(LfrError):
    """What was sent would take more than one request may use; ``limit`` names of what: time, memory, size; or crash."""

    status = 422
    title = "This was more work than one request may be"

    def __init__(self, message: str, limit: str):
        super().__init__(message)
        self.limit = limit


class Stopped(Busy):
    """It was stopped because too much time went by on the clock, which may be no fault of its own."""


class Pool:
    """The workers over one target: ``module:function``, which gives what answers a request (see ``server``).

    Made cheaply: processes start with ``start`` or the first request, and in the process that makes it.
    """

    def __init__(self, target: str, limits: Limits | None = None, is_shut: bool = True):
        self.target, self.limits, self.is_shut = target, limits or Limits(), is_shut
        self._turns = Turns(self.limits.workers, self.limits.waiting, self.limits.waiting_seconds, "descriptions")
        self._starting = threading.Lock()
        self._idle: queue.LifoQueue[Worker] = queue.LifoQueue()
        self._server: Server | None = None
        self._owner = 0

    def start(self) -> None:
        """Start the server, without waiting for it."""
        self._started()

    def _started(self) -> Server:
        """The server, which is started where none runs."""
        with self._starting:
            if self._server is None or self._owner != os.getpid() or not self._server.is_alive:
                self._dismiss()
                self._owner = os.getpid()
                self._server = Server(self.target, self.limits, self.is_shut)
            return self._server

    def run(self, header: Header, body: bytes, client: str = "") -> tuple[Header, bytes]:
        """The answer to one request of a client, which waits for its turn among others' (see ``turns``). Raises OverLimit and Busy."""
        with self._turns.turn(client):
            return self._worked(header, body)

    def _worked(self, header: Header, body: bytes) -> tuple[Header, bytes]:
        for is_last in (False, True):
            worker = self._taken()
            try:
                found = worker.ask(header, body, self.limits)
            except Exceeded as error:
                worker.stop("killed", limit=error.args[0])
                raise self._refusal(error.args[0]) from None
            except WorkerGone as error:
                how = _ended_by(worker.stop("died"))
                if is_last or (error.args[0] and how != signal.SIGKILL):  # killed from outside: no fault of the sender
                    raise self._refusal("memory" if how in FOR_MEMORY else "crash") from error
                continue
            self._give_back(worker, is_kept=worker.answers < ANSWERS_EACH and "problem" not in found[0])
            if "problem" in found[0]:
                raise self._refusal(found[0]["problem"])
            return found
        raise AssertionError

    def _taken(self) -> Worker:
        """An idle worker that lives, or a new one."""
        while True:
            try:
                worker = self._idle.get_nowait()
            except queue.Empty:
                break
            if worker.is_alive:
                return worker
            worker.stop("died")
        for is_last in (False, True):
            server = None
            try:
                server = self._started()
                return server.fork()
            except (WorkerGone, OSError) as error:
                if server:
                    server.stop()
                if is_last:
                    raise Busy("The workers do not start. The operator finds why in the log.") from error
        raise AssertionError

    def _give_back(self, worker: Worker, *, is_kept: bool) -> None:
        if is_kept and worker.server is self._server:
            self._idle.put(worker)
        else:
            worker.stop()

    def close(self) -> None:
        """End every process; the next request starts new ones."""
        with self._starting:
            self._dismiss()
            if self._server is not None:
                self._server.stop()
            self._server = None

    def _dismiss(self) -> None:
        while not self._idle.empty():
            self._idle.get_nowait().dismiss()

    def _refusal(self, limit: str) -> LfrError:
        most = self.limits
        if limit == "wait":
            return Stopped(
                f"The service is busy, and this was stopped after {most.waited:g} seconds. Try again in {Busy.retry_after} seconds."
            )
        words = {
            "time": f"What was sent takes more than {most.seconds:g} seconds of work, and was stopped. Send less at a time: the "
            "deployments in several files.",
            "memory": f"What was sent takes more than {most.memory // 1_000_000:,} MB of memory, and was stopped. Send less at a time, or "
            "ask for another format.",
            "size": f"The answer has more than {most.answer // 1_000_000:,} MB, and nothing was sent rather than a part of it. Send less "
            "at a time.",
            "crash": "What was sent ended the process that worked on it; the service itself is well, and nobody else was disturbed. If it "
            "is an ordinary description, tell the operator.",
        }
        return OverLimit(words[limit], limit)


def _ended_by(ended: int) -> int:
    """The signal that ended a process; 0 where none did."""
    return os.WTERMSIG(ended) if os.WIFSIGNALED(ended) else 0
