"""Published records, or a filled spreadsheet, as descriptions."""

import hashlib
import re
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from lfr_kg.commands import inputs

if TYPE_CHECKING:
    from lfr_kg.commands.options import Commands, Parser
    from lfr_kg.importers.layouts import Imported
    from lfr_kg.register.imported import Document


def add(commands: "Commands") -> None:
    """Tell the parser of the command line about it."""
    from lfr_kg.importers.layouts import layouts

    parser = commands.add_parser("import", help="turn published records, or a filled spreadsheet, into descriptions (Turtle)")
    parser.add_argument(
        "register",
        choices=("met", "xlsx", "auto", *layouts()),
        metavar="LAYOUT",
        help="xlsx for our spreadsheet, met for rows as in lfr_kg/examples, auto to tell by headings (our spreadsheet too), or "
        + ", ".join(layouts()),
    )
    parser.add_argument("file", type=Path)
    add_document(parser)
    parser.add_argument("--out", type=Path, help="write here; to the screen where left out")
    parser.add_argument("--row", action="append", help="only the record with this row_id (may repeat)")
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Turn a published register, or a filled spreadsheet, into descriptions."""
    from lfr_kg.importers.met import PartlyRead

    is_spreadsheet = options.register == "xlsx" or (options.register == "auto" and _is_spreadsheet(options.file))
    if options.register != "met" and not is_spreadsheet:
        return _from_layout(options)
    try:
        turtle = _from_spreadsheet(options) if is_spreadsheet else _from_register(options)
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
    from lfr_kg.register.imported import as_turtle, rows_of

    content = inputs.content_of(options.file)
    found = read_layout(content, options.file.name, "" if options.register == "auto" else options.register)
    tables = inputs.opened().register.tables
    document = document_of(options, found, content)
    _give(as_turtle(rows_of(found, document, tables), tables), options)
    tell_what_was_read(found, options.file.name)
    return 1 if found.refused else 0


def add_document(parser: "Parser") -> None:
    """The options that say of what document a file is."""
    parser.add_argument("--document", default="", help="the title of the published document")
    parser.add_argument("--publisher", default="", help="who published it")
    parser.add_argument("--address", default="", help="where it is published")
    parser.add_argument("--copy", action="store_true", help="the file is another's copy of it, and not the publisher's own")


def document_of(options: Namespace, found: "Imported", content: bytes) -> "Document":
    """The document that a file holds, by the options and the layout as which it was read. Raises BadRequest for what is no address."""
    from lfr_kg.base.errors import BadRequest
    from lfr_kg.register.imported import Document

    if options.address and not re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", options.address):
        raise BadRequest(f"--address {options.address}: this is no address of the web. Give it as https://…")
    return Document(
        title=options.document or found.layout.title,
        publisher=options.publisher or found.layout.publisher,
        url=options.address,
        reading="transcription" if options.copy else "primary",
        file=options.file.name,
        sha256=hashlib.sha256(content).hexdigest(),
    )


def tell_what_was_read(found: "Imported", name: str) -> None:
    """Say how many rows were read and refused, and why each; and which tables were passed over."""
    layout = found.layout
    print(f"{name}: {len(found.rows)} rows read as {layout.name} ({layout.publisher}), {len(found.refused)} refused.", file=sys.stderr)
    for where, why in found.refused:
        print(f"  {where}: {why}", file=sys.stderr)
    for where, why in found.passed_over:
        print(f"  {where}: passed over, since {why}, and it names no day", file=sys.stderr)


def _from_register(options: Namespace) -> str:
    from lfr_kg.base.settings import Settings
    from lfr_kg.corpus.files import Corpus
    from lfr_kg.importers.grids import text_of
    from lfr_kg.importers.registers import IMPORTERS
    from lfr_kg.importers.use_cases import use_cases

    text = text_of(inputs.content_of(options.file), options.file.name)
    cases = use_cases(Corpus(Settings.from_environment().root))
    return IMPORTERS[options.register](text, options.file.name, set(options.row or ()), cases)


def _from_spreadsheet(options: Namespace) -> str:
    from lfr_kg.drafting.spreadsheet import descriptions

    return descriptions(inputs.content_of(options.file), options.file.name, inputs.opened().dictionary).decode()


def _is_spreadsheet(file: Path) -> bool:
    """Whether a file is a spreadsheet of ours."""
    from lfr_kg.drafting.spreadsheet import is_our_layout

    return file.suffix.lower() == ".xlsx" and is_our_layout(inputs.content_of(file), file.name, inputs.opened().dictionary)
