"""A force's own register over HTTP: for those who sign in, kept by no cache, seen by nothing public, and whoever looks is written down."""

import json
import re
import time
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc.jwk import RSAKey

from lfr_kg.base.errors import BadSetting
from lfr_kg.commands import line
from lfr_kg.ledger import journal
from lfr_kg.ledger.ledger import Ledger, Sent
from lfr_kg.signin import provider as signin
from lfr_kg.web import create_app
from lfr_kg.web.own import session
from lfr_kg.web.own.door import Door
from lfr_kg.web.own.shared import Shared
from tests.serving import BROWSER, running
from tests.web.own import provider as providers

MARK = "EX-2026-0141"
HEADER = {"signed_in_header": "X-Remote-User", "signed_in_from": "127.0.0.1, 10.1.0.0/16"}


@pytest.fixture(scope="module")
def folder(knowledge, example, tmp_path_factory):
    """A register with the worked example, added twice."""
    place = tmp_path_factory.mktemp("own") / "register"
    answer = knowledge.assess([(example, "text/turtle", "example.ttl")])
    for _ in range(2):
        Ledger.made(place).add(Sent(example, "text/turtle", "example.ttl"), answer, json.dumps(answer).encode(), "A. Adviser", "of one day")
    return place


@contextmanager
def serving(knowledge, monkeypatch, folder, run, **settings):
    """An app over the register: its test client."""
    monkeypatch.setattr(knowledge, "settings", replace(knowledge.settings, register=str(folder), **settings))
    app = create_app(knowledge, shared=Shared.of(run))
    app.testing = False
    try:
        yield app.test_client()
    finally:
        app.config["POOL"].close()


@pytest.fixture(scope="module")
def provider():
    with providers.running() as made:
        yield made


@pytest.fixture
def secret(tmp_path):
    file = tmp_path / "secret"
    file.write_text(providers.SECRET + "\n")
    file.chmod(0o600)
    return str(file)


@pytest.fixture
def by_openid(provider, secret):
    provider.signs, provider.claims, provider.by_secret, provider.said = provider.keys[0], {}, "", {}
    return {"oidc_issuer": provider.issuer, "oidc_client": providers.CLIENT, "oidc_secret": secret}


@pytest.fixture
def client(knowledge, monkeypatch, folder, tmp_path, by_openid):
    with serving(knowledge, monkeypatch, folder, tmp_path, **by_openid) as made:
        yield made


def sign_in(client, to="", **changes):
    """Go to the provider and come back: what is answered then. ``changes`` are made to what the provider sends along."""
    sent = client.get(f"/own-register/sign-in?to={to}")
    assert sent.status_code == 303
    back = httpx.get(sent.headers["Location"]).headers["Location"]
    given = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}
    return client.get("/own-register/signed-in", query_string=given | changes)


def journal_of(folder):
    return [json.loads(each) for each in (folder / "journal.jsonl").read_text().splitlines()]


# By an OpenID provider


def test_who_signs_in_reads_and_is_written_down(client, folder):
    shut = client.get("/own-register/1", headers=BROWSER)
    assert (shut.status_code, MARK in shut.text) == (403, False)
    assert 'href="/own-register/sign-in?to=/own-register/1"' in shut.text
    back = sign_in(client, "/own-register/1")
    assert (back.status_code, back.headers["Location"]) == (303, "/own-register/1")
    page = client.get("/own-register/1", headers=BROWSER).text
    assert MARK in page
    assert "You are signed in as a.adviser." in page
    assert client.get("/own-register?format=csv").text.count(MARK) == 2
    description = client.get("/own-register/1/description")
    assert description.headers["Content-Disposition"] == "attachment; filename=1-example.ttl"
    assert MARK in description.text
    answer = client.get("/own-register/2/answer").json
    assert answer["receipt"] == Ledger.at(folder).entry(2)["receipt"]
    noted = [(each["who"], each["subject"], each["did"], each.get("number"), each["address"]) for each in journal_of(folder)[-5:]]
    looked = [("signed in", None), ("entry", 1), ("table", None), ("description", 1), ("answer", 2)]
    assert noted == [("a.adviser", "u-1", did, number, "127.0.0.1") for did, number in looked]


