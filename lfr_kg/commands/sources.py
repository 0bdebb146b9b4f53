"""Whether the law still stands as it is stated."""

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from lfr_kg.base.errors import BadRequest
from lfr_kg.commands import inputs

if TYPE_CHECKING:
    from lfr_kg.commands.options import Commands


def add(commands: "Commands") -> None:
    """Tell the parser of the command line about it."""
    actions = commands.add_parser("sources", help="the sources of the law").add_subparsers(required=True, metavar="ACTION")
    parser = actions.add_parser("check", help="ask the official services whether the law still stands as it is stated")
    parser.add_argument("--offline", type=Path, metavar="DIR", help="read saved files from this folder, and ask nobody")
    parser.add_argument("--out", type=Path, help="write the report here (JSON where the name ends in .json)")
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Whether the law still stands as it is stated: 3 where something asked for was not reached or not read, so that the report is not
    complete; otherwise 1 where a norm is touched, 0 where none is."""
    from lfr_kg import currency

    if options.offline and not options.offline.is_dir():
        raise BadRequest(f"{options.offline} is no folder: name the one that holds the saved files.")
    report = currency.check(inputs.opened(), currency.FolderFetcher(options.offline) if options.offline else currency.HttpFetcher())
    if options.out:
        options.out.write_text(currency.as_json(report) if options.out.suffix == ".json" else currency.as_text(report), encoding="utf-8")
    else:
        print(currency.as_text(report))
    if report.incomplete:
        print(
            f"lfr-kg: nothing is known of {report.incomplete} of the provisions asked about; the report says which, and why.",
            file=sys.stderr,
        )
        return 3
    return 1 if report.norms else 0
