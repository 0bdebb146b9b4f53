"""Answers as a table: every finding of every file, with types, and a row for each file that could not be assessed."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime

import orjson
import pyarrow as pa
import pytest
from pyarrow import parquet

from lfr_kg.batch import parquet as parquet_of
from lfr_kg.batch import part, rows
from tests.batch.conftest import AT, COMMAND

at = ("--at", AT.isoformat())


@pytest.fixture
def answers(assess, folder):
    """The table of a folder, and the whole answers on the same."""
    assert assess(folder, *at, out="out.parquet").returncode == 2
    assess(folder, *at, "--inline")
    table = parquet.read_table(folder / "out.parquet")
    return table, [json.loads(line) for line in (folder / "out.ndjson").read_bytes().splitlines()]


def day(text):
    return date.fromisoformat(text)


def row_of(line, deployment, finding) -> dict:
    due = finding.get("dueBy", "")
    return {
        "file": line["file"],
        "deployment": deployment["id"],
        "identifier": deployment["identifier"] or None,
        "record": deployment["record"] or None,
        "lawAsAt": day(deployment["lawAsAt"]),
        "norm": finding["slug"],
        "bindingForce": finding["authority"],
        **{name: finding[name] for name in ("kind", "title", "citation", "verification", "verdict", "condition")},
        "message": finding["message"] or None,
        "next": finding["next"] or None,
        "dueBy": datetime.fromisoformat(due).astimezone(UTC) if "T" in due else None,
        "dueDay": day(due) if due and "T" not in due else None,
        "eventDays": [day(each) for each in finding.get("eventDay", ())],
        "assessedAt": AT,
        "inputHash": line["receipt"]["inputHash"],
        "knowledgeHash": line["receipt"]["corpusHash"],
        "receiptHash": line["receipt"]["hash"],
        "errorStatus": None,
        "error": None,
    }


def test_every_finding_is_a_row_and_so_is_every_file_that_could_not_be_assessed_and_the_file_says_of_what_it_is(answers, knowledge):
    table, lines = answers
    expected = []
    for line in lines:
        if "error" in line:
            empty = dict.fromkeys(table.column_names)
            expected.append({**empty, "file": line["file"], "errorStatus": line["error"]["status"], "error": line["error"]["message"]})
        expected += [row_of(line, each, finding) for each in line.get("deployments", ()) for finding in each["findings"]]
    assert table.to_pylist() == expected
    assert sum(row["error"] is not None for row in expected) == 3
    said = json.loads(table.schema.metadata[b"lfr-kg"])
    assert {name: said[name] for name in ("knowledge", "files", "deployments", "unreadable")} == {
        "knowledge": knowledge.hash,
        "files": len(lines),
        "deployments": 3,
        "unreadable": 3,
    }
    assert (said["software"], said["wanted"]["at"]) == (f"lfr-kg {knowledge.version}", AT.isoformat())
    assert table.schema.field("dueBy").type == pa.timestamp("us", tz="UTC") and table.schema.field("lawAsAt").type == pa.date32()


def test_what_is_due_at_an_instant_and_what_by_the_end_of_a_day_stand_apart(tmp_path):
    due = ["2026-10-14T16:00:00+01:00", "2026-11-30", None]
    columns = {**{name: ["x"] * 3 for name in rows.OF_FINDING}, "dueBy": due, "eventDays": [["2026-10-13", "2026-10-14"], [], []]}
    shared = {"deployment": "urn:x", "identifier": None, "record": None, "lawAsAt": "2026-10-14"}
    line = {"file": "f", "shared": {}, "deployments": [{"shared": shared, "columns": columns}]}
    parquet_of.write(iter([orjson.dumps(line)]), tmp_path / "out", {})
    table = parquet.read_table(tmp_path / "out")
    assert table["dueBy"].to_pylist() == [datetime(2026, 10, 14, 15, tzinfo=UTC), None, None]
    assert table["dueDay"].to_pylist() == [None, date(2026, 11, 30), None]
    assert table["eventDays"].to_pylist() == [[date(2026, 10, 13), date(2026, 10, 14)], [], []]


def test_a_table_that_was_interrupted_goes_on_and_is_the_same(assess, many, tmp_path):
    place, out = many(3), tmp_path / "out.parquet"
    whole = assess(place, *at, out="whole.parquet")
    left = place / "003.ttl"
    left.write_text((place / "002.ttl").read_text())
    out.mkdir()  # in the place of the table, so that everything is assessed and it cannot be put there
    assert assess(place, *at, out="out.parquet").returncode == 2
    out.rmdir()
    left.unlink()
    done = assess(place, *at, out="out.parquet")
    assert done.stderr == "lfr-kg: 3 of 3 files were assessed before, and are kept.\n"
    assert (done.returncode, done.stdout) == (whole.returncode, whole.stdout.replace("whole", "out"))
    assert out.read_bytes() == (tmp_path / "whole.parquet").read_bytes()
    assert not [file for file in tmp_path.iterdir() if file.name.endswith((part.PART, part.INDEX, part.WHOLE))]


def test_without_pyarrow_it_says_what_to_install_and_ndjson_is_written_all_the_same(environment, many, tmp_path):
    place = many(1)
    code = (
        f"import sys; sys.modules['pyarrow'] = None; from lfr_kg.commands.line import main; sys.exit(main({COMMAND[-1:]} + sys.argv[1:]))"
    )
    for ending, status, told in (
        ("parquet", 2, "lfr-kg: A Parquet file needs the package pyarrow, which is not installed. Install lfr-kg[parquet].\n"),
        ("ndjson", 0, ""),
    ):
        command = [sys.executable, "-c", code, str(place), "--out", str(tmp_path / f"out.{ending}"), *at]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        assert (done.returncode, done.stderr) == (status, told)
    assert sorted(file.name for file in tmp_path.iterdir() if file.is_file()) == ["out.ndjson"]
