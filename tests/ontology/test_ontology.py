"""The ontology as an ontology: its profile, its consistency, its terms, and how it reads in the vocabularies of others."""

import re
from functools import lru_cache

import pyoxigraph as ox
import pytest
import yaml

from lfr_kg import __version__
from lfr_kg.base.errors import KnowledgeError
from lfr_kg.base.model import TYPE, Graph
from lfr_kg.base.namespaces import GRAPHS, PREFIXES, SPARQL_PREFIXES, compact, iri
from lfr_kg.base.settings import PACKAGE
from lfr_kg.corpus.entailment import close
from tests import TESTS
from tests import knowledge_files as knowledge
from tests.ontology import owl_profile

DATA = TESTS / "data" / "ontology"
TERM_KINDS = {iri(f"owl:{kind}") for kind in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")}


@lru_cache
def axioms() -> Graph:
    """What the files say of terms, kinds of actor and conditions. Shapes speak of classes too, and are no axioms."""
    places = tuple(GRAPHS + "ontology/" + name for name in ("lfr", "vocabulary", "concepts", "actors", "conditions", "alignments"))
    quads = (quad for quad in knowledge.corpus().quads if quad.graph_name.value.startswith(places))
    return Graph((quad.subject, quad.predicate, quad.object) for quad in quads)


# Profile and consistency


def test_every_axiom_is_in_owl_2_rl():
    assert owl_profile.problems(axioms()) == []


@pytest.mark.parametrize(
    ("turtle", "problem"),
    [
        ("lfr:Deployment rdfs:subClassOf [ a owl:Restriction ; owl:onProperty lfr:controller ; owl:someValuesFrom lfr:Actor ] .",
         "owl:someValuesFrom stands right of rdfs:subClassOf"),
        ("lfr:Deployment rdfs:subClassOf [ owl:unionOf ( lfr:LiveDeployment lfr:NonLiveDeployment ) ] .",
         "owl:unionOf stands right of rdfs:subClassOf"),
        ("[ a owl:Restriction ; owl:onProperty lfr:controller ; owl:allValuesFrom lfr:Actor ] rdfs:subClassOf lfr:Deployment .",
         "owl:allValuesFrom is used, which the engine does not compile"),
        ("[ owl:intersectionOf ( lfr:Deployment [ owl:complementOf lfr:LiveDeployment ] ) ] rdfs:subClassOf lfr:NonLiveDeployment .",
         "an empty expression stands left of rdfs:subClassOf"),
        ("owl:Thing rdfs:subClassOf lfr:Deployment .", "owl:Thing stands left of rdfs:subClassOf"),
        ("lfr:Deployment rdfs:subClassOf lfr:Misspelt .", "lfr:Misspelt stands right of rdfs:subClassOf and is declared as no class"),
        ("lfr:controller a owl:DatatypeProperty .", "lfr:controller is a property of two kinds"),
        ("lfr:inForceFrom rdfs:subPropertyOf eli:amends .",
         "lfr:inForceFrom lies under eli:amends, a property of another kind or undeclared"),
        ("[ a owl:Restriction ; owl:onProperty lfr:name ; owl:hasValue \"x\" ] rdfs:subClassOf lfr:Deployment .",
         "lfr:name is restricted and is neither an object nor a datatype property"),
        ("[ a owl:Restriction ; owl:onProperty lfr:controller ; owl:hasValue \"x\" ] rdfs:subClassOf lfr:Deployment .",
         "lfr:controller is restricted to a literal"),
        ("[ a owl:Restriction ; owl:onProperty lfr:isCafAdopted ; owl:someValuesFrom lfr:Actor ] rdfs:subClassOf lfr:Deployment .",
         "lfr:isCafAdopted is restricted to no literal"),
        ("[ owl:intersectionOf ( lfr:Deployment ) ] rdfs:subClassOf lfr:LiveDeployment .",
         "owl:intersectionOf of fewer than two classes stands left of rdfs:subClassOf"),
    ],
)  # fmt: skip
def test_the_profile_checker_finds_what_is_outside(turtle, problem):
    graph = Graph(axioms().facts | {(quad.subject, quad.predicate, quad.object) for quad in knowledge.parse(turtle)})
    assert problem in owl_profile.problems(graph)


def test_no_class_is_unsatisfiable():
    """One invented member a class: where a class can have none, its member is in two classes that exclude each other."""
    classes = [node for node, _, kind in axioms().by_predicate[TYPE] if kind == iri("owl:Class") and isinstance(node, ox.NamedNode)]
    members = {(ox.NamedNode(f"urn:member:{index}"), TYPE, kind) for index, kind in enumerate(classes)}
    assert len(members) > 200
    close(axioms().facts | members)


def test_a_class_that_can_have_no_member_would_be_found():
    impossible = {
        (quad.subject, quad.predicate, quad.object) for quad in knowledge.parse("lfr:X rdfs:subClassOf lfr:Court , lfr:PoliceForce .")
    }
    with pytest.raises(KnowledgeError, match=r"urn:member is both lfr:\w+ and lfr:\w+"):
        close(axioms().facts | impossible | {(ox.NamedNode("urn:member"), TYPE, iri("lfr:X"))})


def test_nothing_is_named_that_nothing_declares():
    knowledge.corpus().check_references()


# Header


def test_the_header_says_what_the_ontology_is_and_on_what_terms():
    graph, node = axioms(), ox.NamedNode(PREFIXES["lfr"])
    assert graph.objects(node, TYPE) == [iri("owl:Ontology")]
    assert graph.value(node, iri("owl:versionIRI")).value == f"{PREFIXES['lfr']}{__version__}"
    assert graph.value(node, iri("owl:versionInfo")).value == __version__
    assert graph.value(node, iri("vann:preferredNamespacePrefix")).value == "lfr"
    assert graph.value(node, iri("vann:preferredNamespaceUri")).value == PREFIXES["lfr"]
    assert graph.value(node, iri("dct:license")).value == "https://creativecommons.org/licenses/by/4.0/"
    for name in ("dct:title", "dct:description", "dct:creator", "dct:created", "dct:language", "rdfs:label"):
        assert len(graph.objects(node, iri(name))) == 1, name


# Terms


def terms(prefix: str) -> set[str]:
    declared = {node for node, _, kind in axioms().by_predicate[TYPE] if kind in TERM_KINDS and isinstance(node, ox.NamedNode)}
    return {compact(node.value) for node in declared if node.value.startswith(PREFIXES[prefix])}


def words(*texts: str) -> set[str]:
    return {name for text in texts for name in re.findall(r"\b(?:lfr|measure):\w+", text)}


def used_in_files() -> set[str]:
    """What queries, shapes, statements of law, the worked example and the cases speak of; the vocabulary's own files left out."""
    vocabulary = ("header", "vocabulary", "alignments", "readme")
    texts = [file.content.decode() for file in knowledge.corpus().files if file.role not in vocabulary]
    cases = [path.read_text(encoding="utf-8") for path in (PACKAGE.parent / "tests" / "cases").rglob("*.*")]
    examples = [path.read_text(encoding="utf-8") for path in (PACKAGE / "examples").glob("*.ttl")]
    return words(*texts, *cases, *examples)


def test_every_term_is_used_or_listed_with_a_reason():
    listed = yaml.safe_load((DATA / "terms-without-use.yaml").read_text(encoding="utf-8"))
    assert all(reason.endswith(".") for reason in listed.values())
    unused = (terms("lfr") | terms("measure")) - used_in_files()
    assert unused == set(listed), "use it or drop it, list it with a reason, or take it off the list"


def test_every_measure_is_computed_and_every_computed_measure_is_declared():
    computed = words(*(file.content.decode() for file in knowledge.corpus().of("rules")))
    functions = {compact(node.value) for node, _, kind in axioms().by_predicate[TYPE] if kind == iri("lfr:Function")}
    declared = terms("measure")
    assert {name for name in computed if name.startswith("measure:")} - functions - declared == set()
    assert declared - computed == {"measure:self"}


def test_every_measure_is_read_by_a_shape_a_norm_or_another_rule():
    rules = [words(file.content.decode()) for file in knowledge.corpus().of("rules")]
    named = words(*(file.content.decode() for file in knowledge.corpus().of("shapes", "law")))
    unread = {name for name in terms("measure") - named if sum(name in rule for rule in rules) < 2}
    # The digits of a rate come with what was submitted, and the rule that computes the agreement reads them.
    # The days to an acknowledgement stand in a table beside those to an answer, for whoever asks of them.
    assert unread == {"measure:falseAlertRateDigits", "measure:receivedOnToAcknowledgedOn"}


def test_a_property_of_evidence_has_one_value_or_may_repeat():
    graph = axioms()
    evidence = {node for node, _, _ in graph.by_predicate[iri("lfr:domainIncludes")] if compact(node.value).startswith("lfr:")}
    one = {node for node in evidence if (node, TYPE, iri("owl:FunctionalProperty")) in graph.facts}
    many = {node for node in evidence if graph.objects(node, iri("lfr:mayRepeat"))}
    assert one & many == set()
    assert evidence - one - many == set()


# Conditions


def conditions() -> set[str]:
    return {compact(node.value) for node, _, kind in axioms().by_predicate[TYPE] if kind == iri("lfr:Condition")}


def by_axiom() -> set[str]:
    graph = axioms()
    return {
        compact(sup.value) for sub, _, sup in graph.by_predicate[iri("rdfs:subClassOf")] if isinstance(sub, ox.BlankNode)
    } & conditions()


def by_rule() -> set[str]:
    heads = [re.search(r"CONSTRUCT \{([^}]*)\}", file.content.decode())[1] for file in knowledge.corpus().of("rules")]
    return {name for head in heads for name in words(head)} & conditions()


def test_every_condition_is_filled_by_an_axiom_or_by_a_rule_and_not_by_both():
    assert by_axiom() | by_rule() == conditions() - {"lfr:Deployment"}
    assert by_axiom() & by_rule() == set()


def test_a_rule_file_bears_the_name_of_its_condition():
    for name in by_rule():
        kebab = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name.removeprefix("lfr:")).lower()
        assert (PACKAGE.parent / "queries" / "rules" / "conditions" / f"{kebab}.rq").is_file(), name


