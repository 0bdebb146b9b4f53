"""Searching: citations find their division and what it states, words are ranked by where they stand, and no text breaks the query."""

import sqlite3

import pytest

from lfr_kg.base.errors import KnowledgeError
from lfr_kg.base.namespaces import iri
from lfr_kg.search.citations import Asked, Pinpoint, initials, read_query
from lfr_kg.search.index import FILE, KINDS, Index, Segment, open_index, write_index
from tests.serving import BROWSER, client_of


@pytest.fixture(scope="module")
def client(knowledge):
    with client_of(knowledge) as client:
        yield client


@pytest.fixture(scope="module")
def index(knowledge, client) -> Index:
    return open_index(knowledge.folder / FILE)


def paths(index, text, count=None, **options):
    return [result.path for result in index.search(text, limit=count or 20, **options).results][:count]


# Reading what was typed


@pytest.mark.parametrize(
    ("text", "place", "within", "rest"),
    [
        ("s 64 DPA", Pinpoint("section", "64"), (), ("dpa",)),
        ("s.64(1)", Pinpoint("section", "64(1)"), (), ()),
        ("S64(1)(a)", Pinpoint("section", "64(1)(a)"), (), ()),
        ("section 64 of the Data Protection Act", Pinpoint("section", "64"), (), ("data", "protection", "act")),
        ("ss 35(1)–(2) DPA 2018", Pinpoint("section", "35(1)"), (), ("dpa", "2018")),
        ("DPA 64(1)", Pinpoint(None, "64(1)"), (), ("dpa",)),
        ("art 8", Pinpoint("article", "8"), (), ()),
        ("Article 22A UK GDPR", Pinpoint("article", "22a"), (), ("uk", "gdpr")),
        ("principle 6", Pinpoint("principle", "6"), (), ()),
        ("Sch 8 para 4", Pinpoint("paragraph", "4"), (Pinpoint("schedule", "8"),), ()),
        ("para 4 of Schedule 8", Pinpoint("paragraph", "4"), (Pinpoint("schedule", "8"),), ()),
        ("schedule 8", Pinpoint("schedule", "8"), (), ()),
        ("Bridges [91]", Pinpoint("paragraph", "91"), (), ("bridges",)),
        ("[2020] EWCA Civ 1058", None, (), ("2020", "ewca", "civ", "1058")),
        ("[2019] EWHC 2341 (Admin)", None, (), ("2019", "ewhc", "2341", "admin")),
        ("watchlist 24 hours", None, (), ("watchlist", "24", "hours")),
        ("the controller's 3 duties", None, (), ("controller", "3", "duties")),
        ("who must authorise a deployment?", None, (), ("authorise", "deployment")),
        ("", None, (), ()),
    ],
)
def test_citations_and_words_are_told_apart(text, place, within, rest):
    asked = read_query(text)
    assert (asked.place, asked.within, asked.rest) == (place, within, rest)


def test_what_is_no_word_is_nothing():
    assert read_query(' ")( *:^~ ') == Asked(None, (), (), ())


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Data Protection Act 2018", "dpa"),
        ("data protection impact assessment", "dpia"),
        ("Protection of Freedoms Act 2012", "pfa"),
        ("Police Act 1996", ""),
    ],
)
def test_initials(name, letters):
    assert initials(name) == letters


# What is found


