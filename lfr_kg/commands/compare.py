"""What changes between the law of two days."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from lfr_kg.base.errors import BadRequest
from lfr_kg.commands import inputs
from lfr_kg.commands.options import day, instant

if TYPE_CHECKING:
    from lfr_kg.commands.options import Commands


def add(commands: "Commands") -> None:
    """Tell the parser of the command line about it."""
    parser = commands.add_parser("compare", help="what changes between the law of two days")
    parser.add_argument("file", type=Path)
    parser.add_argument("--as-at", type=day, action="append", required=True, metavar="DATE", help="give it twice")
    parser.add_argument("--at", type=instant, metavar="INSTANT")
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """What changes between the law of two days. Raises BadRequest where not two are given."""
    from lfr_kg.answer import comparison

    if len(options.as_at) != 2:
        raise BadRequest("Give --as-at twice: the two days whose law is compared.")
    knowledge = inputs.opened()
    answers = [knowledge.assess(inputs.read([options.file]), day, options.at) for day in sorted(options.as_at)]
    print(comparison.as_text(*answers))
    return 0
