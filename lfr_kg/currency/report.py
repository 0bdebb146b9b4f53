"""The report: provision by provision what was found, and the norms to look at again. It says what the services answered, and changes
nothing."""

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum

from lfr_kg.official.legislation import Effect

MAX_LISTED = 5


class Outcome(StrEnum):
    """What came of asking for a provision. Not found: the service says that there is none. Not reached: it gave no document. Not read: what
    it gave is not in the format that it publishes, so that nothing is known of the law."""

    EXISTS = "exists"
    NOT_FOUND = "not found"
    NOT_REACHED = "not reached"
    NOT_READ = "not read"
    NOT_ASKED = "not asked"


@dataclass(frozen=True)
class Finding:
    """What was found of one provision, and the norms that it states. Dates are ISO texts, "" where there is none; ``past`` says that the
    provision is stated as law no longer in force, so that its absence is no surprise."""

    provision: str
    citation: str
    address: str
    norms: tuple[str, ...]
    outcome: Outcome
    note: str = ""
    past: bool = False
    since: str = ""
    start: str = ""
    end: str = ""
    status: str = ""
    changed: tuple[str, ...] = ()
    changes: tuple[Effect, ...] = ()
    outstanding: tuple[Effect, ...] = ()

    @property
    def reasons(self) -> list[str]:
        """Why someone should look at it, a sentence each; none where nothing is to be seen to."""
        found = [f"{self.outcome}: {self.note}"] if self.outcome == Outcome.NOT_FOUND and not self.past else []
        found += self.changed
        found += counted(self.changes, f"recorded since {self.since}")
        found += counted(self.outstanding, "still to be made to the text")
        return found


@dataclass(frozen=True)
class Report:
    """All findings of one run, with what is to be said of sources as a whole; ``again`` has the norms whose official words changed since
    they were verified, as an operator's folder holds them, each with the reasons; None where they were not compared."""

    made_on: date
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()
    again: dict[str, list[str]] | None = None
    counts: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        tally = Counter(finding.outcome.value for finding in self.findings)
        tally["to look at"] = sum(bool(finding.reasons) for finding in self.findings)
        names = [*(outcome.value for outcome in Outcome), "to look at"]
        object.__setattr__(self, "counts", {name: tally[name] for name in names})

    @property
    def incomplete(self) -> int:
        """How many provisions were asked about in vain, so that nothing is known of them."""
        return self.counts[Outcome.NOT_REACHED] + self.counts[Outcome.NOT_READ]

    @property
    def norms(self) -> dict[str, list[str]]:
        """The norms to look at again, by slug, each with the reasons, the provision before each."""
        touched: dict[str, list[str]] = {}
        for finding in self.findings:
            for slug in finding.norms:
                for reason in finding.reasons:
                    touched.setdefault(slug, []).append(f"{finding.citation}: {reason}")
        return dict(sorted(touched.items()))


def counted(effects: tuple[Effect, ...], what: str) -> list[str]:
    """How many changes there are of some sort, and the first of them, as one sentence; no sentence where there is none."""
    if not effects:
        return []
    told = "; ".join(_told(effect) for effect in effects[:MAX_LISTED])
    more = f"; and {len(effects) - MAX_LISTED} more" if len(effects) > MAX_LISTED else ""
    return [f"{len(effects)} change{'s' if len(effects) > 1 else ''} {what}: {told}{more}"]


def _told(effect: Effect) -> str:
    dates = f", in force {', '.join(effect.in_force)}" if effect.in_force else ", no day of commencement given"
    return f"{effect.affected or 'the whole'} {effect.kind} by {effect.by}{dates}"


def as_text(report: Report) -> str:
    """The report for a person: the numbers, what to look at, the norms touched, and what was not asked."""
    numbers = ", ".join(f"{name} {number}" for name, number in report.counts.items())
    asked = f"{_provisions(len(report.findings))} asked about on {report.made_on.isoformat()}: {numbers}."
    lines = [asked if report.findings else f"Nobody was asked on {report.made_on.isoformat()}.", ""]
    lines += [*(f"Note: {note}" for note in report.notes), *([""] if report.notes else [])]
    for finding in report.findings:
        if finding.reasons:
            lines += [finding.citation, f"  {finding.address}", *(f"  - {reason}" for reason in finding.reasons)]
            lines += [f"  states: {', '.join(finding.norms)}", ""]
    if report.norms:
        lines += [f"Norms to look at again ({len(report.norms)}): {', '.join(report.norms)}", ""]
    lines += _to_be_read_again(report)
    lines += _apart(report, Outcome.NOT_REACHED) + _apart(report, Outcome.NOT_READ) + _apart(report, Outcome.NOT_ASKED)
    lines.append("This report changes nothing. Whoever has looked at a norm changes its file, and the day on which it was verified.")
    return "\n".join(lines) + "\n"


def _to_be_read_again(report: Report) -> list[str]:
    if report.again is None:
        return []
    if not report.again:
        return ["By the official words that are held, no norm is to be read again.", ""]
    told = [f"{slug}: {reason}" for slug, reasons in report.again.items() for reason in reasons]
    return [f"To be read again, since the official words changed ({len(report.again)}):", *(f"  {each}" for each in told), ""]


def _apart(report: Report, outcome: Outcome) -> list[str]:
    grouped: dict[str, list[str]] = {}
    for finding in report.findings:
        if finding.outcome == outcome:
            grouped.setdefault(finding.note, []).append(finding.citation)
    lines = []
    for note, citations in grouped.items():
        lines += [f"{outcome.value.capitalize()} ({note}): {_provisions(len(citations))}", *(f"  {citation}" for citation in citations), ""]
    return lines


def _provisions(number: int) -> str:
    return f"{number} provision{'' if number == 1 else 's'}"


def as_json(report: Report) -> str:
    """The report for a machine: counts, notes, findings with their reasons, and the norms touched."""
    document = {
        "madeOn": report.made_on.isoformat(),
        "counts": report.counts,
        "notes": list(report.notes),
        "findings": [asdict(finding) | {"reasons": finding.reasons} for finding in report.findings],
        "norms": report.norms,
        "readAgain": report.again,
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
