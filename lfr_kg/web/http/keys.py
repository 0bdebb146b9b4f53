"""The public key of who signs answers here (RFC 7517), for those who check them."""

from flask import Blueprint, Response, current_app

from lfr_kg.base.errors import NotFound
from lfr_kg.base.serialising import as_bytes
from lfr_kg.web.http.responses import respond

routes = Blueprint("keys", __name__)
MEDIA_TYPE = "application/jwk-set+json"


@routes.get("/.well-known/jwks.json")
def keys() -> Response:
    """The key as a JWK Set; 404 where answers are not signed."""
    signer = current_app.config["KB"].signer
    if signer is None:
        raise NotFound("Answers of this service are not signed: its operator has set no key.")
    return respond(as_bytes(signer.jwks), MEDIA_TYPE, also=signer.kid)
