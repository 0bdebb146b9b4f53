"""What the commands of the command line do. Each takes the parsed options and answers the exit status."""

import json
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from lfr_kg.base.errors import BadRequest
from lfr_kg.base.model import Verdict
from lfr_kg.base.settings import Settings


def _knowledge():
    from lfr_kg.knowledge import KnowledgeBase

    return KnowledgeBase.open(Settings.from_environment())


def _read(files: list[Path]) -> list[tuple[bytes, str, str]]:
    from lfr_kg.evidence.reading import media_type_of

    found = []
    for file in files:
        try:
            found.append((file.read_bytes(), media_type_of(file.name), file.name))
        except OSError as error:
            raise BadRequest(f"{file}: {error.strerror}.") from error
    return found


def build(options) -> int:
    """Check the knowledge and write its store; with ``--reference``, compare with owlrl; with ``--store``, publish it."""
    from lfr_kg.knowledge import KnowledgeBase
    from lfr_kg.stores.remote import is_address

    settings = Settings.from_environment()
    knowledge = KnowledgeBase.open(replace(settings, store="") if is_address(settings.store) else settings)
    counts = ", ".join(f"{number} {name}" for name, number in knowledge.counts.items())
    print(f"Knowledge {knowledge.version}, {knowledge.hash[:12]}: {counts}.\nIt lies in {knowledge.folder}.")
    if options.store:
        _publish(knowledge, replace(settings, store=options.store))
    if options.reference:
        from lfr_kg.corpus.reference import compare_with_owlrl

        differences = compare_with_owlrl(knowledge.corpus)
        print("\n".join(differences) or "owlrl derives the same from vocabulary, conditions and actors.")
        return 1 if differences else 0
    return 0


def _publish(knowledge, settings: Settings) -> None:
    from lfr_kg.stores.publish import Target, publish
    from lfr_kg.stores.remote import Access

    target = Target(settings.store, settings.store_update, settings.store_graphs, Access.of(settings))
    sizes = publish(knowledge.store, knowledge.hash, knowledge.version, target)
    print(f"Published {sum(sizes.values())} statements in {len(sizes)} graphs. To query it there: LFR_KG_STORE={settings.store}")


def serve(options) -> int:
    """Serve until interrupted."""
    from lfr_kg.web import serve

    _knowledge()  # built once, before the workers start
    print(f"Serving on http://{options.host}:{options.port} - Ctrl-C ends it.\nTry /sparql, /assess, /norm/dpa-s64-dpia, /answer, /health.", flush=True)
    return serve(options.host, options.port, options.workers)


def assess(options) -> int:
    """Assess descriptions: 1 where a finding is breached or, with ``--strict``, departed from."""
    from lfr_kg.answer import reports

    if any(place.is_dir() for place in options.files):
        return _assess_many(options)
    chosen = options.format or reports.SUFFIXES.get(options.out.suffix.lower() if options.out else "", "table")
    if chosen in reports.BINARY and options.out is None and sys.stdout.isatty():
        raise BadRequest(f"A {chosen} report is not for a screen: name a file with --out report.{chosen}, or send it on with > report.{chosen}.")
    answer = _knowledge().assess(_read(options.files), options.as_at, options.at)
    _give(reports.FORMATS[chosen](answer), options.out)
    return 1 if any(_fails(each["summary"], options.strict) for each in answer["deployments"]) else 0


def _fails(summary: dict, strict: bool) -> bool:
    """Whether the exit status is 1: for a breach and, where departures count, for one."""
    return bool(summary[Verdict.BREACHED] or (strict and summary[Verdict.DEPARTED_FROM]))


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

    from lfr_kg.batch import local as batch

    if options.out is None:
        raise BadRequest("A folder is assessed into a file: name it with --out FILE (one answer a line, NDJSON).")
    files = batch.files_in(options.files)
    found = batch.assess_files(files, Settings.from_environment(), options.as_at, (options.at or datetime.now(UTC)).replace(microsecond=0))
    failing = unreadable = 0
    with options.out.open("wb") as out:
        for each in tqdm(found, total=len(files), unit="file", file=sys.stderr, disable=not sys.stderr.isatty()):
            out.write(each["line"] + b"\n")
            failing += any(_fails(summary, options.strict) for summary in each["summaries"])
            unreadable += each["unreadable"] is not None
            if each["unreadable"]:
                print(f"lfr-kg: {each['unreadable']}", file=sys.stderr)
    print(f"{len(files)} files: {failing} with a breach{' or a departure' if options.strict else ''}, {unreadable} not readable. The answers are in {options.out}.")
    return 2 if unreadable else 1 if failing else 0


