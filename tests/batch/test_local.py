"""Many files at once: each has its line in its place, what cannot be read stops nothing, and an interruption ends it soon."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest

from lfr_kg.assess.law import Terms
from lfr_kg.base.errors import BadRequest
from lfr_kg.base.settings import EXAMPLE
from lfr_kg.batch import local

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
WANTED = local.Wanted(Terms(None, AT, False), "summary")
SMALL = "@prefix lfr: <https://w3id.org/lfr-kg/def/> . <urn:x:{number}> a lfr:Deployment ."
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
def assess(knowledge, tmp_path):
    """Runs the command over a folder, with the rest of its options."""
    environment = os.environ | {"LFR_KG_CACHE": str(knowledge.settings.cache)}

    def call(place, *options):
        command = [*COMMAND, str(place), "--out", str(tmp_path / "out.ndjson"), "--at", AT.isoformat(), *options]
        return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300, check=False)

    return call


def names(files, folder) -> list[str]:
    return [str(file.relative_to(folder)) for file in files]


DESCRIPTIONS = ["a-good.ttl", "b-broken.ttl", "below/c-breach.ttl", "d-empty.ttl", "e-departure.ttl", "f-other.ttl"]


def test_the_descriptions_of_a_folder_are_found_below_it_too_in_order(folder):
    assert names(local.files_in([folder]), folder) == DESCRIPTIONS


def test_a_file_that_is_named_stands_where_it_is_named(folder):
    named = folder / "f-other.ttl"
    assert names(local.files_in([named, folder / "below"]), folder) == ["f-other.ttl", "below/c-breach.ttl"]


def test_a_folder_without_a_description_is_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(BadRequest, match=r"^No description in .*: files that end in "):
        local.files_in([tmp_path])


def test_bad_files_among_good_have_lines_of_their_own_and_the_others_are_answered(knowledge, folder):
    found = list(local.assess_files(local.files_in([folder]), knowledge.settings, WANTED, processes=1))
    lines = [json.loads(each["line"]) for each in found]
    assert [os.path.relpath(line["file"], folder) for line in lines] == DESCRIPTIONS
    assert [line["error"]["status"] if "error" in line else None for line in lines] == [None, 400, None, 400, None, 422]
    assert [each["unreadable"] is None for each in found] == [True, False, True, False, True, False]
    counts = [[(one["breached"], one["departed-from"]) for one in each["summaries"]] for each in found]
    assert counts == [[(0, 0)], [], [(1, 1)], [], [(0, 2)], []]


def test_a_file_that_is_gone_is_told_and_stops_nothing(knowledge, folder):
    gone, good = folder / "gone.ttl", folder / "a-good.ttl"
    first, second = local.assess_files([gone, good], knowledge.settings, WANTED, processes=1)
    assert first["unreadable"] == f"{gone}: No such file or directory." and second["unreadable"] is None


def test_two_processes_write_what_one_does(knowledge, folder):
    files = local.files_in([folder])
    one, two = (list(local.assess_files(files, knowledge.settings, WANTED, processes=count)) for count in (1, 2))
    assert one == two


def test_many_small_files_keep_their_order_and_each_has_a_line(knowledge, tmp_path):
    for number in range(24):
        (tmp_path / f"{number:02}.ttl").write_text(SMALL.format(number=number))
    found = local.assess_files(local.files_in([tmp_path]), knowledge.settings, WANTED, processes=2)
    lines = [json.loads(each["line"]) for each in found]
    assert [line["deployments"][0]["id"] for line in lines] == [f"urn:x:{number}" for number in range(24)]


@pytest.mark.parametrize(
    ("kept", "options", "status", "told"),
    [
        (["a-good.ttl"], [], 0, "1 files: 0 with a breach, 0 not readable."),
        (["a-good.ttl", "e-departure.ttl"], [], 0, "2 files: 0 with a breach, 0 not readable."),
        (["a-good.ttl", "e-departure.ttl"], ["--strict"], 1, "2 files: 1 with a breach or a departure, 0 not readable."),
        (["a-good.ttl", "below/c-breach.ttl"], [], 1, "2 files: 1 with a breach, 0 not readable."),
        (DESCRIPTIONS, [], 2, "6 files: 1 with a breach, 3 not readable."),
    ],
)
def test_the_exit_status_says_what_was_worst(assess, folder, kept, options, status, told):
    for name in set(DESCRIPTIONS) - set(kept):
        (folder / name).unlink()
    done = assess(folder, "--detail", "summary", *options)
    assert (done.returncode, done.stdout.split(" The answers")[0]) == (status, told)
    assert len((folder / "out.ndjson").read_bytes().splitlines()) == len(kept)
    assert done.stderr.count("lfr-kg: ") == sum(name in kept for name in ("b-broken.ttl", "d-empty.ttl", "f-other.ttl"))
    assert "Traceback" not in done.stderr


def test_an_interruption_ends_it_soon_with_whole_lines_and_no_traceback(knowledge, tmp_path):
    text = EXAMPLE.read_text(encoding="utf-8")
    for number in range(200):
        (tmp_path / f"{number:03}.ttl").write_text(text, encoding="utf-8")
    out = tmp_path / "out.ndjson"
    environment = os.environ | {"LFR_KG_CACHE": str(knowledge.settings.cache)}
    command = [*COMMAND, str(tmp_path), "--out", str(out), "--at", AT.isoformat()]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, start_new_session=True)
    deadline = time.monotonic() + 120
    while not (out.exists() and out.stat().st_size) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    said, complained = process.communicate(timeout=60)
    assert (process.returncode, said, complained) == (130, "", "")
    lines = out.read_bytes().splitlines(keepends=True)
    assert 0 < len(lines) < 100 and all("error" not in json.loads(line) for line in lines)
