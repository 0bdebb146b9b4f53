"""A batch on the workers of a Dask scheduler: files are sent as bytes, lines come back as bytes, in the order and to the letter of a run on
one machine. dask and distributed, the extra ``cluster``, are loaded here alone, and only where a scheduler is named.

Each Dask worker keeps processes of its own that a file may end (``local.Workers``): to the cluster a file that kills is a file like any
other. Where a whole worker ends, Dask gives what it had to the others. Workers have to be of the same law, software, key and settings.
"""

import re
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import orjson

from lfr_kg.base.errors import BadRequest, LfrError, MissingLibrary
from lfr_kg.base.settings import Settings
from lfr_kg.batch import files
from lfr_kg.batch.local import Done, Workers, unread
from lfr_kg.batch.spreading import Spread
from lfr_kg.batch.wanted import DECIDING, Identity, Outcome, Wanted, identity_of
from lfr_kg.batch.working import IDENTITY
from lfr_kg.knowledge import KnowledgeBase

if TYPE_CHECKING:
    from distributed import Client, Worker

TOGETHER, TOGETHER_BYTES = 8, 1_000_000
"""How many files are sent at once, fewer where they have more bytes than that: less talk, and little to do again."""
CONNECTING_SECONDS, WORKERLESS_SECONDS = 10, 60
LOOK_SECONDS = 5
ADDRESS = re.compile(r"(tcp|tls|ws|wss)://\S+:\d+")

Sent = tuple[str, str, bytes]
"""A file: what its line calls it, the name that tells its form, what it holds."""


class NoCluster(LfrError):
    """The scheduler or its workers cannot be used."""

    status = 503


class Cluster:
    """The workers of the scheduler at an address. Raises BadRequest where it is none."""

    def __init__(self, address: str):
        if not ADDRESS.fullmatch(address):
            raise BadRequest(f"{address} is no address of a scheduler, such as tcp://10.0.0.5:8786.")
        self.address = address

    def assess_files(self, named: Iterable[Path], wanted: Wanted, settings: Settings) -> Iterator[Done]:
        """What comes of each file, in order.

        Raises MissingLibrary without the extra, and NoCluster where the scheduler is not reached or goes away, or where it has no worker,
        or one that would answer otherwise.
        """
        identity = identity_of(KnowledgeBase.open(settings, opens_store=False))
        text = orjson.dumps(wanted.as_json()).decode()
        with self._connected() as client:
            count = sum(self._require_same(client, identity).values())

            def done(group: list[Path]) -> list[Done]:
                read = [_read(file, settings.max_bytes) for file in group]
                sent = [each for each in read if not isinstance(each, Done)]
                found = iter(self._asked(client, sent, text, identity))
                return [each if isinstance(each, Done) else Done(each[0], files.digest(each[2]), next(found)) for each in read]

            spread = Spread(done, _groups(named), 2 * count, lambda group: sum(len(each.outcome["line"]) for each in group))
            for group in spread:
                yield from group

    def _connected(self) -> "Client":
        try:
            from distributed import Client
        except ImportError as error:
            raise MissingLibrary("A cluster needs", "distributed", "lfr-kg[cluster]") from error
        try:
            return Client(self.address, timeout=CONNECTING_SECONDS, set_as_default=False)
        except OSError as error:
            raise NoCluster(
                f"The scheduler {self.address} is not reached within {CONNECTING_SECONDS} seconds. Does "
                "`dask scheduler` run there, and does nothing between keep this machine from it?"
            ) from error

    def _require_same(self, client: "Client", identity: Identity) -> dict[str, int]:
        """How many files each worker of the cluster assesses at once. Raises NoCluster where one would answer otherwise."""
        try:
            client.wait_for_workers(1, timeout=CONNECTING_SECONDS)
        except TimeoutError as error:
            raise NoCluster(f"The scheduler {self.address} has no worker. Start some with `dask worker {self.address}`.") from error
        found = client.run(told, on_error="return")
        for address, (theirs, _) in sorted((where, said if isinstance(said, tuple) else (said, 0)) for where, said in found.items()):
            if isinstance(theirs, BaseException):
                raise NoCluster(f"The worker {address} cannot assess: {_words(theirs)} Install lfr-kg there as it is here.")
            _require_equal(address, theirs, identity)
        return {address: count for address, (_, count) in found.items()}

    def _asked(self, client: "Client", sent: list[Sent], wanted: str, identity: Identity) -> list[Outcome]:
        """What comes of some files on whichever worker has time."""
        from distributed import CancelledError, KilledWorker
        from distributed.comm.core import CommClosedError

        if not sent:
            return []
        try:
            future = client.submit(assess_there, sent, wanted, identity, pure=False)
            seen = time.monotonic()
            while True:
                try:
                    found: list[Outcome] = future.result(timeout=LOOK_SECONDS)
                    return found
                except TimeoutError:
                    if client.scheduler_info()["workers"]:
                        seen = time.monotonic()
                    elif time.monotonic() - seen > WORKERLESS_SECONDS:
                        raise NoCluster(
                            f"The scheduler {self.address} has had no worker for {WORKERLESS_SECONDS} seconds. {GO_ON}"
                        ) from None
        except (CancelledError, CommClosedError) as error:
            raise NoCluster(f"The scheduler {self.address} went away. {GO_ON}") from error
        except KilledWorker as error:
            raise NoCluster(f"Worker after worker of {self.address} ended. Its operator finds why in their logs. {GO_ON}") from error


