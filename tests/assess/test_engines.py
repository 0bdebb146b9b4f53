"""The compiled SHACL engine and pySHACL give identical results: on every case, and on 500 generated descriptions."""

import pytest

from tests import casebook, generated

CASES = sorted({(case.base, case.change) for case in casebook.all_cases()})
SEEDS = range(500)


def both(text: str) -> tuple[list, list]:
    """Results of both engines on what one description comes to; everything but the messages' order."""
    found: tuple[list, list] = ([], [])
    for inference in casebook.inferences(text):
        data = casebook.assessor().data(inference)
        for results, engine in zip(found, ("shacl", "pyshacl"), strict=True):
            for r in casebook.assessor(engine).run(data):
                results.append((r.focus, r.path, r.value, r.shape, r.component, r.severity, tuple(sorted(r.messages))))
    return found


@pytest.mark.parametrize(("base", "change"), CASES, ids=[f"{base}-{number}" for number, (base, _) in enumerate(CASES)])
def test_engines_agree_on_a_case(base, change):
    fast, reference = both(casebook.changed(base, change))
    assert fast == reference


@pytest.mark.parametrize("seed", SEEDS)
def test_engines_agree_on_a_generated_description(seed):
    fast, reference = both(generated.description(seed))
    assert fast == reference


def test_generated_descriptions_find_something():
    assert len({len(both(generated.description(seed))[0]) for seed in range(8)}) > 4
