"""What the currency check reads, and how: the formats of the two services, XML from elsewhere, requests and saved answers."""

import httpx
import pytest

from lfr_kg import currency
from lfr_kg.official import fetching, judgments, legislation, xml
from lfr_kg.official.legislation import Effect, Standing
from tests import TESTS

DATA = TESTS / "data" / "currency"


# Formats


def test_dates_and_status_come_down_from_what_encloses_a_division():
    root = xml.parse(
        b'<Legislation xmlns="http://www.legislation.gov.uk/namespaces/legislation" RestrictStartDate="2030-01-01">'
        b'<Part IdURI="http://www.legislation.gov.uk/id/x/1/2/part/1" Status="Prospective">'
        b'<P1 IdURI="http://www.legislation.gov.uk/id/x/1/2/section/1" RestrictStartDate="2031-01-01" RestrictEndDate="2032-01-01"/>'
        b"</Part></Legislation>"
    )
    assert legislation.standings(root) == {
        "x/1/2/part/1": Standing("2030-01-01", "", "Prospective"),
        "x/1/2/section/1": Standing("2031-01-01", "2032-01-01", "Prospective"),
    }


def change(first: str, last: str = "") -> Effect:
    return Effect("key", "repealed", "x/1/3", "", ((first, last or first),), (), "", True)


@pytest.mark.parametrize(
    ("effect", "path", "expected"),
    [
        (change("a/1/2/section/5"), "a/1/2/section/5", True),
        (change("a/1/2/section/5/1"), "a/1/2/section/5", True),
        (change("a/1/2/section/5"), "a/1/2/section/5/1", True),
        (change("a/1/2/section/5"), "a/1/2/section/50", False),
        (change("a/1/2/section/5", "a/1/2/section/9"), "a/1/2/section/7/3", True),
        (change("a/1/2/section/5", "a/1/2/section/9"), "a/1/2/section/10", False),
        (change("a/1/2/section/22", "a/1/2/section/23"), "a/1/2/section/22A", True),
        (change("a/1/2/section/22A", "a/1/2/section/22C"), "a/1/2/section/22AA", True),
        (change("a/1/2/section/22A", "a/1/2/section/22C"), "a/1/2/section/22", False),
        (change("a/1/2/section/5", "a/1/2/section/9"), "a/1/2/schedule/7", False),
        (change("a/1/2"), "a/1/2/section/5", False),
        (change("a/1/2"), "a/1/2", True),
        (change("a/1/3/section/5"), "a/1/2/section/5", False),
    ],
)
def test_whether_a_change_touches_a_division(effect, path, expected):
    assert legislation.touches(effect, path) is expected


def test_a_feed_leads_to_its_next_page_on_the_same_service_only():
    page = '<feed xmlns="http://www.w3.org/2005/Atom"><link rel="next" href="{}"/></feed>'
    assert (
        legislation.feed(xml.parse(page.format("http://www.legislation.gov.uk/p?page=2").encode()))[1]
        == "https://www.legislation.gov.uk/p?page=2"
    )
    assert legislation.feed(xml.parse(page.format("https://elsewhere.example/p?page=2").encode()))[1] == ""


def test_a_judgment_says_its_name_citation_date_and_paragraphs():
    root = xml.parse((DATA / "caselaw.nationalarchives.gov.uk/ewca/civ/2030/7/data.xml").read_bytes())
    assert judgments.judgment(root) == judgments.Judgment("Lamp v Door", "[2030] EWCA Civ 7", "2030-07-01", frozenset({"para_8", "para_9"}))
    assert judgments.feed_address("[2030] EWCA Civ 7") == (
        "https://caselaw.nationalarchives.gov.uk/atom.xml?query=%22%5B2030%5D%20EWCA%20Civ%207%22&per_page=10"
    )


@pytest.mark.parametrize(
    ("updated", "day"),
    [
        ("2031-01-15T10:00:00Z", "2031-01-15"),
        ("2031-06-30T23:30:00Z", "2031-07-01"),
        ("2031-01-15T00:30:00+02:00", "2031-01-14"),
        ("soon", ""),
    ],
)
def test_a_change_is_of_the_day_that_it_was_in_london(updated, day):
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="https://caselaw.nationalarchives.gov.uk/a/1"/>'
        f"<updated>{updated}</updated></entry></feed>"
    )
    assert judgments.updated(xml.parse(feed.encode()), "a/1") == day
    change = f'<x xmlns:u="http://www.legislation.gov.uk/namespaces/metadata"><u:UnappliedEffect Modified="{updated}"/></x>'
    assert [effect.recorded for effect in legislation.unapplied(xml.parse(change.encode()))] == [day]


