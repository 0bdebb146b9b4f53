"""Signed receipts: checked by another library, and every part that can be altered told from the others."""

import base64
import hashlib
import hmac
import json
import os
from datetime import UTC, datetime

import pytest
import rfc8785
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519

from lfr_kg.answer import receipt, signing
from lfr_kg.answer.detail import given
from lfr_kg.base.errors import BadRequest, BadSetting
from lfr_kg.base.settings import Settings
from lfr_kg.knowledge import KnowledgeBase
from tests.answer.invented import answer as invented

PLAIN = serialization.NoEncryption()
SEED = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
"""The private key of RFC 8037, appendix A.1; its thumbprint stands in A.3."""
THUMBPRINT = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"

NOT_FITTING = "Its receipt is as worked out again, and its signature does not fit it: the signature was altered, or another key made it."


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "==")


def written(folder, key, form=serialization.PrivateFormat.PKCS8, encryption=PLAIN):
    """The file of a private key, for its owner alone."""
    file = folder / "key.pem"
    file.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, encryption))
    file.chmod(0o600)
    return file


@pytest.fixture(scope="module")
def signer(tmp_path_factory):
    return signing.Signer.of(written(tmp_path_factory.mktemp("key"), ed25519.Ed25519PrivateKey.from_private_bytes(SEED)))


@pytest.fixture(scope="module")
def keys(signer):
    return signing.public_keys(json.dumps(signer.jwks).encode(), "jwks.json")


@pytest.fixture(scope="module")
def sealed():
    return receipt.seal(invented()).answer


@pytest.fixture
def signed(signer, sealed):
    """A signed answer as a reader has it, to be altered."""
    return json.loads(json.dumps(signer.signed(sealed)))


def test_the_key_is_named_by_its_thumbprint(signer):
    assert signer.kid == THUMBPRINT
    assert signer.jwks == {
        "keys": [
            {
                "kty": "OKP",
                "crv": "Ed25519",
                "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
                "kid": THUMBPRINT,
                "use": "sig",
                "alg": "Ed25519",
            }
        ]
    }


def test_the_signature_stands_beside_the_receipt_and_changes_nothing(signer, sealed):
    signed = signer.signed(sealed)
    assert list(signed) == ["receipt", "signature", *list(sealed)[1:]]
    assert {name: value for name, value in signed.items() if name != "signature"} == sealed
    assert receipt.digest(given(signed)) == receipt.digest(given(sealed)) == sealed["receipt"]["hash"]
    assert signer.signed(sealed) == signed


def test_another_library_checks_it(signed):
    protected, signature = signed["signature"]["protected"], signed["signature"]["signature"]
    assert json.loads(decoded(protected)) == {"alg": "Ed25519", "kid": THUMBPRINT}
    key = ed25519.Ed25519PrivateKey.from_private_bytes(SEED).public_key()
    key.verify(decoded(signature), f"{protected}.{encoded(rfc8785.dumps(signed['receipt']))}".encode())


def told(document, keys, sealed):
    """What is told of the signature of a document, whose receipt is worked out again as it was sealed."""
    is_good, words = signing.checked(document, keys, sealed["receipt"])
    assert is_good == words.startswith("Signed with")
    return words


def test_a_good_signature_is_told_with_its_key(signed, keys, sealed):
    assert told(signed, keys, sealed) == f"Signed with the key {THUMBPRINT}."


def test_a_signature_that_is_not_there_is_told(keys, sealed):
    assert told(sealed, keys, sealed) == "It carries no signature."


@pytest.mark.parametrize(
    "signature",
    [
        "", "x", [], {}, 5, True,
        {"protected": "", "signature": ""},
        {"protected": "!", "signature": "AAAA"},
        {"protected": "é", "signature": "AAAA"},
        {"protected": None, "signature": "AAAA"},
        {"protected": encoded(b"[]"), "signature": "AAAA"},
        {"protected": encoded(b'{"alg":"Ed25519"}'), "signature": "AAAA"},
        {"protected": encoded(b'{"alg":"Ed25519","kid":"x","crit":["b64"],"b64":false}'), "signature": "AAAA"},
        {"protected": encoded(b'{"alg":"Ed25519","kid":"x","jwk":{}}'), "signature": "AAAA"},
        {"protected": encoded(b'{"alg":"Ed25519","kid":"x"}'), "signature": "AAAA", "header": {"alg": "none"}},
        {"protected": encoded(b'{"alg":"Ed25519","kid":"x"}'), "signature": "AAAA", "payload": "AAAA"},
    ],
)  # fmt: skip
def test_what_is_no_signature_of_this_make_is_told(signed, keys, sealed, signature):
    assert told(signed | {"signature": signature}, keys, sealed) == "Its signature cannot be read: it was altered, or is of another make."


