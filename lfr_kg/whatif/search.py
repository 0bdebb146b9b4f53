"""The search for the smallest change that turns a finding, best first and bounded; each answer is applied and judged before it is given.

The search is A* (Hart, Nilsson and Raphael, 1968) over edits, with what is still lacking of the norm's shape as the estimate of what
remains. The estimate is a guess, so the answer is the smallest that was found; what is certain is that it turns the finding, and that no
statement of it can be left out.
"""

import heapq
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count

import pyoxigraph as ox

from lfr_kg.assess.assessor import Assessor
from lfr_kg.assess.grounds import stated_behind
from lfr_kg.assess.inference import infer
from lfr_kg.assess.law import Norm, Terms
from lfr_kg.assess.verdicts import Finding
from lfr_kg.assess.wording import Sentences
from lfr_kg.base.model import TYPE, Fact, Graph, Node, Verdict
from lfr_kg.base.namespaces import PREFIXES
from lfr_kg.base.scales import CONTRADICTED, SENTENCES
from lfr_kg.evidence.description import Deployment
from lfr_kg.whatif.edits import Edit, is_new
from lfr_kg.whatif.open_conditions import Openings
from lfr_kg.whatif.sentences import Entry
from lfr_kg.whatif.shapes import Ask, Lack, reaching, read_ask
from lfr_kg.whatif.successors import Moves
from lfr_kg.whatif.tables import read_tables
from lfr_kg.whatif.trial import Trials, for_condition, for_shape
from lfr_kg.whatif.wording import Wording

LARGEST = 16
"""Statements that an edit may touch at most."""

DOUBTS = 12
"""Edits at most that satisfy the shape and do not turn the finding (an exemption displaces it, say) before the search is given up."""

TAKING_BACK = 5
"""What it counts to withdraw a statement where evidence is only missing: there something is to be stated, not what is stated changed."""

ALIKE = 3
"""Edits at most from which the search goes on of those that touch the same properties of the same things and lack as much."""

MISSING = {Verdict.NOT_STATED, Verdict.NOT_YET_DUE}
TURNED = {Verdict.MET, Verdict.RECORDED, Verdict.FOR_JUDGEMENT}
OPEN = {*MISSING, *CONTRADICTED, Verdict.CONDITION_NOT_STATED}
"""The verdicts that a change of statements can always be looked for."""

Looked = tuple[int, Callable[[], list[Edit]]]
"""What an edit lacks once applied, and what gives the edits to try next."""


