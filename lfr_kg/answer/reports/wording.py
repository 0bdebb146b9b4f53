"""The fixed words of printed reports, and how stated values are put for a reader."""

import re

from lfr_kg.assess.wording import Sentences
from lfr_kg.base.scales import CONCLUSIONS, SENTENCES

SAYS = Sentences(SENTENCES)
"""The sentences that reports share with findings."""

NOT_ADVICE = SAYS.sentence("not-advice")
PUBLISHED = SAYS.sentence("published")

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


def outcome(slug: str) -> str:
    """How what was looked at came out, in a word or two."""
    return SAYS.clause(f"outcome-{slug}")


def counted(judgements: dict[str, int]) -> str:
    """How many recorded views came to each conclusion, in words; "" where there is none."""
    return ", ".join(f"{number} {CONCLUSIONS[conclusion]}" for conclusion, number in judgements.items() if number)


LISTS = ("relied_on", "also_bears", "out_of_reach")
"""The lists beside the findings, by their names in a section."""


SIGNERS = tuple(SAYS.sentences[f"report-sign-{name}"] for name in ("prepared", "advised", "accepted"))
"""Who signs a report, in their order."""


def told_of(name: str) -> tuple[str, str, str]:
    """Of a list beside the findings: its heading, what it is, and the caption of its table."""
    slug = name.replace("_", "-")
    return SAYS.sentences[f"heading-{slug}"], SAYS.sentences[f"report-{slug}"], SAYS.sentences[f"caption-{slug}"]


def says() -> dict[str, str]:
    """What a report says of its parts, by name with underscores, a slot for a count in it: for every way of writing one."""
    own = ("report-", "heading-", "caption-")
    return {name.removeprefix("report-").replace("-", "_"): text for name, text in SAYS.sentences.items() if name.startswith(own)}
