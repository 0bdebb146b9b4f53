"""What a newly published table changes, row by row, for people and for programs."""

from typing import Any

from lfr_kg.register.tables import Row
from lfr_kg.register.update import Change, Difference, Update

NAMES = {
    "date_from": "day", "place": "place", "use_case": "use case", "minutes": "minutes", "list_size": "watchlist", "threshold": "threshold",
    "printed_rate": "printed false alert rate", "faces_seen": "faces seen", "alerts": "alerts", "true_alerts": "true alerts",
    "false_alerts": "false alerts", "unconfirmed_true": "unconfirmed true alerts", "unconfirmed_false": "unconfirmed false alerts",
    "engagements": "engagements", "arrests": "arrests", "other_outcomes": "other outcomes", "no_further_action": "no further action",
}  # fmt: skip
"""The columns of the register, in words."""
NOT_STATED = "not stated"


def as_text(update: Update) -> str:
    """The differences for people: each row with where it is printed, each figure before and after."""
    lines = [*_section("New", update.new, _new), *_section("Changed", update.changed, _changed)]
    lines += _section("Withdrawn: the register holds them, and the table, which covers their days, does not", update.withdrawn, _held)
    confirmed = [each for each in (*update.changed, *update.same) if each.confirms]
    days = f" from {update.days[0]} to {update.days[1]}" if update.days else ""
    lines.append(
        f"{len(update.new)} new, {len(update.changed)} changed, {len(update.withdrawn)} withdrawn, {len(update.same)} the same{days}; "
        f"{len(confirmed)} that the register has from a copy or the press are in this document."
    )
    return "\n".join(lines)


def _section(title: str, rows: list[Any], line: Any) -> list[str]:
    return [f"{title} ({len(rows)}):", *(f"  {text}" for row in rows for text in line(row)), ""] if rows else []


def _new(row: Row) -> list[str]:
    figures = [f"{NAMES[name]} {row.cells[name]}" for name in NAMES if name not in ("date_from", "place") and row.cells[name]]
    return [f"{_where(row)}: {', '.join(figures) or 'no figures'}"]


def _changed(change: Change) -> list[str]:
    remarks = ", ".join(name for name, _ in change.held.remarks)
    return [
        f"{change.held.id}, {_where(change.read)}",
        *(f"  {NAMES[each.column]}: {each.before or NOT_STATED} → {each.after or NOT_STATED}" for each in change.differences),
        *([f"  its remarks are to be read again: {remarks}"] if remarks else []),
    ]


def _held(row: Row) -> list[str]:
    return [f"{row.id}, {_where(row)} of {row.document}"]


def _where(row: Row) -> str:
    return f"{row.cells['date_from'] or 'no day'} {row.cells['place']} ({row.cells['page_or_row']})"


def as_data(update: Update) -> dict[str, Any]:
    """The differences as what JSON can hold; a cell that states nothing is null."""
    return {
        "from": update.days[0].isoformat() if update.days else None,
        "to": update.days[1].isoformat() if update.days else None,
        "new": [{"where": row.cells["page_or_row"]} | {name: row.cells[name] or None for name in NAMES} for row in update.new],
        "changed": [_change(change) for change in update.changed],
        "withdrawn": [{"id": row.id, "day": row.cells["date_from"] or None, "place": row.cells["place"]} for row in update.withdrawn],
        "same": len(update.same),
        "confirmed": [each.held.id for each in (*update.changed, *update.same) if each.confirms],
    }


def _change(change: Change) -> dict[str, Any]:
    def told(each: Difference) -> dict[str, str | None]:
        return {"column": each.column, "before": each.before or None, "after": each.after or None}

    return {
        "id": change.held.id,
        "where": change.read.cells["page_or_row"],
        "differences": list(map(told, change.differences)),
        "remarks": [name for name, _ in change.held.remarks],
    }
