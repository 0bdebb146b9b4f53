"""What was built is opened only as it was built, and of the knowledge that it is opened for."""

import os
import re
import shutil
from dataclasses import replace

import pytest

from lfr_kg.base.errors import KnowledgeError
from lfr_kg.commands import line
from lfr_kg.knowledge import KnowledgeBase
from lfr_kg.stores import embedded, manifest


@pytest.fixture
def folder(tmp_path):
    """A folder as it was built, of knowledge named “law”."""
    (tmp_path / "store").mkdir()
    for name in ("rules.json", "store/1.sst", "store/LOG"):
        (tmp_path / name).write_text(name)
    manifest.write(tmp_path, "law")
    return tmp_path


def told(folder, knowledge="law", part=""):
    """Why a part of a folder is not opened; "" where it is."""
    try:
        manifest.check(folder, knowledge, part)
    except KnowledgeError as error:
        return re.fullmatch(
            r"The built knowledge in .* is not as it was built: (.*)\. Remove that folder, and it is built again\.", error.message
        )[1]
    return ""


def test_what_is_as_it_was_built_is_opened_whatever_the_store_notes_in_its_journal(folder):
    (folder / "store" / "LOG").write_text("opened")
    (folder / "store" / "LOG.old.1").touch()
    assert (told(folder), told(folder, part="store")) == ("", "")


@pytest.mark.parametrize(
    ("name", "content", "part", "why"),
    [
        ("rules.json", "[]", "", "rules.json was changed"),
        ("rules.json", None, "", "rules.json is missing"),
        ("register.ndjson", "{}", "", "register.ndjson was added"),
        ("store/1.sst", "x", "store", "store/1.sst was changed"),
        ("store/1.sst", None, "store", "store/1.sst is missing"),
        ("store/9.log", "x", "store", "store/9.log was added"),
        ("manifest.json", "{", "", "manifest.json cannot be read"),
        ("manifest.json", "[]", "store", "manifest.json cannot be read"),
        pytest.param("manifest.json", "[" * 100_000, "", "manifest.json cannot be read", id="nested"),
        ("manifest.json", '{"knowledge": 1, "files": []}', "", "it was built of other knowledge (1 and not law)"),
    ],
)
def test_a_file_that_is_not_as_it_was_built_is_named(folder, name, content, part, why):
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_text(content)
    assert told(folder, part=part) == why


def test_a_file_of_the_same_size_and_time_in_its_place_is_noticed(folder):
    file = folder / "store" / "1.sst"
    before = file.stat()
    file.write_text("store/2.sst")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (file.stat().st_size, file.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert told(folder, part="store") == "store/1.sst was changed"


def test_only_what_was_touched_is_read_again(folder, tmp_path, monkeypatch):
    read = []
    monkeypatch.setattr(manifest, "_digest", lambda file: read.append(file.name) or "")
    assert (told(folder, part="store"), read) == ("", [])
    os.utime(folder / "store" / "1.sst")
    assert (told(folder, part="store"), read) == ("store/1.sst was changed", ["1.sst"])
    monkeypatch.undo()
    assert told(folder, part="store") == ""
    assert told(shutil.copytree(folder, tmp_path / "copy"), part="store") == ""


def test_few_of_many_files_are_named(folder):
    for number in range(5):
        (folder / f"{number}.json").touch()
    assert told(folder) == "0.json was added, 1.json was added, 2.json was added and 2 more"


def test_what_was_built_of_other_knowledge_is_not_opened(folder):
    assert told(folder, "guidance") == "it was built of other knowledge (law and not guidance)"


def test_nothing_is_added_to_what_is_not_as_it_was_built(folder):
    (folder / "store" / "1.sst").write_text("x")
    with pytest.raises(KnowledgeError, match=r"store/1\.sst was changed"):
        embedded.extended(folder, "law", (), {})


@pytest.fixture
def copied(knowledge, tmp_path):
    """Settings by which a copy of what was built is opened, and its folder."""
    settings = replace(knowledge.settings, cache=tmp_path)
    return settings, shutil.copytree(knowledge.folder, tmp_path / knowledge.folder.name)


def test_exchanged_rules_are_noticed_before_anything_is_judged_by_them(copied):
    settings, folder = copied
    (folder / "rules.json").write_text("[]")
    with pytest.raises(KnowledgeError, match=r"rules\.json was changed"):
        KnowledgeBase.open(settings)


def test_an_exchanged_store_is_noticed_by_whoever_opens_it(copied, monkeypatch, capsys):
    settings, folder = copied
    largest = max((folder / "store").glob("*.sst"), key=lambda file: file.stat().st_size)
    content = bytearray(largest.read_bytes())
    content[len(content) // 2] ^= 1
    largest.write_bytes(content)
    KnowledgeBase.open(settings, opens_store=False)
    monkeypatch.setenv("LFR_KG_CACHE", str(settings.cache))
    assert line.main(["build"]) == 2
    assert capsys.readouterr().err == (
        f"lfr-kg: The built knowledge in {folder} is not as it was built: store/{largest.name} was changed. Remove that folder, and it is "
        "built again.\n"
    )


def test_a_folder_that_was_not_built_to_its_end_gives_way(tmp_path):
    made, target = tmp_path / "made", tmp_path / "target"
    for folder in (made, target):
        folder.mkdir()
        (folder / f"{folder.name}.json").touch()
    manifest.write(made, "law")
    embedded._move(made, target)
    assert sorted(path.name for path in target.iterdir()) == ["made.json", "manifest.json"]
