"""The official words beside ours, from a folder filled with invented words at addresses of the law; and that no answer changes by it."""

import html
import json
import re
from copy import copy
from datetime import UTC, datetime, timedelta

import pytest

from lfr_kg.base.model import Graph
from lfr_kg.base.namespaces import BASE, iri
from lfr_kg.official.patience import Patient
from lfr_kg.texts.fetching import fetch
from lfr_kg.texts.folder import Folder
from tests.serving import BROWSER, client_of
from tests.texts.service import CASE_LAW, LEGISLATION, Answer, Service, clml, effect, judgment, running, section
from tests.web.read.test_pages import Outline

DPIA = "ukpga/2018/12/section/64"
NORM, PROVISION = "/norm/dpa-s64-dpia", "/law/ukpga-2018-12_section-64-1"
FETCHED, LATER = datetime(2026, 11, 20, 9, tzinfo=UTC), datetime(2099, 1, 1, 12, tzinfo=UTC)
AT = {"at": "2026-11-30T12:00:00+00:00"}
TAG = '<span class="tag warn">to be read again</span>'
OLD = "Where a lamp dazzles, its keeper must carry out a lamp assessment."
NEW = "Where a lamp dazzles, its keeper shall carry out a lamp <Emphasis>assessment</Emphasis> first."


def served(new: str = NEW) -> Service:
    """Two versions of a section, and a judgment, of which nothing is law."""
    service = Service()
    parts = {"2": "It says whom the lamp dazzles.", "3": "It is kept.", "4": "The hour counts."}
    dated = {
        "2018-05-25": section(DPIA, {"1": OLD, **parts}, attributes='RestrictStartDate="2018-05-25" RestrictEndDate="2026-02-05"'),
        "": section(DPIA, {"1": new, **parts}, attributes='RestrictStartDate="2026-02-05"'),
    }
    latest = clml(
        DPIA, dated[""], versions=("2018-05-25", "2026-02-05"), notes=f"http://www.legislation.gov.uk/{DPIA}/notes",
        unapplied=effect(f"{DPIA}/1", "words inserted", "ukpga/2026/99", "2099-01-01"),
    )  # fmt: skip
    service.serve(f"{LEGISLATION}/{DPIA}/data.xml", Answer(content=latest))
    service.serve(f"{LEGISLATION}/{DPIA}/2018-05-25/data.xml", Answer(content=clml(DPIA, dated["2018-05-25"])))
    cited = {str(number): f"Paragraph {number} of no judgment." for number in range(1, 220)}
    service.serve(f"{CASE_LAW}/ewca/civ/2020/1058/data.xml", Answer(content=judgment(cited, "2020-08-11")))
    return service


def citing_what_is_served(knowledge) -> Graph:
    """The knowledge as if norms rested on nothing but what the stand-in serves, and on one section that it does not."""
    wanted = re.compile(rf"{BASE}law/(ukpga-2018-12_section-(64|35)-|ewca-civ-2020-1058_)")
    stated = iri("lfr:statedBy")
    return Graph(fact for fact in knowledge.graph.facts if fact[1] != stated or wanted.match(fact[2].value))


@pytest.fixture(scope="module")
def graph(knowledge) -> Graph:
    return citing_what_is_served(knowledge)


@pytest.fixture
def fill(graph):
    def filled(path, service: Service, now: datetime = FETCHED) -> None:
        with running(service) as fetcher:
            fetch(graph, Folder(path), Patient(fetcher, lambda _: None), now, tell=lambda _: None)

    return filled


@pytest.fixture(scope="module")
def served_knowledge(knowledge):
    """The same knowledge under another name, and a client of it: each test says which folder it has."""
    _ = knowledge.graph, knowledge.vocabulary, knowledge.library, knowledge.assessor, knowledge.store
    same = copy(knowledge)
    with client_of(same) as client:
        yield same, client


@pytest.fixture
def client_with(served_knowledge, monkeypatch):
    """The client, with a folder or with none."""
    same, client = served_knowledge

    def made(path):
        monkeypatch.setitem(vars(same), "texts", Folder(path) if path else None)
        return client

    return made


@pytest.fixture
def client(fill, client_with, tmp_path):
    fill(tmp_path, served())
    return client_with(tmp_path)


