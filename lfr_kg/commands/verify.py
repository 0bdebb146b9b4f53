"""Assess again what a receipt was given for: 1 where it differs or, with ``--key``, that key did not sign it.

Raises BadRequest where what is given is no receipt.
"""

import json
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lfr_kg.base import times
from lfr_kg.base.errors import BadRequest
from lfr_kg.commands import inputs

if TYPE_CHECKING:
    from lfr_kg.commands.options import Commands

UNCHECKED = "It is signed, and the signature was not checked: name the public key of who signed it with --key."


def add(commands: "Commands") -> None:
    """Tell the parser of the command line about it."""
    parser = commands.add_parser("verify", help="assess again what a receipt was given for, and say what differs")
    parser.add_argument("receipt", type=Path, help="an answer as JSON, or its receipt alone")
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--key", type=Path, metavar="PUBLIC", help="check the signature too, by this public key (PEM, JWK or JWK Set)")
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Assess again what a receipt was given for: 1 where it differs or, with ``--key``, that key did not sign it.

    Raises BadRequest where it is no receipt.
    """
    from lfr_kg.answer import receipt

    was = _read(options.receipt)
    try:
        given = was.get("receipt", was)
        as_at = times.day(given["lawAsAt"]) if given["lawAsAt"] else None
        at, as_then = times.instant(given["assessedAt"]), given.get("understanding") == "then"
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _no_receipt(options.receipt) from error
    now = inputs.opened().assess(inputs.read(options.files), as_at, at, as_then)
    found = receipt.differences(was, now)
    is_signed, said = True, UNCHECKED if "signature" in was else ""
    if options.key:
        from lfr_kg.answer import signing

        is_signed, said = signing.checked(was, signing.public_keys(inputs.content_of(options.key), str(options.key)), now["receipt"])
    print("\n".join([*filter(None, [said]), *(found or ["Identical."])]))
    return 0 if is_signed and not found else 1


def _read(file: Path) -> dict[str, Any]:
    """The JSON of a receipt. Raises BadRequest where it is none, or has a name twice, of which readers take different ones, or holds what
    JSON has no place for (NaN, half a character) and readers take all the same."""
    import orjson

    try:
        content = file.read_bytes()
        orjson.loads(content)
        document: dict[str, Any] = json.loads(content, object_pairs_hook=_once)
    except (OSError, ValueError, RecursionError) as error:
        raise _no_receipt(file) from error
    return document


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_receipt(file: Path) -> BadRequest:
    return BadRequest(f"{file} is no receipt: give the JSON that «lfr-kg assess --format json» printed.")
