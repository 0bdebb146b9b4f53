"""The compiled SHACL engine and pySHACL give identical results: on every base, every case, and on 500 generated descriptions.

A case changes little of its base, and a shape reads of a description only what the shape names: its properties, and its classes where it
asks for a type (SHACL, 2.1.3 and 4: targets, paths, and the parameters of constraints). So pySHACL, which is slow, judges of a case the
shapes that name something in which it differs from its base; of the others it is shown that the compiled engine still finds what it found
in the base, where pySHACL found the same.
"""

from collections import Counter
from dataclasses import astuple, replace
from functools import lru_cache

import pyoxigraph as ox
import pytest

from lfr_kg.assess.checks import Engine, Reference, Result
from lfr_kg.base.model import TYPE
from lfr_kg.base.namespaces import PREFIXES, iri
from tests import casebook, generated

CASES = sorted({(case.base, case.change) for case in casebook.all_cases() if case.change.strip()})
BASES = sorted({case.base for case in casebook.all_cases()})
SEEDS = range(500)
CHECKS = str(iri("lfr:checks"))


def comparable(results: list[Result]) -> list[Result]:
    """Results with everything but the messages' order."""
    return [replace(result, messages=tuple(sorted(result.messages))) for result in results]


def whole(data: str) -> list[Result]:
    """What the compiled engine finds with all shapes."""
    return comparable(casebook.assessor().run(data))


def seen(text: str) -> list[str]:
    """What SHACL sees of each deployment of a description."""
    return [casebook.assessor().data(inference) for inference in casebook.inferences(text)]


@lru_cache
def seen_of_base(name: str) -> str:
    """What SHACL sees of the one deployment of a base."""
    (data,) = seen(casebook.base(name))
    return data


class Shapes:
    """The shapes, each with all that it states and all that it names."""

    def __init__(self, text: str):
        stated: dict[str, list[tuple[str, str]]] = {}
        for triple in ox.parse(text, format=ox.RdfFormat.N_TRIPLES):
            stated.setdefault(str(triple.subject), []).append((f"{triple} .\n", str(triple.object)))
        self.lines: dict[str, set[str]] = {}
        self.names: dict[str, set[str]] = {}
        for shape in sorted(node for node in stated if f" {CHECKS} " in "".join(line for line, _ in stated[node])):
            lines, names, waiting = set(), set(), [shape]
            while waiting:
                node = waiting.pop()
                if node not in names:
                    names.add(node)
                    lines |= {line for line, _ in stated.get(node, ())}
                    waiting += [value for _, value in stated.get(node, ())]
            self.lines[shape], self.names[shape] = lines, names

    def naming(self, terms: set[str]) -> list[str]:
        """The shapes that name one of some terms."""
        return [shape for shape, names in self.names.items() if names & terms]

    def text(self, shapes: list[str]) -> str:
        """What some shapes state, as N-Triples."""
        return "".join(sorted({line for shape in shapes for line in self.lines[shape]}))


@pytest.fixture(scope="module")
def shapes() -> Shapes:
    """The shapes that the engines run."""
    return Shapes(casebook.assessor().shapes)


def differing(one: str, other: str) -> set[str]:
    """The properties in whose statements two data graphs differ, and the classes in whose members they do."""
    found = set()
    for line in set(one.splitlines()) ^ set(other.splitlines()):
        _, predicate, rest = line.split(" ", 2)
        found.add(rest.removesuffix(" .") if predicate == str(TYPE) else predicate)
    return found


@pytest.mark.parametrize("name", BASES)
def test_engines_agree_on_a_base(name):
    assert whole(seen_of_base(name)) == comparable(casebook.assessor("pyshacl").run(seen_of_base(name)))


@pytest.mark.parametrize(("base", "change"), CASES, ids=[f"{base}-{number}" for number, (base, _) in enumerate(CASES)])
def test_engines_agree_on_a_case(shapes, base, change):
    before = seen_of_base(base)
    for data in seen(casebook.changed(base, change)):
        chosen = shapes.text(shapes.naming(differing(before, data)))
        fast = Engine(chosen)
        found = comparable(fast.run(data))
        assert found == comparable(Reference(chosen).run(data))
        others = [Counter(map(astuple, whole(each))) - Counter(map(astuple, comparable(fast.run(each)))) for each in (before, data)]
        assert others[0] == others[1]


@pytest.mark.parametrize("seed", SEEDS)
def test_engines_agree_on_a_generated_description(seed):
    for data in seen(generated.description(seed)):
        assert whole(data) == comparable(casebook.assessor("pyshacl").run(data))


def test_generated_descriptions_find_something():
    assert len({len(whole(data)) for seed in range(8) for data in seen(generated.description(seed))}) > 4


def test_every_shape_states_its_target_and_names_what_it_reads(shapes):
    assert len(shapes.lines) > 250
    assert [shape for shape, lines in shapes.lines.items() if not any(f" <{PREFIXES['sh']}target" in line for line in lines)] == []
    whole_text = set(casebook.assessor().shapes.splitlines())
    assert {line.strip() for lines in shapes.lines.values() for line in lines} == whole_text
