"""The README's commands, run as they stand: against a server that is started as the README says."""

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from lfr_kg.base.settings import PACKAGE
from lfr_kg.commands.line import _parser
from lfr_kg.plan.questions import asked
from tests.serving import running

ROOT = PACKAGE.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = ["\n".join(line[4:] for line in block.splitlines()) for block in re.findall(r"(?:^    .*\n)+", README, flags=re.MULTILINE)]


def commands() -> list[str]:
    """Every command of the README's indented blocks, lines of one command joined."""
    found: list[str] = []
    for block in BLOCKS:
        for line in block.splitlines():
            if found and found[-1].count("'") % 2:
                found[-1] += "\n" + line
            else:
                found.append(line)
    return found


def test_the_two_commands_come_first():
    assert [line.split("#")[0].strip() for line in BLOCKS[0].splitlines()] == ["make run", "make test"]


@pytest.fixture(scope="module")
def server(knowledge):
    with running(knowledge) as (address, _):
        yield address


@pytest.mark.parametrize("command", [c for c in commands() if not c.startswith("make")], ids=lambda c: c.split("\n")[0][:60])
def test_each_command_runs(command, server, knowledge, tmp_path):
    folder = Path(sys.executable).parent

    def here(text: str) -> str:
        """A command with this test's own folder, programs and server."""
        return text.replace("/tmp/", f"{tmp_path}/").replace(".venv/bin/", f"{folder}/").replace("http://127.0.0.1:8000", server)

    command = here(command)
    for file, maker in {"met-0199.ttl": " import ", "deployment.xlsx": " template "}.items():
        if file in command and maker not in command:
            _run(here(next(c for c in commands() if maker in c)), knowledge)
    out = _run(command, knowledge)
    expected = {
        "/sparql": "dpa-s64-dpia",
        "/assess": '"receipt"',
        "/validate": "ValidationReport",
        "import": "",
        " template ": "ready",
        "assess": "Receipt",
    }
    assert next(text for mark, text in expected.items() if mark in command) in out


def _run(command: str, knowledge) -> str:
    environment = os.environ | {"LFR_KG_CACHE": str(knowledge.settings.cache)}
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=ROOT, env=environment, timeout=120, check=False)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def test_every_command_of_the_command_line_is_in_the_readme():
    text = subprocess.run([sys.executable, "-m", "lfr_kg", "--help"], capture_output=True, text=True, cwd=ROOT, check=True).stdout
    for name in re.findall(r"^    (\w+) ", text, flags=re.MULTILINE):
        assert f"`lfr-kg {name}" in README, name


def _options(parser, name: str) -> dict[str, set[str]]:
    """The long options of a command and of those below it, by their names; those that a plan's questions give are on the page of a plan."""
    parser.learn = None
    found = {name: {option for action in parser._actions for option in action.option_strings if option.startswith("--")} - {"--help"}}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below, other in action.choices.items():
                found |= _options(other, f"{name} {below}")
    return found


def _plan_options() -> dict[str, set[str]]:
    """Those options of a plan that are not answers to its questions."""
    parser = _parser("plan")._subparsers._group_actions[0].choices["plan"]
    parser.learn(parser)
    answers = {f"--{slug}" for slug, *_ in asked()}
    given = {option for action in parser._actions for option in action.option_strings if option.startswith("--")}
    return {"lfr-kg plan": given - answers - {"--help"}}


def test_every_option_of_the_command_line_is_in_the_readme():
    options = _options(_parser(""), "lfr-kg") | _plan_options()
    rows = {name: " ".join(text for text in README.splitlines() if f"`{name} " in text or f"`{name}`" in text) for name in options}
    missing = {(name, option) for name, found in options.items() for option in found - {"--version"} if option not in rows[name]}
    assert missing == set()
