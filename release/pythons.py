"""`make pythons`: wheel and lock file under every Python from 3.11, the same receipts to the last byte, and the tests of `make check`.

Pythons are those named, or those found: python3.11 and newer on the path, and those that pyenv and uv keep.
"""

import argparse
import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

from release import DIST, ROOT
from release.trial import Installed

KEPT = (".pyenv/versions/*/bin/python3", ".local/share/uv/python/*/bin/python3")
LEAST = (3, 11)
SEEDS = ("0", "4711")
"""Two hash seeds: what walks a set walks it in another order."""


def main() -> int:
    """Try each Python; 0 where all agree and the tests pass."""
    parser = argparse.ArgumentParser(prog="make pythons", description=__doc__)
    parser.add_argument("pythons", nargs="*", help="interpreters")
    parser.add_argument("--tests", nargs="*", default=[], help="what pytest is to run under each")
    options = parser.parse_args()
    [wheel] = DIST.glob("*.whl")
    failed, seen = [], set()
    for version, python in sorted(found(options.pythons).items()):
        with tempfile.TemporaryDirectory(prefix="lfr-kg-python-") as folder:
            installed = Installed.into(Path(folder), wheel, str(python))
            installed.run("build")
            given = {digest(installed.receipts(PYTHONHASHSEED=seed)) for seed in SEEDS}
            print(f"{version}: receipts {', '.join(sorted(given))}", flush=True)
            seen |= given
            if options.tests and not passes(installed, options.tests):
                failed.append(version)
    print(f"Receipts {'agree' if len(seen) == 1 else 'differ'}; tests failed under: {', '.join(failed) or 'none'}.")
    return 0 if len(seen) == 1 and not failed else 1


def found(named: list[str]) -> dict[str, Path]:
    """The Pythons that are new enough, by their versions."""
    places = [Path(name) for name in named] or [
        *(place for folder in ("/usr/bin", "/usr/local/bin") for place in Path(folder).glob("python3.[0-9][0-9]")),
        *(place for pattern in KEPT for place in Path.home().glob(pattern)),
    ]
    asking = "import sys; print('.'.join(map(str, sys.version_info[:3])))"
    told = {place: subprocess.run([place, "-c", asking], capture_output=True, text=True, check=False).stdout.strip() for place in places}
    return {version: place for place, version in told.items() if version and tuple(map(int, version.split(".")))[:2] >= LEAST}


def digest(receipts: list[bytes]) -> str:
    """A short name for exactly these bytes."""
    return hashlib.sha256(b"\0".join(receipts)).hexdigest()[:16]


def passes(installed: Installed, tests: list[str]) -> bool:
    """Whether the checkout's tests pass with an environment's interpreter and packages."""
    installed.pip("install", "--require-hashes", "--requirement", ROOT / "requirements-test.txt")
    command = [installed.python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
