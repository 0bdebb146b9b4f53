"""An answer as a PDF, tagged for assistive technology (PDF/UA-1), set by Typst from data and never from markup."""

import dataclasses
import json
import subprocess
import sys
from datetime import UTC
from importlib.util import find_spec
from pathlib import Path

from lfr_kg.answer.contract import Answer
from lfr_kg.answer.reports.outline import outline_of
from lfr_kg.answer.reports.parts import Outline
from lfr_kg.base.errors import LfrError, MissingLibrary

SECONDS = 120
"""How long the setting of one report may take."""

_PROGRAM = Path(__file__).with_name("typesetting.py")


class NotTypeset(LfrError):
    """The report could not be set as a PDF. Other formats can still be had."""


def as_pdf(answer: Answer) -> bytes:
    """The answer as a PDF; the same answer gives the same bytes, since the document is dated by the assessment.

    Raises MissingLibrary where Typst is not installed, NotTypeset where it fails or takes too long.
    """
    if find_spec("typst") is None:
        raise MissingLibrary("PDF reports need", "typst")
    report = outline_of(answer)
    asked = json.dumps({"report": _data(report), "at": report.at.astimezone(UTC).isoformat()}).encode()
    try:
        done = subprocess.run([sys.executable, "-P", str(_PROGRAM)], input=asked, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise NotTypeset(
            f"The PDF was not finished within {SECONDS} seconds. Ask for HTML or Word, or for fewer deployments at a time."
        ) from error
    if done.returncode:
        raise NotTypeset("The PDF could not be set. Ask for HTML or Word.", excerpt=done.stderr.decode(errors="replace")[:500])
    return done.stdout


def _data(report: Outline) -> str:
    """What the template reads, as JSON."""
    at = report.at.astimezone(UTC)
    date = {name: getattr(at, name) for name in ("year", "month", "day", "hour", "minute", "second")}
    entry = {field.name: getattr(report, field.name) for field in dataclasses.fields(report) if field.name != "at"}
    told = {
        "sections": [dataclasses.asdict(section) for section in report.sections],
        "comparison": dataclasses.asdict(report.comparison) if report.comparison else None,
    }
    return json.dumps(entry | {"date": date} | told, ensure_ascii=False)
