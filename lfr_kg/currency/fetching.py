"""Where answers come from: the two official services over HTTPS, or copies of their answers in a folder."""

import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, urlsplit, urlunsplit

from lfr_kg import __version__

HOSTS = frozenset({"www.legislation.gov.uk", "caselaw.nationalarchives.gov.uk"})
TIMEOUT = 30.0
MAX_BYTES = 50_000_000
PAUSE = 0.5
MISSING = (404, 410)


@dataclass(frozen=True)
class Reply:
    """What came back: a status as in HTTP, 0 where nothing did; the content; and why, where there is none."""

    status: int
    content: bytes = b""
    reason: str = ""

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

    def get(self, address: str) -> Reply:
        """The reply to a request for an address."""


def allowed(address: str) -> bool:
    """Whether an address is HTTPS at one of the two services, on the usual port and with nobody's name in it."""
    parts = urlsplit(address)
    return parts.scheme == "https" and parts.netloc in HOSTS


class _WithinHosts(urllib.request.HTTPRedirectHandler):
    """Follows a redirect within the services, over HTTPS even where it says otherwise, and no other."""

    def redirect_request(self, request, file, code, message, headers, address):
        """The request to make in place of one that was redirected. Raises URLError where it leads out of the services."""
        parts = urlsplit(address)
        secure = urlunsplit(parts._replace(scheme="https")) if parts.scheme == "http" else address
        if not allowed(secure):
            raise urllib.error.URLError(f"redirected to {parts.netloc or address}, which is not asked")
        return super().redirect_request(request, file, code, message, headers, secure)


class HttpFetcher:
    """Asks the services themselves, one request at a time with a pause between them.

    ``opener`` has ``open(request, timeout=…)`` as urllib's has; tests give their own.
    """

    def __init__(self, timeout: float = TIMEOUT, pause: float = PAUSE, max_bytes: int = MAX_BYTES, opener=None):
        self.timeout, self.pause, self.max_bytes = timeout, pause, max_bytes
        self._opener = opener or urllib.request.build_opener(_WithinHosts)
        self._last = 0.0

    def get(self, address: str) -> Reply:
        """The reply to a request. Raises ValueError for an address outside the services; that would be a fault of this program."""
        if not allowed(address):
            raise ValueError(f"{address} is not an address that is asked")
        time.sleep(max(0.0, self._last + self.pause - time.monotonic()))
        request = urllib.request.Request(
            address, headers={"User-Agent": f"lfr-kg/{__version__}", "Accept": "application/xml, application/atom+xml"}
        )
        try:
            with self._opener.open(request, timeout=self.timeout) as response:
                content = response.read(self.max_bytes + 1)
                status = response.status
        except urllib.error.HTTPError as error:
            error.close()
            return Reply(error.code, reason=f"HTTP {error.code}")
        except (OSError, urllib.error.URLError) as error:
            return Reply(0, reason=str(getattr(error, "reason", error)) or type(error).__name__)
        finally:
            self._last = time.monotonic()
        if status != 200:
            return Reply(status, reason=f"HTTP {status}")
        if len(content) > self.max_bytes:
            return Reply(0, reason=f"more than {self.max_bytes:,} bytes")
        return Reply(200, content)


class FolderFetcher:
    """Reads saved answers: a folder for each host, and in it the path of the address, as ``wget --force-directories`` saves them.

    An empty file says that the service had no such document. The second and later pages of a feed may end in ``.2``, ``.3`` and so on.
    """

    def __init__(self, folder: Path):
        self.folder = folder.resolve()

    def get(self, address: str) -> Reply:
        """The saved reply to a request for an address, or a reply of status 0 where none was saved."""
        parts = urlsplit(address)
        page = parse_qs(parts.query).get("page", ["1"])[0]
        path = parts.netloc + parts.path
        names = [f"{path}?{parts.query}"] if parts.query else []
        names.append(path if page == "1" else f"{path}.{page}")
        for name in names:
            file = (self.folder / name).resolve()
            if file.is_relative_to(self.folder) and file.is_file():
                content = file.read_bytes()
                return Reply(200, content) if content else Reply(404, reason="HTTP 404, as saved")
        return Reply(0, reason="no copy was saved")
