"""What is wanted of every file of a batch, what came of one, and by what a batch is the same as another."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from lfr_kg import __version__
from lfr_kg.answer.contract import DETAILS, Detail
from lfr_kg.assess.law import Terms
from lfr_kg.base import times

if TYPE_CHECKING:
    from lfr_kg.knowledge import KnowledgeBase

Form = Literal["ndjson", "parquet"]
"""What is written: an answer a line, or a finding a row."""
DECIDING = (
    "engine", "max_bytes", "max_triples", "max_deployments", "work_seconds", "work_memory", "work_answer_bytes",
)  # fmt: skip
"""The settings on which it depends what comes of a file."""


@dataclass(frozen=True)
class Wanted:
    """What is wanted of every file: the terms to judge on (one instant for all, so that the same files give the same lines), and how much
    of each answer to write."""

    terms: Terms
    detail: Detail = DETAILS[-1]
    is_inline: bool = False
    form: Form = "ndjson"

    def as_at(self, instant: datetime) -> "Wanted":
        """The same, judged at another instant."""
        return replace(self, terms=replace(self.terms, at=instant))

    def as_json(self) -> dict[str, Any]:
        """The same for another process, or to be read again."""
        terms = self.terms
        return {
            "asAt": terms.as_at and terms.as_at.isoformat(),
            "at": terms.at.isoformat(),
            "asThen": terms.as_then,
            "detail": self.detail,
            "inline": self.is_inline,
            "form": self.form,
        }

    @classmethod
    def of_json(cls, given: dict[str, Any]) -> "Wanted":
        """What ``as_json`` gave."""
        day = given["asAt"]
        terms = Terms(times.day(day) if day else None, times.instant(given["at"]), given["asThen"])
        return cls(terms, given["detail"], given["inline"], given["form"])


class Outcome(TypedDict):
    """What came of one file: the counts of verdicts of each deployment, why it could not be assessed, if so, and the bytes of its line."""

    summaries: list[dict[str, int]]
    unreadable: str | None
    line: bytes


class Identity(TypedDict):
    """What decides an answer beside the description and what is wanted: the law, the software, the key that signs, and settings."""

    knowledge: str
    software: str
    key: str
    settings: dict[str, Any]


def identity_of(knowledge: "KnowledgeBase") -> Identity:
    """That of a process that has opened this knowledge."""
    return {
        "knowledge": knowledge.hash,
        "software": f"lfr-kg {__version__}",
        "key": knowledge.signer.kid if knowledge.signer else "",
        "settings": {name: getattr(knowledge.settings, name) for name in DECIDING},
    }
