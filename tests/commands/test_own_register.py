"""«lfr-kg register» on a folder of one's own: added with what came out, listed, reported, verified."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from lfr_kg.base.settings import EXAMPLE
from lfr_kg.commands import line
from lfr_kg.ledger.ledger import Ledger
from tests import TESTS


@pytest.fixture
def folder(knowledge, tmp_path, monkeypatch):
    monkeypatch.setenv("LFR_KG_CACHE", str(knowledge.settings.cache))
    return tmp_path / "register"


def test_what_is_added_is_judged_listed_reported_and_verified(folder, knowledge, tmp_path, capfd):
    assert line.main(["register", "add", str(folder), str(EXAMPLE), "--by", "A. Adviser", "--note", "before the day"]) == 0
    entry = Ledger.at(folder).entry(1)
    assert capfd.readouterr().out == f"Entry 1: {EXAMPLE.name}, {entry['hash']}\n"
    assert (entry["addedBy"], entry["note"], entry["receipt"]["corpusHash"]) == ("A. Adviser", "before the day", knowledge.hash)

    assert line.main(["register", "list", str(folder)]) == 0
    assert f"A. Adviser  {EXAMPLE.name}" in capfd.readouterr().out
    assert line.main(["register", "report", str(folder), "--format", "json"]) == 0
    row = json.loads(capfd.readouterr().out)[0]
    answer = json.loads(Ledger.at(folder).content(entry["answer"]))
    assert (row["deployment"], row["breached"], row["met"]) == ("EX-2026-0141", 0, answer["deployments"][0]["summary"]["met"])

    assert line.main(["register", "verify", str(folder)]) == 0
    assert capfd.readouterr().out == f"Whole: 1 entries. The hash of the last is {entry['hash']}.\n"
    (tmp_path / "answer.json").write_bytes(Ledger.at(folder).content(entry["answer"]))
    assert line.main(["verify", str(tmp_path / "answer.json"), str(EXAMPLE)]) == 0
    assert capfd.readouterr().out == "Identical.\n"

    Ledger.at(folder).file_of(1).unlink()
    assert line.main(["register", "verify", str(folder), "--holds", entry["hash"]]) == 1
    assert capfd.readouterr().out.splitlines() == [
        f"removed: No entry that is as it was written has the hash {entry['hash']}.",
        "removed: Entry 1 is not there: it was removed.",
    ]


def test_nothing_is_added_where_one_file_cannot_be_read(folder, tmp_path, capsys):
    (tmp_path / "broken.ttl").write_text("<a> <b")
    assert line.main(["register", "add", str(folder), str(EXAMPLE), str(tmp_path / "broken.ttl")]) == 2
    assert "broken.ttl" in capsys.readouterr().err
    assert not folder.exists()
    assert line.main(["register", "list", str(folder)]) == 2
    assert "is no register" in capsys.readouterr().err


def test_the_command_killed_while_it_adds_loses_nothing(folder):
    line.main(["register", "add", str(folder), str(EXAMPLE)])
    first = Ledger.at(folder).entry(1)
    many = [str(EXAMPLE)] * 20
    process = subprocess.Popen(
        [sys.executable, "-m", "lfr_kg", "register", "add", str(folder), *many], cwd=TESTS.parent, stdout=subprocess.PIPE, text=True
    )
    told = process.stdout.readline().split()[-1]
    time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    told = [told, *(text.split()[-1] for text in process.communicate()[0].splitlines() if text)]
    assert line.main(["register", "add", str(folder), str(EXAMPLE)]) == 0
    assert line.main(["register", "verify", str(folder)]) == 0
    found = list(Ledger.at(folder).entries())
    assert found[0] == first
    assert [each["hash"] for each in found][1 : len(told) + 1] == told
