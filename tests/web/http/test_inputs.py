"""Small inputs on which the service once fell short, each sent to a real server: what is right comes soon, and /health answers beside it.

The folder stands beside the checkout; the tests are skipped by name where it does not.
"""

import threading
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from lfr_kg.evidence.reading import media_type_of
from tests import TESTS
from tests.serving import running

INPUTS = TESTS.parent.parent / "shared" / "inputs"
pytestmark = pytest.mark.skipif(not INPUTS.is_dir(), reason="the inputs (../shared/inputs) are not beside this checkout")
SECONDS, HEALTH_SECONDS = 2.0, 0.2
USUAL = 0.4
"""Seconds in which the worked example is judged on a machine that has nothing else to do; a slower one is given more time."""


@dataclass(frozen=True)
class Right:
    """What is right: the status; words of the message, or of what is set aside; and the number of breaches where it is judged."""

    status: int = 200
    words: str = ""
    breached: int | None = 0
    format: str = "json"


JUDGED = Right()
RIGHT = {
    "03-tripleterm.ttl": Right(words="a statement about a statement"),
    "03-typetriple.nt": Right(words="a statement about a statement"),
    "04-native-number.jsonld": JUDGED,
    "05-typo-term.jsonld": Right(words="the JSON-LD context does not name it"),
    "06-begin.ttl": Right(422, "line 6"),
    "06-end.ttl": Right(422, "line 6"),
    "06-offbasic.ttl": Right(422, "such as 2026-03-14T09:00:00+00:00"),
    "06-week.ttl": Right(422, "such as 2026-03-14T09:00:00+00:00"),
    "08-int-unsignedLong.ttl": JUDGED,
    "08-text-token.ttl": JUDGED,
    "09-con-ns-http.ttl": Right(words="did you mean"),
    "09-list.ttl": Right(words="is not on the list of values"),
    "09-technique-bnode.ttl": Right(words="is not on the list of values"),
    "50-ring400.ttl": Right(413, "cannot be told apart"),
    "60-unrelated-node.ttl": Right(words="no deployment leads to it"),
    "99-list-of-zeros.ttl": JUDGED,
    "hostile/breach-base.ttl": JUDGED,
    "hostile/breach-erased-by-bigint.ttl": Right(422, "line 100"),
    "hostile/breach-erased-by-second-start.ttl": Right(422, "has one value, and two that differ are given"),
    "hostile/breach-hidden-by-typing-part.ttl": Right(422, "a part of a deployment is no deployment"),
    "hostile/crash-min.ttl": Right(400, "nests brackets"),
    "hostile/cross-criteria-30.ttl": JUDGED,
    "hostile/cross-roles-30.ttl": JUDGED,
    "hostile/freeze-list-1000.ttl": JUDGED,
    "hostile/pdf-13GB-50-deployments.ttl": Right(413, "A report as pdf tells of 2 deployments at most", format="pdf"),
    "hostile/rdfxml-namespaces.rdf": Right(400, "namespaces"),
    "hostile/skolem-merge-control.ttl": JUDGED,
    "hostile/skolem-merge.ttl": Right(422, "are given by this service"),
    "hostile/utf7-500.rdf": Right(400, "UTF-8"),
}
"""What is sent to /assess."""
LOADED = {
    "21-strict.xlsx": (400, "Strict Open XML"),
    "hostile/xlsx-date-overflow.xlsx": (422, "Deployment, cell B3: the cell holds what is no value of its type"),
    "hostile/xlsx-id-bad-iri.xlsx": (422, "cannot be read"),
}
"""What is sent to /describe/load."""


@pytest.fixture(scope="module")
def server(knowledge):
    with running(knowledge) as (address, _):
        yield address


@pytest.fixture(scope="module")
def pace(server, example) -> float:
    """How many times longer than usual this machine takes at present: 1 where it is not slower."""
    sent(server, "the example", "text/turtle", example)  # waits until workers are there
    taken = []
    for _ in range(5):
        began = time.monotonic()
        assert sent(server, "the example", "text/turtle", example).status_code == 200
        taken.append(time.monotonic() - began)
    return max(1.0, sorted(taken)[2] / USUAL)


def sent(server: str, name: str, media_type: str, content: bytes, form: str = "json") -> httpx.Response:
    """The answer of /assess."""
    headers = {"Content-Type": media_type, "Accept": "application/json"}
    return httpx.post(server + "/assess", params={"format": form}, content=content, headers=headers, timeout=180)


class Health:
    """Asks /health again and again beside something else, and keeps how long each answer took."""

    def __init__(self, server: str):
        self.server, self.taken, self._end = server, [], threading.Event()
        self._asking = threading.Thread(target=self._ask)

    def _ask(self) -> None:
        with httpx.Client() as visitor:
            while True:
                began = time.monotonic()
                assert visitor.get(self.server + "/health", timeout=30).status_code == 200
                self.taken.append(time.monotonic() - began)
                if self._end.wait(0.05):
                    return

    def __enter__(self) -> "Health":
        self._asking.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._asking.join()


def test_every_input_has_an_outcome():
    known = {*RIGHT, *LOADED, "README.md", "hostile/redos-sparql.txt"}
    there = {path.relative_to(INPUTS).as_posix() for path in INPUTS.rglob("*") if path.is_file() and path.suffix != ".csv"}
    assert there <= known, "tests/importers reads the tables (.csv); all else is sent here"


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_sent_gives_what_is_right_while_health_answers(name, server, pace):
    right, path = RIGHT[name], INPUTS / name
    with Health(server) as health:
        began = time.monotonic()
        answer = sent(server, name, media_type_of(name), path.read_bytes(), right.format)
        taken = time.monotonic() - began
    assert answer.status_code == right.status, answer.text[:500]
    if right.status != 200:
        assert right.words in answer.json()["detail"]
    else:
        found = answer.json()
        reasons = [entry["reason"] for entry in found["setAside"]]
        assert not right.words or any(right.words in reason for reason in reasons), reasons
        assert sum(each["summary"]["breached"] for each in found["deployments"]) == right.breached
    assert taken < SECONDS * pace
    assert sorted(health.taken)[len(health.taken) // 2] < HEALTH_SECONDS * pace


@pytest.mark.parametrize("name", LOADED)
def test_a_workbook_that_cannot_be_read_is_told(name, server, pace):
    status, words = LOADED[name]
    path = Path(INPUTS / name)
    began = time.monotonic()
    answer = httpx.post(server + "/describe/load", files={"file": (path.name, path.read_bytes())}, timeout=60)
    assert (answer.status_code, words in answer.text) == (status, True)
    assert time.monotonic() - began < SECONDS * pace


def test_a_query_that_the_guard_once_read_for_half_a_minute(server, pace):
    began = time.monotonic()
    answer = httpx.post(server + "/sparql", data={"query": (INPUTS / "hostile/redos-sparql.txt").read_text()}, timeout=60)
    assert answer.status_code == 400
    assert time.monotonic() - began < SECONDS * pace
