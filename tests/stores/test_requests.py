"""What is sent to a store over HTTP and what is read from it.

Terms and datasets are written into queries, values put right, failures told in words.
"""

import threading
from contextlib import nullcontext, suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pyoxigraph as ox
import pytest

from lfr_kg.base.errors import KnowledgeError
from lfr_kg.base.namespaces import PREFIXES
from lfr_kg.base.settings import Settings
from lfr_kg.stores import publish
from lfr_kg.stores.datasets import split_dataset, with_dataset
from lfr_kg.stores.publish import TIMES
from lfr_kg.stores.remote import Access, Collided, Remote, StoreFailed
from lfr_kg.stores.results import canonical, to_send

XSD = PREFIXES["xsd"]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT",
        "SELECT * { ?s ?p ?o",
        "INSERT DATA { <urn:a> <urn:b> 1 }",
        "define input:x 1 SELECT * {}",
        "SELECT (bif:now() AS ?x) {}",
        "ASK FROMx:y {}",
    ],
)
def test_what_our_own_parser_does_not_take_is_never_sent(text):
    nobody = Remote("http://127.0.0.1:9/")
    with pytest.raises(SyntaxError):
        nobody.query(text)


def test_a_function_of_the_store_itself_is_never_sent():
    with pytest.raises(RuntimeError):
        Remote("http://127.0.0.1:9/").query("SELECT (<bif:now>() AS ?x) {}")


# The dataset that is asked


QUERIES = {
    "SELECT ?x FROM <urn:a> # FROM <urn:c>\nFROM NAMED lfr:b WHERE { ?x ?p 'FROM <urn:d>' }": (["urn:a"], [PREFIXES["lfr"] + "b"]),
    "PREFIX a: <urn:> ASK FROM NAMED a:b { }": ([], ["urn:b"]),
    "CONSTRUCT { ?s ?p [] } FROM <urn:a> { ?s ?p ?o } LIMIT 3": (["urn:a"], []),
    "CONSTRUCT WHERE { ?s ?p ?o }": ([], []),
    "DESCRIBE <urn:a> FROM <urn:b>": (["urn:b"], []),
    "DESCRIBE <urn:a> # FROM": ([], []),
    "SELECT (EXISTS { ?a ?b ?c } AS ?y) { }": ([], []),
    "SELECT ?from { ?from ?x ?named } GROUP BY ?from": ([], []),
}


@pytest.mark.parametrize("text", QUERIES)
def test_the_dataset_of_a_query_is_taken_out_and_another_put_in(text):
    rest, default, named = split_dataset(text, PREFIXES)
    assert (default, named) == QUERIES[text]
    whole = with_dataset(rest, ["urn:one", "urn:two"], ["urn:three"])
    assert split_dataset(whole, PREFIXES)[1:] == (["urn:one", "urn:two"], ["urn:three"])
    ox.Store().query(whole, prefixes=PREFIXES)


# Values that some stores write in their own way


@pytest.mark.parametrize(
    "text, datatype, expected",
    [
        ("86400.0", "dayTimeDuration", "P1D"),
        ("2.6784e+06", "dayTimeDuration", "P31D"),
        ("-5.0", "dayTimeDuration", "-PT5S"),
        ("0", "dayTimeDuration", "PT0S"),
        ("PT1.0S", "dayTimeDuration", "PT1S"),
        ("93784.5", "dayTimeDuration", "P1DT2H3M4.5S"),
        ("14", "yearMonthDuration", "P1Y2M"),
        ("0", "yearMonthDuration", "P0M"),
        ("P1M", "yearMonthDuration", "P1M"),
        ("1", "boolean", "true"),
        ("false", "boolean", "false"),
        ("1", "integer", "1"),
    ],
)
def test_a_value_is_written_as_the_embedded_store_writes_it(text, datatype, expected):
    assert canonical(text, XSD + datatype) == expected


def test_whole_seconds_are_sent_with_a_decimal_point():
    kind = ox.NamedNode(XSD + "dayTimeDuration")
    for text, sent in (("PT1S", "PT1.0S"), ("P1DT10S", "P1DT10.0S"), ("PT0S", "PT0S"), ("P1D", "P1D"), ("PT1.5S", "PT1.5S")):
        assert to_send(ox.Literal(text, datatype=kind)).value == sent


# Stores that fail


