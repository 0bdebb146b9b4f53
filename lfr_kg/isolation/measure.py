"""What a worker and the programs that it started use of the machine, as the kernel counts it (Linux; elsewhere nothing is known).

Memory is measured as the proportional set size: workers are forked from one process and share with it what neither has written, so that
a page which n processes share counts in each as the nth part of a page. See proc_pid_smaps(5).
"""

import os
from pathlib import Path

_PROC = Path("/proc")
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def uses_more(process: int, most: int) -> bool:
    """Whether a process and those that it started hold more than so many bytes.

    The resident set, which is never smaller and costs next to nothing to read, is looked at first: adding up the shares walks every page.
    """
    family = (process, *started_by(process))
    return sum(map(_resident, family)) > most and memory_of(process) > most


def memory_of(process: int) -> int:
    """The proportional set size in bytes of a process and of those that it started; 0 where it is not known."""
    return sum(map(_proportional, (process, *started_by(process))))


def seconds_of(process: int) -> float:
    """The seconds of work that a process, and those of the programs it started which have ended or still run, has done."""
    return sum(_seconds(each) for each in (process, *started_by(process)))


def started_by(process: int) -> list[int]:
    """The processes that a process has started, and theirs."""
    try:
        text = (_PROC / f"{process}/task/{process}/children").read_text()
    except OSError:
        return []
    found = [int(each) for each in text.split()]
    return found + [other for each in found for other in started_by(each)]


def _resident(process: int) -> int:
    try:
        return int((_PROC / f"{process}/statm").read_text().split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0


def _proportional(process: int) -> int:
    try:
        with open(f"/proc/{process}/smaps_rollup", encoding="ascii") as file:
            return next((int(line.split()[1]) * 1024 for line in file if line.startswith("Pss:")), 0)
    except OSError:
        return 0


def _seconds(process: int) -> float:
    try:
        fields = (_PROC / f"{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(int(fields[place]) for place in (11, 12, 13, 14)) / _TICKS
