"""Writing the search index: one SQLite file (FTS5) over norms, provisions, sources, actors, terms, values of lists and questions.

It is written with the knowledge and only read afterwards. Titles and citations stand in columns of their own, so that they weigh more than
text; what a citation names (a section of an Act) is kept in a table, so that ``s 64 DPA`` finds the section and the norms it states.
"""

import re
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from lfr_kg.base.model import Graph
from lfr_kg.base.namespaces import iri
from lfr_kg.search.citations import address_asked, initials, meaningful, words
from lfr_kg.search.entries import Cite, Entry, clean, division, entries_of, line_above, number_of, order_of, sentence

SCHEMA = """
CREATE VIRTUAL TABLE docs USING fts5(title, names, says, text, tokenize = 'porter unicode61 remove_diacritics 2');
CREATE TABLE entry (
    id INTEGER PRIMARY KEY, path TEXT, kind TEXT, word TEXT, force TEXT, citation TEXT, verification TEXT, until TEXT, standing REAL
);
CREATE UNIQUE INDEX entry_path ON entry (path);
CREATE TABLE address (address TEXT, id INTEGER);
CREATE INDEX address_address ON address (address);
CREATE VIRTUAL TABLE called USING fts5(name, id UNINDEXED, length UNINDEXED, tokenize = 'porter unicode61 remove_diacritics 2');
CREATE TABLE inside (place INTEGER, above INTEGER);
CREATE INDEX inside_place ON inside (place);
CREATE TABLE place (id INTEGER PRIMARY KEY, kind TEXT, number TEXT, within TEXT, position TEXT);
CREATE INDEX place_number ON place (number, kind);
CREATE TABLE stated (norm INTEGER, place INTEGER);
CREATE INDEX stated_place ON stated (place);
CREATE TABLE source (id INTEGER PRIMARY KEY, names TEXT);
CREATE TABLE initials (letters TEXT, name TEXT);
CREATE TABLE outside (name TEXT, note TEXT);
CREATE TABLE word (word TEXT PRIMARY KEY) WITHOUT ROWID;
"""
STANDING = {"norm": 5.0, "source": 4.0, "actor": 4.0, "question": 3.0, "condition": 3.0, "term": 3.0, "value": 2.5, "provision": 0.0}
"""How much each kind of thing is worth before any word is counted: a source before its own paragraphs."""


def write_index(graph: Graph, questions: Iterable[tuple[str, str, str]], path: Path, cite: Cite) -> None:
    """Write the index of everything that ``graph`` states, and of the library's questions, to a new file at ``path``."""
    entries = entries_of(graph, questions, cite)
    connection = sqlite3.connect(path)
    try:
        with connection:
            connection.executescript(SCHEMA)
            numbers = {entry.node: number for number, entry in enumerate(entries, 1)}
            for entry in entries:
                _write(connection, numbers[entry.node], entry)
            _write_places(connection, graph, numbers)
            _write_outside(connection, graph)
            _write_words(connection, entries)
            connection.execute("INSERT INTO docs(docs) VALUES ('optimize')")
        connection.execute("VACUUM")
    finally:
        connection.close()


def _write(connection: sqlite3.Connection, number: int, entry: Entry) -> None:
    names = [entry.citation, *entry.called, *entry.names]
    told = clean(" ".join(sentence(text) for text in entry.text if text))
    columns = (clean(entry.title), clean(" · ".join(filter(None, names))), clean(entry.says), told)
    connection.execute("INSERT INTO docs(rowid, title, names, says, text) VALUES (?, ?, ?, ?, ?)", (number, *columns))
    standing = STANDING[entry.kind] + entry.worth
    row = (number, entry.path, entry.kind, entry.word, entry.force, entry.citation, entry.verification, entry.until, standing)
    connection.execute("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    if entry.official and (address := address_asked(entry.official)) is not None:
        connection.execute("INSERT INTO address VALUES (?, ?)", (address, number))
    called = {tuple(meaningful(words(name))) for name in (entry.title, *entry.called)}
    connection.executemany("INSERT INTO called VALUES (?, ?, ?)", ((" ".join(name), number, len(name)) for name in sorted(called)))
    if entry.kind == "source" or (entry.kind == "provision" and entry.called):
        known = [entry.title, *(names if entry.kind == "source" else entry.called), initials(entry.title)]
        spelt = " ".join(dict.fromkeys(re.findall(r"\w+", " ".join(known).lower())))
        connection.execute("INSERT INTO source VALUES (?, ?)", (number, f" {spelt} "))
    if entry.kind in ("source", "actor", "term") and 3 <= len(letters := initials(entry.title)) <= 6:
        connection.execute("INSERT INTO initials VALUES (?, ?)", (letters, clean(entry.title)))


def _write_places(connection: sqlite3.Connection, graph: Graph, numbers: dict[str, int]) -> None:
    for node, _ in graph.pairs(iri("lfr:divisionType")):
        line = line_above(graph, node)
        kinds = [division(graph, each) for each in line[:-1]]
        within = " ".join(f"{kind}:{number_of(graph, each)}" for kind, each in zip(kinds[1:], line[1:-1], strict=True))
        position = ".".join(f"{order_of(graph, each):06d}" for each in reversed(line[:-1]))
        row = (numbers[node.value], kinds[0], number_of(graph, node), f" {within} ", position)
        connection.execute("INSERT INTO place VALUES (?, ?, ?, ?, ?)", row)
        above = [(numbers[node.value], numbers[each.value]) for each in line if each.value in numbers]
        connection.executemany("INSERT INTO inside VALUES (?, ?)", above)
    for norm, _, place in graph.by_predicate[iri("lfr:statedBy")]:
        if norm.value in numbers and place.value in numbers:
            connection.execute("INSERT INTO stated VALUES (?, ?)", (numbers[norm.value], numbers[place.value]))


def _write_words(connection: sqlite3.Connection, entries: list[Entry]) -> None:
    """The words as written, before they are cut to stems: what a misspelt word is compared with."""
    found = {
        word for entry in entries for text in (entry.title, entry.says, *entry.text) for word in re.findall(r"[^\W\d_]{4,}", text.lower())
    }
    connection.executemany("INSERT INTO word VALUES (?)", ((word,) for word in sorted(found)))


def _write_outside(connection: sqlite3.Connection, graph: Graph) -> None:
    """What people call the places whose law is not recorded here, each with the sentence that says so."""
    for place, _, scheme in graph.by_predicate[iri("skos:inScheme")]:
        note = graph.value(place, iri("skos:scopeNote"))
        if scheme == iri("con:jurisdiction") and note is not None:
            names = [
                label.value for name in ("skos:prefLabel", "skos:altLabel", "skos:hiddenLabel") for label in graph.objects(place, iri(name))
            ]
            connection.executemany("INSERT INTO outside VALUES (?, ?)", ((" ".join(words(name)), note.value) for name in sorted(names)))
