"""Rows that were read from a publisher's table, as the register would hold them: descriptions, with the rows they come from."""

import re
from collections import Counter
from dataclasses import dataclass

import pyoxigraph as ox

from lfr_kg.base.model import serialized
from lfr_kg.base.namespaces import PREFIXES
from lfr_kg.corpus.files import SourceFile
from lfr_kg.importers.layouts import Imported
from lfr_kg.register.graphs import row_facts
from lfr_kg.register.tables import COLUMNS, Row, Source, Tables, row_of

USED = ("lfr", "con", "actor", "dct", "foaf", "geo", "prov", "rdfs", "xsd")


@dataclass(frozen=True)
class Document:
    """The document that a table was read from: title, publisher, address, and whether it is the publisher's own (``reading``)."""

    title: str
    publisher: str
    url: str
    reading: str


def rows_of(found: Imported, document: Document, tables: Tables) -> list[Row]:
    """The rows as the register would hold them. A row is named by force, day and place, and by a number where those are shared, so that
    reading a table twice, or a later edition of it, gives the same names."""
    source = Source("imported", document.publisher, document.title, document.url, "", "", "", "", "")
    force = found.layout.force.removeprefix("actor:")
    file = SourceFile(f"ontology/register/records/{force}.csv", "register", b"")
    seen: Counter[str] = Counter()
    rows = []
    for where, read in found.rows:
        stem = f"{force}.{read['date_from'] or 'undated'}.{re.sub('[^a-z0-9]+', '-', read['place'].lower()).strip('-')}"
        seen[stem] += 1
        cells = dict.fromkeys(COLUMNS, "") | read
        cells |= {"id": stem if seen[stem] == 1 else f"{stem}.{seen[stem]}", "kind": "deployment", "basis": found.layout.basis}
        cells |= {"source": source.id, "reading": document.reading, "page_or_row": where}
        rows.append(row_of(file, where, cells, {source.id: source}, tables))
    return rows


def as_turtle(rows: list[Row], tables: Tables) -> str:
    """Rows as Turtle: descriptions that can be assessed, and the rows they come from, which an assessment sets aside."""
    triples = [ox.Triple(*fact) for row in rows for fact in row_facts(row, tables)]
    return serialized(triples, ox.RdfFormat.TURTLE, {name: PREFIXES[name] for name in USED}).decode()
