"""The charts of the register: for each its words, the table behind it, and the picture where one was drawn.

Words stand in ``ontology/register/charts.csv``, outlines of the map in ``outlines.geojson`` beside it. Pictures are drawn at build and kept
beside the store, under a key of all that goes into them; what a page shows is read from there and never drawn for it.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson

from lfr_kg.base.model import Graph
from lfr_kg.base.namespaces import iri
from lfr_kg.corpus.files import Corpus
from lfr_kg.register import drawing, figures
from lfr_kg.register.figures import Table
from lfr_kg.register.items import published_by_all, read_items
from lfr_kg.register.tables import Tables, read_csv

FILE = "register-charts.json"
TIMELINE = "timeline"
NARROW = {"narrow": True}
"""What is drawn otherwise for a narrow screen."""
MOST_DRAWN = {"intervals": 60, "points": 1_000, "map": 2_000}
"""How many rows of a table are drawn at most, by how."""
FEWEST = 5
"""Points of which a timeline is made at least."""


@dataclass(frozen=True)
class Chart:
    """A chart: its name, its words, its table, and its picture as SVG text ("" where none was drawn), for a wide screen and a narrow one.
    ``kind`` is how it is drawn, with ``extra``."""

    name: str
    title: str
    description: str
    caption: str
    columns: list[str]
    rows: Table
    kind: str
    extra: dict[str, Any]
    svg: str = ""
    narrow: str = ""

    @property
    def shown(self) -> Table:
        """The rows that are drawn and stand on a page: all, or where they are too many the first, of points every so many-th."""
        most = MOST_DRAWN.get(self.kind, len(self.rows))
        if len(self.rows) <= most:
            return self.rows
        return self.rows[:: -(-len(self.rows) // most)] if self.kind == "points" else self.rows[:most]

    def as_csv(self) -> str:
        """The table as comma-separated values."""
        out = io.StringIO(newline="")
        csv.writer(out).writerows([self.columns, *self.rows])
        return out.getvalue()


class Charts:
    """Makes the charts of the register's tables, and holds the words of its pages (``said``), its items, and the rate above which records
    are listed by themselves (``ceiling``)."""

    def __init__(self, corpus: Corpus, graph: Graph, tables: Tables):
        files = {file.name: file for file in corpus.of("register", "outlines") if file.folder == "register"}
        self.words = {entry["name"]: entry for _, entry in read_csv(files["charts"])}
        self.outlines = json.loads(files["outlines"].content)
        self.said = {entry["name"]: entry["text"] for _, entry in read_csv(files["words"])}
        self.graph, self.tables, self.items = graph, tables, read_items(corpus)
        self.ceiling = float(graph.needed(iri(self.said["ceiling"]), iri("sh:maxInclusive")).value)
        self.rows = [row for row in tables.rows.values() if row.is_deployment]

    def named(self, force: str) -> str:
        """What a force (``actor:…``) is called."""
        return self.graph.needed(iri(force), iri("rdfs:label")).value

    def of_all(self) -> list[Chart]:
        """The charts over all forces, in their order."""
        rates = {"labels": (0, 1, 2), "at": (5, 6, 7), "readings": (figures.OWN,)}
        mark = {"log": True, "mark": self.ceiling * figures.PER_FACES}
        stacked = {"others": self.said["other-forces"]}
        parts = {"parts": {part: self.said[part] for part in ("england-and-wales", "london")}, "outlines": self.outlines}
        rows, named = self.rows, self.named
        made: list[tuple[str, str, Table, dict[str, Any]]] = [
            ("shown", "bars", figures.shown(published_by_all(self.items, self.tables)), {"none": self.said["none"]}),
            ("deployments", "stacked", figures.counted(rows, named), stacked),
            ("faces", "stacked", figures.summed(rows, named, "faces_seen"), stacked),
            ("alerts", "stacked", figures.summed(rows, named, "alerts"), stacked),
            ("false-alerts", "intervals", figures.rates(rows, named, "false_alerts", "faces_seen", figures.PER_FACES), rates | mark),
            ("above", "intervals", figures.above(rows, self.ceiling), rates | mark | {"labels": (1, 2), "readings": ()}),
            ("arrests", "intervals", figures.rates(rows, named, "arrests", "alerts", figures.PER_ALERTS), rates),
            ("list-size", "intervals", figures.sizes(rows, named), {"labels": (0, 1), "at": (4, 3, 5), "readings": ()}),
            ("threshold", "stacked", figures.thresholds(rows), {}),
            ("map", "map", figures.places(rows, named), parts),
        ]
        return [self._chart(name, name, kind, table, extra) for name, kind, table, extra in made if table]

    def of_forces(self) -> Iterator[Chart]:
        """The timeline of each force with enough records, named by the force."""
        for force in sorted({row.force for row in self.rows}):
            table = figures.timeline(row for row in self.rows if row.force == force)
            if len(table) >= FEWEST:
                yield self._chart(force.replace("actor:", f"{TIMELINE}-"), TIMELINE, "points", table, {})

    def _chart(self, name: str, words: str, kind: str, table: Table, extra: dict[str, Any]) -> Chart:
        entry = self.words[words]
        values = self._values(words, table)
        columns = entry["columns"].split("|")
        told = {column: entry[column].format(**values) for column in ("description", "caption")}
        made = Chart(name, entry["title"], told["description"], told["caption"], columns, table, kind, extra | {"name": f"chart-{name}"})
        if len(made.shown) == len(table):
            return made
        part = self.said["part-drawn"].format(shown=f"{len(made.shown):,}", rows=f"{len(table):,}")
        return replace(made, caption=f"{made.caption} {part}")

    def _values(self, words: str, table: Table) -> dict[str, str]:
        """What the words of a chart speak of: how many rows, the first and the last of what is put in order, the greatest, and more."""
        number, label, order = _READ[words]
        greatest = max(table, key=lambda cells: float(cells[number]))
        if words in _BY_YEAR:
            sums: dict[str, float] = {}
            for cells in table:
                sums[str(cells[order])] = sums.get(str(cells[order]), 0) + float(cells[number])
            year = max(sums, key=lambda each: sums[each])
            told = f"{year}: {sums[year]:,.0f}"
        else:
            told = f"{', '.join(str(greatest[column]) for column in label)}: {greatest[number]:,}"
        ordered = sorted(str(cells[order]) for cells in table)
        never = [str(cells[0]) for cells in table if words == "shown" and not cells[1]]
        most = max((cells[3] for cells in table), default=0) if words == "above" else 0
        return {
            "most": str(most),
            "rows": f"{len(table):,}", "first": ordered[0], "last": ordered[-1], "greatest": told, "records": f"{len(self.rows):,}",
            "none": str(len(never)), "never": ", ".join(never), "placed": f"{sum(bool(row.cells['lat']) for row in self.rows):,}",
        }  # fmt: skip


_READ: dict[str, tuple[int, tuple[int, ...], int]] = {
    "shown": (1, (0,), 0), "deployments": (3, (), 1), "faces": (3, (), 1), "alerts": (3, (), 1), "false-alerts": (5, (0, 1, 2), 1),
    "above": (5, (1, 2), 2), "arrests": (5, (0, 1, 2), 1), "list-size": (4, (0, 1), 1), "threshold": (2, (), 0), "map": (4, (0,), 0),
    "timeline": (2, (1, 0), 0),
}  # fmt: skip
"""Of each table: the column of its number, the columns that name a row, and the column that rows are put in order by."""
_BY_YEAR = ("deployments", "faces", "alerts", "threshold")


def drawn(charts: Charts, kept: Path) -> str:
    """All charts with their pictures as JSON; what ``kept`` holds, where it was made of the same. Without the libraries there are no
    pictures."""
    made = [*charts.of_all(), *charts.of_forces()]
    key = _key(made)
    if (found := _read(kept)).get("key") == key:
        return orjson.dumps(found).decode()
    if drawing.can_draw():
        made = [replace(each, svg=_picture(each, {}), narrow=_picture(each, NARROW)) for each in made]
    return orjson.dumps({"key": key, "charts": made}).decode()


def _picture(each: Chart, otherwise: dict[str, Any]) -> str:
    extra = each.extra | otherwise
    name = f"{extra['name']}-narrow" if otherwise else extra["name"]
    return drawing.drawn(each.kind, each.columns, each.shown, each.title, each.description, extra | {"name": name})


def is_kept(text: str, file: Path) -> bool:
    """Whether a file holds this text."""
    return file.is_file() and file.read_bytes() == text.encode()


def kept(file: Path) -> list[Chart]:
    """The charts of a file; none where it is not there, or not whole."""
    return [Chart(**each) for each in _read(file).get("charts", ())]


def _read(file: Path) -> dict[str, Any]:
    try:
        found = orjson.loads(file.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _key(made: list[Chart]) -> str:
    """SHA-256 (hex) of all that goes into the pictures: the charts, how they are drawn, and whether they can be."""
    digest = hashlib.sha256(Path(drawing.__file__).read_bytes() + str(drawing.can_draw()).encode())
    for each in made:
        digest.update(orjson.dumps(each))
    return digest.hexdigest()
