"""A real server: two processes, public queries that misbehave, and a clean end."""

import concurrent.futures
import json
import signal
import socket
import time

import httpx
import pytest

from lfr_kg.web import HEADER_SECONDS
from tests.serving import BROWSER, running

BODY_SECONDS = 3
CLOSING = {"Connection": "close"}
"""Each request on a connection of its own, and so to either process."""
MOST = 100
"""Requests for work of one client in a minute; each says who it is, as behind a proxy."""

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
HOSTILE = [
    "ASK " + "{" * 5000,
    ENDLESS,
    "SELECT (1" + "+1" * 7000 + " AS ?x) {}",
    "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c",
]


@pytest.fixture(scope="module")
def server(knowledge):
    with running(knowledge, query_seconds=2, query_memory=900_000_000, body_seconds=BODY_SECONDS, proxies=1, requests_a_minute=MOST) as (
        address,
        _,
    ):
        yield address


def test_the_three_jobs_over_the_wire(server, example):
    asked = httpx.post(server + "/sparql", data={"query": "SELECT ?t { law:ukpga-2018-12 dct:title ?t }"}, timeout=30)
    assert asked.json()["results"]["bindings"][0]["t"]["value"] == "Data Protection Act 2018"
    assessed = httpx.post(server + "/assess", content=example, headers={"Content-Type": "text/turtle"}, timeout=60)
    assert assessed.json()["deployments"][0]["identifier"] == "EX-2026-0141"
    page = httpx.get(server + "/norm/dpa-s64-dpia", headers=BROWSER, timeout=30)
    assert "Data Protection Act 2018, s 64(1)–(4)" in page.text


def test_head_has_no_body_and_compression_is_not_forced(server):
    response = httpx.head(server + "/sparql", params={"query": "ASK {}"}, timeout=30)
    assert (response.status_code, response.content) == (200, b"")


def test_hostile_queries_leave_it_well(server):
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        sent = [pool.submit(httpx.post, server + "/sparql", data={"query": query}, timeout=60) for query in HOSTILE * 4]
        for _ in range(5):
            start = time.monotonic()
            assert httpx.get(server + "/health", timeout=10).status_code == 200
            assert time.monotonic() - start < 2
            time.sleep(0.3)
        statuses = {future.result().status_code for future in sent}
    assert statuses <= {400, 500, 503, 504}
    answer = httpx.post(server + "/sparql", data={"query": "ASK {}"}, timeout=30)
    assert json.loads(answer.content)["boolean"] is True


@pytest.mark.parametrize("seconds", [0, 0.2, 5], ids=["while a process starts", "soon after", "at rest"])
def test_an_interrupt_ends_it_cleanly(knowledge, seconds):
    with running(knowledge, query_seconds=300) as (address, process):  # so long would it wait before it killed a process of its own
        time.sleep(seconds)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
        with pytest.raises(httpx.TransportError):
            httpx.get(address + "/health", timeout=2)


def test_an_interrupt_ends_it_cleanly_after_a_query(knowledge):
    with running(knowledge, query_seconds=300) as (address, process):
        assert httpx.get(address + "/sparql", params={"query": "ASK {}"}, timeout=30).status_code == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0


def test_the_wsgi_app_is_there_for_any_server(knowledge, monkeypatch):
    import runpy

    from tests.serving import ROOT

    monkeypatch.setenv("LFR_KG_CACHE", str(knowledge.settings.cache))
    app = runpy.run_path(str(ROOT / "app.py"))["app"]
    assert app.test_client().get("/health").json["hash"] == knowledge.hash


def test_half_a_body_is_no_request(server):
    host, port = server.removeprefix("http://").split(":")
    head = f"POST /assess HTTP/1.1\r\nHost: {host}\r\nContent-Type: text/turtle\r\nContent-Length: 400\r\n\r\n"
    with socket.create_connection((host, int(port)), 10) as visitor:
        visitor.sendall(head.encode() + b"<https://x.example/d> a <https://w3id.org/lfr-kg/def/Deployment> .")
        visitor.shutdown(socket.SHUT_WR)
        visitor.settimeout(20)
        answer = visitor.recv(4096)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 400 ")


def _sent(server: str, begun: bytes) -> socket.socket:
    """A connection on which something has been sent."""
    host, port = server.removeprefix("http://").split(":")
    visitor = socket.create_connection((host, int(port)), 10)
    visitor.sendall(begun)
    visitor.settimeout(30)
    return visitor


