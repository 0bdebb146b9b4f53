"""A newly published table put into the register's files: rows that are new, and figures that are printed otherwise.

Nothing is taken away: a row that the table no longer prints stays until a person decides, and so do a day and a place that it prints
otherwise, since both name the row. What would no longer be read is not written.
"""

import csv
import io
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from lfr_kg.corpus.files import Corpus, SourceFile
from lfr_kg.register.tables import Entry, Row, Source, Tables, read_tables
from lfr_kg.register.update import Change, Update

LEFT = ("date_from", "place")
"""What a person decides on."""
OF_DOCUMENT = ("reading", "source", "page_or_row")
OWN_WORDS = ("publisher", "document", "url", "seen_at")
"""What a row says of its document in place of what the document's own line says."""
SOURCES = "ontology/register/sources.csv"


def write(update: Update, root: Path) -> list[str]:
    """Put what a table changes into the files under a root, and say which rows were written or left. Writing it again changes nothing.

    Raises KnowledgeError, with file and line, where the register could not be read any more; nothing is written then.
    """
    corpus = Corpus(root)
    tables = read_tables(corpus)
    written = [change for change in (*update.changed, *update.same) if _figures(change) or change.confirms]
    rows = [*update.new, *(change.read for change in written)]
    if not rows:
        return [*_left(update), "Nothing to write."]
    texts = {SOURCES: _with_source(tables, rows[0].source)}
    for path in {row.file.path for row in rows}:
        texts[path] = _with_rows(corpus, path, [row for row in update.new if row.file.path == path], written, tables)
    corpus.files = [replace(file, content=texts[file.path].encode()) if file.path in texts else file for file in corpus.files]
    corpus.files += [
        SourceFile(path, "register", texts[path].encode()) for path in texts if path not in {file.path for file in corpus.files}
    ]
    read_tables(corpus)
    for path in sorted(texts, key=lambda path: path != SOURCES):  # a document without rows does no harm, and rows without theirs do
        _replace(root / path, texts[path])
    return [*_left(update), f"Written: {len(update.new)} rows added, {len(written)} brought up to date. Run lfr-kg build --register."]


def _figures(change: Change) -> list[str]:
    """The columns of a change that are written."""
    return [each.column for each in change.differences if each.column not in LEFT]


def _left(update: Update) -> list[str]:
    named = [change.held.id for change in update.changed if {each.column for each in change.differences} & set(LEFT)]
    told = [(named, "day or place is printed otherwise"), ([row.id for row in update.withdrawn], "no longer printed")]
    return [f"Left for a person, since {why}: {', '.join(names)}." for names, why in told if names]


def _with_source(tables: Tables, source: Source) -> str:
    """The table of documents with this one, seen today, where it is not there yet."""
    seen = datetime.now(UTC).date().isoformat()
    sources = tables.sources if source.id in tables.sources else tables.sources | {source.id: replace(source, seen=seen)}
    return _as_csv([vars(each) for each in sources.values()])


def _with_rows(corpus: Corpus, path: str, new: list[Row], written: list[Change], tables: Tables) -> str:
    """A file of rows with the new ones at its end, and those that changed brought up to date where they stand."""
    changes = {change.held.id: change for change in written}
    file = next((file for file in corpus.files if file.path == path), None)
    held = list(csv.DictReader(io.StringIO(file.content.decode("utf-8")))) if file else []
    rows = [_renewed(cells, changes[cells["id"]], tables) if cells["id"] in changes else cells for cells in held]
    order = list(held[0]) if held else list(new[0].cells)
    return _as_csv([*rows, *({column: row.cells[column] for column in order} for row in new)])


def _renewed(cells: Entry, change: Change, tables: Tables) -> Entry:
    """The cells of a row with what a document prints; remarks on what a copy lacked end where it is printed."""
    read = change.read.cells
    found = cells | {column: read[column] for column in (*_figures(change), *OF_DOCUMENT)} | dict.fromkeys(OWN_WORDS, "")
    kept = [text for text in cells["flags"].split(" | ") if text and not _has_ended(text, read, tables)]
    names = {text.split(":")[0].split("=")[0] for text in kept}
    return found | {
        "flags": " | ".join([*kept, *(text for text in read["flags"].split(" | ") if text and text.split("=")[0] not in names)])
    }


def _has_ended(text: str, read: Entry, tables: Tables) -> bool:
    column = tables.flags[text.split(":")[0].split("=")[0]]["until_printed"]
    return bool(column and read[column])


def _as_csv(entries: list[Entry]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(entries[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(entries)
    return out.getvalue()


def _replace(file: Path, text: str) -> None:
    """Write a file whole or not at all."""
    beside = file.with_name(f".{file.name}.new")
    beside.write_text(text, encoding="utf-8", newline="")
    os.replace(beside, file)
