"""What ``assess`` does with a folder: one file of all answers, in which an interrupted run goes on."""

import sys
from argparse import Namespace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lfr_kg.assess.law import Terms
from lfr_kg.base.errors import BadRequest

if TYPE_CHECKING:
    from lfr_kg.batch.running import Summary
    from lfr_kg.batch.wanted import Wanted

PARQUET, NDJSON = ".parquet", ".ndjson"


def is_many(options: Namespace) -> bool:
    """Whether a folder is to be assessed, or files into what only holds many answers, or on other machines."""
    ending = options.out.suffix.lower() if options.out else ""
    return ending in (PARQUET, NDJSON) or bool(options.scheduler) or any(place.is_dir() for place in options.files)


def assess(options: Namespace, failing: frozenset[str]) -> int:
    """Assess all of them: 2 where a file cannot be read, 1 where one has a finding with such a verdict. Raises BadRequest where options do
    not go together, and what ``running.run`` raises."""
    from tqdm import tqdm

    from lfr_kg.batch import files, running
    from lfr_kg.batch.cluster import Cluster
    from lfr_kg.batch.local import assess_files
    from lfr_kg.batch.part import Entry

    wanted = _wanted(options)
    named = files.files_in(options.files)
    progress = tqdm(total=len(named), unit="file", file=sys.stderr, disable=not sys.stderr.isatty())

    def tell(text: str) -> None:
        progress.write(f"lfr-kg: {text}", file=sys.stderr)

    def begun(kept: int, is_other: bool) -> None:
        if kept:
            tell(f"{kept} of {len(named)} files were assessed before, and are kept.")
        elif is_other:
            tell("What an earlier run left was of other law, software, options or settings, and is not kept.")
        progress.update(kept)
        progress.unpause()  # what was kept says nothing about how long the rest takes

    def each(entry: Entry) -> None:
        if entry.unreadable:
            tell(entry.unreadable if entry.unreadable.startswith(entry.file) else f"{entry.file}: {entry.unreadable}")
        progress.update()

    way = Cluster(options.scheduler).assess_files if options.scheduler else assess_files
    with progress:
        heard = running.Heard(begun, each)
        found = running.run(named, options.out, wanted, failing, is_instant_given=bool(options.at), way=way, heard=heard)
    print(_told(found, options))
    return 2 if found.unreadable else 1 if found.failing else 0


def _wanted(options: Namespace) -> "Wanted":
    """What the options ask for. Raises BadRequest where they do not go together."""
    from lfr_kg.answer.contract import DETAILS
    from lfr_kg.batch.wanted import Wanted

    if options.out is None:
        raise BadRequest("A folder is assessed into a file: name it with --out FILE.ndjson (one answer a line) or FILE.parquet.")
    if options.format or options.pretty:
        raise BadRequest("Many answers are written as NDJSON, or as a table where --out ends in .parquet: leave out --format and --pretty.")
    is_table = options.out.suffix.lower() == PARQUET
    if is_table and (options.detail != DETAILS[-1] or options.inline):
        raise BadRequest("A Parquet file has a row for each finding: --detail and --inline are for NDJSON. Leave them out.")
    terms = Terms(options.as_at, (options.at or datetime.now(UTC)).replace(microsecond=0), options.understanding == "then")
    return Wanted(terms, options.detail, options.inline, "parquet" if is_table else "ndjson")


def _told(found: "Summary", options: Namespace) -> str:
    from lfr_kg.base.scales import VERDICTS

    counts = ", ".join(f"{found.verdicts[slug]:,} {entry.label}" for slug, entry in VERDICTS.items() if found.verdicts[slug])
    return (
        f"{_counted(found.files, 'file')}: {found.failing:,} with a breach{' or a departure' if options.strict else ''}, "
        f"{found.unreadable:,} not readable. {_counted(found.deployments, 'deployment')}, findings: {counts or 'none'}. "
        f"The answers are in {options.out}."
    )


def _counted(count: int, of: str) -> str:
    return f"{count:,} {of}{'' if count == 1 else 's'}"
