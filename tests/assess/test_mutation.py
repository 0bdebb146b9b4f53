"""Every named shape is noticed: without it, some case would come out otherwise."""

from lfr_kg.assess.checks import every_facet
from lfr_kg.assess.verdicts import judge
from tests import casebook


def _verdicts(assessor, inference, results, day, at) -> dict:
    by_slug: dict = {}
    for result in results:
        by_slug.setdefault(result.slug, []).append(result)
    norms = [norm for norm in assessor.norms.values() if norm.in_force_on(day)]
    found = judge(norms, inference, by_slug, assessor.checked, assessor.presence, assessor.to_judge, at)
    return {finding.norm.slug: finding.verdict for finding in found.findings}


def _noticed(case) -> set[str]:
    """The shapes whose results, left out, change a verdict of a case."""
    assessor = casebook.assessor()
    (inference,) = casebook.inferences(casebook.changed(case.base, case.change))
    day = case.as_at or assessor.law_as_at(inference.deployment, case.at)
    results = assessor.results(inference)
    full = _verdicts(assessor, inference, results, day, case.at)
    shapes = {result.shape for result in results}
    return {shape for shape in shapes if _verdicts(assessor, inference, [r for r in results if r.shape != shape], day, case.at) != full}


def test_no_shape_can_be_removed_unnoticed():
    facets = [facet for check in casebook.assessor().checks.values() for facet in every_facet(check.facets)]
    speaking = {str(facet.node) for facet in facets if facet.message}
    noticed: set[str] = set()
    for case in casebook.all_cases():
        noticed |= _noticed(case)
    assert sorted(speaking - noticed) == []
    assert len(speaking) > 500
