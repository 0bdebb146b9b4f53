"""What a person is asked about one event hides nothing that is missing of another; what an exemption reaches keeps its own question."""

from datetime import date

import pyoxigraph as ox
import pytest

from lfr_kg.assess.events import Timeline
from lfr_kg.assess.law import Terms
from lfr_kg.base.model import Verdict
from lfr_kg.base.namespaces import iri
from tests import casebook

NO_BREACHES = "DELETE { ?d lfr:statesNone con:none-data-breaches } WHERE { ?d lfr:statesNone con:none-data-breaches } ;\n"
TWO_BREACHES = """
INSERT { ?d lfr:dataBreach ex:b1 , ex:b2 .
  ex:b1 a lfr:PersonalDataBreach ; lfr:awareAt "2026-10-16T09:00:00+01:00"^^xsd:dateTime ; lfr:isRiskLikely true ;
    lfr:commissionerNotifiedAt "2026-10-20T09:00:00+01:00"^^xsd:dateTime ; lfr:delayReason "The supplier answered late." .
  ex:b2 a lfr:PersonalDataBreach ; lfr:awareAt "2026-10-16T09:00:00+01:00"^^xsd:dateTime ; lfr:isRiskLikely true }
WHERE { ?d a lfr:Deployment }"""


def finding(change: str, slug: str, base: str = "metropolitan"):
    """A finding on a changed base, with what is said of it and what is to be done."""
    text = casebook.changed(base, change)
    (found,) = [each for each in casebook.judged(text, None, casebook.ASSESSED_AT).findings if each.norm.slug == slug]
    explainer, judge = casebook.assessor().explainer(found.considered.inference), casebook.assessor()
    check = judge.checks.get(judge.shape_index.checked.get(slug, ""))
    return found, explainer.message(found, check), explainer.next(found)


def test_a_breach_that_was_never_reported_is_told_beside_one_that_was_reported_late():
    found, message, to_do = finding(NO_BREACHES + TWO_BREACHES, "dpa-s67-breach-notify-ico")
    assert found.verdict == Verdict.FOR_JUDGEMENT
    assert {result.focus for result in found.missing_elsewhere} == {"<https://deployments.example/b2>"}
    assert "This is about the second" in message
    assert to_do.startswith("A legal adviser decides: ") and to_do.endswith(found.norm.next_step)


@pytest.mark.parametrize("slug", ["dpa-s34-accountability", "dpa-s37-minimisation"])
def test_a_claimed_exemption_keeps_the_question_that_a_norm_asks_in_any_event(slug):
    claim = 'INSERT { ?d lfr:nationalSecurityExemptionRecord "Log entry 12" } WHERE { ?d a lfr:Deployment }'
    found, _, to_do = finding(claim, slug)
    assert found.verdict == Verdict.FOR_JUDGEMENT and found.limited_by
    assert found.norm.question in to_do


def test_what_figures_are_compared_with_is_told_where_they_differ():
    found, message, _ = finding(
        "DELETE { ?r lfr:alerts ?n } INSERT { ?r lfr:alerts 1 } WHERE { ?r lfr:alerts ?n }", "app-deployment-record"
    )
    explainer = casebook.assessor().explainer(found.considered.inference)
    rows = explainer.looked_at.rows(found, casebook.assessor().checks["app-deployment-record"])
    assert rows and message


OPEN_REQUESTS = """
DELETE { ?d lfr:rightsRequest ?old } INSERT { ?d lfr:rightsRequest ex:first , ex:second .
  ex:first a lfr:RightsRequest ; lfr:requestKind con:request-access ; lfr:receivedOn "2026-09-01"^^xsd:date .
  ex:second a lfr:RightsRequest ; lfr:requestKind con:request-access ; lfr:receivedOn "2026-11-20"^^xsd:date }
WHERE { ?d lfr:rightsRequest ?old }"""


def test_what_is_overdue_is_not_hidden_by_what_is_due_later():
    found, _, _ = finding(OPEN_REQUESTS, "dpa-s54-time-limit", base="incidents")
    assert found.verdict == Verdict.NOT_STATED
    assert found.deadline is not None
    assert found.deadline.until == date(2026, 10, 1)


ALERT_BOUGHT = "DELETE { ?a a ?type } INSERT { ex:d1 lfr:procurement ?a } WHERE { BIND(ex:d1-alert-2 AS ?a) ?a a ?type }"


@pytest.mark.parametrize("first", ["lfr:alert", "lfr:procurement"])
def test_what_is_stated_as_two_things_is_left_out_as_the_one_in_question_whatever_was_asked_before(first):
    (inference,) = casebook.inferences(casebook.changed("metropolitan", ALERT_BOUGHT))
    timeline = Timeline(inference, Terms(None, casebook.ASSESSED_AT), casebook.assessor().theory)
    norms = sorted(casebook.assessor().norms.values(), key=lambda norm: (norm.event_day or norm.reaches)[:1] != (iri(first),))
    considered = [(each, each.events) for norm in norms for each in timeline.considered([norm])]
    views = [each.inference.facts.facts for each, events in considered if events and each.norm.event_day[:1] == (iri("lfr:procurement"),)]
    node, alert = inference.deployment.node, ox.NamedNode("https://deployments.example/d1-alert-2")
    assert {((node, iri("lfr:alert"), alert) in view, (node, iri("lfr:procurement"), alert) in view) for view in views} == {(True, False)}
