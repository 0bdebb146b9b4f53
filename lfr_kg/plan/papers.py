"""The papers that a plan asks for, as ``ontology/plan/papers.ttl`` has them, and which of them a norm's line belongs to."""

from dataclasses import dataclass

from lfr_kg.assess.findings import Found, Thing
from lfr_kg.assess.law import Norm
from lfr_kg.base.model import Graph
from lfr_kg.base.namespaces import iri

PAPERS = iri("lfr:PlanPaper")


@dataclass(frozen=True)
class Sheaf:
    """A paper of the plan: its slug, what it is called, and what it is for."""

    slug: str
    title: str
    purpose: str


class Papers:
    """Finds the papers of norms."""

    def __init__(self, graph: Graph):
        self._sheaves: dict[str, Sheaf] = {}
        self._gathered: dict[str, str] = {}
        for node in graph.list(graph.value(PAPERS, iri("lfr:formOrder"))):
            slug, title, purpose = (graph.needed(node, iri(name)).value for name in ("skos:notation", "rdfs:label", "lfr:purpose"))
            self._sheaves[slug] = Sheaf(slug, title, purpose)
            self._gathered |= {thing.value: slug for thing in graph.list(graph.value(node, iri("lfr:answersTo")))}

    def known(self, slug: str) -> Sheaf:
        """The paper of a slug."""
        return self._sheaves[slug]

    @property
    def order(self) -> list[str]:
        """The slugs of the papers, in the order of the work."""
        return list(self._sheaves)

    def of(self, found: Found, demanded: set[Thing]) -> list[str]:
        """The papers that a finding's check asks for: those that it misses, else the one that its norm is about; none where no paper
        gathers it. Of several of which one would do, one of the things demanded by themselves is taken."""
        things = [lack.chosen(demanded).name for lack in found.lacks]
        slugs = dict.fromkeys(self._gathered[thing] for thing in things if thing in self._gathered)
        return list(slugs) or self.of_norm(found.norm)

    def of_norm(self, norm: Norm) -> list[str]:
        """The paper that a norm is about, where one gathers it."""
        name = norm.acts_on.value if norm.acts_on else ""
        return [self._gathered[name]] if name in self._gathered else []


def demanded_of(found: list[Found]) -> set[Thing]:
    """The things that some finding misses by themselves."""
    return {thing for each in found for lack in each.lacks if len(lack.things) == 1 for thing in lack.things}
