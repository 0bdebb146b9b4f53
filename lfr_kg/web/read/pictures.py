"""From the knowledge to what the pictures show: the chain of a norm, and the law over time."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Any

import pyoxigraph as ox
from markupsafe import Markup

from lfr_kg.assess.checks import Check, every_facet
from lfr_kg.base import times
from lfr_kg.base.namespaces import iri
from lfr_kg.web.pictures.drawing import Block, Step, chain_picture
from lfr_kg.web.pictures.timeline import Row, Span, Timeline, timeline_of
from lfr_kg.web.read.catalogue import Catalogue

FIRST = date(2018, 1, 1)
"""Where the timeline begins: before the law that governs most of it. What began earlier begins at its left edge."""


def norm_picture(catalogue: Catalogue, values: dict[str, Any]) -> Markup:
    """Where a norm comes from and what decides it, from what its page shows (``norms.norm_values``)."""
    node = values["node"]
    norm = Block("norm", _capital(catalogue.kind_of(node)), (catalogue.label(node),))
    passages = (
        [Block("passage", "The founding answer", tuple(catalogue.text(each, "lfr:heading") for each in values["passages"]))]
        if values["passages"]
        else []
    )
    behind = [_behind(catalogue, list(group)) for _, group in groupby(values["chain"], key=lambda step: step["source"])]
    decides = _decides(catalogue, values)
    said = [f"{_capital(catalogue.kind_of(node))} “{catalogue.label(node)}”."]
    said += [
        f"It is stated by {', '.join(branch[0].block.texts)}, part of {branch[2].block.texts[0]}, issued by "
        f"{', '.join(branch[3].block.texts)}."
        for branch in behind
    ]
    said += [f"{step.link.capitalize()}: {', '.join(step.block.texts).rstrip('.')}." for step in decides]
    return chain_picture(
        norm,
        passages,
        behind + ([decides] if decides else []),
        name="chain",
        title=f"Where “{catalogue.label(node)}” comes from, and what decides it",
        description=" ".join(said),
    )


def law_picture(catalogue: Catalogue, day: date) -> Timeline:
    """The norms of every source over time, with a line on ``day``."""
    last = max(day, date.today()) + timedelta(days=60)
    return timeline_of(_law_rows(catalogue), day, min(FIRST, day - timedelta(days=365)), last, in_words=catalogue.day)


@lru_cache(maxsize=1)
def _law_rows(catalogue: Catalogue) -> tuple[Row, ...]:
    """A row for every source that has norms, the oldest first; made once, since the knowledge does not change."""
    rows = []
    for source in catalogue.sources:
        spans = spans_of(catalogue, catalogue.norms_by_source.get(source, ()))
        if spans:
            label = catalogue.text(source, "lfr:shortName") or catalogue.label(source)
            rows.append(Row(label, catalogue.path(source) or "", spans))
    return tuple(sorted(rows, key=lambda row: (row.spans[0].start, row.label)))


def spans_of(catalogue: Catalogue, norms: Iterable[ox.NamedNode]) -> tuple[Span, ...]:
    """The stretches of time over which the same number of some norms was in force, oldest first; from the first day there is where none
    is recorded."""
    changes: Counter[date] = Counter()
    for norm in norms:
        start, until = catalogue.text(norm, "lfr:inForceFrom"), catalogue.text(norm, "lfr:inForceUntil")
        changes[times.day(start) if start else date.min] += 1
        if until:
            changes[times.day(until)] -= 1
    days, spans, count = sorted(changes), [], 0
    for number, begin in enumerate(days):
        count += changes[begin]
        spans.append(Span(begin, days[number + 1] if number + 1 < len(days) else None, count))
    return tuple(span for span in spans if span.count)


def looked_at(catalogue: Catalogue, check: Check) -> list[str]:
    """What a check looks at in a description, by name, each once; for a number that is computed, what it is computed from."""
    seen: list[ox.NamedNode] = []
    for facet in every_facet(check.facets):
        seen += [facet.path] if facet.path is not None else []
        for path, kind, inner in facet.looks_at:
            seen += [kind or path, *inner]
    found = [each for prop in seen for each in catalogue.graph.nodes(prop, iri("lfr:computedFrom")) or [prop]]
    return list(dict.fromkeys(catalogue.label(each) for each in found if each != iri("measure:self")))


def _behind(catalogue: Catalogue, steps: list[dict[str, Any]]) -> list[Step]:
    """The provisions of one source that state a norm, their versions, the source and who issued it."""
    provisions = tuple(catalogue.label(step["provision"]) for step in steps)
    versions = tuple(dict.fromkeys(_version(catalogue, step["version"]) for step in steps if step["version"] is not None))
    source = steps[0]["source"]
    issuers = tuple(catalogue.label(each) for each in steps[0]["issuers"])
    return [
        Step("stated by", Block("provision", "Provision" if len(provisions) == 1 else "Provisions", provisions)),
        Step("as it stood", Block("version", "Version", versions or ("not recorded",))),
        Step("part of", Block("source", _capital(catalogue.kind_of(source)), (catalogue.text(source, "dct:title"),))),
        Step("issued by", Block("issuer", "Issuer", issuers or ("not recorded",))),
    ]


def _version(catalogue: Catalogue, version: ox.NamedNode) -> str:
    since = f"from {catalogue.day(catalogue.value(version, 'lfr:inForceFrom'), version)}"
    until = catalogue.value(version, "lfr:inForceUntil")
    return since + (f" until {catalogue.day(until)}" if until is not None else "")


def _decides(catalogue: Catalogue, values: dict[str, Any]) -> list[Step]:
    """The condition of a norm, and the check with the facts it looks at, where it has them."""
    steps = []
    if values["condition"] is not None:
        steps.append(Step("applies to", Block("condition", "Condition", (_capital(catalogue.label(values["condition"])),))))
    if values["check"]:
        steps.append(Step("held against", Block("shape", "Check", (values["check"].asks or values["check"].slug,))))
        facts = looked_at(catalogue, values["check"])
        steps.append(Step("looks at", Block("facts", "Facts in a description", (", ".join(facts),))))
    return steps


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