# XML, read safely


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'<!DOCTYPE x><x/>', "it has a DOCTYPE, which is not read"),
        (b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>', "it has a DOCTYPE, which is not read"),
        (b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', "it has a DOCTYPE, which is not read"),
        ('<!DOCTYPE x><x/>'.encode("utf-16"), "it has a DOCTYPE, which is not read"),
        (b"<x>&undeclared;</x>", "line 1, column 4: undefined entity"),
        (b"<x>\n<y></x>", "line 2, column 6: mismatched tag"),
        (b"", "line 1, column 1: no element found"),
        (b'<?xml version="1.0" encoding="no-such"?><x/>', "its encoding is not one that is read: unknown encoding: no-such"),
        (b'<?xml version="1.0" encoding="shift_jis"?><x/>', "its encoding is not one that is read: multi-byte encodings are not supported"),
        (b"<x>" * 300 + b"</x>" * 300, "elements nest more than 200 deep"),
    ],
)  # fmt: skip
def test_xml_that_is_refused(content, message):
    with pytest.raises(xml.UnreadableXml) as raised:
        xml.parse(content)
    assert str(raised.value) == message


def test_xml_is_read_with_its_namespaces():
    root = xml.parse(b'<a:x xmlns:a="urn:a" a:k="1" k="2"><y>t</y>u</a:x>')
    assert (root.tag, root.attrib, root[0].tag, root[0].text, root[0].tail) == ("{urn:a}x", {"{urn:a}k": "1", "k": "2"}, "y", "t", "u")


# Fetching


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://www.legislation.gov.uk/ukpga/2018/12/data.xml", True),
        ("https://caselaw.nationalarchives.gov.uk/atom.xml", True),
        ("http://www.legislation.gov.uk/ukpga/2018/12/data.xml", False),
        ("https://www.legislation.gov.uk:8443/x", False),
        ("https://user@www.legislation.gov.uk/x", False),
        ("https://www.legislation.gov.uk.example/x", False),
        ("https://localhost/x", False),
        ("file:///etc/passwd", False),
    ],
)
def test_only_the_two_services_are_asked(address, expected):
    assert fetching.allowed(address) is expected
    if not expected:
        with pytest.raises(ValueError, match="is not an address that is asked"):
            currency.HttpFetcher(pause=0).get(address)


ADDRESS = "https://www.legislation.gov.uk/x/data.xml"


def fetcher(answer, **limits) -> currency.HttpFetcher:
    """One that hears what a function makes of each request."""
    return currency.HttpFetcher(**{"pause": 0} | limits, transport=httpx.MockTransport(answer))


def failing(error: type[Exception]):
    def answer(request):
        raise error("no route", request=request)

    return answer


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (lambda _: httpx.Response(200, content=b"<x/>"), currency.Reply(200, b"<x/>")),
        (lambda _: httpx.Response(202, content=b"wait"), currency.Reply(202, reason="HTTP 202")),
        (lambda _: httpx.Response(200, content=b"x" * 11), currency.Reply(0, reason="more than 10 bytes")),
        (lambda _: httpx.Response(404), currency.Reply(404, reason="HTTP 404")),
        (lambda _: httpx.Response(503), currency.Reply(503, reason="HTTP 503")),
        (failing(httpx.ConnectError), currency.Reply(0, reason="no route")),
        (failing(httpx.ReadTimeout), currency.Reply(0, reason="no route")),
    ],
)
def test_whatever_the_other_side_does_becomes_a_reply(answer, expected):
    asked = []
    assert fetcher(lambda request: asked.append(request) or answer(request), timeout=3, max_bytes=10).get(ADDRESS) == expected
    [request] = asked
    assert (str(request.url), request.headers["User-Agent"]) == (ADDRESS, f"lfr-kg/{fetching.__version__}")
    assert request.extensions["timeout"]["read"] == 3


