"""From what was found of a deployment to come to the lines of its plan: norms that apply, when, and in which paper; and what is open."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pyoxigraph as ox

from lfr_kg.assess.assessor import Assessor
from lfr_kg.assess.findings import Assessed, Found, Thing
from lfr_kg.assess.inference import Inference, infer
from lfr_kg.assess.law import ASSESSED, Norm
from lfr_kg.assess.verdicts import Deadline, due_of
from lfr_kg.base import times
from lfr_kg.base.model import Graph, Verdict
from lfr_kg.base.namespaces import END, START, iri
from lfr_kg.base.scales import CONTRADICTED, FORCES
from lfr_kg.evidence.description import Deployment
from lfr_kg.plan.contract import STAGES, Due, Event, Line, Opening, Paper, Rule
from lfr_kg.plan.papers import Papers, demanded_of
from lfr_kg.plan.questions import NONE, Question
from lfr_kg.plan.sentences import sentence

_FORCES = list(FORCES)
Path = tuple[ox.NamedNode, ...]
_GONE = (Verdict.NOT_APPLICABLE, Verdict.DISPLACED)


@dataclass
class Made:
    """What a plan consists of."""

    start: str
    end: str
    norms: list[Norm] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    open: list[Opening] = field(default_factory=list)


class Liner:
    """Makes the lines of plans."""

    def __init__(self, assessor: Assessor, graph: Graph, papers: Papers, questions: Sequence[Question]):
        self.assessor, self.papers = assessor, papers
        self._decided_by = {prop: blank.slug for question in questions for blank in question.blanks for prop in blank.decides}
        self._asked = {blank.slug: blank.label for question in questions for blank in question.blanks}
        self._happens = {node for node, _, value in graph.by_predicate[iri("lfr:isOfWhatHappens")] if value.value == "true"}

    def lines(self, found: Assessed, deployment: Deployment) -> Made:
        """The lines, papers, dates and open questions on what was found of a deployment."""
        inference = infer(deployment, self.assessor.theory)
        made = Made(start=inference.facts.text(deployment.node, START), end=inference.facts.text(deployment.node, END))
        applying = [each for each in found.findings if each.finding.verdict not in (*_GONE, Verdict.CONDITION_NOT_STATED)]
        demanded = demanded_of(applying)
        for each in applying:
            made.norms.append(each.norm)
            made.lines.append(self._line(each, found, inference, demanded))
        for norm in found.out_of_reach:
            if norm.kind in ASSESSED:
                made.norms.append(norm)
                made.lines.append(self._unchecked(norm, found, inference))
        norms = {norm.slug: norm for norm in made.norms}
        made.lines.sort(key=lambda line: _order(line, norms))
        made.papers = self._papers(made.lines, norms)
        made.events = _events(made.lines, self.papers.order)
        opened = [each for each in found.findings if each.finding.verdict == Verdict.CONDITION_NOT_STATED]
        made.norms += [each.norm for each in opened]
        made.open = self._open(opened, inference)
        return made

    def rule(self, norm: Norm, cited: dict[str, str]) -> Rule:
        """What is constant of a norm."""
        return {
            "iri": norm.node.value,
            "kind": norm.kind,
            "title": norm.title,
            "statement": norm.statement,
            "asksFor": norm.asks_for,
            "leavesOpen": norm.leaves_open or norm.question,
            "bearer": "; ".join(norm.bearers),
            "authority": norm.authority,
            "citation": cited["citation"],
            "officialText": cited["officialText"],
            "verification": norm.verification,
        }

    def _line(self, each: Found, found: Assessed, inference: Inference, demanded: set[Thing]) -> Line:
        line: Line = {
            "norm": each.norm.slug,
            "due": _due(each.norm, inference),
            "papers": self.papers.of(each, demanded),
            "because": found.conditions[each.norm.applies_to]["because"],
        }
        if each.finding.verdict in CONTRADICTED or each.finding.contradictions:
            line["contradicts"] = each.message
        return line

    def _unchecked(self, norm: Norm, found: Assessed, inference: Inference) -> Line:
        because = found.conditions[norm.applies_to]["because"]
        return {"norm": norm.slug, "due": _due(norm, inference), "papers": self.papers.of_norm(norm), "because": because}

    def _papers(self, lines: list[Line], norms: dict[str, Norm]) -> list[Paper]:
        """The papers that the lines ask for, in the order of the work."""
        made = []
        for slug in self.papers.order:
            mine = [line for line in lines if slug in line["papers"]]
            if mine:
                mine.sort(key=lambda line: (_FORCES.index(norms[line["norm"]].authority), line["norm"]))
                sheaf = self.papers.known(slug)
                owed = Counter(bearer for line in mine for bearer in norms[line["norm"]].bearers)
                paper: Paper = {
                    "slug": slug,
                    "title": sheaf.title,
                    "purpose": sheaf.purpose,
                    "owners": [bearer for bearer, _ in owed.most_common()],
                    "due": _due_of_all([line["due"] for line in mine]),
                    "bindingForce": norms[mine[0]["norm"]].authority,
                    "norms": [line["norm"] for line in mine],
                }
                made.append(paper)
        return made

    def _open(self, opened: Iterable[Found], inference: Inference) -> list[Opening]:
        """What is open, by what would decide it: that on which most norms wait first, what can only happen later last."""
        asked: dict[tuple[str, str], Opening] = {}
        for each in opened:
            paths = self._undecided(each, inference)
            later = bool(paths) and all(self._is_of_what_happens(path) for path in paths)
            blank = "" if later else next((slug for path in paths if (slug := self._blank(path, inference))), "")
            ask = self._asked[blank] if blank else each.next or each.message
            entry = asked.setdefault((blank, ask), {"ask": ask, "blank": blank, "isOfWhatHappens": later, "norms": []})
            entry["norms"].append(each.norm.slug)
        return sorted(asked.values(), key=lambda entry: (entry["isOfWhatHappens"], not entry["blank"], -len(entry["norms"]), entry["ask"]))

    def _undecided(self, each: Found, inference: Inference) -> list[Path]:
        """The paths to what would decide an open condition: those that its proof found without a value; else that to its event's day."""
        if each.norm.event_day and not each.finding.considered.is_dated:
            return [each.norm.event_day]
        proof = inference.proofs[each.norm.applies_to]
        paths = dict.fromkeys(tuple(path) for path in proof.premises) if proof.by == "unstated" else {}
        return [path for path in paths if path[-1] != NONE]

    def _blank(self, path: Path, inference: Inference) -> str:
        """The blank that would decide a path, where the deployment states nothing at its end."""
        is_stated = bool(path) and bool(inference.deployment.facts.by_predicate.get(path[-1]))
        return "" if is_stated or not path else self._decided_by.get(path[-1], "")

    def _is_of_what_happens(self, path: Path) -> bool:
        """Whether a path leads through something that no plan can state."""
        vocabulary, happens = self.assessor.vocabulary, self._happens
        sides = [kinds for prop in path for kinds in (vocabulary.domains.get(prop), vocabulary.ranges.get(prop)) if kinds]
        return not happens.isdisjoint(path) or any(kinds <= happens for kinds in sides)


