"""Answers given again: the same bytes as the app's, of everybody's answers alone, so many bytes, and no longer than they are true."""

import random
import re
from dataclasses import replace

import pytest

from lfr_kg.base.settings import Settings
from lfr_kg.texts.folder import Folder, Index
from lfr_kg.web import create_app, front_of
from lfr_kg.web.http import rate
from lfr_kg.web.http.kept import SECONDS, Answer, Kept
from lfr_kg.web.http.rate import Rate
from tests.serving import BROWSER, apart, scope_of
from tests.web.http.test_front import asked

QUERY = b"query=SELECT+%3Ft+%7Blaw%3Aukpga-2018-12+dct%3Atitle+%3Ft%7D"
NEVER_KEPT = {"/health", "/ready", "/metrics"}
UNLINKED = {"/source/<slug>", "/shapes/<slug>", "/register/paper/<name>", "/register/source/<name>",
            "/<any(actor,concept,shape,measure):section>/"}  # fmt: skip
"""Redirections, which are not kept, and an address that has another."""
UNSET = {"/.well-known/jwks.json"}
"""What is not there where the settings name no key."""


def scope(path: str = "/", query: bytes = b"", method: str = "GET", client: str = "192.0.2.1", **headers: str):
    """A request as a server passes it on."""
    return scope_of(path, method, client, query, headers)


@pytest.fixture(scope="module")
def app(knowledge):
    made = create_app(knowledge)
    yield made
    made.config["POOL"].close()


@pytest.fixture
def front(app):
    return front_of(app)


def told(front, *requests):
    """The answers to some requests, one after the other: status, headers without the id, and body; and the ids."""

    async def all_of_them():
        return [await asked(front, each) for each in requests]

    found = apart(all_of_them())
    ids = [headers.pop(b"x-request-id") for _, headers, _ in found]
    assert len(set(ids)) == len(ids)
    return found


def is_kept(front, request) -> bool:
    return front.kept.find(front.kept.name(request)) is not None


