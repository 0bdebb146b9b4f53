"""The query library as a graph: each question a SHACL SPARQL executable, so that editors and programs find it where they query.

Written from the question files at build and never by hand. What stands in ``sh:select`` runs as it is: it declares its prefixes and holds
the values of the question's example; ``sh:parameter`` says what may stand in their place (SHACL-AF §5.2, with the SIB convention that
``rdfs:comment`` is what a list of examples shows).
"""

import pyoxigraph as ox

from lfr_kg.ask.library import Library, Question
from lfr_kg.ask.parameters import RESOURCES, XSD, Parameter
from lfr_kg.base.model import TYPE, Fact, Node
from lfr_kg.base.namespaces import BASE, GRAPHS, iri, prologue

LIBRARY_GRAPH = GRAPHS + "library"
"""The named graph that holds the query library."""

QUESTIONS = BASE + "questions/"
KEYWORDS = ox.NamedNode("https://schema.org/keywords")
DATATYPES = {"date": "date", "text": "string", "choice": "string", "integer": "integer", "boolean": "boolean"}


def library_quads(library: Library) -> list[ox.Quad]:
    """The statements on every question of a library, in the library's named graph."""
    graph = ox.NamedNode(LIBRARY_GRAPH)
    return [ox.Quad(node, prop, value, graph) for question in library.questions.values() for node, prop, value in _question(question)]


def _question(question: Question) -> list[Fact]:
    node = ox.NamedNode(QUESTIONS + question.slug)
    found: list[Fact] = [
        (node, TYPE, iri("sh:SPARQLExecutable")),
        (node, TYPE, iri("sh:SPARQLSelectExecutable")),
        (node, iri("dct:identifier"), ox.Literal(question.slug)),
        (node, iri("rdfs:label"), _english(question.title)),
        (node, iri("rdfs:comment"), _english(f"{question.title} {question.description}")),
        (node, KEYWORDS, ox.Literal(question.group)),
        (node, iri("sh:select"), ox.Literal(prologue(question.text) + question.with_values(question.bind(question.example)))),
    ]
    for number, parameter in enumerate(question.parameters):
        found += _parameter(node, number, parameter)
    return found


def _parameter(question: ox.NamedNode, number: int, parameter: Parameter) -> list[Fact]:
    """A parameter: its path ends in the name of the variable, as SHACL has it."""
    node, path = ox.BlankNode(), ox.NamedNode(f"{question.value}#{parameter.name}")
    found: list[Fact] = [
        (question, iri("sh:parameter"), node),
        (node, iri("sh:path"), path),
        (node, iri("sh:order"), ox.Literal(number)),
        (node, iri("sh:name"), _english(parameter.label)),
    ]
    if parameter.help:
        found.append((node, iri("sh:description"), _english(parameter.help)))
    if not parameter.is_required:
        found.append((node, iri("sh:optional"), ox.Literal(True)))
    if parameter.default != "today" and parameter.default and (default := parameter.term("")):
        found.append((node, iri("sh:defaultValue"), default))
    if parameter.kind in RESOURCES:
        found.append((node, iri("sh:nodeKind"), iri("sh:IRI")))
        if len(parameter.kinds) == 1 and not parameter.of.startswith("con:"):
            found.append((node, iri("sh:class"), iri(parameter.of)))
    else:
        found.append((node, iri("sh:datatype"), ox.NamedNode(XSD + DATATYPES[parameter.kind])))
    return found + _choices(node, parameter)


def _choices(node: ox.BlankNode, parameter: Parameter) -> list[Fact]:
    """The values of a choice, as a list."""
    if not parameter.choices:
        return []
    cells = [ox.BlankNode() for _ in parameter.choices]
    found: list[Fact] = [(node, iri("sh:in"), cells[0])]
    rests: list[Node] = [*cells[1:], iri("rdf:nil")]
    for cell, choice, rest in zip(cells, parameter.choices, rests, strict=True):
        found += [(cell, iri("rdf:first"), ox.Literal(choice)), (cell, iri("rdf:rest"), rest)]
    return found


def _english(text: str) -> ox.Literal:
    return ox.Literal(text, language="en")
