"""What the README of the ontology shows is what it says: its example breaks no rule, and its table names the files that there are."""

import re

import pyoxigraph as ox
import pytest
import yaml

from lfr_kg.base.model import facts_of
from lfr_kg.base.namespaces import iri, is_ours
from lfr_kg.corpus.derived import derived
from lfr_kg.corpus.entailment import close
from lfr_kg.stores.embedded import with_merged
from tests import knowledge_files as knowledge
from tests.shapes.test_meta_shapes import findings

README = next(file for file in knowledge.corpus().of("readme") if file.path == "ontology/README.md").content.decode()
EXAMPLE = "\n".join(re.findall(r"^```turtle\n(.*?)^```", README, re.MULTILINE | re.DOTALL))
CASES = [case for text in re.findall(r"^```yaml\n(.*?)^```", README, re.MULTILINE | re.DOTALL) for case in yaml.safe_load(text)]
CHECKS = {file.name.removesuffix("-violation"): file.content.decode() for file in knowledge.corpus().of("checks")}


@pytest.fixture(scope="module")
def example() -> list[ox.Quad]:
    """What the steps of the README state, and what follows from it as from a file of law."""
    written = knowledge.parse(EXAMPLE)
    return [*written, *derived(written)]


@pytest.fixture(scope="module")
def built(example) -> ox.Store:
    """The knowledge with the example in it, and what follows from both."""
    quads = [*knowledge.corpus().quads, *example]
    store = ox.Store()
    store.bulk_extend(with_merged(quads))
    store.bulk_extend(ox.Quad(*fact) for fact in close(set(facts_of(quads))))
    return store


def test_the_example_declares_whatever_it_names(example):
    declared = {quad.subject for quad in [*knowledge.corpus().quads, *example] if quad.predicate.value.endswith("#type")}
    named = {term for quad in example for term in (quad.subject, quad.predicate, quad.object) if isinstance(term, ox.NamedNode)}
    assert {term.value for term in named - declared if is_ours(term.value)} == set()


@pytest.mark.parametrize("check", CHECKS)
def test_the_example_breaks_no_rule(check, built):
    assert knowledge.rows(CHECKS[check], built) == []


def test_the_shape_of_the_example_is_written_as_shapes_are(example):
    assert findings(ox.serialize({quad.triple for quad in example}, format=ox.RdfFormat.TURTLE).decode()) == set()


def test_the_cases_of_the_example_show_the_nearest_lawful_conduct_to_all_that_its_check_can_contradict(example):
    shape = next(quad.subject for quad in example if quad.predicate == iri("lfr:checks"))
    deciding = {iri(f"sh:{name}") for name in ("minInclusive", "maxInclusive", "minExclusive", "maxExclusive", "hasValue", "in", "not")}
    facets = {quad.subject.value.rsplit("/", 1)[-1] for quad in example if quad.predicate in deciding}
    shown = {case["facet"] for case in CASES if case["kind"] == "lawful"}
    assert facets == shown
    assert {case["norm"] for case in CASES} == {shape.value.rsplit("/", 1)[-1]}


def test_the_table_names_every_file_of_the_vocabulary_and_every_folder():
    table = README.split("## Names")[0]
    named = set(re.findall(r"`(?:vocabulary/)?([\w-]+)\.ttl`", table))
    assert {file.name for file in knowledge.corpus().of("vocabulary")} <= named
    assert "`concepts/<scheme>.ttl`" in table
