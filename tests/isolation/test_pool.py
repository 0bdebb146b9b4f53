"""The pool of killable workers: answers, limits that are told to the sender alone, and that it stays well whatever a request does."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from lfr_kg.base.errors import Busy
from lfr_kg.base.log import EVENTS
from lfr_kg.isolation.measure import memory_of, started_by
from lfr_kg.isolation.pool import OverLimit, Pool
from lfr_kg.isolation.processes import Limits

TARGET = "tests.isolation.target:prepared"
LIMITS = Limits(seconds=0.5, waited=3, memory=300_000_000, answer=1_000_000, workers=2, waiting=2, waiting_seconds=1)
on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel is asked by way of /proc")


@pytest.fixture(scope="module")
def pool():
    made = Pool(TARGET, LIMITS)
    yield made
    made.close()


def ask(pool: Pool, deed: str, body: object = "", client: str = "") -> str:
    return pool.run({"do": deed}, str(body).encode(), client)[1].decode()


def is_gone(process: int, seconds: float = 5) -> bool:
    """Whether a process ends within a time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


def test_a_request_is_answered_by_a_worker_that_stays_warm_and_sees_what_was_loaded_once(pool):
    assert pool.run({"do": "echo"}, b"\x00\xff") == ({"ok": True, "size": 2}, b"\x00\xff")
    assert ask(pool, "loaded") == "150000000"
    first = ask(pool, "who")
    assert (ask(pool, "who"), first != str(os.getpid())) == (first, True)


@on_linux
@pytest.mark.parametrize(
    "deed, body, limit",
    [
        ("work", 30, "time"),
        ("hold", 600_000_000, "memory"),
        ("child", 600_000_000, "memory"),
        ("hold", 3_000_000_000, "memory"),
        ("large", 1_000_001, "size"),
        ("abort", "", "memory"),
        ("exit", "", "crash"),
    ],
)
def test_what_passes_a_limit_is_told_to_its_sender_and_the_next_request_is_answered(pool, deed, body, limit):
    began = time.monotonic()
    with pytest.raises(OverLimit) as caught:
        ask(pool, deed, body)
    assert (caught.value.limit, caught.value.status) == (limit, 422)
    assert time.monotonic() - began < 3
    assert ask(pool, "echo", "well") == "well"


@on_linux
@pytest.mark.parametrize(
    "sent",
    [
        b"\xff\xff\xff\xff",
        b"\x00\x00\x00\x02no",
        b"\x00\x00\x00\x02[]",
        b'\x00\x00\x00\x0c{"size": -1}',
        b'\x00\x00\x00\x0e{"size": "no"}',
        b"\x00\x00\x00\x14cposix\nsystem\n(S'a'\n",
    ],
)
def test_what_comes_back_from_a_worker_is_never_unpickled(pool, sent):
    with pytest.raises(OverLimit) as caught:
        pool.run({"do": "garble"}, sent)
    assert caught.value.limit == "crash"
    assert ask(pool, "echo", "well") == "well"


@on_linux
def test_shared_memory_counts_by_its_share(pool):
    ask(pool, "hold", 1000)
    worker = int(ask(pool, "who"))
    assert memory_of(worker) < 150_000_000  # of which the server's 150 MB are the half at most


def test_waiting_on_a_busy_machine_is_no_fault_of_the_sender():
    pool = Pool(TARGET, replace(LIMITS, waited=0.3))
    try:
        with pytest.raises(Busy, match=r"stopped after 0\.3 seconds") as caught:
            ask(pool, "sleep", 30)
        assert (caught.value.status, caught.value.retry_after) == (503, 5)
        assert ask(pool, "echo", "well") == "well"
    finally:
        pool.close()


@on_linux
def test_a_worker_killed_while_it_waits_or_works_disturbs_nobody(pool):
    os.kill(int(ask(pool, "who")), signal.SIGKILL)
    assert ask(pool, "echo", "well") == "well"
    worker, told = int(ask(pool, "who")), []

    def send() -> None:
        told.append(ask(pool, "sleep", 1))

    sender = threading.Thread(target=send)
    sender.start()
    time.sleep(0.3)
    os.kill(worker, signal.SIGKILL)
    sender.join()
    assert told == ["slept"]  # by another worker
    assert ask(pool, "echo", "well") == "well"


@on_linux
def test_when_the_process_that_forks_is_killed_its_workers_end_and_another_takes_its_place(pool):
    worker, server = int(ask(pool, "who")), pool._server.process
    server.kill()
    server.wait()
    assert is_gone(worker)
    assert ask(pool, "echo", "well") == "well"
    assert pool._server.process.pid != server.pid


