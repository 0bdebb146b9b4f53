"""The register as pages and commands see it: its tables, and what was found of each record."""

from dataclasses import dataclass
from functools import cached_property

from lfr_kg.base.namespaces import REGISTER
from lfr_kg.evidence.vocabulary import Vocabulary
from lfr_kg.register.judging import Beside, beside
from lfr_kg.register.kept import Findings
from lfr_kg.register.quality import Together, share_of
from lfr_kg.register.tables import Row, Tables


@dataclass(frozen=True)
class Register:
    """The published records. ``findings`` holds what was found of each by its id; it is empty where nothing was judged yet."""

    tables: Tables
    vocabulary: Vocabulary
    findings: Findings

    @cached_property
    def to_judge(self) -> list[Row]:
        """The rows that describe a deployment whose day is known for certain: without a day no law can be chosen."""
        return [row for row in self.tables.rows.values() if row.is_deployment and row.day is not None]

    @cached_property
    def together(self) -> Together:
        """Tells of a row what does not go together in it."""
        return Together(self.tables)

    @cached_property
    def shares(self) -> dict[str, float]:
        """The rates of false alerts by the counts, by record."""
        found = {row.id: share_of(row) for row in self.tables.rows.values() if row.is_deployment}
        return {name: share for name, share in found.items() if share is not None}

    def address_of(self, name: str) -> str:
        """The address of a paper or a statement, from its name as a finding gives it."""
        return REGISTER + name

    def beside(self, row: Row) -> Beside:
        """A record together with what its force had published on its day."""
        return beside(row, self.tables, self.vocabulary)