class Failing(BaseHTTPRequestHandler):
    """Answers as the path says: a store that misbehaves."""

    collisions, enough = 0, 1
    """How many changes have collided, and of how many the last is made."""

    def do_POST(self):
        """Misbehave."""
        self.rfile.read(int(self.headers["Content-Length"]))
        getattr(self, self.path.strip("/"))()

    def do_PUT(self):
        """Misbehave, at the path before the query."""
        self.path = self.path.partition("?")[0]
        self.do_POST()

    def do_GET(self):
        """Ask for a name and password."""
        self.reply(401, headers={"WWW-Authenticate": 'Basic realm="x"'})

    def reply(self, status=200, body=b"", headers=None):
        """One answer."""
        self.send_response(status)
        for name, value in (
            {"Content-Type": "application/sparql-results+json", "Content-Length": str(len(body))} | (headers or {})
        ).items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(body)

    def redirects(self):
        self.reply(307, headers={"Location": "http://127.0.0.1:9/"})

    def refuses(self):
        self.reply(401)

    def page(self):
        self.reply(body=b"<html>", headers={"Content-Type": "text/html"})

    def broken(self):
        self.reply(body=b'{"head": {"vars": [')

    def odd(self):
        self.reply(body=b'{"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"value": "x"}}]}}')

    def says_yes(self):
        self.reply(body=b'{"head": {}, "boolean": true}')

    def part(self):
        self.reply(body=b'{"head": {"vars": []}, "results": {"bindings": []}}', headers={"X-SPARQL-MaxRows": "10000"})

    def long(self):
        self.reply(body=b" " * 200_000)

    def slow(self):
        threading.Event().wait(1.5)
        self.reply()

    def complains(self):
        self.reply(400, body=b"<p>Virtuoso 37000 Error</p> SP030: syntax")

    def collides(self):
        Failing.collisions += 1
        is_enough = Failing.collisions >= Failing.enough
        self.reply(200 if is_enough else 500, body=b"<p>HTTP/1.1 500 Request Failed</p> Error 40001 SR172: Transaction deadlocked")

    def guarded(self):
        known = self.headers["Authorization"] == "Basic bmFtZTpvcGVuLXNlc2FtZQ=="
        self.reply(200 if known else 401, body=b'{"head": {}, "boolean": true}')

    def log_message(self, *words):
        """Say nothing."""


@pytest.fixture(scope="module")
def failing():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Failing)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    "path, words",
    [
        ("redirects", "redirects to another address"),
        ("refuses", "refuses the request .401."),
        ("page", "answered with text/html"),
        ("broken", "cannot be read"),
        ("odd", "cannot be read"),
        ("says_yes", "cannot be read: a SELECT was sent, and it answers another form"),
        ("part", "cut the answer short"),
        ("long", "has more than"),
        ("slow", "within 0.5 seconds"),
        ("complains", "failed .400.: Virtuoso 37000 Error SP030: syntax"),
    ],
)
def test_a_store_that_fails_is_told_in_words(failing, path, words):
    broken = Remote(f"{failing}/{path}", Access(seconds=0.5, most=100_000))
    with pytest.raises(StoreFailed, match=words) as caught:
        broken.everywhere("SELECT * { ?s ?p ?o }")
    assert caught.value.status == 502


@pytest.mark.parametrize("way", ["graphs", "update"])
@pytest.mark.parametrize("enough, asked", [(1, 1), (3, 3), (9, TIMES)])
def test_a_change_that_collides_is_made_again_a_few_times(failing, monkeypatch, way, enough, asked):
    monkeypatch.setattr(publish, "PAUSE", 0)
    Failing.collisions, Failing.enough = 0, enough
    target = publish.Target("", **{way: f"{failing}/collides"})
    with pytest.raises(Collided, match="Transaction deadlocked") if enough > asked else nullcontext():
        target.put("urn:x:graph", [ox.Triple(ox.NamedNode("urn:x:a"), ox.NamedNode("urn:x:b"), ox.Literal("c"))])
    assert Failing.collisions == asked


def test_a_change_that_fails_otherwise_is_not_made_again(failing, monkeypatch):
    sent, send = [], publish.send
    monkeypatch.setattr(publish, "send", lambda *given: sent.append(given) or send(*given))
    with pytest.raises(StoreFailed, match="SP030: syntax"):
        publish.Target("", graphs=f"{failing}/complains").put("urn:x:graph", [])
    assert len(sent) == 1


def test_nobody_there_is_told_in_words():
    with pytest.raises(StoreFailed, match="cannot be reached"):
        Remote("http://127.0.0.1:9/").contains_named_graph(ox.NamedNode("urn:x"))


def test_name_and_password_are_given_where_they_are_asked_for(failing):
    named = Access("name", "open-sesame", most=100_000)
    assert Remote(f"{failing}/guarded", named).contains_named_graph(ox.NamedNode("urn:x"))
    with pytest.raises(StoreFailed, match="401"):
        Remote(f"{failing}/guarded", replace(named, password="wrong")).contains_named_graph(ox.NamedNode("urn:x"))
    assert "open-sesame" not in repr(named)
    assert "open-sesame" not in repr(Settings(store_password="open-sesame"))


def test_an_address_is_an_address_and_holds_no_password():
    for address in ("ftp://127.0.0.1/", "http:///sparql", "file:///etc/passwd"):
        with pytest.raises(KnowledgeError, match="no address of a SPARQL endpoint"):
            Remote(address)
    with pytest.raises(KnowledgeError, match="LFR_KG_STORE_PASSWORD"):
        Remote("http://name:secret@127.0.0.1/")
