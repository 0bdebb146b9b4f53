"""The systemd units, as systemd itself reads them."""

import re
import shutil
import subprocess
import sys

import pytest

from tests.serving import ROOT

FOLDER = ROOT / "deploy"
SERVICES = [FOLDER / "lfr-kg.service", FOLDER / "lfr-kg-texts.service"]
UNITS = [*SERVICES, FOLDER / "lfr-kg-texts.timer"]
MOST_EXPOSED = 1.3
"""What `systemd-analyze security` may make of the unit at most, of 10."""
needs_systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze")


@needs_systemd
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_understands_every_line(unit, tmp_path):
    for each in UNITS:
        text = each.read_text(encoding="utf-8").replace("/opt/lfr-kg/bin/lfr-kg", "/bin/true")
        (tmp_path / each.name).write_text(text, encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", str(tmp_path / unit.name)], capture_output=True, text=True, check=False)
    assert (done.returncode, [line for line in done.stderr.splitlines() if "lfr-kg" in line]) == (0, [])


@needs_systemd
@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_it_exposes_little(unit):
    words = ["systemd-analyze", "security", "--no-pager", "--offline=true", str(unit)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if "unrecognized option" in done.stderr:
        pytest.skip("systemd-analyze reads no unit from a file (before systemd 250)")
    [level] = re.findall(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
    assert float(level) <= MOST_EXPOSED


def test_what_copies_the_words_runs_commands_that_there_are_and_writes_the_folder_that_the_service_is_told_to_read():
    text = SERVICES[1].read_text(encoding="utf-8")
    commands = re.findall(r"^ExecStart=-?/opt/lfr-kg/bin/lfr-kg (.*)$", text, re.MULTILINE)
    assert commands == ["sources fetch", "sources check --held"]
    for command in commands:
        assert (
            subprocess.run([sys.executable, "-m", "lfr_kg", *command.split(), "--help"], capture_output=True, check=False).returncode == 0
        )
    folder = f"/var/lib/{re.findall('^StateDirectory=(.*)$', text, re.MULTILINE)[0]}"
    assert f"LFR_KG_TEXTS={folder}" in (ROOT / "docs" / "official-words.md").read_text(encoding="utf-8")
