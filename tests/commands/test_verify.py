"""`lfr-kg keygen`, signed answers from the command line and from a real server, and `lfr-kg verify` of both."""

import json

import httpx
import pytest

from lfr_kg.answer import receipt, signing
from lfr_kg.base.settings import EXAMPLE
from lfr_kg.commands import line
from tests.serving import client_of, running

AT = ("--at", "2026-11-23T09:00:00+00:00")
TURTLE = {"Content-Type": "text/turtle"}


@pytest.fixture
def run(knowledge, tmp_path, monkeypatch, capsys):
    """Runs a command in a folder of its own over the knowledge of the test run: exit status, what is printed, what is told as wrong."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LFR_KG_CACHE", str(knowledge.settings.cache))

    def call(*arguments, key=""):
        monkeypatch.setenv("LFR_KG_SIGNING_KEY", key)
        status = line.main([*map(str, arguments)])
        return status, *capsys.readouterr()

    return call


@pytest.fixture
def kid(run, tmp_path):
    """The name of a key in key.pem, whose public half is in keys.json."""
    status, out, told = run("keygen", "--out", "key.pem")
    assert (status, told) == (
        0,
        "The private key is in key.pem, for its owner alone. To sign with it, set LFR_KG_SIGNING_KEY to that file.\n",
    )
    (tmp_path / "keys.json").write_text(out)
    return json.loads(out)["keys"][0]["kid"]


def altered(folder, name, change):
    """A file with the JSON of another, changed."""
    document = json.loads((folder / name).read_bytes())
    change(document)
    (folder / "altered.json").write_text(json.dumps(document))
    return "altered.json"


def test_a_signed_answer_is_checked_and_each_alteration_told_apart(run, kid, tmp_path):
    assert run("assess", "--format", "json", *AT, "--out", "answer.json", key="key.pem")[0] == 0
    good = f"Signed with the key {kid}.\n"
    assert run("verify", "answer.json", EXAMPLE, "--key", "keys.json") == (0, f"{good}Identical.\n", "")
    unchecked = "It is signed, and the signature was not checked: name the public key of who signed it with --key.\n"
    assert run("verify", "answer.json", EXAMPLE) == (0, f"{unchecked}Identical.\n", "")

    finding = altered(tmp_path, "answer.json", lambda document: document["deployments"][0]["findings"][0].update(message="All is well."))
    status, out, _ = run("verify", finding, EXAMPLE, "--key", "keys.json")
    assert (status, out.splitlines(keepends=True)[:2]) == (1, [good, receipt.ALTERED + "\n"])
    unsigned = altered(tmp_path, "answer.json", lambda document: document.pop("signature"))
    assert run("verify", unsigned, EXAMPLE, "--key", "keys.json") == (1, "It carries no signature.\nIdentical.\n", "")
    status, out, _ = run(
        "verify", altered(tmp_path, "answer.json", lambda document: document["receipt"].update(software="lfr-kg 9")), EXAMPLE, "--key",
        "keys.json",
    )  # fmt: skip
    assert (status, out.splitlines()[:2]) == (
        1,
        ["Its signature is of the receipt as worked out again: the receipt was altered after it was signed.", receipt.ALTERED],
    )


def test_a_line_of_many_answers_is_signed_and_checked_alone(run, kid, tmp_path):
    (tmp_path / "many").mkdir()
    (tmp_path / "many" / "a.ttl").write_bytes(EXAMPLE.read_bytes())
    assert run("assess", "many", "--detail", "summary", *AT, "--out", "answers.ndjson", key="key.pem")[0] == 0
    assert run("verify", "answers.ndjson", EXAMPLE, "--key", "keys.json") == (0, f"Signed with the key {kid}.\nIdentical.\n", "")


@pytest.mark.parametrize(
    "content",
    [
        b'{"receipt": {"assessedAt": "2026-11-23T09:00:00+00:00", "assessedAt": "2026-11-23T09:00:00+00:00", "lawAsAt": null}}',
        b'{"assessedAt": "2026-11-23T09:00:00+00:00", "lawAsAt": null, "x": "\\ud800"}',
        b'{"assessedAt": "2026-11-23T09:00:00+00:00", "lawAsAt": null, "x": NaN}',
        b'{"assessedAt": "2026-11-23T09:00:00+00:00", "lawAsAt": null, "x": 1e999}',
        b"[" * 100_000,
        b'{"receipt": []}',
        b"5",
        b"\xff",
        b"",
    ],
)
def test_what_is_no_receipt_is_refused(run, tmp_path, content):
    (tmp_path / "answer.json").write_bytes(content)
    assert run("verify", "answer.json", EXAMPLE) == (
        2, "", "lfr-kg: answer.json is no receipt: give the JSON that «lfr-kg assess --format json» printed.\n",
    )  # fmt: skip


def test_a_key_file_that_everybody_can_read_stops_the_service_before_it_starts(run, kid, tmp_path):
    (tmp_path / "key.pem").chmod(0o644)
    told = "which everybody on this machine can read or change. Keep it to its owner: chmod 600 key.pem\n"
    assert run("serve", "--port", "1", key="key.pem")[0] == 2
    assert run("assess", key="key.pem") == (2, "", f"lfr-kg: LFR_KG_SIGNING_KEY names key.pem, {told}")


def test_a_real_server_signs_and_gives_the_key_to_check_it_by(knowledge, run, tmp_path):
    signer = signing.generate(tmp_path / "key.pem")
    asked = {"content": EXAMPLE.read_bytes(), "headers": TURTLE, "timeout": 180}
    with running(knowledge, signing_key=tmp_path / "key.pem") as (address, _):
        given = httpx.get(f"{address}/.well-known/jwks.json", timeout=60)
        answers = {name: httpx.post(f"{address}/assess?format=json&{name}", **asked) for name in ("detail=summary", "pretty=1")}
        report = httpx.post(f"{address}/assess?format=report", **asked)
    assert (given.status_code, given.headers["Content-Type"], given.json()) == (200, "application/jwk-set+json", signer.jwks)
    assert (report.status_code, "signature" in report.text, "signed" in report.text) == (200, False, False)
    (tmp_path / "jwks.json").write_bytes(given.content)
    for answer in answers.values():
        assert list(answer.json())[:2] == ["receipt", "signature"]
        (tmp_path / "answer.json").write_bytes(answer.content)
        assert run("verify", "answer.json", EXAMPLE, "--key", "jwks.json") == (0, f"Signed with the key {signer.kid}.\nIdentical.\n", "")


def test_a_service_without_a_key_says_that_it_does_not_sign(knowledge):
    with client_of(knowledge) as client:
        answer = client.get("/.well-known/jwks.json")
    assert (answer.status_code, answer.text) == (404, "Answers of this service are not signed: its operator has set no key.\n")