def _due(norm: Norm, inference: Inference) -> Due:
    """When a norm is due, in words and as moments."""
    due: Due = {"when": norm.due or "", "words": ""}
    deadline = due_of(norm, inference)
    if norm.due == "before-start" and deadline:
        due["by"] = str(deadline)
        due["words"] = sentence("before", times.when_words(deadline.until))
        if norm.within:
            opens = times.add_period(deadline.until, f"-{norm.within}")
            due["notBefore"] = opens.isoformat()
            due["words"] = sentence("between", times.when_words(opens), times.when_words(deadline.until))
    elif norm.due == "before-start":
        due["words"] = sentence("before_undated")
    elif norm.due == "during":
        due["words"] = sentence("during")
    elif norm.due == "after-end":
        due["words"] = sentence("after_by", times.when_words(deadline.until)) if norm.within and deadline else sentence("after")
        if norm.within and deadline:
            due["by"] = str(deadline)
    elif norm.due == "after-event":
        due["words"] = sentence("event", times.duration_words(norm.within) if norm.within else "")
    else:
        due["words"] = sentence("always")
    return due


def _due_of_all(dues: list[Due]) -> Due:
    """When a paper is due of which several norms ask something: before the start where one of them does, else at the stage of most."""
    counted = Counter(due["when"] for due in dues)
    stage = STAGES[0] if counted[STAGES[0]] else counted.most_common(1)[0][0]
    return min((due for due in dues if due["when"] == stage), key=_when)


def _when(due: Due) -> tuple[int, datetime]:
    """The place of something in time: by stage, then what is dated before what is not."""
    return STAGES.index(due["when"]), _instant(due["by"]) if "by" in due else datetime.max.replace(tzinfo=UTC)


def _order(line: Line, norms: dict[str, Norm]) -> tuple[tuple[int, datetime], int, str]:
    norm = norms[line["norm"]]
    return _when(line["due"]), _FORCES.index(norm.authority), norm.slug


def _events(lines: list[Line], order: list[str]) -> list[Event]:
    """The dates of a plan in their order: what must be so by then, and what may be so only from then."""
    events: dict[tuple[str, bool], Event] = {}
    for line in lines:
        for at, is_opening in ((line["due"].get("notBefore"), True), (line["due"].get("by"), False)):
            if at:
                event = events.setdefault((at, is_opening), {"at": at, "isOpening": is_opening, "papers": [], "norms": []})
                event["norms"].append(line["norm"])
                event["papers"] = sorted({*event["papers"], *line["papers"]}, key=order.index)
    return sorted(events.values(), key=lambda event: (_instant(event["at"]), event["isOpening"]))


def _instant(text: str) -> datetime:
    moment = times.moment(text)
    return moment if isinstance(moment, datetime) else Deadline(moment).moment
