"""What the pages of the register have in common, worked out once for each knowledge base: charts, items, and who asks for what."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import pyoxigraph as ox
from flask import current_app
from markupsafe import Markup

from lfr_kg.base.model import Graph
from lfr_kg.base.namespaces import iri
from lfr_kg.base.scales import VERDICTS
from lfr_kg.knowledge import KnowledgeBase
from lfr_kg.register import charts
from lfr_kg.register.charts import TIMELINE, Chart, Charts
from lfr_kg.register.figures import PER_FACES
from lfr_kg.register.items import Published, published_by
from lfr_kg.register.register import Register
from lfr_kg.register.requests import Asking, asking
from lfr_kg.web.register.narrowing import Narrowing
from lfr_kg.web.register.table import COMMON, LISTS, NONE, figures

LINES = 5_000
"""Lines of the table that are kept."""
LONGEST_USE = 30
"""Letters from which a use case is a sentence, and no choice."""


@dataclass(frozen=True, eq=False)
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
    def narrowing(self) -> Narrowing:
        """The rows, ready to be narrowed."""
        return Narrowing(self.register)

    @cached_property
    def choices(self) -> dict[str, list[str]]:
        """The values by which the table can be narrowed; verdicts and duties are those that say something of a record."""
        values, pairs = self.narrowing.values, self.register.findings.pairs
        said = {verdict for verdict, _ in pairs}
        return {
            "threshold": [*sorted(values("threshold") - {NONE}), NONE],
            "list": [*LISTS, NONE],
            "verdict": [name for name in VERDICTS if name in said],
            "duty": sorted({duty for _, duty in pairs}),
            "force": sorted(values("force")),
            "year": sorted(values("year") - {""}),
            "kind": sorted(values("kind")),
            "read": sorted(values("read")),
            "use": sorted({use for use in values("use") if len(use) < LONGEST_USE} - {""}),
        }

    @cached_property
    def words(self) -> dict[str, dict[str, str]]:
        """What the choices are called: forces by their compact names, verdicts and duties by theirs."""
        catalogue = current_app.config["CATALOGUE"]
        return {
            "forces": {f"actor:{name}": catalogue.label(iri(f"actor:{name}")) for name in self.choices["force"]},
            "verdicts": {name: VERDICTS[name].heading for name in self.choices["verdict"]},
            "duties": {slug: catalogue.norm_label(slug) for slug in self.choices["duty"]},
            "uses": self._uses,
        }

    @property
    def _uses(self) -> dict[str, str]:
        """Use cases as they are printed most often, by what asks for them however their letters are printed."""
        printed = Counter(row.cells["use_case"] for row in self.narrowing.rows)
        return {use.capitalize(): use for use, _ in reversed(printed.most_common())}

    @lru_cache(LINES)  # noqa: B019 - one for each knowledge base, and few of those in a process
    def line(self, number: int) -> Markup:
        """A row as a line of the table."""
        row = self.narrowing.rows[number]
        is_odd = any(each.kind not in COMMON for each in self.register.together.of(row))
        template = current_app.jinja_env.get_template("register_line.html")
        return Markup(template.render(row=row, cells=row.cells, figures=figures(row), forces=self.words["forces"], is_odd=is_odd))

    @cached_property
    def matrix(self) -> dict[str, list[Published]]:
        """How much of each item each force has published, by the force's compact name."""
        tables = self.register.tables
        forces = {f"actor:{name}" for name in self.choices["force"]} | {paper.force for paper in tables.papers.values()}
        return {force: self._published(force) for force in sorted(forces, key=self.making.named)}

    def _published(self, force: str) -> list[Published]:
        return published_by(force, self.making.items, self.register.tables, self.narrowing.of_force(force.removeprefix("actor:")))

    def duties(self, day: ox.Literal) -> dict[str, list[Asking]]:
        """What duties in force on a day ask for, by the thing."""
        return _duties(self.kb, day)

    @lru_cache(64)  # noqa: B019 - as above
    def applicable(self, force: str) -> set[str] | None:
        """The norms that were not found inapplicable to the records of a force; None where none of them was judged."""
        return self.register.findings.bearing_on(self.narrowing.having("force", force.removeprefix("actor:"))) or None

    def law(self, name: str) -> ox.NamedNode:
        """A norm or check that the words name."""
        return iri(self.making.said[name])

    @cached_property
    def sentences(self) -> dict[str, Any]:
        """What the register shows and never shows, what is above the guidance's figure, and how uncertain it all is."""
        said, above = self.making.said, self.charts["above"].rows if "above" in self.charts else []
        whole = self.narrowing.deployments
        primary = whole & self.narrowing.having("read", "primary")
        sums, own = self.narrowing.totals(whole), self.narrowing.totals(primary)
        limit = self.making.ceiling * PER_FACES
        firm = sum(float(row[6]) > limit for row in above)
        values = {
            "records": f"{len(self.making.rows):,}",
            "primary": f"{primary.bit_count():,}",
            "faces": _sum(sums["faces_seen"]), "alerts": _sum(sums["alerts"]), "arrests": _sum(sums["arrests"]),
            "own-faces": _sum(own["faces_seen"]), "own-alerts": _sum(own["alerts"]), "own-arrests": _sum(own["arrests"]),
            "above": len(above), "rated": f"{len(self.register.shares):,}", "ceiling": f"{limit:g}",
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
