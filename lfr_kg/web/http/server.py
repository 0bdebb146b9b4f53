"""The processes that serve: granian's, kept going whatever ends one of them, over a copy of the knowledge that nobody changes meanwhile.

Granian (2.8) ends the whole service where a process of its dies twice within some seconds, which a visitor may bring about, or a folder of
knowledge that somebody is editing. Here it is replaced every time, more slowly where it dies again and again.
"""

import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from granian.server.mp import MPServer

from lfr_kg.base.errors import BadSetting
from lfr_kg.base.log import tell
from lfr_kg.web.http import metrics

FOLDERS, FILE = ("ontology", "shapes", "queries"), "CHANGELOG.md"
"""What a root holds that is served."""
ROOT = "LFR_KG_ROOT"
REMEMBERED_SECONDS = 60.0
"""How long a death counts for how soon the next is mended."""
LONGEST_PAUSE = 5.0


class Server(MPServer):
    """Granian, with an entry of the log for what becomes of each process. ``knowledge`` is looked at again where a reload is asked for
    (SIGHUP), and taken up where it builds."""

    knowledge: "Knowledge"

    def __init__(self, target: str, knowledge: "Knowledge", **options: Any):
        super().__init__(target, log_dictconfig=_NO_WORDS, **options)
        self.knowledge = knowledge
        self._deaths: list[float] = []

    def _spawn_workers(self, spawn_target: Callable[..., None], target_loader: Callable[..., Any]) -> None:
        super()._spawn_workers(spawn_target, target_loader)  # type: ignore[no-untyped-call]
        for worker in self.wrks:
            _tell("started", worker)

    def _respawn_workers(
        self, workers: list[int], spawn_target: Callable[..., None], target_loader: Callable[..., Any], delay: float = 0
    ) -> None:
        for index in workers:
            old = self.wrks[index]
            if not old.is_alive():
                self._pause()
            if self.interrupt_signal:
                self.main_loop_interrupt.set()
                return
            code = old.inner.exitcode
            super()._respawn_workers([index], spawn_target, target_loader, delay)
            _tell("retired" if code is None else "died", old, **({} if code is None else {"code": code}))
            metrics.forget(old.inner.pid)
            _tell("started", self.wrks[index])
        self.respawned_wrks.clear()  # which is what granian calls a crash loop

    def _pause(self) -> None:
        """Wait before a process that died is replaced: not at all, or longer where some died lately."""
        now = time.monotonic()
        self._deaths = [each for each in self._deaths if each > now - REMEMBERED_SECONDS]
        end = now + min(LONGEST_PAUSE, 0.25 * 2 ** len(self._deaths)) if self._deaths else now
        self._deaths.append(now)
        while time.monotonic() < end and not self.interrupt_signal:
            time.sleep(0.05)

    def _reload(self, spawn_target: Callable[..., None], target_loader: Callable[..., Any]) -> None:
        refused = self.knowledge.renew()
        if refused:
            self.reload_signal = False
            self.main_loop_interrupt.clear()
            tell("reload refused", logging.ERROR, reason=refused)
        else:
            tell("reload")
            super()._reload(spawn_target, target_loader)  # type: ignore[no-untyped-call]


_NO_WORDS = {
    "formatters": {},
    "handlers": {},
    "loggers": {"_granian": {"handlers": [], "propagate": True}, "granian.access": {"handlers": []}},
}
"""Granian's logging, left to ours."""


def _tell(did: str, worker: Any, **why: object) -> None:
    tell("worker", of="web", did=did, pid=worker.inner.pid, **why)


class Knowledge:
    """A copy of the root that the settings name, in a folder of the run's own, and the setting that leads every process to it: what
    becomes of the root itself disturbs nobody who serves."""

    def __init__(self, root: Path, folder: Path):
        self.root, self.folder, self.copies = root, folder, 0
        os.environ[ROOT] = str(self._copy())

    def renew(self) -> str:
        """Take up the root as it is now, where it builds; why it does not, or nothing."""
        try:
            copy = self._copy()
        except OSError as error:
            return str(error)
        done = subprocess.run(
            [sys.executable, "-m", "lfr_kg", "build"], env=os.environ | {ROOT: str(copy)}, capture_output=True, text=True, check=False
        )
        if done.returncode:
            shutil.rmtree(copy, ignore_errors=True)
            return done.stderr.strip()
        os.environ[ROOT] = str(copy)
        return ""

    def _copy(self) -> Path:
        self.copies += 1
        copy = self.folder / f"knowledge-{self.copies}"
        for name in FOLDERS:
            try:
                shutil.copytree(self.root / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
            except shutil.Error as error:  # it holds a reason for every file
                raise OSError(error.args[0][0][-1]) from error
        if (self.root / FILE).is_file():
            shutil.copy(self.root / FILE, copy / FILE)
        return copy


@contextmanager
def run_folder() -> Iterator[Path]:
    """A folder of this run's own, which ends with it, and which PROMETHEUS_MULTIPROC_DIR leads to a part of.

    Raises BadSetting where there is no place for one.
    """
    try:
        made = tempfile.TemporaryDirectory(prefix="lfr-kg-", ignore_cleanup_errors=True)
    except OSError as error:
        told = f"There is no place for temporary files ({error.strerror}): set TMPDIR to a folder that can be written."
        raise BadSetting(told) from error
    with made as name:
        folder = Path(name)
        (folder / "metrics").mkdir()
        os.environ[metrics.FOLDER] = str(folder / "metrics")
        yield folder
