"""A condition as pages show it: what makes it hold, in words and in a short notation, from its axioms or from its rule."""

from dataclasses import dataclass

import pyoxigraph as ox

from lfr_kg.base.model import Graph, Value
from lfr_kg.base.namespaces import compact, iri
from lfr_kg.base.words import with_article
from lfr_kg.corpus.files import header
from lfr_kg.web.read.catalogue import Catalogue


@dataclass(frozen=True)
class Ways:
    """How a condition comes to hold: ``words`` and ``notation`` of each axiom, or the rule with its description and text."""

    axioms: tuple[tuple[str, str], ...]
    rule: str = ""
    rule_words: str = ""
    rule_text: str = ""


def ways_of(catalogue: Catalogue, condition: ox.NamedNode) -> Ways:
    """How a condition class is filled. A class with neither axiom nor rule holds wherever a deployment is described."""
    graph = catalogue.graph
    axioms = []
    for subject in catalogue.back.to(condition, iri("rdfs:subClassOf")):
        if isinstance(subject, ox.BlankNode):
            axioms.append((_words(catalogue, subject, True), _notation(graph, subject, True)))
    slug = _kebab(compact(condition.value).removeprefix("lfr:"))
    for file in catalogue.kb.corpus.of("rules"):
        if file.folder == "conditions" and file.name == slug:
            text = file.content.decode()
            head = header(text, file.path)
            body = "\n".join(line for line in text.splitlines() if not line.startswith("#+")).strip()
            return Ways(tuple(sorted(axioms)), file.name, " ".join(str(head.get("description", head["title"])).split()), body)
    return Ways(tuple(sorted(axioms)))


def _words(catalogue: Catalogue, node: Value, outermost: bool = False) -> str:
    """A class expression as a phrase about a deployment."""
    graph = catalogue.graph
    if isinstance(node, ox.NamedNode):
        return f"it is {with_article(catalogue.label(node))}"
    for property_name, joiner in (("owl:intersectionOf", " and "), ("owl:unionOf", " or ")):
        head = graph.value(node, iri(property_name))
        if head is not None:
            members = [_words(catalogue, member) for member in graph.list(head)]
            if len(members) == 1:
                return members[0]
            text = joiner.join(members) if len(members) < 4 else "; ".join(members[:-1]) + f";{joiner}{members[-1]}"
            return text if outermost or joiner == " and " else f"either {text}"
    on = graph.value(node, iri("owl:onProperty"))
    if on is None:
        return "it is of an unnamed class"
    value = graph.value(node, iri("owl:hasValue"))
    if value is not None:
        return f"its {catalogue.label(on)} is stated as “{catalogue.label(value)}”"
    some = graph.value(node, iri("owl:someValuesFrom"))
    if isinstance(some, ox.NamedNode):
        return f"its {catalogue.label(on)} is {with_article(catalogue.label(some))}"
    return f"for its {catalogue.label(on)}, {_words(catalogue, some)}" if some is not None else f"its {catalogue.label(on)} is stated"


def _notation(graph: Graph, node: Value, outermost: bool = False) -> str:
    """A class expression in the Manchester syntax of OWL 2."""
    if isinstance(node, ox.NamedNode):
        return compact(node.value)
    for property_name, joiner in (("owl:intersectionOf", " and "), ("owl:unionOf", " or ")):
        head = graph.value(node, iri(property_name))
        if head is not None:
            text = joiner.join(_notation(graph, member) for member in graph.list(head))
            return text if outermost else f"({text})"
    on = graph.value(node, iri("owl:onProperty"))
    name = compact(on.value) if isinstance(on, ox.NamedNode) else "?"
    value, some = graph.value(node, iri("owl:hasValue")), graph.value(node, iri("owl:someValuesFrom"))
    if value is not None:
        return f"({name} value {compact(value.value) if isinstance(value, ox.NamedNode) else value})"
    return f"({name} some {_notation(graph, some) if some is not None else '?'})"


def _kebab(name: str) -> str:
    """``DeploymentListingChildren`` as ``deployment-listing-children``: the way rule files are named."""
    found = []
    for place, letter in enumerate(name):
        if letter.isupper() and place and (not name[place - 1].isupper() or (place + 1 < len(name) and name[place + 1].islower())):
            found.append("-")
        found.append(letter.lower())
    return "".join(found)
