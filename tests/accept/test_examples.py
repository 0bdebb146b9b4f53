"""The verdicts of the worked examples are written only under a version that says that they changed."""

import pytest
import yaml

from lfr_kg import __version__
from tests.accept import examples


@pytest.mark.parametrize(
    ("then", "now", "is_major"),
    [
        ("0.1.0", "0.1.0", False), ("0.1.0", "0.1.9", False), ("0.1.9", "0.2.0", True), ("0.9.0", "1.0.0", True),
        ("1.0.0", "1.9.0", False), ("1.9.0", "2.0.0", True), ("0.10.0", "0.9.0", False), ("0.9.0", "0.10.0", True),
        ("1.0.0", "2.0.0.dev1", True),
    ],
)  # fmt: skip
def test_a_version_breaks_by_its_first_number_and_before_the_first_release_by_its_second(then, now, is_major):
    assert examples.is_major_since(now, then) is is_major


@pytest.fixture
def example(monkeypatch, tmp_path):
    """A worked example whose verdicts were reviewed under this version and came out otherwise since."""
    monkeypatch.setattr(examples, "FOLDER", tmp_path)
    monkeypatch.setattr(examples, "EXAMPLES", examples.EXAMPLES[:1])
    monkeypatch.setattr(examples, "verdicts", lambda path: {"dpa-s64-dpia": "met"})
    file = tmp_path / f"{examples.EXAMPLES[0].stem}.yaml"
    file.write_text(f"version: {__version__}\nverdicts: {{dpa-s64-dpia: recorded}}\n", encoding="utf-8")
    return file


def test_a_verdict_that_changed_is_not_written_under_the_version_it_was_accepted_by(example, capsys):
    before = example.read_text(encoding="utf-8")
    assert examples.run(is_writing=True) == 1
    assert capsys.readouterr().out == (
        f"{example.stem}\n    dpa-s64-dpia: recorded -> met\n"
        f"{example.stem}: its verdicts were accepted under version {__version__}, and this is version {__version__}. "
        "A verdict of a worked example that changes is a major version (before 1.0.0, a minor one): raise __version__ in "
        "lfr_kg/__init__.py, say why in CHANGELOG.md, and write again.\n"
    )
    assert example.read_text(encoding="utf-8") == before


def test_a_verdict_that_changed_is_written_once_the_version_is_raised(example, monkeypatch, capsys):
    monkeypatch.setattr(examples, "__version__", "9.0.0")
    assert examples.run(is_writing=True) == 0
    assert yaml.safe_load(example.read_text(encoding="utf-8")) == {"version": "9.0.0", "verdicts": {"dpa-s64-dpia": "met"}}
    assert examples.run(is_writing=True) == 0


def test_an_example_that_nobody_reviewed_yet_is_written_under_any_version(example):
    example.unlink()
    assert (examples.run(is_writing=False), example.exists()) == (1, False)
    assert (examples.run(is_writing=True), example.exists()) == (0, True)
