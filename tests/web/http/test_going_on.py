"""A real server goes on: its processes are killed again and again, its knowledge is broken under it; and what its operator sees of it."""

import json
import os
import shutil
import signal
import time
from pathlib import Path

import httpx
import pytest

from lfr_kg.isolation.measure import started_by
from tests.serving import BROWSER, running, wait_for

MARK = "Zeugma4711"
TURTLE = {"Content-Type": "text/turtle"}


@pytest.fixture(scope="module")
def root(knowledge, tmp_path_factory) -> Path:
    """A copy of the knowledge's files, to be broken."""
    copy = tmp_path_factory.mktemp("root")
    for name in ("ontology", "shapes", "queries"):
        shutil.copytree(knowledge.settings.root / name, copy / name)
    return copy


@pytest.fixture(scope="module")
def server(knowledge, root, tmp_path_factory):
    """The address of a real server over it, its process, and its log, which lies beside where it keeps temporary files."""
    file = tmp_path_factory.mktemp("log") / "log"
    (file.parent / "temporary").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(file.parent / "temporary"))
        with running(knowledge, root=root, log=file, proxies=1) as (address, process):
            yield address, process, file


def entries(file: Path, **facts) -> list[dict]:
    """The entries of a log that have these facts."""
    found = [json.loads(line) for line in file.read_text().splitlines()]
    return [entry for entry in found if facts.items() <= entry.items()]


def until(file: Path, count: int, seconds: float = 120, **facts) -> list[dict]:
    """So many entries with these facts, waited for."""
    end = time.monotonic() + seconds
    while len(found := entries(file, **facts)) < count:
        assert time.monotonic() < end, f"{facts} stands {len(found)} times in the log"
        time.sleep(0.1)
    return found


def web_processes(file: Path) -> list[int]:
    """The web processes there are, by the log."""
    ended = {entry["pid"] for entry in entries(file, event="worker", of="web") if entry["did"] != "started"}
    return [entry["pid"] for entry in entries(file, event="worker", of="web", did="started") if entry["pid"] not in ended]


def test_no_byte_of_what_is_sent_reaches_the_log(server, example):
    address, _, file = server
    marked = {
        "User-Agent": MARK,
        "Referer": f"https://{MARK}.example/",
        "Cookie": f"a={MARK}",
        "X-Request-Id": MARK,
        "X-Forwarded-For": MARK,
    }
    description = example.replace(b"EX-2026-0141", MARK.encode())
    statuses = [
        httpx.request(method, address + path, headers=marked | headers, content=body, timeout=120).status_code
        for method, path, headers, body in (
            ("GET", f"/norm/{MARK}", BROWSER, b""),
            ("GET", f"/{MARK}?{MARK}={MARK}", {}, b""),
            ("GET", f"/search?q={MARK}", BROWSER, b""),
            (MARK, "/health", {}, b""),
            ("POST", f"/assess?as_at={MARK}", TURTLE, example),
            ("POST", "/assess?format=html", TURTLE, description),
            ("POST", "/assess", TURTLE, MARK.encode()),
            ("POST", "/assess", {"Content-Type": MARK}, example),
            ("GET", f"/sparql?query=ASK%7B?a%20?b%20%22{MARK}%22%7D", {}, b""),
            ("GET", f"/sparql?query={MARK}", {}, b""),
            ("POST", "/sparql", {"Content-Type": "application/sparql-query"}, b'SELECT (xsd:integer("' + MARK.encode() + b'") AS ?x) {}'),
            ("POST", "/plan", {"Content-Type": "application/json"}, b'{"force": "' + MARK.encode() + b'"}'),
        )
    ]
    assert statuses == [404, 404, 200, 405, 400, 200, 400, 415, 200, 400, 200, 422]
    told = until(file, len(statuses), event="request")
    assert [entry["status"] for entry in told if entry["route"] != "/health" or entry["method"] == "other"] == statuses
    assert MARK not in file.read_text()
    refused = httpx.get(address + "/metrics", headers={"X-Forwarded-For": "192.0.2.1"}, timeout=60)
    sums = httpx.get(address + "/metrics", timeout=60)
    assert (refused.status_code, sums.status_code, MARK in sums.text) == (403, 200, False)
    assert 'lfr_kg_workers{of="web"} 2.0' in sums.text.splitlines()


def test_a_knowledge_that_no_longer_parses_and_processes_killed_again_and_again_leave_it_as_it_is(server, root, example):
    address, process, file = server
    concepts = root / "ontology" / "concepts" / "verdict.ttl"
    before = concepts.read_text()
    concepts.write_text("this is not Turtle")
    for count in (1, 2, 3):
        os.kill(web_processes(file)[0], signal.SIGKILL)
        until(file, count, event="worker", of="web", did="died", code=-signal.SIGKILL)
    for worker in web_processes(file):  # with what they fork workers for descriptions from
        for other in started_by(worker):
            os.kill(other, signal.SIGKILL)
    wait_for(address, process, 120)
    answers = [httpx.post(address + "/assess", content=example, headers=TURTLE, timeout=180).status_code for _ in range(4)]
    assert (answers, entries(file, event="not started"), entries(file, event="not loaded")) == ([200] * 4, [], [])
    assert 'lfr_kg_workers{of="web"} 2.0' in httpx.get(address + "/metrics", timeout=60).text.splitlines()
    process.send_signal(signal.SIGHUP)
    (refused,) = until(file, 1, event="reload refused")
    assert "verdict.ttl, line 1" in refused["reason"]
    concepts.write_text(before)
    process.send_signal(signal.SIGHUP)
    until(file, 1, event="worker", of="web", did="retired")
    wait_for(address, process, 120)


def test_the_end_is_told_and_leaves_nothing_behind(server):
    _, process, file = server
    temporary = file.parent / "temporary"
    assert len(list(temporary.glob("lfr-kg-*"))) == 1
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    assert (entries(file)[0]["event"], entries(file, event="end")[0]["status"]) == ("start", 0)
    assert list(temporary.glob("lfr-kg-*")) == []
