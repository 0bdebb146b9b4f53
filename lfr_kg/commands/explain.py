"""Why a norm comes out as it does."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from lfr_kg.base import times
from lfr_kg.commands import inputs
from lfr_kg.commands.options import add_times

if TYPE_CHECKING:
    from lfr_kg.commands.options import Commands


def add(commands: "Commands") -> None:
    """Tell the parser of the command line about it."""
    parser = commands.add_parser("explain", help="why a norm comes out as it does, as a tree")
    parser.add_argument("file", type=Path)
    parser.add_argument("norm", help="the norm's slug")
    add_times(parser)
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Why a norm comes out as it does, and what would change it."""
    from lfr_kg import whatif as counterfactual
    from lfr_kg.answer import reports

    knowledge, files = inputs.opened(), inputs.read([options.file])
    answer = knowledge.assess(files, options.as_at, options.at)
    print(reports.as_tree(answer, options.norm))
    changes = knowledge.what_would_change(files, options.norm, options.as_at, times.instant(answer["receipt"]["assessedAt"]))
    if changes:
        print("\n" + counterfactual.as_text(changes))
    return 0
