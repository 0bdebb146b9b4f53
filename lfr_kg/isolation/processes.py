"""The processes of a pool, as the one that uses it sees them: the server that forks, a worker, and what it uses of its limits."""

import json
import os
import select
import socket
import struct
import subprocess
import sys
import threading
import time
import weakref
from contextlib import ExitStack
from dataclasses import dataclass

from lfr_kg.base.log import tell
from lfr_kg.base.settings import PACKAGE
from lfr_kg.isolation.frames import Header, packed, read_frame
from lfr_kg.isolation.measure import seconds_of, uses_more
from lfr_kg.isolation.server import END, FORK, NUMBER, READY

KEPT = ("PATH", "LANG", "LD_LIBRARY_PATH", "SYSTEMROOT", "HOME", "XDG_CACHE_HOME", "TMPDIR", "TZ")
"""What workers see of the environment, beside the settings of the service."""
APART = ("LFR_KG_REGISTER", "LFR_KG_OIDC_", "LFR_KG_SIGNED_IN_")
"""The settings that they do not see: a force's own register is none of theirs."""
STARTING_SECONDS = 120.0
LOOK_SECONDS = 0.05
"""How often a worker at work is measured."""
LONGEST_HEAD = 1_000_000
"""Bytes of the header of a frame."""
SLACK = 1_000_000_000
"""Bytes of address space beyond the limit of memory: much of it is reserved and never used."""


@dataclass(frozen=True)
class Limits:
    """What one request may use: seconds of work, seconds by the clock on the wall, bytes of memory (proportional set size), bytes of an
    answer; how many are worked on at once, how many wait, and how long."""

    seconds: float = 10.0
    waited: float = 30.0
    memory: int = 1_000_000_000
    answer: int = 50_000_000
    workers: int = 2
    waiting: int = 8
    waiting_seconds: float = 10.0


class WorkerGone(Exception):
    """The worker has ended, or the process that it was forked from has; the argument tells whether it had taken the request."""


class Exceeded(Exception):
    """A worker went past a limit; the argument names it."""


def _is_seen(name: str) -> bool:
    return name in KEPT or (name.startswith("LFR_KG_") and not name.startswith(APART))


class Server:
    """The process that workers are forked from. Made cheaply; whoever asks it first waits until it has loaded."""

    def __init__(self, target: str, limits: Limits, is_shut: bool):
        ours, theirs = socket.socketpair()
        with theirs, ExitStack() as where_none_starts:
            where_none_starts.callback(ours.close)
            self.process = subprocess.Popen(
                [sys.executable, "-m", "lfr_kg.isolation.server", target, str(limits.memory + SLACK), str(int(is_shut))],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                env={name: value for name, value in os.environ.items() if _is_seen(name)}
                | {"PYTHONPATH": os.pathsep.join((str(PACKAGE.parent), os.environ.get("PYTHONPATH", ""))), "PYTHONIOENCODING": "utf-8"},
            )
            where_none_starts.pop_all()
        self._control, self._lock, self._is_ready = ours, threading.Lock(), False
        self._end = weakref.finalize(self, _stop, self.process, ours)

    def fork(self) -> "Worker":
        """A new worker. Raises WorkerGone where the server has ended."""
        ours, theirs = socket.socketpair()
        with theirs, self._lock:
            try:
                if not self._is_ready:
                    self._control.settimeout(STARTING_SECONDS)
                    self._require_ready()
                    self._is_ready = True
                socket.send_fds(self._control, [FORK], [theirs.fileno()])
                return Worker(self, NUMBER.unpack(self._received(NUMBER.size))[0], ours)
            except OSError as error:
                ours.close()
                raise WorkerGone(False) from error

    def end(self, process: int) -> int:
        """Kill a worker and what it started, at once; how it ended, as waitpid gives it. 0 where the server has ended, and it with it."""
        with self._lock:
            try:
                self._control.sendall(END + NUMBER.pack(process))
                ended: int = NUMBER.unpack(self._received(NUMBER.size))[0]
                return ended
            except OSError:
                return 0

    def _require_ready(self) -> None:
        """Raise ConnectionResetError where what workers are forked from has not loaded; the log has why."""
        if self._received(1) != READY:
            with self._control.makefile("rb") as stream:
                why = read_frame(stream)
            tell("not loaded", **(why[0] if why else {}))
            raise ConnectionResetError

    def _received(self, size: int) -> bytes:
        found = self._control.recv(size, socket.MSG_WAITALL)
        if len(found) < size:
            raise ConnectionResetError
        return found

    @property
    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self.process.poll() is None

    def stop(self) -> None:
        """End the process and every worker forked from it."""
        self._end()


