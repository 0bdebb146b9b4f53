"""What does not go together in a record is found, and only that; and the interval is that of the tables."""

from dataclasses import replace
from decimal import Decimal
from math import comb

import pytest

from lfr_kg.register.figures import above
from lfr_kg.register.interval import exact_interval
from lfr_kg.register.quality import quality, rate_of

FLAGS = {
    "alert-classes": "ALERT_SUM",
    "rate-differs": "RATE_DIFFERS",
    "rate-without-count": "RATE_WITHOUT_COUNT",
    "list-at-several-places": "WATCHLIST_REUSED",
}


@pytest.mark.parametrize("kind", [*FLAGS, "outcomes"])
def test_what_is_found_is_what_readers_of_the_rows_remarked(kind, tables):
    flag = FLAGS.get(kind, "OUTCOME_SUM")
    found = {each.record for each in quality(tables) if each.kind.startswith(kind)}
    assert found == {row.id for row in tables.rows.values() if flag in {name for name, _ in row.remarks}}


def test_a_contradiction_is_said_with_its_figures(tables):
    said = {(each.record, each.kind): each.sentence for each in quality(tables)}
    assert said["met-0027", "rate-differs"] == (
        "The row prints a false alert rate of 0.01%; 1 of 3,940 faces is 0.0254%, which is further off than the last printed digit."
    )
    assert said["met-0248", "outcomes-above-alerts"] == "Outcomes printed: 8. Alerts: 7."
    assert ("met-0273", "outcomes-missing") not in said


def test_more_false_alerts_than_faces_are_a_finding_and_no_rate(tables):
    row = tables.rows["met-0121"]
    figures = {"faces_seen": "1", "false_alerts": "3"}
    row = replace(row, cells=row.cells | figures, plain=row.plain | figures)
    said = {each.kind: each.sentence for each in quality(replace(tables, rows={row.id: row}))}
    assert said["false-alerts-above-faces"] == "False alerts printed: 3. Faces: 1. No rate is worked out of these."
    assert rate_of(row) is None and above([row], 0.001) == []


@pytest.mark.parametrize(
    "count, of, low, high",
    [
        (5, 10, 0.187086, 0.812914),
        (0, 10, 0.0, 0.308497),
        (10, 10, 0.691503, 1.0),
        (1, 100, 0.000253, 0.054459),
        (15, 100, 0.086454, 0.235308),
        (0, 1000, 0.0, 0.003682),
    ],
)
def test_the_exact_interval_is_that_of_published_tables(count, of, low, high):
    assert exact_interval(count, of) == pytest.approx((low, high), abs=5e-7)


@pytest.mark.parametrize("count, of", [(1, 798), (7, 20_000), (7, 1_703_254)])
def test_at_its_limits_either_tail_is_half_of_what_is_left(count, of):
    low, high = map(Decimal, exact_interval(count, of))

    def at_most(number: int, p: Decimal) -> Decimal:
        return sum((comb(of, k) * p**k * (1 - p) ** (of - k) for k in range(number + 1)), Decimal(0))

    assert float(1 - at_most(count - 1, low)) == pytest.approx(0.025, abs=1e-9)
    assert float(at_most(count, high)) == pytest.approx(0.025, abs=1e-9)


def test_no_proportion_has_no_interval():
    with pytest.raises(ValueError, match="3 of 2"):
        exact_interval(3, 2)


def test_six_records_are_above_one_in_a_thousand_by_their_counts_and_no_interval_lies_above_it(tables):
    rates = {row.id: rate_of(row) for row in tables.rows.values() if row.is_deployment}
    above = {name: rate for name, rate in rates.items() if rate and rate[0] > 0.001}
    assert sorted(above) == ["met-0109", "met-0115", "met-0118", "met-0121", "met-0128", "met-0131"]
    assert above["met-0109"] == pytest.approx((1 / 798, 0.0000317, 0.0069620), abs=5e-8)
    assert not [name for name, (_, low, _) in above.items() if low > 0.001]
