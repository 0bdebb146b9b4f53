"""Whether the law still stands as it is stated, and the official words of what is cited."""

import math
import sys
from argparse import Namespace
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from lfr_kg.base.errors import BadRequest
from lfr_kg.commands import inputs

if TYPE_CHECKING:
    from lfr_kg.base.settings import Settings
    from lfr_kg.commands.options import Commands
    from lfr_kg.knowledge import KnowledgeBase
    from lfr_kg.official.fetching import Fetcher

GENTLY = 1.0
"""Seconds between two requests of a fetch: at most as often as legislation.gov.uk asks of those who take many documents."""


def add(commands: "Commands") -> None:
    """Tell the parser of the command line about it."""
    actions = commands.add_parser("sources", help="the sources of the law").add_subparsers(required=True, metavar="ACTION")
    parser = actions.add_parser("check", help="ask the official services whether the law still stands as it is stated")
    parser.add_argument("--offline", type=Path, metavar="DIR", help="read saved files from this folder, and ask nobody")
    parser.add_argument("--held", action="store_true", help="only compare the words in the folder of LFR_KG_TEXTS, and ask nobody")
    parser.add_argument("--out", type=Path, help="write the report here (JSON where the name ends in .json)")
    parser.set_defaults(run=run)
    parser = actions.add_parser("fetch", help="copy the official words of what is cited into the folder of LFR_KG_TEXTS")
    parser.add_argument("--offline", type=Path, metavar="DIR", help="read saved files from this folder, and ask nobody")
    parser.set_defaults(run=fetch)


def run(options: Namespace) -> int:
    """Whether the law still stands as it is stated: 3 where something asked for was not reached or not read, so that the report is not
    complete; otherwise 1 where a norm is touched or to be read again, 0 where none is."""
    from lfr_kg import currency

    knowledge = inputs.opened()
    nobody = currency.Report(date.today(), ())
    report = nobody if options.held else currency.check(knowledge, _fetcher(options, knowledge.settings))
    report = replace(report, again=_again(knowledge, options.held))
    if options.out:
        options.out.write_text(currency.as_json(report) if options.out.suffix == ".json" else currency.as_text(report), encoding="utf-8")
    else:
        print(currency.as_text(report))
    if report.incomplete:
        print(
            f"lfr-kg: nothing is known of {report.incomplete} of the provisions asked about; the report says which, and why.",
            file=sys.stderr,
        )
        return 3
    return 1 if report.norms or report.again else 0


def _again(knowledge: "KnowledgeBase", is_asked_for: bool) -> dict[str, list[str]] | None:
    """The norms to be read again by the folder of the settings, None where there is none. Raises BadRequest where it is asked for, and
    holds nothing that can be read."""
    from lfr_kg.texts.again import all_again
    from lfr_kg.texts.folder import UnreadableFolder

    if knowledge.texts is None:
        if is_asked_for:
            raise BadRequest("No folder of official words is named. Set LFR_KG_TEXTS to one, and fill it with `lfr-kg sources fetch`.")
        return None
    try:
        index = knowledge.texts.index()
    except UnreadableFolder as error:
        raise BadRequest(f"{error}. Delete it, and run `lfr-kg sources fetch`.") from error
    if is_asked_for and not index.provisions:
        raise BadRequest(f"{knowledge.texts.path} holds no official words yet. Fill it with `lfr-kg sources fetch`.")
    return {slug: [reason.sentence for reason in reasons] for slug, reasons in all_again(knowledge.graph, index, date.today()).items()}


def fetch(options: Namespace) -> int:
    """Fill the folder of the settings: 3 where the run was broken off, so that it is to be run again; else 0. What was not saved for a run
    that asks nobody is passed over. Raises BadRequest where no folder is named."""
    from lfr_kg.official.fetching import NOT_SAVED
    from lfr_kg.official.patience import Patient
    from lfr_kg.texts import fetching

    knowledge = inputs.opened()
    if knowledge.texts is None:
        raise BadRequest("No folder is named to copy the official words into. Set LFR_KG_TEXTS to one that can be written.")
    if not knowledge.settings.contact and not options.offline:
        print(
            "lfr-kg: LFR_KG_CONTACT is not set. legislation.gov.uk asks whoever copies from it to say where they can be reached.",
            file=sys.stderr,
        )
    most = math.inf if options.offline else fetching.MOST_FAILURES
    fetcher = Patient(_fetcher(options, knowledge.settings))
    done = fetching.fetch(knowledge.graph, knowledge.texts, fetcher, tell=_progress, most_failures=most)
    for note in done.notes:
        if not note.endswith(NOT_SAVED):
            print(f"Note: {note}")
    print(f"{done.asked} documents asked for: {done.unchanged} as they were, {done.failed} not read; {done.written} written.")
    if done.is_broken_off and not options.offline:
        print("lfr-kg: not all was given. Run it again within a day to go on where this ended.", file=sys.stderr)
        return 3
    return 0


def _fetcher(options: Namespace, settings: "Settings") -> "Fetcher":
    """What answers: the services, or saved files. Raises BadRequest."""
    from lfr_kg.official.fetching import PAUSE, FolderFetcher, HttpFetcher
    from lfr_kg.official.robots import Orderly

    if options.offline:
        if not options.offline.is_dir():
            raise BadRequest(f"{options.offline} is no folder: name the one that holds the saved files.")
        return FolderFetcher(options.offline)
    if not (settings.contact.isascii() and settings.contact.isprintable()):
        raise BadRequest("LFR_KG_CONTACT is to be an e-mail address or the address of a page, in ASCII.")
    if options.run is fetch:
        return Orderly(HttpFetcher(pause=GENTLY, contact=settings.contact), _progress)
    return HttpFetcher(pause=PAUSE, contact=settings.contact)


def _progress(line: str) -> None:
    print(line, file=sys.stderr)
