"""The build: what stops it, what it derives, and that owlrl derives the same."""

import shutil

import pyoxigraph as ox
import pytest

from lfr_kg.base.errors import KnowledgeError
from lfr_kg.base.model import TYPE
from lfr_kg.base.namespaces import iri
from lfr_kg.base.settings import Settings
from lfr_kg.building import build
from lfr_kg.corpus import reference
from lfr_kg.corpus.entailment import Derivation, close
from lfr_kg.corpus.files import Corpus
from lfr_kg.knowledge import KnowledgeBase
from lfr_kg.stores import embedded as store
from tests.accept.totals import counts


@pytest.fixture
def copy(corpus, tmp_path):
    """A copy of the project's files that a test may spoil."""
    for folder in ("ontology", "shapes", "queries"):
        shutil.copytree(corpus.root / folder, tmp_path / "root" / folder)
    return tmp_path / "root"


def spoil(root, path, text, mode="a"):
    (root / path).parent.mkdir(exist_ok=True)
    with (root / path).open(mode, encoding="utf-8") as file:
        file.write(text)
    return Corpus(root)


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        ("ontology/actors.ttl", "\nactor:essex-police lfr:nowhere actor:nobody .\n", "https://w3id.org/lfr-kg/actor/nobody"),
        ("ontology/actors.ttl", "\nactor:essex-police a lfr:NonPoliceBody .\n", "actor:essex-police is both"),
        ("ontology/actors.ttl", "\nthis is not Turtle", "ontology/actors.ttl, line"),
        ("queries/rules/measures/start.rq", "\nnot SPARQL", "measures/start.rq: not SPARQL"),
        ("shapes/police-law.ttl", "\nshape:extra a sh:NodeShape ; lfr:checks norm:no-such-norm .\n", "norm/no-such-norm"),
        ("queries/rules/others/start.rq", "CONSTRUCT {} WHERE {}", "a rule lies in queries/rules/measures or queries/rules/conditions"),
        (
            "queries/rules/conditions/other.rq",
            "#+ title: Other\n#+ description: Another.\nCONSTRUCT { ?d measure:isFresh true } WHERE { ?d a lfr:Deployment }",
            "conditions/other.rq: a rule on conditions concludes rdf:type or lfr:outsideOf, and nothing else",
        ),
        ("ontology/actors.ttl", "\n<https://w3id.org/lfr-kg/norm/orphan> a lfr:Obligation .\n", "violation"),
    ],
)
def test_broken_knowledge_stops_the_build_with_a_clear_message(copy, tmp_path, path, text, words):
    with pytest.raises(KnowledgeError) as raised:
        build(spoil(copy, path, text), Settings(root=copy, cache=tmp_path / "cache"))
    assert words in raised.value.message
    assert not list((tmp_path / "cache").glob("*")) if (tmp_path / "cache").exists() else True


@pytest.mark.parametrize("path", ["ontology/stray.ttl", "ontology/law/stray.ttl", "queries/checks/stray.rq", "shapes/notes.txt"])
def test_a_file_that_no_role_claims_stops_the_build(copy, path):
    with pytest.raises(KnowledgeError, match=f"{path} has no role"):
        spoil(copy, path, "x", "w")


def test_the_store_is_written_once_and_found_again(knowledge):
    stamp = knowledge.folder.stat().st_mtime_ns
    again = KnowledgeBase.open(knowledge.settings)
    assert again.folder == knowledge.folder
    assert again.folder.stat().st_mtime_ns == stamp
    assert store.folder_of(again.corpus, again.settings.cache) == again.folder


def test_the_hash_covers_what_decides_a_verdict_and_nothing_else(copy):
    before = Corpus(copy)
    rule = spoil(copy, "queries/rules/measures/start.rq", "\n# changed\n")
    assert rule.hash != before.hash
    view = spoil(copy, "queries/README.md", "changed")
    assert view.hash == rule.hash
    assert view.whole_hash != rule.whole_hash


def test_owlrl_derives_the_same(corpus):
    assert reference.compare_with_owlrl(corpus) == []


def test_the_comparison_notices_a_rule_that_is_left_out(corpus, monkeypatch):
    monkeypatch.setattr(reference, "close", lambda facts: {f: d for f, d in close(facts).items() if d.rule != "prp-spo1"})
    assert any(line.startswith("only owlrl:") for line in reference.compare_with_owlrl(corpus))


def test_derivations_name_their_rule_and_premises():
    a, b, x = ox.NamedNode("urn:A"), ox.NamedNode("urn:B"), ox.NamedNode("urn:x")
    sub = (a, iri("rdfs:subClassOf"), b)
    assert close({sub, (x, TYPE, a)}) == {(x, TYPE, b): Derivation("cax-sco", ((x, TYPE, a), sub))}


def test_counts_are_of_what_is_there(knowledge):
    norms = [norm for norm in knowledge.assessor.norms.values() if norm.kind != "Practice"]
    assert knowledge.counts["norms"] == len(norms)
    assert knowledge.counts["sources"] == counts()["sources"]
    assert knowledge.counts["conditions"] == counts()["conditions"]
