"""Shares of clients: a bucket an address, filled evenly."""

import pytest

from lfr_kg.endpoint import rate
from lfr_kg.endpoint.rate import Shares, TooOften, network_of


class Clock:
    """Time that stands still until it is moved."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_share_is_used_up_and_fills_again_evenly():
    clock = Clock()
    shares = Shares(6, clock)
    for _ in range(6):
        shares.take("192.0.2.1")
    with pytest.raises(TooOften, match="More than 6 queries a minute") as caught:
        shares.take("192.0.2.1")
    assert (caught.value.status, caught.value.retry_after) == (429, 10)
    clock.now = 9.9
    with pytest.raises(TooOften):
        shares.take("192.0.2.1")
    clock.now = 10
    shares.take("192.0.2.1")
    clock.now = 10_000
    for _ in range(6):
        shares.take("192.0.2.1")
    with pytest.raises(TooOften):
        shares.take("192.0.2.1")


def test_one_clients_share_is_not_anothers():
    shares = Shares(1, Clock())
    shares.take("192.0.2.1")
    shares.take("192.0.2.2")
    with pytest.raises(TooOften):
        shares.take("192.0.2.1")


def test_no_limit_is_the_default():
    shares = Shares(0, Clock())
    for _ in range(1000):
        shares.take("192.0.2.1")
    assert not shares._buckets


def test_a_flood_of_addresses_is_forgotten_from_the_oldest_on(monkeypatch):
    monkeypatch.setattr(rate, "MOST_ADDRESSES", 3)
    shares = Shares(1, Clock())
    for number in range(5):
        shares.take(f"192.0.2.{number}")
    assert list(shares._buckets) == ["192.0.2.2", "192.0.2.3", "192.0.2.4"]


@pytest.mark.parametrize(
    "address, network",
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8:0:0:ffff::9", "2001:db8::/64"),
        ("2001:db8:0:1::1", "2001:db8:0:1::/64"),
        ("not an address", "not an address"),
    ],
)
def test_an_ipv6_network_is_one_client(address, network):
    assert network_of(address) == network
