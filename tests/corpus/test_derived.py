"""What the build derives from the files of law: addresses, slugs, first versions, how a norm was verified. None of it is written."""

import re

import pyoxigraph as ox
import pytest

from lfr_kg.base.namespaces import PREFIXES, iri
from lfr_kg.corpus.derived import derived
from tests import knowledge_files as knowledge

ADDRESS = iri("lfr:officialUri")
COMPARED = (iri("lfr:verifiedAgainst"), iri("lfr:verifiedOn"))
SOURCE_ADDRESSES = [
    (re.compile(r"(ukpga|uksi|eur)-(\d+)-(\d+)"), "http://www.legislation.gov.uk/id/{}/{}/{}"),
    (re.compile(r"(ewca|ewhc|uksc)(?:-(civ|admin))?-(\d+)-(\d+)"), "https://caselaw.nationalarchives.gov.uk/{}/{}/{}/{}"),
]
READ_AT_BAILII = {"ewca-civ-2009-414"}
"""A judgment of which the project has seen no address at Find Case Law."""
OTHERWISE = {
    # Legislation.gov.uk counts the Articles in Schedule 1 as chapters, from Article 2 on.
    *(f"ukpga-1998-42_schedule-1-part-I-article-{article}" for article in (5, 8, 9, 10, 11, 14)),
    # The section is not known.
    "ukpga-2026-20_driver-licence-data",
    # The College has a page for watchlists, and it is not the address of what lies on others.
    "college-app-lfr_watchlist",
    *(f"college-app-lfr_watchlist-{page}" for page in ("categories", "images", "children", "vulnerable-persons", "management")),
    # A document of its own.
    "mps-lfr-records_grid-2020-2022",
}

ACT = """
law:ukpga-2030-1 a lfr:Act ; lfr:officialUri <http://www.legislation.gov.uk/id/ukpga/2030/1> ;
    lfr:verifiedAgainst <https://law.example/a> , <https://law.example/b> ; lfr:verifiedOn "2031-01-01"^^xsd:date .
law:ukpga-2030-1_section-2 a lfr:Provision ; lfr:partOf law:ukpga-2030-1 ; lfr:inForceFrom "2030-02-01"^^xsd:date .
law:ukpga-2030-1_section-2_2031-05-01 a lfr:ProvisionVersion ; lfr:versionOf law:ukpga-2030-1_section-2 ;
    lfr:inForceFrom "2031-05-01"^^xsd:date ; lfr:changedBy law:ukpga-2031-1_section-9 .
norm:lamps-lit lfr:statedBy law:ukpga-2030-1_section-2 ; lfr:verification con:verified-secondary .
"""
FOLLOWS = """
law:ukpga-2030-1_section-2 lfr:officialUri <http://www.legislation.gov.uk/id/ukpga/2030/1/section/2> .
law:ukpga-2030-1_section-2_2030-02-01 a lfr:ProvisionVersion ; lfr:versionOf law:ukpga-2030-1_section-2 ;
    lfr:inForceFrom "2030-02-01"^^xsd:date ; lfr:inForceUntil "2031-05-01"^^xsd:date ;
    lfr:officialUri <http://www.legislation.gov.uk/ukpga/2030/1/section/2/2030-02-01> .
law:ukpga-2030-1_section-2_2031-05-01 lfr:officialUri <http://www.legislation.gov.uk/ukpga/2030/1/section/2/2031-05-01> .
norm:lamps-lit dct:identifier "lamps-lit" ; lfr:verifiedAgainst <https://law.example/a> , <https://law.example/b> ;
    lfr:verifiedOn "2031-01-01"^^xsd:date .
"""


def facts(quads) -> set[tuple]:
    return {(quad.subject, quad.predicate, quad.object) for quad in quads}


def test_what_follows_from_an_act():
    assert facts(derived(knowledge.parse(ACT))) == facts(knowledge.parse(FOLLOWS))


@pytest.mark.parametrize(
    ("more", "lost"),
    [
        # A provision that says where it lies lies there, and so does its version.
        ("law:ukpga-2030-1_section-2 lfr:officialUri <http://www.legislation.gov.uk/id/ukpga/2030/1/chapter/7> .",
         {"http://www.legislation.gov.uk/id/ukpga/2030/1/section/2", "http://www.legislation.gov.uk/ukpga/2030/1/section/2/2030-02-01",
          "http://www.legislation.gov.uk/ukpga/2030/1/section/2/2031-05-01"}),
        # A version whose day is not known has no address of its own at legislation.gov.uk.
        ("law:ukpga-2030-1_section-2_2031-05-01 lfr:datePrecision con:precision-year .",
         {"http://www.legislation.gov.uk/ukpga/2030/1/section/2/2031-05-01"}),
        # What a norm was compared with, where it says so itself; the day still follows.
        ("norm:lamps-lit lfr:verifiedAgainst <https://law.example/c> .", {"https://law.example/a", "https://law.example/b"}),
        ("norm:lamps-lit lfr:verifiedOn \"2031-02-02\"^^xsd:date .", {"2031-01-01"}),
    ],
)  # fmt: skip
def test_what_is_written_stands(more, lost):
    before = {quad.object.value for quad in derived(knowledge.parse(ACT))}
    after = {quad.object.value for quad in derived(knowledge.parse(ACT + more))}
    assert before - after == lost


