"""What is compared, table by table: for each column what a row asks, and what the graph gives."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox
import yaml

from lfr_kg.base.namespaces import PREFIXES, iri
from lfr_kg.corpus.citation import cite
from tests import knowledge_files as knowledge
from tests.law_tables import terms
from tests.law_tables.reading import (
    SOURCE_KINDS,
    actors,
    addresses,
    all_of,
    applies_kind,
    first_day,
    items,
    last,
    last_of,
    law_of,
    loosely,
    numbers,
    one,
    paths,
    rows,
    sources_of,
    verification,
    wording,
    words_of_condition,
)  # fmt: skip

SAID_MORE_FULLY = Path(__file__).parents[1] / "data" / "law"
DECIDED_BY = {"check": "decided-by-check", "judgement": "decided-by-judgement", "not-decidable": "not-decidable", "": None}
PRECISION = {4: "precision-year", 7: "precision-month"}
THINGS = {
    "APD": "appropriate-policy-document", "CIA": "community-assessment", "DPIA": "impact-assessment", "EIA": "equality-assessment",
    "SOP": "operating-procedure", "alert": "alerts", "system/log": "system",
}  # fmt: skip
"""Things that the tables call by another name than the concepts do."""

Given = str | bool | list[str] | None
Asked = Callable[[dict], Given]
Found = Callable[[ox.NamedNode, dict], Given]
Column = tuple[Asked, Found]


@dataclass(frozen=True)
class Table:
    """A table: how its rows are called, where each stands in the graph, and its columns."""

    name: str
    key: str
    node_of: Callable[[str], ox.NamedNode | None]
    columns: dict[str, Column]

    def entries(self) -> dict[str, dict]:
        """Its rows by name."""
        return _by_name(self.name, self.key)


@lru_cache
def _by_name(name: str, key: str) -> dict[str, dict]:
    return {row[key]: row for row in rows(name)}


def _of(read: Callable, *names: str) -> Found:
    return lambda node, row: read(node, *names)


def _text(name: str, set_for: Callable = wording) -> Found:
    return lambda node, row: set_for(one(node, name))


def _places(row: dict) -> list[str]:
    """The numbers in a pinpoint; none where it is in words, or tells a day."""
    pinpoint = re.sub(r"\([^)]*[a-z]{3}[^)]*\)|\d{4}-\d\d-\d\d|\bPPN [\d/]+", "", row["pinpoint"])
    return sorted(numbers(pinpoint))


def _places_named(norm, row: dict) -> list[str]:
    """Those of the numbers in the table's pinpoint that the citation names too."""
    return sorted(set(_places(row)) & numbers(cite(knowledge.stated(), row["slug"])["citation"]))


def _address_named(norm, row: dict) -> Given:
    """The table's address where it is that of a provision that states the norm, or lies within or above it; else the addresses."""
    asked, found = row["provision_uri"], addresses(norm)
    return asked if any(asked.startswith(each) or each.startswith(asked) for each in found) else found


NOTES = (
    "lfr:statement", "lfr:conditionInWords", "lfr:exceptionInWords", "lfr:undecidedBecause", "lfr:consequence", "lfr:relatedNote",
    "lfr:historyNote", "lfr:caution", "lfr:contestedPoint", "lfr:dateNote", "lfr:inForceFrom", "lfr:inForceUntil", "lfr:declaredOn",
)  # fmt: skip


@lru_cache
def sentences(said: str) -> dict[str, str]:
    """The consequences or exceptions that the knowledge says more fully than the tables, with its sentences; capitals do not count."""
    found = yaml.safe_load((SAID_MORE_FULLY / f"{said}.yaml").read_text(encoding="utf-8"))
    return {loosely(short) or "": loosely(sentence) or "" for short, sentence in found.items()}


def as_sentence(text: str | None, said: str = "consequences") -> str | None:
    """A consequence or an exception as the knowledge says it, which is a sentence with its stop."""
    short = loosely(text)
    return None if short is None else sentences(said).get(short, short).rstrip(".") + "."


def as_condition(text: str) -> str | None:
    """A condition as the knowledge says it: its exception is a sentence."""
    condition, between, exception = (loosely(text) or "").partition("except: ")
    return condition + between + (as_sentence(exception, "exceptions") or "") or None


