"""The house keeps its shape: modules of a page or three, functions that fit a screen, settings and files that are accounted for."""

import ast
import re
from dataclasses import fields
from pathlib import Path

import pytest

from lfr_kg.base.namespaces import compact
from lfr_kg.base.settings import PACKAGE, Settings

ROOT = PACKAGE.parent
MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_is_a_page_or_three(module):
    assert len(module.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_functions_fit_a_screen_and_public_ones_are_documented(module):
    tree = ast.parse(module.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            public = not node.name.startswith("_") and not isinstance(getattr(node, "parent", None), ast.FunctionDef)
            if isinstance(node, ast.FunctionDef):
                assert node.end_lineno - node.lineno < 60, f"{node.name} is longer than a screen"
            if public and node in _top_level(tree):
                assert ast.get_docstring(node), f"{node.name} says nothing of what goes in and comes out"


def _top_level(tree: ast.Module) -> list:
    """Functions and classes of the module and methods of its classes: what another module can reach."""
    found = list(tree.body)
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            found += node.body
    return found


def test_every_setting_is_in_the_readme_with_the_words_of_its_help():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for entry in fields(Settings):
        assert f"| `LFR_KG_{entry.name.upper()}` | {entry.metadata['help']} |" in readme


def test_no_rule_of_law_hides_in_python(knowledge):
    """No text in the engine names a norm, a body, a provision or a condition class (but the deployment itself)."""
    conditions = {compact(node.value) for node in knowledge.assessor.theory.conditions} - {"lfr:Deployment"}
    forbidden = re.compile(r"\b(norm|actor|law):[a-z]|\b(" + "|".join(sorted(conditions)) + r")\b")
    slugs = set(knowledge.assessor.norms)
    for module in [*PACKAGE.glob("*.py"), *(PACKAGE / "assess").rglob("*.py")]:
        tree = ast.parse(module.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "try /sparql" not in node.value.lower():
                assert not forbidden.search(node.value), f"{module.name} names {node.value!r}"
                assert node.value not in slugs, f"{module.name} names {node.value!r}"


def test_nothing_tracked_names_a_machine_or_a_registry():
    for path in [ROOT / "requirements.txt", ROOT / "requirements-test.txt"]:
        assert "://" not in "".join(line for line in path.read_text().splitlines() if not line.lstrip().startswith("#"))


def test_the_casebook_names_only_themes_with_shapes():
    themes = {path.stem for path in (ROOT / "shapes").iterdir()} - {"README", "meta"}
    assert {path.stem for path in Path(__file__).parent.glob("cases/*.yaml")} <= themes
