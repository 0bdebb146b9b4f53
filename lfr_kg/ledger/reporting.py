"""A register as a list and as a table of verdicts: text, CSV or JSON."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from lfr_kg.answer.reports.text import safe
from lfr_kg.base.scales import VERDICTS
from lfr_kg.ledger.entries import Entry


def as_list(entries: Iterable[Entry]) -> str:
    """One line an entry: its number, when and by whom it was added, the file, and its hash."""
    rows: list[tuple[str, ...]] = [("Entry", "Added", "By", "File", "Deployments", "Hash")]
    rows += [
        (str(each["number"]), each["addedAt"], each["addedBy"], each["description"]["name"], str(len(each["deployments"])), each["hash"])
        for each in entries
    ]
    return _columns(rows)


def rows_of(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """One row a deployment: the entry, what it is, and how many findings have which verdict."""
    return [
        {
            "entry": entry["number"],
            "addedAt": entry["addedAt"],
            "addedBy": entry["addedBy"],
            "deployment": each["identifier"] or each["id"],
            "lawAsAt": each["lawAsAt"],
            **{verdict: each["summary"].get(verdict, 0) for verdict in VERDICTS},
        }
        for entry in entries
        for each in entry["deployments"]
    ]


def as_text(entries: Iterable[Entry]) -> str:
    """The table for a terminal, with the verdicts that any deployment has."""
    rows = rows_of(entries)
    shown = [verdict for verdict in VERDICTS if any(row[verdict] for row in rows)]
    table: list[tuple[str, ...]] = [("Entry", "Deployment", "Law of", *(VERDICTS[verdict].label for verdict in shown))]
    table += [(str(row["entry"]), row["deployment"], row["lawAsAt"], *(str(row[verdict]) for verdict in shown)) for row in rows]
    return _columns(table)


def as_csv(entries: Iterable[Entry]) -> str:
    """The table as CSV (RFC 4180); no cell of it is a formula."""
    rows = rows_of(entries)
    out = io.StringIO()
    writer = csv.DictWriter(out, ["entry", "addedAt", "addedBy", "deployment", "lawAsAt", *VERDICTS])
    writer.writeheader()
    writer.writerows({name: safe(str(value)) for name, value in row.items()} for row in rows)
    return out.getvalue().rstrip("\r\n")


def _columns(rows: list[tuple[str, ...]]) -> str:
    """Rows set under each other; what a terminal would obey is written out."""
    shown = [["".join(each if each.isprintable() else ascii(each)[1:-1] for each in cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in shown)
