"""An answer in the forms that people and programs read: a table, a tree, JSON, CSV, RDF, and printed reports (HTML, Word, PDF)."""

from collections.abc import Callable
from types import ModuleType

from lfr_kg.answer.contract import Answer
from lfr_kg.answer.reports.graph import as_graph, as_turtle, turtle
from lfr_kg.answer.reports.text import as_actions_csv, as_csv, as_table, as_tree
from lfr_kg.base.errors import MissingLibrary
from lfr_kg.base.serialising import as_json


def as_html(answer: Answer, stylesheet_href: str | None = None) -> str:
    """The answer as a page; see ``html.as_html``. Raises MissingLibrary where Jinja is not installed."""
    page: str = _html().as_html(answer, stylesheet_href)
    return page


def as_fragment(answer: Answer) -> str:
    """That page without its frame, for a page of the service; see ``html.as_fragment``."""
    fragment: str = _html().as_fragment(answer)
    return fragment


def stylesheet() -> str:
    """The style of page and fragment, to be served."""
    style: str = _html().stylesheet()
    return style


def as_docx(answer: Answer) -> bytes:
    """The answer as a Word document; see ``word.as_docx``. Raises MissingLibrary where python-docx is not installed."""
    try:
        from lfr_kg.answer.reports import word
    except ImportError as error:
        raise _missing("Word", "python-docx", error) from error
    return word.as_docx(answer)


def as_pdf(answer: Answer) -> bytes:
    """The answer as a PDF; see ``pdf.as_pdf``. Raises MissingLibrary where Typst is not installed."""
    from lfr_kg.answer.reports import pdf

    return pdf.as_pdf(answer)


def _html() -> ModuleType:
    try:
        from lfr_kg.answer.reports import html
    except ImportError as error:
        raise _missing("HTML", "jinja2", error) from error
    return html


def _missing(kind: str, package: str, error: ImportError) -> MissingLibrary:
    """The error that names the package to install; a fault of the project's own is raised as it is."""
    if (error.name or "").startswith("lfr_kg"):
        raise error
    return MissingLibrary(f"{kind} reports need", package)


FORMATS: dict[str, Callable[[Answer], str | bytes]] = {
    "table": as_table,
    "json": as_json,
    "csv": as_csv,
    "actions.csv": as_actions_csv,
    "turtle": as_turtle,
    "html": as_html,
    "docx": as_docx,
    "pdf": as_pdf,
}
"""Name of a format → function from an answer to text, or to bytes for those of ``BINARY``."""

BINARY = ("docx", "pdf")
"""Formats that are no text: for a file, never for a screen."""

SUFFIXES = {
    ".txt": "table",
    ".json": "json",
    ".actions.csv": "actions.csv",
    ".csv": "csv",
    ".ttl": "turtle",
    ".html": "html",
    ".docx": "docx",
    ".pdf": "pdf",
}
"""Ending of a file's name → the format it is for, the longer before the shorter."""


def format_of(name: str) -> str:
    """The format that a file's name is for; a table where its ending says nothing."""
    return next((form for ending, form in SUFFIXES.items() if name.lower().endswith(ending)), "table")


__all__ = [
    "BINARY", "FORMATS", "MissingLibrary", "as_actions_csv", "as_csv", "as_docx", "as_fragment", "as_graph", "as_html", "as_json", "as_pdf",
    "as_table", "as_tree", "as_turtle", "format_of", "stylesheet", "turtle",
]  # fmt: skip
