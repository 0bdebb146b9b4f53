"""The graph against the tables that the register was drawn from, where they lie beside the checkout. Departures are listed, with why."""

import csv
import re
from urllib.parse import urlsplit

import pyoxigraph as ox
import pytest
import yaml

from lfr_kg.base.namespaces import PREFIXES, iri
from lfr_kg.base.settings import PACKAGE
from lfr_kg.corpus.citation import source_of
from tests import TESTS
from tests import knowledge_files as knowledge

TABLES = PACKAGE.parent.parent / "shared" / "law"
pytestmark = pytest.mark.skipif(not TABLES.is_dir(), reason="the tables of the law do not lie beside this checkout")

CORRECTIONS = yaml.safe_load((TESTS / "data" / "law" / "corrections.yaml").read_text(encoding="utf-8"))
CORRECTED = {(entry["entry"], entry["column"]) for entry in CORRECTIONS}
SOURCE_KINDS = {
    "act": "Act", "si": "StatutoryInstrument", "assimilated-law": "AssimilatedLaw", "case": "Case", "statutory-code": "StatutoryCode",
    "statutory-statement": "StatutoryStatement", "guidance": "Guidance", "force-policy": "PolicySource", "force-document": "ForceRecord",
    "force-record": "ForceRecord", "procurement-policy-note": "ProcurementPolicyNote", "policy-statement": "PolicyStatement",
    "consultation": "PolicyStatement", "regulator-statement": "RegulatorStatement", "regulator-opinion": "RegulatorStatement",
    "press-report": "PressReport", "bill": "Bill",
}  # fmt: skip
DECIDED_BY = {"check": "decided-by-check", "judgement": "decided-by-judgement", "not-decidable": "not-decidable", "": None}
OWN_HOSTS = (
    "legislation.gov.uk", "gov.uk", "police.uk", "ico.org.uk", "parliament.uk", "caselaw.nationalarchives.gov.uk", "hudoc.echr.coe.int",
    "college.police.uk", "ncsc.gov.uk",
)  # fmt: skip
"""As review r123 lists them; by issuer they are in the ontology (lfr:ownHost)."""
PRECISION = {4: "precision-year", 7: "precision-month"}


