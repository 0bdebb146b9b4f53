"""The whole way from deployments to an answer, on the contract of verdicts: one object, made once from the knowledge."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime

import pyoxigraph as ox

from lfr_kg.assess import checks, verdicts
from lfr_kg.assess.conditions import read_conditions
from lfr_kg.assess.explanation import Explainer
from lfr_kg.assess.inference import Inference, Theory, infer
from lfr_kg.assess.law import Norm, read_norms
from lfr_kg.assess.rules import Prepared, in_order
from lfr_kg.base import times
from lfr_kg.base.model import TYPE, Fact, Graph, Verdict
from lfr_kg.base.namespaces import PREFIXES, iri
from lfr_kg.evidence.description import Deployment
from lfr_kg.evidence.vocabulary import Vocabulary

_COMPUTED = iri("lfr:computedFrom")


class Assessor:
    """Judges deployments by the law that the knowledge states.

    ``cite`` gives for a norm's slug its citation, provision and official address; it is handed in, so that assessing and tracing stay
    apart.
    """

    def __init__(self, graph: Graph, shapes: list[Fact], rules: list, vocabulary: Vocabulary, engine: str, cite: Callable[[str], dict]):
        self.vocabulary, self.cite = vocabulary, cite
        self.norms: dict[str, Norm] = read_norms(graph, vocabulary.label)
        self.checks = {check.slug: check for check in checks.read_checks(graph)}
        self.checked = {norm.value.removeprefix(PREFIXES["norm"]): check.slug for check in self.checks.values() for norm in check.norms}
        self.shapes = checks.compile_shapes(graph, shapes)
        self._engine = checks.ENGINES[engine](self.shapes)
        every = [facet for check in self.checks.values() for facet in checks.every_facet(check.facets)]
        self._facets = {str(facet.node): facet for facet in every}
        self.presence = {name for name, facet in self._facets.items() if facet.presence}
        self.to_judge = {name for name, facet in self._facets.items() if facet.judgement}
        self._computed_from = {measure: tuple(graph.objects(measure, _COMPUTED)) for measure, _, _ in graph.by_predicate[_COMPUTED]}
        self.theory = _theory(graph, [Prepared(rule) for rule in rules])

    def law_as_at(self, deployment: Deployment, at: datetime) -> date:
        """The day whose law applies: the day it started in London (actual, else planned, else the day recorded), else the day assessed."""
        for name in ("lfr:actualStart", "lfr:plannedStart", "lfr:deployedOn"):
            stated = sorted(value.value for value in deployment.facts.objects(deployment.node, iri(name)))
            if stated:
                return times.day(stated[0]) if name == "lfr:deployedOn" else times.london_day(times.instant(stated[0]))
        return times.london_day(at)

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

    def assess(self, deployment: Deployment, as_at: date | None, at: datetime) -> dict:
        """The answer on one deployment, as the contract of verdicts gives it."""
        day = as_at or self.law_as_at(deployment, at)
        inference = infer(deployment, self.theory)
        judgement = self.judge(inference, day, at)
        explainer = Explainer(inference, self.vocabulary.label, self._facets, self._computed_from)
        counted = Counter(finding.verdict for finding in judgement.findings)
        facts = deployment.facts
        record = facts.value(deployment.node, iri("lfr:record"))
        identifiers = sorted(value.value for value in facts.objects(deployment.node, iri("dct:identifier")))
        return {
            "id": deployment.name,
            "identifier": "; ".join(identifiers),
            "record": record.value.rsplit("/record-", 1)[-1] if record is not None else "",
            "lawAsAt": day.isoformat(),
            "summary": {verdict.value: counted.get(verdict, 0) for verdict in Verdict},
            "findings": [self._entry(finding, explainer) for finding in judgement.findings],
            "reliedOn": [self._about(norm) for norm in judgement.relied_on],
            "outOfReach": [self._about(norm) | {"why": norm.undecided_because} for norm in judgement.out_of_reach],
        }

    def judge(self, inference: Inference, day: date, at: datetime) -> verdicts.Judgement:
        """The verdicts on a deployment that has been worked out, by the law of a day."""
        by_slug: dict[str, list] = {}
        for result in self.results(inference):
            by_slug.setdefault(result.slug, []).append(result)
        in_force = [norm for norm in self.norms.values() if norm.in_force_on(day)]
        return verdicts.judge(in_force, inference, by_slug, self.checked, self.presence, self.to_judge, at)

    def counts_on(self, slug: str, day: date) -> bool:
        """Whether a shape checks a norm that is in force on a day."""
        check = self.checks.get(slug)
        return check is not None and any(
            (norm := self.norms.get(node.value.removeprefix(PREFIXES["norm"]))) and norm.in_force_on(day) for node in check.norms
        )

    def _about(self, norm: Norm) -> dict:
        return (
            {"norm": norm.node.value, "slug": norm.slug, "title": norm.title, "statement": norm.statement, "authority": norm.authority}
            | self.cite(norm.slug)
            | {"verification": norm.verification}
        )

    def _entry(self, finding: verdicts.Finding, explainer: Explainer) -> dict:
        norm = finding.norm
        check = self.checks.get(self.checked.get(norm.slug, ""))
        entry = self._about(norm) | {"verdict": finding.verdict.value, "bearer": "; ".join(norm.bearers)}
        entry |= {"because": explainer.because(norm.applies_to), "evidence": explainer.evidence(finding, check)}
        entry |= {"message": explainer.message(finding), "next": explainer.next(finding)}
        if norm.leaves_open:
            entry["leavesOpen"] = norm.leaves_open
        if finding.repairs:
            entry["repairs"] = list(finding.repairs)
        if finding.displaced_by:
            entry["displacedBy"] = list(finding.displaced_by)
        if finding.deadline:
            entry["dueBy"] = str(finding.deadline)
        return entry


def _theory(graph: Graph, rules: list[Prepared]) -> Theory:
    conditions, kinds = read_conditions(graph), _kinds(graph)
    by_name = {str(node): condition.superclasses for node, condition in conditions.items()}
    return Theory(
        measures=in_order([rule for rule in rules if rule.kind == "measures"]),
        rules=in_order([rule for rule in rules if rule.kind == "conditions"]),
        conditions=conditions,
        kinds=kinds,
        background=[*graph.by_predicate[iri("lfr:seniority")], *((actor, TYPE, kind) for actor, found in kinds.items() for kind in found)],
        wider={
            rule.name: tuple(node for name in rule.concludes for node in by_name.get(name, ()))
            for rule in rules
            if len(rule.concludes) == 1
        },
    )


def _kinds(graph: Graph) -> dict[ox.NamedNode, frozenset]:
    """The kinds of every actor that has any, with their superclasses."""
    supers: dict = {}

    def above(kind) -> set:
        if kind not in supers:
            supers[kind] = {kind}
            for parent in graph.objects(kind, iri("rdfs:subClassOf")):
                supers[kind] |= above(parent)
        return supers[kind]

    found: dict = {}
    for node, _, kind in graph.by_predicate[TYPE]:
        if isinstance(node, ox.NamedNode) and node.value.startswith(PREFIXES["actor"]):
            found.setdefault(node, set()).update(above(kind))
    return {node: frozenset(kinds) for node, kinds in found.items()}
