"""Every named shape is noticed: without it, some case would come out otherwise."""

import yaml

from lfr_kg.assess.checks import every_facet
from lfr_kg.assess.law import Terms
from tests import TESTS, casebook

UNNOTICED = yaml.safe_load((TESTS / "data" / "shapes" / "unnoticed.yaml").read_text(encoding="utf-8"))
"""Shapes that no case notices yet. Each wants a case; the list may only grow shorter."""


def _verdicts(inference, terms: Terms, results: dict[int, dict], without: str = "") -> dict:
    """The verdicts on a deployment as if a shape had found nothing; what SHACL finds on each part of it is kept in ``results``."""
    assessor = casebook.assessor()

    def found(seen) -> dict:
        by_slug = results.setdefault(len(seen.facts.facts), assessor.by_slug(seen))
        return {slug: [each for each in every if each.shape != without] for slug, every in by_slug.items()}

    return {finding.norm.slug: finding.verdict for finding in assessor.judge(inference, terms, found).findings}


def _noticed(case) -> set[str]:
    """The shapes whose results, left out, change a verdict of a case."""
    (inference,) = casebook.inferences(casebook.changed(case.base, case.change))
    terms, results = Terms(case.as_at, case.at), {}
    full = _verdicts(inference, terms, results)
    shapes = {each.shape for found in results.values() for every in found.values() for each in every}
    return {shape for shape in shapes if _verdicts(inference, terms, results, shape) != full}


def test_no_shape_can_be_removed_unnoticed():
    facets = [facet for check in casebook.assessor().checks.values() for facet in every_facet(check.facets)]
    speaking = {str(facet.node) for facet in facets if facet.message}
    noticed: set[str] = set()
    for case in casebook.all_cases():
        noticed |= _noticed(case)
    assert sorted(speaking - noticed) == UNNOTICED
    assert len(speaking) > 500
