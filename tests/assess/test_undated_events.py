"""An event whose day is not stated leaves open by which version of the law it is judged, and the reader is told what day to state."""

import pytest

from lfr_kg.base.model import Verdict
from tests import casebook

OPEN = "The record does not say {unsaid}, so it is not known by which version of the law this is judged."


@pytest.mark.parametrize(
    ("base", "node", "day", "unsaid", "slugs"),
    [
        ("metropolitan", "ex:d1-procurement", "lfr:procurementStartedOn", "when the procurement began",
         {"npps-priorities", "nsg-assess-threat-pre-2026-06-24", "pa-s12-1-objectives", "pa-s13-9-npps", "pa-s23-award-criteria",
          "pa-s26-excluded", "pa-s28-subcontractors"}),
        ("incidents", "ex:complaint", "lfr:receivedOn", "when the complaint was received", {"dpa-s164a-complaints-to-controller"}),
        ("incidents", "ex:breach-1", "lfr:awareAt", "when the controller became aware of the data breach",
         {"dpa-s67-3-delay-reasons", "dpa-s67-breach-notify-ico", "dpa-s68-breach-tell-subject"}),
        ("transfers", "ex:transfer-approved", "lfr:transferredOn", "when the transfer abroad took place",
         {"dpa-s73-transfer-general", "dpa-s73-transfer-general-pre-2026", "dpa-s78-onward-transfer-pre-2026"}),
    ],
)  # fmt: skip
def test_the_day_to_state_is_named_by_every_norm_that_waits_for_it(base, node, day, unsaid, slugs):
    text = casebook.changed(base, f"DELETE WHERE {{ {node} {day} ?value }}")
    found = [each for each in casebook.judged(text, None, casebook.ASSESSED_AT).findings if not each.considered.is_dated]
    # What is before a person for an event whose day is stated stays there.
    waiting = [each for each in found if not (each.verdict == Verdict.FOR_JUDGEMENT and each.considered.dated)]
    assert {each.norm.slug for each in waiting} == slugs
    assert {each.verdict for each in waiting} == {Verdict.CONDITION_NOT_STATED}
    explainers = [casebook.assessor().explainer(each.considered.inference) for each in waiting]
    assert {explainer.message(each, None) for explainer, each in zip(explainers, waiting, strict=True)} == {OPEN.format(unsaid=unsaid)}
    assert {explainer.next(each) for explainer, each in zip(explainers, waiting, strict=True)} == {f"State {unsaid}."}