def _stop(process: subprocess.Popen[bytes], control: socket.socket) -> None:
    control.close()
    try:
        process.wait(2)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Worker:
    """One worker process, as the pool sees it."""

    def __init__(self, server: Server, process: int, channel: socket.socket):
        self.server, self.process, self.channel = server, process, channel
        self.answers = 0
        self.has_barrier: bool | None = None
        """Whether it is shut off from the network; None until it has spoken."""
        self._tell("started")

    def ask(self, header: Header, body: bytes, limits: Limits) -> tuple[Header, bytes]:
        """Send a request and wait for its answer. Raises WorkerGone and Exceeded."""
        if self.has_barrier is None:
            self.has_barrier = self._receive(Watch(self.process, limits, is_free=True))[0]["barrier"]
        watch = Watch(self.process, limits)
        try:
            self.channel.settimeout(limits.waited)
            self.channel.sendall(packed(header, body))
        except TimeoutError:
            raise Exceeded("wait") from None
        except OSError as error:
            raise WorkerGone(False) from error
        found = self._receive(watch)
        self.answers += 1
        return found

    def _receive(self, watch: "Watch") -> tuple[Header, bytes]:
        """The next frame. Raises Exceeded where it is none: a worker that has been taken over may send anything."""
        length = struct.unpack(">I", self._read(4, watch))[0]
        if length > LONGEST_HEAD:
            raise Exceeded("crash")
        try:
            head = json.loads(self._read(length, watch))
            size = int(head["size"])
        except (ValueError, TypeError, LookupError, RecursionError) as error:
            raise Exceeded("crash") from error
        if not 0 <= size <= watch.limits.answer:
            raise Exceeded("size" if size > 0 else "crash")
        return head, self._read(size, watch)

    def _read(self, size: int, watch: "Watch") -> bytes:
        found, filled = bytearray(size), 0
        self.channel.settimeout(LOOK_SECONDS)
        while filled < size:
            try:
                count = self.channel.recv_into(memoryview(found)[filled:])
            except TimeoutError:
                watch.look()
                continue
            except OSError as error:
                raise WorkerGone(True) from error
            if not count:
                raise WorkerGone(True)
            filled += count
        return bytes(found)

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked: an idle worker says nothing, and its socket ends with it."""
        waiting = select.poll()
        waiting.register(self.channel, select.POLLIN)
        return not waiting.poll(0)

    def stop(self, did: str = "retired", **why: object) -> int:
        """End the process, at once and whatever it does; how it ended. The log has what became of it, and why."""
        self.channel.close()
        ended = self.server.end(self.process)
        self._tell(did, ended=ended, **why)
        return ended

    def dismiss(self) -> None:
        """Close what leads to an idle worker: it ends by itself."""
        self.channel.close()
        self._tell("retired")

    def _tell(self, did: str, **why: object) -> None:
        tell("worker", of="description", did=did, pid=self.process, **why)


class Watch:
    """What a worker has used since a request was sent to it."""

    def __init__(self, process: int, limits: Limits, is_free: bool = False):
        self.process, self.limits, self.is_free = process, limits, is_free
        self.before = seconds_of(process)
        self.end = time.monotonic() + (STARTING_SECONDS if is_free else limits.waited)

    def look(self) -> None:
        """Raise Exceeded where the worker has used more than it may."""
        if time.monotonic() > self.end:
            raise Exceeded("wait")
        if self.is_free:
            return
        if seconds_of(self.process) - self.before > self.limits.seconds:
            raise Exceeded("time")
        if uses_more(self.process, self.limits.memory):
            raise Exceeded("memory")