def test_requests_are_apart_from_each_other(monkeypatch):
    slept = []
    monkeypatch.setattr(fetching.time, "sleep", slept.append)
    monkeypatch.setattr(fetching.time, "monotonic", lambda: 100.0)
    asking = fetcher(lambda _: httpx.Response(200, content=b"<x/>"), pause=0.5)
    asking.get(ADDRESS)
    asking.get(ADDRESS)
    assert slept == [0.0, 0.5]


@pytest.mark.parametrize(
    ("target", "followed"),
    [
        ("https://www.legislation.gov.uk/y", "https://www.legislation.gov.uk/y"),
        ("http://www.legislation.gov.uk/y", "https://www.legislation.gov.uk/y"),
        ("/y", "https://www.legislation.gov.uk/y"),
        ("https://elsewhere.example/y", None),
        ("http://169.254.169.254/latest", None),
        ("file:///etc/passwd", None),
    ],
)
def test_redirects_stay_within_the_services_and_on_https(target, followed):
    asked = []

    def answer(request):
        asked.append(str(request.url))
        return httpx.Response(303, headers={"Location": target}) if str(request.url) == ADDRESS else httpx.Response(200, content=b"<y/>")

    reply = fetcher(answer).get(ADDRESS)
    if followed is None:
        assert (reply.status, asked) == (0, [ADDRESS])
        assert "which is not asked" in reply.reason
    else:
        assert (reply, asked) == (currency.Reply(200, b"<y/>"), [ADDRESS, followed])


@pytest.mark.parametrize("target", ["http://[bad", "https://www.legislation.gov.uk:abc/", "https://www.legislation.gov.uk/" + "a" * 70_000])
def test_a_redirect_that_is_no_address_becomes_a_reply(target):
    reply = fetcher(lambda _: httpx.Response(302, headers={"Location": target})).get(ADDRESS)
    assert (reply.status, reply.missing, bool(reply.reason)) == (0, False, True)


@pytest.mark.parametrize("address", ["https://www.legislation.gov.uk/\0", "https://www.legislation.gov.uk/" + "a" * 5_000, "http://[bad"])
def test_an_address_that_no_file_can_have_was_not_saved(tmp_path, address):
    reply = currency.FolderFetcher(tmp_path).get(address)
    assert reply.status == 0 and reply.reason.startswith("the saved copy was not read: ")


@pytest.mark.parametrize("address", ["http://[bad", "http://www.legislation.gov.uk/ukpga/2030/1/section/" + "9" * 5_000])
def test_an_address_in_a_document_that_is_none_touches_nothing(address):
    change = (
        f'<x xmlns:u="http://www.legislation.gov.uk/namespaces/metadata" IdURI="{address}"><u:UnappliedEffect AffectedURI="{address}"/></x>'
    )
    root = xml.parse(change.encode())
    [effect] = legislation.unapplied(root)
    assert not legislation.touches(effect, "ukpga/2030/1/section/9")
    assert "ukpga/2030/1/section/9" not in legislation.standings(root)


def test_redirects_in_a_circle_come_to_an_end():
    reply = fetcher(lambda request: httpx.Response(302, headers={"Location": ADDRESS})).get(ADDRESS)
    assert reply == currency.Reply(0, reason="redirected more than 10 times")


def test_saved_answers_are_found_as_they_were_saved(tmp_path):
    host = tmp_path / "www.legislation.gov.uk"
    (host / "x").mkdir(parents=True)
    (host / "x" / "data.feed?page=2&sort=modified").write_bytes(b"second, with its query")
    (host / "x" / "data.feed").write_bytes(b"first")
    (host / "x" / "data.feed.3").write_bytes(b"third")
    (host / "x" / "gone.xml").write_bytes(b"")
    (tmp_path / "outside.xml").write_bytes(b"outside")
    fetcher = currency.FolderFetcher(host.parent)
    base = "https://www.legislation.gov.uk/x"
    assert fetcher.get(f"{base}/data.feed?sort=modified").content == b"first"
    assert fetcher.get(f"{base}/data.feed?page=2&sort=modified").content == b"second, with its query"
    assert fetcher.get(f"{base}/data.feed?page=3").content == b"third"
    assert fetcher.get(f"{base}/gone.xml") == currency.Reply(404, reason="HTTP 404, as saved")
    assert fetcher.get(f"{base}/absent.xml") == currency.Reply(0, reason="no copy was saved")
    assert currency.FolderFetcher(host).get("https://../outside.xml").status == 0
