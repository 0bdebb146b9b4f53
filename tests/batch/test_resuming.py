"""A batch that is killed, interrupted or disturbed goes on where it stopped: no file is lost, none is twice, nothing stale is kept."""

import json
import os
import signal
import subprocess
import time
from dataclasses import replace
from datetime import date, timedelta

import orjson
import pytest

from lfr_kg.assess.law import Terms
from lfr_kg.base.errors import BadRequest
from lfr_kg.batch import part, running
from lfr_kg.batch.files import digest, files_in
from lfr_kg.batch.local import Done
from lfr_kg.batch.wanted import Wanted
from tests.batch.conftest import AT, COMMAND

FILES = 300
at = ("--at", AT.isoformat())
summary = ("--detail", "summary")


def entries(out) -> list[bytes]:
    index = out.with_name(out.name + part.INDEX)
    return index.read_bytes().splitlines(keepends=True)[1:] if index.exists() else []


@pytest.fixture
def stopped(environment, many, tmp_path):
    """Begins a batch, and sends it a signal once a few files have their lines; what it said, and the folder and the file."""

    def call(number: int, *options):
        place, out = many(FILES), tmp_path / "out.ndjson"
        process = subprocess.Popen(
            [*COMMAND, str(place), "--out", str(out), *summary, *options],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, start_new_session=True,
        )  # fmt: skip
        deadline = time.monotonic() + 120
        while len(entries(out)) < 5 and time.monotonic() < deadline:
            time.sleep(0.002)
        (os.killpg if number == signal.SIGINT else os.kill)(process.pid, number)  # a terminal interrupts all of them
        return place, out, (*process.communicate(timeout=60), process.returncode)

    return call


def test_what_is_killed_goes_on_as_of_its_instant_and_gives_the_bytes_of_a_run_without_end(stopped, assess, tmp_path):
    place, out, said = stopped(signal.SIGKILL)
    assert said == ("", "", -signal.SIGKILL) and not out.exists()
    kept = len([entry for entry in entries(out) if entry.endswith(b"\n")])
    assert 5 <= kept < FILES
    begun = orjson.loads((tmp_path / "out.ndjson.part.index").read_bytes().splitlines()[0])["at"]
    with (tmp_path / "out.ndjson.part").open("ab") as torn_line, (tmp_path / "out.ndjson.part.index").open("ab") as torn_entry:
        torn_line.write(b'{"file":"torn')
        torn_entry.write(b'{"file":"torn')
    done = assess(place, *summary)
    assert done.stderr == f"lfr-kg: {kept} of {FILES} files were assessed before, and are kept.\n"
    assert done.stdout.startswith(f"{FILES} files: 0 with a breach, 0 not readable. {FILES} deployments, ")
    assert [json.loads(line)["file"] for line in out.read_bytes().splitlines()] == [str(place / f"{n:03}.ttl") for n in range(FILES)]
    whole = assess(place, *summary, "--at", begun, out="whole.ndjson")
    assert (whole.stdout.replace("whole.ndjson", "out.ndjson"), whole.stderr) == (done.stdout, "")
    assert (tmp_path / "whole.ndjson").read_bytes() == out.read_bytes()
    assert sorted(file.name for file in tmp_path.iterdir() if file.is_file()) == ["out.ndjson", "whole.ndjson"]


def test_an_interruption_ends_it_soon_and_files_that_changed_came_or_went_are_heeded_when_it_goes_on(stopped, assess, tmp_path):
    place, out, said = stopped(signal.SIGINT, *at)
    assert said == ("", "", 130)
    kept = len(entries(out))
    assert 5 <= kept < FILES
    with (place / "001.ttl").open("a") as changed:
        changed.write(" # changed")
    (place / "002.ttl").unlink()
    (place / "000-new.ttl").write_text((place / "003.ttl").read_text())
    done = assess(place, *summary, *at)
    assert done.stderr == f"lfr-kg: {kept - 2} of {FILES} files were assessed before, and are kept.\n"
    assess(place, *summary, *at, out="whole.ndjson")
    assert (tmp_path / "whole.ndjson").read_bytes() == out.read_bytes()
    assert len(out.read_bytes().splitlines()) == FILES


