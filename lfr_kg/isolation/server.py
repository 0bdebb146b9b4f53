"""The process from which workers are forked: it has one thread, loads once what all workers need, and forks one whenever it is asked.

Forking is safe only where no other thread runs (POSIX, fork(2)), and cheap where nothing is written to what is shared: so this is a process
of its own, which opens no store and starts no thread, and the collector passes over what it has loaded. Each worker then works one request
at a time, from a socket that its user sent along, until that is closed or it is killed.

A request on standard input, which is a socket: ``F`` with the worker's socket (SCM_RIGHTS) forks, and is answered with the number of the
process; ``E`` and a number kills that worker and what it started, and is answered with how it ended (as waitpid gives it).
"""

import contextlib
import gc
import importlib
import os
import signal
import socket
import struct
import sys
from collections.abc import Callable, Iterator

from lfr_kg.base.log import fault_of, shut_other_doors
from lfr_kg.isolation.barrier import bound_memory, end_with_parent, raise_barrier
from lfr_kg.isolation.frames import Header, packed, read_frame, write_frame

NUMBER = struct.Struct(">i")
FORK, END = b"F", b"E"
READY, BROKEN = b"R", b"B"
"""What it says first: that it has loaded, or, with a frame that says why, that it cannot."""
FILE_BYTES = 64_000_000
"""The largest file that a worker may write: uploads and workbooks go through one."""

Handler = Callable[[Header, bytes], tuple[Header, bytes]]
"""What answers one request: header and body in, header and body out."""


def serve(control: socket.socket, handler: Handler, memory: int, is_shut: bool) -> None:
    """Fork and end workers as asked, until the other side closes; then end all that are left."""
    workers: set[int] = set()
    try:
        for number, channel in _orders(control):
            if channel is not None:
                process = _fork(control, channel, handler, memory, is_shut)
                workers.add(process)
                control.sendall(NUMBER.pack(process))
            else:
                control.sendall(NUMBER.pack(_end(number) if number in workers else 0))
                workers.discard(number)
    finally:
        for process in workers:
            _end(process)


def _orders(control: socket.socket) -> Iterator[tuple[int, socket.socket | None]]:
    """What is asked: the number of a worker to end, or the socket of one to fork."""
    while True:
        order, files, _, _ = socket.recv_fds(control, 1, 1)
        if order == FORK and files:
            yield 0, socket.socket(fileno=files[0])
        elif order == END:
            yield NUMBER.unpack(control.recv(NUMBER.size, socket.MSG_WAITALL))[0], None
        else:
            return


def _fork(control: socket.socket, channel: socket.socket, handler: Handler, memory: int, is_shut: bool) -> int:
    process = os.fork()
    if process:
        channel.close()
        return process
    try:
        control.close()
        os.setsid()
        end_with_parent()
        if hasattr(os, "nice"):
            os.nice(3)  # pages and /health come first, however hard descriptions work
        has_barrier = is_shut and raise_barrier(programs=True)
        bound_memory(memory, FILE_BYTES)
        _work(channel, handler, has_barrier)
    finally:
        os._exit(0)


def _work(channel: socket.socket, handler: Handler, has_barrier: bool) -> None:
    with channel.makefile("rwb") as stream:
        write_frame(stream, {"ready": True, "barrier": has_barrier})
        while frame := read_frame(stream):
            try:
                header, body = handler(*frame)
            except MemoryError:
                header, body = {"problem": "memory"}, b""
            write_frame(stream, header, body)


def _end(process: int) -> int:
    """Kill a worker and what it started; how it ended. It is waited for only here, so that its number is nobody else's."""
    for kill in (os.killpg, os.kill):
        try:
            kill(process, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue
    return os.waitpid(process, 0)[1]


def main(arguments: list[str]) -> None:
    """Arguments: ``module:function``, which is called once, before any fork, and gives the handler; bytes of address space; and whether
    workers are shut off from the network (1 or 0)."""
    for asked_to_stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked_to_stop, signal.SIG_IGN)  # this process ends with the one that started it
    target, memory, is_shut = arguments[0], int(arguments[1]), arguments[2] == "1"
    control = socket.socket(fileno=os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)  # no worker is to hold the socket open
    module, _, name = target.partition(":")
    try:
        handler = getattr(importlib.import_module(module), name)()
    except Exception as error:
        with contextlib.suppress(ConnectionError):  # the words are of our own files: nobody has sent anything yet
            control.sendall(BROKEN + packed({"reason": str(error), **fault_of(error)}))
        return
    gc.collect()
    gc.freeze()
    shut_other_doors()
    with contextlib.suppress(ConnectionError):  # whoever asked for workers has gone
        control.sendall(READY)
        serve(control, handler, memory, is_shut)


if __name__ == "__main__":
    main(sys.argv[1:])