def test_every_condition_but_the_first_says_what_decides_it_and_what_it_lies_in():
    graph = axioms()
    for name in conditions() - {"lfr:Deployment"}:
        assert graph.objects(iri(name), iri("lfr:decidedOn")), name
        assert {compact(node.value) for node in graph.objects(iri(name), iri("rdfs:subClassOf"))} <= conditions(), name


def test_every_condition_lies_in_deployment():
    assert {row[0] for row in knowledge.rows("SELECT ?c WHERE { ?c a lfr:Condition ; rdfs:subClassOf lfr:Deployment }")} == conditions() - {
        "lfr:Deployment"
    }


# Read in the vocabularies of others


def foreign(text: str) -> list[tuple]:
    """Rows of a query that may speak only in the vocabularies of others."""
    assert not re.search(r"\b(lfr|con|measure|norm|law|actor|shape):", text)
    store = knowledge.whole()
    return [tuple(None if value is None else value.value for value in row) for row in store.query(SPARQL_PREFIXES + text)]


def own(kind: str) -> set[str]:
    return {node.value for node, _, found in knowledge.stated().by_predicate[TYPE] if found == iri(kind)}


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [("odrl:Duty", "lfr:Obligation"), ("dpv:Obligation", "lfr:Obligation"), ("odrl:Prohibition", "lfr:Prohibition"),
     ("dpv:Prohibition", "lfr:Prohibition"), ("odrl:Permission", "lfr:Permission"), ("dpv:Permission", "lfr:Permission")],
)  # fmt: skip
def test_a_tool_that_knows_only_odrl_or_dpv_finds_the_norms(theirs, ours):
    assert {row[0] for row in foreign(f"SELECT ?rule WHERE {{ ?rule a {theirs} }}")} == own(ours)


