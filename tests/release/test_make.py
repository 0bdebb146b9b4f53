"""What `make release` refuses, and what it builds."""

import json
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from lfr_kg import __version__
from release import ROOT, make


def told(monkeypatch, out: str, status: int = 0, err: str = "") -> None:
    """Let pip-audit print this."""
    monkeypatch.setattr(make.subprocess, "run", lambda words, **_: subprocess.CompletedProcess(words, status, out, err))


def report(*dependencies: dict) -> str:
    return json.dumps({"dependencies": list(dependencies)})


AUDITED = {"name": "flask", "version": "3.1.3", "vulns": []}
SKIPPED = {"name": "anyio", "skip_reason": "Dependency not found and could not be audited: anyio (4.16.0)"}


@pytest.mark.parametrize(
    ("out", "status", "err", "left"),
    [
        (report(AUDITED), 0, "No known vulnerabilities found", []),
        (report(AUDITED, SKIPPED), 0, "No known vulnerabilities found", [SKIPPED["skip_reason"]]),
        (report(), 0, "", ["pip-audit named no dependency"]),
        ("", 1, "ERROR: one\nERROR: no connection", ["ERROR: no connection"]),
        ("", 1, "", ["pip-audit gave no report"]),
    ],
)
def test_what_was_not_looked_up_is_not_taken_for_audited(monkeypatch, out, status, err, left):
    told(monkeypatch, out, status, err)
    assert make.audit(Path("requirements.txt")) == left


def test_what_is_known_to_be_vulnerable_is_refused_even_where_the_rest_was_not_looked_up(monkeypatch):
    told(monkeypatch, report(SKIPPED, AUDITED | {"vulns": [{"id": "PYSEC-1"}]}), 1)
    with pytest.raises(make.Refused, match=r"known to be vulnerable:\n  flask 3\.1\.3: PYSEC-1"):
        make.audit(Path("requirements.txt"))


def test_want_of_an_audit_is_refused_unless_it_is_accepted(capsys):
    with pytest.raises(make.Refused) as refused:
        make.refuse_unaudited(["no connection", "nor later"], is_accepted=False)
    assert str(refused.value) == "not audited: no connection, and 1 more\nTo release it all the same: make release UNAUDITED=1"
    make.refuse_unaudited(["no connection"], is_accepted=True)
    make.refuse_unaudited([], is_accepted=False)
    assert capsys.readouterr().out == "not audited: no connection\nAudited: nothing of what is locked is known to be vulnerable.\n"


def test_a_checkout_that_differs_from_its_commit_is_refused(monkeypatch):
    monkeypatch.setattr(make, "git", lambda *words: " M README.md\n")
    with pytest.raises(make.Refused, match=r"made of a commit, and these differ from it:\n M README\.md"):
        make.refuse_unfinished()


def built(folder: Path, source: Path, *kinds: str) -> dict[str, bytes]:
    """What hatchling makes of a source tree, by file name."""
    words = [word for kind in kinds for word in ("-t", kind)]
    environment = os.environ | {"SOURCE_DATE_EPOCH": "1796000000"}
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder), *words]
    subprocess.run(command, cwd=source, env=environment, check=True, capture_output=True)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="no git checkout, which says what is tracked")
def test_the_source_distribution_builds_the_same_wheel_which_lacks_nothing(tmp_path, monkeypatch):
    here = built(tmp_path / "here", ROOT, "sdist", "wheel")
    name = f"lfr_kg-{__version__}"
    assert sorted(here) == [f"{name}-py3-none-any.whl", f"{name}.tar.gz"]
    with tarfile.open(tmp_path / "here" / f"{name}.tar.gz") as packed:
        packed.extractall(tmp_path / "source", filter="data")
    there = built(tmp_path / "there", tmp_path / "source" / name, "wheel")
    assert there[f"{name}-py3-none-any.whl"] == here[f"{name}-py3-none-any.whl"]
    wheel = tmp_path / "here" / f"{name}-py3-none-any.whl"
    if missing := [made for made in make.MADE if not (ROOT / "lfr_kg/web/static/vendor" / made).is_file()]:
        monkeypatch.setattr(make, "MADE", [made for made in make.MADE if made not in missing])  # not installed here
    make.refuse_incomplete(wheel)
    with zipfile.ZipFile(wheel) as held, zipfile.ZipFile(tmp_path / "less.whl", "w") as less:
        for entry in held.namelist():
            if entry != "lfr_kg/examples/full-deployment.ttl":
                less.writestr(entry, b"")
    with pytest.raises(make.Refused, match=r"the wheel lacks 1 files: lfr_kg/examples/full-deployment\.ttl"):
        make.refuse_incomplete(tmp_path / "less.whl")
