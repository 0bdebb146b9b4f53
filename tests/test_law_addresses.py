"""The official address of legislation and judgments is computed from the name of the thing, and is the one stated."""

import re

import pytest

from lfr_kg.base.namespaces import PREFIXES, iri
from tests import knowledge_files as knowledge

LEGISLATION = re.compile(r"(ukpga|uksi|eur)-(\d+)-(\d+)")
JUDGMENT = re.compile(r"(ewca-civ|ewhc-admin|uksc)-(\d+)-(\d+)")
EXCEPTIONS = {
    # Legislation.gov.uk counts the Articles in Schedule 1 as chapters, from Article 2 on.
    **{
        f"ukpga-1998-42_schedule-1-part-I-article-{article}": f"/schedule/1/part/I/chapter/{chapter}"
        for article, chapter in ((8, 7), (10, 9), (11, 10), (14, 12))
    },
    # The section is not known.
    "ukpga-2026-20_driver-licence-data": "",
    # The instrument as a whole.
    "uksi-2015-102_whole": "",
}


def computed(name: str) -> str | None:
    """The official address of the thing with this name under law:, or None where nobody computes it."""
    source, _, rest = name.partition("_")
    division, _, version = rest.partition("_")
    if legislation := LEGISLATION.fullmatch(source):
        place = "/" + division.replace("-", "/") if division else ""
        path = "/".join(legislation.groups()) + EXCEPTIONS.get(f"{source}_{division}", place)
        return f"http://www.legislation.gov.uk/{path}/{version}" if version else f"http://www.legislation.gov.uk/id/{path}"
    if judgment := JUDGMENT.fullmatch(source):
        court, year, number = judgment.groups()
        paragraph = division.removeprefix("paragraph-")
        anchor = "" if division in ("", "whole") else f"#para_{paragraph}"
        return f"https://caselaw.nationalarchives.gov.uk/{court.replace('-', '/')}/{year}/{number}{anchor}"
    return None


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("ukpga-2018-12", "http://www.legislation.gov.uk/id/ukpga/2018/12"),
        ("ukpga-2018-12_section-64-1", "http://www.legislation.gov.uk/id/ukpga/2018/12/section/64/1"),
        ("ukpga-2018-12_section-36-1_2026-02-05", "http://www.legislation.gov.uk/ukpga/2018/12/section/36/1/2026-02-05"),
        ("ukpga-2018-12_schedule-8-paragraph-1", "http://www.legislation.gov.uk/id/ukpga/2018/12/schedule/8/paragraph/1"),
        ("eur-2016-679_article-22A", "http://www.legislation.gov.uk/id/eur/2016/679/article/22A"),
        ("ukpga-1998-42_schedule-1-part-I-article-8", "http://www.legislation.gov.uk/id/ukpga/1998/42/schedule/1/part/I/chapter/7"),
        ("ewca-civ-2020-1058_paragraph-91", "https://caselaw.nationalarchives.gov.uk/ewca/civ/2020/1058#para_91"),
        ("ewhc-admin-2026-915_whole", "https://caselaw.nationalarchives.gov.uk/ewhc/admin/2026/915"),
        ("college-app-lfr", None),
    ],
)
def test_an_address_is_computed_from_a_name(name, address):
    assert computed(name) == address


def test_every_address_stated_is_the_one_computed():
    graph = knowledge.stated()
    stated = {node.value.removeprefix(PREFIXES["law"]): value.value for node, _, value in graph.by_predicate[iri("lfr:officialUri")]}
    wanted = {name: computed(name) for name in stated}
    assert {name: (stated[name], wanted[name]) for name in stated if wanted[name] and stated[name] != wanted[name]} == {}
    assert sum(wanted[name] is not None for name in stated) > 1000


def test_every_exception_is_one():
    names = {node.value.removeprefix(PREFIXES["law"]) for node, _, _ in knowledge.stated().by_predicate[iri("lfr:officialUri")]}
    assert set(EXCEPTIONS) <= names
