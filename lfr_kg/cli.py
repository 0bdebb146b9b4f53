"""The command line: build, serve, assess, explain, validate, verify, compare, import. Exit status 0, 1 (a breach), 2 (unreadable)."""

import argparse
import json
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from lfr_kg import __version__
from lfr_kg.errors import BadRequest, LfrError
from lfr_kg.settings import PACKAGE, Settings

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
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    build = commands.add_parser("build", help="check the knowledge and write its store")
    build.add_argument("--reference", action="store_true", help="derive it a second time with owlrl and compare")
    build.add_argument("--store", metavar="URL", help="publish it to this SPARQL endpoint; LFR_KG_STORE_UPDATE or LFR_KG_STORE_GRAPHS says where it takes data")
    build.set_defaults(run=_build)

    serve = commands.add_parser("serve", help="serve pages, SPARQL and assessment over HTTP")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--workers", type=int, default=2)
    serve.set_defaults(run=_serve)

    assess = commands.add_parser("assess", help="assess descriptions; the worked example where none is named")
    assess.add_argument("--format", choices=("table", "json", "turtle", "csv", "html", "docx", "pdf"), help="by the ending of --out where left out, else a table")
    assess.add_argument("--out", type=Path, help="write here; for a folder, one answer a line (NDJSON)")
    _times(assess)
    assess.set_defaults(run=_assess)

    validate = commands.add_parser("validate", help="the W3C validation report on descriptions, as Turtle")
    _times(validate)
    validate.set_defaults(run=_validate)

    explain = commands.add_parser("explain", help="why a norm comes out as it does, as a tree")
    explain.add_argument("file", type=Path)
    explain.add_argument("norm", help="the norm's slug")
    _times(explain, files=False)
    explain.set_defaults(run=_explain)

    verify = commands.add_parser("verify", help="assess again what a receipt was given for, and say what differs")
    verify.add_argument("receipt", type=Path, help="an answer as JSON, or its receipt alone")
    verify.add_argument("files", type=Path, nargs="+")
    verify.set_defaults(run=_verify)

    compare = commands.add_parser("compare", help="what changes between the law of two days")
    compare.add_argument("file", type=Path)
    compare.add_argument("--as-at", type=_day, action="append", required=True, metavar="DATE", help="give it twice")
    compare.add_argument("--at", type=_instant, metavar="INSTANT")
    compare.set_defaults(run=_compare)

    importing = commands.add_parser("import", help="turn published deployment records (CSV) into descriptions (Turtle)")
    importing.add_argument("register", choices=("met",), help="whose register it is")
    importing.add_argument("file", type=Path)
    importing.add_argument("--out", type=Path, help="write here; to the screen where left out")
    importing.add_argument("--row", action="append", help="only the record with this row_id (may repeat)")
    importing.set_defaults(run=_import)
    return parser


def _times(parser: argparse.ArgumentParser, files: bool = True) -> None:
    if files:
        parser.add_argument("files", type=Path, nargs="*", default=[EXAMPLE])
    parser.add_argument("--as-at", type=_day, metavar="DATE", help="the day whose law applies; each deployment's own where left out")
    parser.add_argument("--at", type=_instant, metavar="INSTANT", help="the instant assessed at, with its offset; now where left out")


