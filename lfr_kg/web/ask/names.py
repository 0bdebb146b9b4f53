"""What a query may name, for completion in the editor: the prefixes, the classes and properties in use, and the project's own things.

All of it comes from the graph, so that what is offered is there.
"""

import json
import re
from functools import lru_cache
from typing import Protocol

import pyoxigraph as ox

from lfr_kg.base.namespaces import PREFIXES, compact
from lfr_kg.knowledge import KnowledgeBase
from lfr_kg.web.ask.service_description import statistics

_WRITABLE = re.compile(r"\w+:\w(?:[\w.-]*[\w-])?")
"""A compact name that may stand in a query as it is (SPARQL 1.1 §19.8, PNAME_LN), without anything to be escaped."""


class Labelled(Protocol):
    """What is asked of the catalogue: which things there are, and what each is called."""

    def kinds(self, node: ox.NamedNode) -> set[str]:
        """What a thing is, as compact names."""

    @property
    def subjects(self) -> set[ox.NamedNode]:
        """Everything that the files state something of."""

    def label(self, term: ox.NamedNode) -> str:
        """What a reader calls it."""


@lru_cache(4)
def known_names(kb: KnowledgeBase, catalogue: Labelled) -> str:
    """The prefixes, and every name that a query may hold with what it is called and its kind (class, property, thing), as JSON text."""
    _, classes, properties, _ = statistics(kb)
    used = {row["class"]: "class" for row in classes} | {row["property"]: "property" for row in properties}
    nodes = {node for node in used if isinstance(node, ox.NamedNode)} | catalogue.subjects
    found = sorted((compact(node.value), catalogue.label(node), used.get(node) or _kind(catalogue.kinds(node))) for node in nodes)
    names = [
        {"name": name, "label": "" if label == name else label, "kind": kind} for name, label, kind in found if _WRITABLE.fullmatch(name)
    ]
    return json.dumps({"prefixes": PREFIXES, "names": names}, ensure_ascii=False) + "\n"


def _kind(kinds: set[str]) -> str:
    """Whether what is of some kinds is a class, a property or a thing."""
    if kinds & {"owl:Class", "rdfs:Class"}:
        return "class"
    return "property" if any(kind.endswith("Property") for kind in kinds) else "thing"
