"""The front: bodies that come slowly, in part or not at all, answers that are not taken, and shares of one client; without a server."""

import asyncio
import json
import threading
import time

import pytest
from flask import Flask, request

from lfr_kg.web.http import bodies, front, responses, sight
from lfr_kg.web.http.front import Front
from lfr_kg.web.http.kept import Answer
from tests.serving import apart, scope_of

NEVER = object()
"""A piece of a body that does not come."""


class Knowledge:
    """As much of it as answers need."""

    hash = "0" * 64


@pytest.fixture
def app():
    made = Flask("tried", root_path=str(responses.__file__))
    made.config.update(MAX_CONTENT_LENGTH=1000, KB=Knowledge())
    responses.install(made)
    bodies.install(made)

    @made.post("/echo")
    def echo():
        return request.get_data()

    @made.route("/told/<path:rest>")
    def told(rest):
        names = ("REMOTE_ADDR", "REMOTE_PORT", "SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "wsgi.url_scheme", "QUERY_STRING")
        said = {name: request.environ[name] for name in names}
        return said | {"path": rest} | {name: value for name, value in request.environ.items() if name.startswith("HTTP_")}

    return made


def scope(path: str = "/echo", method: str = "POST", client: str = "192.0.2.1", **headers: str):
    return scope_of(path, method, client, b"a=%20", {"accept": "application/json"} | headers)


async def asked(server: Front, asking, *pieces, ends: bool = True):
    """Status, headers and body of an answer to a request whose body comes in those pieces."""
    coming, sent = list(pieces), []

    async def receive():
        piece = coming.pop(0) if coming else (b"" if ends else None)
        if piece is NEVER:
            await asyncio.sleep(60)
        if piece is None:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": piece, "more_body": bool(coming) or not ends}

    async def send(message):
        sent.append(message)

    await server(asking, receive, send)
    headers = dict(sent[0]["headers"])
    return sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent)


def test_a_body_is_whole_before_the_app_sees_it(app):
    server = Front(app, 1, 0)
    assert apart(asked(server, scope(content_length="6"), b"abc", b"def"))[::2] == (200, b"abcdef")
    assert apart(asked(server, scope(transfer_encoding="chunked"), b"abc", b"", b"def"))[::2] == (200, b"abcdef")
    assert apart(asked(server, scope(transfer_encoding="chunked", content_length="3"), b"abc", b"def"))[::2] == (200, b"abcdef")
    assert apart(asked(server, scope(content_length="0")))[::2] == (200, b"")
    assert not server._held and not server._shares


def test_a_body_that_does_not_come_in_time_is_told_and_the_connection_ends(app):
    server = Front(app, 0.05, 0)
    for asking in (scope(content_length="6"), scope(transfer_encoding="chunked")):
        status, headers, body = apart(asked(server, asking, b"abc", NEVER))
        assert (status, headers[b"connection"], headers[b"content-type"]) == (408, b"close", b"application/problem+json")
        assert b"The body did not come within 0.05 seconds." in body
        assert headers[b"access-control-allow-origin"] == b"*"
    assert not server._held


def test_a_body_that_drips_is_no_faster(app):
    async def dripping():
        async def receive():
            await asyncio.sleep(0.02)
            return {"type": "http.request", "body": b"a", "more_body": True}

        sent = []

        async def send(message):
            sent.append(message)

        start = time.monotonic()
        await Front(app, 0.2, 0)(scope(content_length="900"), receive, send)
        return sent[0]["status"], time.monotonic() - start

    status, seconds = apart(dripping())
    assert status == 408 and 0.2 <= seconds < 2


def test_a_body_that_ends_before_its_length_is_no_request(app):
    for asking in (scope(content_length="6"), scope(transfer_encoding="chunked")):
        status, headers, body = apart(asked(Front(app, 1, 0), asking, b"abc", ends=False))
        assert (status, headers[b"connection"]) == (400, b"close")
        assert b"before all of its body had come" in body


def test_more_than_is_read_is_refused_and_not_read_on(app):
    status, headers, _ = apart(asked(Front(app, 1, 0), scope(content_length="1001"), NEVER))
    assert (status, headers[b"connection"]) == (413, b"close")
    status, headers, _ = apart(asked(Front(app, 1, 0), scope(transfer_encoding="chunked"), b"x" * 600, b"x" * 600, NEVER))
    assert (status, headers[b"connection"]) == (413, b"close")


