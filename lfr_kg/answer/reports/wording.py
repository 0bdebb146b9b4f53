"""The fixed words of printed reports, and how stated values are put for a reader."""

import re

from lfr_kg.assess.wording import Sentences
from lfr_kg.base.scales import CONCLUSIONS, SENTENCES

SAYS = Sentences(SENTENCES)
"""The sentences that reports share with findings."""

NOT_ADVICE = SAYS.sentence("not-advice")
PUBLISHED = SAYS.sentence("published")

OUTCOME = {"contradicts": "Contradicts", "missing": "Missing", "asks": "To be judged", "satisfies": "Stated"}
LONGEST = 400
"""Characters of a stated value that are printed; the JSON answer has the whole."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """Text without the characters that a document cannot hold or that turn the reading order: a replacement mark stands for each."""
    return _FORBIDDEN.sub("\ufffd", text)


def quoted(text: str) -> str:
    """Something that the description states: printable, and cut where it is too long to print."""
    text = printable(text)
    return text if len(text) <= LONGEST else text[:LONGEST] + " […]"


def counted(judgements: dict[str, int]) -> str:
    """How many recorded views came to each conclusion, in words; "" where there is none."""
    return ", ".join(f"{number} {CONCLUSIONS[conclusion]}" for conclusion, number in judgements.items() if number)


LISTS = {
    "relied_on": ("Relied on", "Exemptions that hold and reach a finding above, whole or in part.", "Exemptions that reach a finding"),
    "also_bears": (
        "Also bears on it",
        "Powers, permissions, rights, what courts have held, and what forces and regulators were seen to do. They ask for nothing and get "
        "no verdict.",
        "What also bears on the deployment",
    ),
    "out_of_reach": (
        "Out of reach",
        "These apply, and nothing in a description can show whether they are kept. They get no verdict.",
        "Duties that no description can show",
        "Why",
    ),
}
"""The lists beside the findings: heading, what they are, caption, and the heading of their last column where it is another."""
