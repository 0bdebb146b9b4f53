"""What other machines have: the names, the encoding and the gaps of Windows; another order of hashes; an account without a home."""

import os
import re
import subprocess
import sys
from pathlib import PurePosixPath, PureWindowsPath

import pytest

from lfr_kg.base.settings import EXAMPLE
from tests.serving import ROOT

RESERVED = {"con", "prn", "aux", "nul", *(f"{name}{number}" for name in ("com", "lpt") for number in range(1, 10))}
"""What no file may be named there, whatever its ending."""
TRACKED = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split("\0")[:-1]
ABSENT = "fcntl", "grp", "pwd", "resource", "termios"
"""Modules of the standard library that Windows lacks."""
WITHOUT = f"""
import os, sys
for name in {ABSENT}:
    sys.modules[name] = None
for name in ("fork", "getuid", "geteuid", "killpg", "sysconf", "register_at_fork"):
    delattr(os, name)
from lfr_kg.commands.line import main
sys.exit(main())
"""
ASSESS = ("assess", str(EXAMPLE), "--format", "json", "--at", "2026-11-30T12:00:00Z")


def run(knowledge, *words: str, code: str = "", flags: tuple[str, ...] = (), **environment: str) -> subprocess.CompletedProcess:
    """A command in a process of its own, with nothing of the environment but what is given."""
    given = {"PATH": os.defpath, "LFR_KG_CACHE": str(knowledge.settings.cache), "PYTHONPATH": str(ROOT)} | environment
    program = ("-c", code) if code else ("-m", "lfr_kg")
    return subprocess.run([sys.executable, *flags, *program, *words], env=given, capture_output=True, check=False)


@pytest.mark.skipif(not TRACKED, reason="no git checkout, which says what is tracked")
def test_every_file_can_have_its_name_there():
    assert not [path for path in TRACKED if re.search(r'[<>:"|?*\\\x00-\x1f]|[. ](/|$)', path)]
    assert not [path for path in TRACKED if RESERVED & {part.partition(".")[0].lower() for part in PurePosixPath(path).parts}]
    assert len({path.lower() for path in TRACKED}) == len(TRACKED), "names that only case tells apart"
    assert max(map(len, TRACKED)) <= 180, "longest path that may be, below a folder of the user's"


def test_what_knowledge_is_named_by_is_the_same_with_paths_of_windows(corpus):
    root = PureWindowsPath("C:/Users/Müller/lfr kg")
    for file in corpus.files:
        assert (root / file.path).relative_to(root).as_posix() == file.path


@pytest.fixture(scope="module")
def usual(knowledge):
    """The receipt of the worked example here."""
    return run(knowledge, *ASSESS).stdout


@pytest.mark.parametrize(
    "otherwise",
    [
        {"PYTHONHASHSEED": "4711"},
        {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0", "LC_ALL": "C"},
        {"code": WITHOUT},
        {"flags": ("-X", "warn_default_encoding", "-W", "error::EncodingWarning:lfr_kg")},
        {"TZ": "Pacific/Kiritimati"},
    ],
    ids=["other hashes", "cp1252", "what Windows lacks", "no encoding of the machine's", "another zone"],
)
def test_the_receipt_is_the_same_to_the_last_byte(knowledge, usual, otherwise):
    done = run(knowledge, *ASSESS, **otherwise)
    assert (done.stderr.decode(), done.stdout[:12]) == ("", b'{"receipt":{')
    assert done.stdout == usual


def test_what_is_told_in_cp1252_says_which_characters_that_lacks(knowledge):
    done = run(knowledge, "explain", str(EXAMPLE), "dpa-s64-dpia", PYTHONIOENCODING="cp1252", PYTHONUTF8="0", LC_ALL="C")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "dpa-s64-dpia" in done.stdout.decode("cp1252") or "section 64" in done.stdout.decode("cp1252")


def test_an_account_that_the_system_does_not_know_needs_no_home(knowledge):
    homeless = "import os, pwd; pwd.getpwuid = {}.__getitem__; from lfr_kg.commands.line import main; raise SystemExit(main())"
    done = run(knowledge, "--version", code=homeless)
    assert (done.returncode, done.stderr) == (0, b"")
