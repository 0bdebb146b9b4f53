"""A second reader of descriptions, simple and slow, which shares no code with the first: rdflib parses, and the vocabulary's own files say
which statements are evidence.

Source: what the README and docs/security.md promise. A statement is evidence where its property is one of the data dictionary, its value
stands on the list that the property takes, and a deployment leads to it; nothing else is.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from rdflib import OWL, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Identifier

ROOT = Path(__file__).resolve().parents[2]
OURS = "https://w3id.org/lfr-kg/"
LFR = Namespace(OURS + "def/")
MADE_HERE = "urn:lfr-kg:node:"
"""How the first reader names a node that came without a name."""
PLACE = "http://description.invalid/"

Statement = tuple[Identifier, Identifier, Identifier]


@dataclass(frozen=True)
class Words:
    """What a description may say."""

    properties: frozenset
    classes: frozenset
    single: frozenset
    lists: dict
    """Property → the concepts that it takes."""
    actors: frozenset
    texts: frozenset
    """Properties whose value may be a text."""
    empty: frozenset
    """Texts that stand in for an answer."""
    codes: dict
    """Property → what is written for a code by mistake → the code."""


@lru_cache
def words() -> Words:
    """The vocabulary as its files state it."""
    files = [*ROOT.glob("ontology/vocabulary/*.ttl"), *ROOT.glob("ontology/concepts/*.ttl"), ROOT / "ontology/actors.ttl"]
    stated = Graph()
    for path in files:
        stated.parse(path)
    both = frozenset(stated.subjects(LFR.domainIncludes)) & frozenset(stated.subjects(LFR.rangeIncludes))
    described = frozenset(stated.objects(None, LFR.domainIncludes))
    conditions = set(stated.subjects(RDF.type, LFR.Condition)) - {LFR.Deployment}
    owl = set(stated.subjects(RDF.type, OWL.Class)) - conditions
    below = {kind for kind in owl if any(parent in described for parent in stated.objects(kind, RDFS.subClassOf))}
    lists = {
        prop: frozenset(c for scheme in stated.objects(prop, LFR.valuesFrom) for c in stated.subjects(SKOS.inScheme, scheme))
        for prop in both
        if (prop, LFR.valuesFrom, None) in stated
    }
    return Words(
        properties=both,
        classes=frozenset(kind for kind in owl if kind.startswith(OURS) and (kind in described or kind in below)),
        single=frozenset(
            prop for prop in both if (prop, RDF.type, OWL.FunctionalProperty) in stated or (prop, LFR.mayRepeat, None) not in stated
        ),
        lists=lists,
        actors=frozenset(s for s in stated.subjects(RDF.type) if s.startswith(OURS + "actor/")),
        texts=frozenset(stated.subjects(LFR.rangeIncludes, XSD.string)),
        empty=frozenset(map(str, stated.objects(None, LFR.saysNothing))),
        codes={
            prop: {
                str(wrong): str(stated.value(concept, SKOS.notation))
                for concept in stated.subjects(SKOS.inScheme, scheme)
                for wrong in stated.objects(concept, LFR.miswritten)
            }
            for prop, scheme in stated.subject_objects(LFR.codesFrom)
        },
    )


@lru_cache(4096)
def statements(turtle: str) -> tuple[Statement, ...]:
    """What a text states. Raises what rdflib raises where it cannot read it, as of RDF 1.2, which it does not know."""
    return tuple(Graph().parse(data=turtle, format="turtle", publicID=PLACE))


@dataclass
class Reading:
    """What the reader found: the evidence of each deployment (a node without a name as ``_``); what else was stated; what was stated twice
    where a thing has one value; and parts of deployments that are typed as deployments."""

    evidence: dict[str, frozenset]
    aside: set[Statement]
    twice: list[tuple]
    parts: list[Identifier]


def read(stated: Iterable[Statement]) -> Reading:
    """The evidence among some statements."""
    stated = set(stated)
    admitted = {each for each in stated if is_admitted(*each)}
    roots = {s for s, p, o in admitted if p == RDF.type and o == LFR.Deployment}
    said_of: dict[Identifier, list[Statement]] = {}
    for each in admitted:
        said_of.setdefault(each[0], []).append(each)
    reached: set[Statement] = set()
    found, parts = {}, []
    for root in roots:
        nodes, todo, own = {root}, [root], set()
        while todo:
            node = todo.pop()
            for each in said_of.get(node, ()):
                own.add(each)
                value = each[2]
                if value in roots and value != root:
                    parts.append(value)
                elif not isinstance(value, Literal) and value not in nodes:
                    nodes.add(value)
                    todo.append(value)
        reached |= own
        found[name(root)] = frozenset(map(key, own))
    return Reading(found, stated - reached, _twice(reached), parts)


@lru_cache(8192)
def is_admitted(subject: Identifier, prop: Identifier, value: Identifier) -> bool:
    """Whether a statement alone could be evidence."""
    known = words()
    if is_ours(subject):
        return False
    if prop == RDF.type:
        return value in known.classes
    if prop not in known.properties or (isinstance(value, Literal) and prop in known.texts and says_nothing(value)):
        return False
    if isinstance(value, Literal) and known.codes.get(prop, {}).get(bare(value), str(value)) != str(value):
        return False
    if prop in known.lists:
        return value in known.lists[prop]
    if isinstance(value, URIRef) and is_nearly_ours(value):
        return value in known.actors or str(value).startswith(OURS + "norm/")
    return True


def is_ours(term: Identifier) -> bool:
    """Whether a term is this project's; the records of its register are descriptions like others."""
    return isinstance(term, URIRef) and term.startswith(OURS) and not term.startswith(OURS + "register/")


