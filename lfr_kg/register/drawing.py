"""Charts as SVG text, by Altair and vl-convert: no browser is needed. Nothing else knows of these libraries, and they are loaded only when
a chart is drawn, which is at build.

What they leave out is put in afterwards: role, title and description for those who do not see the picture. Ids begin with the chart's
name, so that several pictures can stand on one page.
"""

import json
import re
from importlib.util import find_spec
from typing import Any

from markupsafe import escape

from lfr_kg.register.figures import COPIED, OWN, Cell, Table

FONT = "Arial, Liberation Sans, Helvetica, sans-serif"
INK, QUIET, LINE, BLUE, RED, OCHRE = "#0b0c0c", "#484949", "#cecece", "#1a65a6", "#98260f", "#9c4a00"
SERIES = ("#12324a", "#6f9fc8", "#0b5138", "#7cc0a4", "#9c4a00", "#f2b36b")
WIDTH, NARROW, LEAST_RATE = 520, 260, 0.0001
"""Pixels of what is drawn without its labels, on a wide and on a narrow screen; and the least rate that a scale of powers shows."""
LARGEST = 2
"""How many forces have a colour of their own."""
Values = list[dict[str, Cell]]


def can_draw() -> bool:
    """Whether the libraries are installed."""
    return all(find_spec(name) is not None for name in ("altair", "vl_convert"))


def drawn(kind: str, columns: list[str], rows: Table, title: str, description: str, extra: dict[str, Any]) -> str:
    """A chart as SVG text. ``kind`` is what ``KINDS`` draws; ``extra`` holds what it needs besides: ``name``, a line at a ``mark``, whether
    the scale is ``log``, ``outlines``, whether it is ``narrow``. Raises ModuleNotFoundError where the libraries are missing."""
    import altair as alt
    import vl_convert

    chart = KINDS[kind](alt, columns, rows, extra)
    spec = chart.configure(font=FONT, aria=False, background="#ffffff").configure_axis(**_AXIS).configure_view(stroke=None)
    columns_of_legend = 1 if extra.get("narrow") else 2
    spec = spec.configure_legend(orient="top", title=None, columns=columns_of_legend, labelFontSize=14, labelLimit=360)
    # Converters read JSON, so what is Python's own goes through it.
    svg: str = vl_convert.vegalite_to_svg(json.loads(json.dumps(spec.to_dict())))
    return _for_all(svg, str(extra["name"]), title, description)


_AXIS: dict[str, Any] = {
    "labelFontSize": 14, "titleFontSize": 14, "titleFontWeight": "normal", "labelColor": INK, "titleColor": QUIET,
    "gridColor": "#e4e6e8", "domainColor": LINE, "tickColor": LINE, "labelLimit": 340,
}  # fmt: skip


def _for_all(svg: str, name: str, title: str, description: str) -> str:
    """A picture with role, title and description, and ids of its own."""
    svg = re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", svg)  # of parts, which would be read out without their meaning
    svg = re.sub(r'(\bid="|url\(#)', rf"\g<1>{name}-", svg)
    svg = re.sub(r'\bd="[^"]*"', lambda path: re.sub(r"(\.\d)\d+", r"\1", path[0]), svg)  # a tenth of a pixel is fine enough
    start = f'<svg role="img" aria-labelledby="{escape(name)}-title {escape(name)}-desc" focusable="false"'
    words = f'<title id="{escape(name)}-title">{escape(title)}</title><desc id="{escape(name)}-desc">{escape(description)}</desc>'
    head, rest = svg.split(">", 1)
    return head.replace("<svg", start, 1) + ">" + words + rest


