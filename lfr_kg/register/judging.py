"""A published record judged by the law of its day, together with what its force had published on that day.

What is kept of a judgement is small: the verdicts that say something, each with where what it rests on was said (the record, or a paper
of the force); the norms that are left open; how many do not apply; and a receipt. Proofs are worked out when somebody asks.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

import pyoxigraph as ox

from lfr_kg.answer.receipt import digest
from lfr_kg.assess.assessor import Assessor
from lfr_kg.assess.checks import SHAPE
from lfr_kg.assess.law import Terms
from lfr_kg.assess.verdicts import Finding
from lfr_kg.base.model import Fact, Graph, Verdict
from lfr_kg.base.namespaces import REGISTER
from lfr_kg.base.times import day
from lfr_kg.evidence.description import Deployment, cut_out
from lfr_kg.evidence.vocabulary import Vocabulary
from lfr_kg.register import dossier
from lfr_kg.register.findings import is_same
from lfr_kg.register.record import describe
from lfr_kg.register.tables import Row, Statement, Tables

OPEN = (Verdict.NOT_STATED, Verdict.CONDITION_NOT_STATED)
"""What is kept as a list of norms."""


@dataclass(frozen=True)
class Beside:
    """A record with what stood beside it: its deployment as it is judged, what its own row states, and what papers add, with who says
    so."""

    deployment: Deployment
    own: frozenset[Fact]
    added: dict[Fact, tuple[str, ...]]
    statements: list[Statement]
    """Everything that certainly stood, whether or not it can be stated of a deployment."""

    def said_by(self, facts: list[Fact]) -> tuple[bool, list[str]]:
        """Whether the record itself says one of some facts, and the addresses of the papers and statements that say another."""
        found = {each for fact in facts if fact not in self.own for each in self.added.get(fact, ())}
        return any(fact in self.own for fact in facts), sorted(found)


def beside(row: Row, tables: Tables, vocabulary: Vocabulary) -> Beside:
    """A record with what its force had published on its day."""
    own = describe(row, tables)
    statements = dossier.standing(tables, row)
    added = dossier.stated(statements, row, Graph(own), vocabulary)
    node = ox.NamedNode(row.address)
    deployment = cut_out(node, list(dict.fromkeys([*own, *added])))
    alike = _canonical(node)
    return Beside(deployment, frozenset(map(alike, own)), {alike(fact): by for fact, by in added.items()}, statements)


def _canonical(node: ox.NamedNode) -> Callable[[Fact], Fact]:
    """Facts with their values in the form in which they are judged."""

    def alike(fact: Fact) -> Fact:
        return next(iter(cut_out(node, [fact]).facts.facts))

    return alike


def input_hash(deployment: Deployment) -> str:
    """SHA-256 (hex) of a description without nameless nodes: of its N-Quads in order, which is its canonical form (RDFC-1.0)."""
    lines = sorted(f"{s} {p} {deployment.as_submitted((s, p, o))} ." for s, p, o in deployment.facts.facts)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


class Judge:
    """Judges records, each as at the end of the day on which its document was last seen: so a document that is added later leaves what
    was found of all others as it is. ``corpus`` gives version and hash of the law, ``software`` what judges, ``at`` the instant assessed at
    where no such day is known."""

    def __init__(self, assessor: Assessor, tables: Tables, corpus: tuple[str, str], software: str, at: datetime):
        self.assessor, self.tables, self.corpus, self.software, self.at = assessor, tables, corpus, software, at

    def terms(self, row: Row) -> Terms:
        """On what terms a record is judged."""
        seen = row.source.seen
        return Terms(None, datetime.combine(day(seen), time(23, 59, 59), UTC) if seen else self.at, False)

    def beside(self, row: Row) -> Beside:
        """A record with what its force had published on its day, as it is judged."""
        return beside(row, self.tables, self.assessor.vocabulary)

    def judge(self, row: Row) -> dict[str, Any]:
        """What is found of a record whose day is known, sealed by a hash over all of it in canonical form (RFC 8785)."""
        return self._judge(row, self.beside(row))

    def again(self, row: Row, kept: dict[str, str] | None) -> dict[str, Any] | None:
        """The same; None where ``kept``, the receipt of what was found before, says that nothing changed that it rests on."""
        seen = self.beside(row)
        return None if is_same(kept, self.receipt(row, seen.deployment)) else self._judge(row, seen)

    def _judge(self, row: Row, seen: Beside) -> dict[str, Any]:
        terms = self.terms(row)
        inference = self.assessor.work_out(seen.deployment, terms.at)
        judgement = self.assessor.judge(inference, terms)
        by_verdict: dict[str, list[str]] = {}
        for finding in judgement.findings:
            by_verdict.setdefault(finding.verdict.value, []).append(finding.norm.slug)
        said = [
            self._entry(finding, seen)
            for finding in judgement.findings
            if finding.verdict not in OPEN and finding.verdict != Verdict.NOT_APPLICABLE
        ]
        law = row.day.isoformat() if row.day else ""
        entry: dict[str, Any] = {
            "id": row.id,
            "receipt": self.receipt(row, seen.deployment) | {"lawAsAt": law},
            "findings": said,
            "statements": [each.address.removeprefix(REGISTER) for each in seen.statements],
            "notApplicable": len(by_verdict.get(Verdict.NOT_APPLICABLE, ())),
        }
        entry |= {verdict.value: by_verdict.get(verdict, []) for verdict in OPEN}
        entry["receipt"]["hash"] = digest(entry)
        return entry

    def receipt(self, row: Row, deployment: Deployment) -> dict[str, str]:
        """What a judgement of a record and its description would be sealed with: equal ones give equal judgements."""
        version, digest = self.corpus
        return {
            "inputHash": input_hash(deployment),
            "corpusVersion": version,
            "corpusHash": digest,
            "software": self.software,
            "assessedAt": self.terms(row).at.isoformat(),
        }

    def _entry(self, finding: Finding, seen: Beside) -> dict[str, Any]:
        """A finding with the named parts of its check that something stated contradicts (``against``), and who says what it rests on: the
        record, and papers of the force (``papers``, by address without what all have in common)."""
        record, papers = seen.said_by(self._rests_on(finding))
        against = sorted({each.shape[1:-1].removeprefix(SHAPE) for each in (*finding.contradictions, *finding.to_judge)})
        return {
            "norm": finding.norm.slug,
            "verdict": finding.verdict.value,
            "against": against,
            "record": record,
            "papers": [address.removeprefix(REGISTER) for address in papers],
        }

    def _rests_on(self, finding: Finding) -> list[Fact]:
        """The stated facts that a check looked at; where it looked at none, those that the condition rests on."""
        inference = finding.considered.inference
        looked = self.assessor.explainer(inference).looked_at
        slug = self.assessor.shape_index.checked.get(finding.norm.slug, "")
        rows = looked.rows(finding, self.assessor.checks.get(slug))
        wanted = {tuple(triple) for row in rows for triple in row.get("stated", ())}
        wanted |= {(row["focus"], row["path"], row["value"]) for row in rows}
        plain = {tuple(looked.triple(fact)): fact for fact in inference.deployment.facts.facts}
        found = [plain[triple] for triple in wanted if triple in plain]
        return found or inference.leaves(inference.proofs[finding.norm.applies_to])