@on_linux
def test_a_program_that_a_killed_worker_started_ends_with_it():
    pool, told = Pool(TARGET, replace(LIMITS, waited=1)), []
    try:
        worker = int(ask(pool, "who"))

        def send() -> None:
            with suppress(Busy):
                ask(pool, "child", 1000)
            told.append("stopped")

        sender = threading.Thread(target=send)
        sender.start()
        while not (children := started_by(worker)):
            time.sleep(0.02)
        sender.join()
        assert (told, is_gone(children[0])) == (["stopped"], True)
    finally:
        pool.close()


def test_a_full_house_is_told_at_once_and_those_who_wait_too_long_as_well():
    pool = Pool(TARGET, replace(LIMITS, workers=1, waiting=1, waiting_seconds=0.3))
    try:
        ask(pool, "echo")
        at_work = threading.Thread(target=ask, args=(pool, "sleep", 1.5))
        at_work.start()
        time.sleep(0.2)
        with pytest.raises(Busy, match=r"Other descriptions left no turn within 0\.3 seconds"):
            ask(pool, "echo")
        waiting = threading.Thread(target=_quietly, args=[pool])
        waiting.start()
        time.sleep(0.05)
        with pytest.raises(Busy, match="Too many"):
            ask(pool, "echo")
        at_work.join()
        waiting.join()
        assert ask(pool, "echo", "well") == "well"
    finally:
        pool.close()


def test_a_client_with_much_to_do_leaves_room_for_another():
    pool = Pool(TARGET, replace(LIMITS, waiting=4, waiting_seconds=5))
    try:
        ask(pool, "echo")
        busy = [threading.Thread(target=_quietly, args=(pool, "sleep", 1, "busy")) for _ in range(10)]
        for each in busy:
            each.start()
        time.sleep(0.1)
        start = time.monotonic()
        assert [ask(pool, "echo", "well", "other") for _ in range(3)] == ["well"] * 3
        assert time.monotonic() - start < 2  # what is asked of the busy one takes longer
        for each in busy:
            each.join()
    finally:
        pool.close()


def _quietly(pool: Pool, deed: str = "echo", body: object = "", client: str = "") -> None:
    with suppress(Busy):
        ask(pool, deed, body, client)


def test_workers_reach_no_host_and_see_of_the_environment_only_the_settings(monkeypatch):
    monkeypatch.setenv("SECRET", "x")
    monkeypatch.setenv("LFR_KG_ENGINE", "shacl")
    monkeypatch.setenv("LFR_KG_REGISTER", "/srv/register")
    monkeypatch.setenv("LFR_KG_OIDC_SECRET", "/srv/secret")
    pool = Pool(TARGET, LIMITS)
    try:
        seen = ask(pool, "environ")
        assert ("SECRET" in seen, "LFR_KG_ENGINE" in seen) == (False, True)
        assert not {"LFR_KG_REGISTER", "LFR_KG_OIDC_SECRET"} & set(seen)
        if sys.platform.startswith("linux"):
            with socket.create_server(("127.0.0.1", 0)) as listener:
                assert ask(pool, "connect", listener.getsockname()[1]) == "PermissionError"
    finally:
        pool.close()


def test_a_target_that_cannot_be_loaded_is_told_and_ends_nothing(caplog):
    caplog.set_level("INFO", EVENTS.name)
    pool = Pool("tests.isolation.target:broken", LIMITS)
    try:
        with pytest.raises(Busy, match="do not start"):
            ask(pool, "echo")
    finally:
        pool.close()
    assert [(each.message, each.facts["reason"]) for each in caplog.records] == [("not loaded", "the knowledge does not parse")] * 2


@on_linux
def test_closing_ends_every_process_and_the_next_request_starts_new_ones():
    pool = Pool(TARGET, LIMITS)
    worker = int(ask(pool, "who"))
    server = pool._server.process
    pool.close()
    assert (is_gone(worker), server.poll() is not None) == (True, True)
    try:
        assert ask(pool, "echo", "again") == "again"
    finally:
        pool.close()


def test_a_process_that_does_not_start_gives_its_place_back(monkeypatch):
    pool = Pool(TARGET, replace(LIMITS, workers=1, waiting=0))

    def refused(*_, **__):
        raise BlockingIOError(11, "Resource temporarily unavailable")

    try:
        with monkeypatch.context() as without_processes:
            without_processes.setattr(subprocess, "Popen", refused)
            for _ in range(3):
                with pytest.raises(Busy, match="do not start"):
                    ask(pool, "echo")
        assert ask(pool, "echo", "well") == "well"
    finally:
        pool.close()