def is_nearly_ours(term: URIRef) -> bool:
    """Whether an address is ours, or ours with another scheme, case, «www.», or a single letter of its start wrong."""
    if term.startswith(OURS + "register/"):
        return False
    plain = str(term).lower().split("://", 1)[-1].removeprefix("www.")
    start = OURS.lower().split("://", 1)[-1].rstrip("/")
    return any(distance(plain[:length], start) <= 1 for length in range(len(start) - 1, len(start) + 2))


def distance(one: str, other: str) -> int:
    """How many letters must be put in, left out, changed, or swapped with the next to make one text of another (Damerau, Levenshtein)."""
    rows = {0: {j: j for j in range(len(other) + 1)}}
    for i, a in enumerate(one, 1):
        rows[i] = {0: i}
        for j, b in enumerate(other, 1):
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (a != b))
            if one[i - 2 : i] == other[j - 2 : j][::-1] and min(i, j) > 1:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[len(one)][len(other)]


def says_nothing(text: str) -> bool:
    """Whether a text has neither a letter nor a figure nor a symbol, or only stands in for an answer."""
    return not any(unicodedata.category(char)[0] in "LNSM" for char in text) or bare(text) in words().empty


def bare(text: str) -> str:
    """A text in small letters, without what surrounds its words; one of more than 200 characters stands in for nothing."""
    if len(text) > 200:
        return text
    one = re.sub(r"\s+", " ", text.casefold())
    return re.sub(r"^[ .,;:!?\-–—_*()\[\]\"'“”‘’]+|[ .,;:!?\-–—_*()\[\]\"'“”‘’]+$", "", one)


def name(term: Identifier) -> str:
    """A node by its name; ``_`` for one that has none."""
    return "_" if isinstance(term, BNode) or str(term).startswith(MADE_HERE) else str(term)


@lru_cache(8192)
def key(statement: Statement) -> tuple:
    """A statement as it is compared: the value of a literal, whatever way it is written."""
    subject, prop, value = statement
    return (name(subject), str(prop), literal(value) if isinstance(value, Literal) else name(value))


def literal(value: Literal) -> tuple:
    """A literal by its value; by its letters where its type has none."""
    if value.language:
        return (str(value), value.language.lower())
    meant = value.toPython()
    if isinstance(meant, Literal) and "T24:00:00" in value:  # the midnight that ends a day, which rdflib does not read
        meant = Literal(value.replace("T24:", "T00:"), datatype=value.datatype).toPython() + timedelta(days=1)
    return (str(value), str(value.datatype)) if isinstance(meant, Literal) else (isinstance(meant, bool | str), meant)


def _twice(reached: set[Statement]) -> list[tuple]:
    values: dict[tuple, set] = {}
    for subject, prop, value in reached:
        if prop in words().single:
            language = value.language if isinstance(value, Literal) else None
            values.setdefault((subject, prop, language), set()).add(key((subject, prop, value))[2])
    return [place for place, given in values.items() if len(given) > 1]
