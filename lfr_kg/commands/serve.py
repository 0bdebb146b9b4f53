"""Serve pages, SPARQL and assessment over HTTP."""

import os
import socket
from argparse import ArgumentTypeError, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from lfr_kg.base.errors import BadRequest
from lfr_kg.base.settings import PREFIX, Settings
from lfr_kg.commands import inputs

if TYPE_CHECKING:
    from lfr_kg.commands.options import Commands


def add(commands: "Commands") -> None:
    """Tell the parser of the command line about it."""
    parser = commands.add_parser("serve", help="serve pages, SPARQL and assessment over HTTP")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=_workers, default=2, help="web worker processes")
    parser.add_argument("--register", default="", metavar="DIR", help="serve a register of your own too, to those who sign in")
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Serve until interrupted."""
    from lfr_kg.web import serve

    if options.register:
        os.environ[f"{PREFIX}REGISTER"] = str(Path(options.register).absolute())
    settings = Settings.from_environment()
    if settings.register:
        from lfr_kg.web.own.door import Door

        Door.of(settings)  # refused here, where whoever starts it reads why
    _refuse_taken(options.host, options.port)
    _ = inputs.opened().store  # built once, and found to be as it was built, before the workers start
    print(f"Serving on http://{options.host}:{options.port} - Ctrl-C ends it.\nTry /norm, /sparql, /assess, /answer, /health.", flush=True)
    return serve(options.host, options.port, options.workers)


def _workers(text: str) -> int:
    """A number of processes of the command line. Raises ArgumentTypeError, as argparse wants it."""
    if text.isdecimal() and int(text):
        return int(text)
    raise ArgumentTypeError(f"{text!r} is not a number of processes, 1 or more")


def _refuse_taken(host: str, port: int) -> None:
    """Raise BadRequest where nothing can listen there: another program does, the port is not to be had, or the host is none of this
    machine's."""
    if not 0 < port < 65536:
        raise BadRequest(f"Nothing can listen on {host}:{port}. Choose a --port from 1 to 65535.")
    try:
        with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            return
    except OSError as error:
        raise BadRequest(f"Nothing can listen on {host}:{port} ({error.strerror or error}). Choose another --port.") from error
