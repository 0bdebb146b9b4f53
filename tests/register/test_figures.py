"""What charts show is what the records add up to, by the control totals; and the intervals are those of SciPy's own test."""

import pytest
from scipy.stats import binomtest

from lfr_kg.register import figures
from lfr_kg.register.interval import exact_interval
from lfr_kg.register.items import published_by_all, read_items


@pytest.fixture(scope="module")
def rows(tables):
    return [row for row in tables.rows.values() if row.is_deployment]


def of(table: figures.Table, *names: str) -> list[list[figures.Cell]]:
    return [cells[len(names) :] for cells in table if tuple(cells[: len(names)]) == names]


MET = "actor:metropolitan-police-service"


def test_sums_are_the_control_totals_with_copies_apart(rows):
    faces = figures.summed(rows, str, "faces_seen")
    assert of(faces, MET, "2025", figures.OWN) == [[1_703_254, 112]]
    assert of(faces, MET, "2025", figures.COPIED) == [[2_516_843, 119]]
    assert of(figures.summed(rows, str, "alerts"), MET, "2023", figures.OWN) == [[58, 23]]
    assert of(figures.counted(rows, str), MET, "2024", figures.OWN) == [[180, 180]]
    assert sum(cells[3] for cells in figures.counted(rows, str)) == 615 - 14  # of these no year is known
    assert not of(figures.summed(rows, str, "faces_seen"), "actor:leicestershire-police", "2015", figures.COPIED)  # a crowd


def test_rates_count_only_records_that_state_both(rows):
    rates = figures.rates(rows, str, "false_alerts", "faces_seen", 1000)
    assert of(rates, MET, "2020", figures.OWN) == [[7, 13_200, 0.5303, 0.2132, 1.0923, 2]]
    arrests = figures.rates(rows, str, "arrests", "alerts", 100)
    assert not of(arrests, MET, "2020", figures.OWN)  # arrests and disposals stood in one cell


def test_lists_thresholds_and_places(rows):
    assert of(figures.sizes(rows, str), MET, "2026") == [[1, 18_800, 18_800, 18_800]]
    assert of(figures.thresholds(rows), "2024") == [["0.60", 89], ["0.62", 10], ["0.64", 81]]
    places = figures.places(rows, str)
    assert [places[0][0], places[0][4]] == ["North End, Croydon", 41]
    assert sum(cells[4] for cells in places) == sum(bool(row.cells["lat"]) for row in rows) == 327


def test_what_no_record_states_is_told_by_the_items(corpus, tables):
    published = {each.item.id: each for each in published_by_all(read_items(corpus), tables)}
    assert [name for name, each in published.items() if each.extent == "none"] == [
        "authority", "necessity", "list-made", "list-deleted", "categories", "children", "image-sources", "signs", "demographics",
    ]  # fmt: skip
    assert published["day"].count == 596  # five print a month or a year alone
    assert (published["clock-times"].count, published["arrests"].count, published["arrests"].of) == (5, 580, 615)


@pytest.mark.parametrize("count, of", [(0, 798), (1, 798), (3, 1_650), (2_297, 2_470), (7, 7), (58, 7_307_193)])
def test_the_interval_is_that_of_scipys_exact_test(count, of):
    expected = binomtest(count, of).proportion_ci(0.95, method="exact")
    assert exact_interval(count, of) == pytest.approx((expected.low, expected.high), rel=1e-9)
