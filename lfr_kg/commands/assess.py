"""Assess descriptions, one by one or a folder of them."""

import sys
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from lfr_kg.assess.law import Terms
from lfr_kg.base.errors import BadRequest
from lfr_kg.base.model import Verdict
from lfr_kg.base.settings import Settings
from lfr_kg.commands import inputs, outputs
from lfr_kg.commands.options import add_detail, add_files, add_times, add_understanding

if TYPE_CHECKING:
    from lfr_kg.commands.options import Commands


def add(commands: "Commands") -> None:
    """Tell the parser of the command line about it."""
    parser = commands.add_parser("assess", help="assess descriptions, in the spreadsheet or in RDF; the worked example where none is named")
    parser.add_argument(
        "--format",
        choices=("table", "json", "turtle", "csv", "actions.csv", "html", "docx", "pdf"),
        help="by the ending of --out where left out, else a table",
    )
    parser.add_argument("--out", type=Path, help="write here; for a folder, one answer a line (NDJSON)")
    parser.add_argument("--strict", action="store_true", help="exit with 1 for a departure from a code, guidance or policy too")
    add_detail(parser)
    add_files(parser)
    add_times(parser)
    add_understanding(parser)
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Assess descriptions: 1 where a finding is breached or, with ``--strict``, departed from. Raises BadRequest where options do not go
    together, and what reading and assessing raise."""
    from lfr_kg.answer import detail, reports
    from lfr_kg.base import serialising

    detail.require_together(options.detail, options.inline)
    if any(place.is_dir() for place in options.files):
        return _assess_many(options)
    chosen = options.format or reports.format_of(options.out.name if options.out else "")
    if chosen in reports.BINARY and options.out is None and sys.stdout.isatty():
        raise BadRequest(
            f"A {chosen} report is not for a screen: name a file with --out report.{chosen}, or send it on with > report.{chosen}."
        )
    answer = inputs.opened().assess(inputs.read(options.files), options.as_at, options.at, options.understanding == "then")
    report: str | bytes
    if chosen == "json":
        report = serialising.as_json(detail.given(answer, options.detail, options.inline), options.pretty)
    else:
        report = reports.FORMATS[chosen](answer)
    _give(report, options.out, is_read_by_people=chosen == "table")
    return 1 if any(_fails(each["summary"], options.strict) for each in answer["deployments"]) else 0


def _fails(summary: dict[str, int], strict: bool) -> bool:
    """Whether the exit status is 1: for a breach and, where departures count, for one."""
    return bool(summary[Verdict.BREACHED] or (strict and summary[Verdict.DEPARTED_FROM]))


def _give(report: str | bytes, out: Path | None, *, is_read_by_people: bool) -> None:
    """Write a report into a file or, where none is named, to standard output: in the terminal's encoding where people read it."""
    if out is not None:
        try:
            out.write_bytes(report if isinstance(report, bytes) else report.encode())
        except OSError as error:
            raise BadRequest(f"{out} cannot be written: {error.strerror}.") from error
    elif isinstance(report, bytes):
        sys.stdout.buffer.write(report)
    elif is_read_by_people:
        print(report)
    else:
        outputs.data(report)


def _assess_many(options: Namespace) -> int:
    from tqdm import tqdm

    from lfr_kg.batch import local as batch

    if options.out is None:
        raise BadRequest("A folder is assessed into a file: name it with --out FILE (one answer a line, NDJSON).")
    files = batch.files_in(options.files)
    terms = Terms(options.as_at, (options.at or datetime.now(UTC)).replace(microsecond=0), options.understanding == "then")
    wanted = batch.Wanted(terms, options.detail, options.inline)
    found = batch.assess_files(files, Settings.from_environment(), wanted)
    failing = unreadable = 0
    with options.out.open("wb") as out:
        for each in tqdm(found, total=len(files), unit="file", file=sys.stderr, disable=not sys.stderr.isatty()):
            out.write(each["line"] + b"\n")
            failing += any(_fails(summary, options.strict) for summary in each["summaries"])
            unreadable += each["unreadable"] is not None
            if each["unreadable"]:
                print(f"lfr-kg: {each['unreadable']}", file=sys.stderr)
    print(
        f"{len(files)} files: {failing} with a breach{' or a departure' if options.strict else ''}, {unreadable} not readable. The "
        f"answers are in {options.out}."
    )
    return 2 if unreadable else 1 if failing else 0
