"""Who asks: addresses with and without ports, networks of IPv6, and whom trusted proxies name."""

import pytest

from lfr_kg.web.http.clients import address_of, network_of


@pytest.mark.parametrize(
    "address, network",
    [
        ("192.0.2.1", "192.0.2.1"),
        ("192.0.2.1:50123", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("[::ffff:192.0.2.1]:443", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::/64"),
        ("[2001:db8::1]", "2001:db8::/64"),
        ("[2001:db8::1]:50123", "2001:db8::/64"),
        ("2001:db8:0:0:ffff::9", "2001:db8::/64"),
        ("2001:db8:0:1::1", "2001:db8:0:1::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("not an address", "not an address"),
        ("x" * 500, "x" * 64),
        ("", ""),
    ],
)
def test_a_port_is_left_out_and_an_ipv6_network_is_one_client(address, network):
    assert network_of(address) == network


@pytest.mark.parametrize(
    "forwarded, proxies, client",
    [
        ("203.0.113.9", 0, "10.0.0.1"),
        ("203.0.113.9", 1, "203.0.113.9"),
        ("203.0.113.9:4711", 1, "203.0.113.9"),
        ("made up, [2001:db8::7]:443", 1, "2001:db8::/64"),
        ("made up,203.0.113.9 , 10.0.0.2", 2, "203.0.113.9"),
        ("203.0.113.9", 3, "10.0.0.1"),
        ("203.0.113.9, ", 1, "10.0.0.1"),
        ("", 1, "10.0.0.1"),
    ],
)
def test_only_what_trusted_proxies_wrote_is_believed(forwarded, proxies, client):
    assert network_of(address_of("10.0.0.1", forwarded, proxies)) == client
