"""Whether the law still stands as it is stated: the official services are asked about every provision that a norm rests on.

The answer is a report. It never changes the ontology: that a text has changed is for a person to read.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Protocol
from xml.etree.ElementTree import Element

import pyoxigraph as ox

from lfr_kg.base.model import Graph
from lfr_kg.base.namespaces import iri
from lfr_kg.corpus.cited import CitedProvision, cited_provisions
from lfr_kg.currency.report import Finding, Outcome, Report, as_json, as_text, counted
from lfr_kg.official import judgments, legislation
from lfr_kg.official.fetching import Fetcher, FolderFetcher, HttpFetcher, Reply
from lfr_kg.official.legislation import Effect, Standing
from lfr_kg.official.xml import FEED, UnreadableXml, parse

__all__ = ["Finding", "FolderFetcher", "HttpFetcher", "Outcome", "Reply", "Report", "as_json", "as_text", "check"]

MAX_PAGES = 60
"""Pages of a feed that are read at most; what is left out is said in a note."""
KINDS = {legislation.ROOT: "CLML", judgments.ROOT: "Akoma Ntoso", FEED: "Atom feed"}
"""What a document is called whose root has a tag."""


class Stating(Protocol):
    """Anything that has a graph of what the law is stated to be."""

    @property
    def graph(self) -> Graph:
        """The graph."""


def check(knowledge: Stating, fetcher: Fetcher, today: date | None = None) -> Report:
    """Ask about every provision that a norm of ``knowledge`` rests on; the report.

    ``today`` is the day of the report; what comes into force after it is no change yet.
    """
    day = today or date.today()
    findings: list[Finding] = []
    notes: list[str] = []
    for source, places in cited_provisions(knowledge.graph, day).items():
        found, said = _ask(knowledge.graph, source, places, fetcher, day)
        findings += found
        notes += said
    return Report(day, tuple(findings), tuple(notes))


def _ask(graph: Graph, source: ox.NamedNode, places: list[CitedProvision], fetcher: Fetcher, day: date) -> tuple[list[Finding], list[str]]:
    address = graph.text(source, iri("lfr:officialUri"))
    if f"//{legislation.HOST}/" in address:
        return _ask_legislation(legislation.path_of(address), places, fetcher, day)
    if f"//{judgments.HOST}/" in address:
        return _ask_judgment(judgments.path_of(address), places, fetcher)
    return [_finding(place, Outcome.NOT_ASKED, "its publisher has no service to ask") for place in places], []


def _finding(place: CitedProvision, outcome: Outcome, note: str = "") -> Finding:
    address, norms = place.address, place.norms
    return Finding(place.node.value, place.citation, address, norms, outcome, note=note, past=place.past, since=place.since)


Read = tuple[Element, str, Outcome] | tuple[None, str, Outcome]
"""The root of a document with "", or none with what is wrong with it; and what came of asking."""


def _read(fetcher: Fetcher, address: str, root_tag: str) -> Read:
    """A document whose root must have a tag: a page that says sorry in well-formed markup is not the law."""
    reply = fetcher.get(address)
    if not reply.found:
        return None, f"{address}: {reply.reason}", Outcome.NOT_FOUND if reply.missing else Outcome.NOT_REACHED
    try:
        root = parse(reply.content)
    except UnreadableXml as error:
        return None, f"{address}: {error}", Outcome.NOT_READ
    if root.tag != root_tag:
        return None, f"{address}: it is no {KINDS[root_tag]}", Outcome.NOT_READ
    return root, "", Outcome.EXISTS


# Legislation


def _ask_legislation(path: str, places: list[CitedProvision], fetcher: Fetcher, day: date) -> tuple[list[Finding], list[str]]:
    recorded, notes = _changes(path, fetcher)
    documents = {
        outermost: _read(fetcher, legislation.document_address(outermost), legislation.ROOT)
        for outermost in sorted({_outermost(place) for place in places})
    }
    findings = []
    for place in places:
        root, problem, outcome = documents[_outermost(place)]
        if root is None:
            findings.append(replace(_finding(place, outcome, problem), changes=_since(place, recorded, day)))
        else:
            findings.append(_standing(place, root, recorded, day))
    since = min((place.since for place in places if place.since), default="")
    throughout = tuple(effect for effect in recorded if _is_new(effect, since, day) and any(path in ends for ends in effect.places))
    return findings, notes + [f"{path}: {said}" for said in counted(throughout, f"to the whole of it recorded since {since}")]


def _outermost(place: CitedProvision) -> str:
    return legislation.path_of(place.outermost or place.address)


def _standing(place: CitedProvision, root: Element, recorded: list[Effect], day: date) -> Finding:
    path = legislation.path_of(place.address)
    found = legislation.standings(root)
    standing = found.get(path)
    if standing is None and path == legislation.instrument_of(path):
        standing = Standing(root.get("RestrictStartDate", ""), root.get("RestrictEndDate", ""), root.get("Status", ""))
    outstanding = tuple(effect for effect in legislation.unapplied(root) if legislation.touches(effect, path))
    changes = tuple(effect for effect in _since(place, recorded, day) if effect.key not in {each.key for each in outstanding})
    if standing is None:
        note = f"{legislation.document_address(_outermost(place))} does not hold it"
        return replace(_finding(place, Outcome.NOT_FOUND, note), changes=changes, outstanding=outstanding)
    return replace(
        _finding(place, Outcome.EXISTS), start=standing.start, end=standing.end, status=standing.status,
        changed=tuple(_changed(place, standing, day)), changes=changes, outstanding=outstanding,
    )  # fmt: skip


def _changed(place: CitedProvision, standing: Standing, day: date) -> Iterator[str]:
    """What the dates and the status of the current text say against what the graph states of the provision."""
    if place.since and standing.start > place.since:
        yield f"its text stands since {standing.start}, and was last verified on {place.since}"
    if standing.status and not place.past:
        yield f"the text is marked {standing.status}, and is stated as law in force"
    if standing.end and standing.end <= day.isoformat() and not place.past:
        yield f"its text ended on {standing.end}, and is stated as law in force"


def _since(place: CitedProvision, recorded: list[Effect], day: date) -> tuple[Effect, ...]:
    path = legislation.path_of(place.address)
    return tuple(effect for effect in recorded if _is_new(effect, place.since, day) and legislation.touches(effect, path))


def _is_new(effect: Effect, since: str, day: date) -> bool:
    """Whether a change is in force by the day, and came into force or was recorded after another day."""
    begun = [start for start in effect.in_force if start <= day.isoformat()]
    return bool(since and begun) and max(effect.recorded, *begun) > since


def _changes(path: str, fetcher: Fetcher) -> tuple[list[Effect], list[str]]:
    """Every change to an instrument that its feed lists, with a note where the feed could not be read to its end."""
    found: list[Effect] = []
    address = legislation.feed_address(path)
    for _ in range(MAX_PAGES):
        root, problem, _ = _read(fetcher, address, FEED)
        if root is None:
            return found, [f"the changes to {path} were not read: {problem}"]
        effects, address = legislation.feed(root)
        found += effects
        if not address:
            return found, []
    return found, [f"the changes to {path} were read to page {MAX_PAGES}; there are more"]


# Judgments


def _ask_judgment(path: str, places: list[CitedProvision], fetcher: Fetcher) -> tuple[list[Finding], list[str]]:
    root, problem, outcome = _read(fetcher, judgments.document_address(path), judgments.ROOT)
    if root is not None:
        return _judged(judgments.judgment(root), path, places, fetcher)
    return [_finding(place, outcome, problem) for place in places], []


def _judged(judgment: judgments.Judgment, path: str, places: list[CitedProvision], fetcher: Fetcher) -> tuple[list[Finding], list[str]]:
    updated, problem = _updated(judgment.citation, path, fetcher)
    notes = [f"whether {path} was changed was not read: {problem}"] if problem else []
    findings = []
    for place in places:
        paragraph = place.address.partition("#")[2]
        changed = (
            (f"the judgment was changed on {updated}, and was last verified on {place.since}",)
            if place.since and updated > place.since
            else ()
        )
        if paragraph and judgment.paragraphs and paragraph not in judgment.paragraphs:
            found = _finding(place, Outcome.NOT_FOUND, f"the judgment has no paragraph marked {paragraph}")
        else:
            note = "its paragraphs bear no marks, so that they were not looked for" if paragraph and not judgment.paragraphs else ""
            found = _finding(place, Outcome.EXISTS, note)
        findings.append(replace(found, start=judgment.date, changed=changed))
    return findings, notes


def _updated(citation: str, path: str, fetcher: Fetcher) -> tuple[str, str]:
    """The day on which a judgment was last changed, and what kept it from being read."""
    if not citation:
        return "", "its document gives no neutral citation"
    root, problem, _ = _read(fetcher, judgments.feed_address(citation), FEED)
    return (judgments.updated(root, path), "") if root is not None else ("", problem)
