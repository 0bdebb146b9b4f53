"""Rows of an answer for people: what differs only in whom a rule falls on, or in the like, is one row."""

from collections.abc import Callable, Iterable, Sequence

from lfr_kg.base.model import Value

Cell = list[Value]
"""The values of one column in one row, none or several."""


def gathered(
    columns: Sequence[str], rows: Iterable[Sequence[Value | None]], together: Iterable[str], called: Callable[[Value], str]
) -> list[list[Cell]]:
    """Rows of ``columns``, those that are the same but for the columns ``together`` made one, in the order of the first of them.

    The values that were so brought together stand in the order of what each is ``called``, each once.
    """
    several = [name in together for name in columns]
    found: dict[tuple[Value | None, ...], list[Cell]] = {}
    for row in rows:
        key = tuple(None if is_several else value for value, is_several in zip(row, several, strict=True))
        cells = found.setdefault(key, [[] for _ in columns])
        for cell, value in zip(cells, row, strict=True):
            if value is not None and value not in cell:
                cell.append(value)
    return [
        [sorted(cell, key=lambda value: called(value).lower()) if len(cell) > 1 else cell for cell in cells] for cells in found.values()
    ]
