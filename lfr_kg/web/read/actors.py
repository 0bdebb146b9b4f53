"""An actor as its page shows it: what binds it by name and through its roles, what it set itself, what has ended, what it is owed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyoxigraph as ox

from lfr_kg.ask.narrowing import BINDS
from lfr_kg.base.errors import BadRequest
from lfr_kg.base.model import Value
from lfr_kg.base.namespaces import compact, iri
from lfr_kg.web.read.catalogue import AUTHORITIES, Catalogue


@dataclass
class Bound:
    """One norm that bears on an actor: how (in its own name, in a role, through its people) and as what, and on which deployments."""

    norm: ox.NamedNode
    force: ox.NamedNode | None
    subject: ox.NamedNode | None
    applies: ox.NamedNode | None
    standing: str
    whose: str
    roles: dict[str, list[ox.NamedNode]] = field(default_factory=dict)
    """How it binds → the roles in which it does."""


BySubject = tuple[ox.NamedNode | None, list[Bound]]
"""A subject, and the norms on it."""


def actor_values(catalogue: Catalogue, actor: ox.NamedNode, day: date, force: str = "", subject: str = "") -> dict[str, Any]:
    """What the template of an actor's page takes, for the law as on ``day``, narrowed to a binding force and a subject by their names in
    addresses ("" for all). Raises BadRequest where there is no such force or subject."""
    for kind, name, known in (("binding force", force, AUTHORITIES), ("subject", subject, _subjects(catalogue))):
        if name and name not in {_name(node) for node in known if node is not None}:
            raise BadRequest(f"“{name[:60]}” is no {kind} by which the list can be narrowed. Choose one from the list on the page.")
    found = bound(catalogue, actor, day)
    current = [each for each in found if each.standing == "in force"]
    shown = [each for each in current if _is(each.force, force) and _is(each.subject, subject)]
    return {
        "node": actor,
        "kinds": [kind for kind in catalogue.graph.objects(actor, iri("rdf:type")) if compact(kind.value) != "lfr:Actor"],
        "day": day,
        "asked": {"force": force, "subject": subject},
        "choices": {
            "force": _choices(catalogue, (each.force for each in current), in_order=True),
            "subject": _choices(catalogue, (each.subject for each in current)),
        },
        "roles": _roles(catalogue, current, actor),
        "law": _grouped(catalogue, [each for each in shown if each.whose != "its own"]),
        "own": [each for each in shown if each.whose == "its own"],
        "ended": [each for each in found if each.standing == "ended"],
        "coming": [each for each in found if each.standing == "to come"],
        "is_force": catalogue.is_a(actor, "lfr:PoliceForce"),
        "count": len(shown),
        "total": len(current),
        "owed": by_authority(catalogue, catalogue.pointing(actor, "lfr:counterparty")),
        "issued": catalogue.pointing(actor, "lfr:issuer"),
        "passages": [node for node in catalogue.pointing(actor, "lfr:mentionsActor") if catalogue.is_a(node, "lfr:Passage")],
    }


def bound(catalogue: Catalogue, actor: ox.NamedNode, day: date) -> list[Bound]:
    """Every norm that bears on an actor, the most binding first, each once, as the question of the library finds them."""
    question = catalogue.kb.library.question(BINDS)
    given = {"actor": compact(actor.value).removeprefix("actor:"), "date": day.isoformat()}
    found: dict[ox.NamedNode, Bound] = {}
    for row in catalogue.kb.query(question.text, question.bind(given)):
        each = found.setdefault(
            row["norm"],
            Bound(row["norm"], row["force"], row["subject"], row["applies"], row["standing"].value, row["whose"].value),
        )
        each.roles.setdefault(row["how"].value, []).append(row["role"])
    return list(found.values())


def by_authority(catalogue: Catalogue, norms: Iterable[ox.NamedNode]) -> list[tuple[Value | None, list[ox.NamedNode]]]:
    """Norms under the kind of authority behind them, the most binding first: pairs of the kind and its norms."""
    grouped: dict[Value | None, list[ox.NamedNode]] = {}
    for norm in norms:
        grouped.setdefault(catalogue.value(norm, "lfr:authority"), []).append(norm)
    return sorted(grouped.items(), key=lambda pair: _order(pair[0]))


def _grouped(catalogue: Catalogue, found: list[Bound]) -> list[tuple[ox.NamedNode | None, int, list[BySubject]]]:
    """Norms by binding force and, within it, by subject: triples of the force, how many norms it has, and pairs of subject and norms."""
    forces: dict[ox.NamedNode | None, dict[ox.NamedNode | None, list[Bound]]] = {}
    for each in found:
        forces.setdefault(each.force, {}).setdefault(each.subject, []).append(each)
    return [
        (force, sum(map(len, subjects.values())), sorted(subjects.items(), key=lambda pair: _last(catalogue, pair[0])))
        for force, subjects in sorted(forces.items(), key=lambda pair: _order(pair[0]))
    ]


def _roles(catalogue: Catalogue, found: list[Bound], actor: ox.NamedNode) -> dict[str, list[ox.NamedNode]]:
    """The roles through which norms bind, by how they do."""
    roles: dict[str, set[ox.NamedNode]] = {}
    for each in found:
        for how, those in each.roles.items():
            roles.setdefault(how, set()).update(those)
    return {how: sorted(those - {actor}, key=lambda role: catalogue.label(role).lower()) for how, those in roles.items()}


def _choices(catalogue: Catalogue, nodes: Iterable[ox.NamedNode | None], *, in_order: bool = False) -> list[tuple[str, str]]:
    """The values by which the list can be narrowed: pairs of the name in addresses and what it is called."""
    found = {node for node in nodes if node is not None}
    ordered = sorted(found, key=_order if in_order else lambda node: catalogue.label(node).lower())
    return [(_name(node), catalogue.label(node)) for node in ordered]


def _subjects(catalogue: Catalogue) -> set[Value]:
    """Every subject that a norm has."""
    return {subject for _, _, subject in catalogue.graph.by_predicate.get(iri("lfr:theme"), ())}


def _is(node: ox.NamedNode | None, name: str) -> bool:
    return not name or (node is not None and _name(node) == name)


def _name(node: Value) -> str:
    return node.value.rsplit("/", 1)[-1].partition("-")[2]


def _order(force: Value | None) -> int:
    return AUTHORITIES.get(force, len(AUTHORITIES))


def _last(catalogue: Catalogue, subject: ox.NamedNode | None) -> tuple[bool, str]:
    """Subjects by what they are called, those without one at the end."""
    return (subject is None, catalogue.label(subject).lower() if subject is not None else "")
