"""What the files state, read as it was written."""

import pyoxigraph as ox

from lfr_kg.base.model import Graph, facts_of
from lfr_kg.base.namespaces import iri
from lfr_kg.stores import facts


def test_every_kind_of_term_comes_back_as_it_was():
    one, other, unnamed = ox.NamedNode("urn:one"), ox.NamedNode("urn:other"), ox.BlankNode("b1")
    values = [
        other,
        unnamed,
        ox.Literal("a text"),
        ox.Literal("Wort", language="de"),
        ox.Literal("word", language="en-GB"),
        ox.Literal("1", datatype=iri("xsd:integer")),
        ox.Literal("P1D", datatype=iri("xsd:duration")),
        ox.Literal("1"),
    ]
    stated = [(one, other, value) for value in values] + [(unnamed, iri("rdf:type"), other), (other, other, one)]
    assert [*facts.read(facts.written(Graph(stated))).facts] == stated


def test_the_graph_that_is_read_is_indexed_and_ordered_as_that_of_the_files(corpus):
    parsed = Graph(facts_of(corpus.quads))
    found = facts.read(facts.written(parsed))
    assert found.by_predicate == parsed.by_predicate
    assert found.by_subject == parsed.by_subject
    assert [*found.facts] == [*parsed.facts]


def test_to_a_graph_that_was_read_facts_can_be_added():
    one, two, three = (ox.NamedNode(f"urn:{name}") for name in ("one", "two", "three"))
    found = facts.read(facts.written(Graph([(one, two, three)])))
    assert (found.add((one, two, three)), found.add((one, two, one))) == (False, True)
    assert ([*found.facts], found.objects(one, two)) == ([(one, two, three), (one, two, one)], [three, one])
