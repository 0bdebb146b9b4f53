"""The shapes about shapes let every shape of the project through, and refuse what would go wrong unseen."""

import pyoxigraph as ox
import pytest
import shacl

from lfr_kg.base.namespaces import PREFIXES
from lfr_kg.base.settings import Settings
from lfr_kg.corpus.files import Corpus

TURTLE_PREFIXES = "".join(f"@prefix {p}: <{u}> .\n" for p, u in PREFIXES.items())
CORPUS = Corpus(Settings().root)
META = (Settings().root / "shapes" / "meta.ttl").read_text(encoding="utf-8")
NORM = "norm:a a lfr:Obligation ; lfr:appliesTo lfr:Deployment ; lfr:decidedBy con:decided-by-check .\n"
GOOD = (
    "shape:a a sh:NodeShape ; lfr:checks norm:a ; sh:targetClass lfr:Deployment ; "
    'rdfs:comment "Asks."@en ; sh:property shape:a.x-stated .\n'
    'shape:a.x-stated a sh:PropertyShape ; sh:path lfr:x ; sh:minCount 1 ; sh:message "The record states no x."@en .\n'
)
MESSAGE = ' ; sh:message "The record states no x."@en'
CONTAINER = GOOD.replace("sh:property shape:a.x-stated .", "sh:property shape:a.each .")
SECOND = GOOD.replace("shape:a", "shape:b")
EITHER = "sh:or ( [ sh:property [ sh:path lfr:y ; %s ] ] [ sh:property [ sh:path lfr:z ; sh:minCount 1 ] ] )"

ACCEPTED = {
    "a facet that asks for presence": GOOD,
    "sh:hasValue with the mark": GOOD.replace("sh:minCount 1", "sh:hasValue true ; lfr:asks con:presence"),
    "alternatives of which silence meets one": GOOD.replace("sh:minCount 1", EITHER % "sh:maxCount 0"),
    "a value that asks for a person": GOOD.replace("sh:minCount 1", "sh:maxInclusive 0 ; lfr:asks con:judgement"),
    "a facet that holds facets": CONTAINER + "shape:a.each a sh:PropertyShape ; sh:path lfr:w ; sh:property shape:a.x-stated .",
}
REFUSED = {
    "a norm without a shape": "",
    "a shape of a norm that is not decidable": GOOD
    + SECOND.replace("norm:a", "norm:b")
    + "norm:b a lfr:Obligation ; lfr:appliesTo lfr:Deployment ; lfr:decidedBy con:not-decidable .",
    "two shapes of one norm": GOOD + SECOND,
    "a shape of no norm": GOOD.replace("lfr:checks norm:a ;", ""),
    "a target that is not the norm's condition": GOOD.replace("lfr:Deployment", "lfr:LiveDeployment"),
    "two targets": GOOD.replace("sh:targetClass lfr:Deployment", "sh:targetClass lfr:Deployment , lfr:LiveDeployment"),
    "no comment": GOOD.replace('rdfs:comment "Asks."@en ;', ""),
    "no facet": GOOD.splitlines()[0].replace("; sh:property shape:a.x-stated", ""),
    "a facet without a name": GOOD.replace(
        "sh:property shape:a.x-stated",
        'sh:property shape:a.x-stated , [ a sh:PropertyShape ; sh:path lfr:y ; sh:minCount 1 ; sh:message "The record."@en ]',
    ),
    "a shape named after another norm": SECOND,
    "a facet named after another shape": GOOD.replace("shape:a.x-stated", "shape:c.x-stated"),
    "capitals in a facet's name": GOOD.replace("shape:a.x-stated", "shape:a.xStated"),
    "a facet without a type": GOOD.replace("a sh:PropertyShape ; ", ""),
    "no message": GOOD.replace(MESSAGE, ""),
    "a message in no language": GOOD.replace('x."@en', 'x."'),
    "a message that judges": GOOD.replace("The record states no x.", "This is unlawful."),
    "two messages": GOOD.replace(MESSAGE, MESSAGE + ' , "Another."@en'),
    "presence and value in one facet": GOOD.replace("sh:minCount 1", "sh:minCount 1 ; sh:minInclusive 0"),
    "sh:hasValue without the mark": GOOD.replace("sh:minCount 1", "sh:hasValue true"),
    "a judgement that silence calls for": GOOD.replace("sh:minCount 1", "sh:hasValue true ; lfr:asks con:judgement"),
    "sh:not without the mark": GOOD.replace("sh:minCount 1", "sh:not [ sh:property [ sh:path lfr:y ; sh:minCount 1 ] ]"),
    "alternatives that all ask for presence": GOOD.replace("sh:minCount 1", EITHER % "sh:minCount 1"),
    "sh:xone": GOOD.replace("sh:minCount 1", "sh:xone ( [ sh:class lfr:X ] [ sh:class lfr:Y ] )"),
    "sh:closed": GOOD.replace("sh:minCount 1", "sh:minCount 1 ; sh:closed true"),
    "sh:sparql": GOOD.replace("sh:minCount 1", 'sh:minCount 1 ; sh:sparql [ sh:select "SELECT $this WHERE {}" ]'),
    "sh:severity": GOOD.replace("sh:minCount 1", "sh:minCount 1 ; sh:severity sh:Info"),
    "sh:deactivated": GOOD.replace("sh:minCount 1", "sh:minCount 1 ; sh:deactivated true"),
    "a misspelt term": GOOD.replace("sh:minCount 1", "sh:minCount 1 ; sh:minCuont 1"),
    "a misspelt term inside a qualified shape": GOOD.replace(
        "sh:minCount 1", "sh:qualifiedMinCount 1 ; sh:qualifiedValueShape [ sh:property [ sh:path lfr:y ; sh:minInclusiv 0 ] ]"
    ),
    "a sequence path": GOOD.replace("sh:path lfr:x", "sh:path ( lfr:x lfr:y )"),
    "a facet that nothing holds": GOOD + 'shape:a.y a sh:PropertyShape ; sh:path lfr:x ; sh:minCount 1 ; sh:message "The record."@en .',
    "another mark": GOOD.replace("sh:minCount 1", "sh:minCount 1 ; lfr:asks con:absence"),
    "a facet that asks nothing": GOOD.replace("sh:minCount 1 ;", ""),
    "a facet that holds facets and asks": CONTAINER
    + "shape:a.each a sh:PropertyShape ; sh:path lfr:w ; sh:minCount 1 ; sh:property shape:a.x-stated .",
}


def findings(turtle: str) -> list:
    return [result.messages for result in shacl.Shapes.from_turtle(META).validate_turtle(turtle).results]


@pytest.mark.parametrize("text", ACCEPTED.values(), ids=ACCEPTED)
def test_accepts(text):
    assert findings(TURTLE_PREFIXES + NORM + text) == []


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_refuses(text):
    assert findings(TURTLE_PREFIXES + NORM + text)


def test_every_shape_of_the_project_passes():
    meta = {quad.graph_name for quad in CORPUS.quads if quad.graph_name.value.endswith("/shapes/meta")}
    triples = {ox.Triple(q.subject, q.predicate, q.object) for q in CORPUS.quads if q.graph_name not in meta}
    assert findings(ox.serialize(triples, format=ox.RdfFormat.TURTLE).decode()) == []
