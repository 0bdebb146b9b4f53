"""How the command line ends: a clear sentence and the right exit status, and no traceback."""

import io
import socket
import sys

import pytest

from lfr_kg.commands import line, serve, template


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


def test_a_bad_setting_is_named(monkeypatch, capsys):
    monkeypatch.setenv("LFR_KG_QUERY_WORKERS", "many")
    assert line.main(["build"]) == 2
    assert capsys.readouterr().err == "lfr-kg: LFR_KG_QUERY_WORKERS is set to 'many', which is not of type int.\n"


def test_an_encoding_that_lacks_a_character_stops_nothing(monkeypatch):
    shown = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(shown, encoding="cp1252"))
    monkeypatch.setattr(serve, "run", lambda options: print("“π”"))
    assert line.main(["serve"]) == 0
    sys.stdout.flush()
    assert shown.getvalue().rstrip() == b"\x93\\u03c0\x94"
