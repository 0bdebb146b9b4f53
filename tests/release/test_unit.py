"""The systemd unit, as systemd itself reads it."""

import re
import shutil
import subprocess

import pytest

from tests.serving import ROOT

UNIT = ROOT / "deploy" / "lfr-kg.service"
MOST_EXPOSED = 1.3
"""What `systemd-analyze security` may make of the unit at most, of 10."""
needs_systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze")


@needs_systemd
def test_systemd_understands_every_line(tmp_path):
    here = tmp_path / UNIT.name
    here.write_text(UNIT.read_text(encoding="utf-8").replace("/opt/lfr-kg/bin/lfr-kg", "/bin/true"), encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", str(here)], capture_output=True, text=True, check=False)
    assert (done.returncode, [line for line in done.stderr.splitlines() if UNIT.name in line]) == (0, [])


@needs_systemd
def test_it_exposes_little(tmp_path):
    words = ["systemd-analyze", "security", "--no-pager", "--offline=true", str(UNIT)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if "unrecognized option" in done.stderr:
        pytest.skip("systemd-analyze reads no unit from a file (before systemd 250)")
    [level] = re.findall(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
    assert float(level) <= MOST_EXPOSED
