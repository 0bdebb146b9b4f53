"""An actor as its page shows it: the duties it owes and those owed to it, by binding force."""

from lfr_kg.base.namespaces import compact, iri
from lfr_kg.base.scales import FORCES


def actor_values(catalogue, actor) -> dict:
    """What the template of an actor's page takes."""
    return {
        "node": actor,
        "kinds": [kind for kind in catalogue.graph.objects(actor, iri("rdf:type")) if compact(kind.value) != "lfr:Actor"],
        "owes": by_authority(catalogue, catalogue.pointing(actor, "lfr:bearer")),
        "owed": by_authority(catalogue, catalogue.pointing(actor, "lfr:counterparty")),
        "issued": catalogue.pointing(actor, "lfr:issuer"),
        "passages": [node for node in catalogue.pointing(actor, "lfr:mentionsActor") if catalogue.is_a(node, "lfr:Passage")],
    }


def by_authority(catalogue, norms: list) -> list[tuple]:
    """Norms under the kind of authority behind them, the most binding first: pairs of the kind and its norms."""
    grouped: dict = {}
    for norm in norms:
        grouped.setdefault(catalogue.value(norm, "lfr:authority"), []).append(norm)
    order = {iri(f"con:authority-{slug}"): place for place, slug in enumerate(FORCES)}
    return sorted(grouped.items(), key=lambda pair: order.get(pair[0], len(order)))
