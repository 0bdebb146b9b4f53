"""A service's robots.txt, asked for once and kept to."""

import httpx
import pytest

from lfr_kg.official.fetching import HttpFetcher
from lfr_kg.official.patience import Patient
from lfr_kg.official.robots import Orderly

ADDRESS = "https://www.legislation.gov.uk/ukpga/2030/1/section/1/data.xml"
RULES = "https://www.legislation.gov.uk/robots.txt"


def asking(rules: httpx.Response) -> tuple[Orderly, list[str], list[str]]:
    """A fetcher of a service with these rules; what it asked for, and what it told."""
    asked: list[str] = []
    told: list[str] = []

    def answer(request):
        asked.append(str(request.url))
        return rules if str(request.url) == RULES else httpx.Response(200, content=b"<x/>")

    return Orderly(HttpFetcher(pause=0, transport=httpx.MockTransport(answer)), told.append), asked, told


@pytest.mark.parametrize(
    ("rules", "is_allowed"),
    [
        (httpx.Response(404), True),
        (httpx.Response(200, text=""), True),
        (httpx.Response(200, text="User-agent: *\nDisallow: /changes/"), True),
        (httpx.Response(200, text="User-agent: *\nDisallow: /*/data.xml"), False),
        (httpx.Response(200, text="User-agent: lfr-kg\nDisallow: /"), False),
        (httpx.Response(200, text="User-agent: *\nDisallow: /\n\nUser-agent: lfr-kg\nAllow: /"), True),
        (httpx.Response(200, content=b"\xff\x00 no rules"), True),
    ],
)
def test_what_the_rules_do_not_allow_is_not_asked_for(rules, is_allowed):
    fetcher, asked, _ = asking(rules)
    waits: list[float] = []
    replies = [Patient(fetcher, waits.append).get(ADDRESS) for _ in range(2)]
    assert [reply.found for reply in replies] == [is_allowed] * 2
    assert asked == [RULES, *([ADDRESS] * 2 if is_allowed else [])]
    assert waits == []


@pytest.mark.parametrize("status", [403, 429, 503])
def test_where_the_rules_cannot_be_had_nothing_else_is_asked_for(status):
    fetcher, asked, _ = asking(httpx.Response(status))
    assert (fetcher.get(ADDRESS).status, asked) == (status, [RULES])


@pytest.mark.parametrize(("delay", "pause"), [("5", 5.0), ("0", 0.0), ("9999", 60.0), ("soon", 0.0)])
def test_a_pause_that_the_rules_ask_for_is_kept(monkeypatch, delay, pause):
    monkeypatch.setattr("lfr_kg.official.fetching.time.sleep", lambda _: None)
    fetcher, _, told = asking(httpx.Response(200, text=f"User-agent: *\nCrawl-delay: {delay}"))
    fetcher.get(ADDRESS)
    assert fetcher.fetcher.pause == pause
    assert told == ([f"www.legislation.gov.uk asks for {pause:g} seconds between two requests."] if pause else [])
