"""What every row of the bench is given: how thorough to be, where built knowledge and kept stores lie, and the worked example."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from lfr_kg.base.settings import EXAMPLE as FILE
from lfr_kg.base.settings import PACKAGE, Settings
from lfr_kg.knowledge import KnowledgeBase

ROOT = PACKAGE.parent
OUT = ROOT / "build" / "bench"
PYTHON = ROOT / ".venv" / "bench" / "bin" / "python"
"""The Python of the peers, where ``make bench`` has installed them."""
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
EXAMPLE = FILE.read_bytes()
SENT = [(EXAMPLE, "text/turtle", "example.ttl")]
FOR = 252
"""How many findings the goals were set for."""


@dataclass
class Run:
    """One run: thorough or quick."""

    is_quick: bool
    stores: Path
    """Where stores that take minutes to make are kept."""

    def rounds(self, number: int) -> int:
        """How many rounds to take of so many."""
        return max(2, number // 2) if self.is_quick else number

    def some(self, number: int) -> int:
        """How many of so many things to take."""
        return max(1, number // 10) if self.is_quick else number

    seconds = 2.0
    """How long a server is asked in each round."""

    @cached_property
    def knowledge(self) -> KnowledgeBase:
        """The knowledge as it is built here, with what was found of the register."""
        return KnowledgeBase.open(Settings.from_environment())

    @cached_property
    def findings(self) -> int:
        """How many findings the worked example has."""
        [found] = self.knowledge.assess(SENT, None, AT)["deployments"]
        return len(found["findings"])
