"""Citations, in the style of OSCOLA, rendered from what the graph states of provisions and sources."""

import re
from collections.abc import Iterable
from itertools import groupby

import pyoxigraph as ox

from lfr_kg.base.model import Graph
from lfr_kg.base.namespaces import PREFIXES, iri

ABBREVIATIONS = {
    "section": ("s", "ss"),
    "regulation": ("reg", "regs"),
    "article": ("art", "arts"),
    "schedule": ("sch", "schs"),
    "paragraph": ("para", "paras"),
    "part": ("pt", "pts"),
    "chapter": ("ch", "chs"),
    "principle": ("principle", "principles"),
    "annex": ("annex", "annexes"),
}
NUMBER = re.compile(r"([0-9]*)([^(]*)((?:\([^)]*\))*)(.*)")
LAST_DIGITS = re.compile(r"(.*?)([0-9]+)")
WHOLE = "whole"


def cite(graph: Graph, slug: str) -> dict[str, str]:
    """Of the norm with this slug: ``citation``, ``provision`` (the IRI of the first that states it) and ``officialText`` (an address).

    Where the norm is no longer law, the address is that of the version that stated it last, if the graph has one.
    """
    norm = ox.NamedNode(PREFIXES["norm"] + slug)
    provisions = in_order(graph, graph.nodes(norm, iri("lfr:statedBy")))
    if not provisions:
        return {"citation": "", "provision": "", "officialText": ""}
    pinpoint = graph.value(norm, iri("lfr:pinpoint"))
    return {
        "citation": citation_of(graph, provisions, pinpoint.value if pinpoint else ""),
        "provision": provisions[0].value,
        "officialText": _official_text(graph, norm, provisions[0]),
    }


def citation_of(graph: Graph, provisions: Iterable[ox.NamedNode], pinpoint: str = "", *, short: bool = False) -> str:
    """The citation of provisions, source by source: ``Data Protection Act 2018, s 64(1)``.

    ``pinpoint`` stands for the places where they cannot be given by number; ``short`` takes the source's short name.
    """
    cited: list[str] = []
    for source, group in groupby(in_order(graph, provisions), key=lambda each: source_of(graph, each)):
        name = _name(graph, source, short)
        places = pinpoint if pinpoint and not cited else places_of(graph, list(group))
        cited.append(_joined(name, places))
    return "; ".join(cited)


def source_of(graph: Graph, node: ox.NamedNode) -> ox.NamedNode:
    """The source that a provision, or a version of one, is part of; the node itself where it is part of nothing."""
    node = graph.node(node, iri("lfr:versionOf")) or node
    seen: set[ox.NamedNode] = set()
    while node not in seen and (parent := graph.node(node, iri("lfr:partOf"))) is not None:
        seen.add(node)
        node = parent
    return node


def ancestors(graph: Graph, provision: ox.NamedNode) -> list[ox.NamedNode]:
    """The divisions above a provision, the outermost first; the source is not among them."""
    found: list[ox.NamedNode] = []
    source, above = source_of(graph, provision), graph.node(provision, iri("lfr:partOf"))
    while above is not None and above != source and above not in found:
        found.append(above)
        above = graph.node(above, iri("lfr:partOf"))
    return found[::-1]


def in_order(graph: Graph, provisions: Iterable[ox.NamedNode]) -> list[ox.NamedNode]:
    """Provisions in the law's own order, those of one source together, sources in the order in which they come."""
    provisions = list(provisions)
    sources = list(dict.fromkeys(source_of(graph, each) for each in provisions))
    return sorted(dict.fromkeys(provisions), key=lambda each: (sources.index(source_of(graph, each)), position(graph, each)))


def position(graph: Graph, provision: ox.NamedNode) -> tuple[int, ...]:
    """Where a provision stands in its source: the order numbers from the outermost division down."""
    return tuple(_order(graph, each) for each in [*ancestors(graph, provision), provision])


def places_of(graph: Graph, provisions: list[ox.NamedNode]) -> str:
    """The places of provisions within their one source: ``ss 35(1)–(2) and 42``, ``[90], [96]``, ``sch 8, para 4``; "" for the whole."""
    is_case = iri("lfr:Case") in graph.objects(source_of(graph, provisions[0]), iri("rdf:type"))
    parts = []
    for (kind, above), group in groupby(provisions, key=lambda each: (_kind(graph, each), _above(graph, each))):
        if kind != WHOLE:
            numbers = [_number(graph, each) for each in group]
            parts.append(", ".join([*above, _cited(kind, numbers, is_case)]))
    return "; ".join(parts) if any("," in part for part in parts) else ", ".join(parts)