def figures(text: str) -> set[str]:
    """The numbers in a note, those in names of entries left out."""
    return set(re.findall(r"\d+", wording(re.sub(r"\b[a-z0-9]+(-[a-z0-9]+)*-pre-[\d-]+|\b[a-z][a-z0-9]*(-[a-z0-9]+)+\b", "", text)) or ""))


def _told(column: str) -> Column:
    """Of a note, the figures (days, sections, rates): those that the graph tells, wherever it tells them."""
    return (
        lambda row: sorted(figures(row[column])),
        lambda node, row: sorted(figures(row[column]) & figures(" ".join(one(node, name) or "" for name in NOTES))),
    )


NORM: dict[str, Column] = {
    "type": (lambda row: [{"pending": "PendingLaw"}.get(row["type"], row["type"].capitalize())], _of(last_of, "rdf:type")),
    "source": (lambda row: [row["source"]], _of(sources_of)),
    "pinpoint": (_places, _places_named),
    "provision_uri": (lambda row: row["provision_uri"] or [], _address_named),
    "authority": (lambda row: f"authority-{row['authority']}", _of(last, "lfr:authority")),
    "bearer": (lambda row: actors(row["bearer"]), _of(last_of, "lfr:bearer")),
    "counterparty": (lambda row: actors(row["counterparty"]), _of(last_of, "lfr:counterparty")),
    "statement": (lambda row: wording(row["statement"]), _text("lfr:statement")),
    "condition": (lambda row: as_condition(row["condition"]), lambda node, row: loosely(words_of_condition(node))),
    "condition_class": (lambda row: row["condition_class"], _of(last, "lfr:appliesTo")),
    "due": (lambda row: f"due-{row['due']}" if row["due"] else None, _of(last, "lfr:due")),
    "within": (lambda row: row["within"] or None, _of(one, "lfr:within")),
    "counting": (lambda row: None, _of(last, "lfr:counting")),
    "decided_by": (lambda row: DECIDED_BY[row["decided_by"]], _of(last, "lfr:decidedBy")),
    "question": (lambda row: row["question"] or None, _of(one, "lfr:question")),
    "displaces": (lambda row: items(row["displaces"]), _of(last_of, "lfr:displaces")),
    "limits": (lambda row: items(row.get("limits", "")), _of(last_of, "lfr:limits")),
    "repairs": (lambda row: items(row["repairs"]), _of(last_of, "lfr:repairs")),
    "refines": (lambda row: items(row["refines"]), _of(last_of, "lfr:refines")),
    "replaced_by": (lambda row: [], _of(last_of, "lfr:replacedBy")),
    "in_force_from": (lambda row: first_day(row["in_force_from"]), _of(one, "lfr:inForceFrom")),
    "in_force_until": (lambda row: first_day(row["in_force_until"]), _of(one, "lfr:inForceUntil")),
    "precision": (lambda row: PRECISION.get(len(row["in_force_from"])), _of(last, "lfr:datePrecision")),
    "declared_on": (lambda row: row.get("declared_on") or None, _of(one, "lfr:declaredOn")),
    "law_of": (lambda row: row.get("law_of") or "start", _of(law_of)),
    "contested": (lambda row: "Contested" in row["history_note"], lambda node, row: one(node, "lfr:isContested") == "true"),
    "contrary_to_duty": (lambda row: as_sentence(row["contrary_to_duty"]), _text("lfr:consequence", loosely)),
    "history_note": _told("history_note"),
    "related": _told("related"),
    "verification": (verification, _of(last, "lfr:verification")),
    "verified_against": (lambda row: items(row["verified_against"]), _of(all_of, "lfr:verifiedAgainst")),
}
ADDITION = NORM | {
    "next_step": (
        lambda row: wording(row["next_step"]) if row["decided_by"] == "judgement" else None,
        lambda node, row: wording(one(node, "lfr:nextStep")) if row["decided_by"] == "judgement" else None,
    )
}
"""What a check leaves open, and what to do, is compared once: in the table that says it of all norms that a check decides."""
SOURCE: dict[str, Column] = {
    "type": (lambda row: [SOURCE_KINDS[row["type"]]], _of(last_of, "rdf:type")),
    "title": (lambda row: row["title"], _of(one, "dct:title")),
    "short_name": (lambda row: row["short_name"], _of(one, "lfr:shortName")),
    "date_made": (lambda row: first_day(row["date_made"]), _of(one, "lfr:dateMade")),
    "in_force_from": (lambda row: first_day(row["in_force_from"]), _of(one, "lfr:inForceFrom")),
    "in_force_until": (lambda row: first_day(row["in_force_until"]), _of(one, "lfr:inForceUntil")),
    "official_uri": (lambda row: row["official_uri"], _of(one, "lfr:officialUri")),
    "licence": (lambda row: row["licence"], _of(one, "dct:license")),
    "binding_force": (lambda row: wording(row["binding_force"]), _text("lfr:bindingForce")),
    "citation": (lambda row: wording(row["citation"]), _text("lfr:citation")),
    "verification": (verification, _of(last, "lfr:verification")),
    "verified_against": (lambda row: items(row["verified_against"]), _of(all_of, "lfr:verifiedAgainst")),
}
CONDITION: dict[str, Column] = {
    "label": (lambda row: row["label"], _of(one, "rdfs:label")),
    "definition": (lambda row: row["definition"], _of(one, "skos:definition")),
    "superclass": (lambda row: items(row["superclass"]), _of(last_of, "rdfs:subClassOf")),
    "decided_on": (lambda row: items(row["decided_on"]), _of(paths)),
    "applies_kind": (lambda row: row["applies_kind"], lambda node, row: applies_kind(node)),
}
PASSAGE: dict[str, Column] = {
    "paraphrase": (lambda row: row["paraphrase"], _of(one, "lfr:paraphrase")),
    "norms": (lambda row: items(row["norms"]), _of(last_of, "lfr:carriedBy")),
}
LEFT_OPEN: dict[str, Column] = {
    "decides_all": (lambda row: row["decides_all"] == "yes", lambda node, row: one(node, "lfr:decidesAll") == "true"),
    "leaves_open": (lambda row: wording(row["leaves_open"]), lambda node, row: _left_open(node)),
    "next_step": (lambda row: wording(row["next_step"]), _text("lfr:nextStep")),
    "next_if_contradicted": (lambda row: wording(row["next_if_contradicted"]), _text("lfr:nextStepIfContradicted")),
    "thing": (lambda row: f"thing-{THINGS.get(row['thing'], row['thing'].replace(' ', '-'))}", _of(last, "lfr:actsOn")),
    "theme": (lambda row: f"theme-{row['theme'].replace(' ', '-')}", _of(last, "lfr:theme")),
}