def validate(options) -> int:
    """The W3C validation report: 1 where it has a result."""
    from lfr_kg.answer import reports

    triples = _knowledge().validate(_read(options.files), options.as_at)
    print(reports.turtle(triples))
    return 1 if len(triples) > 2 else 0


def explain(options) -> int:
    """Why a norm comes out as it does, and what would change it."""
    from lfr_kg import whatif as counterfactual
    from lfr_kg.answer import reports

    knowledge, files = _knowledge(), _read([options.file])
    answer = knowledge.assess(files, options.as_at, options.at)
    print(reports.as_tree(answer, options.norm))
    changes = knowledge.what_would_change(files, options.norm, options.as_at, datetime.fromisoformat(answer["receipt"]["assessedAt"]))
    if changes:
        print("\n" + counterfactual.as_text(changes))
    return 0


def verify(options) -> int:
    """Assess again what a receipt was given for: 1 where it differs."""
    from lfr_kg.answer import receipt

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


def compare(options) -> int:
    """What changes between the law of two days."""
    from lfr_kg.answer import comparison

    if len(options.as_at) != 2:
        raise BadRequest("Give --as-at twice: the two days whose law is compared.")
    knowledge = _knowledge()
    answers = [knowledge.assess(_read([options.file]), day, options.at) for day in sorted(options.as_at)]
    print(comparison.as_text(*answers))
    return 0


def import_(options) -> int:
    """Turn a published register, or a filled spreadsheet, into descriptions."""
    turtle = _from_spreadsheet(options) if options.register == "xlsx" else _from_register(options)
    if options.out:
        options.out.write_text(turtle, encoding="utf-8")
    else:
        print(turtle)
    return 0


def _from_register(options) -> str:
    from lfr_kg.importers import IMPORTERS

    try:
        text = options.file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadRequest(f"{options.file} cannot be read as UTF-8 text: {error}.") from error
    return IMPORTERS[options.register](text, options.file.name, set(options.row or ()))


def _from_spreadsheet(options) -> str:
    from lfr_kg.drafting.dictionary import read_dictionary
    from lfr_kg.drafting.spreadsheet import descriptions

    knowledge = _knowledge()
    try:
        content = options.file.read_bytes()
    except OSError as error:
        raise BadRequest(f"{options.file}: {error.strerror}.") from error
    return descriptions(content, options.file.name, read_dictionary(knowledge.graph, knowledge.vocabulary)).decode()


def template(options) -> int:
    """Write a spreadsheet in which deployments can be described; filled where descriptions are named."""
    from lfr_kg.drafting.dictionary import read_dictionary
    from lfr_kg.drafting.workbook import filled

    knowledge = _knowledge()
    deployments = knowledge.describe(_read(options.files)).deployments if options.files else []
    content, left = filled(read_dictionary(knowledge.graph, knowledge.vocabulary), deployments)
    options.out.write_bytes(content)
    for text in left:
        print(f"lfr-kg: the spreadsheet has no place for this and leaves it out: {text}", file=sys.stderr)
    print(f"{options.out} is ready to fill in. Bring it back with: lfr-kg import xlsx {options.out}")
    return 0


def sources_check(options) -> int:
    """Whether the law still stands as it is stated: 1 where a norm is touched."""
    from lfr_kg import currency

    if options.offline and not options.offline.is_dir():
        raise BadRequest(f"{options.offline} is no folder: name the one that holds the saved files.")
    report = currency.check(_knowledge(), currency.FolderFetcher(options.offline) if options.offline else currency.HttpFetcher())
    if options.out:
        options.out.write_text(currency.as_json(report) if options.out.suffix == ".json" else currency.as_text(report), encoding="utf-8")
    else:
        print(currency.as_text(report))
    return 1 if report.norms else 0
