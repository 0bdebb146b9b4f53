"""`make upgrade`: the last commit of another version and this one beside each other, over one cache and one receipt."""

import argparse
import hashlib
import io
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from release import ROOT
from release.trial import AT

EXAMPLE = "lfr_kg/examples/full-deployment.ttl"
MARK = "is of other law and other software"
"""How a receipt of another version is told of."""


def main() -> int:
    """Try it; 0 where each version has what it built, and the old receipt is told of as it should be."""
    parser = argparse.ArgumentParser(prog="make upgrade", description=__doc__)
    parser.add_argument("commit", nargs="?", help="a commit of an older version")
    commit = parser.parse_args().commit or before_this_version()
    with tempfile.TemporaryDirectory(prefix="lfr-kg-upgrade-") as folder:
        there, cache, receipt = Path(folder, "old"), Path(folder, "cache"), Path(folder, "receipt.json")
        packed = subprocess.run(["git", "archive", commit], cwd=ROOT, check=True, capture_output=True).stdout
        with tarfile.open(fileobj=io.BytesIO(packed)) as files:
            files.extractall(there, filter="data")
        print(run(there, cache, "--version"), run(ROOT, cache, "--version"), sep="", flush=True)
        receipt.write_text(run(there, cache, "assess", "--format", "json", "--at", AT, there / EXAMPLE), encoding="utf-8")
        before = contents(cache)
        told = run(ROOT, cache, "verify", receipt, there / EXAMPLE)
        print(told, flush=True)
        left = {path: content for path, content in contents(cache).items() if path in before}
        again = run(there, cache, "verify", receipt, there / EXAMPLE)
        print(f"Folders in the cache: {len(list(cache.iterdir()))}. By the old version again: {again}", flush=True)
        return 0 if MARK in told and left == before and again == "Identical.\n" else 1


def before_this_version() -> str:
    """The commit before the one that gave this version its number."""
    words = ["git", "log", "-1", "--format=%h^", "-G^__version__", "--", "lfr_kg/__init__.py"]
    return subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def run(code: Path, cache: Path, *words: str | Path) -> str:
    """What a command of the code in a folder prints. Raises CalledProcessError where it ends with anything but 0 or 1."""
    environment = os.environ | {"PYTHONPATH": str(code), "LFR_KG_CACHE": str(cache), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "lfr_kg", *words]
    done = subprocess.run(command, cwd=code, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode not in (0, 1):
        done.check_returncode()
    return done.stdout


def contents(folder: Path) -> dict[Path, str]:
    """Every file below a folder, with the SHA-256 (hex) of what it holds."""
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.rglob("*")) if path.is_file()}


if __name__ == "__main__":
    sys.exit(main())
