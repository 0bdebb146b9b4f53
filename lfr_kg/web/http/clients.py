"""Who asks, as far as shares and turns go: the address of a client, or the network that a single customer has whole."""

import ipaddress
import re
from functools import lru_cache

from flask import request

_WITH_PORT = re.compile(r"\[(?P<v6>[^]]*)\](?::\d+)?|(?P<v4>[^:]+):\d+")


def client() -> str:
    """The client of the request at hand, as the trusted proxies name it (see ``create_app``)."""
    return network_of(request.remote_addr or "")


def address_of(peer: str, forwarded: str, proxies: int) -> str:
    """The address from which a request came, through ``peer`` and with that X-Forwarded-For, to which each of the trusted proxies added one
    address; as it was written."""
    named = [address.strip() for address in forwarded.split(",")]
    return named[-proxies] if 0 < proxies <= len(named) and named[-proxies] else peer


@lru_cache(4096)
def network_of(address: str) -> str:
    """What counts as one client: an IPv4 address, or the /64 network of an IPv6 one. Some proxies write ports; they are left out."""
    if found := _WITH_PORT.fullmatch(address):
        address = found["v6"] or found["v4"]
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if ip.version == 4:
        return str(ip)
    return str(ip.ipv4_mapped or ipaddress.ip_network((int(ip) >> 64 << 64, 64)))
