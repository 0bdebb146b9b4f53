"""Plain queries, answered before Flask: byte for byte as Flask answers them."""

import logging
from dataclasses import replace
from urllib.parse import quote, quote_plus, unquote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lfr_kg.web import create_app, front_of
from lfr_kg.web.ask import direct
from lfr_kg.web.http import rate
from lfr_kg.web.http.kept import Kept
from lfr_kg.web.http.rate import Rate
from tests.serving import apart, client_of, scope_of
from tests.web.http.test_front import asked

SELECT = "SELECT ?t { law:ukpga-2018-12 dct:title ?t }"
LONG = "SELECT ?norm ?text { ?norm lfr:statement ?text } ORDER BY ?norm LIMIT 50"
GRAPH = "CONSTRUCT { ?norm a lfr:Obligation } WHERE { ?norm a lfr:Obligation } ORDER BY ?norm LIMIT 20"


def answered(client, text: str, headers: dict[str, str]) -> tuple:
    answer = client.get(f"/sparql?query={quote(text)}", headers=headers)
    told = dict(answer.headers)
    identity = told.pop("X-Request-Id")
    told.pop("Date", None)  # that of an answer is for the server to say
    return answer.status_code, told, answer.data.replace(identity.encode(), b"")


@pytest.mark.parametrize(
    "accept",
    [None, "*/*", "application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/turtle", "application/ld+json",
     "image/png"],
)  # fmt: skip
@pytest.mark.parametrize("encoding", [None, "br, gzip;q=0.5"])
@pytest.mark.parametrize("text", [LONG, GRAPH, "ASK {}"])
def test_the_answer_is_that_of_flask(client, monkeypatch, text, accept, encoding):
    headers = {name: value for name, value in (("Accept", accept), ("Accept-Encoding", encoding)) if value}
    here = answered(client, text, headers)
    monkeypatch.setattr(direct, "query_of", lambda environ: "")
    assert here == answered(client, text, headers)


@pytest.mark.parametrize(
    "text, status",
    [("ASK {", 400), (" ", 400), ("SELECT * { SERVICE <http://x.example/> {} }", 403), ("INSERT DATA {}", 403),
     ("ASK {} #" + "x" * 20_000, 413), ("ASK " + "{" * 300, 400), ("ASK { <urn:x> <urn:y> 'é' }", 200)],
)  # fmt: skip
def test_what_is_wrong_is_told_as_by_flask(client, monkeypatch, text, status):
    here = answered(client, text, {"Accept": "application/json"})
    monkeypatch.setattr(direct, "query_of", lambda environ: "")
    assert here == answered(client, text, {"Accept": "application/json"})
    assert here[0] == status


REQUESTS = [
    (LONG, {}),
    (LONG, {"accept_encoding": "br, gzip;q=0.5"}),
    (GRAPH, {"accept": "text/turtle"}),
    ("ASK {}", {"accept": "image/png"}),
    ("ASK {", {"accept": "application/json"}),
    ("SELECT * { SERVICE <http://x.example/> {} }", {"accept": "application/json"}),
    ("SELECT (1 AS ?one) { } #" + "x" * 9000, {}),
    (SELECT, {"x_forwarded_proto": "https", "x_forwarded_for": "192.0.2.7"}),
    (SELECT, {"x_forwarded_prefix": "/below"}),
    ("SELECT ?base { BIND(<x> AS ?base) }", {"x_forwarded_proto": "https"}),
]


@pytest.mark.parametrize("text, headers", REQUESTS, ids=range(len(REQUESTS)))
def test_the_answer_of_a_server_process_is_that_of_flask(knowledge, text, headers, monkeypatch):
    monkeypatch.setattr(knowledge, "settings", replace(knowledge.settings, proxies=1))
    app = create_app(knowledge)
    front = front_of(app)
    answers = []
    try:
        for plain, asks in ((front.plain, True), (None, False)):
            front.plain, front.kept = plain, Kept(0, tuple)
            if not asks:
                monkeypatch.setattr(direct, "query_of", lambda environ: "")
            status, told, body = apart(asked(front, scope_of("/sparql", "GET", "192.0.2.1", f"query={quote(text)}".encode(), headers)))
            identity = told.pop(b"x-request-id")
            answers.append((status, told, body.replace(identity, b"")))
    finally:
        app.config["POOL"].close()
    assert answers[0] == answers[1]


