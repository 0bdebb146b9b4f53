"""What changed in the law between two days: what came into force, what ceased, and what took its place, each with what brought it about.

Of a rule that took the place of another, the old and the new words stand beside each other. The same is an Atom feed (RFC 4287), in which
entries that were read again stand beside those that came and went.
"""

import difflib
import re
from datetime import date
from functools import lru_cache
from typing import Any

import pyoxigraph as ox
from flask import Blueprint, Response, current_app, render_template, request

from lfr_kg.base.errors import BadRequest
from lfr_kg.base.model import TYPE, Node, Value
from lfr_kg.base.namespaces import iri
from lfr_kg.base.scales import SENTENCES
from lfr_kg.web.http.parameters import day_of
from lfr_kg.web.http.responses import page, respond, root
from lfr_kg.web.read.catalogue import Catalogue

routes = Blueprint("changes", __name__)

FIRST = date(2026, 1, 1)
"""The day from which changes are shown where none is asked for."""
NEWEST = 100
"""How many entries the feed holds."""
ATOM = "application/atom+xml; charset=utf-8"


@routes.get("/changes")
def changes() -> Response:
    """The changes after one day, up to and including another."""
    today = date.today()
    start, end = day_of(request.args.get("from", ""), FIRST), day_of(request.args.get("to", ""), today)
    if start > end:
        raise BadRequest("The first day is after the second. Give the earlier one first.")
    values = between(current_app.config["CATALOGUE"], start, end)
    return page("changes.html", also=today.isoformat(), start=start, end=end, **values)


@routes.get("/changes.atom")
def feed() -> Response:
    """What came, went and was read again up to today, the newest first, as an Atom feed."""
    catalogue, today = current_app.config["CATALOGUE"], date.today()
    found = between(catalogue, date(1800, 1, 1), today)
    entries: list[dict[str, Any]] = [{"day": day, **row} for day, rows in found["days"] for row in rows]
    for norm, _, value in catalogue.graph.by_predicate.get(iri("lfr:verifiedOn"), ()):
        if isinstance(norm, ox.NamedNode) and catalogue.is_a(norm, "lfr:RegisterEntry") and value.value <= today.isoformat():
            entries.append({"day": value.value, "norm": norm, "what": "read", "others": [], "by": []})
    order = {"read": 1}
    entries.sort(key=lambda entry: (entry["day"], -order.get(entry["what"], 0), entry["norm"].value), reverse=True)
    came = [entry for entry in entries if entry["what"] != "read"]
    shown = sorted(
        came[:NEWEST] + [entry for entry in entries if entry["what"] == "read"][:NEWEST], key=lambda entry: entry["day"], reverse=True
    )
    address = request.url_root.rstrip("/")
    updated = shown[0]["day"] if shown else today.isoformat()
    information = SENTENCES["information"]
    text = render_template("feed.xml", entries=shown, updated=updated, address=address, root=root(), information=information)
    return respond(text, ATOM, also=today.isoformat())


def words_of(old: str, new: str) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Two texts as pieces, each with whether the other lacks it: what was left out of the old, and what was put into the new."""
    before, after = (re.findall(r"\S+\s*", text) for text in (old, new))
    left: list[tuple[str, bool]] = []
    right: list[tuple[str, bool]] = []
    for kind, i, j, k, n in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        left += [("".join(before[i:j]), kind != "equal")] if j > i else []
        right += [("".join(after[k:n]), kind != "equal")] if n > k else []
    return left, right


def between(catalogue: Catalogue, start: date, end: date) -> dict[str, Any]:
    """What the template of changes takes: rows by day, of rules that came and went and of provisions whose text changed."""
    days: dict[str, list[dict[str, Any]]] = {}
    for norm in _of(catalogue, "lfr:inForceFrom", start, end, "lfr:RegisterEntry"):
        older = catalogue.all(norm, "lfr:succeeds")
        days.setdefault(catalogue.text(norm, "lfr:inForceFrom"), []).append(
            {"norm": norm, "what": "replaces" if older else "begins", "others": older}
        )
    for norm in _of(catalogue, "lfr:inForceUntil", start, end, "lfr:RegisterEntry"):
        day, newer = catalogue.text(norm, "lfr:inForceUntil"), catalogue.pointing(norm, "lfr:succeeds")
        if not any(catalogue.text(each, "lfr:inForceFrom") == day for each in newer):
            days.setdefault(day, []).append({"norm": norm, "what": "ends", "others": newer})
    for rows in days.values():
        for row in rows:
            if row["what"] == "replaces":
                said = [catalogue.text(node, "lfr:statement") for node in (row["others"][0], row["norm"])]
                row["words"] = words_of(*said)
            row["by"] = _brought_about_by(
                catalogue, row["norm"], catalogue.text(row["norm"], "lfr:inForceUntil" if row["what"] == "ends" else "lfr:inForceFrom")
            )
    provisions = [
        version
        for version in _of(catalogue, "lfr:inForceFrom", start, end, "lfr:ProvisionVersion")
        if catalogue.value(version, "lfr:changedBy") is not None
    ]
    provisions.sort(key=lambda version: (catalogue.text(version, "lfr:inForceFrom"), catalogue.label(version)))
    return {"days": sorted(days.items()), "provisions": provisions, "count": sum(map(len, days.values()))}


@lru_cache(maxsize=1)
def days_of_change(catalogue: Catalogue) -> list[str]:
    """Every day on which a rule came or went, or the text of a provision changed, the earliest first; worked out once."""
    dated = [row for name in ("lfr:inForceFrom", "lfr:inForceUntil") for row in catalogue.graph.by_predicate.get(iri(name), ())]
    return sorted({value.value for node, _, value in dated if _changes_the_law(catalogue, node)})


def _changes_the_law(catalogue: Catalogue, node: Node) -> bool:
    if catalogue.is_a(node, "lfr:ProvisionVersion"):
        return catalogue.value(node, "lfr:changedBy") is not None
    return catalogue.is_a(node, "lfr:RegisterEntry")


def _of(catalogue: Catalogue, name: str, start: date, end: date, kind: str) -> list[ox.NamedNode]:
    """The things of a kind whose date lies after ``start`` and not after ``end``, by what they are called."""
    dated, first, last = catalogue.graph.by_predicate.get(iri(name), ()), start.isoformat(), end.isoformat()
    within = {node for node, _, value in dated if isinstance(node, ox.NamedNode) and first < value.value <= last}
    found = {node for node in within if catalogue.is_a(node, kind)}
    return sorted(found, key=lambda node: catalogue.label(node).lower())


def _brought_about_by(catalogue: Catalogue, norm: ox.NamedNode, day: str) -> list[Value]:
    """The amendments that changed, on a day, the text of a provision that states the norm."""
    found: dict[Value, None] = {}
    for provision in catalogue.graph.objects(norm, iri("lfr:statedBy")):
        for version in catalogue.back.to(provision, iri("lfr:versionOf")):
            if day in (catalogue.text(version, "lfr:inForceFrom"), catalogue.text(version, "lfr:inForceUntil")):
                found.update(dict.fromkeys(catalogue.graph.objects(version, iri("lfr:changedBy"))))
    return [node for node in found if catalogue.graph.objects(node, TYPE)]
