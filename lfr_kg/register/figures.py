"""The figures behind the charts: published records added up by force and year, with exact intervals where they are rates.

Every table is a list of rows in the order of its columns in ``ontology/register/charts.csv``. Only what may be stated of a deployment is
counted, what was read in the publisher's own document apart from copies and reports.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from statistics import median

from lfr_kg.register.interval import exact_interval
from lfr_kg.register.items import Published
from lfr_kg.register.tables import Row

Cell = str | int | float
Table = list[list[Cell]]
Named = Callable[[str], str]
"""What a force is called, by its compact name."""
Group = tuple[str, str, str]
"""Force, year, and where it was read."""

OWN, COPIED = "own document", "copy or report"
PER_FACES, PER_ALERTS = 1000, 100


def read_from(row: Row) -> str:
    """Whether a row was read in the publisher's own document."""
    return OWN if row.cells["reading"] == "primary" else COPIED


def plain_number(row: Row, column: str) -> int | None:
    """A number that may be stated of the deployment; None where there is none."""
    return int(row.plain[column]) if row.plain[column] else None


def shown(published: Iterable[Published]) -> Table:
    """Item, how many records state it, of how many, and the share."""
    return [[each.item.label, each.count, each.of, round(each.count / each.of, 4) if each.of else 0.0] for each in published]


def counted(rows: Iterable[Row], named: Named) -> Table:
    """Force, year, reading, and how many deployments; the last column repeats it, as all records state that they were."""
    return [[*group, len(each), len(each)] for group, each in _grouped(rows, named)]


def summed(rows: Iterable[Row], named: Named, column: str) -> Table:
    """Force, year, reading, the sum of a column, and how many records state it."""
    found: Table = []
    for group, each in _grouped(rows, named):
        numbers = [number for row in each if (number := plain_number(row, column)) is not None]
        if numbers:
            found.append([*group, sum(numbers), len(numbers)])
    return found


def rates(rows: Iterable[Row], named: Named, column: str, of: str, per: int) -> Table:
    """Force, year, reading, both sums, the rate per so many with the limits of its exact interval, and how many records state both."""
    found: Table = []
    for group, each in _grouped(rows, named):
        pairs = [(plain_number(row, column), plain_number(row, of)) for row in each]
        stated = [(count, whole) for count, whole in pairs if count is not None and whole is not None]
        count, whole = sum(pair[0] for pair in stated), sum(pair[1] for pair in stated)
        if whole and count <= whole:
            found.append([*group, count, whole, *_rate(count, whole, per), len(stated)])
    return found


def above(rows: Iterable[Row], ceiling: float) -> Table:
    """Record, place, day, false alerts, faces, the rate in 1,000 with its limits, of the records above a rate; the highest first."""
    found: Table = []
    for row in rows:
        false, faces = plain_number(row, "false_alerts"), plain_number(row, "faces_seen")
        if false is not None and faces and ceiling < false / faces <= 1:
            found.append([row.id, row.cells["place"], row.cells["date_from"], false, faces, *_rate(false, faces, PER_FACES)])
    return sorted(found, key=lambda cells: float(cells[5]), reverse=True)


def sizes(rows: Iterable[Row], named: Named) -> Table:
    """Force, year, how many records print the size of a list, and the least, the median and the greatest."""
    by_year: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in rows:
        size = plain_number(row, "list_size")
        if size is not None and row.cells["date_from"]:
            by_year[named(row.force), row.cells["date_from"][:4]].append(size)
    return [[*group, len(each), min(each), int(median(each)), max(each)] for group, each in sorted(by_year.items())]


def thresholds(rows: Iterable[Row]) -> Table:
    """Year, threshold, and how many records print it."""
    by_year: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        if row.plain["threshold"] and row.cells["date_from"]:
            by_year[row.cells["date_from"][:4], row.plain["threshold"]] += 1
    return [[*group, number] for group, number in sorted(by_year.items())]


def places(rows: Iterable[Row], named: Named) -> Table:
    """Place, force, latitude, longitude, and how many records; one line for each point that the register holds."""
    points: dict[tuple[float, float, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row.cells["lat"] and row.cells["lon"]:
            points[float(row.cells["lat"]), float(row.cells["lon"]), named(row.force)].append(row)
    found: Table = [[each[-1].cells["place"], force, lat, lon, len(each)] for (lat, lon, force), each in points.items()]
    return sorted(found, key=lambda cells: (-int(cells[4]), str(cells[0])))


def timeline(rows: Iterable[Row]) -> Table:
    """Day, place, faces and reading of the records that state day and faces, the first first."""
    return sorted(
        [row.day.isoformat(), row.cells["place"], faces, read_from(row)]
        for row in rows
        if row.day is not None and (faces := plain_number(row, "faces_seen")) is not None
    )


def _rate(count: int, of: int, per: int) -> list[Cell]:
    low, high = exact_interval(count, of)
    return [round(share * per, 4) for share in (count / of, low, high)]


def _grouped(rows: Iterable[Row], named: Named) -> list[tuple[Group, list[Row]]]:
    """Rows whose year is known by force, year and reading, in order."""
    groups: dict[Group, list[Row]] = defaultdict(list)
    for row in rows:
        if row.cells["date_from"]:
            groups[named(row.force), row.cells["date_from"][:4], read_from(row)].append(row)
    return sorted(groups.items())
