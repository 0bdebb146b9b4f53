"""The description of this service for programs (OpenAPI 3.1): as a page, as JSON, as YAML."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from flask import Blueprint, Response, request

from lfr_kg import __version__
from lfr_kg.web.http import negotiation
from lfr_kg.web.http.responses import page, respond, root

routes = Blueprint("api", __name__)

Stated = dict[str, Any]
"""A part of the description, which is a document of YAML."""
FILE = Path(__file__).parents[1] / "openapi.yaml"
YAML = negotiation.Format("yaml", ("application/yaml", "application/vnd.oai.openapi"), is_text=True)
METHODS = ("get", "post")
VERSION = 'version: "0"'
"""The line of the file in whose place that of the software stands."""
SERVERS = "servers: [{url: /}]"
"""The line of the file that says where the service stands; below a path, that path is put in."""


@routes.get("/api")
def api() -> Response:
    """The description, in the form asked for."""
    chosen, content_type = negotiation.choose(
        request.headers.get("Accept"), (negotiation.HTML, negotiation.JSON, YAML), request.args.get("format")
    )
    if chosen is negotiation.JSON:
        return respond(json.dumps(description() | {"servers": [{"url": root() or "/"}]}, ensure_ascii=False, indent=1) + "\n", content_type)
    if chosen is YAML:
        return respond(_text().replace(SERVERS, SERVERS.replace("/", root() or "/"), 1), content_type)
    return page("api.html", api=description(), groups=groups())


@cache
def description() -> Stated:
    """The description as data."""
    found: Stated = yaml.safe_load(_text())
    return found


def _text() -> str:
    return FILE.read_text(encoding="utf-8").replace(VERSION, f'version: "{__version__}"', 1)


def groups() -> list[Stated]:
    """Operations under their tags, in the order of the description; a name stands in place of each reference."""
    found: list[Stated] = [{"name": tag["name"], "description": tag["description"], "operations": []} for tag in description()["tags"]]
    for path, methods in description()["paths"].items():
        for method in METHODS:
            if method in methods:
                group = next(group for group in found if group["name"] == methods[method]["tags"][0])
                group["operations"].append(_operation(path, method, methods[method]))
    return found


def _operation(path: str, method: str, stated: Stated) -> Stated:
    parameters = [resolved(each) for each in stated.get("parameters", ())]
    responses = {status: resolved(each) for status, each in stated["responses"].items()}
    body = resolved(stated["requestBody"]) if "requestBody" in stated else {}
    return {
        "id": stated.get("operationId", ""),
        "path": path,
        "method": method.upper(),
        "summary": stated["summary"],
        "description": stated.get("description", ""),
        "parameters": [(each["name"], each.get("description", ""), each["schema"].get("enum", ())) for each in parameters],
        "sent": list(body.get("content", ())),
        "given": list(next(iter(responses.values())).get("content", ())),
        "statuses": list(responses),
    }


def resolved(stated: Stated) -> Stated:
    """What a reference inside the description points at, or the thing itself."""
    while "$ref" in stated:
        found = description()
        for step in stated["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        stated = found
    return stated
