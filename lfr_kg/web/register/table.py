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
from lfr_kg.register.quality import share_of
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


SHOWN = ("faces_seen", "alerts", "false_alerts", "", "arrests", "list_size")
"""The figures of a line of the table; "" stands for the rate of false alerts."""


def figures(row: Row) -> list[str]:
    """The figures of a row as the table shows them: printed numbers with their thousands apart, and false alerts in 1,000 faces."""
    rate = share_of(row) if row.is_deployment else None
    shown = []
    for column in SHOWN:
        number = row.number(column) if column else None
        shown.append(("" if column or rate is None else f"{rate * 1000:.2f}") if number is None else f"{number:,}")
    return shown


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