@pytest.mark.parametrize("algorithm", ["none", "None", "HS256", "RS256", "Ed448", "EdDSA", "", None, ["Ed25519"]])
def test_no_other_algorithm_is_accepted_whatever_the_signature_says(signed, keys, sealed, algorithm):
    signed["signature"]["protected"] = encoded(json.dumps({"alg": algorithm, "kid": THUMBPRINT}).encode())
    assert told(signed, keys, sealed) == f"Its signature names the algorithm {algorithm!r}, and only Ed25519 is accepted."
    signed["signature"]["signature"] = ""
    assert told(signed, keys, sealed) == f"Its signature names the algorithm {algorithm!r}, and only Ed25519 is accepted."


def test_a_public_key_taken_for_a_secret_signs_nothing(signed, keys, sealed, signer):
    protected = encoded(json.dumps({"alg": "HS256", "kid": THUMBPRINT}).encode())
    public = decoded(signer.jwks["keys"][0]["x"])
    mac = hmac.digest(public, f"{protected}.{encoded(rfc8785.dumps(signed['receipt']))}".encode(), hashlib.sha256)
    signed["signature"] = {"protected": protected, "signature": encoded(mac)}
    assert told(signed, keys, sealed) == "Its signature names the algorithm 'HS256', and only Ed25519 is accepted."


def test_another_key_is_told(signed, keys, sealed, tmp_path):
    other = signing.generate(tmp_path / "other.pem")
    assert told(signed, signing.public_keys(json.dumps(other.jwks).encode(), "x"), sealed) == (
        f"Its signature names the key '{THUMBPRINT}', and {other.kid} was given: another key signed, or the name was altered."
    )
    other.kid = THUMBPRINT
    assert told(other.signed(sealed), keys, sealed) == NOT_FITTING


def test_every_altered_letter_of_a_signature_is_told(signed, keys, sealed):
    text = signed["signature"]["signature"]
    for place, letter in enumerate(text):
        signed["signature"]["signature"] = text[:place] + ("B" if letter == "A" else "A") + text[place + 1 :]
        assert told(signed, keys, sealed) == NOT_FITTING
    last = "AQgw".index(text[-1])
    signed["signature"]["signature"] = text[:-1] + "BRhx"[last]  # the same bytes to a careless reader of base64url
    assert told(signed, keys, sealed) == NOT_FITTING


@pytest.mark.parametrize("name", ["inputHash", "corpusVersion", "corpusHash", "software", "lawAsAt", "assessedAt", "hash"])
def test_every_altered_value_of_a_receipt_is_told(signed, keys, sealed, name):
    signed["receipt"][name] = "other"
    assert told(signed, keys, sealed) == "Its signature is of the receipt as worked out again: the receipt was altered after it was signed."
    signed["signature"]["signature"] = encoded(bytes(64))
    assert told(signed, keys, sealed) == (
        "Its signature fits neither its receipt nor the one worked out again: one of them was altered, or another key signed."
    )


def test_an_altered_finding_leaves_the_signature_good_and_not_the_document(signed, keys, sealed):
    signed["deployments"][0]["findings"][0]["message"] = "All is well."
    assert told(signed, keys, sealed) == f"Signed with the key {THUMBPRINT}."
    assert receipt.differences(signed, sealed)[0] == receipt.ALTERED


@pytest.mark.parametrize("form", ["jwks", "jwk", "pem", "two"])
def test_a_public_key_is_read_in_each_of_its_forms(signer, keys, form):
    [jwk] = signer.jwks["keys"]
    public = ed25519.Ed25519PrivateKey.from_private_bytes(SEED).public_key()
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    other = {"kty": "RSA", "n": "AQAB", "e": "AQAB"}
    content = {"jwks": signer.jwks, "jwk": jwk | {"kid": "mine", "alg": "EdDSA"}, "two": {"keys": [other, jwk]}}.get(form)
    found = signing.public_keys(pem if content is None else json.dumps(content).encode(), "key")
    assert found.keys() == {THUMBPRINT}


@pytest.mark.parametrize(
    "content", [b"", b"x", b"{}", b"[]", b'{"keys":[]}', b'{"keys":5}', b'{"kty":"oct","k":"AAAA"}', b"[" * 100_000, b"\xff"]
)
def test_what_holds_no_public_key_is_refused(content):
    with pytest.raises(BadRequest) as raised:
        signing.public_keys(content, "keys.json")
    assert raised.value.message == "keys.json holds no public Ed25519 key (PEM, JWK or JWK Set)."


