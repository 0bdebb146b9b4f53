"""What a worker takes from itself before it works: the network, other programs where it needs none, and writing files.

On Linux (x86-64 and ARM64) a seccomp filter makes the kernel refuse to open a socket or to start a program, whatever the engine is talked
into. It needs no privilege and works in containers. Elsewhere ``raise_barrier`` says that there is none, and what keeps a query from other
hosts is the guard, which refuses SERVICE and LOAD before anything runs.
"""

import contextlib
import ctypes
import platform
import signal
import struct
import sys

ARCHITECTURES = {
    "x86_64": (0xC000003E, {"socket": 41, "connect": 42, "execve": 59, "ptrace": 101, "execveat": 322, "io_uring_setup": 425}),
    "aarch64": (0xC00000B7, {"socket": 198, "connect": 203, "execve": 221, "ptrace": 117, "execveat": 281, "io_uring_setup": 425}),
}
"""The kernel's number of each architecture, and those of the calls that are refused there."""

SET_NO_NEW_PRIVILEGES, SET_SECCOMP, FILTER_MODE = 38, 22, 2
SET_PARENT_DEATH_SIGNAL = 1
LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x00050001
"""Let the call through; or answer it with EPERM."""

OTHER_TABLE = 0x40000000
"""From here on, x86-64 has the same calls under other numbers (x32)."""


class _Program(ctypes.Structure):
    """The kernel's ``struct sock_fprog``."""

    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p)]


PROGRAMS = {"execve", "execveat"}
"""The calls that start another program."""


def raise_barrier(*, programs: bool = False) -> bool:
    """Refuse this process sockets for good, and other programs unless ``programs``; whether the system took it.

    To be called before any thread starts. What it starts is refused the same.
    """
    known = ARCHITECTURES.get(platform.machine())
    if not sys.platform.startswith("linux") or known is None:
        return False
    code = _filter(known[0], sorted(number for name, number in known[1].items() if not (programs and name in PROGRAMS)))
    held = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.addressof(held))
    try:
        control = ctypes.CDLL(None, use_errno=True).prctl
    except (OSError, AttributeError):
        return False
    return bool(control(SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0 and control(SET_SECCOMP, FILTER_MODE, ctypes.byref(program), 0, 0) == 0)


def _filter(architecture: int, refused: list[int]) -> bytes:
    """The filter as the kernel reads it: refuse these calls, and those of the other table; let any other through."""
    tests = [(AT_LEAST, OTHER_TABLE), *((EQUAL, number) for number in refused)]
    lines = [(LOAD, 0, 0, 4), (EQUAL, 0, len(tests) + 1, architecture), (LOAD, 0, 0, 0)]
    lines += [(test, len(tests) - place, 0, number) for place, (test, number) in enumerate(tests)]
    lines += [(RETURN, 0, 0, ALLOW), (RETURN, 0, 0, REFUSE)]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


def bound_memory(most: int, file: int = 0) -> None:
    """Cap the address space, where the system can: what asks for more gets an error, or its process ends and no other. No core is kept, and
    no file grows over ``file`` bytes."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (file, file))
    except (ImportError, ValueError, OSError):
        return


def end_with_parent() -> None:
    """Let the kernel kill this process when the one that forked it ends, where it can (Linux)."""
    if sys.platform.startswith("linux"):
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