def table(name: str) -> list[dict]:
    with (TABLES / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def items(text: str) -> list[str]:
    return sorted(part.strip() for part in text.split(";") if part.strip())


def first_day(text: str) -> str | None:
    """A shorter date stands for its first day."""
    return text + {4: "-01-01", 7: "-01"}.get(len(text), "") or None


def verification(row: dict) -> str:
    """How far a row was verified, by the scale of today.

    The tables call a row primary whatever text it was compared with; review r123 keeps that for the issuer's own and calls the rest a copy.
    """
    hosts = [urlsplit(address).netloc for address in items(row["verified_against"])]
    if row["verification"] == "verified-primary" and not any(host == own or host.endswith(f".{own}") for host in hosts for own in OWN_HOSTS):
        return "verified-copy"
    return {"partial": "verified-partial"}.get(row["verification"], row["verification"])


def wording(text: str | None) -> str:
    """A text without what setting it for readers changed: the stop after "s", the dash in a range."""
    text = re.sub(r"\b(ss?|regs?|paras?|[Aa]rts?)\.\s?(?=[\dA-Z(])", r"\1 ", text or "")
    return re.sub(r"(?<=[\d\])A-Z])-(?=[\d\[(])", "–", text)


def one(node, name: str) -> str | None:
    value = knowledge.stated().value(node, iri(name))
    return None if value is None else value.value


def last(node, name: str) -> str | None:
    value = one(node, name)
    return value and value.rsplit("/", 1)[-1]


def all_of(node, name: str) -> list[str]:
    return sorted(value.value for value in knowledge.stated().objects(node, iri(name)))


def last_of(node, name: str) -> list[str]:
    return sorted(value.rsplit("/", 1)[-1] for value in all_of(node, name))


def sources_of(norm) -> list[str]:
    graph = knowledge.stated()
    return sorted({one(source_of(graph, provision), "dct:identifier") for provision in graph.objects(norm, iri("lfr:statedBy"))})


def paths(condition) -> list[str]:
    """The properties that decide a condition, a path from the deployment with slashes."""
    graph = knowledge.stated()
    routes = [[value] if isinstance(value, ox.NamedNode) else graph.list(value) for value in graph.objects(condition, iri("lfr:decidedOn"))]
    return sorted("/".join("lfr:" + step.value.removeprefix(PREFIXES["lfr"]) for step in route) for route in routes)


NORM_COLUMNS = {
    "type": (lambda row: [{"pending": "PendingLaw"}.get(row["type"], row["type"].capitalize())], lambda node: last_of(node, "rdf:type")),
    "source": (lambda row: [row["source"]], sources_of),
    "authority": (lambda row: f"authority-{row['authority']}", lambda node: last(node, "lfr:authority")),
    "statement": (lambda row: wording(row["statement"]), lambda node: wording(one(node, "lfr:statement"))),
    "bearer": (lambda row: bool(row["bearer"]), lambda node: bool(all_of(node, "lfr:bearer"))),
    "counterparty": (lambda row: bool(row["counterparty"]), lambda node: bool(all_of(node, "lfr:counterparty"))),
    "in_force_from": (lambda row: first_day(row["in_force_from"]), lambda node: one(node, "lfr:inForceFrom")),
    "in_force_until": (lambda row: first_day(row["in_force_until"]), lambda node: one(node, "lfr:inForceUntil")),
    "precision": (lambda row: PRECISION.get(len(row["in_force_from"])), lambda node: last(node, "lfr:datePrecision")),
    "condition_class": (lambda row: row["condition_class"], lambda node: last(node, "lfr:appliesTo")),
    "due": (lambda row: f"due-{row['due']}" if row["due"] else None, lambda node: last(node, "lfr:due")),
    "within": (lambda row: row["within"] or None, lambda node: one(node, "lfr:within")),
    "decided_by": (lambda row: DECIDED_BY[row["decided_by"]], lambda node: last(node, "lfr:decidedBy")),
    "question": (lambda row: row["question"] or None, lambda node: one(node, "lfr:question")),
    "displaces": (lambda row: items(row["displaces"]), lambda node: last_of(node, "lfr:displaces")),
    "repairs": (lambda row: items(row["repairs"]), lambda node: last_of(node, "lfr:repairs")),
    "contested": (lambda row: "Contested" in row["history_note"], lambda node: one(node, "lfr:isContested") == "true"),
    "consequence": (lambda row: bool(row["contrary_to_duty"]), lambda node: bool(one(node, "lfr:consequence"))),
    "verification": (verification, lambda node: last(node, "lfr:verification")),
    "verified_against": (lambda row: items(row["verified_against"]), lambda node: all_of(node, "lfr:verifiedAgainst")),
}
SOURCE_COLUMNS = {
    "type": (lambda row: [SOURCE_KINDS[row["type"]]], lambda node: last_of(node, "rdf:type")),
    "title": (lambda row: row["title"], lambda node: one(node, "dct:title")),
    "short_name": (lambda row: row["short_name"], lambda node: one(node, "lfr:shortName")),
    "date_made": (lambda row: first_day(row["date_made"]), lambda node: one(node, "lfr:dateMade")),
    "in_force_from": (lambda row: first_day(row["in_force_from"]), lambda node: one(node, "lfr:inForceFrom")),
    "in_force_until": (lambda row: first_day(row["in_force_until"]), lambda node: one(node, "lfr:inForceUntil")),
    "official_uri": (lambda row: row["official_uri"], lambda node: one(node, "lfr:officialUri")),
    "licence": (lambda row: row["licence"], lambda node: one(node, "dct:license")),
    "binding_force": (lambda row: row["binding_force"], lambda node: one(node, "lfr:bindingForce")),
    "citation": (lambda row: row["citation"], lambda node: one(node, "lfr:citation")),
    "verification": (verification, lambda node: last(node, "lfr:verification")),
    "verified_against": (lambda row: items(row["verified_against"]), lambda node: all_of(node, "lfr:verifiedAgainst")),
}
CONDITION_COLUMNS = {
    "label": (lambda row: row["label"], lambda node: one(node, "rdfs:label")),
    "definition": (lambda row: row["definition"], lambda node: one(node, "skos:definition")),
    "superclass": (lambda row: items(row["superclass"]), lambda node: last_of(node, "rdfs:subClassOf")),
    "decided_on": (lambda row: items(row["decided_on"]), paths),
}
PASSAGE_COLUMNS = {
    "paraphrase": (lambda row: row["paraphrase"], lambda node: one(node, "lfr:paraphrase")),
    "norms": (lambda row: items(row["norms"]), lambda node: last_of(node, "lfr:carriedBy")),
}


def sources_by_identifier() -> dict:
    graph = knowledge.stated()
    return {one(node, "dct:identifier"): node for node, _, _ in graph.by_predicate[iri("lfr:bindingForce")]}


TABLE_OF = {
    "norms": ("slug", NORM_COLUMNS, lambda slug: iri(f"norm:{slug}")),
    "sources": ("slug", SOURCE_COLUMNS, lambda slug: sources_by_identifier()[slug]),
    "conditions": ("class", CONDITION_COLUMNS, lambda name: iri(f"lfr:{name}")),
    "answer": ("passage", PASSAGE_COLUMNS, lambda passage: iri(f"law:seed-answer-111254_passage-{passage[1:]}")),
}


@pytest.mark.parametrize(("name", "column"), [(name, column) for name, (_, columns, _) in TABLE_OF.items() for column in columns])
def test_graph_and_table_agree_but_for_the_corrections_listed(name, column):
    key, columns, node_of = TABLE_OF[name]
    asked, given = columns[column]
    rows = table(name)
    differing = {row[key]: (asked(row), given(node_of(row[key]))) for row in rows if asked(row) != given(node_of(row[key]))}
    assert {slug: differing[slug] for slug in differing if (slug, column) not in CORRECTED} == {}
    assert {slug for slug, corrected in CORRECTED if corrected == column} & {row[key] for row in rows} <= set(differing), (
        "no correction is needed"
    )


def test_no_row_is_missing_and_nothing_is_added():
    graph = knowledge.stated()
    entries = {node.value.removeprefix(PREFIXES["norm"]) for node, _, _ in graph.by_predicate[iri("lfr:appliesTo")]}
    conditions = {
        node.value.removeprefix(PREFIXES["lfr"]) for node, _, kind in graph.by_predicate[iri("rdf:type")] if kind == iri("lfr:Condition")
    }
    passages = {node for node, _, kind in graph.by_predicate[iri("rdf:type")] if kind == iri("lfr:Passage")}
    assert entries == {row["slug"] for row in table("norms")}
    assert set(sources_by_identifier()) == {row["slug"] for row in table("sources")}
    assert conditions == {row["class"] for row in table("conditions")}
    assert len(passages) == len(table("answer"))


def test_the_older_version_of_a_row_is_what_its_successor_succeeds():
    graph = knowledge.stated()
    older = {row["slug"] for row in table("norms") if "-pre-" in row["slug"]}
    succeeded = {value.value.removeprefix(PREFIXES["norm"]) for _, _, value in graph.by_predicate[iri("lfr:succeeds")]}
    assert older == {slug for slug in succeeded if "-pre-" in slug}
