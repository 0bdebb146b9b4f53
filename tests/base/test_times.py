"""Arithmetic on dates and times: exact across summer time, months by the corresponding date."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pyoxigraph as ox
import pytest

from lfr_kg.base import times
from lfr_kg.base.namespaces import iri


def call(name, *arguments):
    result = times.FUNCTIONS[iri(f"measure:{name}")](*arguments)
    return None if result is None else (result.value, result.datatype.value.rsplit("#")[-1])


def at(text):
    return ox.Literal(text, datatype=iri("xsd:dateTime"))


def on(text):
    return ox.Literal(text, datatype=iri("xsd:date"))


def length(text):
    return ox.Literal(text, datatype=iri("xsd:dayTimeDuration"))


@pytest.mark.parametrize(
    ("first", "second", "seconds"),
    [
        ("2026-10-13T10:00:00+01:00", "2026-10-14T10:00:00+01:00", ("86400", "integer")),
        ("2026-10-25T00:30:00+01:00", "2026-10-25T01:30:00+00:00", ("7200", "integer")),
        ("2026-03-28T10:00:00+00:00", "2026-03-29T10:00:00+01:00", ("82800", "integer")),
        ("2026-10-14T10:00:00Z", "2026-10-14T12:00:00+02:00", ("0", "integer")),
        ("2026-10-14T10:00:00.25Z", "2026-10-14T10:00:01Z", ("0.75", "decimal")),
        ("2026-10-14T10:00:00", "2026-10-14T10:00:01Z", None),
        ("2026-02-30T10:00:00Z", "2026-10-14T10:00:01Z", None),
    ],
)
def test_seconds_between(first, second, seconds):
    assert call("secondsBetween", at(first), at(second)) == seconds


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-07-01T23:30:00Z", "2026-07-02"),
        ("2026-01-01T23:30:00Z", "2026-01-01"),
        ("2026-10-14T01:30:00+02:00", "2026-10-14"),
        ("2026-10-14T00:30:00+02:00", "2026-10-13"),
    ],
)
def test_the_day_of_an_instant_is_the_day_in_london(moment, day):
    assert call("londonDay", at(moment)) == (day, "date")


@pytest.mark.parametrize(("day", "instant"), [("2026-07-01", "2026-06-30T23:00:00Z"), ("2026-01-01", "2026-01-01T00:00:00Z")])
def test_a_day_starts_at_midnight_in_london(day, instant):
    value, kind = call("startOfDay", on(day))
    assert (times.instant(value), kind) == (times.instant(instant), "dateTime")


@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        ("2026-01-31", "P1M", "2026-02-28"),
        ("2024-01-31", "P1M", "2024-02-29"),
        ("2026-03-31", "P3M", "2026-06-30"),
        ("2026-10-14", "P31D", "2026-11-14"),
        ("2024-02-29", "P1Y", "2025-02-28"),
    ],
)
def test_periods_end_on_the_corresponding_date(start, period, end):
    assert call("addPeriod", on(start), length(period)) == (end, "date")


def test_days_between_counts_calendar_days():
    assert call("daysBetween", on("2026-02-05"), on("2026-06-19")) == ("134", "integer")


@pytest.mark.parametrize(
    ("text", "seconds"), [("PT0S", "0"), ("PT24H", "86400"), ("P1D", "86400"), ("P1DT1H1M1S", "90061"), ("P31D", "2678400")]
)
def test_lengths_in_seconds(text, seconds):
    assert call("secondsIn", length(text)) == (seconds, "integer")


@pytest.mark.parametrize("text", ["P", "PT", "P1", "24H", "P1H", "", "P1DT"])
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(ValueError, match="duration"):
        times.period(text)


def test_canonical_literals():
    assert str(times.literal(Decimal("0.640"))) == '"0.64"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    assert times.literal(Decimal("2.0")).datatype == iri("xsd:integer")
    assert times.literal(True).value == "true"
    assert times.literal(date(2026, 3, 14)).value == "2026-03-14"
    assert times.literal(datetime.fromisoformat("2026-03-14T09:00:00+00:00")).value == "2026-03-14T09:00:00+00:00"


@pytest.mark.parametrize(
    "text, words",
    [
        ("PT24H", "24 hours"),
        ("P1M", "1 month"),
        ("P1Y6M", "1 year 6 months"),
        ("P1DT1H", "1 day 1 hour"),
        ("PT1.5S", "1.5 seconds"),
        ("PT0S", "0 seconds"),
        ("P", "P"),
        ("PT", "PT"),
        ("-P1D", "-P1D"),
        ("soon", "soon"),
        ("", ""),
    ],
)
def test_durations_in_words(text, words):
    assert times.duration_words(text) == words


def test_days_in_words():
    assert times.day_words(times.day("2026-03-04")) == "4 March 2026"


def test_a_clock_in_london_names_an_instant_save_where_it_was_moved_on():
    assert times.in_london(datetime(2026, 7, 1, 9)).isoformat() == "2026-07-01T09:00:00+01:00"
    with pytest.raises(ValueError, match="There was no 01:30 in London on that day"):
        times.in_london(datetime(2026, 3, 29, 1, 30))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconds"), (1, "1 second"), (40, "40 seconds"), (5400, "1 hour and 30 minutes"), (86401, "24 hours and 1 second"),
        (183600, "51 hours"), (259200, "72 hours"), (270000, "3 days and 3 hours"), (2678400, "31 days"),
        (356521, "4 days, 3 hours, 2 minutes and 1 second"),
    ],
)  # fmt: skip
def test_lengths_in_the_units_that_people_count_in(seconds, words):
    assert times.length_words(seconds) == words


def test_instants_in_words_and_in_londons_time():
    assert times.moment_words(datetime(2026, 10, 14, 9, tzinfo=UTC)) == "14 October 2026, 10:00"
    assert times.clock_words(datetime(2026, 12, 14, 9, 0, 5, tzinfo=UTC)) == "09:00:05 on 14 December 2026"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-10-04", "4 October 2026"),
        ("2026-10-14T10:00:00+01:00", "14 October 2026, 10:00"),
        ("2026-11-23T09:00:05Z", "23 November 2026, 09:00:05"),
        ("2026-07-23T23:30:00-03:30", "24 July 2026, 04:00"),
    ],
)
def test_what_is_stated_of_a_time_in_words_and_in_londons_time(text, words):
    assert times.text_words(text) == words


@pytest.mark.parametrize("text", ["2026-10-14T10:00:00", "14 October 2026", ""])
def test_what_is_no_time_has_no_words(text):
    with pytest.raises(ValueError, match=r"is not a (time|date)"):
        times.text_words(text)
