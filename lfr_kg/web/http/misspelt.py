"""Names of parameters that are nearly one that an address takes. Passed over, what they ask for would be left out in silence, and a list
read as if it were narrowed by it. A name that is like none is passed over, and what others add to links (``utm_source``)."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache

from flask import Flask, request

from lfr_kg.base.errors import BadRequest
from lfr_kg.web.http import api

ALIKE = 0.75
"""How alike a name and that of a parameter must be for one to be a misspelling of the other (difflib's ratio)."""
_ADDED = "utm_"
"""How names begin that newsletters and the like add to links."""
_OWN = ("/questions/{slug}",)
"""Addresses whose parameters are not in the description of the service, since each thing there has its own."""


def install(app: Flask) -> None:
    """Have an app refuse, with 400, a misspelt parameter of an address that the description of the service tells of."""
    app.before_request(_refuse)


def _refuse() -> None:
    if not request.args or request.url_rule is None:
        return
    known = taken(_described(request.url_rule.rule, request.view_args or {}), request.method)
    for name in request.args:
        meant = misspelling_of(name, known)
        if meant:
            raise BadRequest(f"This address knows no “{name[:40]}”. Did you mean {meant}? It takes {', '.join(known)}.")


def misspelling_of(name: str, known: tuple[str, ...]) -> str:
    """The parameter that a name is nearly, and not quite; "" where it is one, or like none."""
    if name in known or name.startswith(_ADDED):
        return ""
    return next(iter(get_close_matches(name[:60].casefold(), known, 1, ALIKE)), "")


@cache
def taken(path: str, method: str) -> tuple[str, ...]:
    """The parameters in the query of a path, as the description writes it; none where it does not tell of it."""
    stated = api.description()["paths"].get(path, {}).get("get" if method == "HEAD" else method.lower(), {})
    if path in _OWN:
        return ()
    return tuple(each["name"] for each in map(api.resolved, stated.get("parameters", ())) if each["in"] == "query")


def _described(rule: str, given: Mapping[str, str]) -> str:
    """A rule of Flask as a path of the description: ``/<section>/<path:name>`` with the section given is ``/norm/{name}``."""
    path = re.sub(r"<(?:[^:<>]*:)?([^<>]*)>", r"{\1}", rule).replace("{section}", str(given.get("section")))
    return path if path in api.description()["paths"] else path.rstrip("/")
