"""Where answers come from: the two official services over HTTPS, or copies of their answers in a folder."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, urljoin, urlsplit, urlunsplit

import httpx

from lfr_kg import __version__
from lfr_kg.official import judgments, legislation

HOSTS = frozenset({legislation.HOST, judgments.HOST})
TIMEOUT = 30.0
MAX_BYTES = 50_000_000
PAUSE = 0.5
MISSING = (404, 410)
MOST_REDIRECTS = 10
UNCHANGED = 304
NOT_SAVED = "no copy was saved"
"""Why a folder of saved answers gives none."""
ACCEPT = "application/xml, application/akn+xml, application/atom+xml"


@dataclass(frozen=True)
class Seen:
    """What a service said of the state of a document when it gave it, to be sent back when it is asked again; "" where it said nothing."""

    etag: str = ""
    modified: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """The headers of a conditional request (RFC 9110, section 13)."""
        return {name: value for name, value in (("If-None-Match", self.etag), ("If-Modified-Since", self.modified)) if value}


NOT_SEEN = Seen()


@dataclass(frozen=True)
class Reply:
    """What came back: a status as in HTTP, 0 where nothing did; the content; why, where there is none; the state of the document; and how
    many seconds the service asks to be left alone (None where it does not say)."""

    status: int
    content: bytes = b""
    reason: str = ""
    seen: Seen = NOT_SEEN
    wait: float | None = None

    @property
    def found(self) -> bool:
        """Whether there is a document."""
        return self.status == 200

    @property
    def missing(self) -> bool:
        """Whether the service says that there is no such document."""
        return self.status in MISSING


class Fetcher(Protocol):
    """Something that answers an address with a reply, and never raises because of what the other side does."""

    def get(self, address: str, seen: Seen = NOT_SEEN) -> Reply:
        """The reply to a request for an address: status 304 and nothing else where it is as it was when it was ``seen``."""


def allowed(address: str) -> bool:
    """Whether an address is HTTPS at one of the two services, on the usual port and with nobody's name in it."""
    parts = urlsplit(address)
    return parts.scheme == "https" and parts.netloc in HOSTS


def secure(address: str) -> str:
    """An address over HTTPS where it says HTTP; any other as it is."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(scheme="https")) if parts.scheme == "http" else address


class HttpFetcher:
    """Asks the services themselves, one request at a time with a pause between them.

    A redirect is followed within the services, over HTTPS even where it says otherwise, and no other. ``transport`` carries the requests
    (as httpx has it); tests give their own. ``contact`` (ASCII) says where whoever runs this can be reached: both services ask for it.
    """

    def __init__(
        self,
        timeout: float = TIMEOUT,
        pause: float = PAUSE,
        max_bytes: int = MAX_BYTES,
        transport: httpx.BaseTransport | None = None,
        contact: str = "",
    ):
        self.pause, self.max_bytes = pause, max_bytes
        name = f"lfr-kg/{__version__}" + (f" ({contact})" if contact else "")
        self._client = httpx.Client(timeout=timeout, headers={"User-Agent": name, "Accept": ACCEPT}, transport=transport)
        self._last = 0.0

    def get(self, address: str, seen: Seen = NOT_SEEN) -> Reply:
        """The reply to a request. Raises ValueError for an address outside the services; that would be a fault of this program."""
        if not allowed(address):
            raise ValueError(f"{address} is not an address that is asked")
        for _ in range(MOST_REDIRECTS):
            time.sleep(max(0.0, self._last + self.pause - time.monotonic()))
            try:
                with self._client.stream("GET", address, headers=seen.headers) as answer:
                    if not answer.has_redirect_location:
                        return self._reply(answer)
                    address = secure(urljoin(address, answer.headers["Location"]))
            except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:  # ValueError: an address that urllib cannot take apart
                return Reply(0, reason=str(error) or type(error).__name__)
            finally:
                self._last = time.monotonic()
            if not allowed(address):
                return Reply(0, reason=f"redirected to {urlsplit(address).netloc or address}, which is not asked")
        return Reply(0, reason=f"redirected more than {MOST_REDIRECTS} times")

    def _reply(self, answer: httpx.Response) -> Reply:
        if answer.status_code != 200:
            return Reply(answer.status_code, reason=f"HTTP {answer.status_code}", wait=_wait(answer.headers.get("Retry-After", "")))
        content = b""
        for piece in answer.iter_bytes():
            content += piece
            if len(content) > self.max_bytes:
                return Reply(0, reason=f"more than {self.max_bytes:,} bytes")
        return Reply(200, content, seen=Seen(answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", "")))


def _wait(text: str) -> float | None:
    """How many seconds Retry-After asks for, given as such or as a time; None where it is neither."""
    if text.isascii() and text.isdecimal() and len(text) < 8:
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):  # TypeError: a time without its zone
        return None


class FolderFetcher:
    """Reads saved answers: a folder for each host, and in it the path of the address, as ``wget --force-directories`` saves them.

    An empty file says that the service had no such document. The second and later pages of a feed may end in ``.2``, ``.3`` and so on.
    """

    def __init__(self, folder: Path):
        self.folder = folder.resolve()

    def get(self, address: str, seen: Seen = NOT_SEEN) -> Reply:
        """The saved reply to a request for an address, or a reply of status 0 where none was saved."""
        try:
            for file in self._files(address):
                if file.is_relative_to(self.folder) and file.is_file():
                    content = file.read_bytes()
                    return Reply(200, content) if content else Reply(404, reason="HTTP 404, as saved")
        except (OSError, ValueError) as error:  # a file that may not be read, an address that no file can be named by
            return Reply(0, reason=f"the saved copy was not read: {getattr(error, 'strerror', None) or error}")
        return Reply(0, reason=NOT_SAVED)

    def _files(self, address: str) -> list[Path]:
        """Where a reply may have been saved."""
        parts = urlsplit(address)
        page = parse_qs(parts.query).get("page", ["1"])[0]
        path = parts.netloc + parts.path
        names = [f"{path}?{parts.query}"] if parts.query else []
        names.append(path if page == "1" else f"{path}.{page}")
        return [(self.folder / name).resolve() for name in names]
