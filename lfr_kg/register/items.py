"""What a force could publish, item by item, and what of it each force did publish: in its records, and in its papers.

The items stand in ``ontology/register/items.csv`` with the question that asks for each, and what the checks of duties look at for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter

from lfr_kg.base.errors import KnowledgeError
from lfr_kg.corpus.files import Corpus
from lfr_kg.register.tables import Paper, Row, Statement, Tables, read_csv

RECORD = "record"
"""What an item is of that each deployment has anew; others are of the force's papers."""
KNOWN = ("text read", "excerpt", "secondary account")
"""How a statement is known, the best first; what is known in no such way is not counted."""


@dataclass(frozen=True)
class Item:
    """One thing that a force could publish. ``columns``, ``papers`` and ``says`` are where the register holds it; ``looks_at`` are compact
    names of what asks for it: properties and things at which checks look, or the duties themselves."""

    id: str
    label: str
    of: str
    columns: tuple[str, ...]
    papers: tuple[str, ...]
    says: tuple[str, ...]
    looks_at: tuple[str, ...]
    question: str

    def number_in(self, rows: list[Row]) -> int:
        """How many rows state it; a month or a year is no day."""
        if self.columns == ("date_from",):
            return sum(len(row.cells["date_from"]) == len("2026-03-14") for row in rows)
        columns = [map(itemgetter(column), (row.cells for row in rows)) for column in self.columns]
        return sum(map(all, zip(*columns, strict=True)))


@dataclass(frozen=True)
class Published:
    """How much of an item is published: by how many of how many records, or how a paper that says it is known ("" where none does)."""

    item: Item
    count: int
    of: int
    known: str

    @property
    def extent(self) -> str:
        """``all``, ``some`` or ``none``; for papers ``said``, ``second-hand`` or ``none``."""
        if self.item.of == RECORD:
            return "none" if not self.count else "all" if self.count == self.of else "some"
        return "none" if not self.known else "second-hand" if self.known == KNOWN[-1] else "said"


def read_items(corpus: Corpus) -> list[Item]:
    """The items in their order. Raises KnowledgeError where there is no such file."""
    for file in corpus.of("register"):
        if file.name == "items" and file.folder == "register":
            return [_item(entry) for _, entry in read_csv(file)]
    raise KnowledgeError("ontology/register/items.csv is missing.")


def _item(entry: dict[str, str]) -> Item:
    says = (entry["says"],) if entry["says"] and not entry["says"].startswith("lfr:") else tuple(entry["says"].split())
    papers = tuple(kind for kind in entry["papers"].split("|") if kind)
    columns, looks_at = tuple(entry["columns"].split()), tuple(entry["looks_at"].split())
    return Item(entry["id"], entry["label"], entry["of"], columns, papers, says, looks_at, entry["question"])


def published_by(force: str, items: Iterable[Item], tables: Tables, rows: Iterable[Row]) -> list[Published]:
    """How much of each item a force (``actor:…``) published, whose rows these are, in the order of the items."""
    rows = [row for row in rows if row.is_deployment]
    papers = [paper for paper in tables.papers.values() if paper.force == force]
    said = [each for each in tables.statements if each.paper.force == force]
    return [_published(item, rows, papers, said) for item in items]


def published_by_all(items: Iterable[Item], tables: Tables) -> list[Published]:
    """How much of each item of a record the deployments of every force state."""
    rows = [row for row in tables.rows.values() if row.is_deployment]
    return [_published(item, rows, [], []) for item in items if item.of == RECORD]


def _published(item: Item, rows: list[Row], papers: list[Paper], said: list[Statement]) -> Published:
    if item.of == RECORD:
        return Published(item, item.number_in(rows), len(rows), "")
    ids = {paper.id for paper in papers if paper.kind in item.papers}
    known = {each.how_known for each in said if each.paper.id in ids or _says(each, item)}
    return Published(item, 0, 0, next((how for how in KNOWN if how in known), KNOWN[-1] if ids else ""))


def _says(each: Statement, item: Item) -> bool:
    return (each.prop in item.says) if each.prop else any(each.value.startswith(text) for text in item.says)
