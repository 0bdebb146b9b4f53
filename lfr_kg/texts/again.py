"""Which norms are to be read again: those whose official words, as the folder holds them, changed since they were verified.

The first fetch sets the baseline: what a norm was verified against is the version in force on that day, as it was first seen at or before
then, or at first. A version that begins after that day is to be read at once, unless it is known to say the same.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import pyoxigraph as ox

from lfr_kg.base.model import Graph
from lfr_kg.base.namespaces import PREFIXES, iri
from lfr_kg.base.scales import SENTENCES
from lfr_kg.base.times import text_words
from lfr_kg.corpus.citation import citation_of, in_order
from lfr_kg.texts.folder import Held, Index, Version, name_of


class Why(StrEnum):
    """Why a norm is to be read again; how it is told stands among the sentences, under ``again-`` and the name."""

    CHANGED = "other words"
    CORRECTED = "words of the same version put right"
    ENDED = "no longer in force"
    GONE = "no longer published"


@dataclass(frozen=True)
class Reason:
    """Why a norm is to be read again: for which provision, since which day, and when the norm was last verified."""

    provision: ox.NamedNode
    citation: str
    why: Why
    since: str
    verified: str

    @property
    def sentence(self) -> str:
        """What is said of it to people."""
        since = text_words(self.since) if self.since else ""
        told = SENTENCES[f"again-{self.why.name.lower()}"].format(since=since).rstrip()
        return SENTENCES["again"].format(citation=self.citation, told=told, verified=text_words(self.verified))


def again(graph: Graph, index: Index, norm: ox.NamedNode, today: date) -> list[Reason]:
    """Why a norm is to be read again, provision by provision; none where it was never verified, or is itself no longer law."""
    verified = graph.text(norm, iri("lfr:verifiedOn"))
    until = graph.text(norm, iri("lfr:inForceUntil"))
    if not verified or (until and until <= today.isoformat()):
        return []
    reasons = {}
    for provision in graph.nodes(norm, iri("lfr:statedBy")):
        held = index.provisions.get(name_of(provision.value))
        reason = _why(held, verified, today.isoformat()) if held is not None else None
        if reason is not None:
            reasons[provision] = reason
    return [Reason(node, citation_of(graph, [node]), *reasons[node], verified) for node in in_order(graph, reasons)]


def all_again(graph: Graph, index: Index, today: date) -> dict[str, list[Reason]]:
    """Every norm that is to be read again, by its slug, with the reasons."""
    found = {
        norm.value.removeprefix(PREFIXES["norm"]): reasons
        for norm in sorted({norm for norm, _ in graph.pairs(iri("lfr:statedBy")) if norm.value.startswith(PREFIXES["norm"])}, key=str)
        if (reasons := again(graph, index, norm, today))
    }
    return found


def _why(held: Held, verified: str, today: str) -> tuple[Why, str] | None:
    if held.gone:
        return (Why.GONE, held.gone) if held.gone > verified else None
    then, now = held.on(verified), held.on(today)
    if now is None:
        return (Why.ENDED, then.end) if then is not None else None
    if then is None or then.start != now.start:
        is_later = now.start > verified
        return (Why.CHANGED, now.start) if is_later and (then is None or then.hash != now.hash) else None
    return (Why.CORRECTED, now.seen) if _as_read(now, verified) != now.hash else None


def _as_read(version: Version, verified: str) -> str:
    """The hash of the words of a version as they were last seen by a day, or else as they were first seen."""
    readings = [*((each.seen, each.hash) for each in version.earlier), (version.seen, version.hash)]
    return next((said for seen, said in reversed(readings) if seen <= verified), readings[0][1])
