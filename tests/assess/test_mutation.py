"""Everything that decides a verdict is noticed: changed for the worse, some case comes out otherwise.

The changes: a shape finds nothing; the axiom or rule of a condition no longer decides it; a facet contradicts whatever it reaches (which
lawful cases notice); the whole check of a norm finds nothing (which unlawful cases notice).
"""

from collections import defaultdict
from collections.abc import Iterable

import pytest

from lfr_kg.assess.assessor import Results
from lfr_kg.assess.checks import Facet, every_facet
from lfr_kg.assess.inference import Inference
from lfr_kg.assess.law import ASSESSED, Norm, Terms
from lfr_kg.assess.verdicts import NOT_DECIDABLE, Finding
from lfr_kg.base.model import TYPE, Verdict
from lfr_kg.base.namespaces import PREFIXES, iri
from tests import casebook

OWN = {"axiom", "rule"}
"""What a condition is decided by where its own files decide it, and not a wider condition or a narrower one."""


def _judged(inference: Inference, case: casebook.Case, found: Results | None = None) -> list[Finding]:
    return casebook.assessor().judge(inference, Terms(case.as_at, case.at), found).findings


def _outcomes(findings: list[Finding]) -> dict:
    """What each norm comes out as: its verdict and, where a person decides it, what brings it before that person."""
    return {finding.norm.slug: (finding.verdict, _before_a_person(finding)) for finding in findings}


def _before_a_person(finding: Finding) -> frozenset[str]:
    is_asked = finding.norm.decided_by == "judgement" or finding.verdict == Verdict.FOR_JUDGEMENT
    return frozenset(result.shape for result in (*finding.contradictions, *finding.to_judge) if is_asked)


def _inferred(case: casebook.Case) -> Inference:
    (inference,) = casebook.inferences(casebook.changed(case.base, case.change), at=case.at)
    return inference


class _Found:
    """What SHACL finds on each part of a deployment, kept, and told without some of it."""

    def __init__(self):
        self.kept: dict[int, dict] = {}

    def __call__(self, seen: Inference) -> dict:
        key = len(seen.facts.facts)
        if key not in self.kept:
            self.kept[key] = casebook.assessor().by_slug(seen)
        return self.kept[key]

    @property
    def shapes(self) -> set[str]:
        """The shapes that found something."""
        return {each.shape for by_slug in self.kept.values() for every in by_slug.values() for each in every}

    def without(self, shape: str) -> Results:
        """As it is, but for what one shape found."""
        return lambda seen: {slug: [each for each in every if each.shape != shape] for slug, every in self(seen).items()}


class _Noticed:
    """What the casebook notices, gathered case by case; what was noticed once is not tried again."""

    def __init__(self):
        self.shapes: set[str] = set()
        self.conditions: set[tuple] = set()
        """Pairs of a condition and a truth on which a verdict rests: without it the verdict would be that the condition is not stated, or
        an exemption would reach nothing."""
        self.decided: set[tuple] = set()
        """Pairs of a condition and a truth that its own axiom or rule gave it."""

    def read(self, case: casebook.Case) -> None:
        """What one case notices and no earlier one did."""
        inference, found = _inferred(case), _Found()
        findings = _judged(inference, case, found)
        full = _outcomes(findings)
        tried = found.shapes - self.shapes
        self.shapes |= {shape for shape in tried if _outcomes(_judged(inference, case, found.without(shape))) != full}
        self.decided |= {(node, proof.truth) for node, proof in inference.proofs.items() if proof.by in OWN}
        for finding in findings:
            self._rest_on(finding)

    def _rest_on(self, finding: Finding) -> None:
        proofs = finding.considered.inference.proofs
        reaching = {casebook.assessor().norms[slug] for slug in finding.displaced_by} | set(finding.limited_by)
        for norm in (finding.norm, *reaching):
            proof = proofs[norm.applies_to]
            if proof.by in OWN and finding.verdict != Verdict.CONDITION_NOT_STATED and (proof.truth or not finding.norm.repairs):
                self.conditions.add((norm.applies_to, proof.truth))


@pytest.fixture(scope="module")
def noticed() -> _Noticed:
    """What the whole casebook notices."""
    gathered = _Noticed()
    for case in casebook.all_cases():
        gathered.read(case)
    return gathered


