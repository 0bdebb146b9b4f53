"""A batch from its files to its file: what an earlier run left is kept, the rest is assessed, and the whole takes its place at once."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lfr_kg.base import times
from lfr_kg.base.settings import Settings
from lfr_kg.batch import files, parquet, part
from lfr_kg.batch.local import Done, assess_files
from lfr_kg.batch.part import Entry, Part
from lfr_kg.batch.wanted import Wanted, identity_of
from lfr_kg.knowledge import KnowledgeBase

Way = Callable[[Iterable[Path], Wanted, Settings], Iterator[Done]]
"""What assesses files and gives what comes of each, in their order."""


@dataclass
class Summary:
    """What came of a batch. ``unreadable`` counts files, ``failing`` those in which a finding has one of ``failures``, ``kept`` those of
    which an earlier run had left the line; ``verdicts`` counts findings over all deployments."""

    failures: frozenset[str]
    files: int = 0
    deployments: int = 0
    unreadable: int = 0
    failing: int = 0
    kept: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)

    def add(self, entry: Entry) -> None:
        """Count what came of a file."""
        self.files += 1
        self.deployments += len(entry.summaries)
        self.unreadable += entry.unreadable is not None
        self.failing += any(summary[verdict] for summary in entry.summaries for verdict in self.failures)
        for summary in entry.summaries:
            self.verdicts.update(summary)


@dataclass(frozen=True)
class Heard:
    """Who hears of a batch while it goes on: of what an earlier run kept (files, and whether it was of another batch, so that nothing is
    kept), and of each file."""

    begun: Callable[[int, bool], None] = lambda kept, is_other: None
    each: Callable[[Entry], None] = lambda entry: None


def run(
    named: list[Path],
    out: Path,
    wanted: Wanted,
    failing: frozenset[str],
    *,
    is_instant_given: bool,
    way: Way = assess_files,
    heard: Heard | None = None,
) -> Summary:
    """Assess files into one file; ``failing`` are the verdicts by which a file counts as such. Where no instant is given, an interrupted
    batch goes on as of the instant at which it began.

    Raises BadRequest where the file cannot be written or another run writes it, MissingLibrary, and what ``way`` raises; whatever it is,
    the same call goes on from there.
    """
    heard = heard or Heard()
    if wanted.form == "parquet":
        parquet.require()
    settings = Settings.from_environment()
    identity = identity_of(KnowledgeBase.open(settings, opens_store=False))  # built once, before the processes start
    with part.opened(out) as work:
        asked = {**identity, "wanted": {**wanted.as_json(), **({} if is_instant_given else {"at": None})}}
        wanted = wanted.as_at(times.instant(work.take_up(asked, wanted.terms.at.isoformat())))
        summary, left = _kept(named, work, settings, failing)
        heard.begun(summary.kept, work.was_other)
        for done in way(left, wanted, settings):
            entry = work.add(*done)
            summary.add(entry)
            heard.each(entry)
        counts = {"files": summary.files, "deployments": summary.deployments, "unreadable": summary.unreadable}
        metadata = {**identity, "wanted": wanted.as_json(), **counts}
        names = [files.shown(file) for file in named]
        work.become(names, (lambda lines, whole: parquet.write(lines, whole, metadata)) if wanted.form == "parquet" else None)
    return summary


def _kept(named: list[Path], work: Part, settings: Settings, failing: frozenset[str]) -> tuple[Summary, list[Path]]:
    """What is counted of the lines that are kept, and the files that are left: new ones, and those that hold something else by now."""
    summary, left = Summary(failing), []
    for file in named:
        entry = work.entries.get(files.shown(file))
        if entry is not None and entry.digest == _digest(file, settings.max_bytes):
            summary.add(entry)
            summary.kept += 1
        else:
            left.append(file)
    return summary, left


def _digest(file: Path, most: int) -> str | None:
    try:
        return files.digest(files.content_of(file, most))
    except OSError:
        return None
