"""An OpenID provider on loopback: it signs in whoever comes, and says what a test has it say."""

import base64
import hashlib
import hmac
import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "lfr-kg", "a secret with / and +"


class Provider:
    """What it says, and may be made to say: ``claims`` over those of the ID token, another key that ``signs``, ``by_secret``."""

    def __init__(self):
        self.keys = [RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})]
        self.issuer, self.signs, self.claims, self.by_secret = "", self.keys[0], {}, ""
        self.said, self.codes, self.asked = {}, {}, []

    def discovery(self):
        """What it says of itself."""
        at = self.issuer
        return {
            "issuer": at,
            "authorization_endpoint": f"{at}/authorize",
            "token_endpoint": f"{at}/token",
            "jwks_uri": f"{at}/keys",
            "end_session_endpoint": f"{at}/end",
            "id_token_signing_alg_values_supported": ["RS256"],
            **self.said,
        }

    def authorize(self, given):
        """Where a visitor is sent back to, with a code."""
        code = f"code-{len(self.codes)}"
        self.codes[code] = given
        return f"{given['redirect_uri']}?{urlencode({'code': code, 'state': given['state'], 'iss': self.issuer})}"

    def sealed(self, claims):
        """An ID token; with ``by_secret``, sealed with what everybody knows as if it were a secret (HS256), or not at all (none)."""
        if not self.by_secret:
            return jwt.encode({"alg": "RS256", "kid": self.signs.kid}, claims, self.signs, ["RS256"])
        parts = [json.dumps(each).encode() for each in ({"alg": self.by_secret, "kid": self.signs.kid}, claims)]
        text = b".".join(base64.urlsafe_b64encode(each).rstrip(b"=") for each in parts)
        seal = hmac.digest(self.signs.as_pem(private=False), text, "sha256") if self.by_secret == "HS256" else b""
        return (text + b"." + base64.urlsafe_b64encode(seal).rstrip(b"=")).decode()

    def token(self, given, authorization):
        """The answer to a code: a token where the client, the address and the verifier are right."""
        asked = self.codes.pop(given.get("code"), None)
        digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        is_right = (
            asked is not None
            and asked["code_challenge_method"] == "S256"
            and asked["code_challenge"] == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
            and given["redirect_uri"] == asked["redirect_uri"]
            and authorization == "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        )
        if not is_right:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": "u-1", "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        claims |= {"preferred_username": "a.adviser", "groups": ["legal"]} | self.claims
        token = self.sealed({name: value for name, value in claims.items() if value is not None})
        return 200, {"access_token": "x", "token_type": "Bearer", "expires_in": 300, "id_token": token}


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self):
        """Discovery, keys, and the page where one signs in."""
        parts = urlsplit(self.path)
        self.provider.asked.append(parts.path)
        if parts.path == "/.well-known/openid-configuration":
            self._give(200, self.provider.discovery())
        elif parts.path == "/keys":
            self._give(200, {"keys": [key.as_dict(private=False) for key in self.provider.keys]})
        else:
            self.send_response(302)
            self.send_header("Location", self.provider.authorize({name: values[0] for name, values in parse_qs(parts.query).items()}))
            self.end_headers()

    def do_POST(self):
        """A token for a code."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._give(*self.provider.token({name: values[0] for name, values in parse_qs(body).items()}, self.headers.get("Authorization")))

    def _give(self, status, document):
        content = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *words):
        """Say nothing."""


@contextmanager
def running():
    """A provider that answers."""
    made = Provider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"provider": made}))
    made.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
