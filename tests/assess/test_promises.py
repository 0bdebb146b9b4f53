"""The three promises of a verdict, over the whole casebook.

Silence is no breach, met is no more than was checked, nothing lawful is a breach.
"""

from datetime import date, datetime
from functools import lru_cache

import pyoxigraph as ox
import pytest
import yaml

from lfr_kg.assess.checks import every_facet
from lfr_kg.assess.law import ASSESSED
from lfr_kg.base.model import Graph
from lfr_kg.base.namespaces import PREFIXES, iri
from lfr_kg.base.settings import Settings
from lfr_kg.corpus.files import Corpus
from lfr_kg.whatif.shapes import Ask, read_ask
from tests import TESTS, casebook

CONTRADICTED = {"breached", "departed-from"}
UNDECIDED = {"not-applicable", "condition-not-stated", "displaced", "not in force"}
RIGHTLY_UNDECIDED = {each["case"]: each for each in yaml.safe_load((TESTS / "data" / "law" / "undecided.yaml").read_text(encoding="utf-8"))}


def _verdict(case: casebook.Case) -> str:
    """The verdict on the norm of a case: what the case says, which test_cases.py holds to be so, or what its base says."""
    said = dict(case.verdicts)
    return said.get(case.norm) or _of_base(case.base, case.as_at, case.at).get(case.norm, "not in force")


@lru_cache(None)
def _of_base(base: str, as_at: date | None, at: datetime) -> dict[str, str]:
    return casebook.verdicts(casebook.base(base), as_at, at)


def _of_kind(*kinds: str) -> list[casebook.Case]:
    return [case for case in casebook.all_cases() if case.kind in kinds]


@pytest.mark.parametrize("case", _of_kind("silent"), ids=lambda case: case.title)
def test_silence_is_never_a_breach(case):
    assert _verdict(case) not in CONTRADICTED


@pytest.mark.parametrize("case", _of_kind("lawful"), ids=lambda case: case.title)
def test_what_is_lawful_is_not_called_a_breach(case):
    assert _verdict(case) not in CONTRADICTED | UNDECIDED


@pytest.mark.parametrize("case", _of_kind("unlawful"), ids=lambda case: case.title)
def test_what_does_not_satisfy_a_norm_is_neither_met_nor_undecided(case):
    found = _verdict(case)
    if case.title in RIGHTLY_UNDECIDED:
        assert found == RIGHTLY_UNDECIDED[case.title]["verdict"]
    else:
        assert found not in {"met", *UNDECIDED}


def test_what_is_rightly_undecided_is_an_unlawful_case_of_the_row_it_cites():
    listed = {(title, each["review"]) for title, each in RIGHTLY_UNDECIDED.items()}
    assert sorted(listed - {(case.title, case.review) for case in _of_kind("unlawful")}) == []
    assert {each["verdict"] for each in RIGHTLY_UNDECIDED.values()} <= UNDECIDED
    assert [title for title, each in RIGHTLY_UNDECIDED.items() if not each["why"].endswith(".")] == []


def _facets() -> list[tuple]:
    """Every facet with its name and the norms that its shape checks."""
    return [
        (facet, facet.node.value.removeprefix(PREFIXES["shape"]), {norm.value.removeprefix(PREFIXES["norm"]) for norm in check.norms})
        for check in casebook.assessor().checks.values()
        for facet in every_facet(check.facets)
    ]


def test_every_facet_that_can_contradict_has_its_nearest_lawful_conduct():
    shown = {facet for case in _of_kind("lawful") for facet in case.facets}
    contradicting = {name for facet, name, _ in _facets() if not (facet.presence or facet.judgement or facet.nested)}
    assert sorted(contradicting - shown) == []


def test_a_lawful_case_names_facets_of_the_shape_of_its_norm():
    named = {(facet, case.norm) for case in _of_kind("lawful") for facet in case.facets}
    every = {name: norms for _, name, norms in _facets()}
    assert sorted((facet, norm) for facet, norm in named if norm not in every.get(facet, ())) == []


@pytest.mark.parametrize("case", [case for case in _of_kind("lawful") if case.facets], ids=lambda case: case.title)
def test_a_lawful_case_touches_what_its_facets_test(case):
    """It brings or alters something that each facet reads; or one value alone is lawful there, and the base states it already."""
    before, after = _facts(casebook.base(case.base)), _facts(casebook.changed(case.base, case.change))
    untouched = []
    for name in case.facets:
        ask = read_ask(_shapes(), ox.NamedNode(PREFIXES["shape"] + name))
        differs = any(_stated(before, prop) != _stated(after, prop) for prop in _read(name, ask))
        if not differs and not (_takes_one_value(ask) and any(_stated(after, prop) for prop in ask.paths)):
            untouched.append(name)
    assert untouched == []


@lru_cache(8192)
def _facts(text: str) -> Graph:
    """What is stated and measured of the one deployment of a description."""
    (inference,) = casebook.inferences(text)
    return inference.facts


def _stated(facts: Graph, prop: ox.NamedNode) -> set:
    return set(facts.by_predicate.get(prop, ()))


@lru_cache
def _shapes() -> Graph:
    corpus = Corpus(Settings().root)
    graphs = {file.graph for file in corpus.of("shapes")}
    return Graph((q.subject, q.predicate, q.object) for q in corpus.quads if q.graph_name in graphs)


def _read(name: str, ask: Ask) -> set:
    """The properties that a facet reads, what its measures are computed from among them; of one that nothing may be stated for, what
    leads to the things that it is asked of."""
    read = _paths(ask)
    if ask.most == 0:
        node, holders = ox.NamedNode(PREFIXES["shape"] + name), _shapes().by_predicate[iri("sh:property")]
        read |= {path for holder, _, held in holders if held == node for path in _shapes().nodes(holder, iri("sh:path"))}
    todo = list(read)
    while todo:
        more = set(casebook.assessor().computed_from.get(todo.pop(), ())) - read
        read |= more
        todo += more
    return read


def _paths(ask: Ask) -> set:
    inner = [*ask.parts, *(part for parts in ask.either for part in parts), *([ask.qualified] if ask.qualified else [])]
    return set(ask.paths).union(*map(_paths, inner))


def _takes_one_value(ask: Ask) -> bool:
    """Whether one value alone is content: a truth, or of what is counted nothing."""
    return len(ask.among) == 1 or ask.limits == (("<=", 0),)


def test_every_norm_that_can_be_met_has_its_nearest_conduct_that_falls_short():
    can_be_met = {
        slug
        for slug, norm in casebook.assessor().norms.items()
        if norm.kind in ASSESSED and norm.decided_by == "check" and not norm.leaves_open
    }
    assert sorted(can_be_met - {case.norm for case in _of_kind("unlawful")}) == []
