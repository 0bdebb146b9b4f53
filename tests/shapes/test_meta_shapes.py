"""The shapes about shapes let every shape of the project through, and refuse what would go wrong unseen."""

import pyoxigraph as ox
import pytest
import shacl

from lfr_kg.base.namespaces import PREFIXES, iri
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
ONE_SHAPE = "A norm decided by a check or by judgement has exactly one shape, and one that is not decidable has none."
BEARS_SLUG = "A node shape bears the slug of a norm that it checks."
TARGET = "The target class of a node shape is the condition to which each norm it checks applies."
FACET_NAMED = (
    "Every facet has a name and is typed sh:PropertyShape; "
    "only what stands inside sh:qualifiedValueShape or a list of alternatives has none."
)
NAMED_AFTER = "A facet is named after the node shape it belongs to: the slug, a full stop, and what it asks in small letters and hyphens."
ONE_MESSAGE = (
    "A facet that asks something has one message in English: a whole sentence on what the record shows or lacks, "
    "never that something is unlawful, never advice."
)
FAILS_ON_SILENCE = (
    "sh:hasValue, sh:not and sh:and fail where nothing is stated: mark the facet lfr:asks con:presence, "
    "or use sh:in with a facet of its own for presence."
)
ASKS_SOMETHING = "A facet asks something of the record."
OFF_THE_LIST = (
    "A shape uses a term of SHACL that is not on the list of those both engines are known to treat alike; "
    "a misspelt term would be passed over in silence."
)

