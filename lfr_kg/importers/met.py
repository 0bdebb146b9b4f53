"""The Metropolitan Police's published deployment records, as rows of CSV.

The register lists deployments of live facial recognition by that force: so technique, controller and ``con:record-published`` are stated
of each. It names no conduct, no clock times and no papers: nothing is stated of them. Left unstated too:
arrests where the register prints one count for arrests and disposals; other outcomes where the row repeats another column there; and the
use case where the register gives the numbers of a scheme that this project has not read.
"""

import re
from decimal import Decimal

import pyoxigraph as ox

from lfr_kg.base.errors import BadRequest
from lfr_kg.base.model import TYPE, Fact, serialized
from lfr_kg.base.namespaces import PREFIXES, iri
from lfr_kg.base.times import day
from lfr_kg.importers.cells import refuse_ahead
from lfr_kg.importers.grids import csv_rows
from lfr_kg.importers.rows import GridRow
from lfr_kg.importers.use_cases import UseCases, criterion_of

FORCE = "Metropolitan Police Service"
RECORD = "urn:deployment-record:"
Row = dict[str, str]
COUNTS = {
    "total_alerts": "alerts", "true_alerts_total": "trueAlerts", "false_alerts_total": "falseAlerts",
    "true_alerts_unconfirmed": "unconfirmedTrueAlerts", "false_alerts_unconfirmed": "unconfirmedFalseAlerts",
    "faces_seen_estimate": "facesSeen", "no_action": "noFurtherAction", "other_disposals": "otherOutcomes", "arrests": "arrests",
}  # fmt: skip
NEEDED = {
    "row_id",
    "force",
    "date",
    "location",
    "watchlist_size",
    "min_threshold",
    "purpose_refs_or_use_case",
    "false_alert_rate_raw",
    "note",
    "check_flags",
    "source_address",
    *COUNTS,
}


TOLD = 20
"""How many faults are told at once."""


class PartlyRead(BadRequest):
    """Some rows cannot be read: the message names each with its line. ``rest`` is the Turtle of the others, "" where there is none."""

    def __init__(self, faults: list[str], rest: str):
        more = [f"… and {len(faults) - TOLD} more rows."] if len(faults) > TOLD else []
        super().__init__("\n".join([*faults[:TOLD], *more]))
        self.rest = rest


def descriptions(text: str, name: str, wanted: set[str], cases: UseCases) -> str:
    """The records of a register as Turtle, those with a wanted ``row_id`` (all where none is named). ``cases`` says for what kind of place
    the words of a use case stand.

    Raises PartlyRead where rows cannot be read: a cell missing, a value that is no number or date, a record that stands there twice; and
    BadRequest where a column is missing or stands there twice, or a wanted record is not there.
    """
    triples, faults, seen = _read(text, name, wanted, cases)
    if unknown := wanted - seen:
        raise BadRequest(f"{name} has no record {', '.join(sorted(unknown))}.")
    if not seen and not faults:
        raise BadRequest(f"{name} holds no record.")
    prefixes = {prefix: PREFIXES[prefix] for prefix in ("lfr", "con", "actor", "dct", "foaf", "xsd")}
    turtle = serialized(triples, ox.RdfFormat.TURTLE, prefixes).decode() if triples else ""
    if faults:
        raise PartlyRead(faults, turtle)
    return turtle


def _read(text: str, name: str, wanted: set[str], cases: UseCases) -> tuple[list[ox.Triple], list[str], set[str]]:
    """What the rows state, what is wrong with those that state nothing, and the records that are there."""
    lines = csv_rows(text)
    heads = next(lines, GridRow("line 1", ())).cells
    if missing := NEEDED - set(heads):
        raise BadRequest(
            f"{name}, line 1: the columns {', '.join(sorted(missing))} are missing; this is not the register that «met» reads."
        )
    if twice := sorted({head for head in heads if heads.count(head) > 1}):
        raise BadRequest(f"{name}, line 1: {', '.join(twice)} heads more than one column. Name them apart.")
    triples: list[ox.Triple] = []
    faults: list[str] = []
    seen: set[str] = set()
    for line in lines:
        row = dict(zip(heads, line.cells, strict=False))
        record = row.get("row_id", "")
        if wanted and record not in wanted and not line.fault:
            continue
        try:
            _refuse_broken(line, len(heads), name)
            triples += _checked(row, f"{name}, {line.where}", seen, cases)
        except BadRequest as error:
            faults.append(error.message)
        seen.add(record)
    return triples, faults, seen


def _refuse_broken(line: GridRow, columns: int, name: str) -> None:
    """Raise BadRequest, with the line, where the cells of a row cannot be told."""
    if line.fault:
        raise BadRequest(f"{name}, {line.where}: {line.fault}.")
    if len(line.cells) != columns:
        raise BadRequest(f"{name}, {line.where}: the row has more or fewer cells than the table has columns.")


def _checked(row: Row, where: str, seen: set[str], cases: UseCases) -> list[ox.Triple]:
    """What a row states. Raises BadRequest, with the line, for one that cannot be read."""
    if row["force"] != FORCE:
        raise BadRequest(f"{where}: the force is {row['force']!r}, and this register is that of the {FORCE}.")
    if row["row_id"] in seen:
        raise BadRequest(f"{where}: {row['row_id']} stands there a second time.")
    if not re.fullmatch(r"[\w.-]{1,100}", row["row_id"], re.ASCII):
        raise BadRequest(f"{where}, column row_id: {row['row_id'][:100]!r} names no record. Use letters, digits, full stops and hyphens.")
    return _record(row, where, cases)


