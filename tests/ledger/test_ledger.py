"""A register of one's own: only appended to, whatever ends the process; and what is changed in it is found and told by its kind."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from lfr_kg.base.errors import BadRequest, NotFound
from lfr_kg.ledger import entries, journal, reporting
from lfr_kg.ledger.ledger import Damaged, Ledger
from lfr_kg.ledger.verifying import verify
from tests import TESTS
from tests.ledger import made


@pytest.fixture
def ledger(tmp_path):
    return made.of(tmp_path / "register", 4)


def kinds(ledger, holds=""):
    return [(str(fault.kind), fault.number) for fault in verify(ledger, holds).faults]


def rewritten(ledger, number, **changes):
    """An entry changed by somebody who works out its hash again."""
    entry = ledger.entry(number) | changes
    entry["hash"] = entries.digest(entry)
    ledger.file_of(number).write_bytes(entries.written(entry))


def test_each_entry_is_chained_to_the_one_before_and_kept_to_the_byte(ledger):
    found = list(ledger.entries())
    assert [each["previous"] for each in found] == ["", *(each["hash"] for each in found[:-1])]
    assert [ledger.content(each["description"]) for each in found] == [f"description {number}".encode() for number in range(1, 5)]
    assert ledger.head.hash == found[-1]["hash"]
    assert kinds(ledger, found[1]["hash"]) == []
    assert {path.stat().st_mode & 0o077 for path in ledger.folder.rglob("*")} == {0}
    with pytest.raises(NotFound):
        ledger.entry(5)


def swap(ledger, first, second):
    one, two = ledger.file_of(first).read_bytes(), ledger.file_of(second).read_bytes()
    ledger.file_of(first).write_bytes(two)
    ledger.file_of(second).write_bytes(one)


def truncate(path, by=20):
    path.write_bytes(path.read_bytes()[:-by])


def closed_up(ledger):
    """Entry 2 removed, and those after it moved up."""
    for number in (3, 4):
        ledger.file_of(number).replace(ledger.file_of(number - 1))


DAMAGE = {
    "a letter changed": (lambda it: it.file_of(2).write_bytes(it.file_of(2).read_bytes().replace(b"A. P", b"B. P")), [("changed", 2)]),
    "changed, with its hash": (lambda it: rewritten(it, 2, addedBy="B. Person"), [("changed", 3)]),
    "the last changed, with its hash": (lambda it: rewritten(it, 4, addedBy="B. Person"), [("changed", 4)]),
    "laid out otherwise": (lambda it: it.file_of(2).write_text(json.dumps(it.entry(2)) + "\n"), [("changed", 2)]),
    "one removed": (lambda it: it.file_of(2).unlink(), [("removed", 2)]),
    "the last removed": (lambda it: it.file_of(4).unlink(), [("removed", 4)]),
    "one removed, the rest moved up": (closed_up, [("removed", 2), ("reordered", 3), ("reordered", 4)]),
    "two swapped": (lambda it: swap(it, 2, 3), [("reordered", 2), ("reordered", 3)]),
    "the last not whole": (lambda it: truncate(it.file_of(4)), [("torn", 4)]),
    "the last without its end of line": (lambda it: truncate(it.file_of(4), 1), [("torn", 4)]),
    "the last empty": (lambda it: it.file_of(4).write_bytes(b""), [("torn", 4)]),
    "the head not whole": (lambda it: truncate(it.folder / "head.json"), [("torn", 0)]),
    "the head gone": (lambda it: (it.folder / "head.json").unlink(), [("torn", 0)]),
    "a description changed": (lambda it: it.object_file(it.entry(2)["description"]["hash"]).write_bytes(b"else"), [("changed", 2)]),
    "an answer removed": (lambda it: it.object_file(it.entry(2)["answer"]["hash"]).unlink(), [("removed", 2)]),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_is_changed_is_found_and_told_by_its_kind(ledger, damage):
    does, expected = DAMAGE[damage]
    does(ledger)
    assert kinds(ledger) == expected


def test_all_written_anew_is_found_by_a_hash_kept_elsewhere(ledger, tmp_path):
    kept = ledger.head.hash
    other = made.of(tmp_path / "other", 1)
    rewritten(other, 1, addedBy="B. Person")
    (other.folder / "head.json").write_text(json.dumps({"form": 1, "count": 1, "hash": json.loads(other.file_of(1).read_bytes())["hash"]}))
    assert kinds(other) == []
    assert kinds(other, kept) == [("removed", 0)]


@pytest.mark.parametrize("damage", ["the last changed, with its hash", "the last not whole", "the last removed", "the head gone"])
def test_nothing_is_built_upon_what_is_damaged(ledger, damage):
    DAMAGE[damage][0](ledger)
    with pytest.raises(Damaged, match=r"is not as it was written: .* «lfr-kg register verify» says all that is wrong"):
        made.add(ledger, 5)


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(BadRequest, match="holds something else"):
        Ledger.made(tmp_path)
    with pytest.raises(BadRequest, match="is no register"):
        Ledger.at(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_two_that_add_at_once_take_turns(tmp_path):
    ledger = Ledger.made(tmp_path / "register")
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: made.add(ledger, number), range(24)))
    assert ledger.head.count == 24
    assert kinds(ledger) == []


def run(*arguments):
    return subprocess.Popen(
        [sys.executable, "-m", "tests.ledger.made", *map(str, arguments)], stdout=subprocess.PIPE, text=True, cwd=TESTS.parent
    )


@pytest.mark.parametrize(("step", "counted"), [(0, 4), (1, 4), (2, 4), (3, 5)])
def test_an_addition_that_is_killed_at_any_step_loses_nothing_and_the_next_goes_on(ledger, step, counted):
    """Steps: the description, the answer, the entry and the head get their place."""
    process = run(ledger.folder, step)
    assert process.communicate(timeout=60)[0] == ""
    assert process.returncode == -signal.SIGKILL
    found = verify(ledger)
    assert (found.faults, found.head.count, len(found.notes) > 0) == ([], 4, True)
    assert made.add(ledger, 5)["number"] == counted + 1
    assert (verify(ledger).faults, ledger.head.count) == ([], counted + 1)
    assert not list(ledger.folder.rglob("*.part"))


def test_killed_again_and_again_while_it_adds_nothing_that_was_told_is_lost(tmp_path):
    folder, told = tmp_path / "register", []
    for turn in range(3):
        process = run(folder, "many", turn * 1000)
        told.append(process.stdout.readline().strip())
        time.sleep(0.05 * (turn + 1))
        os.kill(process.pid, signal.SIGKILL)
        told += [line for line in process.communicate()[0].splitlines() if len(line) == 64]
    ledger = Ledger.at(folder)
    made.add(ledger, 1)
    assert kinds(ledger) == []
    assert [each["hash"] for each in ledger.entries() if each["hash"] in told] == told
    assert len(told) >= 3


def test_a_copy_of_the_folder_is_a_backup(ledger, tmp_path):
    copy = Ledger.at(shutil.copytree(ledger.folder, tmp_path / "copy"))
    assert list(copy.entries()) == list(ledger.entries())
    assert kinds(copy, ledger.head.hash) == []


def test_the_report_has_a_row_a_deployment_and_no_formula(ledger):
    rows = reporting.as_csv(ledger.entries()).splitlines()
    assert rows[0].startswith("entry,addedAt,addedBy,deployment,lawAsAt,breached,departed-from,")
    assert len(rows) == 5
    assert ",'=D1,2026-11-01,2,0," in rows[1]
    assert reporting.as_text(ledger.entries()).splitlines()[0] == "Entry  Deployment  Law of      breached"


def test_the_journal_is_only_appended_to_and_a_line_cut_off_spoils_no_other(tmp_path):
    journal.note(tmp_path, "A", "list")
    with (tmp_path / "journal.jsonl").open("ab") as opened:
        opened.write(b'{"time":')
    journal.note(tmp_path, "B", "entry", number=2)
    lines = (tmp_path / "journal.jsonl").read_text().splitlines()
    assert [json.loads(lines[0])["who"], lines[1], json.loads(lines[2])["number"]] == ["A", '{"time":', 2]