def test_no_shape_can_be_removed_unnoticed(noticed):
    facets = [facet for check in casebook.assessor().checks.values() for facet in every_facet(check.facets)]
    speaking = {str(facet.node) for facet in facets if facet.message}
    assert sorted(speaking - noticed.shapes) == []
    assert len(speaking) > 500


def _decided_here(norms: Iterable[Norm]) -> set:
    """The conditions to which some norms apply and that an axiom or a rule of their own decides."""
    theory = casebook.assessor().theory
    ruled = {name for rule in theory.rules for name in rule.concludes}
    return {norm.applies_to for norm in norms if theory.conditions[norm.applies_to].axioms or str(norm.applies_to) in ruled}


def _with_verdict() -> dict[str, Norm]:
    """The norms that get a verdict."""
    norms = casebook.assessor().norms
    return {slug: norm for slug, norm in norms.items() if norm.kind in ASSESSED and norm.decided_by != NOT_DECIDABLE}


def test_no_condition_can_cease_to_hold_unnoticed(noticed):
    judged = _with_verdict()
    exemptions = [norm for norm in casebook.assessor().norms.values() if (norm.displaces | norm.limits) & set(judged)]
    conditions = _decided_here([*judged.values(), *exemptions])
    assert sorted(node.value for node in conditions if (node, True) not in noticed.conditions) == []


def test_no_condition_can_cease_to_be_known_not_to_hold_unnoticed(noticed):
    refuted = {node for node, truth in noticed.decided if truth is False}
    conditions = _decided_here(_with_verdict().values()) & refuted
    assert sorted(node.value for node in conditions if (node, False) not in noticed.conditions) == []


def _chains(facets: tuple[Facet, ...], above: tuple[Facet, ...] = ()) -> dict[str, tuple[Facet, ...]]:
    """Each facet by name, with the facets that hold it before it."""
    found: dict[str, tuple[Facet, ...]] = {}
    for facet in facets:
        found[facet.node.value.removeprefix(PREFIXES["shape"])] = (*above, facet)
        found |= _chains(facet.nested, (*above, facet))
    return found


def _reaches(chain: tuple[Facet, ...], inference: Inference) -> bool:
    """Whether a description holds a value for the last facet of a chain to test, on something that the facets above it lead to.

    For a facet that admits no value at all, whether it holds something that could have had one.
    """
    facts, focus, last = inference.facts, [inference.deployment.node], chain[-1]
    for facet in chain[:-1]:
        focus = [value for node in focus for value in facts.objects(node, facet.path)]
    if f'{last.node} {iri("sh:maxCount")} "0"' in casebook.assessor().shapes:
        return bool(focus)
    for node in focus:
        if last.path is not None and facts.objects(node, last.path):
            return True
        for path, kind, properties in last.looks_at:
            values = [value for value in facts.objects(node, path) if kind is None or kind in facts.objects(value, TYPE)]
            if any(not properties or any(facts.objects(value, each) for each in properties) for value in values):
                return True
    return False


def test_a_lawful_case_reaches_what_each_facet_that_it_names_tests():
    chains = {name: chain for check in casebook.assessor().checks.values() for name, chain in _chains(check.facets).items()}
    lawful = [case for case in casebook.all_cases() if case.kind == "lawful" and case.facets]
    unreached = [(case.title, name) for case in lawful for name in case.facets if not _reaches(chains[name], _inferred(case))]
    assert unreached == []


def test_without_its_check_a_norm_is_met_by_what_falls_short_of_it():
    assessor = casebook.assessor()
    unlawful = defaultdict(list)
    for case in casebook.all_cases():
        norm = assessor.norms[case.norm]
        if case.kind == "unlawful" and norm.kind in ASSESSED and norm.decided_by == "check" and not norm.leaves_open:
            unlawful[case.norm].append(case)
    assert sorted(slug for slug, cases in unlawful.items() if not any(map(_is_met_unchecked, cases))) == []


def _is_met_unchecked(case: casebook.Case) -> bool:
    """Whether the norm of a case comes out met where its own check finds nothing."""
    slug = casebook.assessor().shape_index.checked[case.norm]
    found = _Found()

    def unchecked(seen: Inference) -> dict:
        return {name: every for name, every in found(seen).items() if name != slug}

    return any(each.norm.slug == case.norm and each.verdict == Verdict.MET for each in _judged(_inferred(case), case, unchecked))
