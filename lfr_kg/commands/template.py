"""A spreadsheet in which deployments can be described."""

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from lfr_kg.commands import inputs

if TYPE_CHECKING:
    from lfr_kg.commands.options import Commands


def add(commands: "Commands") -> None:
    """Tell the parser of the command line about it."""
    parser = commands.add_parser("template", help="a spreadsheet in which deployments can be described")
    parser.add_argument("files", type=Path, nargs="*", help="descriptions to fill it with; empty where none is named")
    parser.add_argument("--format", choices=("xlsx",), default="xlsx")
    parser.add_argument("--out", type=Path, default=Path("deployment.xlsx"), help="write here; deployment.xlsx where left out")
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Write a spreadsheet in which deployments can be described; filled where descriptions are named."""
    from lfr_kg.drafting.workbook import filled

    knowledge = inputs.opened()
    deployments = knowledge.describe(inputs.read(options.files)).deployments if options.files else []
    content, left = filled(knowledge.dictionary, deployments)
    options.out.write_bytes(content)
    for text in left:
        print(f"lfr-kg: the spreadsheet has no place for this and leaves it out: {text}", file=sys.stderr)
    print(f"{options.out} is ready to fill in. Assess it with: lfr-kg assess {options.out}")
    return 0
