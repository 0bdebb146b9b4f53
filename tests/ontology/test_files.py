"""How the files of law read: short enough to see whole, in the law's own order, a norm under the provision that states it."""

import re
from itertools import groupby

import pytest

from tests import knowledge_files as knowledge

CEILING = 800
LAW = knowledge.corpus().of("law")
TURTLE = [file for file in knowledge.corpus().files if file.path.endswith(".ttl")]
SUBJECT = re.compile(r"^(\S+) a (.*?) [;.]$", re.MULTILINE)
STATED_BY = re.compile(r"^    lfr:statedBy ([\w:-]+)", re.MULTILINE)
VERSION_OF = re.compile(r"^    lfr:versionOf ([\w:-]+)", re.MULTILINE)
PREFIX = re.compile(r"^@prefix (\w+:) ", re.MULTILINE)


def law_order(source: str) -> list[str]:
    """The provisions of a source in the law's own order: each before its parts, neighbours by ``lfr:order``."""
    found = knowledge.rows("SELECT ?part ?whole ?order { ?part lfr:partOf ?whole ; lfr:order ?order }")

    def below(node):
        for part, _, _ in sorted((row for row in found if row[1] == node), key=lambda row: float(row[2])):
            yield part
            yield from below(part)

    return list(below(source))


def blocks(text: str) -> list[tuple[str, str]]:
    """Each thing that a file states, by its name, with its text."""
    return [(found[1], part) for part in text.split("\n\n") if (found := SUBJECT.search(part))]


def misplaced(text: str) -> list[str]:
    """What of a file does not stand directly under the provision that it belongs to."""
    found, provision = [], None
    for name, block in blocks(text):
        home = STATED_BY.search(block) or VERSION_OF.search(block)
        if home is None:
            provision = name
        elif home[1] != provision:
            found.append(f"{name} stands under {provision}, not {home[1]}")
    return found


def late_versions(text: str) -> list[str]:
    """The versions of a file that stand after a norm of their provision."""
    found, norm = [], None
    for name, block in blocks(text):
        if STATED_BY.search(block):
            norm = norm or name
        elif VERSION_OF.search(block):
            found += [f"{name} stands after {norm}"] if norm else []
        else:
            norm = None
    return found


def provisions(text: str) -> list[str]:
    """What a file states besides versions and norms: the provisions, and the source before them."""
    return [name for name, block in blocks(text) if not STATED_BY.search(block) and not VERSION_OF.search(block)]


def bare(text: str) -> str:
    """A file's statements without texts, addresses and comments: what is left uses prefixes."""
    return re.sub(r'"(?:[^"\\]|\\.)*"|<[^>]*>|^#.*$|^@prefix.*$', "", text, flags=re.MULTILINE)


def graph_of(file) -> str:
    return file.graph.value


@pytest.mark.parametrize("file", TURTLE, ids=lambda file: file.path)
def test_a_file_is_short(file):
    assert file.content.count(b"\n") <= CEILING


def test_what_is_measured_is_all_that_the_project_states():
    roles = {"header", "vocabulary", "concepts", "actors", "conditions", "alignments", "plan", "law", "meta-shapes", "shapes"}
    assert {file.role for file in TURTLE} == roles


@pytest.mark.parametrize("file", LAW, ids=lambda file: file.path)
def test_in_a_file_of_law_everything_stands_under_its_provision_and_versions_before_norms(file):
    text = file.content.decode()
    assert misplaced(text) == []
    assert late_versions(text) == []
    assert PREFIX.findall(text) == sorted(set(re.findall(r"(?<![\w:])[a-z]\w*:", bare(text))))


@pytest.mark.parametrize("files", [list(files) for _, files in groupby(LAW, graph_of)], ids=lambda files: graph_of(files[0]))
def test_a_source_stands_first_and_its_provisions_follow_in_the_order_of_the_law(files):
    """A folder has the source in a file of its own; every other file is one run of provisions, none of them in two files."""
    named = {file.name: provisions(file.content.decode()) for file in files}
    first = named.pop("source") if len(files) > 1 else next(iter(named.values()))
    source = first.pop(0)
    assert "_" not in source
    assert not first or len(files) == 1
    wanted = law_order(source)
    assert sorted(name for names in named.values() for name in names) == sorted(wanted)
    for names in named.values():
        start = wanted.index(names[0]) if names else 0
        assert names == wanted[start : start + len(names)]


def test_what_stands_elsewhere_is_noticed():
    text = knowledge.corpus().of("law")[0].content.decode()
    norm = next(block for _, block in blocks(text) if STATED_BY.search(block))
    head, source = text.split("\n\n")[1:3]
    moved = "\n\n".join([head, source, norm])
    name, stated_by = SUBJECT.search(norm)[1], STATED_BY.search(norm)[1]
    assert misplaced(moved) == [f"{name} stands under {SUBJECT.search(source)[1]}, not {stated_by}"]


def test_a_version_after_a_norm_of_its_provision_is_noticed():
    provision, norm = (
        "law:a_section-1 a lfr:Provision ;\n    lfr:order 1 .",
        "norm:a a lfr:Obligation ;\n    lfr:statedBy law:a_section-1 .",
    )
    version = "law:a_section-1_2026-01-01 a lfr:ProvisionVersion ;\n    lfr:versionOf law:a_section-1 ."
    assert late_versions("\n\n".join([provision, version, norm])) == []
    assert late_versions("\n\n".join([provision, norm, version])) == ["law:a_section-1_2026-01-01 stands after norm:a"]
