"""The register of published records, and what a newly published table changes in it; beside it, registers of one's own."""

import json
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from lfr_kg.base.errors import BadRequest
from lfr_kg.base.settings import Settings
from lfr_kg.commands import inputs

if TYPE_CHECKING:
    from lfr_kg.commands.options import Commands


def add(commands: "Commands") -> None:
    """Tell the parser of the command line about it."""
    from lfr_kg.commands import own_register
    from lfr_kg.commands.import_ import add_document
    from lfr_kg.importers.layouts import layouts

    actions = commands.add_parser("register", help="the published records, and a register of your own").add_subparsers(
        required=True, metavar="ACTION"
    )
    parser = actions.add_parser("update", help="say what is new, changed and withdrawn in a newly published table")
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--layout", default="", choices=list(layouts()), help="the layout of the table; told by its headings where left out"
    )
    add_document(parser)
    parser.add_argument("--json", action="store_true", help="write it as JSON")
    parser.add_argument("--write", action="store_true", help="put new rows and changed figures into the register's files")
    parser.set_defaults(run=run)
    own_register.add_actions(actions)


def run(options: Namespace) -> int:
    """Say what a newly published table changes: 1 where it differs from the register or a row of it was refused, which is told.

    Raises BadRequest where the register is to be written and no address is given.
    """
    from lfr_kg.commands.import_ import document_of, tell_what_was_read
    from lfr_kg.importers.layouts import read_layout
    from lfr_kg.register import reporting
    from lfr_kg.register.imported import rows_of
    from lfr_kg.register.update import compared
    from lfr_kg.register.writing import write

    if options.write and not options.address:
        raise BadRequest(f"{options.file}: a row of the register says where it is published. Give the table's --address with --write.")
    content = inputs.content_of(options.file)
    found = read_layout(content, options.file.name, options.layout)
    tables = inputs.opened().register.tables
    document = document_of(options, found, content)
    update = compared(rows_of(found, document, tables), found.layout.basis, tables)
    tell_what_was_read(found, options.file.name)
    print(json.dumps(reporting.as_data(update), ensure_ascii=False, indent=2) if options.json else reporting.as_text(update))
    if options.write:
        print("\n".join(write(update, Settings.from_environment().root)), file=sys.stderr)
    return 1 if update.differs or found.refused else 0
