"""One query worker, a process, as the pool sees it: started, asked by a thread or by an event loop, and ended."""

import asyncio
import os
import select
import subprocess
import sys
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from lfr_kg.base.log import tell
from lfr_kg.base.settings import PACKAGE
from lfr_kg.endpoint.worker import Header, Request
from lfr_kg.isolation.frames import Arriving, read_frame, write_frame
from lfr_kg.stores.remote import is_address

STARTING_SECONDS = 60.0
ANSWERS_EACH = 20_000
"""How many answers one worker gives, whatever it keeps of each: to start another takes as long as five hundred plain ones."""
AT_ONCE = 60_000
"""Bytes that a pipe takes, or gives, at once (pipe(7): 65,536 in all)."""
KEPT = ("PATH", "LANG", "LD_LIBRARY_PATH", "SYSTEMROOT")
"""What a worker sees of the environment."""

ACCESS = ("LFR_KG_STORE_USER", "LFR_KG_STORE_PASSWORD", "LFR_KG_QUERY_SECONDS", "LFR_KG_QUERY_ANSWER_BYTES")
"""And where the store is another host's, how that is reached."""


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
        self.is_spent = False
        """Whether another is to take its place."""
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
        return self._answered(found)

    async def answer(self, frame: bytes, seconds: float) -> tuple[Header, bytes]:
        """Send the frame of a request to a worker that is ready, and wait for its answer without holding a thread.

        The frame has AT_ONCE bytes at most: the pipe takes them without waiting, since the worker has read all that came before. Raises
        TimeoutError and WorkerGone as ``ask``.
        """
        loop, pipe, arriving = asyncio.get_running_loop(), self._frames.fileno(), Arriving()
        answer: asyncio.Future[tuple[Header, bytes]] = loop.create_future()

        def read() -> None:
            late.cancel()  # by now the answer is whole on the other side
            try:
                piece = os.read(pipe, AT_ONCE)
                found = arriving.add(piece)
            except Exception as error:
                fail(error)
                return
            if found and not answer.done():
                answer.set_result(found)
            elif not piece:
                fail(WorkerGone())

        def fail(error: Exception) -> None:
            if not answer.done():
                answer.set_exception(error)

        late = loop.call_later(seconds, fail, TimeoutError())
        loop.add_reader(pipe, read)
        try:
            os.write(self._requests.fileno(), frame)
            return self._answered(await answer)
        except (WorkerGone, BrokenPipeError) as error:
            raise WorkerGone(await loop.run_in_executor(None, self.process.wait)) from error
        finally:
            late.cancel()
            loop.remove_reader(pipe)

    def _answered(self, found: tuple[Header, bytes]) -> tuple[Header, bytes]:
        self.answers += 1
        self.is_spent = self.answers >= ANSWERS_EACH or found[0].get("problem") == "memory"
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
