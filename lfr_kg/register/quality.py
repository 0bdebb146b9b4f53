"""What in a published record does not go together. It is a finding on the record, and says nothing of the law.

What each kind says stands in ``ontology/register/quality.csv``; here is only the arithmetic.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from lfr_kg.register.interval import exact_interval
from lfr_kg.register.tables import Row, Tables

Values = dict[str, int | str]
"""The figures of a finding, by the names under which its sentence speaks of them."""
Key = tuple[str, str, int | None]
"""Force, day and size of a list."""


@dataclass(frozen=True)
class Quality:
    """One thing that does not go together: which record, of what kind, and in words."""

    record: str
    kind: str
    title: str
    sentence: str


class Together:
    """Tells of each row what in it does not go together."""

    def __init__(self, tables: Tables):
        self.words = tables.quality
        self.checks: tuple[tuple[str, Callable[[Row], Values | None]], ...] = (
            ("alert-classes", _alert_classes),
            ("false-alerts-above-faces", _false_alerts_above_faces),
            ("rate-differs", _rate_differs),
            ("rate-without-count", _rate_without_count),
            ("outcomes-above-alerts", _outcomes_above_alerts),
            ("outcomes-missing", _outcomes_missing),
            ("list-at-several-places", _lists([row for row in tables.rows.values() if row.is_deployment])),
        )

    def of(self, row: Row) -> list[Quality]:
        """What does not go together in a row; nothing of one that describes no deployment."""
        found = []
        for kind, check in self.checks if row.is_deployment else ():
            if (values := check(row)) is not None:
                entry = self.words[kind]
                words = {name: f"{value:,}" if isinstance(value, int) else value for name, value in values.items()}
                found.append(Quality(row.id, kind, entry["title"], entry["sentence"].format(**words)))
        return found


def quality(tables: Tables) -> Iterator[Quality]:
    """Everything of the register's rows that does not go together, in the order of the rows."""
    together = Together(tables)
    return (each for row in tables.rows.values() for each in together.of(row))


def _alert_classes(row: Row) -> Values | None:
    alerts, true, false = (row.number(column) for column in ("alerts", "true_alerts", "false_alerts"))
    if alerts is None or true is None or false is None or true + false == alerts:
        return None
    return {"alerts": alerts, "true": true, "false": false, "sum": true + false}


def _false_alerts_above_faces(row: Row) -> Values | None:
    false, faces = row.number("false_alerts"), row.number("faces_seen")
    return {"false": false, "faces": faces} if false is not None and faces is not None and false > faces else None


def _printed(row: Row) -> Decimal | None:
    """The printed rate as a share, None where none is printed."""
    text = row.cells["printed_rate"].rstrip("%")
    return Decimal(text).scaleb(-2) if text else None


def _last_digit(rate: Decimal) -> Decimal:
    """One unit of the last printed digit: rates are printed now rounded, now cut short."""
    return Decimal(1).scaleb(int(rate.as_tuple().exponent))


def _rate_differs(row: Row) -> Values | None:
    rate, false, faces = _printed(row), row.number("false_alerts"), row.number("faces_seen")
    if rate is None or false is None or not faces:
        return None
    counted = Decimal(false) / faces
    if abs(rate - counted) < _last_digit(rate):
        return None
    return {"printed": row.cells["printed_rate"], "false": false, "faces": faces, "counted": f"{counted:.4%}"}


def _rate_without_count(row: Row) -> Values | None:
    rate, faces = _printed(row), row.number("faces_seen")
    if rate is None or row.number("false_alerts") is not None or not faces:
        return None
    nearest = round(rate * faces)
    if any(abs(rate - Decimal(count) / faces) < _last_digit(rate) for count in (nearest - 1, nearest, nearest + 1)):
        return None
    return {"printed": row.cells["printed_rate"], "faces": faces}


def _outcomes(row: Row) -> tuple[int, int, int] | None:
    """How many outcomes, alerts, and alerts confirmed as true a row prints; where one cell repeats another, it is counted once."""
    parts = {column: row.number(column) for column in ("arrests", "other_outcomes", "no_further_action")}
    if row.plain["no_further_action"] != row.cells["no_further_action"]:
        parts["other_outcomes"] = 0
    alerts, true, unconfirmed = row.number("alerts"), row.number("true_alerts"), row.number("unconfirmed_true")
    if None in parts.values() or alerts is None or true is None or unconfirmed is None:
        return None
    return sum(value or 0 for value in parts.values()), alerts, true - unconfirmed


def _outcomes_above_alerts(row: Row) -> Values | None:
    found = _outcomes(row)
    return {"outcomes": found[0], "alerts": found[1]} if found and found[0] > found[1] else None


def _outcomes_missing(row: Row) -> Values | None:
    found = _outcomes(row)
    if not found or found[0] > found[1] or found[0] in found[1:]:
        return None
    return {"outcomes": found[0], "alerts": found[1], "confirmed": found[2]}


def _lists(rows: list[Row]) -> Callable[[Row], Values | None]:
    """What tells of a row that its list's size is printed for other places too on its day."""
    places: dict[Key, list[str]] = defaultdict(list)
    for key, row in _keys(rows):
        places[key].append(row.id)

    def beside(row: Row) -> Values | None:
        size = row.number("list_size")
        number = len(places.get((row.force, row.cells["date_from"], size), ()))
        return {"size": size, "places": number} if size is not None and number > 1 else None

    return beside


def _keys(rows: list[Row]) -> Iterator[tuple[Key, Row]]:
    for row in rows:
        if row.number("list_size") is not None and row.day is not None:
            yield (row.force, row.cells["date_from"], row.number("list_size")), row


def share_of(row: Row) -> float | None:
    """The rate of false alerts by the counts that may be stated of a row; None where one is missing, or they cannot both be right."""
    false, faces = row.plain["false_alerts"], row.plain["faces_seen"]
    return int(false) / int(faces) if false and faces and int(false) <= int(faces) != 0 else None


def rate_of(row: Row) -> tuple[float, float, float] | None:
    """The same, with the limits of its exact interval."""
    share = share_of(row)
    return None if share is None else (share, *exact_interval(int(row.plain["false_alerts"]), int(row.plain["faces_seen"])))
