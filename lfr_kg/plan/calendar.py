"""The dates of a plan as a calendar (iCalendar, RFC 5545), in London's time."""

import hashlib
from datetime import date, datetime, timedelta

import icalendar

from lfr_kg.base import times
from lfr_kg.base.scales import SENTENCES
from lfr_kg.plan.contract import Event, Plan
from lfr_kg.plan.sentences import sentence
from lfr_kg.plan.text import told

YEAR = timedelta(days=366)
PRODUCT = "-//lfr-kg//plan//EN"


def as_ics(plan: Plan) -> bytes:
    """The deployment itself and each date of its plan, an entry a date. The same plan gives the same bytes."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", plan["title"])
    calendar.add_component(_entry(plan, "deployment", plan["title"], "", times.instant(plan["start"]), times.instant(plan["end"])))
    for event in plan["events"]:
        calendar.add_component(_dated(plan, event))
    day = times.day(plan["lawAsAt"])
    calendar.add_missing_timezones(first_date=day - YEAR, last_date=day + 2 * YEAR)
    return bytes(calendar.to_ical())


def _dated(plan: Plan, event: Event) -> icalendar.Event:
    """A date of the plan: a moment, or a whole day."""
    at = times.moment(event["at"])
    heading = sentence("calendar", sentence("from_then" if event["isOpening"] else "by_then"), told(event, plan))
    rules = [plan["rules"][slug] for slug in event["norms"]]
    said = "\n".join(sentence("calendar_line", rule["title"], rule["bearer"], rule["citation"]) for rule in rules)
    return _entry(plan, f"{event['at']} {event['isOpening']}", heading, said, at, at)


def _entry(plan: Plan, name: str, heading: str, said: str, start: date | datetime, end: date | datetime) -> icalendar.Event:
    entry = icalendar.Event()
    digest = hashlib.sha256(f"{plan['description']}\0{name}".encode()).hexdigest()[:32]
    entry.add("uid", f"{digest}@lfr-kg")
    entry.add("dtstamp", times.instant(plan["madeAt"]))
    entry.add("summary", heading)
    entry.add("dtstart", _local(start))
    if isinstance(end, datetime):
        entry.add("dtend", _local(end if end != start else end + timedelta(minutes=30)))
    if said:
        entry.add("description", f"{said}\n\n{SENTENCES['information']}")
    return entry


def _local(at: date | datetime) -> date | datetime:
    """A moment by London's clock; a day as it is."""
    return at.astimezone(times.LONDON) if isinstance(at, datetime) else at
