"""The data files of the register, read once into tables. What is wrong in one is told with file and line."""

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from lfr_kg.base.errors import KnowledgeError
from lfr_kg.base.namespaces import REGISTER
from lfr_kg.base.times import day
from lfr_kg.corpus.files import Corpus, SourceFile
from lfr_kg.importers.use_cases import UseCases, use_cases
from lfr_kg.register.days import certainly_ended, certainly_stood

Entry = dict[str, str]
"""A line of a table, by the names of its columns."""

COUNTS = (
    "list_size", "faces_seen", "alerts", "true_alerts", "false_alerts", "unconfirmed_true", "unconfirmed_false", "engagements", "arrests",
    "other_outcomes", "no_further_action", "minutes",
)  # fmt: skip
"""The columns of a row that hold whole numbers."""
COLUMNS = (
    "id", "kind", "date_from", "date_to", "place", "locality", "lat", "lon", "start", "end", "use_case", "threshold", "printed_rate",
    "delivery", "equipment_force", "basis", "reading", "source", "page_or_row", "flags", "publisher", "document", "url", "seen_at", *COUNTS,
)  # fmt: skip
"""Every column of a table of rows."""
JUDGED = ("deployment", "series")
"""The kinds of row that describe a deployment."""


@dataclass(frozen=True)
class Source:
    """A document that rows were read from."""

    id: str
    publisher: str
    title: str
    url: str
    published: str
    seen: str
    seen_at: str
    licence: str
    how_read: str


@dataclass(frozen=True)
class Row:
    """One published row: every cell as printed (empty where nothing is), the force, and the source with its own words put in.

    ``plain`` holds the cells that may be stated of the deployment: those that no remark takes back, under the names that remarks give
    them. ``remarks`` are pairs of a flag and the words for it.
    """

    id: str
    force: str
    cells: dict[str, str]
    plain: dict[str, str]
    source: Source
    publisher: str
    document: str
    url: str
    seen_at: str
    remarks: tuple[tuple[str, str], ...]
    file: SourceFile = field(repr=False)

    @property
    def address(self) -> str:
        """The record's IRI."""
        return REGISTER + self.id

    @property
    def kind(self) -> str:
        """What the row speaks of: a name of con:row."""
        return self.cells["kind"]

    @property
    def day(self) -> date | None:
        """The day of the deployment, or the first of a series; None where no day is known for certain."""
        text = self.plain["date_from"]
        return day(text) if len(text) == 10 else None

    @property
    def is_deployment(self) -> bool:
        """Whether the row describes a deployment."""
        return self.kind in JUDGED

    def number(self, column: str) -> int | None:
        """A whole number as printed; None where nothing is."""
        return int(self.cells[column]) if self.cells[column] else None


@dataclass(frozen=True)
class Paper:
    """Something that a force published, or somebody on it. ``stated_as`` is the class of paper that it truly is, else ""."""

    id: str
    force: str
    kind: str
    stated_as: str
    why_not: str
    title: str
    issued: str
    superseded_on: str
    url: str

    @property
    def address(self) -> str:
        """The paper's IRI."""
        return f"{REGISTER}paper/{self.id}"


@dataclass(frozen=True)
class Statement:
    """One thing that a paper said. ``stated_of`` is what it is stated of in a description: paper, system, deployment, or "" for nothing."""

    id: str
    paper: Paper
    prop: str
    value: str
    since: str
    until: str
    how_known: str
    source_url: str
    note: str
    stated_of: str
    why_not: str

    @property
    def address(self) -> str:
        """The statement's IRI."""
        return f"{self.paper.address}#{self.id}"

    @property
    def start(self) -> date | None:
        """The first day on which it certainly stood: no paper says anything before it is issued."""
        known = [moment for moment in (certainly_stood(self.since), certainly_stood(self.paper.issued)) if moment is not None]
        return max(known) if self.since else None

    @property
    def end(self) -> date | None:
        """The first day on which it may no longer have stood; None where no end is known."""
        return certainly_ended(self.until)

    def stood_on(self, moment: date) -> bool:
        """Whether it certainly stood on a day."""
        return self.start is not None and self.start <= moment and (self.end is None or moment < self.end)


@dataclass(frozen=True)
class Tables:
    """Everything that the register's files state."""

    rows: dict[str, Row]
    sources: dict[str, Source]
    papers: dict[str, Paper]
    statements: tuple[Statement, ...]
    bases: dict[str, dict[str, str]]
    flags: dict[str, dict[str, str]]
    use_cases: UseCases
    quality: dict[str, dict[str, str]]
    hash: str

    @property
    def seen(self) -> str:
        """The last day on which a document was seen."""
        return max(source.seen for source in self.sources.values())


def register_hash(corpus: Corpus) -> str:
    """SHA-256 (hex) over path and content of the register's data files."""
    digest = hashlib.sha256()
    for file in corpus.of("register"):
        digest.update(f"{file.path}\0{len(file.content)}\0".encode() + file.content)
    return digest.hexdigest()


