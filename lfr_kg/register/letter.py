"""The letter that asks a force for what it has not published, as a Word document. Anyone can edit the template beside this module."""

import io
from pathlib import Path
from typing import Any

import jinja2
from docxtpl import DocxTemplate

from lfr_kg.base import times
from lfr_kg.base.scales import SENTENCES
from lfr_kg.register.items import RECORD

TEMPLATE = Path(__file__).parent / "templates" / "request.docx"


def letter(values: dict[str, Any], asked: list[dict[str, Any]]) -> bytes:
    """The letter as a Word document. ``values`` are the force, the day, the first and last days of its records, and the law under which
    one asks; ``asked`` are the questions with their law, each of a record or of papers."""
    document = DocxTemplate(TEMPLATE)
    told = values | {
        "deployments": [each for each in asked if each["of"] == RECORD],
        "papers": [each for each in asked if each["of"] != RECORD],
        "day": times.text_words(values["day"]),
        "information": SENTENCES["information"],
    }
    document.render(told, jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined), autoescape=True)
    document.docx.core_properties.title = values["title"]
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
