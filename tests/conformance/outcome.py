"""How a test came out."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What a run of a test can end with, by its name in EARL 1.0."""

    PASSED = "passed"
    FAILED = "failed"
    REFUSED = "inapplicable"
    """The test writes, or asks other hosts; the service refused it, as it should."""
    NOT_CLAIMED = "untested"
    """The test needs an entailment regime that the service does not claim, or is given in prose only."""


@dataclass(frozen=True)
class Run:
    """One test, how it came out, and what was seen where it is not what was expected."""

    iri: str
    slug: str
    outcome: Outcome
    seen: str = ""
    is_same_value: bool = False
    """Whether all that differs is how numbers and booleans are written."""

    @property
    def suite(self) -> str:
        """The suite that the test is of."""
        return self.slug.rpartition("/")[0]
