"""Assess again what a receipt was given for."""

import json
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from lfr_kg.base import times
from lfr_kg.base.errors import BadRequest
from lfr_kg.commands import inputs

if TYPE_CHECKING:
    from lfr_kg.commands.options import Commands


def add(commands: "Commands") -> None:
    """Tell the parser of the command line about it."""
    parser = commands.add_parser("verify", help="assess again what a receipt was given for, and say what differs")
    parser.add_argument("receipt", type=Path, help="an answer as JSON, or its receipt alone")
    parser.add_argument("files", type=Path, nargs="+")
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Assess again what a receipt was given for: 1 where it differs."""
    from lfr_kg.answer import receipt

    try:
        was = json.loads(options.receipt.read_bytes())
        given = was.get("receipt", was)
        as_at = times.day(given["lawAsAt"]) if given["lawAsAt"] else None
        at, as_then = times.instant(given["assessedAt"]), given.get("understanding") == "then"
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadRequest(f"{options.receipt} is no receipt: give the JSON that «lfr-kg assess --format json» printed.") from error
    found = receipt.differences(was, inputs.opened().assess(inputs.read(options.files), as_at, at, as_then))
    print("\n".join(found) or "Identical.")
    return 1 if found else 0
