"""Options that several commands take."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lfr_kg.answer.contract import DETAILS
from lfr_kg.base import times
from lfr_kg.base.settings import EXAMPLE

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    Commands = _SubParsersAction["Parser"]


class Parser(ArgumentParser):
    """A parser that may learn its options only when it is asked to parse: where they have to be read from somewhere, no other command
    waits for that."""

    learn: Callable[["Parser"], None] | None = None

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As argparse's, with what ``learn`` adds."""
        if self.learn:
            learn, self.learn = self.learn, None
            learn(self)
        return super().parse_known_args(args, namespace)


def add_files(parser: ArgumentParser) -> None:
    """The descriptions that a command reads; the worked example where none is named."""
    parser.add_argument(
        "files",
        type=Path,
        nargs="*",
        default=[EXAMPLE],
        metavar="FILE",
        help="the spreadsheet of «lfr-kg template», filled in (.xlsx), or RDF (.ttl, .trig, .nt, .nq, .jsonld, .rdf)",
    )


def add_times(parser: ArgumentParser) -> None:
    """The day whose law applies, and the instant assessed at."""
    parser.add_argument("--as-at", type=day, metavar="DATE", help="the day whose law applies; each deployment's own where left out")
    parser.add_argument("--at", type=instant, metavar="INSTANT", help="the instant assessed at, with its offset; now where left out")


def add_understanding(parser: ArgumentParser) -> None:
    """Whether what a court declared only after the day of the law counts."""
    parser.add_argument(
        "--understanding", choices=("now", "then"), default="now", help="then: leave out what a court declared only after that day"
    )


def add_detail(parser: ArgumentParser) -> None:
    """How much of an answer is written as JSON, and how."""
    parser.add_argument(
        "--detail", choices=DETAILS, default=DETAILS[-1], help="how much of the answer JSON holds; all of it where left out"
    )
    parser.add_argument("--inline", action="store_true", help="write all that findings share into every finding of the JSON")
    parser.add_argument("--pretty", action="store_true", help="indent the JSON")


def day(text: str) -> date:
    """A day of the command line. Raises ArgumentTypeError, as argparse wants it."""
    try:
        return times.day(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a date such as 2026-03-14") from error


def instant(text: str) -> datetime:
    """An instant of the command line. Raises ArgumentTypeError, as argparse wants it."""
    try:
        return times.instant(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a time with its offset, such as 2026-03-14T09:00:00+00:00") from error
