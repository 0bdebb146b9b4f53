"""Sentences for people, by the templates beside this module; nothing here words one."""

from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from lfr_kg.base.scales import VERDICTS
from lfr_kg.base.templates import environment, said

TEMPLATES = Path(__file__).parent / "templates"

Entry = dict[str, Any]
"""An entry of the answer, as ``WhatIf.of`` gives it; of which deployment it is has been added where it is put into sentences."""


def sentence(name: str, *arguments: object) -> str:
    """What a macro of ``sentences.txt`` says of its arguments, on one line."""
    return said(_templates(False), name, *arguments)


def as_text(entries: list[Entry]) -> str:
    """Entries for the screen, under a heading; nothing where there are none. With several deployments, each line says of which it is."""
    return _templates(False).get_template("screen.txt").render(lines=_lines(entries)).rstrip("\n")


def as_fragment(entries: list[Entry]) -> Markup:
    """Entries for a page, under a heading of the second level; nothing where there are none."""
    return Markup(_templates(True).get_template("page.html").render(lines=_lines(entries)))


def _lines(entries: list[Entry]) -> list[str]:
    several = len({entry["deployment"] for entry in entries}) > 1
    return [sentence("said", entry, VERDICTS[entry["becomes"]].label if entry["found"] else "", several) for entry in entries]


@cache
def _templates(is_markup: bool) -> jinja2.Environment:
    return environment(TEMPLATES, is_markup=is_markup)
