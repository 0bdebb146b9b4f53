"""Days, instants and files as a request gives them.

Days and instants are read as strictly as those of a description, and refused with an example of what fits.
"""

import re
from datetime import date, datetime

from werkzeug.datastructures import FileStorage, MultiDict

from lfr_kg.base import times
from lfr_kg.base.errors import BadRequest
from lfr_kg.evidence.reading import TAKEN, media_type_of


def day_of(text: str, otherwise: date | None = None, name: str = "The date") -> date:
    """A day as an address names it (2026-03-14); ``otherwise``, or today, where it is left out. Raises BadRequest that names it."""
    if not text:
        return otherwise or date.today()
    try:
        return times.day(text)
    except ValueError:
        raise BadRequest(f"{name} is “{text[:40]}”, which is no day. Give one such as 2026-03-14.") from None


def instant_of(text: str, name: str) -> datetime:
    """An instant with its offset. Raises BadRequest that names it."""
    try:
        return times.instant(text)
    except ValueError:
        raise BadRequest(
            f"{name} is “{text[:40]}”, which is no instant. Give one with an offset, such as 2026-03-20T09:00:00+00:00."
        ) from None


def london_instant_of(text: str, name: str) -> datetime:
    """An instant by the clock in London, as a browser's field gives it (2026-03-20T09:00, with or without seconds). Raises BadRequest."""
    try:
        clock = times.instant(f"{text}{':00' if len(text) == len('2026-03-20T09:00') else ''}Z").replace(tzinfo=None)
    except ValueError:
        raise BadRequest(f"{name} is “{text[:40]}”, which is no time. Give one such as 2026-03-20T09:00.") from None
    try:
        return times.in_london(clock)
    except ValueError as error:
        raise BadRequest(str(error)) from None


def whole_of(text: str) -> int | None:
    """A whole number in the ten digits of ASCII, of six digits at most; None for any other text."""
    return int(text) if re.fullmatch(r"\d{1,6}", text, re.ASCII) else None


def once(name: str, *sources: MultiDict[str, str]) -> str:
    """The value of a parameter, from the address or a form; "" where it is not given. Raises BadRequest for two that differ, of which one
    would be passed over."""
    given = {value.strip() for source in sources for value in source.getlist(name)} - {""}
    if len(given) > 1:
        raise BadRequest(f"{name[:40]} is given twice, and the two differ. Give it once.")
    return given.pop() if given else ""


def uploaded(file: FileStorage) -> tuple[bytes, str, str]:
    """Content, media type and name of an uploaded file. Raises UnsupportedMedia.

    Browsers do not know RDF, so the ending decides unless the part names a type that is read.
    """
    name = file.filename or ""
    media_type = file.mimetype if file.mimetype in TAKEN else media_type_of(name)
    return file.read(), media_type, name.replace("\\", "/").rsplit("/", 1)[-1][:100]
