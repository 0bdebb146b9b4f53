"""The table of published records: which rows are asked for, in what order, and what they add up to."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from lfr_kg.answer.reports.text import safe
from lfr_kg.base.errors import BadRequest
from lfr_kg.base.scales import VERDICTS
from lfr_kg.register.tables import COLUMNS, Row

_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
NUMBERS = {"faces": "faces_seen", "alerts": "alerts", "false": "false_alerts", "arrests": "arrests", "list": "list_size"}
"""The figures by which the table is put in order, and their columns."""


def _by_number(column: str) -> Callable[[Row], int]:
    """What puts rows in the order of a figure: where none is printed, below nought."""

    def of(row: Row) -> int:
        number = row.number(column)
        return -1 if number is None else number

    return of


ORDERS: dict[str, Callable[[Row], str | int]] = {
    "day": lambda row: row.cells["date_from"],
    "force": lambda row: row.force,
    "place": lambda row: row.cells["place"].lower(),
    **{name: _by_number(column) for name, column in NUMBERS.items()},
}
"""By what the table is put in order; numbers with the greatest first."""
COMMON = ("list-at-several-places",)
"""Kinds of finding on the quality of records that are on too many rows to be marked in the table."""
RATE = "rate"
PER_PAGE = 1000
"""Rows on one page of the table."""
ADDED = ("faces_seen", "alerts", "false_alerts", "arrests")
NONE = "none"
"""Asks for the rows that do not print something."""
LISTS = {"under-5000": (0, 5_000), "5000-to-10000": (5_000, 10_000), "10000-to-15000": (10_000, 15_000), "15000-and-more": (15_000, 10**9)}
"""Sizes of lists by which the table can be narrowed: the least, and the first above."""
Found = dict[str, set[tuple[str, str]]]
"""What was found of each record: pairs of a verdict and a norm's slug."""


@dataclass(frozen=True)
class Asked:
    """What of the register is asked for; "" where anything will do."""

    force: str
    year: str
    kind: str
    read: str
    use: str
    threshold: str
    list: str
    verdict: str
    duty: str
    place: str
    order: str

    def fits(self, row: Row, found: Found) -> bool:
        """Whether a row is asked for, ``found`` being what was found of each."""
        return (
            self.force in ("", row.force.removeprefix("actor:"))
            and row.cells["date_from"].startswith(self.year)
            and self.kind in ("", row.kind)
            and self.read in ("", row.cells["reading"])
            and self.use.lower() in ("", row.cells["use_case"].lower())
            and self.threshold in ("", row.cells["threshold"] or NONE)
            and self.place.lower() in row.cells["place"].lower()
            and self._fits_list(row.number("list_size"))
            and self._is_found(found.get(row.id, set()))
        )

    def _fits_list(self, size: int | None) -> bool:
        if self.list in ("", NONE) or size is None:
            return self.list == "" or (self.list == NONE and size is None)
        least, above = LISTS[self.list]
        return least <= size < above

    def _is_found(self, pairs: set[tuple[str, str]]) -> bool:
        if not self.verdict and not self.duty:
            return True
        return any(self.verdict in ("", verdict) and self.duty in ("", duty) for verdict, duty in pairs)

    def query(self, order: str = "") -> str:
        """What asks for the same rows in an address, in another order where one is given."""
        given = asdict(self)
        given["sort"] = order or ("" if given["order"] == "day" else given["order"])
        del given["order"]
        return urlencode({name: value for name, value in given.items() if value})


def asked_of(given: "MultiDict[str, str]", choices: dict[str, list[str]]) -> Asked:
    """What the parameters of an address ask for. Raises BadRequest for a value that is none of the choices."""
    for name, known in choices.items():
        if given.get(name, "") not in ("", *known):
            raise BadRequest(f"“{given[name][:60]}” is no {name} of the register. Choose one from the list at /register.")
    order = given.get("sort", "") or "day"
    if order not in (*ORDERS, RATE):
        raise BadRequest(f"“{order[:60]}” is nothing to sort by. Use one of: {', '.join((*ORDERS, RATE))}.")
    chosen = {name: given.get(name, "") for name in choices}
    return Asked(**chosen, place=given.get("place", "").strip()[:100], order=order)


def page_of(text: str) -> int:
    """The number of a page. Raises BadRequest where it is none from 1 on."""
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 10**6):
        raise BadRequest(f"The page is “{text[:20]}”; it should be a number from 1.")
    return int(text)


def choices_of(rows: list[Row], found: Found) -> dict[str, list[str]]:
    """The values by which the table can be narrowed; verdicts and duties are those that say something of a record."""
    pairs = {pair for each in found.values() for pair in each}
    return {
        "threshold": [*sorted({row.cells["threshold"] for row in rows} - {""}), NONE],
        "list": [*LISTS, NONE],
        "verdict": [name for name in VERDICTS if name in {verdict for verdict, _ in pairs}],
        "duty": sorted({duty for _, duty in pairs}),
        "force": sorted({row.force.removeprefix("actor:") for row in rows}),
        "year": sorted({row.cells["date_from"][:4] for row in rows} - {""}),
        "kind": sorted({row.kind for row in rows}),
        "read": sorted({row.cells["reading"] for row in rows}),
        "use": sorted({row.cells["use_case"].capitalize() for row in rows if len(row.cells["use_case"]) < 30} - {""}),
    }


def in_order(rows: list[Row], order: str, rates: dict[str, tuple[float, float, float]]) -> list[Row]:
    """Rows in an order: the latest day or the greatest number first, words by the alphabet. ``rates`` holds those of false alerts by
    record."""
    if order == RATE:
        return sorted(rows, key=lambda row: rates.get(row.id, (-1.0,))[0], reverse=True)
    return sorted(rows, key=ORDERS[order], reverse=order not in ("force", "place"))


SHOWN = ("faces_seen", "alerts", "false_alerts", "", "arrests", "list_size")
"""The figures of a line of the table; "" stands for the rate of false alerts."""


def figures(row: Row, rates: dict[str, tuple[float, float, float]]) -> list[str]:
    """The figures of a row as the table shows them: printed numbers with their thousands apart, and false alerts in 1,000 faces."""
    rate = rates.get(row.id)
    shown = []
    for column in SHOWN:
        number = row.number(column) if column else None
        shown.append((f"{rate[0] * 1000:.2f}" if rate and not column else "") if number is None else f"{number:,}")
    return shown


def totals(rows: list[Row]) -> dict[str, tuple[int, int] | None]:
    """What deployments add up to: for each figure the sum and how many rows state it, None where none does. Other rows are left out, as
    aggregates would count again what is counted."""
    found: dict[str, tuple[int, int] | None] = {}
    for column in ADDED:
        stated = [number for row in rows if row.is_deployment and row.plain[column] and (number := row.number(column)) is not None]
        found[column] = (sum(stated), len(stated)) if stated else None
    return found


def as_csv(rows: list[Row]) -> str:
    """Rows as comma-separated values: the columns of the register's own files, after the force. No cell is a formula: what was printed is
    others' text; a number stays one."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("force", *COLUMNS))
    for row in rows:
        told = row.cells | {"publisher": row.publisher, "document": row.document, "url": row.url, "seen_at": row.seen_at}
        writer.writerow((row.force.removeprefix("actor:"), *(_as_printed(told[column]) for column in COLUMNS)))
    return out.getvalue()


def _as_printed(text: str) -> str:
    return text if _NUMBER.fullmatch(text) else safe(text)
