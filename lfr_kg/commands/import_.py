"""Published records, or a filled spreadsheet, as descriptions."""

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from lfr_kg.commands import inputs

if TYPE_CHECKING:
    from lfr_kg.commands.options import Commands


def add(commands: "Commands") -> None:
    """Tell the parser of the command line about it."""
    from lfr_kg.importers.layouts import layouts

    parser = commands.add_parser("import", help="turn published records, or a filled spreadsheet, into descriptions (Turtle)")
    parser.add_argument(
        "register",
        choices=("met", "xlsx", "auto", *layouts()),
        metavar="LAYOUT",
        help=f"xlsx for our spreadsheet, met for rows as in lfr_kg/examples, auto to tell by headings, or {', '.join(layouts())}",
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--document", default="", help="the title of the published document")
    parser.add_argument("--publisher", default="", help="who published it")
    parser.add_argument("--address", default="", help="where it is published")
    parser.add_argument("--copy", action="store_true", help="the file is another's copy of it, and not the publisher's own")
    parser.add_argument("--out", type=Path, help="write here; to the screen where left out")
    parser.add_argument("--row", action="append", help="only the record with this row_id (may repeat)")
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Turn a published register, or a filled spreadsheet, into descriptions."""
    if options.register not in ("xlsx", "met"):
        return _from_layout(options)
    from lfr_kg.importers.met import PartlyRead

    try:
        turtle = _from_spreadsheet(options) if options.register == "xlsx" else _from_register(options)
    except PartlyRead as error:
        _give(error.rest, options)
        raise
    _give(turtle, options)
    return 0


def _give(turtle: str, options: Namespace) -> None:
    if options.out:
        options.out.write_text(turtle, encoding="utf-8")
    else:
        print(turtle)


def _from_layout(options: Namespace) -> int:
    """A published table by its layout; 1 where a row of it was refused, which is told."""
    from lfr_kg.importers.layouts import read_layout
    from lfr_kg.register.imported import Document, as_turtle, rows_of

    found = read_layout(inputs.content_of(options.file), options.file.name, "" if options.register == "auto" else options.register)
    tables = inputs.opened().register.tables
    reading = "transcription" if options.copy else "primary"
    document = Document(options.document or found.layout.title, options.publisher or found.layout.publisher, options.address, reading)
    _give(as_turtle(rows_of(found, document, tables), tables), options)
    print(f"{options.file.name}: {len(found.rows)} rows read as {found.layout.name}, {len(found.refused)} refused.", file=sys.stderr)
    for where, why in found.refused:
        print(f"  {where}: {why}", file=sys.stderr)
    return 1 if found.refused else 0


def _from_register(options: Namespace) -> str:
    from lfr_kg.importers import IMPORTERS
    from lfr_kg.importers.grids import text_of

    text = text_of(inputs.content_of(options.file), options.file.name)
    return IMPORTERS[options.register](text, options.file.name, set(options.row or ()))


def _from_spreadsheet(options: Namespace) -> str:
    from lfr_kg.drafting.spreadsheet import descriptions

    return descriptions(inputs.content_of(options.file), options.file.name, inputs.opened().dictionary).decode()
