"""Behind a proxy: who asks, and addresses that are https and below a path where the proxy that is trusted says so."""

import re
import threading
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from lfr_kg.endpoint.pool import Pool
from lfr_kg.web.http import rate
from lfr_kg.web.http.rate import Rate
from tests.serving import BROWSER, client_of, running

BELOW = "/lfr"
PAGES = [
    "/",
    "/norm/dpa-s64-dpia",
    "/law",
    "/norm",
    "/answer",
    "/questions",
    "/search?q=watchlist",
    "/assess",
    "/describe",
    "/sparql",
    "/def/",
    "/api",
    "/changes",
]
ADDRESS = re.compile(r'\b(?:href|src|action|formaction)="([^"#]+)')
SAID = {"X-Forwarded-Proto": "https", "X-Forwarded-Prefix": BELOW, "Host": "law.example"}


class Proxy(BaseHTTPRequestHandler):
    """What stands in front: passes on what lies below the path, without it, and says so."""

    behind = ""

    def do_GET(self):
        """Pass a request on; 404 for what lies elsewhere."""
        if not self.path.startswith(BELOW + "/"):
            self.send_error(404)
            return
        said = SAID | {"X-Forwarded-For": self.client_address[0], "Accept": self.headers.get("Accept", "*/*")}
        answer = httpx.get(self.behind + self.path.removeprefix(BELOW), headers=said, timeout=60)
        self.send_response(answer.status_code)
        for name in ("Content-Type", "Location", "Link"):
            if name in answer.headers:
                self.send_header(name, answer.headers[name])
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    def log_message(self, *words):
        """Say nothing."""


@contextmanager
def in_front(address: str):
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("InFront", (Proxy,), {"behind": address}))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def front(knowledge):
    with running(knowledge, proxies=1) as (address, _), in_front(address) as proxy:
        yield proxy


def test_below_a_path_every_address_of_every_page_leads_somewhere(front):
    found = set()
    with httpx.Client(base_url=front, headers=BROWSER, timeout=60) as client:
        for page in PAGES:
            answer = client.get(BELOW + page)
            assert answer.status_code == 200, page
            here = {address.replace("&amp;", "&") for address in ADDRESS.findall(answer.text)}
            assert here
            outside = {address for address in here if not address.startswith((BELOW + "/", "http://", "https://", "?"))}
            assert not outside, page
            found |= {address.partition("?")[0] for address in here if address.startswith(BELOW)}
        kinds = {(address.count("/"), address.split("/")[2]): address for address in sorted(found)}
        for address in kinds.values():
            assert client.get(address, headers={"Accept": "*/*"}).status_code in (200, 302, 405), address


def test_redirects_links_and_descriptions_name_the_place_that_the_proxy_names(front):
    with httpx.Client(base_url=front, timeout=60) as client:
        assert client.get(BELOW + "/shapes/dpa-s64-dpia").headers["Location"] == BELOW + "/shape/dpa-s64-dpia"
        assert f"<{BELOW}/norm/dpa-s64-dpia?format=html>" in client.get(BELOW + "/norm/dpa-s64-dpia?format=turtle").headers["Link"]
        assert client.get(BELOW + "/questions.json").json()[0]["page"].startswith(f"https://law.example{BELOW}/questions/")
        assert f"<https://law.example{BELOW}/sparql>" in client.get(BELOW + "/sparql?format=turtle").text
        assert client.get(BELOW + "/api?format=json").json()["servers"] == [{"url": BELOW}]
        assert "servers: [{url: /lfr}]" in client.get(BELOW + "/api?format=yaml").text
        assert client.get(BELOW + "/search?q=DPIA&format=json").json()["results"][0]["path"].startswith(BELOW + "/")


def test_without_a_proxy_nobody_is_believed(knowledge):
    with client_of(knowledge) as client:
        told = client.get("/questions.json", headers=SAID).json[0]["page"]
        assert told.startswith("http://law.example/questions/")
        assert f'href="{BELOW}' not in client.get("/", headers=SAID | BROWSER).text


def test_a_path_that_is_no_path_cannot_lead_away(knowledge, monkeypatch):
    monkeypatch.setattr(knowledge, "settings", replace(knowledge.settings, proxies=1))
    with client_of(knowledge) as client:
        page = client.get("/", headers=BROWSER | {"X-Forwarded-Prefix": "//elsewhere.example/<b>"}).text
    assert 'href="/elsewhere.example/&lt;b&gt;/law"' in page
    assert 'href="//' not in page


@pytest.mark.parametrize(
    "forwarded, proxies, client",
    [
        ("203.0.113.9", 0, "127.0.0.1"),
        ("made up, 203.0.113.9:4711", 1, "203.0.113.9"),
        ("made up, 2001:db8::1, 10.0.0.2", 2, "2001:db8::/64"),
    ],
)
def test_whom_trusted_proxies_name_is_whose_query_is_counted_and_waits(knowledge, monkeypatch, forwarded, proxies, client):
    counted, waited = [], []
    monkeypatch.setattr(knowledge, "settings", replace(knowledge.settings, proxies=proxies))
    monkeypatch.setattr(Rate, "take", lambda rate, name: counted.append(name))
    monkeypatch.setattr(Pool, "run", lambda pool, *asked: waited.append(asked[-1]) or b"{}")
    with client_of(knowledge) as visitor:
        rate.install(visitor.application, Rate(1))
        visitor.get("/sparql", query_string={"query": "ASK {}"}, headers={"X-Forwarded-For": forwarded})
    assert (counted, waited) == ([client], [client])
