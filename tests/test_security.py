"""docs/security.md names for every attack the tests that hold it: they are there."""

import ast
import re
from pathlib import Path

import pytest

from tests import TESTS

ROOT = TESTS.parent
PAGE = (ROOT / "docs/security.md").read_text(encoding="utf-8")
ATTACKS = [line for line in PAGE.partition("## Attacks")[2].partition("\n## ")[0].splitlines()[4:] if line.startswith("|")]


def named(row: str) -> list[tuple[Path, list[str]]]:
    """The files of tests that a row of the table names, each with the tests of it that it names."""
    cell = row.rstrip(" |").rpartition(" | ")[2]
    found = re.findall(r"`(tests/[\w/]+\.py)`(?: \(((?:`\w+`(?:, )?)+)\))?", cell)
    return [(ROOT / path, re.findall(r"\w+", names)) for path, names in found]


@pytest.mark.parametrize("row", ATTACKS, ids=lambda row: " ".join(row.split("|")[1:3]).strip()[:60])
def test_every_attack_is_held_by_a_test_that_there_is(row):
    assert any(names for _, names in named(row)), "no test is named"
    for path, names in named(row):
        there = {node.name for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.FunctionDef)}
        assert set(names) <= there, path
