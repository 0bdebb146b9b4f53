"""The table as Markdown, and the part of docs/performance.md that keeps it."""

from tests.bench.figures import Line
from tests.bench.run import ROOT

DOCS = ROOT / "docs"
PAGE = DOCS / "performance.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
"""What stands around the part that is replaced."""
HEAD = ["what", "median (least–greatest)", "beside it in the same run", "goal", "how"]


def markdown(lines: list[Line], told: str) -> str:
    """The table with what was measured on."""
    rows = [HEAD, ["---", "---:", "---", "---", "---"], *(line.cells() for line in lines)]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows) + f"\n\n{told}\n"


def write(lines: list[Line], told: str, pictures: dict[str, str]) -> None:
    """Put the table, and the pictures, into the documentation."""
    for name, svg in pictures.items():
        (DOCS / name).write_text(svg + "\n", encoding="utf-8")
    shown = "\n".join(f"![{_words(name)}]({name})" for name in sorted([each.name for each in DOCS.glob("performance-*.svg")]))
    PAGE.write_text(replaced(PAGE.read_text(encoding="utf-8"), f"{markdown(lines, told)}\n{shown}\n"), encoding="utf-8")


def _words(name: str) -> str:
    return f"Milliseconds for one answer against {name.removeprefix('performance-').removesuffix('.svg')}"


def replaced(page: str, part: str) -> str:
    """A page with another measured part. Raises ValueError where the page has no such part."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{PAGE.name} has no part between {BEGIN} and {END}.")
    return f"{before}{BEGIN}\n\n{part}\n{END}{after}"