@pytest.mark.parametrize(
    "text", ["s 64 DPA", "section 64 of the Data Protection Act", "DPA 2018 s.64", "Data Protection Act 2018, section 64"]
)
def test_a_section_comes_first_then_what_it_states_then_what_is_in_it(index, text):
    assert paths(index, text, 3) == ["/law/ukpga-2018-12_section-64", "/norm/dpa-s64-dpia", "/law/ukpga-2018-12_section-64-1"]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("s.64(1)", ["/law/ukpga-2018-12_section-64-1", "/norm/dpa-s64-dpia"]),
        ("Bridges", ["/law/ewca-civ-2020-1058", "/law/ewhc-admin-2019-2341"]),
        ("[2020] EWCA Civ 1058", ["/law/ewca-civ-2020-1058"]),
        ("[2019] EWHC 2341 (Admin)", ["/law/ewhc-admin-2019-2341"]),
        ("watchlist 24 hours", ["/norm/sussex-wl-24h", "/norm/app-wl-24h-delete", "/norm/app-wl-24h-generate"]),
        ("art 8", ["/law/ukpga-1998-42_schedule-1-part-I-article-8", "/norm/echr-art8", "/concept/right-article-8"]),
        ("principle 6", ["/law/scc-2021_principle-6"]),
        ("principle 6 code 2013", ["/law/scc-2013_principle-6", "/norm/scc-principle-06-pre-2022"]),
        ("para 4 Schedule 8 DPA", ["/law/ukpga-2018-12_schedule-8-paragraph-4", "/norm/dpa-sch8-safeguarding"]),
        ("DPIA", ["/def/DataProtectionImpactAssessment"]),
        ("GMP", ["/actor/greater-manchester-police"]),
        ("UK GDPR", ["/law/eur-2016-679"]),
        ("dpa-s64-dpia", ["/norm/dpa-s64-dpia"]),
        ("equality act", ["/law/ukpga-2010-15"]),
        ("critical threat deployment", ["/norm/app-notice-critical-threat"]),
    ],
)
def test_what_comes_first(index, text, first):
    assert paths(index, text, len(first)) == first


def test_a_title_weighs_more_than_text(index):
    found = index.search("superintendent", "norm").results
    in_title = [any(segment.is_hit for segment in result.title) for result in found]
    assert in_title == sorted(in_title, reverse=True) and not all(in_title)


def test_older_law_comes_after_what_took_its_place(index):
    found = paths(index, "no more stored than needed", 2)
    assert found == ["/norm/scc-principle-06", "/norm/scc-principle-06-pre-2022"]
    assert [result.until for result in index.search("no more stored than needed", limit=2).results] == [None, "2022-01-12"]


def test_every_kind_is_counted_and_can_be_asked_for_alone(index):
    found = index.search("watchlist")
    assert set(found.by_kind) == set(KINDS)
    assert found.total == sum(found.by_kind.values()) == found.complete
    for kind, count in found.by_kind.items():
        alone = index.search("watchlist", kind, limit=200)
        assert alone.total == count == len(alone.results)
        assert {result.kind for result in alone.results} <= {kind}


def test_pages_follow_on_each_other(index):
    whole = paths(index, "watchlist", 60)
    assert [path for start in (0, 20, 40) for path in paths(index, "watchlist", offset=start)] == whole
    assert len(set(whole)) == 60


def test_a_result_says_what_it_is_and_how_far_it_is_verified(index):
    first = index.search("watchlist loaded within 24 hours", "norm").results[0]
    assert (first.word, first.citation, first.verification) == ("obligation", "LFR APP, Watchlist: management", "unverified")
    assert first.title == (Segment("Watchlist loaded within 24 hours", True),)


def test_the_words_found_are_marked_in_segments_and_nothing_is_markup(index):
    result = index.search("section 64 DPA").results[0]
    assert result.title == (Segment("DPA", True), Segment(" 2018, s ", False), Segment("64", True))
    texts = "".join(segment.text for each in index.search("watchlist", limit=50).results for segment in (*each.title, *each.snippet))
    assert not set("\x02\x03<>") & set(texts)


def test_words_are_found_by_their_stem_and_by_their_beginning(index):
    assert "/norm/app-ao-rank" in paths(index, "authorising deployments superintendents")
    assert "/concept/rank-superintendent" in paths(index, "superintend")


def test_where_nothing_holds_all_the_words_some_will_do(index):
    found = index.search("superintendent cheesecake")
    assert found.complete == 0 and found.total > 5
    assert index.search("cheesecake").total == 0


def test_a_division_that_is_not_recorded_is_named(index):
    found = index.search("s 999 DPA")
    assert (found.unknown, found.results[0].path) == ("section 999", "/law/ukpga-2018-12")
    assert index.search("s 64 DPA").unknown is None


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("watchlsit", "watchlist"),
        ("Hot spot", "hotspot"),
        ("s 64 proportionalty", "s 64 proportionality"),
        ("watchlist", None),
        ("zzzz", None),
        ("s 64", None),
    ],
)
def test_spelling(index, text, better):
    assert index.search(text).suggestion == better