class WhatIf:
    """Answers what would change a finding. Made once from the knowledge; ``graph`` holds all that the project's files state."""

    def __init__(self, assessor: Assessor, graph: Graph):
        self.assessor, self.graph = assessor, graph
        self.tables = read_tables(graph, assessor.vocabulary, assessor.theory, assessor.computed_from)
        self._asks: dict[str, Ask] = {}

    def of(self, deployment: Deployment, slug: str, terms: Terms) -> list[Entry]:
        """What would change the finding of a norm on a deployment.

        Entries are ``{"verdict", "found": True, "add", "remove", "becomes", "onlyIfWrong", "text"}``.

        ``verdict`` is the finding's own. For a condition that is not stated, the smallest statement that decides it each way; else one
        entry. Where nothing was found within the bounds, and where nothing stated can turn the finding (it is met, say, or only a person
        can tell), one entry ``{"verdict", "found": False, "reason"}``. Raises KeyError where no finding of the deployment has that slug.
        """
        trials = Trials(self.assessor, deployment, terms)
        finding = trials.as_stated()[slug]
        found = self._looked_for(finding, trials)
        wording = Wording(self.assessor.vocabulary, deployment, terms.at)
        entries = [wording.entry(edit, verdict) for edit, verdict in found] or [{"found": False, "reason": _reason(finding, trials)}]
        return [{"verdict": finding.verdict.value} | entry for entry in entries]

    def _looked_for(self, finding: Finding, trials: Trials) -> list[tuple[Edit, Verdict]]:
        """The changes found, where some statement may turn the finding."""
        if finding.verdict == Verdict.CONDITION_NOT_STATED:
            return self._deciding(finding.norm, trials)
        return self._turning(finding, trials) if finding.verdict in OPEN or _is_checked(finding) else []

    # A finding on evidence: towards the shape

    def _turning(self, finding: Finding, trials: Trials) -> list[tuple[Edit, Verdict]]:
        """The smallest edit after which the norm is met, recorded or for judgement (for what is for judgement: met or recorded).

        For a contradiction that none turns, the smallest withdrawal that ends it.
        """
        found = self._towards_shape(finding, trials)
        if found is None and finding.verdict in CONTRADICTED:
            found = self._withdrawing(finding.norm, trials)
        return [found] if found else []

    def _towards_shape(self, finding: Finding, trials: Trials) -> tuple[Edit, Verdict] | None:
        """The smallest edit by which the norm's shape is satisfied, of those first that make it met, recorded or for judgement."""
        norm, node = finding.norm, trials.deployment.node
        ask, later_first = self._ask(norm, trials), (norm.due or "").startswith("after")
        part = for_shape(self.assessor.theory, ask)

        def look(edit: Edit) -> Looked:
            inference = trials.quickly(edit, part)
            lack = Lack(inference.facts, self.assessor.vocabulary, self.tables.counts).of(node, ask)
            return lack, lambda: self._moves(norm, trials, trials.facts(edit, inference), later_first).towards(node, ask)

        otherwise, wanted = [], TURNED - {finding.verdict}
        for edit in _best_first(look, trials, TAKING_BACK if finding.verdict in MISSING else 1):
            verdict = _verdict(norm, edit, trials)
            if verdict in wanted:
                return self._least(norm, edit, trials, {verdict}), verdict
            otherwise.append((edit, verdict))
            if len(otherwise) == DOUBTS:
                break
        settled = next(((edit, verdict) for edit, verdict in otherwise if verdict and verdict not in {*OPEN, finding.verdict}), None)
        return settled and (self._least(norm, settled[0], trials, {settled[1]}), settled[1])

    def _moves(self, norm: Norm, trials: Trials, facts: Graph, later_first: bool = False) -> Moves:
        """The edits to try next on what would be stated."""
        return Moves(self.tables, facts, trials.deployment.node, _days(norm, trials.day), later_first)

    def _ask(self, norm: Norm, trials: Trials) -> Ask:
        """What the shape of a norm asks of a deployment, and that the events whose day chooses the law have one."""
        slug = self.assessor.shape_index.checked.get(norm.slug)
        if slug is not None and slug not in self._asks:
            self._asks[slug] = read_ask(self.graph, ox.NamedNode(PREFIXES["shape"] + slug))
        asked = self._asks[slug] if slug is not None else Ask()
        return Ask(parts=(asked, reaching(norm.event_day))) if trials.is_by_event(norm) else asked

    def _least(self, norm: Norm, edit: Edit, trials: Trials, verdicts: set[Verdict]) -> Edit:
        """The edit without what it can do without: a statement, or both sides of a replacement. What brings a new node stays."""
        for fact in sorted([*edit.add, *edit.remove], key=str):
            together = {fact} if fact[1] in self.tables.repeats else {each for each in (*edit.add, *edit.remove) if each[:2] == fact[:2]}
            less = edit.without(together)
            brings = fact[1] == TYPE or is_new(fact[2])
            if not brings and less.size and less.size < edit.size and _verdict(norm, less, trials) in verdicts:
                edit = less
        return edit

    # A breach that nothing stated otherwise ends: withdraw what contradicts

    def _withdrawing(self, norm: Norm, trials: Trials) -> tuple[Edit, Verdict] | None:
        """The smallest withdrawal of cited statements that ends a breach, and what the finding becomes."""
        seen, todo, order = set(), [(0, 0, Edit())], count(1)
        trials = Trials(trials.assessor, trials.deployment, trials.terms)
        while todo and trials.count < trials.most // 4:
            _, _, edit = heapq.heappop(todo)
            finding = (trials.in_full(edit) or {}).get(norm.slug)
            if finding is not None and finding.verdict not in CONTRADICTED and edit.size:
                return self._least(norm, edit, trials, {finding.verdict}), finding.verdict
            for fact in self._cited(finding, edit, trials) if finding else []:
                more = edit.then(Edit(remove=frozenset({fact})))
                if more not in seen:
                    seen.add(more)
                    heapq.heappush(todo, (more.size, next(order), more))
        return None

    def _cited(self, finding: Finding, edit: Edit, trials: Trials) -> list[Fact]:
        """The stated facts that a breach rests on, those that give a value before those that link things."""
        inference = infer(edit.applied(trials.deployment), self.assessor.theory)
        facets = self.assessor.facets
        stated = (each for result in finding.contradictions for each in stated_behind(result, facets[result.shape], inference))
        facts = {fact for fact in stated if fact[1] != TYPE}
        return sorted(facts, key=lambda fact: (bool(inference.facts.predicates_of(fact[2])), str(fact)))

    # A condition that is open: decide it either way

    def _deciding(self, norm: Norm, trials: Trials) -> list[tuple[Edit, Verdict]]:
        """The smallest edits found by which the condition holds, and by which it does not."""
        part, node = for_condition(self.assessor.theory, norm), trials.deployment.node
        found: dict[bool, tuple[Edit, Verdict]] = {}

        def look(edit: Edit) -> Looked:
            inference = trials.quickly(edit, part)
            seen = trials.considered(norm, inference, part)
            if seen is None:  # by the days that are stated now it is no law
                return 1, list
            truth = seen.holds if seen.is_dated else None
            if truth is not None:
                return (1, list) if truth in found else (0, list)
            ask = reaching(norm.event_day if trials.is_by_event(norm) else ())
            undated = Lack(inference.facts, self.assessor.vocabulary, self.tables.counts).of(node, ask)

            def more() -> list[Edit]:
                moves = self._moves(norm, trials, trials.facts(edit, inference))
                days = moves.towards(node, ask) if undated else []
                opened = (
                    [] if seen.inference.holds(norm.applies_to) else Openings(moves, part.theory, seen.inference.proofs).of(norm.applies_to)
                )
                return [*days, *opened]

            return max(1, len(seen.inference.proofs[norm.applies_to].premises) + undated), more

        for edit in _best_first(look, trials, TAKING_BACK):
            verdict = _verdict(norm, edit, trials)
            if verdict is not None and verdict != Verdict.CONDITION_NOT_STATED:
                found.setdefault(verdict != Verdict.NOT_APPLICABLE, (self._least(norm, edit, trials, {verdict}), verdict))
            if len(found) == 2:
                break
        return sorted(found.values(), key=lambda each: (each[0].size, each[1]))