def _record(row: Row, where: str, cases: UseCases) -> list[ox.Triple]:
    node = ox.NamedNode(RECORD + row["row_id"])
    parts = {name: ox.NamedNode(f"{node.value}:{name}") for name in ("place", "watchlist", "system", "results")}
    pairs: list[Fact] = [
        (node, TYPE, iri("lfr:Deployment")),
        (node, iri("dct:identifier"), ox.Literal(row["row_id"])),
        (node, iri("lfr:record"), iri("con:record-published")),
        (node, iri("lfr:controller"), iri("actor:metropolitan-police-service")),
        (node, iri("lfr:technique"), iri("con:technique-live")),
        (node, iri("lfr:deployedOn"), _day(row["date"], where)),
    ]
    pairs += _part(node, "lfr:place", "lfr:Place", parts["place"], _place(row, parts["place"], cases))
    pairs += _part(
        node, "lfr:watchlist", "lfr:Watchlist", parts["watchlist"], _numbers(row, parts["watchlist"], {"watchlist_size": "size"}, where)
    )
    pairs += _part(node, "lfr:system", "lfr:FacialRecognitionSystem", parts["system"], _threshold(row, parts["system"], where))
    pairs += _part(node, "lfr:results", "lfr:Results", parts["results"], _results(row, parts["results"], where))
    return [ox.Triple(*pair) for pair in pairs]


def _part(node: ox.NamedNode, prop: str, kind: str, part: ox.NamedNode, stated: list[Fact]) -> list[Fact]:
    """A part of the deployment, where anything is stated of it."""
    return [(node, iri(prop), part), (part, TYPE, iri(kind)), *stated] if stated else []


def _place(row: Row, part: ox.NamedNode, cases: UseCases) -> list[Fact]:
    stated: list[Fact] = [(part, iri("dct:title"), ox.Literal(row["location"]))] if row["location"] else []
    criterion = criterion_of(cases, row["purpose_refs_or_use_case"], row["date"])
    return stated + ([(part, iri("lfr:locationCriterion"), iri(criterion))] if criterion else [])


def _results(row: Row, part: ox.NamedNode, where: str) -> list[Fact]:
    unstated = {"arrests"} if "one combined count" in row["note"] else set()
    if "OTHER_DUPLICATES_NOACTION" in row["check_flags"]:
        unstated.add("other_disposals")
    stated = _numbers(row, part, {column: prop for column, prop in COUNTS.items() if column not in unstated}, where)
    engaged = [row.get("true_alert_engagements", ""), row.get("false_alert_engagements", "")]
    if all(engaged):
        total = sum(_whole(text, where) for text in engaged)
        stated.append((part, iri("lfr:engagements"), ox.Literal(str(total), datatype=iri("xsd:integer"))))
    rate = _rate(row["false_alert_rate_raw"], where)
    if rate is not None:
        stated.append((part, iri("lfr:falseAlertRate"), rate))
    page = re.match(r"https?://\S+", row["source_address"])
    if page and re.search(r'[<>"{}|\\^`\x00-\x20]', page.group()):
        raise BadRequest(f"{where}, column source_address: {page.group()[:100]!r} is no address.")
    return stated + ([(part, iri("foaf:page"), ox.NamedNode(page.group()))] if page and stated else [])


def _numbers(row: Row, part: ox.NamedNode, columns: dict[str, str], where: str) -> list[Fact]:
    return [
        (part, iri(f"lfr:{prop}"), ox.Literal(str(_whole(row[column], f"{where}, column {column}")), datatype=iri("xsd:integer")))
        for column, prop in columns.items()
        if row[column] not in ("", "N/A")
    ]


def _threshold(row: Row, part: ox.NamedNode, where: str) -> list[Fact]:
    if row["min_threshold"] in ("", "N/A"):
        return []
    return [(part, iri("lfr:threshold"), _share(row["min_threshold"], 0, f"{where}, column min_threshold"))]


def _rate(text: str, where: str) -> ox.Literal | None:
    """A percentage as a rate from 0 to 1, with the digits that the register prints."""
    if text in ("", "N/A"):
        return None
    if not text.endswith("%"):
        raise BadRequest(f"{where}, column false_alert_rate_raw: {text!r} is no percentage.")
    return _share(text[:-1], -2, f"{where}, column false_alert_rate_raw")


def _share(text: str, places: int, where: str) -> ox.Literal:
    """A number from 0 to 1, printed so many places to the left of it."""
    if not re.fullmatch(r"\d{1,15}(\.\d{1,12})?", text, re.ASCII):
        raise BadRequest(f"{where}: {text[:100]!r} is no number.")
    share = Decimal(text).scaleb(places)
    if share > 1:
        raise BadRequest(f"{where}: {text[:100]} is more than {Decimal(1).scaleb(-places):f}, which is the most that it can be.")
    return ox.Literal(format(share, "f"), datatype=iri("xsd:decimal"))


def _whole(text: str, where: str) -> int:
    if not re.fullmatch(r"\d{1,15}", text, re.ASCII):
        raise BadRequest(f"{where}: {text[:100]!r} is no whole number.")
    return int(text)


def _day(text: str, where: str) -> ox.Literal:
    try:
        found = day(text)
        refuse_ahead(found)
        return ox.Literal(found.isoformat(), datatype=iri("xsd:date"))
    except ValueError as error:
        raise BadRequest(f"{where}, column date: {error}.") from error
