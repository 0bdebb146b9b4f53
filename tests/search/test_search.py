"""Searching: citations find their division and what it states, words are ranked by where they stand, and no text breaks the query."""

import sqlite3
from datetime import date
from pathlib import Path

import pytest
import yaml

from lfr_kg.base.errors import KnowledgeError
from lfr_kg.base.namespaces import iri
from lfr_kg.search.citations import Asked, Pinpoint, initials, read_query
from lfr_kg.search.index import FILE, KINDS, Index, Segment, open_index, write_index
from tests.serving import BROWSER

QUERIES = yaml.safe_load((Path(__file__).parents[1] / "data" / "search" / "queries.yaml").read_text(encoding="utf-8"))


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
        ("art 8", ["/law/ukpga-1998-42_schedule-1-part-I-article-8", "/norm/echr-art8"]),
        ("principle 6", ["/law/scc-2021_principle-6"]),
        ("principle 6 code 2013", ["/law/scc-2013_principle-6", "/norm/scc-principle-06-pre-2022"]),
        ("para 4 Schedule 8 DPA", ["/law/ukpga-2018-12_schedule-8-paragraph-4", "/norm/dpa-sch8-safeguarding"]),
        ("GMP", ["/actor/greater-manchester-police"]),
        ("UK GDPR", ["/law/eur-2016-679"]),
        ("dpa-s64-dpia", ["/norm/dpa-s64-dpia"]),
        ("equality act", ["/law/ukpga-2010-15"]),
        ("critical threat deployment", ["/norm/app-notice-critical-threat"]),
    ],
)
def test_what_comes_first(index, text, first):
    assert paths(index, text, len(first)) == first


@pytest.mark.parametrize("asked", QUERIES, ids=lambda asked: asked["query"])
def test_what_people_type_finds_the_rule(index, asked):
    found = index.search(asked["query"], limit=200)
    hits = [result.path for result in found.results]
    assert (hits[0] if hits else None) == asked["first"] if "first" in asked else True
    assert found.suggestion == asked.get("spelt", found.suggestion)
    assert hits[1:2] == [asked["second"]] if "second" in asked else True
    assert hits[-1] == asked["last"] if "last" in asked else True
    assert asked["among"] in hits[:5] if "among" in asked else True
    assert found.total <= asked.get("most", found.total)
    assert found.outside == ((asked["says"],) if "says" in asked else ())


@pytest.mark.parametrize("text", ["watchlist", "threshold", "retention", "false alert rate", "signs", "children"])
def test_rules_come_before_terms_and_what_has_ended_last(index, text):
    found = index.search(text, limit=1000, today=date(2026, 11, 30)).results
    current = [result.kind in ("condition", "term", "value") for result in found if result.until is None]
    assert current == sorted(current)
    ended = [result.until is not None and result.until <= "2026-11-30" for result in found]
    assert ended == sorted(ended)


def test_a_title_weighs_more_than_text(index):
    found = index.search("superintendent", "norm").results
    in_title = [any(segment.is_hit for segment in result.title) for result in found]
    assert any(in_title[:3]) and not any(in_title[5:])


def test_the_rule_itself_is_shown_with_its_binding_force(index):
    result = index.search("authorising officer rank").results[0]
    assert "".join(segment.text for segment in result.snippet).startswith("Have the deployment authorised by an officer")
    assert result.force == "guidance: should"


def test_older_law_comes_after_all_that_is_law(index):
    found = index.search("no more stored than needed", today=date(2026, 11, 30)).results
    assert [result.path for result in found[:2]] == ["/norm/scc-principle-06", "/law/scc-2021_principle-6"]
    assert next((result.path, result.until) for result in found if result.until) == ("/norm/scc-principle-06-pre-2022", "2022-01-12")
    assert index.search("no more stored than needed", today=date(2021, 1, 1)).results[0].path == "/norm/scc-principle-06"


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


def test_where_nothing_holds_all_the_words_what_holds_most_of_their_meaning_will_do(index):
    found = index.search("signage at the site")
    assert found.complete == 0 and 5 < found.total < 80


def test_a_word_that_nothing_holds_is_named_and_the_rest_offered(index):
    found = index.search("superintendent cheesecake")
    assert (found.total, found.unheld, found.without) == (0, ("cheesecake",), "superintendent")


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
        ("Scotland", None),
        ("Peterhead", None),
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
    places = [node for node, _, scheme in knowledge.graph.by_predicate[iri("skos:inScheme")] if scheme == iri("con:jurisdiction")]
    assert kinds["value"] == counts["concepts"] - len(sections) - len(places)
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
        ("/search?q=superintendent+cheesecake", "Nothing here holds “cheesecake”"),
        ("/search?q=Scotland", "Nothing on Scotland: this covers the law of England and Wales."),
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


@pytest.mark.parametrize(
    "address", ["/search?q=" + "x" * 301, "/search?q=x&kind=thing", "/search?q=x&page=0", "/search?q=x&page=two", "/search?q=x&page=²"]
)
def test_what_cannot_be_searched_for_is_refused(client, address):
    assert client.get(address, headers={"Accept": "application/json"}).status_code == 400