GO_ON = "What was answered is kept: the same command goes on from there."


def _read(file: Path, most: int) -> Sent | Done:
    called = files.shown(file)
    try:
        return called, file.name, files.content_of(file, most)
    except OSError as error:
        return unread(called, error)


def _groups(named: Iterable[Path]) -> Iterator[list[Path]]:
    """The files in groups that are sent together."""
    group: list[Path] = []
    size = 0
    for file in named:
        group.append(file)
        size += file.stat().st_size if file.exists() else 0
        if len(group) == TOGETHER or size > TOGETHER_BYTES:
            yield group
            group, size = [], 0
    if group:
        yield group


def _words(error: BaseException) -> str:
    return error.message if isinstance(error, LfrError) else f"{type(error).__name__}: {error}."


def _require_equal(address: str, theirs: Mapping[str, Any], ours: Identity) -> None:
    """Raise NoCluster where a worker would not answer as this machine does."""
    if theirs == ours:
        return
    for name in ("software", "knowledge", "key"):
        if theirs.get(name) != ours.get(name):
            raise NoCluster(
                f"The worker {address} would answer otherwise: its {name} is {theirs.get(name) or 'none'}, that of this machine "
                f"{ours.get(name) or 'none'}. Install the same there and start it again."
            )
    there = theirs.get("settings", {})
    differing = [
        f"LFR_KG_{name.upper()} ({there.get(name)}, here {ours['settings'][name]})"
        for name in DECIDING
        if there.get(name) != ours["settings"][name]
    ]
    raise NoCluster(f"The worker {address} would answer otherwise: set there as here {', '.join(differing)}.")


class _Here:
    """What a Dask worker has started: its processes, once, with what decides their answers."""

    lock = threading.Lock()
    workers: Workers | None = None
    identity: ClassVar[dict[str, Any]] = {}


def _here(threads: int) -> Workers:
    with _Here.lock:
        if _Here.workers is None:
            settings = Settings.from_environment()
            KnowledgeBase.open(settings, opens_store=False)  # says what is wrong, which the processes cannot
            workers = Workers(settings, threads)
            _Here.identity = orjson.loads(workers.pool.run(IDENTITY, b"")[1])
            _Here.workers = workers
        return _Here.workers


def told(dask_worker: "Worker") -> tuple[dict[str, Any], int]:
    """What a Dask worker says of itself: what decides its answers, and how many files it assesses at once."""
    workers = _here(dask_worker.state.nthreads)
    return _Here.identity, workers.count


def assess_there(sent: list[Sent], wanted: str, identity: Identity) -> list[Outcome]:
    """What comes of some files, on a Dask worker. Raises NoCluster where it would answer otherwise: it may have come
    after the others were asked."""
    from distributed import get_worker

    worker = get_worker()
    workers = _here(worker.state.nthreads)
    _require_equal(worker.address, _Here.identity, identity)
    return [workers.assess(*each, wanted) for each in sent]
