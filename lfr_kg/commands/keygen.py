"""Make a key to sign answers with."""

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lfr_kg.commands.options import Commands


def add(commands: "Commands") -> None:
    """Tell the parser of the command line about it."""
    parser = commands.add_parser("keygen", help="make a key to sign answers with, and print its public half")
    parser.add_argument("--out", type=Path, required=True, help="the file for the private key, which must not be there yet")
    parser.set_defaults(run=run)


def run(options: Namespace) -> None:
    """Write a new private key, and print the public one as a JWK Set."""
    from lfr_kg.answer import signing
    from lfr_kg.base.serialising import as_json

    signer = signing.generate(options.out)
    print(as_json(signer.jwks))
    print(
        f"The private key is in {options.out}, for its owner alone. To sign with it, set LFR_KG_SIGNING_KEY to that file.", file=sys.stderr
    )
