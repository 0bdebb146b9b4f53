"""What a visitor sent to be assessed: read from a request, and carried inside the answer's page so that nothing need be kept here."""

import base64
import json
import zlib
from dataclasses import dataclass
from datetime import date, datetime

from flask import request

from lfr_kg.answer.contract import Detail
from lfr_kg.answer.detail import detail_of, require_together
from lfr_kg.base.errors import BadRequest, TooLarge, UnsupportedMedia
from lfr_kg.base.settings import EXAMPLE
from lfr_kg.evidence.reading import TAKEN
from lfr_kg.web.http.parameters import day_of, instant_of, london_instant_of, once, uploaded

MULTIPART = "multipart/form-data"
SLACK = 200_000
"""Bytes of a request beside the description itself: the other fields, and what packing adds."""
MOST_ON_PAPER = {"pdf": 2, "docx": 5}
"""Deployments of one report, by the name of its format: a PDF takes 400 MB and seconds of work for each."""

Sent = list[tuple[bytes, str, str]]


def files(max_bytes: int) -> Sent:
    """What was sent: (content, media type, name) of the body, or of each file and the text of a form.

    Raises UnsupportedMedia, BadRequest and TooLarge; syntax is for the reader to judge.
    """
    request.max_content_length = max_bytes + SLACK
    request.max_form_memory_size = max_bytes + SLACK // 2
    if request.mimetype == MULTIPART:
        return _of_form(max_bytes)
    if not request.mimetype or request.mimetype == "application/x-www-form-urlencoded":
        known = ", ".join(TAKEN)
        raise UnsupportedMedia(f"The body has no media type that is read. Send a description as one of: {known}; or files as {MULTIPART}.")
    return [(request.get_data(cache=False), request.mimetype, "the body")]


def _of_form(max_bytes: int) -> Sent:
    if request.form.get("sent"):
        return unpack(request.form["sent"], max_bytes)
    found = [uploaded(file) for file in request.files.getlist("files") + request.files.getlist("file") if file.filename]
    text = request.form.get("text", "").strip()
    if text:
        found.append((text.encode(), request.form.get("type", "text/turtle"), "the text"))
    if request.form.get("example"):
        found.append((EXAMPLE.read_bytes(), "text/turtle", EXAMPLE.name))
    if not found:
        raise BadRequest("No file was sent. Choose a file that describes a deployment, paste one, or try the worked example.")
    return found


def refuse_many_on_paper(count: int, form: str) -> None:
    """Raise TooLarge where a report to print would tell of more deployments than one takes: setting each takes seconds."""
    most = MOST_ON_PAPER.get(form, count)
    if count > most:
        raise TooLarge(
            f"A report as {form} tells of {most} deployments at most, and {count:,} are described. Send the deployments in "
            "several files, or ask for another format."
        )


def pack(found: Sent) -> str:
    """What was sent as one field of a form, byte for byte: forms change line ends, so it is not put there as it is."""
    listed = [(content.decode("latin-1"), media_type, name) for content, media_type, name in found]
    return base64.b64encode(zlib.compress(json.dumps(listed, ensure_ascii=False).encode())).decode()


def unpack(text: str, max_bytes: int) -> Sent:
    """What ``pack`` packed. Raises TooLarge where it would unfold to more than is read, BadRequest where it is something else."""
    try:
        reader = zlib.decompressobj()
        unfolded = reader.decompress(base64.b64decode(text, validate=True), 3 * max_bytes + SLACK)
        if reader.unconsumed_tail:
            raise TooLarge("More was sent than is read here. Send less at a time.")
        listed = json.loads(unfolded)
        return [(content.encode("latin-1"), str(media_type), str(name)[:100]) for content, media_type, name in listed]
    except (ValueError, TypeError, AttributeError, zlib.error, RecursionError):
        raise BadRequest("What this page carried of your description was changed on the way. Send the description again.") from None


def field(name: str) -> str:
    """A parameter from the address, or from a form's fields. Raises BadRequest where it is given twice, and differs."""
    return once(name, request.args, request.form) if request.mimetype == MULTIPART else once(name, request.args)


def as_at() -> date | None:
    """The day whose law applies, where one was given. Raises BadRequest."""
    text = field("as_at")
    return day_of(text, name="as_at") if text else None


def at() -> datetime | None:
    """The instant assessed at, where one was given: with an offset, or from the form by the clock in London. Raises BadRequest."""
    text, local = field("at").replace(" ", "+"), field("at_local")
    if text:
        return instant_of(text, "at")
    return london_instant_of(local, "at") if local else None


def as_then() -> bool:
    """Whether what a court declared only after the day of the law is left out (``understanding=then``). Raises BadRequest."""
    text = field("understanding") or "now"
    if text not in ("now", "then"):
        raise BadRequest(
            f"understanding is “{text[:40]}”. Give now (what courts have declared since counts too) or then (only what could be read on "
            "the day)."
        )
    return text == "then"


@dataclass(frozen=True)
class FormOfJson:
    """How JSON is wanted: in which detail, with every finding an object that stands alone, with indents."""

    detail: Detail
    is_inline: bool
    is_pretty: bool


def form_of_json() -> FormOfJson:
    """How JSON is wanted (``detail``, ``inline``, ``pretty``). Raises BadRequest that says what is allowed."""
    detail, is_inline = detail_of(field("detail")), _is_set("inline")
    require_together(detail, is_inline)
    return FormOfJson(detail, is_inline, _is_set("pretty"))


def _is_set(name: str) -> bool:
    text = field(name) or "0"
    if text not in ("0", "1"):
        raise BadRequest(f"{name} is “{text[:40]}”. Give 1 (yes) or 0 (no).")
    return text == "1"