def page(client, path: str) -> str:
    response = client.get(path, headers=BROWSER)
    assert response.status_code == 200
    return response.text


def plain(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", text)).split())


def official(text: str) -> str:
    """The section of a page that has the official words."""
    _, heading, after = text.partition('<h2 id="official">')
    return heading + after.partition("<h2")[0]


@pytest.mark.parametrize("path", [PROVISION, NORM])
def test_the_words_in_force_stand_beside_ours_with_what_they_changed(client, path):
    words = official(page(client, path))
    said = plain(words)
    assert "DPA 2018, s 64(1) since 5 February 2026 (1) Where a lamp dazzles, its keeper shall carry out a lamp assessment first." in said
    assert "As legislation.gov.uk had it on 20 November 2026: the official page; explanatory notes." in said
    assert "© Crown and database right. From legislation.gov.uk, available under the Open Government Licence v3.0." in said
    assert "Beside the version since 25 May 2018: put in, left out." in said
    assert (
        "(1) Where a lamp dazzles, its keeper <del>must </del><ins>shall </ins>carry out a lamp <del>assessment. </del>"
        "<ins>assessment first. </ins>"
    ) in words
    assert (
        "Changes still to be made to these words, as legislation.gov.uk says: "
        "s. 64(1): words inserted, by ukpga/2026/99, in force from 1 January 2099."
    ) in said
    assert f'href="https://www.legislation.gov.uk/{DPIA}/notes"' in words and f'cite="https://www.legislation.gov.uk/{DPIA}/1"' in words


@pytest.mark.parametrize("path", [PROVISION, NORM])
def test_a_page_with_official_words_is_whole_and_loads_nothing_from_elsewhere(client, path):
    outline = Outline(page(client, path))
    assert (outline.open, outline.headings.count(1), outline.inline) == ([], 1, [])
    assert all(after <= before + 1 for before, after in zip(outline.headings, outline.headings[1:], strict=False))
    assert len(outline.ids) == len(set(outline.ids)) and set(outline.fields) <= outline.labelled
    assert all(place.startswith("/static/") for place in outline.loads)


@pytest.mark.parametrize("path", [PROVISION, NORM])
def test_another_day_has_the_words_of_that_day_and_no_change_still_to_be_made(client, path):
    said = plain(official(page(client, f"{path}?date=2026-02-04")))
    assert "DPA 2018, s 64(1) since 25 May 2018 until 5 February 2026 (1) Where a lamp dazzles, its keeper must carry out" in said
    assert "still to be made" not in said and "Beside the version" not in said


def test_a_version_of_ours_has_the_words_of_its_own_day(client):
    assert "its keeper must carry out" in plain(official(page(client, "/law/ukpga-2018-12_section-64-1_2018-05-25")))


def test_a_section_has_the_words_of_its_parts(client):
    said = plain(official(page(client, "/law/ukpga-2018-12_section-64")))
    assert [part for part in ("s 64(1)", "s 64(2)", "s 64(3)", "s 64(4)") if f"DPA 2018, {part} since 5 February 2026" in said] == [
        "s 64(1)", "s 64(2)", "s 64(3)", "s 64(4)",
    ]  # fmt: skip


def test_a_paragraph_of_a_judgment_is_under_its_own_licence(client):
    said = plain(official(page(client, "/law/ewca-civ-2020-1058_paragraph-90")))
    assert "90. Paragraph 90 of no judgment." in said
    assert "From Find Case Law, The National Archives, available under the Open Justice Licence." in said


def test_where_nothing_is_held_one_sentence_says_how_to_get_it(client, client_with):
    assert plain(official(page(client, "/law/ukpga-2018-12_section-35-1"))) == (
        "The official words DPA 2018, s 35(1): legislation.gov.uk was asked on 20 November 2026, and gave no words that could be copied. "
        "The official page."
    )
    assert plain(official(page(client_with(None), PROVISION))) == (
        "The official words They are not held here: whoever runs this service can copy them from legislation.gov.uk with lfr-kg sources "
        "fetch, and until then they are at the official page."
    )


def test_what_no_service_publishes_has_no_such_section(client):
    assert 'id="official"' not in page(client, "/norm/app-wl-24h-generate")
    assert 'id="official"' not in page(client, "/law/ukpga-2018-12")


def test_a_page_is_other_when_the_folder_is(client, fill, tmp_path):
    for number, path in enumerate((PROVISION, NORM), 1):
        tag = client.get(path, headers=BROWSER).headers["ETag"]
        assert client.get(path, headers=BROWSER | {"If-None-Match": tag}).status_code == 304
        fill(tmp_path, served(f"Other words for {path}."), FETCHED + timedelta(days=number))
        again = client.get(path, headers=BROWSER | {"If-None-Match": tag})
        assert (again.status_code, f"Other words for {path}." in again.text) == (200, True)


def test_words_put_right_since_the_norm_was_verified_are_to_be_read_again(client, fill, tmp_path):
    fill(tmp_path, served("Lamps are gone."), LATER)
    for path in (PROVISION, NORM):
        said = plain(page(client, path))
        assert (
            "To be read again. Data Protection Act 2018, s 64(1): The published words of the same version were changed, as was seen on "
            "1 January 2099."
        ) in said
        assert "Beside the words first seen on 20 November 2026: put in, left out." in said
    assert TAG in page(client, NORM)


def test_a_finding_that_cites_them_says_so_beside_and_no_answer_is_other(client, client_with, fill, example, tmp_path):
    fill(tmp_path, served("Lamps are gone."), LATER)

    def answers(client) -> list[bytes]:
        return [
            client.post("/assess", headers={"Accept": kind}, query_string=AT | also, data=example, content_type="text/turtle").data
            for kind, also in [*(("*/*", {"format": form}) for form in ("json", "csv", "turtle")), (BROWSER["Accept"], {})]
        ]

    *files, shown = answers(client)
    *usual_files, usual = answers(client_with(None))
    assert files == usual_files
    assert (shown.count(TAG.encode()), usual.count(TAG.encode())) == (1, 0)
    assert b"To be read again: Data Protection Act 2018, s 64(1): The published words" in shown
    receipts = [re.search(rb'data-receipt="(\w+)"', text)[1] for text in (shown, usual)]
    assert receipts[0] == receipts[1]


@pytest.mark.parametrize(
    "words", ["&lt;script&gt;alert(1)&lt;/script&gt;", '&lt;a href="/norm/x"&gt;click&lt;/a&gt; &amp;amp; {{ kb }}'], ids=["script", "link"]
)
def test_words_from_elsewhere_are_text_and_nothing_else(fill, client_with, tmp_path, words):
    fill(tmp_path, served(words))
    shown = official(page(client_with(tmp_path), PROVISION))
    assert "<script" not in shown and 'href="/norm/x"' not in shown
    assert html.unescape(words) in html.unescape(shown)


@pytest.mark.parametrize(
    "damage", ["index", "format", "words", "hash", "day", "size", "address", "depth", "index depth", "number", "letter"]
)
def test_a_folder_that_is_damaged_shows_nothing_of_it_and_breaks_no_page(client, tmp_path, damage):
    index, file = tmp_path / "index.json", tmp_path / "ukpga-2018-12" / "section-64-1" / "2026-02-05.json"
    said = json.loads(index.read_text())
    [*_, version] = said["provisions"]["ukpga-2018-12_section-64-1"]["versions"]
    match damage:
        case "index":
            index.write_text("{")
        case "format":
            index.write_text(json.dumps(said | {"format": 7}))
        case "words":
            file.write_text('{"words": [["x", "y"]]}')
        case "hash":
            file.write_text(file.read_text().replace("first.", "never."))
        case "day":
            version["start"] = "../../../etc"
            index.write_text(json.dumps(said))
        case "size":
            file.write_text(file.read_text() + " " * 5_000_000)
        case "address":
            version["address"] = "javascript:alert(1)"
            index.write_text(json.dumps(said))
        case "depth":
            file.write_text("[" * 100_000)
        case "index depth":
            index.write_text("[" * 100_000)
        case "number":
            file.write_text('{"words": [[1e999, "x", "y"]]}')
        case "letter":
            version["heading"] = "\ud800"
            index.write_text(json.dumps(said))
            file.write_text('{"words": [[1, "x", "\\ud800"]]}')
    for path in (PROVISION, NORM):
        shown = official(page(client, path))
        assert "javascript" not in shown
        assert ("its keeper shall" in shown) == (damage == "address")
