"""Sign-in by an OpenID provider: the authorization code flow with PKCE, state and nonce; and the ID token, checked before it is believed.

Authlib writes the requests and checks the claims, joserfc the signature, and httpx sends. Authlib's own client for httpx is of another
package (httpx2) where that is installed, and warns where it is not: so its client that is of no library is used, and given httpx.

Sources: OpenID Connect Core 1.0 (§3.1.3.7) and Discovery 1.0, RFC 7636 (PKCE), RFC 9207 (the issuer in the response), RFC 9700 (what is
best done today).
"""

import hmac
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from lfr_kg.base.errors import LfrError
from lfr_kg.base.log import tell

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA")
"""Signatures that are believed: by a key of which the provider alone has the private half."""
SECONDS = 10.0
LEEWAY = 60
"""Seconds by which clocks may differ."""
REMEMBERED = 3600.0
"""Seconds for which what a provider says of itself, its keys among it, is not asked again, unless a key is not known."""
AGAIN = 10.0
"""Seconds before it is asked again for a key that is not known."""
LOOPBACK = ("127.0.0.1", "::1", "localhost")
_WRONG = (AuthlibBaseError, JoseError, httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError)
"""What is raised where a provider, or what came in its name, says something else than it should."""


class Refused(LfrError):
    """Somebody is not let in; the message says why and what to do."""

    status = 403


class Unreachable(LfrError):
    """The provider did not say what is needed to sign anybody in."""

    status = 502
    title = "Nobody can be signed in at present"


@dataclass(frozen=True)
class Begun:
    """A sign-in under way: where the visitor is sent, and what has to come back. All but the address is kept in the visitor's cookie."""

    address: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Person:
    """Who signed in: the name that the provider gives, and the identifier that it never gives to another."""

    name: str
    subject: str


