"""Everything of one kind: duties and other rules with what narrows their list, terms with their definitions, and the rest by name."""

from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox
from flask import Blueprint, Response, current_app, request

from lfr_kg.base.errors import BadRequest
from lfr_kg.base.namespaces import BASE, PREFIXES, compact, iri
from lfr_kg.web.http.parameters import day_of
from lfr_kg.web.http.responses import page
from lfr_kg.web.read.catalogue import AUTHORITIES, Catalogue
from lfr_kg.web.read.ontology import changelog, joints, parts, terms_picture
from lfr_kg.web.read.rules import Rule, choices_of, kinds_of, rules_of

routes = Blueprint("listing", __name__)

WORDS = {
    "actor": ("Who the law speaks of", "People, offices and bodies that owe duties or are owed them."),
    "concept": ("Lists of values", "The words from which a description chooses, list by list."),
    "shape": ("Checks", "How each duty is tested on a record: one check a duty."),
    "measure": ("Measures", "Numbers that are worked out from what a record states, so that checks can compare them."),
}


STANDINGS = {"current": "In force", "ended": "Ended", "all": "In force, ended and to come"}
"""Which entries are listed, by whether they are law on the day."""
GROUPINGS = {"subject": "Subject", "force": "Binding force", "bearer": "Who it falls on", "source": "Source", "kind": "Kind"}
"""By what a list can be put together."""
SEVERAL = 40
"""From so many entries on, the groups of a list are closed until a reader opens them."""


@dataclass(frozen=True)
class Narrowing:
    """What a list of rules is narrowed to, by whether they are law on ``day``, and by what it is grouped."""

    kind: str
    force: str
    source: str
    bearer: str
    subject: str
    standing: str
    by: str
    day: date

    def __bool__(self) -> bool:
        return bool(self.kind or self.force or self.source or self.bearer or self.subject)


@routes.get("/norm")
@routes.get("/norm/")
def norms() -> Response:
    """Duties and other rules in force on a day, by subject; narrowed by subject, binding force, source, bearer, kind and standing."""
    catalogue, given, today = current_app.config["CATALOGUE"], request.args, date.today()
    named = {name: given.get(name, "") for name in ("kind", "force", "source", "bearer", "subject")}
    asked = Narrowing(
        **named, standing=given.get("standing") or "current", by=given.get("by") or "subject", day=day_of(given.get("date", ""), today)
    )
    choices = choices_of(catalogue) | {"standing": list(STANDINGS.items()), "by": list(GROUPINGS.items())}
    for name in choices:
        if getattr(asked, name) not in ("", *(value for value, _ in choices[name])):
            given_name = getattr(asked, name)
            is_actor = name == "bearer" and any(node.value == PREFIXES["actor"] + given_name for node in catalogue.subjects)
            raise BadRequest(
                f"“{given_name[:60]}” is no {name} by which duties can be listed. "
                + (f"All that binds it is at /actor/{given_name}." if is_actor else "Choose one from the list at /norm.")
            )
    standing = [rule for rule in rules_of(catalogue) if _stands(rule, asked)]
    found = [rule for rule in standing if _fits(rule, asked)]
    return page(
        "norms.html",
        also=today.isoformat(),
        groups=_groups(catalogue, found, asked.by),
        count=len(found),
        total=len(standing),
        asked=asked,
        choices=choices,
        is_open=len(found) < SEVERAL,
        today=today,
    )


def _groups(catalogue: Catalogue, found: list[Rule], by: str) -> list[tuple[str, list[ox.NamedNode]]]:
    """Rules under what they are grouped by: the most binding first, kinds in their own order, anything else by what it is called."""
    if by == "kind":
        groups = [(title, [rule.node for rule in found if name in rule.kinds]) for name, title in kinds_of(catalogue)]
        return [group for group in groups if group[1]]
    grouped: dict[ox.NamedNode | None, list[ox.NamedNode]] = {}
    for rule in found:
        for key in getattr(rule, by) or (None,):
            grouped.setdefault(key, []).append(rule.node)
    ordered = sorted(
        grouped, key=lambda key: (True, 0, "") if key is None else (False, AUTHORITIES.get(key, 0), catalogue.label(key).lower())
    )
    return [(catalogue.label(key) if key is not None else "", grouped[key]) for key in ordered]