def _day(text: str) -> date:
    from lfr_kg.times import day

    try:
        return day(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2026-03-14") from error


def _instant(text: str) -> datetime:
    from lfr_kg.times import instant

    try:
        return instant(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time with its offset, such as 2026-03-14T09:00:00+00:00") from error


def _knowledge():
    from lfr_kg.knowledge import KnowledgeBase

    return KnowledgeBase.open(Settings.from_environment())


def _read(files: list[Path]) -> list[tuple[bytes, str, str]]:
    from lfr_kg.reading import media_type_of

    found = []
    for file in files:
        try:
            found.append((file.read_bytes(), media_type_of(file.name), file.name))
        except OSError as error:
            raise BadRequest(f"{file}: {error.strerror}.") from error
    return found


def _build(options) -> int:
    from lfr_kg.knowledge import KnowledgeBase
    from lfr_kg.remote import is_address

    settings = Settings.from_environment()
    knowledge = KnowledgeBase.open(replace(settings, store="") if is_address(settings.store) else settings)
    counts = ", ".join(f"{number} {name}" for name, number in knowledge.counts.items())
    print(f"Knowledge {knowledge.version}, {knowledge.hash[:12]}: {counts}.\nIt lies in {knowledge.folder}.")
    if options.store:
        _publish(knowledge, replace(settings, store=options.store))
    if options.reference:
        from lfr_kg.reference import compare_with_owlrl

        differences = compare_with_owlrl(knowledge.corpus)
        print("\n".join(differences) or "owlrl derives the same from vocabulary, conditions and actors.")
        return 1 if differences else 0
    return 0


def _publish(knowledge, settings: Settings) -> None:
    from lfr_kg.publish import Target, publish
    from lfr_kg.remote import Access

    target = Target(settings.store, settings.store_update, settings.store_graphs, Access.of(settings))
    sizes = publish(knowledge.store, knowledge.hash, knowledge.version, target)
    print(f"Published {sum(sizes.values())} statements in {len(sizes)} graphs. To query it there: LFR_KG_STORE={settings.store}")


def _serve(options) -> int:
    from lfr_kg.web import serve

    _knowledge()  # built once, before the workers start
    print(f"Serving on http://{options.host}:{options.port} - Ctrl-C ends it.\nTry /sparql, /assess, /norm/dpa-s64-dpia, /answer, /health.", flush=True)
    return serve(options.host, options.port, options.workers)


def _assess(options) -> int:
    from lfr_kg.assess import reports

    if any(place.is_dir() for place in options.files):
        return _assess_many(options)
    chosen = options.format or reports.SUFFIXES.get(options.out.suffix.lower() if options.out else "", "table")
    if chosen in reports.BINARY and options.out is None and sys.stdout.isatty():
        raise BadRequest(f"A {chosen} report is not for a screen: name a file with --out report.{chosen}, or send it on with > report.{chosen}.")
    answer = _knowledge().assess(_read(options.files), options.as_at, options.at)
    _give(reports.FORMATS[chosen](answer), options.out)
    return 1 if any(each["summary"]["breached"] for each in answer["deployments"]) else 0


def _give(report: str | bytes, out: Path | None) -> None:
    """Write a report into a file or, where none is named, to standard output."""
    if out is not None:
        try:
            out.write_bytes(report if isinstance(report, bytes) else report.encode())
        except OSError as error:
            raise BadRequest(f"{out} cannot be written: {error.strerror}.") from error
    elif isinstance(report, bytes):
        sys.stdout.buffer.write(report)
    else:
        print(report)


def _assess_many(options) -> int:
    from tqdm import tqdm

    from lfr_kg import batch

    if options.out is None:
        raise BadRequest("A folder is assessed into a file: name it with --out FILE (one answer a line, NDJSON).")
    files = batch.files_in(options.files)
    found = batch.assess_files(files, Settings.from_environment(), options.as_at, (options.at or datetime.now(UTC)).replace(microsecond=0))
    breached = unreadable = 0
    with options.out.open("wb") as out:
        for each in tqdm(found, total=len(files), unit="file", file=sys.stderr, disable=not sys.stderr.isatty()):
            out.write(each["line"] + b"\n")
            breached += each["breached"]
            unreadable += each["unreadable"] is not None
            if each["unreadable"]:
                print(f"lfr-kg: {each['unreadable']}", file=sys.stderr)
    print(f"{len(files)} files: {breached} with a breach, {unreadable} not readable. The answers are in {options.out}.")
    return 2 if unreadable else 1 if breached else 0


def _validate(options) -> int:
    from lfr_kg.assess import reports

    triples = _knowledge().validate(_read(options.files), options.as_at)
    print(reports.turtle(triples))
    return 1 if len(triples) > 2 else 0


def _explain(options) -> int:
    from lfr_kg.assess import reports

    answer = _knowledge().assess(_read([options.file]), options.as_at, options.at)
    print(reports.as_tree(answer, options.norm))
    return 0


def _verify(options) -> int:
    from lfr_kg.assess import receipt

    try:
        was = json.loads(options.receipt.read_bytes())
        given = was.get("receipt", was)
        as_at = date.fromisoformat(given["lawAsAt"]) if given["lawAsAt"] else None
        at = datetime.fromisoformat(given["assessedAt"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadRequest(f"{options.receipt} is no receipt: give the JSON that «lfr-kg assess --format json» printed.") from error
    found = receipt.differences(was, _knowledge().assess(_read(options.files), as_at, at))
    print("\n".join(found) or "Identical.")
    return 1 if found else 0


def _compare(options) -> int:
    from lfr_kg.assess import comparison

    if len(options.as_at) != 2:
        raise BadRequest("Give --as-at twice: the two days whose law is compared.")
    knowledge = _knowledge()
    answers = [knowledge.assess(_read([options.file]), day, options.at) for day in sorted(options.as_at)]
    print(comparison.as_text(*answers))
    return 0


def _import(options) -> int:
    from lfr_kg.importers import IMPORTERS

    try:
        text = options.file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadRequest(f"{options.file} cannot be read as UTF-8 text: {error}.") from error
    turtle = IMPORTERS[options.register](text, options.file.name, set(options.row or ()))
    if options.out:
        options.out.write_text(turtle, encoding="utf-8")
    else:
        print(turtle)
    return 0
