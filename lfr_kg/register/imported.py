"""Rows that were read from a publisher's table, as the register would hold them: descriptions, with the rows they come from."""

import re
from collections import Counter
from dataclasses import dataclass

import pyoxigraph as ox

from lfr_kg.base.model import serialized
from lfr_kg.base.namespaces import PREFIXES
from lfr_kg.corpus.files import SourceFile
from lfr_kg.importers.layouts import Imported
from lfr_kg.register.graphs import row_facts, source_facts
from lfr_kg.register.tables import COLUMNS, Row, Source, Tables, row_of

USED = ("lfr", "con", "actor", "dct", "foaf", "geo", "prov", "rdfs", "xsd")


@dataclass(frozen=True)
class Document:
    """The document that a table was read from: title, publisher, address, whether it is the publisher's own (``reading``), and the file
    that was read, by its name and its SHA-256 (hex)."""

    title: str
    publisher: str
    url: str
    reading: str
    file: str = ""
    sha256: str = ""

    @property
    def id(self) -> str:
        """What it is called among the sources: the same file has the same name."""
        return f"imported-{self.sha256[:16]}" if self.sha256 else "imported"


def rows_of(found: Imported, document: Document, tables: Tables) -> list[Row]:
    """The rows as the register would hold them. A row is named by force, day and place, and by a number where those are shared, so that
    reading a table twice, or a later edition of it, gives the same names."""
    how = f"{document.file} (SHA-256 {document.sha256}) read as {found.layout.name}" if document.sha256 else ""
    source = Source(document.id, document.publisher, document.title, document.url, "", "", "", "", how)
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
    """Rows as Turtle: descriptions that can be assessed, and the rows and documents they come from, which an assessment sets aside."""
    triples = [ox.Triple(*fact) for row in rows for fact in row_facts(row, tables)]
    triples += [ox.Triple(*fact) for source in {row.source.id: row.source for row in rows}.values() for fact in source_facts(source)]
    return serialized(triples, ox.RdfFormat.TURTLE, {name: PREFIXES[name] for name in USED}).decode()
