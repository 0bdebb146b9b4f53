"""Shares of clients: used up, whole again evenly, and counted by all processes together."""

import multiprocessing
import threading

import pytest

from lfr_kg.web.http.rate import ENTRY, Rate, TooOften, file_in


class Clock:
    """Time that stands still until it is moved."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def taken(rate: Rate, name: str, times: int) -> int:
    """How many of so many requests of a client are answered."""
    answered = 0
    for _ in range(times):
        try:
            rate.take(name)
            answered += 1
        except TooOften:
            pass
    return answered


def test_a_share_is_used_up_and_is_whole_again_evenly():
    clock = Clock()
    rate = Rate(6, clock=clock)
    for _ in range(6):
        rate.take("192.0.2.1")
    with pytest.raises(TooOften) as caught:
        rate.take("192.0.2.1")
    assert (caught.value.status, caught.value.retry_after) == (429, 10)
    assert caught.value.message == "More than 6 requests for work came from your address in a minute. Send it again in 10 seconds."
    clock.now = 1009.9
    assert taken(rate, "192.0.2.1", 1) == 0
    clock.now = 1010
    assert taken(rate, "192.0.2.1", 9) == 1
    clock.now = 10_000
    assert taken(rate, "192.0.2.1", 9) == 6


@pytest.mark.parametrize("most", [1, 7, 120, 1000])
def test_whoever_comes_back_when_told_is_answered(most):
    clock = Clock()
    rate = Rate(most, clock=clock)
    assert taken(rate, "a", most + 1) == most
    for _ in range(5):
        with pytest.raises(TooOften) as caught:
            taken(rate, "a", 20)  # what became whole meanwhile
            rate.take("a")
        clock.now += caught.value.retry_after
        rate.take("a")


def test_one_clients_share_is_not_anothers():
    rate = Rate(2, clock=Clock())
    assert [taken(rate, name, 5) for name in ("192.0.2.1", "192.0.2.2", "192.0.2.1")] == [2, 2, 0]


def test_nothing_sets_no_limit():
    assert taken(Rate(0, clock=Clock()), "192.0.2.1", 1000) == 1000


def test_a_flood_of_clients_takes_no_more_room_and_forgets_first_whose_share_is_whole_first(monkeypatch):
    monkeypatch.setattr("lfr_kg.web.http.rate.CLIENTS", 16)
    rate = Rate(10, clock=Clock())
    assert taken(rate, "busy", 10) == 10
    for number in range(100):
        rate.take(f"client {number}")
    assert len(rate._table) == 16 * ENTRY.size
    assert taken(rate, "busy", 1) == 0  # whoever used all of it is forgotten last


def _count(file, sender) -> None:
    sender.put(taken(Rate(100, file, Clock()), "192.0.2.1", 60))


def test_processes_and_their_threads_count_together(tmp_path):
    context = multiprocessing.get_context("spawn")
    file = file_in(tmp_path)
    answered = context.SimpleQueue()
    process = context.Process(target=_count, args=(file, answered))
    process.start()
    rate, here = Rate(100, file, Clock()), []
    threads = [threading.Thread(target=lambda: here.append(taken(rate, "192.0.2.1", 15))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for each in (*threads, process):
        each.join()
    assert sum(here) + answered.get() == 100
