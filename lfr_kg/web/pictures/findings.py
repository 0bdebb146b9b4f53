"""The picture of an assessment, which its own page and the form for descriptions show."""

from markupsafe import Markup

from lfr_kg.base.scales import VERDICTS
from lfr_kg.web.pictures.drawing import summary_bar


def findings_picture(summary: dict[str, int], name: str) -> Markup:
    """How many findings came out how."""
    return summary_bar(
        [(slug, entry.word.lower(), summary[slug]) for slug, entry in VERDICTS.items()], name=name, title="Findings by outcome"
    )
