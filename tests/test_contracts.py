"""The house keeps its shape: modules of a page or three, functions that fit a screen, settings and files that are accounted for."""

import ast
import re
import tomllib
import zipfile
from collections import Counter
from dataclasses import fields
from pathlib import Path

import pytest
import yaml

from lfr_kg.base.namespaces import compact
from lfr_kg.base.settings import PACKAGE, Settings

ROOT = PACKAGE.parent
MODULES = sorted(PACKAGE.rglob("*.py"))
PAGES = sorted(
    path for path in (PACKAGE / "web").rglob("*") if path.suffix in (".html", ".js", ".css", ".yaml") and "vendor" not in path.parts
)
TEXTS = sorted(
    path
    for path in PACKAGE.rglob("*")
    if path.suffix in (".html", ".js", ".css", ".yaml", ".typ", ".txt", ".xml", ".docx") and not {"vendor", "examples"} & set(path.parts)
)
"""Everything else that the house says or shows: pages, reports, letters, answers to questions, layouts of tables, the feed."""
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def names(paths: list[Path]) -> list[str]:
    return [path.relative_to(PACKAGE).as_posix() for path in paths]


@pytest.mark.parametrize("module", MODULES, ids=names(MODULES))
def test_a_module_is_a_page_or_three(module):
    assert len(module.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("module", MODULES, ids=names(MODULES))
def test_functions_fit_a_screen_and_public_ones_are_documented(module):
    tree = ast.parse(module.read_text(encoding="utf-8"))
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    assert not [node.name for node in functions if node.end_lineno - node.lineno >= 60], "longer than a screen"
    silent = [node.name for node in within_reach(tree) if not node.name.startswith("_") and not ast.get_docstring(node)]
    assert not silent, "these say nothing of what goes in and comes out"


def within_reach(tree: ast.Module) -> list:
    """Functions and classes of a module and methods of its classes: what another module can reach. What stands in a function is its own."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    found = [node for node in tree.body if isinstance(node, kinds)]
    return found + [inner for node in found if isinstance(node, ast.ClassDef) for inner in node.body if isinstance(inner, kinds)]


def constants_of(tree: ast.Module) -> list[str]:
    """The names that a module gives to values of its own."""
    targets = [
        target
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    ]
    return [name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)]


class WithoutRemarks(ast.NodeTransformer):
    """Leaves out of code what only describes it."""

    def visit_Expr(self, node: ast.Expr) -> ast.stmt:
        return ast.Pass() if isinstance(node.value, ast.Constant) else node


def code_of(module: Path) -> str:
    """What a module does, without a docstring or a comment."""
    return ast.unparse(WithoutRemarks().visit(ast.parse(module.read_text(encoding="utf-8"))))


def test_nothing_is_there_for_tests_alone():
    """Every name of a function, class or constant is used somewhere in the house; to be spoken of in a remark is no use.

    What a framework calls by name is told by its decorator.
    """
    texts = [*map(code_of, [*MODULES, ROOT / "app.py"]), *(path.read_text(encoding="utf-8") for path in PAGES)]
    words = Counter(word for text in texts for word in re.findall(r"\w+", text))
    unused = []
    for module in MODULES:
        tree = ast.parse(module.read_text(encoding="utf-8"))
        defined = [
            node.name
            for node in within_reach(tree)
            if not any(ast.unparse(each).startswith(("routes.", "app.")) for each in node.decorator_list)
        ]
        unused += [
            f"{module.relative_to(PACKAGE)}: {name}"
            for name in (*defined, *constants_of(tree))
            if words[name] < 2 and not name.startswith("__")
        ]
    assert not unused, "only tests use these"


# Layers


def layers() -> list[set[str]]:
    """The layers of the contract that imports run downwards, the highest first."""
    contract = next(each for each in PROJECT["tool"]["importlinter"]["contracts"] if each["containers"] == ["lfr_kg"])
    assert contract["exhaustive"]
    return [set(layer.split(" | ")) for layer in contract["layers"]]


def test_the_layers_are_the_packages_there_are_and_the_rows_of_the_picture():
    there = {path.stem for path in PACKAGE.glob("*.py")} | {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert set().union(*layers()) == there - {"__init__"}
    picture = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split("## ")[0]
    rows = [set(re.findall(r"`(\w+)`", line.split("|")[1])) for line in picture.splitlines() if line.startswith("| `")]
    assert rows == layers()


def test_the_rooms_of_the_web_are_in_its_contract():
    contract = next(each for each in PROJECT["tool"]["importlinter"]["contracts"] if each.get("containers") == ["lfr_kg.web"])
    rooms = {path.parent.name for path in (PACKAGE / "web").glob("*/__init__.py")}
    assert {room for layer in contract["layers"] for room in layer.split(" | ")} == rooms


# Law stands in the knowledge


ALLOWED = {
    ("importers/coverage.py", "law:mps-lfr-records"): "the published records whose reading it counts",
    ("importers/met.py", "actor:metropolitan-police-service"): "the force whose records it reads, which they do not name",
    ("importers/layouts.yaml", "actor:metropolitan-police-service"): "the force that publishes tables of this layout",
    ("importers/layouts.yaml", "actor:south-wales-police"): "the force that publishes tables of this layout",
    ("importers/layouts.yaml", "actor:british-transport-police"): "the force that publishes tables of this layout",
}
"""What an importer has to name, and why: whose records it reads."""


@pytest.fixture(scope="module")
def law(knowledge) -> re.Pattern:
    """What would be law outside the knowledge: a norm, an actor, a provision, a check or a condition class, by any of its names."""
    conditions = {compact(node.value) for node in knowledge.assessor.theory.conditions} - {"lfr:Deployment"}
    slugs = sorted(map(re.escape, [*conditions, *knowledge.assessor.norms]), key=len, reverse=True)
    return re.compile(
        rf"\b(?:norm|actor|law|shape):[a-z][\w-]*|(?<!\w)(?:norm|actor|law|source|shape)/[\w-]+|(?<![\w-])(?:{'|'.join(slugs)})(?![\w-])"
    )


def law_in(text: str, law: re.Pattern, is_python: bool) -> set[str]:
    """The names of law in a text; of Python in its strings, save for those that only describe the code."""
    if not is_python:
        return set(law.findall(text))
    tree = ast.parse(text)
    described = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    strings = (
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in described
    )
    return {name for string in strings for name in law.findall(string)}


def words_of(path: Path) -> str:
    """What a file says: a Word document the parts that are written in it."""
    if path.suffix != ".docx":
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as archive:
        return "\n".join(archive.read(name).decode() for name in archive.namelist() if re.fullmatch(r"word/(document|footer\d+).xml", name))


def test_what_is_searched_for_law_reaches_every_room_that_speaks():
    assert {path.relative_to(PACKAGE).parts[0] for path in TEXTS} == {
        "answer",
        "drafting",
        "importers",
        "plan",
        "register",
        "web",
        "whatif",
    }
    assert set(PAGES) < set(TEXTS)


@pytest.mark.parametrize("path", [*MODULES, *TEXTS], ids=names([*MODULES, *TEXTS]))
def test_no_rule_of_law_hides_outside_the_knowledge(path, law):
    place = path.relative_to(PACKAGE).as_posix()
    found = {(place, name) for name in law_in(words_of(path), law, path.suffix == ".py")}
    assert found == {(where, name) for where, name in ALLOWED if where == place}


PLANTED = [
    ('EXEMPT = ("dpa-s64-dpia",)', True, {"dpa-s64-dpia"}),
    ('def f(x):\n    """Of norm:dpa-s64-dpia."""\n    return x == f"{x} norm:dpa-s64-dpia"', True, {"norm:dpa-s64-dpia"}),
    ('if iri("lfr:OvertDeployment") in types: pass', True, {"lfr:OvertDeployment"}),
    ('BEARER = "actor:chief-officer"', True, {"actor:chief-officer"}),
    ('SECTION = "law:ukpga-2018-12_section-64-1"', True, {"law:ukpga-2018-12_section-64-1"}),
    ('<a href="/norm/dpa-s64-dpia">the assessment</a>', False, {"norm/dpa-s64-dpia"}),
    ("{% if slug == 'dpa-s64-dpia' %}", False, {"dpa-s64-dpia"}),
    ('LINK = "/norm/{slug}"; KIND = "norm"; TYPE = "lfr:Deployment"', True, set()),
]


@pytest.mark.parametrize("text, is_python, expected", PLANTED)
def test_law_that_is_planted_is_found(text, is_python, expected, law):
    assert law_in(text, law, is_python) == expected


# What one place does


AT_ONE_PLACE = {
    r"\bdate(time)?\.fromisoformat": {"base/times.py", "answer/reports/typesetting.py"},  # the second imports nothing of the package
    r"\burllib\.request\b": set(),
    r"\bZoneInfo\(": {"base/times.py"},
}
"""What stands in one module, since others would do it otherwise: dates that the rest refuses are read, requests go past the doors."""


@pytest.mark.parametrize("pattern", AT_ONE_PLACE)
def test_what_one_module_does_no_other_does_by_itself(pattern):
    assert {name for name, path in zip(names(MODULES), MODULES, strict=True) if re.search(pattern, code_of(path))} == AT_ONE_PLACE[pattern]


# Files


def test_every_setting_is_in_the_readme_with_the_words_of_its_help():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for entry in fields(Settings):
        assert f"| `LFR_KG_{entry.name.upper()}` | {entry.metadata['help']} |" in readme


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-test.txt", "requirements-node.txt", "requirements-bench.txt", "package-lock.json"]
)
def test_no_lock_file_names_an_address_to_download_from(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert '"resolved"' not in text
    assert "://" not in re.sub(
        r'"(?:url|funding)": "[^"]*"', "", "".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    )


def test_the_casebook_names_only_themes_with_shapes():
    themes = {path.stem for path in (ROOT / "shapes").iterdir()} - {"README", "meta"}
    assert {path.stem for path in Path(__file__).parent.glob("cases/*.yaml")} <= themes


def test_what_github_and_the_hooks_read_is_in_order():
    for path in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"):
        form = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert path.stem == "config" or {"name", "description", "body"} <= set(form)
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert [each["repo"] for each in hooks] == ["local"]
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert re.search(
        rf'^__version__ = "{re.escape(cited["version"])}"$', (PACKAGE / "__init__.py").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert set(cited["license"]) == set(PROJECT["project"]["license"].split(" AND "))


def test_every_target_that_the_makefile_promises_is_there():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    promised = set(re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)[1].split())
    assert promised <= set(re.findall(r"^([\w-]+):", text, re.MULTILINE))
