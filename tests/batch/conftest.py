"""What the tests of batches share: a folder of good and bad files, and the command as a process of its own."""

import os
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from lfr_kg.base.settings import EXAMPLE

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
COMMAND = [sys.executable, "-W", "error", "-m", "lfr_kg", "assess"]


@pytest.fixture
def folder(tmp_path):
    """Three good files among three bad ones, and what is no description."""
    text = EXAMPLE.read_text(encoding="utf-8")
    (tmp_path / "below").mkdir()
    files = {
        "a-good.ttl": text,
        "b-broken.ttl": "this is not Turtle",
        "below/c-breach.ttl": text.replace("recordsSensitiveProcessing true", "recordsSensitiveProcessing false"),
        "d-empty.ttl": "",
        "e-departure.ttl": text.replace("lfr:isLawfullyHeld true", "lfr:isLawfullyHeld false"),
        "f-other.ttl": "<urn:a> <urn:b> <urn:c> .",
        "notes.txt": text,
        "~$lock.xlsx": "",
    }
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


@pytest.fixture
def many(tmp_path):
    """A folder of so many small descriptions."""

    def made(count: int):
        place = tmp_path / "many"
        place.mkdir()
        for number in range(count):
            text = f"@prefix lfr: <https://w3id.org/lfr-kg/def/> . <urn:x:{number}> a lfr:Deployment ."
            (place / f"{number:03}.ttl").write_text(text, encoding="utf-8")
        return place

    return made


@pytest.fixture
def environment(knowledge, monkeypatch):
    """The environment in which this process and those that it starts find the knowledge of the tests."""
    monkeypatch.setenv("LFR_KG_CACHE", str(knowledge.settings.cache))
    return os.environ


@pytest.fixture
def assess(environment, tmp_path):
    """Runs the command over a folder, with the rest of its options."""

    def call(place, *options, out="out.ndjson"):
        command = [*COMMAND, str(place), "--out", str(tmp_path / out), *options]
        return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300, check=False)

    return call