def test_bodies_on_their_way_hold_no_thread_and_so_much_memory_of_one_client(app, monkeypatch):
    monkeypatch.setattr(front, "BODY_BYTES", 400)
    server = Front(app, 0.3, 0, threads=2)

    async def crowd():
        slow = [asked(server, scope(content_length="60"), b"x" * 50, NEVER) for _ in range(3)]
        waiting = [asyncio.ensure_future(each) for each in slow]
        await asyncio.sleep(0.05)
        other = await asked(server, scope(content_length="60", client="192.0.2.2"), b"x" * 60)
        return [(await each)[0] for each in waiting], other[0]

    statuses, other = apart(crowd())
    assert (sorted(statuses), other) == ([408, 408, 503], 200)  # a hundred bytes of one client, in this test
    assert not server._held


def test_one_client_has_half_of_the_threads(app):
    at_work, most, lock = [], [], threading.Lock()

    @app.get("/slow")
    def slow():
        with lock:
            at_work.append(request.remote_addr)
            most.append(at_work.count("192.0.2.1"))
        time.sleep(0.05)
        with lock:
            at_work.remove(request.remote_addr)
        return ""

    server = Front(app, 1, 0, threads=4)

    async def crowd():
        many = [asyncio.ensure_future(asked(server, scope("/slow", "GET"))) for _ in range(8)]
        await asyncio.sleep(0.01)
        start = time.monotonic()
        other = await asked(server, scope("/slow", "GET", "192.0.2.2"))
        seconds = time.monotonic() - start
        return [(await each)[0] for each in many], other[0], seconds

    statuses, other, seconds = apart(crowd())
    assert (statuses, other, max(most)) == ([200] * 8, 200, 2)
    assert seconds < 0.15  # others need four times as long
    assert not server._shares


def test_one_client_has_as_many_plain_answers_that_it_does_not_take(app):
    made = []

    async def plain(environ):
        made.append(environ["REMOTE_ADDR"])
        return Answer(200, [], b"x" * 10, "/plain")

    app.extensions[sight.NAME] = sight.Sight(app, trusts_id=False, shows_address=False)
    server = Front(app, 1, 0, threads=4, plain=plain)

    async def receive():
        return {"type": "http.request"}

    async def untaken(message):
        await asyncio.Event().wait()

    async def crowd():
        many = [asyncio.ensure_future(server(scope("/plain", "GET"), receive, untaken)) for _ in range(8)]
        await asyncio.sleep(0.01)
        other = await asked(server, scope("/plain", "GET", "192.0.2.2"))
        for each in many:
            each.cancel()
        await asyncio.gather(*many, return_exceptions=True)
        return other

    assert apart(crowd())[::2] == (200, b"x" * 10)
    assert (made.count("192.0.2.1"), made.count("192.0.2.2")) == (2, 1)
    assert not server._shares


def test_an_answer_that_is_not_taken_is_given_up(app, monkeypatch):
    monkeypatch.setattr(front, "SENDING_SECONDS", 0.05)
    monkeypatch.setattr(front, "PIECE", 10)

    @app.get("/long")
    def long():
        return "x" * 35

    async def unread(stops_after: int):
        sent = []

        async def receive():
            raise AssertionError("there is no body")

        async def send(message):
            if len(sent) > stops_after:
                await asyncio.sleep(60)
            sent.append(message)

        await Front(app, 1, 0)(scope("/long", "GET"), receive, send)
        return [(len(message["body"]), message["more_body"]) for message in sent[1:]]

    assert apart(unread(10)) == [(10, True), (10, True), (10, True), (5, False)]
    assert apart(unread(2)) == [(10, True), (10, True)]  # unfinished, which ends the connection


def test_the_environment_is_that_of_wsgi(app):
    asking = scope("/told/a%20caf%C3%A9", "GET", cookie="a=1", x_twice="1")
    asking["headers"] += [(b"x-twice", b"2"), (b"x_forwarded_for", b"203.0.113.9"), (b"x-latin", b"caf\xe9")]
    status, _, body = apart(asked(Front(app, 1, 0), asking))
    assert status == 200
    assert json.loads(body) == {
        "REMOTE_ADDR": "192.0.2.1",
        "REMOTE_PORT": "50123",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "QUERY_STRING": "a=%20",
        "path": "a café",
        "HTTP_HOST": "law.example",
        "HTTP_ACCEPT": "application/json",
        "HTTP_COOKIE": "a=1",
        "HTTP_X_TWICE": "1,2",
        "HTTP_X_LATIN": "caf\xe9",
    }


def test_shares_are_of_whom_the_proxy_names(app):
    seen = []

    class Spied(Front):
        def _holding(self, client):
            seen.append(client)
            return super()._holding(client)

    for proxies in (0, 1):
        apart(asked(Spied(app, 1, proxies), scope("/told/x", "GET", x_forwarded_for="made up, [2001:db8::1]:443")))
    assert seen == ["192.0.2.1", "2001:db8::/64"]
