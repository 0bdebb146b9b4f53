"""A force's own register, in a folder: descriptions added with what came out, listed, reported, and verified."""

import getpass
import json
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from lfr_kg.base.errors import BadRequest
from lfr_kg.commands import inputs, outputs

if TYPE_CHECKING:
    from lfr_kg.commands.options import Commands


def add_actions(actions: "Commands") -> None:
    """Tell the parser of «lfr-kg register» about what is done with a register of one's own."""
    parser = actions.add_parser("add", help="assess descriptions and add each to a register of your own, in a folder")
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--by", default="", metavar="NAME", help="who adds them; the name of the account where left out")
    parser.add_argument("--note", default="", metavar="TEXT", help="what else is to be kept with them")
    parser.set_defaults(run=add)
    parser = actions.add_parser("list", help="list the entries of such a register")
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.set_defaults(run=list_)
    parser = actions.add_parser("report", help="how many findings have which verdict, deployment by deployment")
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--format", choices=("table", "csv", "json"), default="table")
    parser.set_defaults(run=report)
    parser = actions.add_parser("verify", help="work out every hash of such a register again, and say what was changed")
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--holds", default="", metavar="HASH", help="ask too whether the entry with this hash is still there")
    parser.set_defaults(run=verify)


def add(options: Namespace) -> int:
    """Assess descriptions and add each, in the order given; none is added where one cannot be read."""
    from lfr_kg.base.serialising import as_bytes
    from lfr_kg.ledger.ledger import Ledger, Sent

    by = options.by or _account()
    sent, kb = inputs.read(options.files), inputs.opened()
    answers = [kb.sealed([each]) for each in sent]
    ledger = Ledger.made(options.folder)
    for each, sealed in zip(sent, answers, strict=True):
        entry = ledger.add(Sent(*each), sealed.answer, as_bytes(sealed.whole), by, options.note)
        print(f"Entry {entry['number']}: {each[2]}, {entry['hash']}", flush=True)
    return 0


def list_(options: Namespace) -> int:
    """Print the entries, one a line."""
    from lfr_kg.ledger import reporting
    from lfr_kg.ledger.ledger import Ledger

    print(reporting.as_list(Ledger.at(options.folder).entries()))
    return 0


def report(options: Namespace) -> int:
    """Print the table of verdicts."""
    from lfr_kg.ledger import reporting
    from lfr_kg.ledger.ledger import Ledger

    entries = Ledger.at(options.folder).entries()
    if options.format == "table":
        print(reporting.as_text(entries))
    elif options.format == "csv":
        outputs.data(reporting.as_csv(entries))
    else:
        outputs.data(json.dumps(reporting.rows_of(entries), ensure_ascii=False, indent=2))
    return 0


def verify(options: Namespace) -> int:
    """Say what is not as it was written: 1 where something is, each line beginning with its kind."""
    from lfr_kg.ledger.ledger import Ledger
    from lfr_kg.ledger.verifying import verify as verified

    found = verified(Ledger.at(options.folder), options.holds.strip().lower())
    for fault in found.faults:
        print(f"{fault.kind}: {fault.sentence}")
    for note in found.notes:
        print(f"note: {note}")
    if not found.faults:
        print(f"Whole: {found.head.count} entries. The hash of the last is {found.head.hash or 'none yet'}.")
    return 1 if found.faults else 0


def _account() -> str:
    """The name of the account that runs this. Raises BadRequest where the system knows none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:
        raise BadRequest("The system knows no name of this account: say with --by who adds this.") from error