def test_odrl_alone_says_whose_duty_it_is():
    found = foreign("SELECT DISTINCT ?duty WHERE { ?duty a odrl:Duty ; odrl:assignee ?who . ?who rdfs:label ?name }")
    assert {row[0] for row in found} == own("lfr:Obligation")
    bound = foreign(f"SELECT ?name WHERE {{ <{PREFIXES['norm']}dpa-s64-dpia> odrl:assignee ?who . ?who rdfs:label ?name }}")
    assert sorted(row[0] for row in bound) == ["chief officer", "controller"]


SOURCE_KINDS = (
    "Act", "StatutoryInstrument", "AssimilatedLaw", "Case", "StatutoryCode", "StatutoryStatement", "Guidance", "PolicySource",
    "ForceRecord", "ProcurementPolicyNote", "PolicyStatement", "RegulatorStatement", "PressReport", "Bill",
)  # fmt: skip
LEGISLATION = SOURCE_KINDS[:3] + SOURCE_KINDS[4:6]


def test_eli_alone_finds_the_sources_and_among_them_the_legislation():
    works = "SELECT ?work WHERE { ?work a eli:Work . FILTER NOT EXISTS { ?work eli:is_part_of ?whole } }"
    assert {row[0] for row in foreign(works)} == set().union(*(own(f"lfr:{kind}") for kind in SOURCE_KINDS))
    resources = "SELECT ?work WHERE { ?work a eli:LegalResource . FILTER NOT EXISTS { ?work a eli:LegalResourceSubdivision } }"
    assert {row[0] for row in foreign(resources)} == set().union(*(own(f"lfr:{kind}") for kind in LEGISLATION))


