"""What the operator sees of requests: ids, one entry of the log for each, sums for Prometheus; and of what was sent, nothing."""

import json
import logging

import pytest

from lfr_kg.base import log
from lfr_kg.base.errors import BadSetting, Busy
from lfr_kg.base.settings import Settings
from lfr_kg.isolation.pool import OverLimit
from lfr_kg.isolation.processes import Limits
from lfr_kg.web import create_app
from lfr_kg.web.http import isolated, sight
from tests.serving import BROWSER, client_of

MARK = "Zeugma4711"
"""What is sent in every place that a visitor fills; no byte of the log may come from it."""


@pytest.fixture
def client(knowledge):
    with client_of(knowledge) as made:
        yield made


@pytest.fixture
def lines(tmp_path):
    """The entries that were written to a file so far; the text too."""
    file = tmp_path / "log"
    log.install(str(file))
    yield lambda: [json.loads(line) for line in file.read_text().splitlines()]
    log.install("off")


def test_a_request_is_one_entry_with_its_rule_and_nothing_of_what_was_asked(client, lines):
    answer = client.get(f"/norm/dpa-s64-dpia?x={MARK}", headers=BROWSER | {"User-Agent": MARK, "X-Request-Id": "0" * 32})
    (entry,) = lines()
    assert entry["request"] == answer.headers["X-Request-Id"] != "0" * 32  # nobody in front is believed
    assert entry["ms"] > 0 and entry["time"].endswith("Z")
    assert {name: entry[name] for name in set(entry) - {"request", "ms", "time"}} == {
        "event": "request", "method": "GET", "route": "/norm/<name>", "status": 200, "bytes": len(answer.data),
    }  # fmt: skip


@pytest.mark.parametrize(
    "given, is_taken",
    [("0123456789abcdef" * 2, True), ("c0ffee00-0000-4000-8000-000000000000", True), (MARK, False), ("a" * 33, False), ("a\n" * 16, False)],
)
def test_an_id_is_taken_over_from_a_trusted_proxy_where_it_is_well_formed(given, is_taken):
    def app(environ, start_response):
        start_response("200 OK", [])
        return [environ[sight.ID].encode()]

    told = []
    body = sight.Sight(app, trusts_id=True, shows_address=False)(
        {"HTTP_X_REQUEST_ID": given, "REQUEST_METHOD": "GET"}, lambda status, headers: told.extend(headers)
    )
    assert (told == [("X-Request-Id", given)]) == is_taken
    assert b"".join(body).decode() == told[0][1]


def test_addresses_are_written_only_where_the_operator_asks(knowledge, lines):
    from dataclasses import replace

    settings, knowledge.settings = knowledge.settings, replace(knowledge.settings, log_addresses="yes", proxies=1)
    try:
        with client_of(knowledge) as client:
            client.get("/health", headers={"X-Forwarded-For": f"{MARK}, 192.0.2.7"})
            client.get("/health", headers={"X-Forwarded-For": MARK})
    finally:
        knowledge.settings = settings
    assert [entry["address"] for entry in lines()] == ["192.0.2.7", ""]


@pytest.mark.parametrize("accept, shown", [("text/html", "<code>{}</code>"), ("application/json", '"requestId":"{}"')])
def test_an_error_tells_the_id(client, accept, shown):
    answer = client.get("/nowhere", headers={"Accept": accept})
    assert answer.status_code == 404
    assert shown.format(answer.headers["X-Request-Id"]) in answer.text.replace('": "', '":"')


def test_what_nobody_foresaw_is_told_by_its_kind_and_place_alone(knowledge, lines, monkeypatch):
    def broken(*_, **__):
        try:
            raise KeyError(MARK)
        except KeyError as error:
            raise RuntimeError(f"cannot work on {MARK}") from error

    monkeypatch.setattr("lfr_kg.web.read.pages.page", broken)
    with client_of(knowledge) as client:
        answer = client.get("/", headers=BROWSER)
    fault, entry = lines()
    assert (answer.status_code, entry["status"], fault["event"]) == (500, 500, "fault")
    assert fault["kinds"] == ["RuntimeError", "KeyError"]
    assert fault["at"][-1].startswith("tests.web.http.test_sight:")
    assert fault["request"] == entry["request"] == answer.headers["X-Request-Id"]
    assert MARK not in json.dumps(lines())


def test_what_breaks_outside_flask_is_answered_and_told(lines):
    def app(environ, start_response):
        raise RuntimeError(MARK)

    told = []
    seen = sight.Sight(app, trusts_id=False, shows_address=False)
    assert seen({"REQUEST_METHOD": MARK}, lambda *given: told.append(given)) == [b""]
    assert told[0][0] == "500 Internal Server Error"
    fault, entry = lines()
    assert (fault["kinds"], entry["method"], entry["status"]) == (["RuntimeError"], "other", 500)


def test_what_libraries_log_and_warn_of_is_told_by_its_place_alone(lines, recwarn):
    logging.getLogger("rdflib.term").warning("Failed to convert %s", MARK)
    try:
        raise ValueError(MARK)
    except ValueError:
        logging.getLogger("shacl").exception(MARK)
    first, second = lines()
    assert (first["event"], first["by"], first["place"][:11]) == ("other", "rdflib.term", "test_sight:")
    assert second["kinds"] == ["ValueError"]
    assert MARK not in json.dumps([first, second])


class Pool:
    """In place of the workers for descriptions: refuses, or answers as a worker does."""

    limits = Limits()

    def __init__(self, answer):
        self.answer = answer

    def run(self, header, body, client=""):
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer, b""

    def close(self):
        pass