def test_a_norm_that_is_not_verified_or_does_not_say_inherits_nothing():
    for said in (" ; lfr:verification con:unverified .", " ."):
        given = ACT.replace(" ; lfr:verification con:verified-secondary .", said)
        assert not [quad for quad in derived(knowledge.parse(given)) if quad.predicate in COMPARED]


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("ukpga-2018-12_section-64-1", "http://www.legislation.gov.uk/id/ukpga/2018/12/section/64/1"),
        ("ukpga-2018-12_section-36-1_2026-02-05", "http://www.legislation.gov.uk/ukpga/2018/12/section/36/1/2026-02-05"),
        ("ukpga-2018-12_schedule-8-paragraph-1", "http://www.legislation.gov.uk/id/ukpga/2018/12/schedule/8/paragraph/1"),
        ("eur-2016-679_article-22A", "http://www.legislation.gov.uk/id/eur/2016/679/article/22A"),
        ("ukpga-1998-42_schedule-1-part-I-article-8", "http://www.legislation.gov.uk/id/ukpga/1998/42/schedule/1/part/I/chapter/7"),
        ("ukpga-1996-16_section-39A-1_2014-01-01", None),
        ("ewca-civ-2020-1058_paragraph-90", "https://caselaw.nationalarchives.gov.uk/ewca/civ/2020/1058#para_90"),
        ("ewhc-admin-2026-915_whole", "https://caselaw.nationalarchives.gov.uk/ewhc/admin/2026/915"),
        ("college-app-lfr_governance", "https://www.college.police.uk/app/live-facial-recognition"),
        ("college-app-lfr_watchlist-composition-1", "https://www.app.college.police.uk/app-content/live-facial-recognition/watchlist/"),
        ("mps-lfr-records_grid-2020-2022-footnote-1",
         "https://www.met.police.uk/SysSiteAssets/media/downloads/force-content/met/advice/lfr/new/lfr-deployment-grid-2020-2022.pdf"),
    ],
)  # fmt: skip
def test_an_address_follows_from_a_name(name, address):
    value = knowledge.stated().value(iri("law:" + name), ADDRESS)
    assert (None if value is None else value.value) == address


def test_the_address_of_legislation_and_judgments_is_in_the_name_of_the_source():
    computed = {}
    for node, _, address in knowledge.stated().by_predicate[ADDRESS]:
        name = node.value.removeprefix(PREFIXES["law"])
        for pattern, form in SOURCE_ADDRESSES:
            if found := pattern.fullmatch(name):
                computed[name] = (form.format(*found.groups()).replace("/None", ""), address.value)
    assert {name for name, pair in computed.items() if pair[0] != pair[1]} == READ_AT_BAILII
    assert len(computed) > 20


def test_an_address_is_written_only_where_it_is_otherwise():
    written = {quad.subject.value.removeprefix(PREFIXES["law"]) for quad in knowledge.corpus().written if quad.predicate == ADDRESS}
    assert {name for name in written if "_" in name} == OTHERWISE


def test_nothing_is_written_that_follows():
    law = {file.graph for file in knowledge.corpus().of("law")}
    written = [quad for quad in knowledge.corpus().written if quad.graph_name in law]
    assert set(derived(written)) & set(written) == set()


@pytest.mark.parametrize("repeated", FOLLOWS.strip().split(" .\n"))
def test_what_is_written_and_follows_is_noticed(repeated):
    written = knowledge.parse(ACT + repeated.rstrip(" .") + " .")
    assert set(derived(written)) & set(written)


def test_what_follows_stands_in_the_graph_of_its_subject():
    corpus = knowledge.corpus()
    graph = next(file.graph for file in corpus.of("law") if "ukpga-2018-12" in file.path)
    added = set(corpus.quads) - set(corpus.written)
    version, provision = iri("law:ukpga-2018-12_section-64-1_2018-05-25"), iri("law:ukpga-2018-12_section-64-1")
    assert ox.Quad(iri("norm:dpa-s64-dpia"), iri("dct:identifier"), ox.Literal("dpa-s64-dpia"), graph) in added
    assert ox.Quad(version, iri("lfr:versionOf"), provision, graph) in added
