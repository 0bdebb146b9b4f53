"""Turns: who gets one next, who waits for whom, and who is told to come back."""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from lfr_kg.base.errors import Busy
from lfr_kg.isolation.turns import Turns
from tests.serving import apart


class Crowd:
    """Clients that ask for turns and keep them until they are told to go; ``served`` is the order in which they got theirs."""

    def __init__(self, turns: Turns):
        self.turns, self.served, self.refused = turns, [], []
        self._go, self._threads = threading.Semaphore(0), []

    def ask(self, *clients: str) -> None:
        """One after another, each once the last has its turn or stands in a line."""
        for client in clients:
            before = self._settled()
            self._threads.append(threading.Thread(target=self._run, args=[client]))
            self._threads[-1].start()
            self._until(lambda before=before: self._settled() > before)

    def _run(self, client: str) -> None:
        try:
            with self.turns.turn(client):
                self.served.append(client)
                self._go.acquire()
        except Busy as error:
            self.refused.append((client, error.message))

    def _settled(self) -> int:
        return len(self.served) + len(self.refused) + sum(map(len, self.turns._lines.values()))

    def go(self) -> None:
        """One of those who work ends."""
        served, waiting = len(self.served), sum(map(len, self.turns._lines.values()))
        self._go.release()
        self._until(lambda: len(self.served) > served or not waiting)

    def end(self) -> None:
        for _ in self._threads:
            self._go.release()
        for thread in self._threads:
            thread.join()

    @staticmethod
    def _until(holds) -> None:
        end = time.monotonic() + 5
        while not holds():
            assert time.monotonic() < end
            time.sleep(0.001)


@pytest.fixture
def crowd():
    made = []

    def of(at_once: int, waiting: int, seconds: float = 5) -> Crowd:
        made.append(Crowd(Turns(at_once, waiting, seconds, "queries")))
        return made[-1]

    yield of
    for each in made:
        each.end()
        assert (each.turns._lines, each.turns._working) == ({}, {})  # nothing is kept of anybody


def test_nobody_has_all_turns_so_that_one_is_free_for_somebody_else(crowd):
    some = crowd(2, 8)
    some.ask("a", "a", "a")
    assert some.served == ["a"]
    some.ask("b")
    assert some.served == ["a", "b"]


def test_where_there_is_one_turn_anybody_has_it(crowd):
    some = crowd(1, 8)
    some.ask("a")
    assert some.served == ["a"]


def test_those_who_wait_are_served_by_client_in_a_round_and_each_in_its_order(crowd):
    some = crowd(1, 8)
    some.ask("a", "a", "a", "a", "b", "b", "c")
    for _ in range(6):
        some.go()
    assert some.served == ["a", "a", "b", "c", "a", "b", "a"]


def test_who_works_least_is_served_first(crowd):
    some = crowd(3, 8)
    some.ask("a", "a", "b", "a", "b", "c")
    assert some.served == ["a", "a", "b"]
    some.go()
    assert some.served[3] == "c"


def test_where_no_more_may_wait_the_longest_line_loses_its_last(crowd):
    some = crowd(1, 3)
    some.ask("a", "a", "a", "a")
    some.ask("a")
    some.ask("b")
    some.ask("c")
    some.ask("d")  # four lines of one: the newcomer's
    full = "Too many queries wait already. Try again in 5 seconds."
    crowd_refused = sorted(some.refused)
    assert crowd_refused == [("a", full), ("a", full), ("a", full), ("d", full)]
    for _ in range(3):
        some.go()
    assert some.served == ["a", "a", "b", "c"]


def test_who_waits_too_long_is_told_and_leaves_the_line(crowd):
    some = crowd(1, 1, 0.05)
    some.ask("a", "b")
    some._until(lambda: some.refused)
    assert some.refused == [("b", "Other queries left no turn within 0.05 seconds. Try again in 5 seconds.")]
    some.ask("c")
    assert some.turns._lines.keys() <= {"c"}


def test_what_goes_wrong_in_a_turn_gives_it_back():
    turns = Turns(1, 0, 0.1, "queries")
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), turns.turn("a"):
            _ = 1 / 0
    with turns.turn("b"):
        pass


def test_many_at_once_never_have_more_than_there_are():
    turns, now, most, lock = Turns(3, 1000, 20, "queries"), [], [0], threading.Lock()

    def work(number: int) -> None:
        client = str(number % 4)
        with turns.turn(client):
            with lock:
                now.append(client)
                most[0] = max(most[0], len(now))
                assert len(now) <= 3 and now.count(client) <= 2
            time.sleep(0.0005)
            with lock:
                now.remove(client)

    with ThreadPoolExecutor(60) as threads:
        list(threads.map(work, range(600)))
    assert (most, turns._lines, turns._working) == ([3], {}, {})


def test_a_loop_and_threads_stand_in_the_same_lines():
    turns, served = Turns(2, 10, 5, "queries"), []

    async def work() -> None:
        await turns.take("a")  # one client has one turn at most, so that the second waits for it
        waits = asyncio.create_task(turns.take("a"))
        await asyncio.sleep(0)
        with ThreadPoolExecutor(1) as threads, turns.turn("b"):
            assert not waits.done()
            served.append("first")
            threads.submit(turns.leave, "a").result()
            await asyncio.wait_for(waits, 5)
            served.append("second")
            turns.leave("a")

    apart(work())
    assert (served, turns._lines, turns._working) == (["first", "second"], {}, {})


def test_a_loop_is_told_to_come_back_and_may_go_before_its_turn():
    async def work() -> None:
        turns = Turns(1, 1, 0.05, "queries")
        await turns.take("a")
        with pytest.raises(Busy, match="left no turn within"):
            await turns.take("b")
        waits = asyncio.create_task(turns.take("b"))
        await asyncio.sleep(0)
        with pytest.raises(Busy, match="Too many queries wait"):
            await turns.take("b")
        waits.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waits
        goes = asyncio.create_task(turns.take("b"))
        await asyncio.sleep(0)
        turns.leave("a")  # its turn has come, and it has gone
        goes.cancel()
        with pytest.raises(asyncio.CancelledError):
            await goes
        assert (turns._lines, turns._working) == ({}, {})

    apart(work())
