"""The wheel where nothing of the checkout is: installed with the lock file into an environment of its own, and used there."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from release import LOCK

EXAMPLES = ("full-deployment.ttl", "multi-day-deployment.ttl", "retrospective-search.ttl")
AT = "2026-11-30T12:00:00Z"
"""The instant of every receipt that is compared."""
START_SECONDS = 300
PAGES = ("/health", "/", "/norm/dpa-s64-dpia", "/static/vendor/govuk.css", "/static/vendor/yasqe/yasqe.min.js", "/changes")
"""What is only answered where everything is inside: pages, law, the files of the front end, the changelog."""


@dataclass(frozen=True)
class Installed:
    """The wheel in an environment of its own; all that it reads and writes is in ``folder``, from where it runs."""

    folder: Path

    @classmethod
    def into(cls, folder: Path, wheel: Path, python: str = sys.executable) -> "Installed":
        """Install the lock file, then the wheel. Raises CalledProcessError where either does not install."""
        made = cls(folder)
        subprocess.run([python, "-m", "venv", str(folder / "venv")], check=True)
        made.pip("install", "--require-hashes", "--requirement", LOCK)
        # by name, so that pip does not note where on this machine the wheel lay
        name, version = wheel.name.split("-")[:2]
        made.pip("install", "--no-deps", "--no-index", "--find-links", wheel.parent, f"{name}=={version}")
        return made

    @property
    def python(self) -> Path:
        """The interpreter of the environment."""
        return self.folder / "venv" / "bin" / "python"

    @property
    def examples(self) -> Path:
        """The worked examples inside the installed package."""
        [found] = self.folder.glob("venv/lib/python*/site-packages/lfr_kg/examples")
        return found

    def pip(self, *words: str | Path) -> None:
        """Run the environment's pip, silently. Raises CalledProcessError where it fails."""
        subprocess.run([self.python, "-m", "pip", "--quiet", "--disable-pip-version-check", *words], check=True)

    def run(self, *words: str | Path, **environment: str) -> bytes:
        """What ``lfr-kg`` prints. Raises CalledProcessError where it ends with anything but 0, or 1 (a breach)."""
        command = [self.folder / "venv" / "bin" / "lfr-kg", *words]
        done = subprocess.run(command, cwd=self.folder, env=self._environment(environment), stdout=subprocess.PIPE, check=False)
        if done.returncode not in (0, 1):
            done.check_returncode()
        return done.stdout

    def receipts(self, **environment: str) -> list[bytes]:
        """The answer to each worked example, to the last byte."""
        return [self.run("assess", self.examples / name, "--format", "json", "--at", AT, **environment) for name in EXAMPLES]

    @contextmanager
    def serving(self) -> Iterator[str]:
        """A server, once /ready has answered: its address. Raises RuntimeError where it does not come up, or does not end well."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        command = [self.folder / "venv" / "bin" / "lfr-kg", "serve", "--port", str(port)]
        process = subprocess.Popen(command, cwd=self.folder, env=self._environment({}), stdout=subprocess.DEVNULL)
        try:
            wait_until_ready(f"http://127.0.0.1:{port}", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
            status = process.wait(60)
        if status:
            raise RuntimeError(f"the server ended with {status}")

    def _environment(self, more: dict[str, str]) -> dict[str, str]:
        return {"PATH": os.defpath, "HOME": str(self.folder)} | more


def wait_until_ready(address: str, process: "subprocess.Popen[bytes]") -> None:
    """Until /ready answers 200. Raises RuntimeError where the process ends first, or it takes longer than ``START_SECONDS``."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            if fetch(address + "/ready"):
                return
        except OSError:  # refused, not ready, or slower than a machine that does nothing else would be
            time.sleep(0.3)
    raise RuntimeError("the server did not come up")


def fetch(address: str, body: bytes | None = None, media_type: str = "text/turtle") -> bytes:
    """What an address answers, or answers to a body. Raises URLError for any status but 2xx."""
    asked = urllib.request.Request(address, body, {"Content-Type": media_type, "Accept": "application/json"} if body else {})
    with urllib.request.urlopen(asked, timeout=120) as answer:
        return bytes(answer.read())


def use(installed: Installed) -> None:
    """Build, assess and serve with an installed wheel. Raises what goes wrong."""
    installed.run("build")
    [answer, *_] = installed.receipts()
    with installed.serving() as address:
        for page in PAGES:
            if not fetch(address + page):
                raise RuntimeError(f"{page} is empty")
        example = (installed.examples / EXAMPLES[0]).read_bytes()
        if b'"receipt"' not in answer or b'"receipt"' not in fetch(address + "/assess", example):
            raise RuntimeError("no receipt was given")
