"""An actor as its page shows it: the duties it owes and those owed to it, by binding force."""

from lfr_kg.base.namespaces import compact, iri
from lfr_kg.base.scales import FORCES


def actor_values(things, actor) -> dict:
    """What the template of an actor's page takes."""
    return {
        "node": actor,
        "kinds": [kind for kind in things.graph.objects(actor, iri("rdf:type")) if compact(kind.value) != "lfr:Actor"],
        "owes": by_authority(things, things.pointing(actor, "lfr:bearer")),
        "owed": by_authority(things, things.pointing(actor, "lfr:counterparty")),
        "issued": things.pointing(actor, "lfr:issuer"),
        "passages": [node for node in things.pointing(actor, "lfr:mentionsActor") if things.is_a(node, "lfr:Passage")],
    }


def by_authority(things, norms: list) -> list[tuple]:
    """Norms under the kind of authority behind them, the most binding first: pairs of the kind and its norms."""
    grouped: dict = {}
    for norm in norms:
        grouped.setdefault(things.value(norm, "lfr:authority"), []).append(norm)
    order = {iri(f"con:authority-{slug}"): place for place, slug in enumerate(FORCES)}
    return sorted(grouped.items(), key=lambda pair: order.get(pair[0], len(order)))
