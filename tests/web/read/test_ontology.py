"""The list of terms: the picture of its main joints, the same in words, and the changelog."""

import re
from html import unescape

import pyoxigraph as ox
import pytest

from lfr_kg.base.namespaces import compact, iri
from lfr_kg.base.settings import Settings
from lfr_kg.web.read.catalogue import Catalogue
from lfr_kg.web.read.ontology import JOINTS, changelog, joints, parts, terms_picture
from tests.serving import BROWSER, client_of
from tests.web.pictures.test_pictures import SVG, boxes, read, texts

PARTS = [
    "activation", "alert", "authorisation", "complaint", "covert authority", "data breach", "departure", "document", "governance",
    "judgement", "national security certificate", "notice", "place", "procurement", "restriction", "results", "review", "rights request",
    "role", "signage", "system", "transfer", "watchlist",
]  # fmt: skip


@pytest.fixture(scope="module")
def catalogue(knowledge) -> Catalogue:
    return Catalogue(knowledge)


@pytest.fixture(scope="module")
def text(knowledge) -> str:
    with client_of(knowledge) as client:
        return client.get("/def/", headers=BROWSER).text


def test_the_picture_goes_from_the_founding_answer_to_the_issuer_the_condition_and_the_check(catalogue):
    shown = texts(read(terms_picture(catalogue)))
    named = [
        "The founding answer", "carried by", "Norm",
        "stated by", "Provision", "as it stood", "Provision version", "part of", "Source", "issuer", "Actor",
        "applies to", "Condition", "a class of", "Deployment", "described by", "Its parts",
        "checked by", "Shape", "looks at", "Facts in a description",
    ]  # fmt: skip
    assert [each for each in shown if each in named] == named
    assert not [each for each in shown if each.startswith("…")]


def test_no_box_of_the_picture_lies_over_another(catalogue):
    root = read(terms_picture(catalogue))
    width, height, found = float(root.get("width")), float(root.get("height")), boxes(root)
    assert len(found) == 11
    for number, (x, y, wide, high) in enumerate(found):
        assert x >= 0 and y >= 0 and x + wide <= width and y + high <= height
        assert all(
            left >= x + wide or x >= left + other or top >= y + high or y >= top + tall for left, top, other, tall in found[number + 1 :]
        )


def test_the_description_tells_the_same_in_words(catalogue):
    root = read(terms_picture(catalogue))
    assert root.find(f"{SVG}title").text == "How the main terms hang together"
    assert root.find(f"{SVG}desc").text == (
        "A passage of the founding answer is carried by norms. "
        "A norm is stated by a provision, which stood in versions, is part of a source and so has an issuer. "
        f"A norm applies to a condition, a class of deployments; a deployment is described by: {', '.join(PARTS)}. A shape checks the norm."
    )


@pytest.mark.parametrize("start, prop, end", JOINTS)
def test_each_joint_is_one_that_the_ontology_states(catalogue, start, prop, end):
    def above(kind) -> set[str]:
        return {compact(kind.value)} | {compact(each.value) for each in catalogue.graph.objects(kind, iri("rdfs:subClassOf"))}

    def stated(name: str) -> set[str]:
        return {compact(each.value) for each in catalogue.graph.objects(iri(prop), ox.NamedNode(f"http://purl.org/dc/dcam/{name}"))}

    assert above(iri(start)) & stated("domainIncludes")
    assert above(iri(end)) & stated("rangeIncludes")


def test_the_parts_of_a_deployment_are_its_own_and_not_people(catalogue):
    assert [catalogue.label(prop) for prop, _ in parts(catalogue)] == PARTS


def test_the_page_tells_each_joint_beside_the_picture(text, catalogue):
    beside = unescape(
        re.sub(r"<[^>]+>", "", text[text.index("</svg>", text.index('id="joints"')) : text.index('aria-label="On this page"')])
    )
    for words in (
        "passage → carried by → norm", "norm → stated by → provision",
        "provision version → version of → provision", "provision → part of → source",
        "source → issuer → actor", "norm → applies to → condition",
        "shape → checks → norm", f"is described by its parts: {', '.join(PARTS)}.",
    ):  # fmt: skip
        assert words in beside
    assert len(joints()) == beside.count("→") / 2


def test_the_page_shows_the_changelog(text):
    versions = changelog((Settings().root / "CHANGELOG.md").read_text(encoding="utf-8"))
    shown = text[text.index('id="changelog"') :]
    assert versions and all(f"<h3>{version}</h3>" in shown for version, _ in versions)
    assert all(f"<li>{change}</li>" in unescape(shown) for _, subjects in versions for _, changes in subjects for change in changes)


def test_a_changelog_is_read_by_version_and_subject():
    read_from = "# Changelog\n\nWords.\n\n## 2.0.0\n\n### Law\n- One\n  goes on.\n- Two\n\n## 1.0.0\n### Shapes\n- Three\n"
    assert changelog(read_from) == [("2.0.0", [("Law", ["One goes on.", "Two"])]), ("1.0.0", [("Shapes", ["Three"])])]
    assert changelog("") == []


def test_without_a_changelog_the_page_has_no_place_for_it(knowledge, monkeypatch, tmp_path):
    with client_of(knowledge) as client:
        monkeypatch.setattr("lfr_kg.web.read.listing.LOG", str(tmp_path / "none.md"))
        assert "changelog" not in client.get("/def/", headers=BROWSER).text