class Provider:
    """An OpenID provider: its issuer, and the client that this service is to it. ``group``: who is in no such group is not let in."""

    def __init__(self, issuer: str, client: str, secret: str = "", group: str = ""):
        self.issuer, self.client, self.secret, self.group = issuer, client, secret, group
        self._said: tuple[float, dict[str, Any], KeySet] | None = None
        self._lock = threading.Lock()

    def begin(self, back: str) -> Begun:
        """Begin a sign-in that is to come back to an address of this service. Raises Unreachable."""
        said, _ = self._known()
        state, nonce, verifier = (secrets.token_urlsafe(48) for _ in range(3))
        client = self._client(back)
        address, _ = client.create_authorization_url(said["authorization_endpoint"], state=state, code_verifier=verifier, nonce=nonce)
        return Begun(address, state, nonce, verifier)

    def end(self, begun: Begun, given: Mapping[str, str], back: str) -> Person:
        """Who came back, by the parameters that the provider sent along. Raises Refused where anything does not fit, and Unreachable."""
        said, _ = self._known()
        if not begun.state or not hmac.compare_digest(given.get("state", "").encode(), begun.state.encode()):
            raise _refused("state", "This sign-in was not begun in this browser, or was begun again since. Sign in once more.")
        unstated = "" if said.get("authorization_response_iss_parameter_supported") else self.issuer
        if given.get("iss", unstated) != self.issuer:
            raise _refused("iss", "The answer came in the name of another provider. Sign in once more.")
        if "error" in given or "code" not in given:
            raise _refused("error", "The provider did not sign you in. Sign in once more, or ask who runs it.")
        try:
            with httpx.Client(timeout=SECONDS, follow_redirects=False) as session:
                token = self._client(back, session).fetch_token(
                    said["token_endpoint"], grant_type="authorization_code", code=given["code"], code_verifier=begun.verifier
                )
            claims = self._believed(token["id_token"], begun.nonce, token.get("access_token"))
        except _WRONG as error:
            raise _refused(_kind(error), "What the provider said of you could not be believed. Sign in once more.") from error
        return self._let_in(claims)

    @property
    def sign_out(self) -> str:
        """The address at which one signs out of the provider too; empty where it names none, or does not answer."""
        try:
            address = self._known()[0].get("end_session_endpoint", "")
        except Unreachable:
            return ""
        return address if isinstance(address, str) and _is_safe(address) else ""

    def _let_in(self, claims: Mapping[str, Any]) -> Person:
        groups = [each for name in ("groups", "roles") if isinstance(claims.get(name), list) for each in claims[name]]
        if self.group and self.group not in groups:
            raise _refused("group", "You are signed in, and not among those who may read this register. Ask who runs it.")
        names = (claims.get(name) for name in ("preferred_username", "email", "name", "sub"))
        return Person(next(str(name) for name in names if name), str(claims["sub"]))

    def _believed(self, token: str, nonce: str, access_token: str | None) -> Mapping[str, Any]:
        """The claims of an ID token, its signature, issuer, audience, times and nonce checked. Raises one of ``_WRONG``."""
        said, keys = self._known()
        stated = said.get("id_token_signing_alg_values_supported", ["RS256"])
        registry = JWSRegistry(algorithms=[name for name in ALGORITHMS if name in stated], strict_check_header=False)
        try:
            found = jwt.decode(token, keys, registry=registry)
        except (JoseError, ValueError):
            found = jwt.decode(token, self._known(AGAIN)[1], registry=registry)  # the provider may have changed its keys
        claims = CodeIDToken(
            found.claims,
            found.header,
            {"iss": {"essential": True, "value": self.issuer}, "aud": {"essential": True, "value": self.client}},
            {"nonce": nonce, "client_id": self.client, "access_token": access_token},
        )
        claims.validate(leeway=LEEWAY)
        return dict(claims)

    def _known(self, seconds: float = REMEMBERED) -> tuple[dict[str, Any], KeySet]:
        """What the provider says of itself, and its keys, asked not longer ago than so many seconds. Raises Unreachable."""
        with self._lock:
            if self._said is None or time.monotonic() - self._said[0] > seconds:
                try:
                    self._said = (time.monotonic(), *self._asked())
                except _WRONG as error:
                    tell("provider not read", reason=_kind(error))
                    raise Unreachable(
                        f"The provider {self.issuer} did not answer as it should. Try again later, or tell who runs this."
                    ) from error
            return self._said[1], self._said[2]

    def _asked(self) -> tuple[dict[str, Any], KeySet]:
        with httpx.Client(timeout=SECONDS, follow_redirects=False) as session:
            said = session.get(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration").raise_for_status().json()
            if said["issuer"] != self.issuer:
                raise ValueError("the issuer is another")
            if not all(_is_safe(said[name]) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")):
                raise ValueError("an address is not https")
            given = session.get(said["jwks_uri"]).raise_for_status().json()["keys"]
        keys = [each for each in given if each.get("kty") in ("RSA", "EC", "OKP") and each.get("use", "sig") == "sig"]
        return said, KeySet.import_key_set({"keys": keys})

    def _client(self, back: str, session: httpx.Client | None = None) -> "_Client":
        methods = self._known()[0].get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        by_post = "client_secret_basic" not in methods and "client_secret_post" in methods
        return _Client(
            session,
            self.client,
            self.secret or None,
            "client_secret_post" if by_post and self.secret else None,
            scope="openid profile email",
            redirect_uri=back,
            code_challenge_method="S256",
        )


def _sent(client: Any, url: str, body: str, auth: Any, method: str, headers: Mapping[str, str]) -> Any:
    """The answer to a request for a token, which Authlib wrote."""
    url, sent, body = auth.prepare(method, url, dict(headers), body)
    return client.parse_response_token(client.session.post(url, content=body, headers=sent))


class _Client(OAuth2Client):  # type: ignore[misc]
    """Authlib's client, sending by httpx."""

    _fetch_token = _sent

    def fetch_token(self, url: str, **given: str) -> Any:
        """As Authlib's, with the address that the code was asked for."""
        return super().fetch_token(url, redirect_uri=self.redirect_uri, **given)


def is_issuer(address: str) -> bool:
    """Whether an address can be that of a provider: https, or on this machine."""
    return _is_safe(address) and not urlsplit(address).query and not urlsplit(address).fragment


def _is_safe(address: str) -> bool:
    parts = urlsplit(address)
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))


def _kind(error: Exception) -> str:
    """What is written of it: its kind and the claim it is about, and nothing that anybody sent."""
    return f"{type(error).__name__} {getattr(error, 'claim', '')}".strip()


def _refused(reason: str, message: str) -> Refused:
    tell("sign-in refused", reason=reason)
    return Refused(message)
