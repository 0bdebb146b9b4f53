"""The whole way from deployments to an answer, on the contract of verdicts: one object, made once from the knowledge."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

import pyoxigraph as ox

from lfr_kg.assess import checks, events, verdicts
from lfr_kg.assess.chronology import Chronology
from lfr_kg.assess.conditions import read_conditions
from lfr_kg.assess.evidence import looks_of
from lfr_kg.assess.explanation import Explainer, Means
from lfr_kg.assess.findings import Assessed, Found, Lack, Standing
from lfr_kg.assess.inference import Inference, infer
from lfr_kg.assess.law import Norm, Terms, read_norms
from lfr_kg.assess.naming import Nouns
from lfr_kg.assess.record import Record, read_record
from lfr_kg.assess.rules import Prepared, Rule, in_order
from lfr_kg.assess.subjects import Subjects
from lfr_kg.assess.theory import Theory
from lfr_kg.assess.wording import read_wording
from lfr_kg.base.model import TYPE, Graph, Value, Verdict
from lfr_kg.base.namespaces import PREFIXES, iri
from lfr_kg.evidence.description import Deployment
from lfr_kg.evidence.vocabulary import Vocabulary

_COMPUTED = iri("lfr:computedFrom")

Results = Callable[[Inference], dict[str, list[checks.Result]]]
"""What gives the results of SHACL on a deployment, by the slug of the shape."""


class Assessor:
    """Judges deployments by the law that the knowledge states.

    ``graph`` holds all that the project's files state, ``shapes`` what ``checks.compile_shapes`` makes of its shapes; ``engine`` names
    one of ``checks.ENGINES``.
    """

    def __init__(self, graph: Graph, shapes: str, rules: list[Rule], vocabulary: Vocabulary, engine: str):
        self.vocabulary, self.wording = vocabulary, read_wording(graph)
        self.norms: dict[str, Norm] = read_norms(graph, vocabulary.label)
        self.checks = {check.slug: check for check in checks.read_checks(graph)}
        self.shapes, self._engine = shapes, checks.ENGINES[engine](shapes)
        every = [facet for check in self.checks.values() for facet in checks.every_facet(check.facets)]
        self.facets = {str(facet.node): facet for facet in every}
        self.shape_index = verdicts.ShapeIndex(
            checked={norm.value.removeprefix(PREFIXES["norm"]): check.slug for check in self.checks.values() for norm in check.norms},
            presence={name for name, facet in self.facets.items() if facet.presence},
            to_judge={name for name, facet in self.facets.items() if facet.judgement},
            own_policy={name for name, facet in self.facets.items() if facet.own_policy},
        )
        self._check_of = {norm: self.checks[slug] for norm, slug in self.shape_index.checked.items()}
        self.computed_from = {measure: tuple(graph.nodes(measure, _COMPUTED)) for measure, _ in graph.pairs(_COMPUTED)}
        self._means = Means(
            Nouns(self.wording, vocabulary.label), self.facets, looks_of(self.checks.values()), self.computed_from, self.norms
        )
        self._subjects = Subjects(graph, vocabulary)
        self._chronology = Chronology(graph, vocabulary)
        self.theory = _theory(graph, rules, vocabulary.absences)

    def settled(self, deployment: Deployment, at: datetime) -> Deployment:
        """A deployment without the times that cannot be as stated at an instant (with an offset): see ``chronology``."""
        return self._chronology.settled(deployment, at)

    def work_out(self, deployment: Deployment, at: datetime) -> Inference:
        """What follows from a deployment at an instant, with an offset: from what had then been done."""
        return infer(self.settled(deployment, at), self.theory)

    def results(self, inference: Inference) -> list[checks.Result]:
        """What SHACL finds on a deployment that has been worked out."""
        return self.run(self.data(inference))

    def run(self, data: str) -> list[checks.Result]:
        """What SHACL finds in a data graph given as N-Triples."""
        return self._engine.run(data)

    def data(self, inference: Inference) -> str:
        """What SHACL sees of a deployment, as N-Triples."""
        held = [node for node, proof in inference.proofs.items() if proof.truth]
        return checks.data_graph(inference.facts.facts, inference.deployment.node, held, self.vocabulary.classes)

    def assess(self, deployment: Deployment, terms: Terms) -> Assessed:
        """All that is found of one deployment."""
        timeline = events.Timeline(self.work_out(deployment, terms.at), terms, self.theory)
        record = read_record(deployment)
        judgement = self._judge(timeline, record, self.by_slug)
        explainer_of = _once(self.explainer)
        whole = explainer_of(timeline.inference)
        ruled = [each.considered.norm for each in judgement.findings]
        named = [*ruled, *judgement.relied_on, *judgement.also_bears, *judgement.out_of_reach]
        kind = deployment.facts.value(deployment.node, iri("lfr:record"))
        identifiers = sorted(value.value for value in deployment.facts.objects(deployment.node, iri("dct:identifier")))
        return Assessed(
            name=deployment.name,
            identifier="; ".join(identifiers),
            record_kind=kind.value.rsplit("/record-", 1)[-1] if kind is not None else "",
            day=timeline.day,
            is_by_events=timeline.is_by_events,
            findings=[self._found(each, explainer_of(each.considered.inference), whole) for each in judgement.findings],
            conditions=whole.conditions.standings({norm.applies_to: None for norm in named}),
            relied_on=judgement.relied_on,
            also_bears=judgement.also_bears,
            out_of_reach=judgement.out_of_reach,
            record=record,
            notes=[
                *whole.teller.untimely(),
                *record.notes(ruled, self.norms, self.wording, self.vocabulary.label),
            ],
        )

    def judge(self, inference: Inference, terms: Terms, results: Results | None = None) -> verdicts.Judgement:
        """The verdicts on a deployment that has been worked out. ``results`` stands in for what SHACL finds."""
        return self._judge(events.Timeline(inference, terms, self.theory), read_record(inference.deployment), results or self.by_slug)

    def _judge(self, timeline: events.Timeline, record: Record, results: Results) -> verdicts.Judgement:
        return verdicts.judge(timeline.considered(self.norms.values()), _once(results), self.shape_index, record, timeline.terms.at)

    def by_slug(self, inference: Inference) -> dict[str, list[checks.Result]]:
        """What SHACL finds on a deployment that has been worked out, by the slug of the shape."""
        found: dict[str, list[checks.Result]] = {}
        for result in self.results(inference):
            found.setdefault(result.slug, []).append(result)
        return found

    def results_in_force(self, inference: Inference, terms: Terms) -> list[checks.Result]:
        """What SHACL finds for the norms that are considered, each on what it sees of the deployment."""
        found: dict[checks.Result, None] = {}
        results_of = _once(self.by_slug)
        for each in events.Timeline(inference, terms, self.theory).considered(self.norms.values()):
            found |= dict.fromkeys(results_of(each.inference).get(self.shape_index.checked.get(each.norm.slug, ""), ()))
        return list(found)

    def explainer(self, inference: Inference) -> Explainer:
        """What puts findings on a deployment that has been worked out into words."""
        return Explainer(inference, self._means)

    def _found(self, finding: verdicts.Finding, explainer: Explainer, whole: Explainer) -> Found:
        norm, verdict = finding.considered.norm, finding.verdict
        check = self._check_of.get(norm.slug)
        message, what_next, question = explainer.said(finding, check)
        return Found(
            norm=norm,
            finding=finding,
            evidence=explainer.looked_at.rows(finding, check),
            message=message,
            next=what_next,
            step=explainer.step(finding) if finding.contradictions or finding.missing else "",
            question=question,
            lacks=self._lacks(finding, explainer.inference) if finding.missing or verdict == Verdict.CONDITION_NOT_STATED else (),
            grounds=frozenset([(result.focus, result.path or result.shape) for result in finding.contradictions]),
            thing=self._subjects.of_norm(norm),
            own_standing=None if explainer is whole and finding.considered.undated is None else _own_standing(finding, explainer, whole),
        )

    def _lacks(self, finding: verdicts.Finding, inference: Inference) -> tuple[Lack, ...]:
        """What is missing of a finding; of an open condition, what would decide it."""
        norm = finding.norm
        lacks = [self._subjects.lack(each, self.facets[each.shape], inference, norm) for each in finding.missing]
        if finding.verdict == Verdict.CONDITION_NOT_STATED:
            proof = inference.proofs[norm.applies_to]
            opened = (self._subjects.opened(path, inference) for path in proof.premises if proof.by == "unstated")
            lacks = [each for each in opened if each is not None]
        return tuple(dict.fromkeys(lacks))


def _own_standing(finding: verdicts.Finding, explainer: Explainer, whole: Explainer) -> Standing | None:
    """How a condition stands for what a norm was considered for, where that is not as it stands for the whole deployment."""
    considered, condition = finding.considered, finding.considered.norm.applies_to
    if considered.undated is not None and considered.holds is None and explainer.inference.holds(condition) is not None:
        return {"holds": None, "because": explainer.message(finding, None), "steps": explainer.conditions.standing(condition)["steps"]}
    if explainer is whole:
        return None
    standing = explainer.conditions.standing(condition)
    return None if standing == whole.conditions.standing(condition) else standing


Made = TypeVar("Made")


def _once(make: Callable[[Inference], Made]) -> Callable[[Inference], Made]:
    """What is made of an inference, made once for each: many norms see the same. The inferences must outlive it."""
    made: dict[int, Made] = {}

    def of(inference: Inference) -> Made:
        if id(inference) not in made:
            made[id(inference)] = make(inference)
        return made[id(inference)]

    return of


def _theory(graph: Graph, rules: list[Rule], absences: Mapping[Any, frozenset[ox.NamedNode]]) -> Theory:
    conditions, kinds = read_conditions(graph), _kinds(graph)
    above = {str(node): condition.superclasses for node, condition in conditions.items()}
    prepared = [Prepared(rule, above.get(rule.concludes[0], ()) if len(rule.concludes) == 1 else ()) for rule in rules]
    return Theory(
        measures=in_order([rule for rule in prepared if rule.kind == "measures"]),
        rules=in_order([rule for rule in prepared if rule.kind == "conditions"]),
        conditions=conditions,
        kinds=kinds,
        background=[*graph.by_predicate[iri("lfr:seniority")], *((actor, TYPE, kind) for actor, found in kinds.items() for kind in found)],
        absences=absences,
    )


def _kinds(graph: Graph) -> dict[ox.NamedNode, frozenset[Value]]:
    """The kinds of every actor that has any, with their superclasses."""
    supers: dict[Value, set[Value]] = {}

    def above(kind: Value) -> set[Value]:
        if kind not in supers:
            supers[kind] = {kind}
            for parent in graph.objects(kind, iri("rdfs:subClassOf")):
                supers[kind] |= above(parent)
        return supers[kind]

    found: dict[ox.NamedNode, set[Value]] = {}
    for node, _, kind in graph.by_predicate[TYPE]:
        if isinstance(node, ox.NamedNode) and node.value.startswith(PREFIXES["actor"]):
            found.setdefault(node, set()).update(above(kind))
    return {node: frozenset(kinds) for node, kinds in found.items()}
