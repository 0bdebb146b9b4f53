"""Assess descriptions, one by one or a folder of them."""

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from lfr_kg.base.errors import BadRequest
from lfr_kg.base.model import Verdict
from lfr_kg.commands import inputs, many, outputs
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
    parser.add_argument("--out", type=Path, help="write here; for a folder, one answer a line (.ndjson) or one finding a row (.parquet)")
    parser.add_argument("--strict", action="store_true", help="exit with 1 for a departure from a code, guidance or policy too")
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="assess on the workers of this Dask scheduler, such as tcp://10.0.0.5:8786, in place of this machine",
    )
    add_detail(parser)
    add_files(parser)
    add_times(parser)
    add_understanding(parser)
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Assess descriptions: 1 where a finding is breached or, with ``--strict``, departed from. Raises BadRequest where options do not go
    together, and what reading and assessing raise."""
    from lfr_kg.answer import detail
    from lfr_kg.base import serialising

    detail.require_together(options.detail, options.inline)
    if many.is_many(options):
        return many.assess(options, _failing(options.strict))
    chosen = options.format
    if chosen != "json":
        from lfr_kg.answer import reports  # JSON is none of them, and does not wait for what they are made with

        chosen = chosen or reports.format_of(options.out.name if options.out else "")
        if chosen in reports.BINARY and options.out is None and sys.stdout.isatty():
            raise BadRequest(
                f"A {chosen} report is not for a screen: name a file with --out report.{chosen}, or send it on with > report.{chosen}."
            )
    sealed = inputs.opened().sealed(inputs.read(options.files), options.as_at, options.at, options.understanding == "then")
    report: str | bytes
    if chosen == "json":
        report = serialising.as_json(sealed.given(options.detail, options.inline), options.pretty)
    else:
        report = reports.FORMATS[chosen](sealed.answer)
    _give(report, options.out, is_read_by_people=chosen == "table")
    failing = _failing(options.strict)
    return 1 if any(each["summary"][verdict] for each in sealed.answer["deployments"] for verdict in failing) else 0


def _failing(is_strict: bool) -> frozenset[str]:
    """The verdicts for which the exit status is 1."""
    return frozenset({Verdict.BREACHED, Verdict.DEPARTED_FROM} if is_strict else {Verdict.BREACHED})


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