def _rest(visitor: socket.socket) -> bytes:
    """What comes on a connection until it ends."""
    with visitor:
        found = b""
        while piece := visitor.recv(65536):
            found += piece
        return found


@pytest.mark.parametrize(("path", "media_type"), [("/assess", "text/turtle"), ("/sparql", "application/sparql-query")])
def test_bodies_that_do_not_come_are_ended_and_leave_all_else_well(server, path, media_type):
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {media_type}\r\nContent-Length: 400\r\n\r\nASK".encode()
    start = time.monotonic()
    visitors = [_sent(server, head) for _ in range(80)]  # more than the threads of both processes
    for address in ("/health", "/norm/dpa-s64-dpia", "/sparql?query=ASK%7B%7D"):
        assert httpx.get(server + address, timeout=20).status_code == 200
    answer = httpx.post(server + "/sparql", data={"query": "ASK {}"}, timeout=30)
    assert (answer.status_code, answer.json()["boolean"]) == (200, True)
    answers = [_rest(visitor) for visitor in visitors]
    assert {answer.split(b"\r\n")[0] for answer in answers} == {b"HTTP/1.1 408 Request Timeout"}
    assert BODY_SECONDS <= time.monotonic() - start < BODY_SECONDS + 20


def test_connections_that_say_nothing_or_half_a_head_are_ended(server):
    begun = [b"", b"GET /health HT", b"GET /health HTTP/1.1\r\nHost: x\r\n", b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"]
    start = time.monotonic()
    visitors = [_sent(server, text) for text in begun]
    answers = [_rest(visitor) for visitor in visitors]
    assert [answer.split(b"\r\n")[0] for answer in answers] == [b"", b"", b"", b"HTTP/1.1 200 OK"]
    assert time.monotonic() - start < HEADER_SECONDS + 10


def test_a_hundred_slow_queries_of_one_client_leave_room_for_those_of_another(server):
    def asked(client: str, query: str) -> tuple[int | str, float]:
        start = time.monotonic()
        answer = visitors.post(server + "/sparql", data={"query": query}, headers={"X-Forwarded-For": client})
        of_memory = answer.status_code == 500 and "MB of memory and was stopped" in answer.text
        return "too large" if of_memory else answer.status_code, time.monotonic() - start

    visitors = httpx.Client(limits=httpx.Limits(max_connections=200), headers=CLOSING, timeout=60)
    with visitors, concurrent.futures.ThreadPoolExecutor(100) as crowd:
        for _ in range(4):  # the workers of both processes have started
            asked("192.0.2.3", "ASK {}")
        slow = [crowd.submit(asked, "192.0.2.1", ENDLESS) for _ in range(100)]
        time.sleep(0.5)
        ordinary = [asked("192.0.2.2", "ASK {}") for _ in range(10)]
        assert not all(each.done() for each in slow)
        statuses = [each.result()[0] for each in slow]
    assert [status for status, _ in ordinary] == [200] * 10
    assert max(seconds for _, seconds in ordinary) < 5
    assert {503, 504} <= set(statuses) <= {503, 504, "too large"}


def test_requests_are_counted_by_all_processes_together_and_pages_are_not(server):
    def sent(client: str, method: str, path: str) -> httpx.Response:
        return visitors.request(method, server + path, headers={"X-Forwarded-For": client})

    said = {"Content-Type": "text/plain", "Accept": "application/json"}
    with httpx.Client(headers=CLOSING | said, timeout=30) as visitors:
        start = time.monotonic()
        answers = [sent("192.0.2.9", "POST", "/sparql") for _ in range(MOST + 10)]
        again = MOST / 60 * (time.monotonic() - start)
        assert {sent("192.0.2.9", "GET", path).status_code for path in ("/health", "/assess", "/sparql") * 3} == {200}
    statuses = [answer.status_code for answer in answers]
    assert MOST <= statuses.count(415) <= MOST + again
    assert set(statuses) == {415, 429} or again > 10
    for answer in answers[MOST:]:
        if answer.status_code == 429:
            assert (answer.headers["Content-Type"], answer.headers["Retry-After"]) == ("application/problem+json", "1")


def test_only_http_1_1_is_spoken(server):
    host, port = server.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), 10) as visitor:
        visitor.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(9))
        visitor.settimeout(10)
        assert not visitor.recv(4096).startswith(b"\x00")
