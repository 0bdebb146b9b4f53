"""``python -m tests.accept cases [THEME…] [--write]``: what the casebook says now and what it would say; with ``--write`` it is written."""

import argparse
import sys

from tests.accept import cases


def main(arguments: list[str]) -> int:
    """Run one of the subjects of the command line; 1 where something differs and was not written."""
    parser = argparse.ArgumentParser(prog="python -m tests.accept", description=__doc__)
    subjects = parser.add_subparsers(dest="subject", required=True)
    casebook = subjects.add_parser("cases", help="the verdicts of the casebook")
    casebook.add_argument("theme", nargs="*")
    casebook.add_argument("--write", action="store_true", help="write what came out")
    options = parser.parse_args(arguments)
    return cases.run(options.theme, options.write)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
