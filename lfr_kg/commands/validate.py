"""The W3C validation report on descriptions."""

from argparse import Namespace
from typing import TYPE_CHECKING

from lfr_kg.commands import inputs, outputs
from lfr_kg.commands.options import add_files, add_times

if TYPE_CHECKING:
    from lfr_kg.commands.options import Commands


def add(commands: "Commands") -> None:
    """Tell the parser of the command line about it."""
    parser = commands.add_parser("validate", help="the W3C validation report on descriptions, as Turtle")
    add_files(parser)
    add_times(parser)
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """The W3C validation report: 1 where it has a result."""
    from lfr_kg.answer import reports

    triples = inputs.opened().validate(inputs.read(options.files), options.as_at)
    outputs.data(reports.turtle(triples))
    return 1 if len(triples) > 2 else 0
