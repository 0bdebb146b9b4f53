"""What the pages of the register have in common, worked out once for each knowledge base: charts, items, and who asks for what."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import pyoxigraph as ox
from flask import current_app

from lfr_kg.base.model import Graph
from lfr_kg.base.namespaces import iri
from lfr_kg.knowledge import KnowledgeBase
from lfr_kg.register import charts
from lfr_kg.register.charts import TIMELINE, Chart, Charts
from lfr_kg.register.figures import PER_FACES
from lfr_kg.register.items import Published, published_by
from lfr_kg.register.register import Register
from lfr_kg.register.requests import Asking, asking
from lfr_kg.web.register.table import Found, choices_of, figures, totals


@dataclass(frozen=True)
class Shown:
    """The register of a knowledge base, as its pages show it."""

    kb: KnowledgeBase
    register: Register

    @cached_property
    def making(self) -> Charts:
        """The words of the charts and of the pages."""
        return Charts(self.kb.corpus, self.kb.graph, self.register.tables)

    @cached_property
    def charts(self) -> dict[str, Chart]:
        """Every chart by its name, as it was drawn at build; without a picture where none was."""
        kept = charts.kept(self.kb.folder / charts.FILE)
        return {each.name: each for each in kept or [*self.making.of_all(), *self.making.of_forces()]}

    @property
    def of_all(self) -> list[Chart]:
        """The charts over all forces."""
        return [each for each in self.charts.values() if not each.name.startswith(TIMELINE)]

    @cached_property
    def found(self) -> Found:
        """What was found of each record."""
        return {
            name: {(finding["verdict"], finding["norm"]) for finding in entry["findings"]} for name, entry in self.register.findings.items()
        }

    @cached_property
    def choices(self) -> dict[str, list[str]]:
        """The values by which the table can be narrowed."""
        return choices_of(list(self.register.tables.rows.values()), self.found)

    @cached_property
    def figures(self) -> dict[str, list[str]]:
        """The figures of each row as the table shows them."""
        return {name: figures(row, self.register.rates) for name, row in self.register.tables.rows.items()}

    @cached_property
    def matrix(self) -> dict[str, list[Published]]:
        """How much of each item each force has published, by the force's compact name."""
        tables = self.register.tables
        forces = {row.force for row in tables.rows.values()} | {paper.force for paper in tables.papers.values()}
        return {force: published_by(force, self.making.items, tables) for force in sorted(forces, key=self.making.named)}

    def duties(self, day: ox.Literal) -> dict[str, list[Asking]]:
        """What duties in force on a day ask for, by the thing."""
        return _duties(self.kb, day)

    def applicable(self, force: str) -> set[str] | None:
        """The norms that were not found inapplicable to the records of a force; None where none of them was judged."""
        entries = [self.register.findings[row.id] for row in self.register.to_judge if row.force == force and row.id in self.found]
        if not entries:
            return None
        said = {finding["norm"] for entry in entries for finding in entry["findings"]}
        return said | {slug for entry in entries for name in ("not-stated", "condition-not-stated") for slug in entry[name]}

    def law(self, name: str) -> ox.NamedNode:
        """A norm or check that the words name."""
        return iri(self.making.said[name])

    @cached_property
    def sentences(self) -> dict[str, Any]:
        """What the register shows and never shows, what is above the guidance's figure, and how uncertain it all is."""
        said, above = self.making.said, self.charts["above"].rows if "above" in self.charts else []
        primary = [row for row in self.making.rows if row.cells["reading"] == "primary"]
        sums, own = totals(self.making.rows), totals(primary)
        limit = self.making.ceiling * PER_FACES
        firm = sum(float(row[6]) > limit for row in above)
        values = {
            "records": f"{len(self.making.rows):,}",
            "primary": f"{len(primary):,}",
            "faces": _sum(sums["faces_seen"]), "alerts": _sum(sums["alerts"]), "arrests": _sum(sums["arrests"]),
            "own-faces": _sum(own["faces_seen"]), "own-alerts": _sum(own["alerts"]), "own-arrests": _sum(own["arrests"]),
            "above": len(above), "rated": f"{len(self.register.rates):,}", "ceiling": f"{limit:g}",
            "most": max((row[3] for row in above), default=0), "firm": firm,
        }  # fmt: skip
        names = ("what-it-shows", "what-it-never-shows", "what-follows")
        return {
            "three": [said[name].format(**values) for name in names],
            "above": said["above-some" if firm else "above"].format(**values) if above else "",
            "uncertain": [text for name, text in said.items() if name.startswith("uncertain-")],
        }

    def about_the_figure(self) -> tuple[str, ox.NamedNode]:
        """What is said of the guidance's figure, and its norm."""
        graph: Graph = self.kb.graph
        [norm] = graph.nodes(self.law("ceiling-check"), iri("lfr:checks"))
        catalogue = current_app.config["CATALOGUE"]
        verified = catalogue.label(catalogue.value(norm, "lfr:verification"))
        values = {"duty": catalogue.label(norm), "citation": catalogue.cited(norm), "verified": verified}
        return self.making.said["about-the-figure"].format(**values), norm


@lru_cache(maxsize=4)
def _duties(kb: KnowledgeBase, day: ox.Literal) -> dict[str, list[Asking]]:
    return asking(kb.query(kb.library.view("duties-that-look-at"), {"date": day}))


def _sum(found: tuple[int, int] | None) -> str:
    return f"{found[0]:,}" if found else "0"


@lru_cache(maxsize=4)
def _shown(kb: KnowledgeBase, register: int) -> Shown:
    return Shown(kb, kb.register)


def shown() -> Shown:
    """The register of this app."""
    kb: KnowledgeBase = current_app.config["KB"]
    return _shown(kb, id(kb.register))