def test_a_private_key_is_no_key_to_check_with(tmp_path):
    signing.generate(tmp_path / "key.pem")
    with pytest.raises(BadRequest, match=r"k holds a private key, which stays where it is"):
        signing.public_keys((tmp_path / "key.pem").read_bytes(), "k")


def test_a_new_key_is_its_owners_alone_and_written_over_nothing(tmp_path):
    before = os.umask(0)
    try:
        signer = signing.generate(tmp_path / "key.pem")
    finally:
        os.umask(before)
    content = (tmp_path / "key.pem").read_bytes()
    assert (tmp_path / "key.pem").stat().st_mode & 0o777 == 0o600
    assert signing.Signer.of(tmp_path / "key.pem").kid == signer.kid
    (tmp_path / "link.pem").symlink_to("nowhere.pem")
    for name in ("key.pem", "link.pem"):
        with pytest.raises(BadRequest, match=rf"{name} is there already, and no key is written over another file"):
            signing.generate(tmp_path / name)
    assert (tmp_path / "key.pem").read_bytes() == content
    with pytest.raises(BadRequest, match=r"cannot be written: No such file or directory\."):
        signing.generate(tmp_path / "nowhere" / "key.pem")


@pytest.mark.parametrize(
    "make",
    [
        lambda folder: written(folder, ec.generate_private_key(ec.SECP256R1())),
        lambda folder: written(folder, ed448.Ed448PrivateKey.generate()),
        lambda folder: written(folder, ed25519.Ed25519PrivateKey.generate(), encryption=serialization.BestAvailableEncryption(b"x")),
    ],
    ids=["another curve", "Ed448", "a passphrase"],
)
def test_another_private_key_is_a_bad_setting(tmp_path, make):
    file = make(tmp_path)
    with pytest.raises(BadSetting) as raised:
        signing.Signer.of(file)
    assert raised.value.message == (
        f"LFR_KG_SIGNING_KEY names {file}, which holds no private Ed25519 key without a passphrase (PEM or JWK). lfr-kg keygen makes one."
    )


@pytest.mark.parametrize(
    ("content", "mode", "why"),
    [
        (None, 0, "cannot be read (No such file or directory)."),
        (b"", 0o644, "everybody on this machine can read or change. Keep it to its owner: chmod 600 {}"),
        (b"", 0o602, "everybody on this machine can read or change. Keep it to its owner: chmod 600 {}"),
        (b"", 0o640, "holds no private Ed25519 key without a passphrase (PEM or JWK). lfr-kg keygen makes one."),
        (b"\0" * 40, 0o400, "holds no private Ed25519 key without a passphrase (PEM or JWK). lfr-kg keygen makes one."),
    ],
)
def test_a_key_file_that_does_not_serve_stops_the_start(tmp_path, content, mode, why):
    file = tmp_path / "key.pem"
    if content is not None:
        file.write_bytes(content)
        file.chmod(mode)
    with pytest.raises(BadSetting) as raised:
        KnowledgeBase.open(Settings(signing_key=str(file), cache=tmp_path / "cache"))
    assert raised.value.message == f"LFR_KG_SIGNING_KEY names {file}, which {why.format(file)}"
    assert not (tmp_path / "cache").exists()


def test_a_folder_and_a_pipe_are_no_key(tmp_path):
    os.mkfifo(tmp_path / "pipe", 0o600)
    (tmp_path / "folder").mkdir(mode=0o700)
    for name in ("pipe", "folder"):
        with pytest.raises(BadSetting, match="holds no private Ed25519 key"):
            signing.Signer.of(tmp_path / name)


def test_a_private_key_as_jwk_is_named_by_what_it_is(tmp_path):
    file = tmp_path / "key.jwk"
    file.write_text(json.dumps({"kty": "OKP", "crv": "Ed25519", "d": encoded(SEED), "x": encoded(bytes(32)), "kid": "mine"}))
    file.chmod(0o600)
    assert signing.Signer.of(file).kid == THUMBPRINT


def test_without_a_key_answers_are_as_they_were(knowledge, example):
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert knowledge.signer is None
    assert list(knowledge.assess([(example, "text/turtle", "example.ttl")], None, at)) == [
        "receipt", "setAside", "notes", "norms", "deployments",
    ]  # fmt: skip
