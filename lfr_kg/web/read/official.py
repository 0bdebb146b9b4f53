"""The official words beside ours, as the operator's folder holds them: those in force on a day, and what they put in and left out."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyoxigraph as ox

from lfr_kg.base.namespaces import iri
from lfr_kg.base.times import day as read_day
from lfr_kg.official import judgments, legislation
from lfr_kg.official.fetching import allowed
from lfr_kg.texts.again import Reason, again
from lfr_kg.texts.folder import Folder, Held, Index, Outstanding, Version, name_of
from lfr_kg.texts.licences import Licence, licence_of
from lfr_kg.texts.words import Marked, difference
from lfr_kg.web.read.catalogue import Catalogue

PUBLISHERS = {legislation.HOST: "legislation.gov.uk", judgments.HOST: "Find Case Law"}


@dataclass(frozen=True)
class Compared:
    """Words beside others that they took the place of: since when the others stood, whether they are of the same version, the lines."""

    since: str
    is_same_version: bool
    lines: tuple[Marked, ...]


@dataclass(frozen=True)
class Official:
    """The official words of a provision as a page shows them; ``version`` is None where none are held for the day."""

    provision: ox.NamedNode
    publisher: str
    address: str
    held: Held
    version: Version | None = None
    compared: tuple[Compared, ...] = ()
    outstanding: tuple[Outstanding, ...] = ()
    notes: tuple[str, ...] = ()
    licence: Licence | None = None


@dataclass(frozen=True)
class Beside:
    """What a page shows beside ours: the words of each provision that one of the services publishes, why norms are to be read again, and
    what the page's ETag has to take in."""

    texts: tuple[Official, ...] = ()
    again: dict[ox.NamedNode, list[Reason]] = field(default_factory=dict)
    state: str = ""

    @property
    def reasons(self) -> list[Reason]:
        """Every reason once."""
        return list(dict.fromkeys(reason for reasons in self.again.values() for reason in reasons))


def beside(catalogue: Catalogue, provisions: list[ox.NamedNode], norms: list[ox.NamedNode], day: date, today: date) -> Beside:
    """The official words of some provisions as on a day, and why some norms are to be read again as of today."""
    folder = catalogue.kb.texts
    known = folder.known() if folder is not None else None
    index = known or Index()
    texts = tuple(shown for node in provisions if (shown := _official(catalogue, folder, index, node, day.isoformat())) is not None)
    found = {norm: reasons for norm in norms if (reasons := again(catalogue.graph, index, norm, today))}
    read = "".join("1" if each.version else "0" for each in texts)
    return Beside(texts, found, f"{today.isoformat()} {index.state} {read}" if known is not None else "")


def _official(catalogue: Catalogue, folder: Folder | None, index: Index, node: ox.NamedNode, day: str) -> Official | None:
    """The words of one provision; None where its publisher is neither service, or where it is a whole instrument or judgment."""
    graph = catalogue.graph
    whole = graph.node(node, iri("lfr:versionOf"))
    if whole is not None:
        node, day = whole, catalogue.text(node, "lfr:inForceFrom") or day
    address = catalogue.text(node, "lfr:officialUri")
    publisher = next((name for host, name in PUBLISHERS.items() if f"//{host}/" in address), "")
    if not publisher or not _is_part(address):
        return None
    name = name_of(node.value)
    held = index.provisions.get(name, Held())
    in_force = held.on(day)
    version = folder.read(name, in_force) if folder is not None and in_force is not None else None
    if folder is None or version is None:
        return Official(node, publisher, address, held)
    return Official(
        node,
        publisher,
        version.address if allowed(version.address) else address,
        held,
        version,
        tuple(_compared(folder, name, held, version)),
        held.outstanding if version.start == held.versions[-1].start else (),
        tuple(each for each in held.notes if allowed(each)),
        licence_of(address),
    )


def _is_part(address: str) -> bool:
    path = legislation.path_of(address)
    return "#" in address or (f"//{legislation.HOST}/" in address and path != legislation.instrument_of(path))


def _compared(folder: Folder, name: str, held: Held, version: Version) -> list[Compared]:
    """A version beside the last one before it that says anything else, and beside what was published in its place at first."""
    older = [each for each in held.versions if each.start < version.start and each.hash != version.hash]
    before = folder.read(name, older[-1]) if older else None
    found = [Compared(before.start, False, difference(before.lines, version.lines))] if before is not None else []
    if version.earlier and version.earlier[-1].lines:
        found.append(Compared(version.earlier[-1].seen, True, difference(version.earlier[-1].lines, version.lines)))
    return found


def day_of_version(catalogue: Catalogue, node: ox.NamedNode, day: date) -> date:
    """The day from which a version of a provision stands; of anything else, the day that was asked for."""
    start = catalogue.text(node, "lfr:inForceFrom") if catalogue.value(node, "lfr:versionOf") is not None else ""
    return read_day(start) if start else day


def cited_in(catalogue: Catalogue, found: dict[str, Any]) -> Iterator[ox.NamedNode]:
    """A division, or the version of one, where a norm rests on it; else those of its parts of which that is so: their official words can be
    held."""
    node = found["node"]
    if catalogue.pointing(catalogue.graph.node(node, iri("lfr:versionOf")) or node, "lfr:statedBy"):
        yield node
    else:
        for part in found["parts"]:
            yield from cited_in(catalogue, part)