def _above(graph: Graph, provision: ox.NamedNode) -> tuple[str, ...]:
    """The enclosing division that has to be named too: the schedule or annex of a paragraph or article."""
    named = [each for each in ancestors(graph, provision) if _kind(graph, each) in ("schedule", "annex")]
    inside = _kind(graph, provision) in ("paragraph", "article")
    return tuple(_cited(_kind(graph, each), [_number(graph, each)], False) for each in named[-1:] if inside)


def _cited(kind: str, numbers: list[str], is_case: bool) -> str:
    if is_case and kind == "paragraph":
        return ", ".join(_spans([(number, f"[{number}]") for number in numbers]))
    if kind not in ABBREVIATIONS:
        return ", ".join(numbers)
    one, many = ABBREVIATIONS[kind]
    bases = [match for number in numbers if (match := NUMBER.fullmatch(number))]
    entries = []
    for base, group in groupby(bases, key=lambda match: match[1] + match[2]):
        found = list(group)
        below = ", ".join(_spans([(match[3].strip("()"), match[3]) for match in found if match[3]])) + "".join(match[4] for match in found)
        entries.append(("" if below else base, base + below))
    return f"{one if len(entries) == 1 else many} {_listed(_spans(entries))}"


def _spans(entries: list[tuple[str, str]]) -> list[str]:
    """Entries (number, as written), each run of successive numbers made one, joined by a dash: ``(1)–(3)``, ``(5)``."""
    runs: list[list[tuple[str, str]]] = []
    for number, written in entries:
        if runs and _follows(runs[-1][-1][0], number):
            runs[-1].append((number, written))
        else:
            runs.append([(number, written)])
    return [run[0][1] if len(run) == 1 else f"{run[0][1]}–{run[-1][1]}" for run in runs]


def _follows(number: str, other: str) -> bool:
    """Whether the second number comes next after the first: 7 and 8, 4.12.1 and 4.12.2; not 22A and 22B."""
    first, second = LAST_DIGITS.fullmatch(number), LAST_DIGITS.fullmatch(other)
    return bool(first and second and first[1] == second[1] and int(first[2]) + 1 == int(second[2]))


def _listed(parts: list[str]) -> str:
    """Parts as OSCOLA lists sections: ``1(1) and 4(3)``, ``1, 4 and 7``."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]


def _joined(name: str, places: str) -> str:
    if not places:
        return name
    if places.startswith("["):
        return f"{name} {places}"
    head, _, tail = places.partition(";")
    if name.startswith(head):
        return f"{name};{tail}" if tail else name
    if "not verified" in places and "(" not in places:
        return f"{name} ({places})"
    return f"{name}, {places}"


def _name(graph: Graph, source: ox.NamedNode, short: bool) -> str:
    order = ("lfr:shortName", "lfr:citation", "dct:title") if short else ("lfr:citation", "dct:title", "lfr:shortName")
    for name in order:
        value = graph.value(source, iri(name))
        if value is not None:
            return value.value
    return source.value.rsplit("/", 1)[-1]


def _official_text(graph: Graph, norm: ox.NamedNode, provision: ox.NamedNode) -> str:
    until = graph.value(norm, iri("lfr:inForceUntil"))
    past = _last_version_before(graph, provision, until.value) if until is not None else None
    for node in (past, provision, source_of(graph, provision)):
        address = graph.value(node, iri("lfr:officialUri")) if node is not None else None
        if address is not None:
            return address.value
    return ""


def _last_version_before(graph: Graph, provision: ox.NamedNode, day: str) -> ox.NamedNode | None:
    """The version of a provision that began last before a day, or None."""
    began = [
        (start.value, str(version), version)
        for version, whole in graph.pairs(iri("lfr:versionOf"))
        if whole == provision and (start := graph.value(version, iri("lfr:inForceFrom"))) is not None and start.value < day
    ]
    return max(began)[2] if began else None


def _kind(graph: Graph, provision: ox.NamedNode) -> str:
    kind = graph.value(provision, iri("lfr:divisionType"))
    return kind.value.rsplit("/division-", 1)[-1] if kind is not None else "heading"


def _number(graph: Graph, provision: ox.NamedNode) -> str:
    for name in ("lfr:number", "lfr:heading"):
        value = graph.value(provision, iri(name))
        if value is not None:
            return value.value
    return provision.value.rsplit("_", 1)[-1]


def _order(graph: Graph, provision: ox.NamedNode) -> int:
    order = graph.value(provision, iri("lfr:order"))
    return int(order.value) if order is not None else 0