@pytest.mark.parametrize(
    "text",
    [
        '"', '""', "'", "(", ")", "*", "a*", "-", "^x", "NEAR(a b)", "AND", "OR NOT", "title:x", "{a b}: c", "a + b",
        "\\", "\x00", "%", "_", ";--", "DROP TABLE docs", "’", "[", "[1]", "s (", "𝔰 64", "é", "x" * 300, "a " * 150,
    ],
)  # fmt: skip
def test_no_text_breaks_the_query(index, text):
    found = index.search(text)
    assert found.total == sum(found.by_kind.values())


def test_the_index_is_only_read(index):
    before = index.path.read_bytes()
    index.search("'; DELETE FROM entry; --")
    assert index.path.read_bytes() == before
    connection = index._connect()
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("DELETE FROM entry")
    connection.close()


def test_writing_twice_writes_the_same(knowledge, tmp_path):
    questions = [(each.slug, each.title, each.description) for each in knowledge.library.questions.values()]
    for name in ("one", "two"):
        write_index(knowledge.graph, questions, tmp_path / name, lambda places, pinpoint: "")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_everything_that_has_a_page_of_its_own_can_be_found(knowledge, index):
    connection = index._connect()
    kinds = dict(connection.execute("SELECT kind, COUNT(*) FROM entry GROUP BY kind").fetchall())
    titles = connection.execute("SELECT COUNT(*) FROM docs WHERE title = ''").fetchone()[0]
    connection.close()
    counts = knowledge.counts
    assert titles == 0
    assert kinds["source"] == counts["sources"]
    assert kinds["condition"] == counts["conditions"]
    sections = knowledge.graph.list(knowledge.graph.value(iri("con:section"), iri("lfr:formOrder")))
    assert kinds["value"] == counts["concepts"] - len(sections)
    assert kinds["question"] == len(knowledge.library.questions)
    assert kinds["norm"] >= counts["norms"]


def test_an_index_that_is_missing_says_how_to_make_it(tmp_path):
    with pytest.raises(KnowledgeError, match="lfr-kg build"):
        open_index(tmp_path / "none.sqlite")
    (tmp_path / "text").write_text("no database" * 100)
    with pytest.raises(KnowledgeError, match="lfr-kg build"):
        open_index(tmp_path / "text")


# The page


def test_the_page_marks_what_was_found_and_links_to_it(client):
    page = client.get("/search?q=s+64+DPA", headers=BROWSER)
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert '<a href="/law/ukpga-2018-12_section-64"><mark>DPA</mark> 2018, s <mark>64</mark></a>' in text
    assert text.index("/law/ukpga-2018-12_section-64") < text.index("/norm/dpa-s64-dpia")
    assert 'value="s 64 DPA"' in text


def test_every_result_on_a_page_leads_somewhere(client):
    for result in client.get("/search?q=live+facial+recognition&format=json").get_json()["results"]:
        assert client.get(result["path"], headers=BROWSER).status_code == 200, result["path"]


def test_the_page_escapes_what_was_typed(client):
    text = client.get("/search?q=<script>alert(1)</script>", headers=BROWSER).get_data(as_text=True)
    assert "<script>" not in text and "&lt;script&gt;" in text


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/search?q=watchlsit", "Did you mean"),
        ("/search?q=zzzz", "Nothing here fits"),
        ("/search?q=s+999+DPA", "No section 999"),
        ("/search", "Try:"),
    ],
)
def test_the_page_says_what_to_do_where_little_is_found(client, address, words):
    page = client.get(address, headers=BROWSER)
    assert page.status_code == 200
    assert words in page.get_data(as_text=True)


def test_the_same_as_data(client):
    found = client.get("/search?q=s+64+DPA", headers={"Accept": "application/json"}).get_json()
    assert (found["query"], found["total"], found["unknown"]) == ("s 64 DPA", sum(found["byKind"].values()), None)
    assert found["results"][0]["iri"] == "https://w3id.org/lfr-kg/law/ukpga-2018-12_section-64"
    assert found["results"][0]["title"] == [["DPA", True], [" 2018, s ", False], ["64", True]]


@pytest.mark.parametrize("address", ["/search?q=" + "x" * 301, "/search?q=x&kind=thing", "/search?q=x&page=0", "/search?q=x&page=two"])
def test_what_cannot_be_searched_for_is_refused(client, address):
    assert client.get(address, headers={"Accept": "application/json"}).status_code == 400