def addresses(app) -> dict[str, str]:
    """An address for each rule that GET takes, as pages link them."""
    rules = {rule.rule: rule for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    found, client, map_ = {name: name for name, rule in rules.items() if not rule.arguments}, app.test_client(), app.url_map.bind("")
    found |= {"/graph/<path:name>": "/graph/derived"}
    todo = list(found.values())
    while todo and len(found) < len(rules):
        with client.get(todo.pop(), headers=BROWSER) as answer:
            page = answer.get_data().decode("latin-1")
        for link in re.findall(r'(?:href|src)="(/[^"?#]+)', page):
            rule, _ = map_.match(link, return_rule=True)
            if rule.rule not in found:
                found[rule.rule] = link
                todo.insert(0, link)
    assert set(rules) - set(found) == UNLINKED
    return found


def test_every_address_gives_the_same_bytes_again(app, front):
    for rule, path in addresses(app).items():
        request = scope(path, Accept=BROWSER["Accept"], Accept_Encoding="gzip")
        (from_app,) = told(front, request)
        if rule in NEVER_KEPT | UNSET:
            assert not is_kept(front, request), path
        else:
            assert (from_app[0], is_kept(front, request)) == (200, True), path
            assert told(front, request) == [from_app], path


def test_a_query_is_worked_once(app, front, monkeypatch):
    pool, worked = app.config["POOL"], []
    run, answer = pool.run, pool.answer
    monkeypatch.setattr(pool, "run", lambda *given: worked.append(given) or run(*given))
    monkeypatch.setattr(pool, "answer", lambda *given: worked.append(given) or answer(*given))
    table = scope("/sparql", QUERY, Accept="application/sparql-results+json")
    first, again = told(front, table, table)
    assert first == again
    assert (again[0], b"Data Protection Act 2018" in again[2], len(worked)) == (200, True, 1)
    head, again = told(front, table | {"method": "HEAD"}, table | {"method": "HEAD"})
    assert head == again
    assert (again[2], again[1][b"content-length"], len(worked)) == (b"", first[1][b"content-length"], 2)


def test_each_form_encoding_and_place_has_its_own(app, knowledge, monkeypatch):
    monkeypatch.setattr(knowledge, "settings", replace(knowledge.settings, proxies=1))
    front = front_of(create_app(knowledge))
    ways = [
        {"Accept": "application/ld+json"},
        {"Accept": "text/html"},
        {"Accept": "text/turtle"},
        {"Accept": "text/turtle", "Accept_Encoding": "gzip"},
        {"Accept": "text/turtle", "Accept_Encoding": "br"},
        {"Accept": "text/html", "X_Forwarded_Prefix": "/lfr"},
        {"Accept": "text/turtle", "X_Forwarded_Proto": "https"},
    ]
    requests = [scope("/norm/dpa-s64-dpia", **each) for each in ways]
    first = told(front, *requests)
    assert told(front, *requests) == first
    assert [headers[b"content-type"].split(b";")[0].decode() for _, headers, _ in first] == [
        "application/ld+json", "text/html", "text/turtle", "text/turtle", "text/turtle", "text/html", "text/turtle"]  # fmt: skip
    assert [headers.get(b"content-encoding") for _, headers, _ in first] == [None, None, None, b"gzip", b"br", None, None]
    assert b'href="/lfr/norm' in first[5][2] and b'href="/norm' in first[1][2]
    front.app.config["POOL"].close()


def test_who_has_it_already_is_told_so_again(front):
    request = scope("/norm/dpa-s64-dpia", Accept="text/html")
    ((_, headers, _),) = told(front, request)
    having = scope("/norm/dpa-s64-dpia", Accept="text/html", If_None_Match=headers[b"etag"].decode())
    first, again = told(front, having, having)
    assert first == again
    assert (again[0], again[2], again[1][b"etag"], b"content-length" in again[1]) == (304, b"", headers[b"etag"], False)
    assert told(front, scope("/norm/dpa-s64-dpia", Accept="text/html", If_None_Match='"other"'))[0][0] == 200


@pytest.mark.parametrize(
    "header",
    [{"Cookie": "a=b"}, {"Authorization": "Basic eA=="}, {"Range": "bytes=0-9"}, {"Cache_Control": "no-cache"}, {"Content_Length": "0"},
     {"If_Modified_Since": "Mon, 30 Nov 2026 00:00:00 GMT"}],
)  # fmt: skip
def test_what_asks_otherwise_is_answered_by_the_app(front, header):
    request = scope("/static/style.css", **header)
    (plain, _) = told(front, scope("/static/style.css"), request)
    assert plain[0] == 200
    assert not front.kept.name(request)
    if "Range" in header:
        assert told(front, request)[0][::2] == (206, plain[2][:10])


@pytest.mark.parametrize(
    "request_",
    [
        scope("/sparql", b"query=SELECT+(NOW()+AS+%3Ft)+%7B%7D"),
        scope("/sparql", b"query=SELECT+(NOW()+AS+%3Ft)+%7B%7D", Accept="text/html"),
        scope("/sparql", b"query=ASK+%7B"),
        scope("/nowhere"),
        scope("/ready"),
        scope("/assess", method="POST", Content_Type="text/turtle"),
        scope("/sparql", QUERY, method="POST", Content_Type="application/x-www-form-urlencoded"),
        scope("/describe", method="POST", Content_Type="application/x-www-form-urlencoded"),
    ],
)
def test_what_is_another_each_time_refused_or_sent_is_not_kept(front, request_):
    told(front, request_, request_)
    assert (front.kept._held, front.kept.bytes) == ({}, 0)


def test_nothing_of_who_asked_and_no_word_of_what_was_asked_names_an_answer(front):
    told(front, scope("/search", b"q=Zeugma4711", client="192.0.2.77", User_Agent="Zeugma4711", Referer="https://zeugma4711.example"))
    ((name, (_, kept)),) = front.kept._held.items()
    assert (len(name), kept.route) == (20, "/search")
    assert b"192.0.2.77" not in repr(kept).encode() and b"zeugma4711.example" not in repr(kept).encode()


def test_no_more_is_kept_than_the_settings_say_whatever_is_asked(knowledge, monkeypatch):
    monkeypatch.setattr(knowledge, "settings", replace(knowledge.settings, kept_bytes=200_000))
    front, rng = front_of(create_app(knowledge)), random.Random(14)
    hot = scope("/static/icon.svg")
    for _ in range(40):  # a megabyte of addresses
        told(front, hot, scope("/search", b"q=law&x=" + rng.randbytes(12_500).hex().encode(), Accept="application/json"))
        assert front.kept.bytes <= 200_000
    assert front.kept.bytes == sum(answer.size for _, answer in front.kept._held.values())
    assert 10 < len(front.kept._held) < 41  # those longest not asked for were given up
    assert is_kept(front, hot)
    front.app.config["POOL"].close()


def test_a_limit_for_a_client_holds_for_what_is_kept_and_pages_are_free(knowledge):
    app = create_app(knowledge)
    rate.install(app, Rate(2))
    front, query = front_of(app), scope("/sparql", QUERY, Accept="application/json")
    answers = told(front, *[query] * 3, query | {"client": ("192.0.2.2", 1)}, *[scope("/law")] * 3)
    assert [status for status, _, _ in answers] == [200, 200, 429, 200, 200, 200, 200]
    assert answers[2][1][b"content-type"] == b"application/problem+json"
    assert 25 <= int(answers[2][1][b"retry-after"]) <= 30
    app.config["POOL"].close()


def test_each_answer_is_one_entry_of_the_log(front, monkeypatch):
    entries = []
    monkeypatch.setattr("lfr_kg.web.http.sight.tell", lambda event, **facts: entries.append((event, facts)))
    _, (_, _, body) = told(front, scope("/norm/dpa-s64-dpia"), scope("/norm/dpa-s64-dpia"))
    (_, first), (event, again) = entries
    assert event == "request" and len(again.pop("request")) == 32
    assert again.pop("ms") < first.pop("ms")
    assert again == first == {"method": "GET", "route": "/norm/<name>", "status": 200, "bytes": len(body)}


def test_a_new_day_and_a_new_index_of_official_words_end_it(knowledge, tmp_path, monkeypatch):
    folder = Folder(tmp_path)
    monkeypatch.setitem(knowledge.__dict__, "texts", folder)
    front, request = front_of(create_app(knowledge)), scope("/norm/dpa-s64-dpia", Accept="text/html")
    (before,) = told(front, request)
    assert is_kept(front, request)
    folder.write_index(Index())
    assert not is_kept(front, request)
    (after,) = told(front, request)
    assert after[1][b"etag"] != before[1][b"etag"]
    assert is_kept(front, request)

    class Tomorrow(front_of.__globals__["date"]):
        @classmethod
        def today(cls):
            return cls(2030, 1, 1)

    monkeypatch.setattr("lfr_kg.web.date", Tomorrow)
    assert not is_kept(front, request)
    front.app.config["POOL"].close()


def answer(size: int = 0, **headers: str) -> Answer:
    control = {"cache_control": "no-cache", "etag": 'W/"x"'} | headers
    return Answer(200, [(name.replace("_", "-").encode(), value.encode()) for name, value in control.items()], b"x" * size)


@pytest.mark.parametrize(
    "given",
    [answer(cache_control="no-store"), answer(cache_control="private, max-age=3600"), answer(cache_control=""), answer(set_cookie="a=b"),
     answer()._replace(status=404), answer()._replace(headers=[(b"cache-control", b"no-cache")]), answer(200_000)],
)  # fmt: skip
def test_only_what_anybody_may_have_and_ask_about_again_is_kept(given):
    kept = Kept(1_000_000, tuple)
    kept.keep(b"a", given, ())
    assert kept.find(b"a") is None
    kept.keep(b"a", answer(), ())
    assert kept.find(b"a") == answer()


def test_an_answer_is_given_up_in_time_and_one_that_was_made_as_things_stood_before_is_not_kept():
    now, state = [0.0], [1]
    kept = Kept(100_000, lambda: state[0], clock=lambda: now[0])
    kept.keep(b"a", answer(), kept.state())
    now[0] = SECONDS - 1
    assert kept.find(b"a") is not None
    now[0] = SECONDS + 1
    assert (kept.find(b"a"), kept.bytes) == (None, 0)
    since = kept.state()
    state[0] = 2
    kept.keep(b"a", answer(), since)
    assert kept.find(b"a") is None


def test_settings_name_the_room(monkeypatch):
    monkeypatch.setenv("LFR_KG_KEPT_BYTES", "0")
    assert Settings.from_environment().kept_bytes == 0
    assert Kept(0, tuple).name(scope()) == b""
