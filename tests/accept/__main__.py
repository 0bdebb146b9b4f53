"""``python -m tests.accept cases [THEME…] [--write]``: what the casebook says now and what it would say; with ``--write`` it is written.

``python -m tests.accept examples [--write]``: the verdicts of the worked examples that ship.

``python -m tests.accept answers [--write]``: what the library's questions answer.

``python -m tests.accept totals [--write]``: what every new source of law moves: numbers, days, and answers that count.

``python -m tests.accept tables [TABLE…] [--write]``: where the graph departs from the tables of the law and no correction says so.
A new correction needs a reason: ``--review r006`` or ``--why "A sentence."``, for all that are new or for some (``--entry``, ``--column``).
"""

import argparse
import sys

from tests.accept import answers, cases, examples, tables, totals


def main(arguments: list[str]) -> int:
    """Run one of the subjects of the command line; 1 where something differs and was not written."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.accept", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    subjects = parser.add_subparsers(dest="subject", required=True)
    casebook = subjects.add_parser("cases", help="the verdicts of the casebook")
    casebook.add_argument("theme", nargs="*")
    casebook.add_argument("--write", action="store_true", help="write what came out")
    law = subjects.add_parser("tables", help="the differences from the tables of the law")
    law.add_argument("table", nargs="*")
    law.add_argument("--entry", nargs="+", default=[], help="the reason is for these entries")
    law.add_argument("--column", nargs="+", default=[], help="the reason is for these columns")
    reason = law.add_mutually_exclusive_group()
    reason.add_argument("--review", nargs="+", default=[], help="the rows of the review that say so")
    reason.add_argument("--why", default="", help="the reason, as a sentence")
    law.add_argument("--write", action="store_true", help="write the corrections that have a reason")
    counted = subjects.add_parser("totals", help="what every new source moves")
    counted.add_argument("--write", action="store_true", help="write what came out")
    asked = subjects.add_parser("answers", help="what the library's questions answer")
    asked.add_argument("--write", action="store_true", help="write what came out")
    shipped = subjects.add_parser("examples", help="the verdicts of the worked examples")
    shipped.add_argument("--write", action="store_true", help="write what came out")
    options = parser.parse_args(arguments)
    if options.subject == "examples":
        return examples.run(options.write)
    if options.subject == "answers":
        return answers.run(options.write)
    if options.subject == "totals":
        return totals.run(options.write)
    if options.subject == "cases":
        return cases.run(options.theme, options.write)
    return tables.run(options.table, options.entry, options.column, tuple(options.review), options.why, options.write)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
