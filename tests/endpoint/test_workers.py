"""Query workers: answers, limits that are told, and a pool that stays well whatever a query does."""

import asyncio
import csv
import io
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time

import pyoxigraph as ox
import pytest

from lfr_kg.base.errors import BadRequest, Busy
from lfr_kg.endpoint import process
from lfr_kg.endpoint.guard import inspect
from lfr_kg.endpoint.pool import Dataset, Pool, QueryLimit, QueryTimeout
from lfr_kg.endpoint.process import Limits, Worker
from lfr_kg.endpoint.syntax import plain_words
from lfr_kg.endpoint.worker import TABLES
from lfr_kg.stores.embedded import with_merged
from tests.serving import apart

EX = "http://ex/"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
GREEDY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c"
CRASHING = "SELECT (1" + "+1" * 7000 + " AS ?x) {}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A store of 400 statements in two named graphs."""
    place = tmp_path_factory.mktemp("small") / "store"
    store = ox.Store(str(place))
    for number in range(400):
        node = ox.NamedNode(f"{EX}{number}")
        quad = ox.Quad(node, ox.NamedNode(EX + "p"), ox.Literal(f"value,\n{number}"), ox.NamedNode(f"{EX}graph{number % 2}"))
        store.extend(with_merged([quad]))
    store.flush()
    return place


@pytest.fixture(scope="module")
def pool(folder):
    made = Pool(folder, Limits(seconds=3, memory=1_000_000_000, rows=300, bytes=50_000, workers=2, waiting_seconds=1))
    yield made
    made.close()


def by_thread(pool, text, form="json") -> bytes:
    return pool.run(inspect(text), form)


def by_loop(pool, text, form="json") -> bytes:
    return apart(pool.answer(inspect(text), form, "http://law.example/sparql", "192.0.2.1"))


BOTH = pytest.mark.parametrize("ask", [by_thread, by_loop])


def rows(pool, text, dataset=None) -> list:
    return json.loads(pool.run(inspect(text), "json", dataset))["results"]["bindings"]