def _bars(alt: Any, columns: list[str], rows: Table, extra: dict[str, Any]) -> Any:
    """A bar for each row, as long as its share, with its number; what nobody states says so in words."""
    values: Values = [
        {"item": cells[0], "share": cells[3], "words": f"{cells[1]:,}" if cells[1] else extra["none"], "none": int(not cells[1])}
        for cells in rows
    ]
    base = alt.Chart(alt.Data(values=values)).encode(y=alt.Y("item:N", sort=None, title=None, axis=_labels(alt, extra)))
    axis = alt.Axis(format="%", title=columns[3], values=[0, 0.2, 0.4, 0.6, 0.8, 1])
    scale = alt.Scale(domain=[0, 1.2 if extra.get("narrow") else 1.08], nice=False)
    bars = base.mark_bar(color=BLUE, **({"height": 12} if extra.get("narrow") else {})).encode(x=alt.X("share:Q", axis=axis, scale=scale))
    colour = alt.condition("datum.none", alt.value(RED), alt.value(INK))
    words = base.mark_text(align="left", dx=5, fontSize=14).encode(x="share:Q", text="words:N", color=colour)
    return (bars + words).properties(width=_width(extra), height=alt.Step(NARROW_STEP if extra.get("narrow") else 24))


NARROW_STEP = 40
"""Pixels from one row to the next where its label stands above it."""


def _width(extra: dict[str, Any]) -> int:
    return NARROW if extra.get("narrow") else WIDTH


def _labels(alt: Any, extra: dict[str, Any]) -> Any:
    """Where the labels of rows stand: left of them, or on a narrow screen above them."""
    if not extra.get("narrow"):
        return alt.Axis()
    return alt.Axis(labelAlign="left", labelPadding=-4, labelOffset=-14, ticks=False, domain=False, orient="left")


def _stacked(alt: Any, columns: list[str], rows: Table, extra: dict[str, Any]) -> Any:
    """A bar for each year, in parts: by force and reading, or by the one thing that stands between year and number."""
    values: Values
    if len(columns) == 3:
        values = [{"year": cells[0], "series": str(cells[1]), "number": cells[2]} for cells in rows]
        colours = dict(zip(sorted({str(each["series"]) for each in values}), SERIES[::2], strict=False))
    else:
        forces = [*_largest(rows), str(extra["others"])]
        named = [(cells, str(cells[0]) if cells[0] in forces else forces[-1]) for cells in rows]
        values = [{"year": cells[1], "series": f"{force}: {cells[2]}", "number": cells[3]} for cells, force in named]
        series = [f"{force}: {reading}" for force in forces for reading in (OWN, COPIED)]
        stated = {each["series"] for each in values}
        colours = {each: colour for each, colour in zip(series, SERIES, strict=False) if each in stated}
    years = sorted(int(each["year"]) for each in values)
    order: Values = [each | {"order": list(colours).index(str(each["series"]))} for each in values]
    chart = alt.Chart(alt.Data(values=order)).mark_bar(stroke="#ffffff", strokeWidth=1)
    shape = "~s" if extra.get("narrow") else ",d"
    every = [str(year) for year in range(years[0], years[-1] + 1)]
    return chart.encode(
        x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True), scale=alt.Scale(domain=every)),
        y=alt.Y(
            "sum(number):Q",
            title=columns[-2] if len(columns) > 3 else columns[-1],
            axis=alt.Axis(format=shape),
        ),
        color=alt.Color("series:N", scale=alt.Scale(domain=list(colours), range=list(colours.values()))),
        order=alt.Order("order:Q"),
    ).properties(width=_width(extra), height=280)


def _largest(rows: Table) -> list[str]:
    """The forces with the greatest numbers, the greatest first."""
    sums: dict[str, float] = {}
    for cells in rows:
        sums[str(cells[0])] = sums.get(str(cells[0]), 0) + float(cells[3])
    return sorted(sums, key=lambda force: -sums[force])[:LARGEST]


def _intervals(alt: Any, columns: list[str], rows: Table, extra: dict[str, Any]) -> Any:
    """A line for each row from its least to its greatest value, with a point on it."""
    at, low, high = extra["at"]
    floor = LEAST_RATE if extra.get("log") else 0
    values: Values = [
        {
            "label": _label(cells, extra["labels"]), "at": max(float(cells[at]), floor), "low": max(float(cells[low]), floor),
            "high": max(float(cells[high]), floor), "own": int(OWN in cells or OWN not in extra["readings"]),
        }
        for cells in rows
    ]  # fmt: skip
    scale = alt.Scale(type="log") if extra.get("log") else alt.Scale(zero=True)
    base = alt.Chart(alt.Data(values=values)).encode(y=alt.Y("label:N", sort=None, title=None, axis=_labels(alt, extra)))
    axis = alt.Axis(format="~g" if extra.get("log") else ",d", tickCount=5)
    colour = alt.condition("datum.own", alt.value(BLUE), alt.value(OCHRE))
    lines = base.mark_rule(strokeWidth=3).encode(x=alt.X("low:Q", title=columns[at], scale=scale, axis=axis), x2="high:Q", color=colour)
    points = base.mark_point(filled=True, size=90, opacity=1, color=INK).encode(x=alt.X("at:Q", title=columns[at]))
    chart = lines + points
    if "mark" in extra:
        chart += alt.Chart(alt.Data(values=[{"x": extra["mark"]}])).mark_rule(color=RED, strokeDash=[6, 4], strokeWidth=2).encode(x="x:Q")
    return chart.properties(width=_width(extra), height=alt.Step(NARROW_STEP if extra.get("narrow") else 30))


