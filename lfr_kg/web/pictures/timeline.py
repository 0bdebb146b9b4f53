"""The law over time as a picture of rows: a source with its name, which the page links to it, and its bars.

Places across are shares of the width, so that the same rows fit every screen; the page puts the name beside the bars where there is room,
and above them where there is not. What a row shows is said in words with it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from markupsafe import Markup, escape

from lfr_kg.web.pictures.drawing import FONT, INK, QUIET, text_width

HEIGHT = 24
NARROW, BROAD = 280.0, 640.0
"""About how wide the bars are at least on a small screen and on a large one: a number is drawn where it fits."""
SHADES = (("#c3dcf0", INK), ("#8eb8dc", INK), ("#2f6fa6", "#ffffff"), ("#12324a", "#ffffff"))
"""Fill of a bar and colour of its number, from few rules to many."""
MARKED_YEARS = 9
"""Years that have room beside each other on a small screen."""


@dataclass(frozen=True)
class Span:
    """A stretch of time in which a source had so many norms in force; ``end`` is the first day after it, None while it lasts."""

    start: date
    end: date | None
    count: int


@dataclass(frozen=True)
class Row:
    """One line of the timeline: a source by its name and the address of its page, with its spans, oldest first."""

    label: str
    address: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Timeline:
    """The years over all rows, and each row with its picture."""

    axis: Markup
    rows: tuple[tuple[Row, Markup], ...]


@dataclass(frozen=True)
class _Scale:
    """The days from the left edge to the right one, and the most rules that any row has at once."""

    first: date
    last: date
    most: int

    def at(self, when: date) -> float:
        """How far across a day is, in hundredths of the width."""
        share = (when - self.first).days / max(1, (self.last - self.first).days)
        return 100 * min(1.0, max(0.0, share))

    def years(self) -> list[int]:
        """The years that begin on it."""
        return [year for year in range(self.first.year, self.last.year + 1) if self.first <= date(year, 1, 1) <= self.last]


def timeline_of(rows: tuple[Row, ...], day: date, first: date, last: date, *, in_words: Callable[[date], str]) -> Timeline:
    """The norms of each source over time: bars with how many are in force, darker for more, and a line on the day asked about.

    ``in_words`` gives a day as the pages write it.
    """
    scale = _Scale(first, last, max((span.count for row in rows for span in row.spans), default=1))
    line = _upright(scale.at(day), "#98260f", 2)
    pictures = (
        Markup(
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(said(row, day, in_words))}" '
            f'width="100%" height="{HEIGHT}" {FONT}>{bars}{line}</svg>'
        )
        for row, bars in zip(rows, _bars(rows, scale), strict=True)
    )
    return Timeline(_axis(scale), tuple(zip(rows, pictures, strict=True)))


def said(row: Row, day: date, in_words: Callable[[date], str]) -> str:
    """What a row shows, in words: since when and until when, and how many on the day."""
    start, end = row.spans[0].start, row.spans[-1].end
    since = "no first day recorded" if start == date.min else f"from {in_words(start)}"
    count = next((span.count for span in row.spans if span.start <= day and (span.end is None or day < span.end)), 0)
    rules = f"{count or 'no'} {'rule' if count == 1 else 'rules'} in force on {in_words(day)}"
    return f"{since}{f' until {in_words(end)}' if end else ''}; {rules}"


def _axis(scale: _Scale) -> Markup:
    """The years, of which only as many are named as have room; hidden from those who hear the rows in words."""
    years = scale.years()
    step = -(-len(years) // MARKED_YEARS)
    marks = "".join(
        f'<text x="{scale.at(date(year, 1, 1)):.2f}%" y="16" font-size="13" fill="{QUIET}">{year}</text>'
        for year in years[::step]
        if scale.at(date(year, 1, 1)) <= 100 - 100 * text_width(str(year), 13) / NARROW
    )
    return Markup(f'<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="{HEIGHT}" aria-hidden="true" {FONT}>{marks}</svg>')


@lru_cache(maxsize=8)
def _bars(rows: tuple[Row, ...], scale: _Scale) -> tuple[str, ...]:
    """The bars of each source, over lines at the beginnings of the years: the same for most days that are asked about."""
    years = "".join(_upright(scale.at(date(year, 1, 1)), "#dfe3e6", 1) for year in scale.years())
    return tuple(years + _row(row, scale) for row in rows)


def _row(row: Row, scale: _Scale) -> str:
    """The bars of one source."""
    shown = [span for span in row.spans if span.count and (span.end is None or span.end > scale.first) and span.start < scale.last]
    since = ""
    if shown and row.spans[0].start < scale.first:
        since = f"since {row.spans[0].start.year}" if row.spans[0].start > date.min else "no first day recorded"
    out = [_bar(span, scale, beside="" if number else since) for number, span in enumerate(shown)]
    if since:
        out.append(f'<text x="5" y="16" font-size="12" fill="{_shade(shown[0], scale)[1]}">{since}</text>')
    return "".join(out)


def _bar(span: Span, scale: _Scale, beside: str) -> str:
    """One stretch of a source: the darker, the more norms; their number in the middle where there is room for it, and for the words that
    begin the bar, on a large screen alone if only there."""
    start, end = scale.at(max(span.start, scale.first)), scale.at(span.end or scale.last)
    wide, number, (fill, ink) = max(0.3, end - start - 0.15), str(span.count), _shade(span, scale)
    rect = f'<rect x="{start:.2f}%" y="3" width="{wide:.2f}%" height="18" fill="{fill}"/>'
    needed = 100 * (text_width(number, 12) + 4 + (2 * (text_width(beside, 12) + 5) if beside else 0))
    if needed > wide * BROAD:
        return rect
    only = ' class="roomy"' if needed > wide * NARROW else ""
    return rect + f'<text{only} x="{start + wide / 2:.2f}%" y="16" text-anchor="middle" font-size="12" fill="{ink}">{number}</text>'


def _shade(span: Span, scale: _Scale) -> tuple[str, str]:
    return SHADES[min(3, int(4 * (span.count / (scale.most + 1)) ** 0.5))]


def _upright(x: float, colour: str, width: int) -> str:
    return f'<line x1="{x:.2f}%" x2="{x:.2f}%" y1="0" y2="{HEIGHT}" stroke="{colour}" stroke-width="{width}"/>'
