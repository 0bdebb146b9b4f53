"""A published row as a description in the deployment vocabulary: what the row states is stated, and nothing else."""

from datetime import datetime, time
from decimal import Decimal, InvalidOperation

import pyoxigraph as ox

from lfr_kg.base.errors import KnowledgeError
from lfr_kg.base.model import TYPE, Fact, Value
from lfr_kg.base.namespaces import iri
from lfr_kg.base.times import day, in_london
from lfr_kg.importers.use_cases import criterion_of
from lfr_kg.register.tables import Row, Tables

Stated = list[tuple[ox.NamedNode, Value]]
"""What is stated of one part."""

PARTS = {
    "place": ("lfr:place", "lfr:Place"),
    "watchlist": ("lfr:watchlist", "lfr:Watchlist"),
    "system": ("lfr:system", "lfr:FacialRecognitionSystem"),
    "results": ("lfr:results", "lfr:Results"),
}
"""Part of a deployment → the property that leads to it, and its class."""
TEXTS = {"place": ("place", "dct:title")}
NUMBERS = {
    "list_size": ("watchlist", "lfr:size"), "faces_seen": ("results", "lfr:facesSeen"), "alerts": ("results", "lfr:alerts"),
    "true_alerts": ("results", "lfr:trueAlerts"), "false_alerts": ("results", "lfr:falseAlerts"),
    "unconfirmed_true": ("results", "lfr:unconfirmedTrueAlerts"), "unconfirmed_false": ("results", "lfr:unconfirmedFalseAlerts"),
    "engagements": ("results", "lfr:engagements"), "arrests": ("results", "lfr:arrests"),
    "other_outcomes": ("results", "lfr:otherOutcomes"), "no_further_action": ("results", "lfr:noFurtherAction"),
}  # fmt: skip
DECIMALS = {"lat": ("place", "geo:lat"), "lon": ("place", "geo:long"), "threshold": ("system", "lfr:threshold")}


def describe(row: Row, tables: Tables) -> list[Fact]:
    """The statements of a row on its deployment. Raises KnowledgeError where a cell cannot be read."""
    node, cells = ox.NamedNode(row.address), row.plain
    basis = tables.bases[cells["basis"]]
    found: list[Fact] = [
        (node, TYPE, iri("lfr:Deployment")),
        (node, iri("dct:identifier"), ox.Literal(row.id)),
        (node, iri("lfr:record"), iri("con:record-published")),
        (node, iri("lfr:controller"), iri(row.force)),
        *((node, iri(f"lfr:{name}"), iri(basis[name])) for name in ("technique", "conduct") if basis[name]),
        *_when(node, row),
    ]
    if cells["delivery"]:
        found.append((node, iri("lfr:deliveryMechanism"), iri(cells["delivery"])))
    if cells["equipment_force"] and " " not in cells["equipment_force"]:
        found.append((node, iri("lfr:equipmentForce"), iri(cells["equipment_force"])))
    stated = _parts(row, tables)
    for part, (prop, kind) in PARTS.items():
        if stated.get(part):
            inner = part_of(row, part)
            found += [(node, iri(prop), inner), (inner, TYPE, iri(kind)), *((inner, name, value) for name, value in stated[part])]
    return found


def part_of(row: Row, part: str) -> ox.NamedNode:
    """The node of a part of a record: ``place``, ``watchlist``, ``system``, ``results``, ``row``, ``assessment``."""
    return ox.NamedNode(f"{row.address}#{part}")


def _when(node: ox.NamedNode, row: Row) -> list[Fact]:
    """The clock times where the row gives them, else the day, else nothing."""
    if row.day is None:
        return []
    if row.plain["start"] and row.plain["end"]:
        return [
            (node, iri(prop), ox.Literal(_instant(row, row.plain[column]), datatype=iri("xsd:dateTime")))
            for prop, column in (("lfr:actualStart", "start"), ("lfr:actualEnd", "end"))
        ]
    return [(node, iri("lfr:deployedOn"), ox.Literal(row.day.isoformat(), datatype=iri("xsd:date")))]


def _instant(row: Row, clock: str) -> str:
    try:
        return in_london(datetime.combine(day(row.plain["date_from"]), time.fromisoformat(clock))).isoformat()
    except ValueError as error:
        raise KnowledgeError(f"{row.file.path}, {row.id}: {error}") from error


def _parts(row: Row, tables: Tables) -> dict[str, Stated]:
    """What is stated of each part: pairs of a property and a value."""
    stated: dict[str, Stated] = {}
    for column, (part, prop) in TEXTS.items():
        if row.plain[column]:
            stated.setdefault(part, []).append((iri(prop), ox.Literal(row.plain[column])))
    for column, (part, prop) in NUMBERS.items():
        if row.plain[column]:
            stated.setdefault(part, []).append((iri(prop), ox.Literal(row.plain[column], datatype=iri("xsd:integer"))))
    for column, (part, prop) in DECIMALS.items():
        if row.plain[column]:
            stated.setdefault(part, []).append((iri(prop), _decimal(row.plain[column], 0, row)))
    if row.plain["printed_rate"]:
        stated.setdefault("results", []).append((iri("lfr:falseAlertRate"), _decimal(row.plain["printed_rate"].rstrip("%"), -2, row)))
    if criterion := _criterion(row, tables):
        stated.setdefault("place", []).append((iri("lfr:locationCriterion"), iri(criterion)))
    if stated.get("results") and row.url:
        stated["results"].append((iri("foaf:page"), ox.NamedNode(row.url)))
    return stated


def _criterion(row: Row, tables: Tables) -> str:
    """The kind of place that the words of the row stand for, by the scheme of its day."""
    return criterion_of(tables.use_cases, row.plain["use_case"], row.day.isoformat()) if row.day else ""


def _decimal(text: str, places: int, row: Row) -> ox.Literal:
    try:
        return ox.Literal(format(Decimal(text).scaleb(places), "f"), datatype=iri("xsd:decimal"))
    except InvalidOperation as error:
        raise KnowledgeError(f"{row.file.path}, {row.id}: {text!r} is no number.") from error