def _label(cells: list[Cell], columns: tuple[int, ...]) -> str:
    return ", ".join(str(cells[column]) for column in columns)


def _points(alt: Any, columns: list[str], rows: Table, extra: dict[str, Any]) -> Any:
    """A point for each row, by its day and its number."""
    values: Values = [{"day": cells[0], "number": cells[2], "series": cells[3]} for cells in rows]
    colour = alt.Color("series:N", scale=alt.Scale(domain=[OWN, COPIED], range=[BLUE, OCHRE]))
    shape = alt.Shape("series:N", scale=alt.Scale(domain=[OWN, COPIED], range=["circle", "triangle-up"]))
    chart = alt.Chart(alt.Data(values=values)).mark_point(filled=True, opacity=0.6, size=50)
    x = alt.X(
        "day:T", title=None, axis=alt.Axis(format="%b %Y", labelAngle=0, tickCount=3 if extra.get("narrow") else 6, labelOverlap=True)
    )
    y = alt.Y("number:Q", title=columns[2], axis=alt.Axis(format=",d"))
    return chart.encode(x=x, y=y, color=colour, shape=shape).properties(width=_width(extra), height=280)


def _map(alt: Any, columns: list[str], rows: Table, extra: dict[str, Any]) -> Any:
    """Two maps beside each other, or on a narrow screen one below the other, each an outline with a circle for each place in it, larger
    where more rows name it."""
    parts = []
    for part, width, height in (("england-and-wales", 330, 420), ("london", *((330, 330) if extra.get("narrow") else (430, 420)))):
        shapes = [shape for shape in extra["outlines"]["features"] if shape["properties"]["part"] == part]
        inside = _box(shapes)
        values: Values = [
            {"lat": cells[2], "lon": cells[3], "number": cells[4]}
            for cells in rows
            if inside[0] <= float(cells[3]) <= inside[2] and inside[1] <= float(cells[2]) <= inside[3]
        ]
        land = alt.Chart(alt.Data(values=shapes)).mark_geoshape(fill="#eceef0", stroke="#8a9299", strokeWidth=0.7)
        size = alt.Size("number:Q", scale=alt.Scale(range=[20, 900], domain=[1, max(int(cells[4]) for cells in rows)]), legend=None)
        circles = alt.Chart(alt.Data(values=values)).mark_circle(color=RED, opacity=0.55, stroke="#ffffff")
        circles = circles.encode(longitude="lon:Q", latitude="lat:Q", size=size)
        parts.append((land + circles).project(type="mercator").properties(width=width, height=height, title=extra["parts"][part]))
    return alt.vconcat(*parts) if extra.get("narrow") else alt.hconcat(*parts)


def _box(shapes: list[dict[str, Any]]) -> tuple[float, float, float, float]:
    """The least and greatest longitude and latitude of shapes: west, south, east, north."""
    found: list[list[float]] = []

    def walk(nested: list[Any]) -> None:
        if isinstance(nested[0], list):
            for each in nested:
                walk(each)
        else:
            found.append(nested)

    for shape in shapes:
        walk(shape["geometry"]["coordinates"])
    lons, lats = [point[0] for point in found], [point[1] for point in found]
    return min(lons), min(lats), max(lons), max(lats)


KINDS = {"bars": _bars, "stacked": _stacked, "intervals": _intervals, "points": _points, "map": _map}
"""What can be drawn."""