def _left_open(norm) -> str | None:
    """What a check leaves to a person; where a person decides, the whole question."""
    return wording(one(norm, "lfr:leavesOpen" if last(norm, "lfr:decidedBy") == "decided-by-check" else "lfr:question"))


@lru_cache
def _sources() -> dict[str, ox.NamedNode]:
    return {one(node, "dct:identifier"): node for node, _, _ in knowledge.stated().by_predicate[iri("lfr:bindingForce")]}


def _norm(slug: str) -> ox.NamedNode:
    return iri(f"norm:{slug}")


def _term(name: str) -> ox.NamedNode | None:
    return iri(name) if ":" in name else _sources().get(name)


TABLES_COMPARED = {
    table.name: table
    for table in (
        Table("norms", "slug", _norm, NORM),
        Table("additions", "slug", _norm, ADDITION),
        Table("leaves_open", "slug", _norm, LEFT_OPEN),
        Table("sources", "slug", lambda slug: _sources().get(slug), SOURCE),
        Table("conditions", "class", lambda name: iri(f"lfr:{name}"), CONDITION),
        Table("vocabulary_additions", "term", _term, terms.COLUMNS),
        Table("answer", "passage", lambda passage: iri(f"law:seed-answer-111254_passage-{passage[1:]}"), PASSAGE),
    )
}


def register() -> dict[str, set[str]]:
    """What the graph holds of what three of the tables and the review's additions list: nothing else may be there."""
    graph = knowledge.stated()
    kinds = graph.by_predicate[iri("rdf:type")]
    return {
        "norms": {node.value.removeprefix(PREFIXES["norm"]) for node, _, _ in graph.by_predicate[iri("lfr:appliesTo")]},
        "sources": set(_sources()),
        "conditions": {node.value.removeprefix(PREFIXES["lfr"]) for node, _, kind in kinds if kind == iri("lfr:Condition")},
        "answer": {f"p{node.value.rsplit('-', 1)[-1]}" for node, _, kind in kinds if kind == iri("lfr:Passage")},
    }