def _best_first(look: Callable[[Edit], Looked], trials: Trials, taking_back: int) -> Iterator[Edit]:
    """Edits that lack nothing, by ``look``, the smallest first as far as it guesses right.

    A withdrawal counts as ``taking_back`` statements. ``look`` applies an edit and gives what it lacks and what to try next. An edit is put
    off with the guess that it does what it is for, and is applied when its turn comes; where it does not, it goes back to the place that it
    deserves.
    """
    order = count()
    waiting: list[tuple[int, int, int, Edit, Looked | None]] = [(0, 0, next(order), Edit(), None)]
    seen = {Edit()}
    gone_on: Counter[tuple[frozenset[tuple[Node, ox.NamedNode]], int]] = Counter()
    while waiting and trials.are_left:
        _, _, _, edit, looked = heapq.heappop(waiting)
        if looked is None:
            lack, more = look(edit)
            if not lack:
                yield edit
                continue
            heapq.heappush(waiting, (edit.cost(taking_back) + lack, lack, next(order), edit, (lack, more)))
            continue
        lack, more = looked
        touched = frozenset(fact[:2] for fact in (*edit.add, *edit.remove)), lack
        gone_on[touched] += 1
        for move in more() if gone_on[touched] <= ALIKE else ():
            following = edit.then(move)
            if following not in seen and following.size <= LARGEST:
                seen.add(following)
                left = max(0, lack - max(1, following.size - edit.size))
                heapq.heappush(waiting, (following.cost(taking_back) + left, left, next(order), following, None))


def _verdict(norm: Norm, edit: Edit, trials: Trials) -> Verdict | None:
    finding = (trials.in_full(edit) or {}).get(norm.slug)
    return finding.verdict if finding else None


def _days(norm: Norm, day: date) -> tuple[date, ...]:
    """A day and, where a norm is no law on it, the first and the last day on which it is."""
    if norm.in_force_on(day):
        return (day,)
    last = () if norm.in_force_until is None else (norm.in_force_until - timedelta(days=1),)
    return (day, norm.in_force_from, *last)


def _is_checked(finding: Finding) -> bool:
    """Whether what is for judgement is so by what is stated, and could be met or recorded if other things were stated.

    It could not where the norm is one that a person judges, or where an exemption is claimed, which a person judges too.
    """
    is_by_record = finding.norm.decided_by == "check" and not any(each.is_claim for each in finding.limited_by)
    return finding.verdict == Verdict.FOR_JUDGEMENT and is_by_record


def _reason(finding: Finding, trials: Trials) -> str:
    """Why no change is given."""
    norm, considered = finding.norm, finding.considered
    is_repair = bool(norm.repairs) and considered is not None and considered.holds is not False
    exemptions = [trials.assessor.norms[slug].title for slug in finding.displaced_by] + [each.title for each in finding.limited_by]
    of_exemptions = [each.question for each in finding.limited_by if each.question]
    question = " ".join(of_exemptions) or norm.question or norm.leaves_open
    verdict, tried = finding.verdict.value, trials.count
    is_so = {f"{verdict}-repair": is_repair, f"{verdict}-exemption": exemptions, f"{verdict}-tried": tried, verdict: True}
    is_so |= {"exhausted": trials.are_left, "tried": True}
    name = next(name for name, holds in is_so.items() if holds and f"unmoved-{name}" in SENTENCES)
    return Sentences(SENTENCES).sentence(f"unmoved-{name}", exemptions="; ".join(exemptions), question=question, tried=str(tried))