@pytest.mark.parametrize(
    "answer, limit",
    [
        (OverLimit("too much", "time"), "time"),
        (Busy("later"), "busy"),
        ({"status": 413, "headers": [], "noted": {sight.LIMIT: "sent"}}, "sent"),
        ({"status": 413, "headers": [], "noted": {sight.LIMIT: MARK}}, None),  # of a worker that was taken over
        ({"status": 200, "headers": [], "noted": {}}, None),
    ],
)
def test_the_limit_that_was_passed_is_told(knowledge, lines, answer, limit):
    app = create_app(knowledge)
    app.config[isolated.WORKERS] = Pool(answer)
    app.test_client().post("/assess", data="x", content_type="text/turtle")
    app.config["POOL"].close()
    assert [entry.get("limit") for entry in lines() if entry["event"] == "request"] == [limit]


def test_the_fault_of_a_worker_is_told_where_its_words_are_ours():
    environ = {}
    sight.note(environ, {sight.FAULT: {"kinds": ["ValueError", f"{MARK} sent this"], "at": ["lfr_kg.web:12"]}})
    assert environ == {sight.FAULT: {"kinds": ["ValueError"], "at": ["lfr_kg.web:12"]}}


def test_the_app_of_a_worker_leaves_entries_to_the_one_that_handed_over(knowledge, lines):
    app = create_app(knowledge, is_front=False)
    header = {"environ": {"REQUEST_METHOD": "GET", "PATH_INFO": "/nowhere", "SERVER_NAME": "x", "SERVER_PORT": "80", sight.ID: "f" * 32,
                          "wsgi.url_scheme": "http", "HTTP_ACCEPT": "application/json"}}  # fmt: skip
    found, body = isolated.answer(app, header, b"")
    assert (found["status"], json.loads(body)["requestId"], lines()) == (404, "f" * 32, [])
    assert "X-Request-Id" not in dict(found["headers"])


def sums(client, **headers) -> dict[str, float]:
    """What /metrics tells, by name and labels."""
    text = client.get("/metrics", headers=headers).text
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))}


def test_metrics_add_up_by_route_and_class_of_status(client):
    name = 'lfr_kg_requests_total{method="GET",route="/norm/<name>",status="4xx"}'
    before = sums(client)
    client.get(f"/norm/{MARK}")
    client.get(f"/{MARK}")
    after = sums(client)
    assert after[name] == before.get(name, 0) + 1
    assert after['lfr_kg_request_seconds_count{route="/norm/<name>"}'] > before.get('lfr_kg_request_seconds_count{route="/norm/<name>"}', 0)
    assert not [key for key in after if MARK in key]


def test_metrics_are_read_by_no_other_site_and_kept_nowhere(client):
    answer = client.get("/metrics", headers={"Origin": "https://x.example"})
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    headers = {name: answer.headers.get(name) for name in ("Access-Control-Allow-Origin", "Cache-Control", "X-Robots-Tag")}
    assert headers == {"Access-Control-Allow-Origin": None, "Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


@pytest.mark.parametrize(
    "networks, proxies, address, headers, status",
    [
        ("127.0.0.0/8, ::1/128", 0, "127.0.0.1", {}, 200),
        ("127.0.0.0/8, ::1/128", 0, "::ffff:127.0.0.1", {}, 200),
        ("127.0.0.0/8, ::1/128", 0, "::1", {}, 200),
        ("127.0.0.0/8, ::1/128", 0, "192.0.2.1", {}, 403),
        ("127.0.0.0/8, ::1/128", 0, "127.0.0.1", {"Via": "1.1 x"}, 403),
        ("127.0.0.0/8, ::1/128", 0, "127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, 403),
        ("127.0.0.0/8, ::1/128", 1, "127.0.0.1", {"X-Forwarded-For": "127.0.0.1, 192.0.2.1"}, 403),
        ("127.0.0.0/8, ::1/128", 1, "127.0.0.1", {}, 200),
        ("10.0.0.0/8", 0, "10.1.2.3", {}, 200),
        ("10.0.0.0/8", 0, "127.0.0.1", {}, 403),
        ("10.0.0.0/8", 0, "nobody", {}, 403),
    ],
)
def test_metrics_are_told_to_this_machine_or_whom_the_operator_names(knowledge, networks, proxies, address, headers, status):
    from dataclasses import replace

    settings, knowledge.settings = knowledge.settings, replace(knowledge.settings, metrics_from=networks, proxies=proxies)
    try:
        with client_of(knowledge) as client:
            answer = client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": address})
    finally:
        knowledge.settings = settings
    assert answer.status_code == status


def test_a_log_or_a_network_that_cannot_be_is_told(tmp_path, monkeypatch):
    with pytest.raises(BadSetting, match=r"The log cannot be written to .*/missing/log \(No such file or directory\): set LFR_KG_LOG"):
        log.install(str(tmp_path / "missing" / "log"))
    monkeypatch.setenv("LFR_KG_METRICS_FROM", "127.0.0.0/8, everybody")
    with pytest.raises(BadSetting, match=r"of which 'everybody' is no network such as 10\.0\.0\.0/8"):
        Settings.from_environment()


def test_a_log_that_was_moved_away_is_begun_anew_and_one_that_cannot_be_written_stops_nothing(client, lines, tmp_path):
    client.get("/health")
    (tmp_path / "log").rename(tmp_path / "log.1")
    client.get("/health")
    assert len(lines()) == len((tmp_path / "log.1").read_text().splitlines()) == 1
    log.install("/dev/full")
    assert client.get("/health").status_code == 200
