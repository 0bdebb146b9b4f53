"""A newly published table beside the register: what is new in it, what it prints otherwise, and what it no longer prints.

A row is known again by its force, day and place; where those changed, by its figures. Everything is worked out in one pass over tables, so
that it costs no more than their length.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from lfr_kg.register.tables import Row, Tables

COMPARED = (
    "date_from", "place", "use_case", "minutes", "list_size", "threshold", "printed_rate", "faces_seen", "alerts", "true_alerts",
    "false_alerts", "unconfirmed_true", "unconfirmed_false", "engagements", "arrests", "other_outcomes", "no_further_action",
)  # fmt: skip
"""The columns that are compared, those that a table fills; the others are of the register's own making."""
FIGURES = ("list_size", "faces_seen", "alerts", "arrests")
"""By what rows of one day and place are told apart, and a row is known again whose day or place is printed otherwise."""
TELLING = 3
"""Of how many of its figures a row has to state, to be known by them."""


@dataclass(frozen=True)
class Difference:
    """One cell that is printed otherwise: the column, what the register holds and what the table prints; "" where nothing is stated."""

    column: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """A row of the register, the row of the table that is it, and in what they differ."""

    held: Row
    read: Row
    differences: tuple[Difference, ...] = ()

    @property
    def confirms(self) -> bool:
        """Whether the register has the row from another's copy or the press, and this is the publisher's own document."""
        return self.held.cells["reading"] != "primary" == self.read.cells["reading"]


@dataclass
class Update:
    """What a table says beside the register. ``days`` are the first and the last that it names; outside them nothing is withdrawn."""

    days: tuple[date, date] | None
    new: list[Row] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    same: list[Change] = field(default_factory=list)
    withdrawn: list[Row] = field(default_factory=list)

    @property
    def differs(self) -> bool:
        """Whether the table says anything that the register does not, or the other way round."""
        return bool(self.new or self.changed or self.withdrawn)


def compared(read: list[Row], basis: str, tables: Tables) -> Update:
    """The rows of a table beside those that the register holds on the same ``basis``: of the same register of the same force.

    What the register has from the press alone is never withdrawn, since no table printed it.
    """
    days = [row.day for row in read if row.day is not None]
    update = Update((min(days), max(days)) if days else None)
    forces = {row.force for row in read}
    held = [row for row in tables.rows.values() if row.is_deployment and row.force in forces and row.cells["basis"] == basis]
    columns = [column for column in COMPARED if any(row.cells[column] for row in read)]
    pairs, left, held = _paired(read, held)
    for before, after in pairs:
        change = Change(before, after, tuple(_differences(before, after, columns)))
        (update.changed if change.differences else update.same).append(change)
    update.new = left
    update.withdrawn = [row for row in held if row.cells["reading"] != "press" and _within(row.day, update.days)]
    return update


def _within(day: date | None, days: tuple[date, date] | None) -> bool:
    return day is not None and days is not None and days[0] <= day <= days[1]


def _paired(read: list[Row], held: list[Row]) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
    """Rows of the register with those of the table that they are, and what is left of either: the surest first."""
    keys: tuple[Callable[[Row], Hashable], ...] = (
        lambda row: (row.cells["date_from"], _name(row), _figures(row)),
        lambda row: (row.cells["date_from"], _name(row)),
        lambda row: _told(row) and (row.cells["date_from"], _told(row)),
        lambda row: _told(row) and (_name(row), _told(row)),
    )
    pairs: list[tuple[Row, Row]] = []
    for key in keys:
        found, read, held = _by(key, read, held)
        pairs += found
    order = {row.id: number for number, row in enumerate([*read, *(after for _, after in pairs)])}
    return sorted(pairs, key=lambda pair: (pair[1].cells["date_from"], order[pair[1].id])), read, held


def _by(key: Callable[[Row], Hashable], read: list[Row], held: list[Row]) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
    """Pair rows that have a key in common, in the order in which they stand; a key that is nothing pairs none."""
    waiting: dict[Hashable, list[Row]] = defaultdict(list)
    for row in reversed(held):
        waiting[key(row)].append(row)
    pairs, left, taken = [], [], set()
    for row in read:
        if (name := key(row)) and waiting.get(name):
            before = waiting[name].pop()
            taken.add(before.id)
            pairs.append((before, row))
        else:
            left.append(row)
    return pairs, left, [row for row in held if row.id not in taken]


def _name(row: Row) -> str:
    """The place as it is compared: its words, whatever stands between them."""
    return " ".join(re.findall(r"\w+", row.cells["place"].casefold()))


def _figures(row: Row) -> tuple[str, ...]:
    return tuple(row.cells[column] for column in FIGURES)


def _told(row: Row) -> tuple[str, ...]:
    """The figures by which a row is known whatever else is printed; () where it states too few, or zero faces."""
    figures = _figures(row)
    return figures if sum(map(bool, figures)) >= TELLING and row.cells["faces_seen"] not in ("", "0") else ()


def _differences(held: Row, read: Row, columns: Iterable[str]) -> Iterable[Difference]:
    for column in columns:
        before, after = held.cells[column], read.cells[column]
        if before != after and not _are_alike(column, before, after):
            yield Difference(column, before, after)


def _are_alike(column: str, before: str, after: str) -> bool:
    """Whether two cells say the same in other writing."""
    if column == "threshold" and before and after:
        return Decimal(before) == Decimal(after)
    if column == "use_case" and re.fullmatch(r"[\d, ]+", after):  # the numbers of a scheme, which the register names
        return re.findall(r"\d", before.partition("(")[0]) == re.findall(r"\d", after)
    return " ".join(before.split()).casefold() == " ".join(after.split()).casefold()
