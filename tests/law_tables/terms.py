"""What is compared of the terms that the second review added: classes, properties, values, conditions and sources."""

import re

import pyoxigraph as ox

from lfr_kg.base.namespaces import compact, iri
from tests import knowledge_files as knowledge
from tests.law_tables.reading import SOURCE_KINDS, applies_kind, first_day, is_a, items, last_of, one, paths, wording

DCAM = "http://purl.org/dc/dcam/"
PLACES = (iri("rdfs:subClassOf"), iri("skos:inScheme"), iri("lfr:domainIncludes"), ox.NamedNode(f"{DCAM}domainIncludes"))
RANGES = (iri("lfr:rangeIncludes"), ox.NamedNode(f"{DCAM}rangeIncludes"))
KINDS = {
    "owl:DatatypeProperty": "datatype property", "owl:ObjectProperty": "object property", "owl:AnnotationProperty": "annotation property",
    "owl:Class": "class", "skos:Concept": "concept", "skos:ConceptScheme": "concept scheme",
}  # fmt: skip
ABOUT_NORMS = "property of a norm"
NAMED = {
    "norm": "lfr:RegisterEntry", "norm decided by check": "lfr:RegisterEntry", "exemption": "lfr:Exemption", "property path": "rdf:List",
    "ISO 3166-1 alpha-2": "xsd:string",
}  # fmt: skip
"""What the table says in words: a norm is an entry of the register, and a country is told by its code."""
TITLE_AND_DATES = re.compile(r"(?P<citation>.*)\. Made (?P<made>\d[\d-]*); in force (?P<force>\d[\d-]*).*?\. (?P<address>http\S+)$")
"""How the table describes a source."""


def _is_condition(row: dict) -> bool:
    return row["kind"].startswith("condition class")


def _names(node, properties: tuple) -> list[str]:
    graph = knowledge.stated()
    return sorted({compact(value.value) for name in properties for value in graph.objects(node, name)})


def kind(node, row: dict) -> str | None:
    """What kind of term the graph has, in the table's words."""
    if is_a(node, "lfr:Condition"):
        return f"condition class ({applies_kind(node)})"
    if row["kind"] == "source":
        return "source"
    words = next((words for name, words in KINDS.items() if is_a(node, name)), None)
    return ABOUT_NORMS if row["kind"] == ABOUT_NORMS and words and "property" in words else words


def asked_place(row: dict) -> list[str]:
    """The domain of a property, the scheme of a value, what a class is a kind of, the kind of a source."""
    if row["kind"] == "source":
        return [SOURCE_KINDS[row["of"]]]
    parts = [part.strip() for part in re.split("[,;]", row["of"]) if part.strip()]
    return sorted(NAMED.get(part, part if ":" in part else f"lfr:{part}") for part in parts)


def place(node, row: dict) -> list[str]:
    """The same, of the graph."""
    return last_of(node, "rdf:type") if row["kind"] == "source" else _names(node, PLACES)


def asked_range(row: dict) -> list[str] | str:
    """The values of a property, with how many and from what; the properties that decide a condition; the issuer of a source."""
    if row["kind"] == "source":
        return row["range"]
    if _is_condition(row):
        return items(row["range"])
    parts = [part.strip() for part in re.split(", | or ", row["range"]) if part.strip() and part.strip() != "pounds"]
    return sorted(NAMED.get(part, part) for part in parts)


def values(node, row: dict) -> list[str] | str | None:
    """The same, of the graph."""
    if row["kind"] == "source":
        issuer = knowledge.stated().value(node, iri("lfr:issuer"))
        return issuer and one(issuer, "rdfs:label")
    if _is_condition(row):
        return paths(node)
    found = _names(node, (iri("lfr:valuesFrom"),)) or _names(node, RANGES)
    least = one(node, "lfr:leastValue")
    return sorted([*found, *(["may repeat"] if one(node, "lfr:mayRepeat") == "true" else []), *([f"from {least}"] if least else [])])


def asked_definition(row: dict) -> str | None:
    """The definition; of a condition, its first sentence; of a source, dates and address.

    How a condition is filled is said by its axiom or rule.
    """
    if row["kind"] == "source":
        found = TITLE_AND_DATES.match(row["definition"])
        return f"{first_day(found['made'])}; {first_day(found['force'])}; {found['address']}"
    return wording(re.split(r"(?<=[a-z0-9)]\.) (?=[A-Z])", row["definition"])[0] if _is_condition(row) else row["definition"])


def definition(node, row: dict) -> str | None:
    """The same, of the graph."""
    if row["kind"] == "source":
        return f"{one(node, 'lfr:dateMade')}; {one(node, 'lfr:inForceFrom')}; {one(node, 'lfr:officialUri')}"
    return wording(one(node, "skos:definition"))


COLUMNS = {
    "kind": (lambda row: row["kind"], kind),
    "of": (asked_place, place),
    "range": (asked_range, values),
    "definition": (asked_definition, definition),
}