def _stands(rule: Rule, asked: Narrowing) -> bool:
    """Whether a rule stands as asked: in force on the day, ended by it, or either."""
    if asked.standing == "ended":
        return rule.has_ended(asked.day)
    return asked.standing == "all" or rule.is_current(asked.day)


def _fits(rule: Rule, asked: Narrowing) -> bool:
    return (
        (not asked.kind or f"lfr:{asked.kind}" in rule.kinds)
        and (not asked.force or iri(f"con:authority-{asked.force}") in rule.force)
        and (not asked.bearer or iri(f"actor:{asked.bearer}") in rule.bearer)
        and (not asked.source or iri(f"law:{asked.source}") in rule.source)
        and (not asked.subject or iri(f"con:theme-{asked.subject}") in rule.subject)
    )


@routes.get("/<any(actor,concept,shape,measure):section>")
@routes.get("/<any(actor,concept,shape,measure):section>/")
def index(section: str) -> Response:
    """Everything of one kind, by name."""
    catalogue = current_app.config["CATALOGUE"]
    start = f"{BASE}{section}/"
    nodes = [node for node in catalogue.subjects if node.value.startswith(start) and len(node.value) > len(start)]
    if section == "shape":
        nodes = [node for node in nodes if "." not in node.value[len(start) :]]
    if section == "concept":
        return page("schemes.html", words=WORDS[section], schemes=_schemes(catalogue, nodes))
    grouped: dict[str, list[ox.NamedNode]] = {}
    for node in sorted(nodes, key=lambda each: catalogue.label(each).lower()):
        grouped.setdefault(catalogue.kind_of(node).capitalize(), []).append(node)
    return page("index.html", section=section, words=WORDS[section], groups=sorted(grouped.items()))


def _schemes(catalogue: Catalogue, nodes: list[ox.NamedNode]) -> list[tuple[ox.NamedNode, list[ox.NamedNode]]]:
    """Lists of values with their members, by name."""
    schemes = [node for node in nodes if "skos:ConceptScheme" in catalogue.kinds(node)]
    return [
        (scheme, catalogue.pointing(scheme, "skos:inScheme")) for scheme in sorted(schemes, key=lambda each: catalogue.label(each).lower())
    ]


def ontology() -> Response:
    """The terms of the ontology with their definitions, by what they are."""
    catalogue = current_app.config["CATALOGUE"]
    start = BASE + "def/"
    grouped: dict[str, list[ox.NamedNode]] = {title: [] for title in TERMS.values()}
    for node in sorted(
        (node for node in catalogue.subjects if node.value.startswith(start) and len(node.value) > len(start)),
        key=lambda each: catalogue.label(each).lower(),
    ):
        kinds = catalogue.kinds(node)
        title = next((title for kind, title in TERMS.items() if kind in kinds), None)
        if title is not None:
            grouped[title].append(node)
    log = current_app.config["KB"].settings.root / LOG
    changed = log.read_text(encoding="utf-8") if log.is_file() else ""
    return page(
        "ontology.html",
        also=changed,
        groups=[(title, nodes) for title, nodes in grouped.items() if nodes],
        names={node: compact(node.value) for nodes in grouped.values() for node in nodes},
        picture=terms_picture(catalogue),
        joints=joints(),
        parts=parts(catalogue),
        versions=changelog(changed),
    )


LOG = "CHANGELOG.md"
"""Where the changelog is, beside the folders of the knowledge; the wheel has it there too."""
TERMS = {
    "lfr:Condition": "Conditions: when a duty applies",
    "owl:Class": "Classes: what there is",
    "owl:ObjectProperty": "Properties that link one thing to another",
    "owl:DatatypeProperty": "Properties with a value",
    "owl:AnnotationProperty": "Properties for readers",
}
"""What terms are, the most particular kind first."""
