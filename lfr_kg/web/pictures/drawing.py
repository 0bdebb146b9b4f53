"""Pictures as SVG text: where a norm comes from and what decides it, and how many findings came out how.

Pure functions from data to text. Each picture has a title and a description for those who do not see it; the page gives the same as text
beside it. Colours, sizes and fonts are attributes, since the pages allow no inline style, and no colour stands for anything alone.
"""

from dataclasses import dataclass

from markupsafe import Markup, escape

from lfr_kg.base.scales import VERDICTS

FONT = 'font-family="Arial, Liberation Sans, Helvetica, sans-serif"'
INK, QUIET = "#0b0c0c", "#484949"
FILLS = {
    "passage": ("#fff7d6", "#8a6d00"),
    "norm": ("#12324a", "#12324a"),
    "provision": ("#e8f1f9", "#1a65a6"),
    "version": ("#e8f1f9", "#1a65a6"),
    "source": ("#dcebf7", "#1a65a6"),
    "issuer": ("#ffffff", "#1a65a6"),
    "condition": ("#e9f5ef", "#0b5138"),
    "shape": ("#e9f5ef", "#0b5138"),
    "facts": ("#ffffff", "#0b5138"),
}
"""Kind of a block → its fill and its edge."""
COLOURS = {
    "red": ("#98260f", "#ffffff"),
    "orange": ("#b3500f", "#ffffff"),
    "amber": ("#f2b36b", INK),
    "sand": ("#f8dcb8", INK),
    "cream": ("#fdf1e0", INK),
    "blue": ("#1a65a6", "#ffffff"),
    "slate": ("#cfd8e0", INK),
    "teal": ("#5b9a83", INK),
    "green": ("#0b5138", "#ffffff"),
    "grey": ("#eceef0", INK),
}
"""Name of a colour, as the verdicts give it → the fill of a bar, and the colour of the number on it."""
SIZE = 15
LEADING = 20
MAX_LINES = 10
_NARROW, _WIDE = set("ijlft.,:;|!'()[] I1r-"), set("mwMWGOQ@%—…")


@dataclass(frozen=True)
class Block:
    """One box of a chain: its kind (a key of FILLS), what it is, and its texts, one under the other."""

    kind: str
    name: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """A box with the words on the line that leads to it."""

    link: str
    block: Block


def chain_picture(
    norm: Block, above: list[Block], branches: list[list[Step]], *, name: str, title: str, description: str, answered: str = "answered by"
) -> Markup:
    """A norm with what it answers to above it, and columns of what stands behind it and what decides it below.

    ``name`` begins the ids in the picture, so that several pictures can stand on one page; ``answered`` stands on the lines from above.
    """
    column, gap = 300, 40
    width = max(2, len(branches)) * (column + gap) - gap
    out: list[str] = []
    y: float = 8
    for block in above:
        box, height = _box(block, 0, y, width)
        out += [box, _line(width / 2, y + height, y + height + 34, answered, name)]
        y += height + 34
    box, height = _box(norm, 0, y, width)
    out.append(box)
    top, bottom = y + height, y + height
    for number, branch in enumerate(branches):
        x, y = number * (column + gap), top
        for step in branch:
            out.append(_line(x + column / 2, y, y + 34, step.link, name))
            box, height = _box(step.block, x, y + 34, column)
            out.append(box)
            y += 34 + height
        bottom = max(bottom, y)
    arrow = (
        f'<defs><marker id="{escape(name)}-arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" '
        f'orient="auto"><path d="M0 0L10 5L0 10z" fill="{QUIET}"/></marker></defs>'
    )
    return _picture(width, bottom + 8, name, title, description, arrow + "".join(out))


def summary_bar(counts: list[tuple[str, str, int]], *, name: str, title: str) -> Markup:
    """How many findings came out how, as one bar. ``counts`` gives verdict, word and number in order; those of nought are left out."""
    shown = [each for each in counts if each[2]]
    total = sum(number for _, _, number in shown)
    described = ", ".join(f"{word} {number}" for _, word, number in shown) or "none"
    width, least, out, x = 720.0, 24.0, [], 0.0
    spare = width - least * len(shown)
    for verdict, word, number in shown:
        wide = least + spare * number / total
        fill, ink = COLOURS[VERDICTS[verdict].colour]
        out.append(f'<rect x="{x:.1f}" y="1" width="{wide:.1f}" height="34" fill="{fill}" stroke="#ffffff"/>')
        label = next((text for text in (f"{number} {word}", str(number)) if text_width(text, 14) + 8 <= wide), "")
        if label:
            out.append(f'<text x="{x + wide / 2:.1f}" y="23" text-anchor="middle" font-size="14" fill="{ink}">{escape(label)}</text>')
        x += wide
    frame = f'<rect x="0.5" y="0.5" width="{width - 1}" height="35" fill="none" stroke="{QUIET}"/>'
    return _picture(width, 36, name, title, described, "".join(out) + frame)


def text_width(text: str, size: int) -> float:
    """About how wide a text is in the font of the pictures, rather too wide than too narrow."""
    return sum(0.3 if char in _NARROW else 0.9 if char in _WIDE else 0.7 if char.isupper() else 0.57 for char in text) * size


def wrapped(text: str, width: float, size: int) -> list[str]:
    """A text in lines that are no wider than ``width``; a word that is longer is broken."""
    lines: list[str] = []
    for word in text.split():
        while text_width(word, size) > width:
            cut = next(length for length in range(len(word) - 1, 0, -1) if length == 1 or text_width(word[:length], size) <= width)
            lines.append(word[:cut])
            word = word[cut:]
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines


def _box(block: Block, x: float, y: float, width: float) -> tuple[str, float]:
    """A box as SVG, and its height."""
    fill, edge = FILLS[block.kind]
    ink, quiet = ("#ffffff", "#cfe3f3") if block.kind == "norm" else (INK, QUIET)
    lines = [line for text in block.texts for line in wrapped(text, width - 24, SIZE)]
    if len(lines) > MAX_LINES:
        lines = [*lines[: MAX_LINES - 1], f"… and {len(lines) - MAX_LINES + 1} more lines"]
    height = 30 + LEADING * len(lines) + 4
    spoken = "".join(f'<tspan x="{x + 12}" dy="{LEADING}">{escape(line)}</tspan>' for line in lines)
    return (
        f'<rect x="{x + 1}" y="{y}" width="{width - 2}" height="{height}" rx="3" fill="{fill}" stroke="{edge}" stroke-width="1.5"/>'
        f'<text x="{x + 12}" y="{y + 21}" font-size="13" font-weight="bold" fill="{quiet}">{escape(block.name)}</text>'
        f'<text x="{x + 12}" y="{y + 24}" font-size="{SIZE}" fill="{ink}">{spoken}</text>',
        height,
    )


def _line(x: float, y: float, to: float, words: str, name: str) -> str:
    return (
        f'<path d="M{x} {y}V{to - 2}" stroke="{QUIET}" stroke-width="1.5" marker-end="url(#{escape(name)}-arrow)"/>'
        f'<text x="{x + 8}" y="{(y + to) / 2 + 4}" font-size="13" fill="{QUIET}">{escape(words)}</text>'
    )


def _picture(width: float, height: float, name: str, title: str, description: str, inner: str) -> Markup:
    own = escape(name)
    return Markup(
        f'<svg xmlns="http://www.w3.org/2000/svg" class="svg" role="img" aria-labelledby="{own}-title {own}-description" '
        f'width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}" {FONT}>'
        f'<title id="{own}-title">{escape(title)}</title><desc id="{own}-description">{escape(description)}</desc>{inner}</svg>'
    )
