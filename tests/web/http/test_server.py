"""A real server: two processes, public queries that misbehave, and a clean end."""

import concurrent.futures
import json
import signal
import socket
import time

import httpx
import pytest

from tests.serving import BROWSER, running

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
HOSTILE = [
    "ASK " + "{" * 5000,
    ENDLESS,
    "SELECT (1" + "+1" * 7000 + " AS ?x) {}",
    "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c",
]


@pytest.fixture(scope="module")
def server(knowledge):
    with running(knowledge, query_seconds=2, query_memory=900_000_000) as (address, _):
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


@pytest.mark.parametrize(("path", "media_type"), [("/assess", "text/turtle"), ("/sparql", "application/sparql-query")])
def test_bodies_that_do_not_come_leave_the_pages_well(server, path, media_type):
    host, port = server.removeprefix("http://").split(":")
    head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: {media_type}\r\nContent-Length: 400\r\n\r\nASK"
    visitors = [socket.create_connection((host, int(port)), 10) for _ in range(80)]  # more than the threads of both processes
    try:
        for visitor in visitors:
            visitor.sendall(head.encode())
        time.sleep(2)
        for address in ("/health", "/norm/dpa-s64-dpia", "/sparql?query=ASK%7B%7D") * 2:
            assert httpx.get(server + address, timeout=20).status_code == 200
    finally:
        for visitor in visitors:
            visitor.close()
    answer = httpx.post(server + "/sparql", data={"query": "ASK {}"}, timeout=30)
    assert (answer.status_code, answer.json()["boolean"]) == (200, True)


def test_only_http_1_1_is_spoken(server):
    host, port = server.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), 10) as visitor:
        visitor.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(9))
        visitor.settimeout(10)
        assert not visitor.recv(4096).startswith(b"\x00")