def test_nothing_of_it_is_kept_by_any_cache_or_read_by_another_site(client):
    sign_in(client)
    for path in ("", "/1", "/1/description", "/1/answer", "/sign-in", "/9", "?format=csv"):
        headers = client.get(f"/own-register{path}", headers={"If-None-Match": "*"}).headers
        assert headers["Cache-Control"] == "no-store, private", path
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert not {"ETag", "Access-Control-Allow-Origin", "Last-Modified"} & set(headers.keys())


def test_the_cookie_is_for_its_pages_alone_and_no_script(client):
    cookie = sign_in(client).headers["Set-Cookie"]
    assert {"HttpOnly", "Path=/own-register", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    assert "Set-Cookie" not in client.get("/norm", headers=BROWSER).headers


def test_over_https_the_cookie_is_sent_over_https_alone(knowledge, monkeypatch, folder, tmp_path, by_openid):
    with serving(knowledge, monkeypatch, folder, tmp_path, **by_openid, proxies=1) as client:
        said = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9", "X-Forwarded-Prefix": "/lfr"}
        sent = client.get("/own-register/sign-in", headers=said)
    assert {"Secure", "Path=/lfr/own-register"} <= set(sent.headers["Set-Cookie"].split("; "))
    assert parse_qs(urlsplit(sent.headers["Location"]).query)["redirect_uri"] == ["https://localhost/lfr/own-register/signed-in"]


NOW = int(time.time())
WRONG = {
    "another audience": {"aud": "another"},
    "another audience beside, without a party": {"aud": [providers.CLIENT, "another"]},
    "another party": {"aud": [providers.CLIENT, "another"], "azp": "another"},
    "another issuer": {"iss": "https://elsewhere.example"},
    "another nonce": {"nonce": "n"},
    "no nonce": {"nonce": None},
    "over": {"exp": NOW - 3600},
    "no end": {"exp": None},
    "from the future": {"iat": NOW + 3600},
    "nobody": {"sub": None},
    "another access token": {"at_hash": "AAAA"},
}


@pytest.mark.parametrize("name", WRONG)
def test_a_token_with_a_wrong_claim_is_refused(client, provider, name):
    provider.claims = WRONG[name]
    refused = sign_in(client)
    assert (refused.status_code, "could not be believed" in refused.text) == (403, True)
    assert client.get("/own-register").status_code == 403


@pytest.mark.parametrize("kid", ["first", "other"])
def test_a_token_signed_by_another_key_is_refused(client, provider, kid):
    provider.signs = RSAKey.generate_key(2048, {"kid": kid})
    assert sign_in(client).status_code == 403
    assert client.get("/own-register").status_code == 403


@pytest.mark.parametrize("algorithm", ["HS256", "none"])
def test_a_token_signed_with_what_is_public_or_not_at_all_is_refused(client, provider, algorithm):
    provider.by_secret = algorithm
    provider.said = {"id_token_signing_alg_values_supported": ["HS256", "none", "RS256"]}
    assert sign_in(client).status_code == 403
    assert client.get("/own-register").status_code == 403


def test_keys_that_the_provider_changes_are_taken_up(client, provider, monkeypatch):
    monkeypatch.setattr(signin, "AGAIN", 0.0)
    assert sign_in(client).status_code == 303
    new = RSAKey.generate_key(2048, {"kid": "second", "use": "sig"})
    monkeypatch.setattr(provider, "keys", [new])
    provider.signs = new
    assert sign_in(client).status_code == 303


@pytest.mark.parametrize(
    "changes", [{"state": "s"}, {"state": ""}, {"iss": "https://elsewhere.example"}, {"code": "code-none"}, {"error": "access_denied"}]
)
def test_what_comes_back_otherwise_than_it_was_sent_is_refused(client, changes):
    assert sign_in(client, **changes).status_code == 403
    assert client.get("/own-register").status_code == 403


def test_a_sign_in_serves_once_and_only_the_browser_that_began_it(client, knowledge):
    sent = client.get("/own-register/sign-in")
    back = httpx.get(sent.headers["Location"]).headers["Location"]
    here = back.removeprefix("http://localhost")
    stranger = client.application.test_client()
    assert stranger.get(here).status_code == 403
    assert client.get(here).status_code == 303
    assert client.get(here).status_code == 403


def test_a_cookie_that_is_altered_or_over_is_nobodys(client, monkeypatch):
    sign_in(client)
    cookie = client.get_cookie("own-register", path="/own-register")
    client.set_cookie("own-register", cookie.value[:-4] + "AAAA", path="/own-register")
    assert client.get("/own-register").status_code == 403
    client.set_cookie("own-register", cookie.value, path="/own-register")
    assert client.get("/own-register").status_code == 200
    later = time.time() + session.HOURS * 3600 + 1
    monkeypatch.setattr(session.time, "time", lambda: later)
    assert client.get("/own-register").status_code == 403


def test_signed_out_no_copy_of_the_cookie_is_believed(client, provider, folder):
    sign_in(client)
    cookie = client.get_cookie("own-register", path="/own-register")
    page = client.post("/own-register/sign-out", headers=BROWSER)
    assert f'href="{provider.issuer}/end"' in page.text
    assert journal_of(folder)[-1]["did"] == "signed out"
    client.set_cookie("own-register", cookie.value, path="/own-register")
    assert client.get("/own-register").status_code == 403


def test_who_is_in_no_such_group_is_not_let_in(knowledge, monkeypatch, folder, tmp_path, by_openid):
    with serving(knowledge, monkeypatch, folder, tmp_path, **by_openid, oidc_group="chiefs") as client:
        assert "not among those who may read" in sign_in(client).text
        assert client.get("/own-register").status_code == 403
    with serving(knowledge, monkeypatch, folder, tmp_path, **by_openid, oidc_group="legal") as client:
        assert sign_in(client).status_code == 303


@pytest.mark.parametrize("to", ["https://elsewhere.example", "//elsewhere.example", "/own-register/1/answer", "/own-register/../norm"])
def test_a_sign_in_leads_nowhere_else(client, to):
    assert sign_in(client, to).headers["Location"] == "/own-register"


@pytest.mark.parametrize("said", [{"issuer": "https://elsewhere.example"}, {"token_endpoint": "http://elsewhere.example/token"}])
def test_a_provider_that_says_otherwise_signs_nobody_in(client, provider, said):
    provider.said = said
    assert client.get("/own-register/sign-in").status_code == 502


# By a proxy


def test_a_proxy_names_who_is_signed_in_and_from_elsewhere_the_header_is_refused(knowledge, monkeypatch, folder, tmp_path):
    with serving(knowledge, monkeypatch, folder, tmp_path, **HEADER) as client:
        named = {"X-Remote-User": "b.adviser"}

        def asked(peer, headers=named):
            return client.get("/own-register", headers=headers, environ_overrides={"REMOTE_ADDR": peer})

        assert [asked(peer).status_code for peer in ("127.0.0.1", "10.1.2.3", "::ffff:10.1.2.3")] == [200] * 3
        assert journal_of(folder)[-1]["who"] == "b.adviser"
        for peer in ("10.2.0.1", "203.0.113.9", "::1", ""):
            refused = asked(peer)
            assert (refused.status_code, MARK in refused.text, "through the proxy" in refused.text) == (403, False, True)
        for headers in ({}, {"X-Remote-User": ""}, {"X-Remote-User": "b.adviser,c.adviser"}):
            assert asked("127.0.0.1", headers).status_code == 403
        assert client.get("/own-register/sign-in", headers=named).status_code == 404


def test_what_a_visitor_forwards_makes_no_proxy_of_him(knowledge, monkeypatch, folder, tmp_path):
    with serving(knowledge, monkeypatch, folder, tmp_path, **HEADER, proxies=1) as client:
        said = {"X-Remote-User": "b.adviser", "X-Forwarded-For": "127.0.0.1"}
        assert client.get("/own-register", headers=said, environ_overrides={"REMOTE_ADDR": "203.0.113.9"}).status_code == 403
        said["X-Forwarded-For"] = "203.0.113.9"
        assert client.get("/own-register", headers=said).status_code == 200
        assert journal_of(folder)[-1]["address"] == "203.0.113.9"


# What it is served without


BAD = {
    "neither": ({}, "served only to people who are signed in. Set either LFR_KG_OIDC_ISSUER"),
    "both": (HEADER | {"oidc_issuer": "https://id.example", "oidc_client": "x"}, "Set one of the two, not both:"),
    "no client": ({"oidc_issuer": "https://id.example"}, "LFR_KG_OIDC_CLIENT is not set"),
    "no https": ({"oidc_issuer": "http://id.example", "oidc_client": "x"}, "should be the https address"),
    "no networks": ({"signed_in_header": "X-Remote-User"}, "A proxy is trusted by its header and its networks"),
    "no header": ({"signed_in_from": "10.0.0.0/8"}, "A proxy is trusted by its header and its networks"),
    "an underscore": ({"signed_in_header": "Remote_User", "signed_in_from": "10.0.0.0/8"}, "A proxy is trusted by its header"),
    "no secret": ({"oidc_issuer": "https://id.example", "oidc_client": "x", "oidc_secret": "/nowhere"}, "/nowhere, which cannot be read"),
}


@pytest.mark.parametrize("name", BAD)
def test_without_a_sign_in_it_is_not_served(knowledge, folder, name):
    settings, told = BAD[name]
    with pytest.raises(BadSetting, match=re.escape(told)):
        Door.of(replace(knowledge.settings, register=str(folder), **settings))


def test_the_command_says_why_it_does_not_start(folder, capsys, monkeypatch):
    monkeypatch.setenv("LFR_KG_REGISTER", "")  # put back afterwards, whatever the command sets
    assert line.main(["serve", "--register", str(folder)]) == 2
    assert "A force's own register is served only to people who are signed in." in capsys.readouterr().err


def test_a_secret_that_everybody_can_read_is_refused(knowledge, folder, tmp_path):
    (tmp_path / "open").write_text("x")
    (tmp_path / "open").chmod(0o644)
    settings = {"oidc_issuer": "https://id.example", "oidc_client": "x", "oidc_secret": str(tmp_path / "open")}
    with pytest.raises(BadSetting, match="everybody on this machine can read"):
        Door.of(replace(knowledge.settings, register=str(folder), **settings))


def test_nothing_is_shown_where_it_cannot_be_written_down(client, monkeypatch):
    sign_in(client)

    def full(*given, **facts):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(journal, "note", full)
    refused = client.get("/own-register/1")
    assert (refused.status_code, MARK in refused.text) == (503, False)


# A real service


def test_a_real_service_serves_it_by_all_its_processes_and_shows_nothing_of_it_elsewhere(knowledge, folder, by_openid):
    marked = f'ASK {{ {{ ?s ?p "{MARK}" }} UNION {{ <https://deployments.example/d1> ?p ?o }} }}'
    with running(knowledge, register=folder, **by_openid) as (address, _), httpx.Client(base_url=address, timeout=60) as visitor:
        assert visitor.get("/own-register").status_code == 403
        sent = visitor.get("/own-register/sign-in")
        back = httpx.get(sent.headers["Location"]).headers["Location"]
        assert visitor.get(back).status_code == 303
        assert [visitor.get("/own-register/1", headers={"Connection": "close"}).status_code for _ in range(8)] == [200] * 8
        assert visitor.get("/sparql", params={"query": marked}, headers={"Accept": "application/json"}).json()["boolean"] is False
        assert MARK not in json.dumps(visitor.get(f"/search?q={MARK}&format=json").json()["results"])
        for path in ("/register?format=csv", "/api?format=json", "/questions.json", "/.well-known/void"):
            assert MARK not in visitor.get(path, follow_redirects=True).text, path
        assert visitor.get("/own-register/1").headers["Cache-Control"] == "no-store, private"
