"""Files that are there whole or not at all, whatever ends the process or the machine while they are written."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

PART = ".part"
"""What the name of a file ends with while it is being written."""


def make_folder(folder: Path) -> None:
    """A folder for its owner alone, and those above it."""
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _keep(folder.parent)


def write(file: Path, content: bytes) -> None:
    """Write a file for its owner alone: beside its place, onto the disk, and only then into its place."""
    part = file.with_name(file.name + PART)
    with open(part, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    os.replace(part, file)
    _keep(file.parent)


def append(file: Path, line: bytes) -> None:
    """Append a line (without its end) to a file, after those that others append at the same time; one that was cut off is ended first."""
    handle = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        size = os.fstat(handle).st_size
        is_cut_off = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
        left = (b"\n" if is_cut_off else b"") + line + b"\n"
        while left:
            left = left[os.write(handle, left) :]
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def alone(file: Path) -> Iterator[None]:
    """No other process is within the same block until this one leaves it, or ends in whatever way."""
    with open(file, "ab", opener=lambda path, flags: os.open(path, flags, 0o600)) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _keep(folder: Path) -> None:
    """Have the names in a folder on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
