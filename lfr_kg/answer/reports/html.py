"""An answer as a page to read on a screen and to print: by templates that escape all they are given, without any script."""

from functools import cache
from pathlib import Path

import jinja2
from markupsafe import Markup

from lfr_kg.answer.contract import Answer
from lfr_kg.answer.reports.outline import outline_of
from lfr_kg.base.templates import environment

TEMPLATES = Path(__file__).parent / "templates"


def as_html(answer: Answer, stylesheet_href: str | None = None) -> str:
    """The answer as a whole page.

    ``stylesheet_href`` is the address of a stylesheet to link to (what ``stylesheet`` returns, served by somebody); where it is left out
    the page carries its style, to be one file that stands alone.
    """
    style = None if stylesheet_href else Markup(stylesheet())
    return _templates().get_template("page.html").render(report=outline_of(answer), href=stylesheet_href, style=style)


def as_fragment(answer: Answer) -> Markup:
    """What stands below the title of that page, for a page that has a title and a stylesheet of its own; headings start at h2."""
    return Markup(_templates().get_template("report.html").render(report=outline_of(answer)))


def stylesheet() -> str:
    """The style of page and fragment; every rule is for what lies inside an element of class ``report``."""
    return (TEMPLATES / "report.css").read_text(encoding="utf-8")


@cache
def _templates() -> jinja2.Environment:
    return environment(TEMPLATES, is_markup=True)
