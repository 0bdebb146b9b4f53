"""The command line: build, serve, assess, explain, validate, verify, compare, import. Exit status 0, 1 (a breach), 2 (unreadable)."""

import argparse
import sys
from datetime import date, datetime
from pathlib import Path

from lfr_kg import __version__
from lfr_kg.base.errors import LfrError
from lfr_kg.base.settings import PACKAGE
from lfr_kg.commands import jobs as commands

EXAMPLE = PACKAGE / "examples" / "full-deployment.ttl"


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit status."""
    options = _parser().parse_args(arguments)
    try:
        return options.run(options) or 0
    except LfrError as error:
        print(f"lfr-kg: {error.message}", file=sys.stderr)
        if error.excerpt:
            print(f"    {error.excerpt}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lfr-kg", description="The law on police live facial recognition, as linked data.")
    parser.add_argument("--version", action="version", version=f"lfr-kg {__version__}")
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")

    build = subparsers.add_parser("build", help="check the knowledge and write its store")
    build.add_argument("--reference", action="store_true", help="derive it a second time with owlrl and compare")
    build.add_argument("--store", metavar="URL", help="publish it to this SPARQL endpoint; LFR_KG_STORE_UPDATE or LFR_KG_STORE_GRAPHS says where it takes data")
    build.set_defaults(run=commands.build)

    serve = subparsers.add_parser("serve", help="serve pages, SPARQL and assessment over HTTP")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--workers", type=int, default=2)
    serve.set_defaults(run=commands.serve)

    assess = subparsers.add_parser("assess", help="assess descriptions; the worked example where none is named")
    assess.add_argument("--format", choices=("table", "json", "turtle", "csv", "html", "docx", "pdf"), help="by the ending of --out where left out, else a table")
    assess.add_argument("--out", type=Path, help="write here; for a folder, one answer a line (NDJSON)")
    assess.add_argument("--strict", action="store_true", help="exit with 1 for a departure from a code, guidance or policy too")
    _times(assess)
    assess.set_defaults(run=commands.assess)

    validate = subparsers.add_parser("validate", help="the W3C validation report on descriptions, as Turtle")
    _times(validate)
    validate.set_defaults(run=commands.validate)

    explain = subparsers.add_parser("explain", help="why a norm comes out as it does, as a tree")
    explain.add_argument("file", type=Path)
    explain.add_argument("norm", help="the norm's slug")
    _times(explain, files=False)
    explain.set_defaults(run=commands.explain)

    _more(subparsers)
    return parser


def _more(subparsers) -> None:
    """The commands about receipts, other days' law, sources, spreadsheets and registers."""
    verify = subparsers.add_parser("verify", help="assess again what a receipt was given for, and say what differs")
    verify.add_argument("receipt", type=Path, help="an answer as JSON, or its receipt alone")
    verify.add_argument("files", type=Path, nargs="+")
    verify.set_defaults(run=commands.verify)

    compare = subparsers.add_parser("compare", help="what changes between the law of two days")
    compare.add_argument("file", type=Path)
    compare.add_argument("--as-at", type=_day, action="append", required=True, metavar="DATE", help="give it twice")
    compare.add_argument("--at", type=_instant, metavar="INSTANT")
    compare.set_defaults(run=commands.compare)

    sources = subparsers.add_parser("sources", help="the sources of the law").add_subparsers(required=True, metavar="ACTION")
    checking = sources.add_parser("check", help="ask the official services whether the law still stands as it is stated")
    checking.add_argument("--offline", type=Path, metavar="DIR", help="read saved files from this folder, and ask nobody")
    checking.add_argument("--out", type=Path, help="write the report here (JSON where the name ends in .json)")
    checking.set_defaults(run=commands.sources_check)

    template = subparsers.add_parser("template", help="a spreadsheet in which deployments can be described")
    template.add_argument("files", type=Path, nargs="*", help="descriptions to fill it with; empty where none is named")
    template.add_argument("--format", choices=("xlsx",), default="xlsx")
    template.add_argument("--out", type=Path, default=Path("deployment.xlsx"), help="write here; deployment.xlsx where left out")
    template.set_defaults(run=commands.template)

    importing = subparsers.add_parser("import", help="turn published records (CSV), or a filled spreadsheet, into descriptions (Turtle)")
    importing.add_argument("register", choices=("met", "xlsx"), help="whose register it is, or xlsx for a spreadsheet")
    importing.add_argument("file", type=Path)
    importing.add_argument("--out", type=Path, help="write here; to the screen where left out")
    importing.add_argument("--row", action="append", help="only the record with this row_id (may repeat)")
    importing.set_defaults(run=commands.import_)


def _times(parser: argparse.ArgumentParser, files: bool = True) -> None:
    if files:
        parser.add_argument("files", type=Path, nargs="*", default=[EXAMPLE])
    parser.add_argument("--as-at", type=_day, metavar="DATE", help="the day whose law applies; each deployment's own where left out")
    parser.add_argument("--at", type=_instant, metavar="INSTANT", help="the instant assessed at, with its offset; now where left out")


def _day(text: str) -> date:
    from lfr_kg.base.times import day

    try:
        return day(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2026-03-14") from error


def _instant(text: str) -> datetime:
    from lfr_kg.base.times import instant

    try:
        return instant(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time with its offset, such as 2026-03-14T09:00:00+00:00") from error
