"""Many files at once: each has its line in its place, and whatever one does to the process that reads it stops no other."""

import json
import os
import subprocess
from dataclasses import replace

import pytest

from lfr_kg.assess.law import Terms
from lfr_kg.base.errors import BadRequest
from lfr_kg.base.settings import Settings
from lfr_kg.batch import local
from lfr_kg.batch.files import files_in
from lfr_kg.batch.wanted import Wanted
from tests.batch.conftest import AT, COMMAND

WANTED = Wanted(Terms(None, AT, False), "summary")
DESCRIPTIONS = ["a-good.ttl", "b-broken.ttl", "below/c-breach.ttl", "d-empty.ttl", "e-departure.ttl", "f-other.ttl"]
at = ("--at", AT.isoformat())


def names(files, folder) -> list[str]:
    return [str(file.relative_to(folder)) for file in files]


def test_the_descriptions_of_a_folder_are_found_below_it_too_in_order(folder):
    assert names(files_in([folder]), folder) == DESCRIPTIONS


def test_a_file_that_is_named_stands_where_it_is_named_and_once(folder):
    named = folder / "f-other.ttl"
    assert names(files_in([named, folder / "below", named]), folder) == ["f-other.ttl", "below/c-breach.ttl"]


def test_a_folder_without_a_description_is_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(BadRequest, match=r"^No description in .*: files that end in "):
        files_in([tmp_path])


def test_bad_files_among_good_have_lines_of_their_own_and_two_processes_write_what_one_does(environment, folder):
    (folder / "gone.ttl").symlink_to("nothing")
    files = [*files_in([folder]), folder / "gone.ttl"]
    found = list(local.assess_files(files, WANTED, processes=1))
    lines = [json.loads(each.outcome["line"]) for each in found]
    assert [os.path.relpath(line["file"], folder) for line in lines] == [*DESCRIPTIONS, "gone.ttl"]
    assert [line["error"]["status"] if "error" in line else None for line in lines] == [None, 400, None, 400, None, 422, 400]
    assert [each.outcome["unreadable"] is None for each in found] == [True, False, True, False, True, False, False]
    assert found[-1].outcome["unreadable"] == f"{files[-1]}: No such file or directory."
    counts = [[(one["breached"], one["departed-from"]) for one in each.outcome["summaries"]] for each in found]
    assert counts == [[(0, 0)], [], [(1, 1)], [], [(0, 2)], [], []]
    assert list(local.assess_files(files, WANTED, processes=2)) == found


def test_a_file_that_ends_fills_or_keeps_its_process_has_a_line_that_says_so_and_the_others_are_answered(environment, many, monkeypatch):
    monkeypatch.setattr(local, "PATIENCE", 20)
    settings = replace(Settings.from_environment(), work_seconds=0.3, work_memory=500_000_000)
    place = many(6)
    for number, deed in enumerate(("spin", "hang", "fill", "abort", "exit")):
        (place / f"{number:03}-{deed}.ttl").write_text(f"# {deed}")
    found = list(local.assess_files(files_in([place]), WANTED, settings, processes=2, target="tests.batch.target:prepared"))
    assert [(os.path.basename(each.file), each.outcome["unreadable"]) for each in found if each.outcome["unreadable"]] == [
        ("000-spin.ttl", "It takes more than 0.3 seconds of work, and was stopped (LFR_KG_WORK_SECONDS)."),
        ("001-hang.ttl", "It was not finished after 6 seconds, and was stopped."),
        ("002-fill.ttl", "It takes more than 500 MB of memory, and was stopped (LFR_KG_WORK_MEMORY)."),
        ("003-abort.ttl", "It takes more than 500 MB of memory, and was stopped (LFR_KG_WORK_MEMORY)."),
        ("004-exit.ttl", "It ended the process that worked on it. If it is an ordinary description, please report it."),
    ]
    errors = [json.loads(each.outcome["line"]).get("error") for each in found]
    assert [error["status"] for error in errors if error] == [422] * 5
    assert [json.loads(each.outcome["line"])["deployments"][0]["id"] for each in found if not each.outcome["unreadable"]] == [
        f"urn:x:{number}" for number in range(6)
    ]