ACCEPTED = {
    "a facet that asks for presence": GOOD,
    "sh:hasValue with the mark": GOOD.replace("sh:minCount 1", "sh:hasValue true ; lfr:asks con:presence"),
    "alternatives of which silence meets one": GOOD.replace("sh:minCount 1", EITHER % "sh:maxCount 0"),
    "a value that asks for a person": GOOD.replace("sh:minCount 1", "sh:maxInclusive 0 ; lfr:asks con:judgement"),
    "a facet that holds facets": CONTAINER + "shape:a.each a sh:PropertyShape ; sh:path lfr:w ; sh:property shape:a.x-stated .",
}
PLANNED = GOOD + '[] a lfr:PlanBlank ; skos:notation "day" ; rdfs:label "Day"@en'
REFUSED = {
    "a blank of a plan without a label": (
        PLANNED.replace(' ; rdfs:label "Day"@en', "") + " .",
        {"A question, blank, choice or paper of a plan has one label in English."},
    ),
    "a blank of a plan with a name that is no short one": (
        PLANNED.replace('"day"', '"The day"') + " .",
        {"A question, blank, choice or paper of a plan has one skos:notation in small letters and hyphens."},
    ),
    "a blank of a plan with choices and a property": (
        PLANNED + " ; lfr:fills ( lfr:x ) ; lfr:formOrder ( ) .",
        {"A blank of a plan has choices (lfr:formOrder) or fills a property (lfr:fills), not both."},
    ),
    "a norm without a shape": ("", {ONE_SHAPE}),
    "a shape of a norm that is not decidable": (
        GOOD
        + SECOND.replace("norm:a", "norm:b")
        + "norm:b a lfr:Obligation ; lfr:appliesTo lfr:Deployment ; lfr:decidedBy con:not-decidable .",
        {ONE_SHAPE},
    ),
    "two shapes of one norm": (GOOD + SECOND, {ONE_SHAPE, BEARS_SLUG}),
    "a shape of no norm": (
        GOOD.replace("lfr:checks norm:a ;", ""),
        {ONE_SHAPE, BEARS_SLUG, TARGET, "A node shape names by lfr:checks the obligation or prohibition that it checks."},
    ),
    "a target that is not the norm's condition": (GOOD.replace("lfr:Deployment", "lfr:LiveDeployment"), {TARGET}),
    "two targets": (
        GOOD.replace("sh:targetClass lfr:Deployment", "sh:targetClass lfr:Deployment , lfr:LiveDeployment"),
        {TARGET, "A node shape has one target class."},
    ),
    "no comment": (GOOD.replace('rdfs:comment "Asks."@en ;', ""), {"A node shape says in one sentence what it asks of a record."}),
    "no facet": (
        GOOD.splitlines()[0].replace("; sh:property shape:a.x-stated", ""),
        {"A node shape has at least one facet."},
    ),
    "a facet without a name": (
        GOOD.replace(
            "sh:property shape:a.x-stated",
            'sh:property shape:a.x-stated , [ a sh:PropertyShape ; sh:path lfr:y ; sh:minCount 1 ; sh:message "The record."@en ]',
        ),
        {FACET_NAMED},
    ),
    "two paths": (GOOD.replace("sh:path lfr:x", "sh:path lfr:x , lfr:y"), {"A property shape has one path."}),
    "a shape named after another norm": (SECOND, {BEARS_SLUG}),
    "a facet named after another shape": (GOOD.replace("shape:a.x-stated", "shape:c.x-stated"), {NAMED_AFTER}),
    "capitals in a facet's name": (GOOD.replace("shape:a.x-stated", "shape:a.xStated"), {NAMED_AFTER}),
    "a facet without a type": (GOOD.replace("a sh:PropertyShape ; ", ""), {FACET_NAMED}),
    "no message": (GOOD.replace(MESSAGE, ""), {ONE_MESSAGE}),
    "a message in no language": (GOOD.replace('x."@en', 'x."'), {ONE_MESSAGE}),
    "a message that judges": (GOOD.replace("The record states no x.", "This is unlawful."), {ONE_MESSAGE}),
    "two messages": (GOOD.replace(MESSAGE, MESSAGE + ' , "Another."@en'), {ONE_MESSAGE}),
    "presence and value in one facet": (
        GOOD.replace("sh:minCount 1", "sh:minCount 1 ; sh:minInclusive 0"),
        {"A facet asks for presence (sh:minCount, sh:qualifiedMinCount) or tests values, not both."},
    ),
    "sh:hasValue without the mark": (GOOD.replace("sh:minCount 1", "sh:hasValue true"), {FAILS_ON_SILENCE}),
    "a judgement that silence calls for": (
        GOOD.replace("sh:minCount 1", "sh:hasValue true ; lfr:asks con:judgement"),
        {FAILS_ON_SILENCE},
    ),
    "sh:not without the mark": (
        GOOD.replace("sh:minCount 1", "sh:not [ sh:property [ sh:path lfr:y ; sh:minCount 1 ] ]"),
        {FAILS_ON_SILENCE},
    ),
    "alternatives that all ask for presence": (
        GOOD.replace("sh:minCount 1", EITHER % "sh:minCount 1"),
        {"Every alternative asks for presence: mark the facet lfr:asks con:presence, or let one alternative be met by a silent record."},
    ),
    "sh:xone": (
        GOOD.replace("sh:minCount 1", "sh:xone ( [ sh:class lfr:X ] [ sh:class lfr:Y ] )"),
        {OFF_THE_LIST, ASKS_SOMETHING},
    ),
    "sh:closed": (GOOD.replace("sh:minCount 1", "sh:minCount 1 ; sh:closed true"), {OFF_THE_LIST}),
    "sh:sparql": (
        GOOD.replace("sh:minCount 1", 'sh:minCount 1 ; sh:sparql [ sh:select "SELECT $this WHERE {}" ]'),
        {OFF_THE_LIST},
    ),
    "sh:severity": (GOOD.replace("sh:minCount 1", "sh:minCount 1 ; sh:severity sh:Info"), {OFF_THE_LIST}),
    "sh:deactivated": (GOOD.replace("sh:minCount 1", "sh:minCount 1 ; sh:deactivated true"), {OFF_THE_LIST}),
    "a misspelt term": (GOOD.replace("sh:minCount 1", "sh:minCount 1 ; sh:minCuont 1"), {OFF_THE_LIST}),
    "a misspelt term inside a qualified shape": (
        GOOD.replace(
            "sh:minCount 1", "sh:qualifiedMinCount 1 ; sh:qualifiedValueShape [ sh:property [ sh:path lfr:y ; sh:minInclusiv 0 ] ]"
        ),
        {OFF_THE_LIST},
    ),
    "a sequence path": (
        GOOD.replace("sh:path lfr:x", "sh:path ( lfr:x lfr:y )"),
        {"A path is no sequence; facets inside facets ask each node for itself."},
    ),
    "a facet that nothing holds": (
        GOOD + 'shape:a.y a sh:PropertyShape ; sh:path lfr:x ; sh:minCount 1 ; sh:message "The record."@en .',
        {"A property shape belongs to one shape; one that nothing holds checks nothing."},
    ),
    "another mark": (
        GOOD.replace("sh:minCount 1", "sh:minCount 1 ; lfr:asks con:absence"),
        {"lfr:asks takes con:presence, con:judgement or con:own-policy and nothing else."},
    ),
    "a facet that asks nothing": (GOOD.replace("sh:minCount 1 ;", ""), {ASKS_SOMETHING}),
    "a facet that holds facets and asks": (
        CONTAINER + "shape:a.each a sh:PropertyShape ; sh:path lfr:w ; sh:minCount 1 ; sh:property shape:a.x-stated .",
        {"A facet that holds facets has a path and nothing else."},
    ),
}


def findings(turtle: str) -> set[str]:
    """The messages of the shapes about shapes on what a text states."""
    return {message for result in shacl.Shapes.from_turtle(META).validate_turtle(turtle).results for message in result.messages}


@pytest.mark.parametrize("text", ACCEPTED.values(), ids=ACCEPTED)
def test_accepts(text):
    assert findings(TURTLE_PREFIXES + NORM + text) == set()


@pytest.mark.parametrize("text, reasons", REFUSED.values(), ids=REFUSED)
def test_refuses_and_says_why(text, reasons):
    assert findings(TURTLE_PREFIXES + NORM + text) == reasons


def test_every_reason_for_a_refusal_is_given_to_some_case():
    given = set().union(*(reasons for _, reasons in REFUSED.values()))
    assert given == {each.object.value for each in ox.parse(META, format=ox.RdfFormat.TURTLE) if each.predicate == iri("sh:message")}


def test_every_shape_of_the_project_passes():
    meta = {quad.graph_name for quad in CORPUS.quads if quad.graph_name.value.endswith("/shapes/meta")}
    triples = {ox.Triple(q.subject, q.predicate, q.object) for q in CORPUS.quads if q.graph_name not in meta}
    assert findings(ox.serialize(triples, format=ox.RdfFormat.TURTLE).decode()) == set()