def test_the_default_graph_merges_all(pool):
    assert rows(pool, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[0]["n"]["value"] == "400"


@pytest.mark.parametrize(
    "text, dataset, count",
    [
        ("SELECT ?s { ?s ?p ?o }", Dataset((f"{EX}graph0",)), 200),
        ("SELECT ?s { GRAPH ?g { ?s ?p ?o } }", Dataset(None, (f"{EX}graph1",)), 200),
        ("SELECT ?s { ?s ?p ?o }", Dataset(None, (f"{EX}graph1",)), 0),
        ("SELECT ?s { GRAPH ?g { ?s ?p ?o } }", Dataset((f"{EX}graph0",)), 0),
        (f"SELECT ?s FROM <{EX}graph0> {{ ?s ?p ?o }}", None, 200),
        (f"SELECT ?s FROM <{EX}absent> {{ ?s ?p ?o }}", None, 0),
        (f"SELECT ?s FROM <{EX}graph0> {{ ?s ?p ?o }}", Dataset((f"{EX}absent",)), 0),
        (f"SELECT ?s FROM NAMED <{EX}graph0> {{ ?s ?p ?o }}", None, 0),
    ],
)
def test_a_dataset_is_what_the_request_or_else_the_query_names(pool, text, dataset, count):
    assert len(rows(pool, text, dataset)) == count


def test_the_projects_prefixes_are_there_and_may_be_declared_anew(pool):
    assert rows(pool, "SELECT * { ?s a lfr:Norm }") == []
    assert len(rows(pool, f"PREFIX lfr: <{EX}> SELECT * {{ lfr:1 lfr:p ?o }}")) == 1


@BOTH
@pytest.mark.parametrize("form", TABLES)
def test_the_row_limit_itself_is_within_and_one_more_is_refused_whole(pool, form, ask):
    body = ask(pool, "SELECT ?o { ?s ?p ?o } LIMIT 300", form)
    if form == "csv":
        assert len(list(csv.reader(io.StringIO(body.decode(), newline="")))) == 301
    else:
        assert len(list(ox.parse_query_results(body, TABLES[form]))) == 300
    with pytest.raises(QueryLimit, match="more than 300 rows, and nothing was sent") as caught:
        ask(pool, "SELECT ?o { ?s ?p ?o } LIMIT 301", form)
    assert (caught.value.limit, caught.value.status) == ("rows", 500)


def test_a_graph_counts_its_distinct_triples(pool):
    one = pool.run(inspect("CONSTRUCT { lfr:a lfr:b lfr:c } { ?s ?p ?o }"), "ntriples")
    assert one.count(b"\n") == 1
    with pytest.raises(QueryLimit, match="more than 300 rows"):
        pool.run(inspect("CONSTRUCT WHERE { ?s ?p ?o }"), "ntriples")


def test_a_graph_in_turtle_declares_the_prefixes_it_needs_and_no_others(pool):
    assert (
        pool.run(inspect("CONSTRUCT { lfr:a lfr:b 'x' } {}"), "turtle").decode()
        == '@prefix lfr: <https://w3id.org/lfr-kg/def/> .\nlfr:a lfr:b "x" .\n'
    )


def test_the_byte_limit_is_told(pool):
    with pytest.raises(QueryLimit, match="nothing was sent") as caught:
        pool.run(inspect('SELECT * { ?s ?p ?o BIND("' + "x" * 1000 + '" AS ?long) } LIMIT 100'), "json")
    assert caught.value.limit == "bytes"


def comes_to_rest(pool: Pool, seconds: float = 10) -> bool:
    """Whether all workers of a pool are idle within a time."""
    end = time.monotonic() + seconds
    while pool._idle.qsize() < pool.limits.workers and time.monotonic() < end:
        time.sleep(0.02)
    return pool._idle.qsize() == pool.limits.workers


@pytest.mark.parametrize(
    "text, kind, limit, status",
    [(ENDLESS, QueryTimeout, "time", 504), (GREEDY, QueryLimit, "memory", 500), (CRASHING, QueryLimit, "crash", 500)],
)
@BOTH
def test_runaway_greedy_and_crashing_queries_are_stopped_and_the_next_one_is_answered(folder, text, kind, limit, status, ask):
    pool = Pool(folder, Limits(seconds=2 if limit == "time" else 30, memory=900_000_000, workers=1))
    try:
        assert json.loads(ask(pool, "ASK {}"))["boolean"] is True  # now a worker is ready
        with pytest.raises(kind) as caught:
            ask(pool, text)
        assert (caught.value.limit, caught.value.status) == (limit, status)
        assert json.loads(ask(pool, "ASK {}"))["boolean"] is True
        assert comes_to_rest(pool)
    finally:
        pool.close()


@BOTH
def test_a_worker_killed_from_outside_is_replaced(pool, ask):
    rows(pool, "SELECT * { ?s ?p ?o } LIMIT 1")
    for worker in list(pool._idle.queue):
        worker.process.kill()
        worker.process.wait()
    for _ in range(2):
        assert len(json.loads(ask(pool, "SELECT * { ?s ?p ?o } LIMIT 1"))["results"]["bindings"]) == 1


def test_parallel_queries_are_all_answered(pool):
    found: list[int] = []
    query = inspect("SELECT ?s { ?s ?p ?o } LIMIT 9")

    def ask(client: str) -> None:
        found.append(len(json.loads(pool.run(query, "json", client=client))["results"]["bindings"]))

    threads = [threading.Thread(target=ask, args=[str(number % 2)]) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [9] * 10


@pytest.mark.parametrize("text", ["ASK {}", "SELECT * { ?s ?p ?o . ?t ?q ?r } LIMIT 9000", f"ASK {{ BIND('{'x' * 200_000}' AS ?x) }}"])
def test_an_answer_is_the_same_to_a_thread_and_to_a_loop(folder, text):
    pool = Pool(folder, Limits(workers=1))
    query = inspect(text, max_bytes=10_000_000)
    try:
        expected = pool.run(query, "json")
        assert apart(pool.answer(query, "json", "http://law.example/sparql", "")) == expected
        assert (len(expected) > 1_000_000) == ("9000" in text)  # which comes in several pieces
        assert comes_to_rest(pool)
    finally:
        pool.close()


def test_whoever_goes_while_a_query_runs_ends_it_and_gives_the_turn_back(folder):
    pool = Pool(folder, Limits(seconds=30, workers=1))
    by_loop(pool, "ASK {}")
    worker = pool._idle.queue[0]

    async def gone() -> None:
        asking = asyncio.create_task(pool.answer(inspect(ENDLESS), "json", "http://law.example/sparql", ""))
        await asyncio.sleep(0.2)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking

    try:
        apart(gone())
        assert comes_to_rest(pool) and worker.process.returncode == -signal.SIGKILL
        assert json.loads(by_loop(pool, "ASK {}"))["boolean"] is True
    finally:
        pool.close()


def test_a_worker_that_has_given_so_many_answers_makes_room(folder, monkeypatch):
    monkeypatch.setattr(process, "ANSWERS_EACH", 3)
    pool = Pool(folder, Limits(workers=1))
    try:
        by_thread(pool, "ASK {}")
        first = pool._idle.queue[0]
        by_loop(pool, "ASK {}")
        assert pool._idle.queue[0] is first
        by_loop(pool, "ASK {}")
        assert comes_to_rest(pool) and pool._idle.queue[0] is not first
        assert json.loads(by_loop(pool, "ASK {}"))["boolean"] is True
    finally:
        pool.close()


def expect_timeout(pool) -> None:
    with pytest.raises(QueryTimeout):
        pool.run(inspect(ENDLESS), "json")


def test_a_full_house_is_told_at_once_with_when_to_come_back(folder):
    pool = Pool(folder, Limits(seconds=3, workers=1, waiting=0, waiting_seconds=0.2))
    pool.run(inspect("ASK {}"), "json")
    runaway = threading.Thread(target=expect_timeout, args=[pool])
    runaway.start()
    try:
        time.sleep(0.3)
        with pytest.raises(Busy) as caught:
            pool.run(inspect("ASK {}"), "json")
        assert (caught.value.status, caught.value.retry_after) == (503, 5)
    finally:
        runaway.join()
        pool.close()


def test_workers_see_nothing_of_the_environment_but_what_they_need(pool, monkeypatch):
    monkeypatch.setenv("SECRET", "x")
    rows(pool, "SELECT * {} LIMIT 1")
    process = pool._idle.queue[0].process
    if os.path.exists(f"/proc/{process.pid}/environ"):
        with open(f"/proc/{process.pid}/environ", encoding="utf-8") as file:
            assert "SECRET" not in file.read()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the barrier is the Linux kernel's")
def test_a_worker_reaches_no_host_even_if_the_guard_were_passed(folder):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.5)
        worker = Worker(folder, Limits())
        try:
            query = f"SELECT * {{ SERVICE <http://127.0.0.1:{listener.getsockname()[1]}/> {{ ?s ?p ?o }} }}"
            request = {"query": query, "format": "json", "base": None, "default": None, "named": None}
            header, body = worker.ask(request, 10)
            assert (header["problem"], body, worker.has_barrier) == ("evaluation", b"", True)
            with pytest.raises(TimeoutError):
                listener.accept()
            assert worker.ask(request | {"query": "ASK {}"}, 10)[0] == {"ok": True, "size": len(b'{"head":{},"boolean":true}')}
        finally:
            worker.stop()


def test_a_worker_that_is_asked_to_stop_with_its_server_ends_its_query_first(folder):
    worker = Worker(folder, Limits())
    try:
        request = {"query": "ASK {}", "format": "json", "base": None, "default": None, "named": None}
        worker.ask(request, 10)
        for name in (signal.SIGINT, signal.SIGTERM):
            worker.process.send_signal(name)
        assert worker.ask(request, 10)[0]["ok"] is True
    finally:
        worker.stop()
    assert worker.process.returncode == -signal.SIGKILL


def test_what_is_no_sparql_is_told_with_its_place(pool):
    with pytest.raises(BadRequest) as caught:
        pool.run(inspect("SELECT *\nWHERE { ?s foo:p ?o }"), "json")
    error = caught.value
    assert (error.line, error.excerpt) == (2, "WHERE { ?s foo:p ?o }")
    assert "the prefix “foo:” is not declared. Add a PREFIX line for it" in error.message


def test_a_prefix_at_the_end_of_a_long_line_is_named(pool):
    with pytest.raises(BadRequest, match="the prefix “foo:” is not declared"):
        pool.run(inspect("ASK { ?s ?p '" + "a." * 3900 + "' . foo:p"), "json")


def test_a_parsers_list_of_characters_is_left_out():
    error = plain_words("ASK {", "error at 1:6: expected one of \"{\", GRAPH, ['A'..='Z'], SERVICE")
    assert (
        error.message == 'The query is not SPARQL 1.1: at line 1, column 6, something is missing before that point. Expected: "{", GRAPH.'
    )
    assert plain_words("ASK", "odd").message == "The query is not SPARQL 1.1: odd"


def test_a_worker_that_does_not_start_gives_its_place_back(folder, monkeypatch):
    pool, query = Pool(folder, Limits(workers=1, waiting_seconds=0.2)), inspect("ASK {}")

    def refused(*_, **__):
        raise BlockingIOError(11, "Resource temporarily unavailable")

    with monkeypatch.context() as without_processes:
        without_processes.setattr(subprocess, "Popen", refused)
        for _ in range(3):
            with pytest.raises(Busy, match="The query workers do not start"):
                pool.run(query, "json")
    try:
        assert json.loads(pool.run(query, "json"))["boolean"] is True
    finally:
        pool.close()


def test_a_worker_that_ends_while_it_starts_is_no_fault_of_the_query(tmp_path):
    pool = Pool(tmp_path / "nowhere", Limits(workers=1))
    try:
        with pytest.raises(Busy, match="The query workers do not start"):
            pool.run(inspect("ASK {}"), "json")
    finally:
        pool.close()