def test_a_file_larger_than_is_read_is_refused_without_being_read_whole(environment, many, monkeypatch):
    monkeypatch.setenv("LFR_KG_MAX_BYTES", "1000")
    place = many(2)
    with (place / "000.ttl").open("ab") as large:
        large.truncate(50_000_000_000)  # of which nothing is on the disk
    found = list(local.assess_files(files_in([place]), WANTED, processes=1))
    assert [json.loads(each.outcome["line"]).get("error", {}).get("status") for each in found] == [413, None]


def test_a_name_that_is_no_text_is_written_with_its_bytes(environment, many):
    place = many(1)
    os.rename(place / "000.ttl", os.fsencode(place) + b"/\xff.ttl")
    (found,) = local.assess_files(files_in([place]), WANTED, processes=1)
    assert json.loads(found.outcome["line"])["file"] == f"{place}/\\udcff.ttl"


@pytest.mark.parametrize(
    ("kept", "options", "status", "told"),
    [
        (["a-good.ttl"], [], 0, "1 file: 0 with a breach, 0 not readable. 1 deployment, "),
        (["a-good.ttl", "e-departure.ttl"], ["--strict"], 1, "2 files: 1 with a breach or a departure, 0 not readable. 2 deployments, "),
        (["a-good.ttl", "below/c-breach.ttl"], [], 1, "2 files: 1 with a breach, 0 not readable. 2 deployments, "),
        (DESCRIPTIONS, [], 2, "6 files: 1 with a breach, 3 not readable. 3 deployments, "),
    ],
)
def test_the_exit_status_says_what_was_worst_and_the_summary_counts_verdicts(assess, folder, kept, options, status, told):
    for name in set(DESCRIPTIONS) - set(kept):
        (folder / name).unlink()
    done = assess(folder, "--detail", "summary", *at, *options)
    lines = [json.loads(line) for line in (folder / "out.ndjson").read_bytes().splitlines()]
    summaries = [each["summary"] for line in lines for each in line.get("deployments", ())]
    counts = {slug: sum(summary[slug] for summary in summaries) for slug in summaries[0]}
    findings = ", ".join(f"{count:,} {slug.replace('-', ' ')}" for slug, count in counts.items() if count)
    assert (done.returncode, done.stdout) == (status, f"{told}findings: {findings}. The answers are in {folder / 'out.ndjson'}.\n")
    assert len(lines) == len(kept)
    bad = [name for name in ("b-broken.ttl", "d-empty.ttl", "f-other.ttl") if name in kept]
    assert [line[: line.index(".ttl: ") + 4] for line in done.stderr.splitlines()] == [f"lfr-kg: {folder / name}" for name in bad]
    assert sorted(file.name for file in folder.glob("out*")) == ["out.ndjson"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ([], "A folder is assessed into a file: name it with --out FILE.ndjson (one answer a line) or FILE.parquet."),
        (
            ["--out", "o.ndjson", "--pretty"],
            "Many answers are written as NDJSON, or as a table where --out ends in .parquet: leave out --format and --pretty.",
        ),
        (
            ["--out", "o.parquet", "--detail", "summary"],
            "A Parquet file has a row for each finding: --detail and --inline are for NDJSON. Leave them out.",
        ),
        (["--out", "none/o.ndjson"], "none/o.ndjson cannot be written: No such file or directory."),
    ],
)
def test_options_that_do_not_go_together_are_told(environment, many, options, told):
    place = many(1)
    done = subprocess.run([*COMMAND, str(place), *options], capture_output=True, text=True, cwd=place, env=environment, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"lfr-kg: {told}\n")
