"""Sentences for people, by the templates beside this module; nothing here words one."""

from functools import cache
from pathlib import Path

import jinja2

from lfr_kg.base.templates import environment, said

TEMPLATES = Path(__file__).parent / "templates"


def sentence(name: str, *arguments: object) -> str:
    """What a macro of ``sentences.txt`` says of its arguments, on one line."""
    return said(templates(), name, *arguments)


@cache
def templates() -> jinja2.Environment:
    """The templates of plain text."""
    return environment(TEMPLATES, is_markup=False)
