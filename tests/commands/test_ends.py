"""How the command line ends: a clear sentence and the right exit status, and no traceback."""

import io
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from lfr_kg.base.settings import Settings
from lfr_kg.commands import line, serve, template
from lfr_kg.stores import embedded


def test_what_breaks_here_is_told_as_such(monkeypatch, capsys):
    def broken(options):
        raise RuntimeError("a hole")

    monkeypatch.setattr(template, "run", broken)
    assert line.main(["template", "--out", "x.xlsx"]) == 3
    assert capsys.readouterr().err == "lfr-kg: this broke here, and not by what you gave. Please report it: RuntimeError: a hole\n"


def test_a_place_that_cannot_be_written_is_named(tmp_path, capsys):
    there = tmp_path / "missing" / "x.xlsx"
    assert line.main(["template", "--out", str(there)]) == 2
    assert str(there) in capsys.readouterr().err


@pytest.mark.parametrize("port", [70_000, -1])
def test_a_port_that_is_none_is_told(port, capsys):
    assert line.main(["serve", "--port", str(port)]) == 2
    assert f"Nothing can listen on 127.0.0.1:{port}" in capsys.readouterr().err


def test_a_port_in_use_is_told_before_anything_is_built(capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert line.main(["serve", "--port", str(port)]) == 2
    assert f"Nothing can listen on 127.0.0.1:{port}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("LFR_KG_QUERY_WORKERS", "many", "LFR_KG_QUERY_WORKERS is set to 'many', which is not of type int."),
        ("LFR_KG_QUERY_WORKERS", "0", "LFR_KG_QUERY_WORKERS is set to '0'; it should be at least 1."),
        ("LFR_KG_QUERY_SECONDS", "nan", "LFR_KG_QUERY_SECONDS is set to 'nan'; it should be at least 1."),
        ("LFR_KG_WORK_SECONDS", "inf", "LFR_KG_WORK_SECONDS is set to 'inf'; it should be at least 1."),
        ("LFR_KG_PROXIES", "-1", "LFR_KG_PROXIES is set to '-1'; it should be at least 0."),
        ("LFR_KG_ENGINE", "shackle", "LFR_KG_ENGINE is set to 'shackle'; it should be one of shacl, pyshacl."),
        ("LFR_KG_CASHE", "/srv", "LFR_KG_CASHE is no setting. Did you mean LFR_KG_CACHE?"),
        ("LFR_KG_CACHE", str(Path(__file__)),
         f"Built knowledge cannot be kept in {__file__} (File exists): set LFR_KG_CACHE to a folder that can be written."),
    ],
)  # fmt: skip
def test_a_bad_setting_is_named_with_what_it_should_be(name, value, told, monkeypatch, capsys):
    monkeypatch.setenv(name, value)
    assert line.main(["build"]) == 2
    assert capsys.readouterr().err == f"lfr-kg: {told}\n"


def test_a_setting_that_is_set_to_nothing_is_not_set(monkeypatch):
    monkeypatch.setenv("LFR_KG_CACHE", "")
    monkeypatch.setenv("LFR_KG_QUERY_SECONDS", "")
    assert Settings.from_environment() == Settings()


