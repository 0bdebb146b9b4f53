"""Which rows of the register are asked for, in what order, and what they add up to: by what is worked out once of all rows.

Each row is known by its number. What holds of rows is kept as marks, a byte a row in one large number, so that to narrow by several things
is one operation of the processor's, whatever the size of the register.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from functools import cached_property
from itertools import compress
from typing import TypeVar

from lfr_kg.register.kept import Marks, marks_of
from lfr_kg.register.register import Register
from lfr_kg.register.tables import Row
from lfr_kg.web.register.table import ADDED, LISTS, NONE, ORDERS, RATE, Asked

Key = TypeVar("Key", bound=Hashable)
VALUES: dict[str, Callable[[Row], str]] = {
    "force": lambda row: row.force.removeprefix("actor:"),
    "year": lambda row: row.cells["date_from"][:4],
    "kind": lambda row: row.kind,
    "read": lambda row: row.cells["reading"],
    "use": lambda row: row.cells["use_case"].capitalize(),
    "threshold": lambda row: row.cells["threshold"] or NONE,
    "list": lambda row: _list_of(row.number("list_size")),
}
"""What the table is narrowed by, and the value that each row has."""


def _list_of(size: int | None) -> str:
    return NONE if size is None else next((name for name, (least, above) in LISTS.items() if least <= size < above), "")


class Narrowing:
    """The rows of a register, ready to be narrowed, put in order and added up. What it is asked for first it works out once."""

    def __init__(self, register: Register):
        self.register, self.findings = register, register.findings
        self.rows = list(register.tables.rows.values())
        self._by_value: dict[str, dict[str, list[int]]] = {}
        self._orders: dict[str, list[int]] = {}

    def asked(self, asked: Asked) -> Marks:
        """The rows that are asked for."""
        found = self._all
        for name in VALUES:
            if value := getattr(asked, name):
                found &= self.having(name, value)
        if asked.place:
            found &= self._placed(asked.place.lower())
        if asked.verdict or asked.duty:
            found &= self.findings.marks(asked.verdict, asked.duty)
        return found

    def having(self, name: str, value: str) -> Marks:
        """The rows that have a value of one of ``VALUES``."""
        return self._marked(self._numbers(name).get(value, ()))

    def values(self, name: str) -> set[str]:
        """The values of one of ``VALUES`` that rows have."""
        return set(self._numbers(name))

    def in_order(self, marks: Marks, order: str) -> list[int]:
        """The numbers of marked rows in an order: the latest day or the greatest number first, words by the alphabet."""
        flags = self._flags(marks)
        return [number for number in self._order(order) if flags[number]]

    def totals(self, marks: Marks) -> dict[str, tuple[int, int] | None]:
        """What marked deployments add up to: for each figure the sum and how many rows state it, None where none does. Other rows are left
        out, as aggregates would count again what is counted."""
        found: dict[str, tuple[int, int] | None] = {}
        for column, (figures, stated) in self._figures.items():
            number = (marks & stated).bit_count()
            found[column] = (sum(compress(figures, self._flags(marks & stated))), number) if number else None
        return found

    @cached_property
    def deployments(self) -> Marks:
        """The rows that describe a deployment."""
        return marks_of(bytes(row.is_deployment for row in self.rows))

    @cached_property
    def _all(self) -> Marks:
        return marks_of(b"\1" * len(self.rows))

    @cached_property
    def _figures(self) -> dict[str, tuple[list[int], Marks]]:
        """The figures that are added up: of each the numbers, and the deployments that state it."""
        stated = {column: [row.is_deployment and bool(row.plain[column]) for row in self.rows] for column in ADDED}
        figures = {column: [int(row.cells[column] or 0) for row in self.rows] for column in ADDED}
        return {column: (figures[column], marks_of(bytes(stated[column]))) for column in ADDED}

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        return _numbered(row.cells["place"].lower() for row in self.rows)

    @cached_property
    def _days(self) -> dict[tuple[str, str], list[int]]:
        return _numbered((row.force, row.cells["date_from"]) for row in self.rows)

    @cached_property
    def _visits(self) -> dict[tuple[str, str], list[int]]:
        return _numbered((row.force, row.cells["place"]) for row in self.rows)

    def of_force(self, force: str) -> list[Row]:
        """The rows of a force, by its name without prefix."""
        return [self.rows[number] for number in self._numbers("force").get(force, ())]

    def beside(self, row: Row) -> dict[str, list[Row]]:
        """The other rows of its force with the same size of list on the day, and those of the same label."""
        on_day = self._others(row, self._days[row.force, row.cells["date_from"]]) if row.cells["list_size"] else []
        return {
            "list": [each for each in on_day if each.cells["list_size"] == row.cells["list_size"]],
            "place": self._others(row, self._visits[row.force, row.cells["place"]]),
        }

    def _others(self, row: Row, numbers: list[int]) -> list[Row]:
        return [self.rows[number] for number in numbers if self.rows[number].id != row.id]

    def _numbers(self, name: str) -> dict[str, list[int]]:
        if name not in self._by_value:
            self._by_value[name] = _numbered(map(VALUES[name], self.rows))
        return self._by_value[name]

    def _order(self, order: str) -> list[int]:
        if order not in self._orders:
            shares = self.register.shares
            keys = [shares.get(row.id, -1.0) for row in self.rows] if order == RATE else list(map(ORDERS[order], self.rows))
            self._orders[order] = sorted(range(len(keys)), key=keys.__getitem__, reverse=order not in ("force", "place"))
        return self._orders[order]

    def _placed(self, words: str) -> Marks:
        return self._marked(number for place, numbers in self._places.items() if words in place for number in numbers)

    def _marked(self, numbers: Iterable[int]) -> Marks:
        flags = bytearray(len(self.rows))
        for number in numbers:
            flags[number] = 1
        return marks_of(flags)

    def _flags(self, marks: Marks) -> bytes:
        return marks.to_bytes(len(self.rows), "little")


def _numbered(keys: Iterable[Key]) -> dict[Key, list[int]]:
    """The numbers of the rows with each key."""
    found: dict[Key, list[int]] = defaultdict(list)
    for number, key in enumerate(keys):
        found[key].append(number)
    return dict(found)
