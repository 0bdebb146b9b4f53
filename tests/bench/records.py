"""Records made by chance in great number, as statements beside the law, and the stores on disk that hold them.

A generated record is one of the published ones under another name, on another day and with other figures: so the library's questions
find it as they find those. The stores take minutes to make and are kept; what they hold depends on no rule of law: the law is put in later.
"""

import random
import re
import shutil
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pyoxigraph as ox

from lfr_kg.knowledge import KnowledgeBase
from lfr_kg.register.graphs import FILES, row_facts

GRAPH = ox.NamedNode(FILES + "records/generated")
EDITION = "1"
"""Raised when what is generated changes, so that stores made before are made anew."""
FIRST, DAYS = date(2016, 1, 4), 4000
_DATE = re.compile(r'"\d{4}-\d\d-\d\d"\^\^')
_NUMBER = re.compile(r'"(\d+)"(\^\^<http://www\.w3\.org/2001/XMLSchema#integer>)')


def templates(knowledge: KnowledgeBase) -> list[tuple[str, list[str], int]]:
    """The published deployments as N-Triples: name, the text about it split where its name stands, number of statements."""
    found = []
    for row in knowledge.register.tables.rows.values():
        if row.is_deployment:
            lines = [f"{s} {p} {o} .\n" for s, p, o in row_facts(row, knowledge.register.tables)]
            found.append((row.id, "".join(lines), len(lines)))
    return [(name, text.split(name), number) for name, text, number in found]


def record_lines(knowledge: KnowledgeBase, statements: int, seed: int = 7) -> Iterator[str]:
    """Texts of N-Triples, one a record, until there are so many statements."""
    chance, known, made, count = random.Random(seed), templates(knowledge), 0, 0
    while made < statements:
        _, parts, number = known[chance.randrange(len(known))]
        day = f'"{(FIRST + timedelta(days=chance.randrange(DAYS))).isoformat()}"^^'
        factor = chance.uniform(0.5, 1.5)
        text = _DATE.sub(day, f"gen-{count:07}".join(parts))
        yield _NUMBER.sub(lambda found, factor=factor: f'"{int(int(found[1]) * factor)}"{found[2]}', text)
        made += number
        count += 1


def workshop_of(target: Path) -> Path:
    """Where a folder is made that takes its place once it is whole; nothing that was left unfinished is there."""
    workshop = target.with_name(f"{target.name}.building")
    shutil.rmtree(workshop, ignore_errors=True)
    return workshop


def made(knowledge: KnowledgeBase, statements: int, place: Path) -> Path:
    """The folder of a store with so many statements of generated records, in a graph of their own and merged in the default graph too.

    It is made where it is not there.
    """
    target = place / f"records-{statements // 1_000_000}M-{EDITION}"
    if target.exists():
        return target
    place.mkdir(parents=True, exist_ok=True)
    workshop, text = workshop_of(target), place / f"{target.name}.nt"
    began = time.monotonic()
    with text.open("w", encoding="utf-8") as file:
        file.writelines(record_lines(knowledge, statements))
    store = ox.Store(str(workshop))
    for graph in (GRAPH, ox.DefaultGraph()):
        store.bulk_load(path=str(text), format=ox.RdfFormat.N_TRIPLES, to_graph=graph)
        print(f"  {statements:,} statements: {time.monotonic() - began:.0f} s", flush=True)
    store.optimize()
    del store  # it writes on until it is closed
    text.unlink()
    workshop.rename(target)
    return target
