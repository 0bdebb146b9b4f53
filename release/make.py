"""`make release`: a commit's wheel, source distribution, lock file and bills of materials in dist/, the same bytes whenever it is made.

dist/ is written only where all of it holds: the commit is what is built; what it depends on was audited, or the want of an audit was
accepted; two builds gave the same bytes; nothing is missing; and the wheel works where nothing of the checkout is.
"""

import argparse
import hashlib
import json
import os
import runpy
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from release import DIST, LOCK, ROOT
from release.trial import Installed, use

INSIDE = {"lfr_kg/": "lfr_kg/", **{f"{name}/": f"lfr_kg/knowledge_files/{name}/" for name in ("ontology", "shapes", "queries")}}
"""A tracked folder → where the wheel has it."""
MADE = ["govuk.css", *runpy.run_path(str(ROOT / "frontend" / "install.py"))["COPIED"].values()]
"""The files of the front end, which are built and not tracked."""


class Refused(Exception):
    """No release is made; the message says why."""


def main() -> int:
    """Make the release; 0, or 1 with the reason why there is none."""
    parser = argparse.ArgumentParser(prog="make release", description=__doc__)
    parser.add_argument("--unaudited", action="store_true", help="release also where the audit's database is out of reach")
    options = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory(prefix="lfr-kg-release-") as folder:
            make(Path(folder), is_unaudited_accepted=options.unaudited)
    except (Refused, subprocess.CalledProcessError, RuntimeError, OSError) as error:
        print(f"No release: {error}", file=sys.stderr)
        return 1
    print(f"Released in {DIST}:", *sorted(path.name for path in DIST.iterdir()), sep="\n  ")
    return 0


def make(folder: Path, *, is_unaudited_accepted: bool) -> None:
    """Make and try everything in a folder, then put it in dist/. Raises Refused, or what went wrong."""
    refuse_unfinished()
    refuse_unaudited(audit(LOCK), is_accepted=is_unaudited_accepted)
    os.environ["SOURCE_DATE_EPOCH"] = git("log", "-1", "--format=%ct").strip()
    made = folder / "made"
    wheel = build_twice(made, folder / "again")
    refuse_incomplete(wheel)
    trial = folder / "trial"
    trial.mkdir()
    use(installed := Installed.into(trial, wheel))
    stem = "-".join(wheel.name.split("-")[:2])
    write_bills(installed, made / f"{stem}.cdx.json", made / f"{stem}-pages.cdx.json")
    shutil.copy(LOCK, made)
    sums = [f"{digest(path)}  {path.name}\n" for path in sorted(made.iterdir())]
    (made / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")
    shutil.rmtree(DIST, ignore_errors=True)
    shutil.copytree(made, DIST)


def git(*words: str) -> str:
    """What git prints of the checkout."""
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def refuse_unfinished() -> None:
    """Raise Refused where the checkout is not a commit, or the front end has not been installed."""
    if changed := git("status", "--porcelain"):
        raise Refused(f"a release is made of a commit, and these differ from it:\n{changed}")
    if missing := [name for name in MADE if not (ROOT / "lfr_kg/web/static/vendor" / name).is_file()]:
        raise Refused(f"these files of the pages are missing; frontend/install.py makes them: {', '.join(missing)}")


def audit(lock: Path) -> list[str]:
    """What pip-audit did not look up of a lock file; nothing where it audited all. Raises Refused for what is known to be vulnerable.

    It ends with 0 also where it found none of them in its database, and with 1 both for a finding and where the database is out of reach:
    only its report tells.
    """
    words = ["--requirement", str(lock), "--require-hashes", "--disable-pip", "--format", "json", "--progress-spinner", "off"]
    done = subprocess.run([sys.executable, "-m", "pip_audit", *words], capture_output=True, text=True, check=False)
    try:
        found = json.loads(done.stdout)["dependencies"]
    except ValueError:
        return [done.stderr.strip().rpartition("\n")[2] or "pip-audit gave no report"]
    vulnerable = [f"{one['name']} {one['version']}: {flaw['id']}" for one in found for flaw in one.get("vulns", [])]
    if vulnerable:
        raise Refused("\n  ".join(["these are known to be vulnerable:", *vulnerable]))
    return [one["skip_reason"] for one in found if "skip_reason" in one] or ([] if found else ["pip-audit named no dependency"])


def refuse_unaudited(left: list[str], *, is_accepted: bool) -> None:
    """Say what was not audited. Raises Refused where that is not accepted."""
    if not left:
        print("Audited: nothing of what is locked is known to be vulnerable.", flush=True)
        return
    told = f"not audited: {left[0]}" + (f", and {len(left) - 1} more" if len(left) > 1 else "")
    if not is_accepted:
        raise Refused(f"{told}\nTo release it all the same: make release UNAUDITED=1")
    print(told, flush=True)


def build_twice(first: Path, second: Path) -> Path:
    """Build source distribution and wheel in two folders, and answer the first wheel. Raises Refused where the bytes differ.

    The first wheel is built from the source distribution, the second from the checkout.
    """
    command = [sys.executable, "-m", "build", "--no-isolation", str(ROOT)]
    subprocess.run([*command, "--outdir", str(first)], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([*command, "--outdir", str(second), "--sdist", "--wheel"], check=True, stdout=subprocess.DEVNULL)
    sums = [{path.name: digest(path) for path in place.iterdir()} for place in (first, second)]
    if sums[0] != sums[1]:
        raise Refused(f"two builds differ: {sums}")
    [wheel] = first.glob("*.whl")
    return wheel


def refuse_incomplete(wheel: Path) -> None:
    """Raise Refused where the wheel lacks a tracked file of the package or the knowledge, or one of the pages' files."""
    tracked = git("ls-files", "-z", *INSIDE).split("\0")[:-1]
    wanted = {INSIDE[folder] + path.removeprefix(folder) for path in tracked for folder in INSIDE if path.startswith(folder)}
    wanted |= {"lfr_kg/knowledge_files/CHANGELOG.md", *(f"lfr_kg/web/static/vendor/{name}" for name in MADE)}
    with zipfile.ZipFile(wheel) as held:
        if missing := sorted(wanted - set(held.namelist())):
            raise Refused(f"the wheel lacks {len(missing)} files: {', '.join(missing[:5])}")


def write_bills(installed: Installed, packages: Path, pages: Path) -> None:
    """Write two CycloneDX bills of materials: of the environment in which the wheel was tried, and of what the pages are made of."""
    installed.pip("uninstall", "--yes", "pip", "setuptools")  # what venv puts there, and no part of this
    words = ["environment", "--pyproject", str(ROOT / "pyproject.toml"), "--mc-type", "application", "--output-reproducible"]
    subprocess.run([sys.executable, "-m", "cyclonedx_py", *words, "--output-file", str(packages), str(installed.python)], check=True)
    words = ["sbom", "--sbom-format", "cyclonedx", "--sbom-type", "application", "--omit", "dev", "--package-lock-only"]
    bill = json.loads(subprocess.run(["npm", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    del bill["serialNumber"], bill["metadata"]["timestamp"]  # npm has no way to leave out what differs each time
    pages.write_text(json.dumps(bill, indent=2) + "\n", encoding="utf-8")


def digest(path: Path) -> str:
    """SHA-256 (hex) of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
