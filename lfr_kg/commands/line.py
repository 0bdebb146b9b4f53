"""The command line. Each command is a module: its options (``add``) and what it does (``run``), which answers the exit status.

Exit status: 0, 1 (a breach, or a difference), 2 (what was given cannot be read, or a place cannot be written), 3 (it broke here).
"""

import io
import sys
from importlib import import_module
from typing import TYPE_CHECKING

from lfr_kg import __version__
from lfr_kg.base.errors import LfrError

if TYPE_CHECKING:
    from lfr_kg.commands.options import Parser

COMMANDS = (
    "build",
    "serve",
    "plan",
    "assess",
    "validate",
    "explain",
    "verify",
    "keygen",
    "compare",
    "sources",
    "template",
    "import_",
    "register",
    "mcp",
)
"""In the order in which ``--help`` lists them. They are imported where errors are caught, since what they import reads knowledge; of them
only the one that is called, since others import what it does not need."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # where an encoding lacks a character, its number says which
    try:
        given = sys.argv[1:] if arguments is None else arguments
        options = _parser(given[0] if given else "").parse_args(given)
        return options.run(options) or 0
    except LfrError as error:
        print(f"lfr-kg: {error.message}", file=sys.stderr)
        if error.excerpt:
            print(f"    {error.excerpt}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        print(f"lfr-kg: {error.filename or 'the system'}: {error.strerror or error}.", file=sys.stderr)
        return 2
    except Exception as error:
        print(f"lfr-kg: this broke here, and not by what you gave. Please report it: {type(error).__name__}: {error}", file=sys.stderr)
        return 3


def _parser(called: str) -> "Parser":
    """The parser of a command, or of all where none is called by its name."""
    from lfr_kg.commands.options import Parser

    parser = Parser(prog="lfr-kg", description="The law on police live facial recognition, as linked data.")
    parser.add_argument("--version", action="version", version=f"lfr-kg {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in [each for each in COMMANDS if each.rstrip("_") == called] or COMMANDS:
        import_module(f"lfr_kg.commands.{command}").add(commands)
    return parser