def test_eli_alone_finds_the_provisions_with_their_source():
    found = foreign(
        "SELECT ?part ?whole WHERE { ?part a eli:WorkSubdivision ; eli:is_part_of+ ?whole . "
        "FILTER NOT EXISTS { ?whole eli:is_part_of ?more } }"
    )
    assert len(found) == len({row[0] for row in found})
    assert {row[0] for row in found} == own("lfr:Provision") | own("lfr:Passage")
    assert dict(found)[f"{PREFIXES['law']}ukpga-2018-12_section-64-1"] == f"{PREFIXES['law']}ukpga-2018-12"


def test_eli_alone_tells_the_subdivisions_of_legislation_from_paragraphs_of_judgments():
    found = {row[0] for row in foreign("SELECT ?part WHERE { ?part a eli:LegalResourceSubdivision }")}
    assert f"{PREFIXES['law']}ukpga-2018-12_section-64-1" in found
    assert not any("/ewca-" in part or "/ewhc-" in part or "/college-app" in part for part in found)


def test_eli_alone_gives_the_versions_of_a_provision_with_their_dates():
    text = """SELECT ?version ?from ?until WHERE {
      ?version a eli:LegalExpression ; eli:realizes <LAWukpga-2018-12_section-36-1> ; eli:first_date_entry_in_force ?from .
      OPTIONAL { ?version eli:date_no_longer_in_force ?until } } ORDER BY ?from""".replace("LAW", PREFIXES["law"])
    start = f"{PREFIXES['law']}ukpga-2018-12_section-36-1_"
    assert foreign(text) == [(f"{start}2018-05-25", "2018-05-25", "2026-02-05"), (f"{start}2026-02-05", "2026-02-05", None)]


def test_prov_alone_leads_from_a_norm_to_who_issued_its_source():
    text = (
        "SELECT ?agent WHERE {\n"
        f"      <{PREFIXES['norm']}app-ao-rank> prov:wasDerivedFrom ?place . "
        "?place eli:is_part_of+ ?source . ?source prov:wasAttributedTo ?agent }"
    )
    assert {row[0] for row in foreign(text)} == {f"{PREFIXES['actor']}college-of-policing"}
