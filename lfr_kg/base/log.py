"""The log: what the service tells its operator, one JSON object a line, on standard error or into a file (``LFR_KG_LOG``).

An entry is a time, the name of an event and facts of our own: names, numbers, places in the program. Nothing that a visitor sent is among
them. The words of exceptions and of what libraries log may hold that, so of those only the kind and the place are written.
"""

import contextlib
import logging
import os
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from traceback import walk_tb
from typing import Any, TextIO

import orjson

from lfr_kg.base.errors import BadSetting

EVENTS = logging.getLogger("lfr_kg.events")
"""Where entries go: the log writes them, metrics count them."""
STANDARD_ERROR, OFF = "stderr", "off"
"""The two places that are no file."""
REQUEST: ContextVar[str] = ContextVar("request", default="")
"""The id of the request that is being answered: every entry made meanwhile bears it."""
PLACES = 12
"""Places of a traceback that are written, the innermost last."""

Facts = Mapping[str, Any]


def tell(event: str, level: int = logging.INFO, /, **facts: object) -> None:
    """Make an entry. Facts are names, numbers and lists of them, never what a visitor sent."""
    if EVENTS.isEnabledFor(level):
        request = REQUEST.get()
        # made here: the logger's own way looks for the line that called, which no entry has
        record = logging.LogRecord(EVENTS.name, level, "", 0, event, None, None)
        record.facts = {"request": request, **facts} if request else facts
        EVENTS.handle(record)


def fault_of(error: BaseException) -> dict[str, object]:
    """Of an exception, what may be written: its kind, those of what caused it, and the places it passed (module:line)."""
    kinds: list[str] = []
    each = error
    while len(kinds) < PLACES:
        kinds.append(type(each).__name__)
        following = each.__cause__ or each.__context__
        if following is None:
            break
        each = following
    passed = [f"{frame.f_globals.get('__name__', '?')}:{line}" for frame, line in walk_tb(error.__traceback__)]
    return {"kinds": kinds, "at": passed[-PLACES:]}


def install(place: str) -> None:
    """Write the log of this process there: ``stderr``, ``off``, or a file, which may be moved away while it is written (logrotate).

    What was installed before is taken down. Raises BadSetting where the file cannot be written.
    """
    root = logging.getLogger()
    for handler in [each for each in root.handlers if isinstance(each.formatter, _Lines)]:
        root.removeHandler(handler)
        with contextlib.suppress(OSError):
            handler.close()
    EVENTS.setLevel(logging.INFO)
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False  # no entry says them, and to look takes long
    root.addHandler(_handler(place))
    logging.captureWarnings(True)


def shut_other_doors() -> None:
    """Let nothing but the log reach standard error from now on: native code that panics prints what it was working on."""
    with contextlib.suppress(OSError), open(os.devnull, "wb") as nothing:
        os.dup2(nothing.fileno(), 2)


def _handler(place: str) -> logging.Handler:
    handler: logging.Handler
    if place == OFF:
        handler = logging.NullHandler()
    elif place == STANDARD_ERROR:
        handler = _OwnStream(open(os.dup(2), "w", encoding="utf-8"))  # noqa: SIM115 - as long as the handler
    else:
        from logging.handlers import WatchedFileHandler  # with sockets and mail, which only a log in a file would bring

        try:
            handler = WatchedFileHandler(Path(place), encoding="utf-8")
        except OSError as error:
            told = f"The log cannot be written to {place} ({error.strerror}): set LFR_KG_LOG to stderr, off, or a file that can be written."
            raise BadSetting(told) from error
    handler.setFormatter(_Lines())
    # what cannot be written (a full disk, a closed pipe) is lost, and stops nothing; logging's own way prints the record
    handler.handleError = lambda record: None  # type: ignore[method-assign]
    return handler


class _OwnStream(logging.StreamHandler[TextIO]):
    """A handler whose stream is its own, and is closed with it."""

    def close(self) -> None:
        """Close both."""
        super().close()
        self.stream.close()


class _Lines(logging.Formatter):
    """A record as one line of JSON; of one that is none of our entries, where it comes from."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        entry = {"time": datetime.fromtimestamp(record.created, UTC), "event": record.msg}
        facts = getattr(record, "facts", None)
        if record.name != EVENTS.name or facts is None:
            error = record.exc_info[1] if record.exc_info else None
            entry["event"] = "other"
            facts = {"by": record.name, "level": record.levelname, "place": f"{record.module}:{record.lineno}"}
            facts |= fault_of(error) if error else {}
        return orjson.dumps(entry | facts, default=str, option=orjson.OPT_UTC_Z).decode()
