"""Published records, or a filled spreadsheet, as descriptions."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from lfr_kg.base.errors import BadRequest
from lfr_kg.commands import inputs

if TYPE_CHECKING:
    from lfr_kg.commands.options import Commands


def add(commands: "Commands") -> None:
    """Tell the parser of the command line about it."""
    parser = commands.add_parser("import", help="turn published records (CSV), or a filled spreadsheet, into descriptions (Turtle)")
    parser.add_argument("register", choices=("met", "xlsx"), help="whose register it is, or xlsx for a spreadsheet")
    parser.add_argument("file", type=Path)
    parser.add_argument("--out", type=Path, help="write here; to the screen where left out")
    parser.add_argument("--row", action="append", help="only the record with this row_id (may repeat)")
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Turn a published register, or a filled spreadsheet, into descriptions."""
    turtle = _from_spreadsheet(options) if options.register == "xlsx" else _from_register(options)
    if options.out:
        options.out.write_text(turtle, encoding="utf-8")
    else:
        print(turtle)
    return 0


def _from_register(options: Namespace) -> str:
    from lfr_kg.importers import IMPORTERS

    try:
        text = options.file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadRequest(f"{options.file} cannot be read as UTF-8 text: {error}.") from error
    return IMPORTERS[options.register](text, options.file.name, set(options.row or ()))


def _from_spreadsheet(options: Namespace) -> str:
    from lfr_kg.drafting.dictionary import read_dictionary
    from lfr_kg.drafting.spreadsheet import descriptions

    knowledge = inputs.opened()
    try:
        content = options.file.read_bytes()
    except OSError as error:
        raise BadRequest(f"{options.file}: {error.strerror}.") from error
    return descriptions(content, options.file.name, read_dictionary(knowledge.graph, knowledge.vocabulary)).decode()
