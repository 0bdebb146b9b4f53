"""/ready says what the workers can do, and /health that somebody answers."""

import json

import httpx
import pytest

from lfr_kg.base.errors import Busy
from lfr_kg.web import create_app
from lfr_kg.web.http import isolated, ready
from tests.serving import running

WORKS = {"status": "ready", "query": "works", "assessment": "works"}


class Workers:
    """In place of the workers for descriptions: answers with a status, or says that it is busy."""

    def __init__(self, status: int):
        self.status = status
        self.asked = []

    def run(self, header, body, client):
        self.asked.append((header["environ"]["PATH_INFO"], len(body)))
        if not self.status:
            raise Busy("The workers do not start.")
        return {"status": self.status}, b""

    def close(self):
        pass


@pytest.fixture
def app(knowledge):
    made = create_app(knowledge)
    yield made
    made.config["POOL"].close()


def test_a_real_server_is_ready_by_its_own_workers(knowledge):
    with running(knowledge) as (address, _):
        answer = httpx.get(address + "/ready", timeout=60)
    assert (answer.status_code, answer.json(), answer.headers["Cache-Control"]) == (200, WORKS, "no-store")


@pytest.mark.parametrize(
    ("status", "told"), [(0, "The workers do not start."), (500, "gave another answer than it should"), (200, "works")]
)
def test_what_does_not_work_is_told(app, status, told):
    app.config[isolated.WORKERS] = Workers(status)
    answer = app.test_client().get("/ready")
    assert answer.status_code == (200 if status == 200 else 503)
    assert answer.json == WORKS | {"assessment": told} | ({} if status == 200 else {"status": "not ready"})


def test_a_store_that_is_gone_is_told(app, tmp_path):
    app.config["POOL"].close()
    app.config["POOL"] = type(app.config["POOL"])(tmp_path / "nowhere", app.config["POOL"].limits)
    answer = app.test_client().get("/ready")
    assert (answer.status_code, answer.json["assessment"]) == (503, "works")
    assert answer.json["query"] not in ("", "works")


def test_whoever_asks_often_costs_little(app, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(ready.time, "monotonic", lambda: now[0])
    workers = app.config[isolated.WORKERS] = Workers(200)
    for moment in (100.0, 101.9, 102.0):
        now[0] = moment
        assert json.loads(app.test_client().get("/ready").data) == WORKS
    assert [path for path, _ in workers.asked] == ["/assess", "/assess"]
