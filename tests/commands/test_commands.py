"""The command line, run as a person runs it: output, files written, exit statuses."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lfr_kg.base.settings import EXAMPLE, PACKAGE
from tests.texts.service import clml, section

RECORDS = PACKAGE / "examples" / "met-records.csv"
AT = ("--at", "2026-11-23T09:00:00+00:00")


@pytest.fixture
def run(knowledge, tmp_path):
    """Runs the command in a folder of its own, over the knowledge that the test run has built."""

    def call(*arguments):
        environment = os.environ | {"LFR_KG_CACHE": str(knowledge.settings.cache)}
        return subprocess.run(
            [sys.executable, "-W", "error", "-m", "lfr_kg", *map(str, arguments)],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=environment,
            timeout=120,
            check=False,
        )

    return call


def test_the_worked_example_is_assessed_where_no_file_is_named(run):
    done = run("assess", *AT)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("EX-2026-0141, by the law of 14 October 2026\n======")
    assert "This is information, not legal advice." in done.stdout


def test_json_comes_in_the_detail_asked_for_and_verifies_in_each(run, tmp_path):
    sizes = []
    for detail in ("summary", "findings", "full"):
        assert run("assess", *AT, "--detail", detail, "--out", f"{detail}.json").returncode == 0
        sizes.append(len((tmp_path / f"{detail}.json").read_bytes()))
        assert run("verify", f"{detail}.json", EXAMPLE).stdout == "Identical.\n"
    assert sizes == sorted(sizes)
    assert run("assess", "--detail", "summary", "--inline").returncode == 2
    assert "choose from 'summary', 'findings', 'full'" in run("assess", "--detail", "all").stderr


def test_a_breach_ends_with_1(run, tmp_path):
    (tmp_path / "breach.ttl").write_text(EXAMPLE.read_text().replace("recordsSensitiveProcessing true", "recordsSensitiveProcessing false"))
    done = run("assess", "breach.ttl", "--format", "json", *AT)
    assert done.returncode == 1
    assert json.loads(done.stdout)["deployments"][0]["summary"]["breached"] == 1


def test_a_departure_ends_with_1_only_where_asked(run, tmp_path):
    (tmp_path / "departure.ttl").write_text(EXAMPLE.read_text().replace("lfr:isLawfullyHeld true", "lfr:isLawfullyHeld false"))
    done = run("assess", "departure.ttl", "--format", "json", *AT)
    summary = json.loads(done.stdout)["deployments"][0]["summary"]
    assert (done.returncode, summary["breached"], summary["departed-from"]) == (0, 0, 2)
    assert run("assess", "departure.ttl", "--strict", *AT).returncode == 1


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("broken.ttl", "this is not Turtle", "broken.ttl, line 1"),
        ("empty.ttl", "", "empty.ttl is empty"),
        ("other.ttl", "<urn:a> <urn:b> <urn:c> .", "No deployment is described"),
        ("paper.docx", "x", "the ending is none that is read"),
    ],
)
def test_what_cannot_be_read_ends_with_2_and_no_verdict(run, tmp_path, name, content, words):
    (tmp_path / name).write_text(content)
    done = run("assess", name)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("assess", "nowhere.ttl"), "No such file"),
        (("assess", EXAMPLE, "--as-at", "yesterday"), "is not a date"),
        (("assess", EXAMPLE, "--at", "2026-03-14"), "is not a time with its offset"),
        (("explain", EXAMPLE, "no-such-norm"), "No finding is named no-such-norm"),
        (("compare", EXAMPLE, "--as-at", "2026-01-01"), "Give --as-at twice"),
        (("verify", EXAMPLE, EXAMPLE), "is no receipt"),
        (("import", "met", EXAMPLE), "the columns"),
        (("import", "met", RECORDS, "--row", "met-9999"), "has no record met-9999"),
        (("assess", "."), "name it with --out"),
        (("assess", EXAMPLE, "--out", "missing/x.json"), "missing/x.json"),
        (("import", "met", RECORDS, "--row", "met-0199", "--out", "missing/x.ttl"), "missing/x.ttl"),
    ],
)
def test_wrong_calls_end_with_2_and_say_why(run, arguments, words):
    done = run(*arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_finding_explained_as_a_tree(run):
    done = run("explain", EXAMPLE, "dpa-s64-dpia", *AT)
    assert done.returncode == 0
    lines = [line.strip() for line in done.stdout.splitlines()]
    assert lines[0] == "dpa-s64-dpia: recorded"
    for line in (
        "What the deployment is for is stated as “find wanted people”.  [stated]",
        "Metropolitan Police Service is a competent authority.  [knowledge]",
        "Data Protection Act 2018, s 64(1)–(4)",
    ):
        assert line in lines


def test_a_receipt_is_verified_and_a_changed_description_noticed(run, tmp_path):
    (tmp_path / "answer.json").write_text(run("assess", EXAMPLE, "--format", "json", *AT).stdout)
    done = run("verify", "answer.json", EXAMPLE)
    assert (done.returncode, done.stdout) == (0, "Identical.\n")
    (tmp_path / "other.ttl").write_text(EXAMPLE.read_text().replace("lfr:isLawfullyHeld true", "lfr:isLawfullyHeld false"))
    done = run("verify", "answer.json", "other.ttl")
    assert done.returncode == 1
    assert "https://deployments.example/d1 / app-wl-lawfully-held: was recorded, is departed-from" in done.stdout.splitlines()


def test_the_law_of_two_days_compared(run):
    done = run("compare", EXAMPLE, "--as-at", "2026-02-04", "--as-at", "2026-02-05", *AT)
    assert done.returncode == 0
    assert "dpa-s49-old-adm-ban: for judgement -> not in force" in done.stdout.splitlines()


def test_a_folder_is_assessed_into_a_file_one_answer_a_line(run, tmp_path):
    folder = tmp_path / "many"
    folder.mkdir()
    (folder / "a.ttl").write_text(EXAMPLE.read_text())
    (folder / "b.ttl").write_text("broken")
    (folder / "notes.txt").write_text("not read")
    done = run("assess", "many", "--out", "answers.ndjson", *AT)
    assert done.returncode == 2
    assert done.stdout == (
        "2 files: 0 with a breach, 1 not readable. 1 deployment, findings: 57 for judgement, 119 recorded, 15 met, 96 not applicable. "
        "The answers are in answers.ndjson.\n"
    )
    first, second = (json.loads(line) for line in (tmp_path / "answers.ndjson").read_text().splitlines())
    assert (first["file"], first["deployments"][0]["identifier"]) == ("many/a.ttl", "EX-2026-0141")
    assert (second["file"], second["error"]["status"]) == ("many/b.ttl", 400)


def test_a_published_record_is_imported_and_assessed(run, tmp_path):
    assert run("import", "met", RECORDS, "--row", "met-0199", "--out", "record.ttl").returncode == 0
    done = run("assess", "record.ttl", "--format", "json", *AT)
    (deployment,) = json.loads(done.stdout)["deployments"]
    verdicts = {f["slug"]: f["verdict"] for f in deployment["findings"]}
    assert (deployment["record"], deployment["lawAsAt"], deployment["summary"]["breached"]) == ("published", "2024-11-29", 0)
    assert "mps-threshold-064" in {norm["slug"] for norm in deployment["alsoBears"]}
    assert verdicts["dpa-s64-dpia"] == "condition-not-stated"
    assert verdicts["app-far-ceiling"] == "condition-not-stated"


def test_a_newly_published_table_is_set_beside_the_register(run, tmp_path):
    heads = "Date,Station,Threshold,Total alerts,Arrests,Faces seen\n"
    (tmp_path / "same.csv").write_text(heads + "11/02/2026,London Bridge,0.64,0,0,16156\n")
    done = run("register", "update", "same.csv")
    assert (done.returncode, done.stdout) == (
        0,
        "0 new, 0 changed, 0 withdrawn, 1 the same from 2026-02-11 to 2026-02-11; "
        "1 that the register has from a copy or the press are in this document.\n",
    )
    (tmp_path / "other.csv").write_text(heads + "11/02/2026,London Bridge,0.64,0,1,16156\n")
    done = run("register", "update", "other.csv", "--json")
    (changed,) = json.loads(done.stdout)["changed"]
    assert (done.returncode, changed["differences"]) == (1, [{"column": "arrests", "before": "0", "after": "1"}])
    assert "Give the table's --address" in run("register", "update", "other.csv", "--write").stderr


def test_a_description_goes_into_a_spreadsheet_and_comes_back_the_same(run, tmp_path):
    assert run("template", EXAMPLE, "--out", "deployment.xlsx").returncode == 0
    assert run("import", "xlsx", "deployment.xlsx", "--out", "back.ttl").returncode == 0
    before, after = (
        json.loads(run("assess", file, "--format", "json", *AT).stdout)["deployments"][0]["summary"] for file in (EXAMPLE, "back.ttl")
    )
    assert before == after
    assert run("import", "auto", "deployment.xlsx", "--out", "told.ttl").returncode == 0
    assert (tmp_path / "told.ttl").read_text() == (tmp_path / "back.ttl").read_text()
    (tmp_path / "wrong.xlsx").write_text("no spreadsheet")
    assert run("import", "xlsx", "wrong.xlsx").returncode == 2


def test_the_knowledge_is_built_and_compared_with_the_reference(run):
    done = run("build", "--reference")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "owlrl derives the same from vocabulary, conditions and actors."


def test_the_validation_report(run, tmp_path):
    done = run("validate", EXAMPLE)
    assert done.returncode in (0, 1)
    assert "sh:ValidationReport" in done.stdout
    assert Path(tmp_path / "late.ttl").exists() is False


def test_a_check_of_the_sources_that_reached_nothing_is_not_complete(run, tmp_path):
    (tmp_path / "saved").mkdir()
    done = run("sources", "check", "--offline", "saved", "--out", "report.json")
    report = json.loads((tmp_path / "report.json").read_text())
    unknown = report["counts"]["not reached"]
    assert unknown > 300 and report["norms"] == {}
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == f"lfr-kg: nothing is known of {unknown} of the provisions asked about; the report says which, and why.\n"


def test_official_words_are_fetched_and_compared_without_asking_anybody(run, tmp_path, monkeypatch):
    monkeypatch.setenv("LFR_KG_TEXTS", str(tmp_path / "texts"))
    saved = tmp_path / "saved" / "www.legislation.gov.uk" / "ukpga" / "2018" / "12" / "section" / "64"
    saved.mkdir(parents=True)
    body = section("ukpga/2018/12/section/64", {"1": "Lamps shall be lit."}, attributes='RestrictStartDate="2030-01-01"')
    (saved / "data.xml").write_bytes(clml("ukpga/2018/12/section/64", body))
    done = run("sources", "check", "--held")
    assert (done.returncode, done.stderr.strip().splitlines()[-1]) == (
        2, f"lfr-kg: {tmp_path / 'texts'} holds no official words yet. Fill it with `lfr-kg sources fetch`.",
    )  # fmt: skip
    done = run("sources", "fetch", "--offline", "saved")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1].endswith(" not read; 1 written.")
    assert (tmp_path / "texts" / "ukpga-2018-12" / "section-64-1" / "2030-01-01.json").is_file()
    done = run("sources", "check", "--held", "--out", "report.json")
    assert (done.returncode, json.loads((tmp_path / "report.json").read_text())["readAgain"]) == (0, {})


def test_a_folder_for_official_words_has_to_be_named(run):
    for action in (("fetch",), ("check", "--held")):
        done = run("sources", *action)
        assert done.returncode == 2 and "Set LFR_KG_TEXTS" in done.stderr
