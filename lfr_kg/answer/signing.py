"""Signed receipts: with an operator's Ed25519 key, who gave an answer can be shown too. The one module that knows the library.

A signature is a flattened JWS without its payload, which is the canonical form of the receipt that it stands beside: by the receipt's hash
it covers the whole answer, in whatever detail that is given, and leaves the hash as it is. A key is named by its thumbprint.

Sources: RFC 7515 (JWS; appendix F, detached content), RFC 8785 (the canonical form), RFC 8037 and 9864 (the algorithm Ed25519; the older
name EdDSA leaves the curve open), RFC 7517 and 7638 (keys as JSON, their thumbprints).
"""

import json
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, cast

from cryptography.exceptions import UnsupportedAlgorithm
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from joserfc.util import json_b64decode, urlsafe_b64encode

from lfr_kg.answer.contract import Answer, Receipt, Signature
from lfr_kg.base.errors import BadRequest, BadSetting
from lfr_kg.base.serialising import canonical

ALGORITHM: Literal["Ed25519"] = "Ed25519"
_REGISTRY = jws.JWSRegistry(algorithms=[ALGORITHM])
_NO_KEY = (JoseError, UnsupportedAlgorithm, ValueError, TypeError, KeyError, AttributeError, RecursionError)
"""What the library raises where bytes are no key of the kind asked for."""

PublicKeys = dict[str, OKPKey]
"""Public keys by their thumbprints."""


class Signer:
    """An operator's key, which signs."""

    def __init__(self, key: OKPKey):
        self._key, self.kid = key, key.thumbprint()

    @classmethod
    def of(cls, file: Path) -> "Signer":
        """The signer with the private key in a file. Raises BadSetting where it cannot be read, or by everybody, or holds none."""
        named = f"LFR_KG_SIGNING_KEY names {file}, which"
        try:
            mode = file.stat().st_mode
            content = file.read_bytes() if stat.S_ISREG(mode) else b""
        except OSError as error:
            raise BadSetting(f"{named} cannot be read ({error.strerror}).") from error
        if os.name == "posix" and mode & stat.S_IRWXO:
            raise BadSetting(f"{named} everybody on this machine can read or change. Keep it to its owner: chmod 600 {file}")
        key = _key(content)
        if key is None or not key.is_private:
            raise BadSetting(f"{named} holds no private Ed25519 key without a passphrase (PEM or JWK). lfr-kg keygen makes one.")
        return cls(key)

    def signed(self, answer: Answer) -> Answer:
        """The answer with its signature beside its receipt."""
        member = jws.serialize_json(
            {"protected": {"alg": ALGORITHM, "kid": self.kid}}, canonical(answer["receipt"]), self._key, registry=_REGISTRY
        )
        signature: Signature = {"protected": member["protected"], "signature": member["signature"]}
        return {"receipt": answer["receipt"], "signature": signature, **answer}  # the receipt stays first

    @property
    def jwks(self) -> dict[str, Any]:
        """The public key as a JWK Set."""
        return {"keys": [{**self._key.as_dict(private=False), "use": "sig", "alg": ALGORITHM, "kid": self.kid}]}


def generate(file: Path) -> Signer:
    """A new key, its private half written into a file that only its owner can read. Raises BadRequest where there is one already, or it
    cannot be written."""
    key = OKPKey.generate_key(ALGORITHM)
    try:
        with open(file, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as opened:
            opened.write(key.as_pem(private=True))
    except FileExistsError as error:
        raise BadRequest(f"{file} is there already, and no key is written over another file. Name a new one.") from error
    except OSError as error:
        raise BadRequest(f"{file} cannot be written: {error.strerror}.") from error
    return Signer(key)


def public_keys(content: bytes, name: str) -> PublicKeys:
    """The public keys in a file: PEM, a JWK or a JWK Set, as ``/.well-known/jwks.json`` gives it. Raises BadRequest where there is none,
    or a private one."""
    try:
        document = json.loads(content)
        found = [_key(each) for each in document.get("keys", [document])]
    except _NO_KEY:
        found = [_key(content)]
    keys = {key.thumbprint(): key for key in found if key is not None}
    if any(key.is_private for key in keys.values()):
        raise BadRequest(f"{name} holds a private key, which stays where it is: give the public one, which lfr-kg keygen printed.")
    if not keys:
        raise BadRequest(f"{name} holds no public Ed25519 key (PEM, JWK or JWK Set).")
    return keys


def checked(document: Mapping[str, Any], keys: PublicKeys, anew: Receipt) -> tuple[bool, str]:
    """Whether one of these keys signed the receipt of a document, and what came of it in words. ``anew`` is the receipt as worked out
    again, by which an altered receipt is told from an altered signature."""
    receipt, signature = document.get("receipt", document), document.get("signature")
    if signature is None:
        return False, "It carries no signature."
    header = _header(signature)
    if header is None:
        return False, "Its signature cannot be read: it was altered, or is of another make."
    if header["alg"] != ALGORITHM:
        return False, f"Its signature names the algorithm {_named(header['alg'])}, and only {ALGORITHM} is accepted."
    key = keys.get(str(header["kid"]))
    if key is None:
        given = ", ".join(keys)
        return (
            False,
            f"Its signature names the key {_named(header['kid'])}, and {given} was given: another key signed, or the name was altered.",
        )
    if _fits(signature, receipt, key):
        return True, f"Signed with the key {header['kid']}."
    if _fits(signature, anew, key):
        return False, "Its signature is of the receipt as worked out again: the receipt was altered after it was signed."
    if receipt == anew:
        return (
            False,
            "Its receipt is as worked out again, and its signature does not fit it: the signature was altered, or another key made it.",
        )
    return False, "Its signature fits neither its receipt nor the one worked out again: one of them was altered, or another key signed."


def _key(content: bytes | dict[str, Any]) -> OKPKey | None:
    """The Ed25519 key that this is, named by what it is and not by what is said of it; None where it is none."""
    try:
        if isinstance(content, bytes) and content.lstrip().startswith(b"{"):
            content = json.loads(content)
        key = OKPKey.import_key(cast("Any", content))
        return OKPKey.import_key(key.raw_value) if key.curve_name == ALGORITHM else None
    except _NO_KEY:
        return None


def _header(signature: Any) -> dict[str, Any] | None:
    """What a signature says of itself; None where it has another form than those made here."""
    try:
        header = json_b64decode(signature["protected"].encode())
        is_ours = set(signature) == {"protected", "signature"} and set(header) == {"alg", "kid"}
    except _NO_KEY:
        return None
    return header if is_ours else None


def _fits(signature: Signature, receipt: Any, key: OKPKey) -> bool:
    try:
        payload = urlsafe_b64encode(canonical(receipt)).decode()
        jws.deserialize_json(
            {"payload": payload, "protected": signature["protected"], "signature": signature["signature"]}, key, registry=_REGISTRY
        )
    except (JoseError, ValueError, TypeError, AttributeError):
        return False
    return True


def _named(value: Any) -> str:
    """A value of the document as it may be shown: short, and without what a terminal would obey."""
    return ascii(value)[:60]