def read_tables(corpus: Corpus) -> Tables:
    """The register's tables. Raises KnowledgeError with file and line where one does not hold together."""
    files = {file.name: file for file in corpus.of("register") if file.folder == "register"}
    table = {name: list(read_csv(file)) for name, file in files.items()}
    sources = {entry["id"]: Source(**entry) for _, entry in table.get("sources", ())}
    papers = {entry["id"]: Paper(**entry) for _, entry in table.get("papers", ())}
    flags = {entry["flag"]: entry for _, entry in table.get("flags", ())}
    bases = {entry["id"]: entry for _, entry in table.get("bases", ())}
    properties = [entry for _, entry in table.get("dossier-properties", ())]
    statements = tuple(_statement(line, entry, papers, properties) for line, entry in table.get("statements", ()))
    quality = {entry["kind"]: entry for _, entry in table.get("quality", ())}
    tables = Tables({}, sources, papers, statements, bases, flags, use_cases(corpus), quality, register_hash(corpus))
    for file in corpus.of("register"):
        if file.folder == "records":
            for line, cells in read_csv(file):
                row = row_of(file, f"{file.path}, line {line}", cells, sources, tables)
                if row.id in tables.rows:
                    raise KnowledgeError(f"{file.path}, line {line}: {row.id} stands there a second time.")
                tables.rows[row.id] = row
    return tables


def read_csv(file: SourceFile) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines of a CSV file with their numbers, as dictionaries. Raises KnowledgeError where a line has too many or too few cells."""
    reader = csv.DictReader(io.StringIO(file.content.decode("utf-8")))
    known: dict[str, str] = {}  # most cells hold what others do: it is held once
    for entry in reader:
        if None in entry or None in entry.values():
            raise KnowledgeError(f"{file.path}, line {reader.line_num}: it should have {len(reader.fieldnames or ())} cells.")
        yield reader.line_num, {column: known.setdefault(text, text) for column, text in entry.items()}


def row_of(file: SourceFile, where: str, cells: Entry, sources: dict[str, Source], tables: Tables) -> Row:
    """A row from its cells; of the tables, only bases and flags are read. Raises KnowledgeError where a cell cannot be."""
    if cells["source"] not in sources:
        raise KnowledgeError(f"{where}: no source is named {cells['source']!r} in sources.csv.")
    if cells["basis"] not in tables.bases:
        raise KnowledgeError(f"{where}: no basis is named {cells['basis']!r} in bases.csv.")
    for column in COUNTS:
        if cells[column] and not (cells[column].isascii() and cells[column].isdigit()):
            raise KnowledgeError(f"{where}, column {column}: {cells[column]!r} is no whole number.")
    remarks = tuple(_remark(text, tables.flags, where) for text in cells["flags"].split(" | ") if text)
    source = sources[cells["source"]]
    return Row(
        id=cells["id"],
        force=f"actor:{file.name}",
        cells=cells,
        plain=_plain(cells, [tables.flags[flag] for flag, _ in remarks]),
        source=source,
        publisher=cells["publisher"] or source.publisher,
        document=cells["document"] or source.title,
        url=cells["url"] or source.url,
        seen_at=cells["seen_at"] or source.seen_at,
        remarks=remarks,
        file=file,
    )


def _remark(text: str, flags: dict[str, Entry], where: str) -> tuple[str, str]:
    """A flag of a row with its words: the meaning of the flag, what the row adds, and a value."""
    name, _, own = text.partition(":") if ":" in text.split(" ")[0] else (text, "", "")
    flag, _, value = name.partition("=")
    if flag not in flags:
        raise KnowledgeError(f"{where}: no flag is named {flag!r} in flags.csv.")
    return flag, "; ".join(part for part in (flags[flag]["meaning"], own.strip(), value) if part)


def _plain(cells: Entry, flags: list[Entry]) -> dict[str, str]:
    """The cells that may be stated of the deployment: the cells themselves where no flag says otherwise, as on most rows."""
    if not any(flag["reads"] or flag["leaves_unstated"] for flag in flags):
        return cells
    plain = dict(cells)
    for flag in flags:
        if flag["reads"]:
            was, _, becomes = flag["reads"].partition(" as ")
            plain[was], plain[becomes] = "", plain[was] or plain[becomes]
        for column in flag["leaves_unstated"].split():
            plain[column] = ""
    return plain


def _statement(line: int, entry: Entry, papers: dict[str, Paper], properties: list[Entry]) -> Statement:
    where = f"ontology/register/statements.csv, line {line}"
    if entry["paper"] not in papers:
        raise KnowledgeError(f"{where}: no paper is named {entry['paper']!r} in papers.csv.")
    paper = papers[entry["paper"]]
    found = next((p for p in properties if p["property"] == entry["property"] and p["of_papers"] in ("*", paper.stated_as)), None)
    if entry["property"] and found is None:
        raise KnowledgeError(f"{where}: dossier-properties.csv does not say of what {entry['property']} is stated.")
    stated_of, why = (found["stated_of"], found["why"]) if found else ("", "the vocabulary has no term for it")
    if stated_of == "paper" and not paper.stated_as:
        stated_of, why = "", paper.why_not
    return Statement(
        id=entry["id"], paper=paper, prop=entry["property"], value=entry["value"], since=entry["from"], until=entry["until"],
        how_known=entry["how_known"], source_url=entry["source_url"] or paper.url, note=entry["note"], stated_of=stated_of, why_not=why,
    )  # fmt: skip