def test_a_query_that_is_stopped_is_told_with_the_id_of_its_entry(knowledge, caplog):
    app = create_app(knowledge)
    front = front_of(app)
    caplog.set_level(logging.INFO, "lfr_kg.events")
    try:
        asking = scope_of("/sparql", "GET", "192.0.2.1", b"query=ASK+%7B", {"accept": "application/json"})
        status, headers, _ = apart(asked(front, asking))
    finally:
        app.config["POOL"].close()
    entries = [record.facts for record in caplog.records if record.msg == "request"]
    assert [(each["request"], each["route"], each["status"]) for each in entries] == [
        (headers[b"x-request-id"].decode(), "/sparql", status)
    ]
    assert status == 400


def test_a_fault_is_told_as_by_flask(client, monkeypatch):
    monkeypatch.setattr(client.application.config["POOL"], "run", lambda *given: 1 / 0)
    status, headers, body = answered(client, SELECT, {"Accept": "application/json"})
    assert (status, headers["Content-Type"], b"ZeroDivision" in body) == (500, "application/problem+json", False)


def test_what_is_true_now_alone_is_not_to_be_kept(client):
    _, headers, _ = answered(client, "SELECT (NOW() AS ?t) {}", {})
    assert (headers["Cache-Control"], "ETag" in headers) == ("no-store", False)


def test_it_counts_as_work(knowledge):
    with client_of(knowledge) as client:
        rate.install(client.application, Rate(2))
        assert [client.get(f"/sparql?query={quote(SELECT)}").status_code for _ in range(4)] == [200, 200, 429, 429]


PLAIN = {"REQUEST_METHOD": "GET", "PATH_INFO": "/sparql", "QUERY_STRING": "query=ASK+%7B%7D", "HTTP_HOST": "law.example:8000"}


@pytest.mark.parametrize(
    "other",
    [{"REQUEST_METHOD": "HEAD"}, {"REQUEST_METHOD": "POST"}, {"PATH_INFO": "/sparql/"}, {"QUERY_STRING": "query=ASK+%7B%7D&format=json"},
     {"QUERY_STRING": "Query=ASK"}, {"QUERY_STRING": "query=%FF"}, {"QUERY_STRING": "query=\xe9"}, {"HTTP_ACCEPT": "text/html"},
     {"HTTP_ACCEPT": "Text/HTML"},
     {"HTTP_IF_NONE_MATCH": "*"}, {"HTTP_RANGE": "bytes=0-1"}, {"SCRIPT_NAME": "/lfr"}, {"HTTP_HOST": ""}, {"HTTP_HOST": "LAW.example"},
     {"HTTP_HOST": "law.example:80"},
     {"HTTP_HOST": "xn--a.example"}, {"HTTP_HOST": "law.example/x"}, {"CONTENT_LENGTH": "3"}, {direct.REFUSAL: ValueError()}],
)  # fmt: skip
def test_all_other_requests_are_left_to_flask(other):
    assert direct.query_of(PLAIN) == "ASK {}"
    assert direct.query_of(PLAIN | other) == ""


@given(st.text(st.sampled_from("%=+&~ \n\r\t\x00\x7f_aAfF019é") | st.characters(max_codepoint=127), max_size=20))
def test_what_is_percent_encoded_is_read_as_the_library_reads_it(text):
    def read(reading) -> str | None:
        try:
            return reading()
        except UnicodeDecodeError:
            return None

    for each in (quote(text), quote_plus(text), *([text] if text.isascii() else [])):
        assert read(lambda each=each: direct._unquoted(each)) == read(lambda each=each: unquote_plus(each, errors="strict"))
