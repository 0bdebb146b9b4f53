"""Offer the knowledge to an assistant."""

from argparse import Namespace
from typing import TYPE_CHECKING

from lfr_kg.commands import inputs

if TYPE_CHECKING:
    from lfr_kg.commands.options import Commands


def add(commands: "Commands") -> None:
    """Tell the parser of the command line about it."""
    parser = commands.add_parser("mcp", help="offer search, rules, questions, assessment and plans to an assistant (MCP, standard input)")
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Answer on standard input and output until the other side closes it."""
    from lfr_kg.mcp import server

    server(inputs.opened()).run("stdio")
    return 0