WANTED = Wanted(Terms(None, AT), "summary")
OTHERS = {
    "day": (replace(WANTED, terms=Terms(date(2026, 1, 1), AT)), True),
    "understanding": (replace(WANTED, terms=Terms(None, AT, True)), True),
    "instant": (WANTED.as_at(AT + timedelta(seconds=1)), True),
    "no instant": (WANTED, False),
    "detail": (replace(WANTED, detail="findings"), True),
    "form": (replace(WANTED, form="parquet"), True),
    "setting": (WANTED, True),
    "content": (WANTED, True),
    "nothing": (WANTED, True),
}


@pytest.mark.parametrize("changed", OTHERS)
def test_what_is_answered_is_kept_where_nothing_changed_and_only_there(environment, many, tmp_path, monkeypatch, changed):
    files, out, told = files_in([many(3)]), tmp_path / "out", []

    def way(left, wanted, settings):
        """As what assesses files would, were it stopped by the second file where nothing was kept before."""
        for number, file in enumerate(left):
            if number == 1 and not told[1:]:
                raise KeyboardInterrupt
            line = orjson.dumps({"file": file.name, "shared": {}, "deployments": [], "run": len(told)})
            yield Done(str(file), digest(file.read_bytes()), {"summaries": [], "unreadable": None, "line": line})

    def run(wanted: Wanted, is_instant_given: bool) -> None:
        heard = running.Heard(lambda *begun: told.append(begun))
        running.run(files, out, wanted, frozenset(), is_instant_given=is_instant_given, way=way, heard=heard)

    with pytest.raises(KeyboardInterrupt):
        run(WANTED, True)
    if changed == "setting":
        monkeypatch.setenv("LFR_KG_MAX_TRIPLES", "77")
    if changed == "content":
        files[0].write_text("# another")
    run(*OTHERS[changed])
    assert told == [(0, False), {"nothing": (1, False), "content": (0, False)}.get(changed, (0, True))]
    if changed != "form":
        runs = [(orjson.loads(line)["file"], orjson.loads(line)["run"]) for line in out.read_bytes().splitlines()]
        assert runs == [("000.ttl", 1 if changed == "nothing" else 2), ("001.ttl", 2), ("002.ttl", 2)]


def test_two_runs_do_not_write_one_file(tmp_path):
    with (
        part.opened(tmp_path / "out"),
        pytest.raises(BadRequest, match=r"^Another run is writing .*/out\. Wait until that has ended"),
        part.opened(tmp_path / "out"),
    ):
        pass


@pytest.mark.parametrize("cut", range(0, 60, 7))
def test_wherever_the_two_files_are_cut_what_is_kept_is_whole_and_in_order(tmp_path, cut):
    out = tmp_path / "out"
    lines = [b'{"n":%d}' % number for number in range(3)]
    with part.opened(out) as work:
        work.take_up({"asked": 1}, "then")
        for number, line in enumerate(lines):
            work.add(str(number), "digest", {"summaries": [], "unreadable": None, "line": line})
    for ending, share in ((part.PART, cut // 4), (part.INDEX, cut * 3)):
        file = out.with_name(out.name + ending)
        os.truncate(file, max(0, file.stat().st_size - share))
    with part.opened(out) as work:
        at = work.take_up({"asked": 1}, "now")
        kept = list(work.entries)
        assert kept == [str(number) for number in range(len(kept))] and at == "then"
        assert list(work.lines(kept)) == [line + b"\n" for line in lines[: len(kept)]]
        assert (len(kept) == 3) == (cut == 0)
        for number in range(len(kept), 3):
            work.add(str(number), "digest", {"summaries": [], "unreadable": None, "line": lines[number]})
        work.become(["0", "1", "2"])
    assert out.read_bytes() == b"".join(line + b"\n" for line in lines)
    assert list(tmp_path.iterdir()) == [out]
