"""What makes a sentence for a person plain English, as far as a program can tell; and every sentence that a case says anew."""

import re

from lfr_kg.assess.verdicts import Finding, Judgement
from lfr_kg.base.words import with_article
from tests import casebook

LONGEST = 60
"""How many words a sentence has at most."""
FAULTS = {
    "an address or a name of a node": r"https?:|urn:|_:|<\S|\b(?:lfr|con|norm|law|actor|measure|shape|dct|foaf|geo|xsd|sh|rdf|skos|owl):\w",
    "a date or a time as a program writes it": r"\d{4}-\d{2}-\d{2}|\dT\d|\d[+-]\d{2}:\d{2}|\bPT?\d",
    "a name as a program writes it": r"[a-z][A-Z]|\w_\w",
    "something left open": r"[{}\[\]|]|\(\s*\)|“”",
    "blanks or marks that are doubled or stray": r"  |[,;:.?!][,;:.?!]|\s[,;:.?!)]|\(\s",
    "no capital to begin with": r"^[^A-Z0-9“]",
    "no stop at the end": r"[^.?!”]$|[^.?!]”$",
}
_QUOTED = re.compile(r"“[^”]*”")
_SECONDS = re.compile(r"(\d[\d,]*) seconds?")
_ARTICLE = re.compile(r"\b([Aa]n?) ([\w-]+)")
_HYPHENED = re.compile(r"\b[a-z0-9]+(?:-[a-z0-9]+)+\b")


def faults(text: str, slugs: frozenset[str]) -> list[str]:
    """What is not plain English in a text; what its author is quoted with is left out. ``slugs`` are the names that nobody should read."""
    plain = _QUOTED.sub("“x”", text).removesuffix("”").removesuffix(".") + "." if text.endswith("”.") else _QUOTED.sub("“x.”", text)
    found = [name for name, pattern in FAULTS.items() if re.search(pattern, plain)]
    found += [f"{match[0]} in one number" for match in _SECONDS.finditer(plain) if int(match[1].replace(",", "")) > 59]
    found += [
        f"the article of {match[2]}" for match in _ARTICLE.finditer(plain) if not with_article(match[2]).startswith(match[1].lower() + " ")
    ]
    found += [f"the slug {match[0]}" for match in _HYPHENED.finditer(plain) if match[0] in slugs]
    found += ["a sentence that is too long" for each in re.split(r"(?<=[.?!]) ", text) if len(each.split()) > LONGEST]
    return found


def slugs() -> frozenset[str]:
    """The names of norms and of values on lists, of which none is for a person to read."""
    assessor = casebook.assessor()
    values = (node.value.rsplit("/", 1)[-1] for node in assessor.vocabulary.schemes)
    return frozenset({*assessor.norms, *values})


def of_findings(judgement: Judgement, findings: list[Finding]) -> dict[str, str]:
    """Every sentence for a person that some findings on a deployment say, with where it stands."""
    told: dict[str, str] = {}
    for finding in findings:
        slug, explainer = finding.norm.slug, casebook.assessor().explainer(finding.considered.inference)
        check = casebook.assessor().checks.get(casebook.assessor().shape_index.checked.get(slug, ""))
        said = [("message", explainer.message(finding, check)), ("next", explainer.next(finding))]
        said += [("evidence", row["text"]) for row in explainer.looked_at.rows(finding, check)]
        for standing in explainer.conditions.standings([finding.norm.applies_to]).values():
            said += [("because", standing["because"]), *(("step", step["text"]) for step in standing["steps"])]
        told |= {text: f"{slug} ({finding.verdict}), {where}" for where, text in said if text or where != "next"}
    return told


def of_case(case: casebook.Case) -> dict[str, str]:
    """Every sentence of the findings that a case's change changes, be it only in what they rest on."""
    before = casebook.grounds(casebook.base(case.base), case.as_at, case.at)
    judgement = casebook.judged(casebook.changed(case.base, case.change), case.as_at, case.at)
    return of_findings(judgement, [each for each in judgement.findings if casebook.ground(each) != before.get(each.norm.slug)])