def test_an_account_without_a_home_is_told_what_to_set(monkeypatch, capsys):
    def homeless():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("LFR_KG_CACHE", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    assert line.main(["build"]) == 2
    assert capsys.readouterr().err == (
        "lfr-kg: There is no home folder to keep built knowledge in: set LFR_KG_CACHE to a folder that can be written.\n"
    )


@pytest.mark.parametrize("number", ["0", "-1", "two", "²"])
def test_a_number_of_processes_that_is_none_is_told(number, capsys):
    with pytest.raises(SystemExit, match="2"):
        line.main(["serve", f"--workers={number}"])
    assert f"argument --workers: '{number}' is not a number of processes, 1 or more" in capsys.readouterr().err


def test_what_a_killed_build_has_left_behind_is_removed_a_day_later(tmp_path):
    old, young = tmp_path / "building-old", tmp_path / "building-young"
    for folder in (old, young):
        (folder / "store").mkdir(parents=True)
    os.utime(old, (0, 0))
    made = embedded._workshop(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([young, made])


def test_a_folder_that_another_builder_has_just_put_in_place_stops_nobody(tmp_path):
    (tmp_path / "building-gone").symlink_to(tmp_path / "nowhere")  # found, and not there any more when it is looked at
    assert embedded._workshop(tmp_path).is_dir()


def test_what_one_account_has_built_another_may_open(tmp_path):
    (tmp_path / "plain").mkdir()
    assert embedded._workshop(tmp_path).stat().st_mode == (tmp_path / "plain").stat().st_mode


def ended(*arguments, code="", **environment):
    """How the command ends in a process of its own, after some code: its exit status, and what it says of errors."""
    code = f"import sys; {code or 'pass'}; from lfr_kg.commands.line import main; sys.exit(main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=os.environ | environment,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


@pytest.mark.parametrize("content, told", [(None, "cannot be read"), ("no Turtle", "line 1")])
def test_knowledge_that_every_command_reads_and_cannot_be_read_is_named(tmp_path, content, told):
    concepts = tmp_path / "ontology" / "concepts"
    concepts.mkdir(parents=True)
    if content:
        (concepts / "verdict.ttl").write_text(content)
    status, words = ended("assess", LFR_KG_ROOT=str(tmp_path))
    assert (status, words.startswith("lfr-kg: "), f"{concepts / 'verdict.ttl'}" in words, told in words) == (2, True, True, True)


def test_an_account_without_a_home_needs_none_where_its_cache_is_named(knowledge):
    code = "import pathlib; pathlib.Path.home = classmethod(lambda cls: (_ for _ in ()).throw(RuntimeError('no home')))"
    environment = {"LFR_KG_CACHE": str(knowledge.settings.cache), "XDG_CACHE_HOME": ""}
    assert ended("build", code=code, **environment) == (0, "")


def test_a_service_that_broke_ends_with_3_and_never_as_a_breach_does(knowledge):
    code = "from lfr_kg.web.http.server import Server; Server.serve = lambda self, **options: sys.exit(1)"
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        port = place.getsockname()[1]
    status, words = ended("serve", f"--port={port}", code=code, LFR_KG_CACHE=str(knowledge.settings.cache))
    assert status == 3
    assert [json.loads(line)["event"] for line in words.splitlines()] == ["start", "end"]


def test_a_service_without_a_place_for_temporary_files_says_so(knowledge):
    code = "import tempfile; tempfile.tempdir = '/nowhere'"
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        port = place.getsockname()[1]
    told = "lfr-kg: There is no place for temporary files (No such file or directory): set TMPDIR to a folder that can be written.\n"
    assert ended("serve", f"--port={port}", code=code, LFR_KG_CACHE=str(knowledge.settings.cache)) == (2, told)


def test_a_log_that_cannot_be_written_is_told_before_anything_is_served(knowledge):
    status, words = ended("serve", "--port=8999", LFR_KG_LOG="/nowhere/log", LFR_KG_CACHE=str(knowledge.settings.cache))
    assert (status, words.startswith("lfr-kg: The log cannot be written to /nowhere/log")) == (2, True)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_an_answer_in_an_encoding_that_lacks_a_character_is_whole(knowledge, encoding):
    environment = {"LFR_KG_CACHE": str(knowledge.settings.cache), "PYTHONIOENCODING": encoding}
    assert ended("assess", "--at", "2026-11-23T09:00:00+00:00", **environment) == (0, "")


def test_an_encoding_that_lacks_a_character_stops_nothing(monkeypatch):
    shown = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(shown, encoding="cp1252"))
    monkeypatch.setattr(serve, "run", lambda options: print("“π”"))
    assert line.main(["serve"]) == 0
    sys.stdout.flush()
    assert shown.getvalue().rstrip() == b"\x93\\u03c0\x94"
