"""Serve pages, SPARQL and assessment over HTTP."""

from argparse import Namespace
from typing import TYPE_CHECKING

from lfr_kg.commands import inputs

if TYPE_CHECKING:
    from lfr_kg.commands.options import Commands


def add(commands: "Commands") -> None:
    """Tell the parser of the command line about it."""
    parser = commands.add_parser("serve", help="serve pages, SPARQL and assessment over HTTP")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2)
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Serve until interrupted."""
    from lfr_kg.web import serve

    inputs.opened()  # built once, before the workers start
    print(f"Serving on http://{options.host}:{options.port} - Ctrl-C ends it.\nTry /norm, /sparql, /assess, /answer, /health.", flush=True)
    return serve(options.host, options.port, options.workers)
