"""The description for programs says what there is: every route, every format, and nothing else; and every route can be reached."""

import json
import re

import jsonschema_rs
import pytest
import yaml
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.utils import cached_property

from lfr_kg import __version__
from lfr_kg.web.assess.pages import OFFERS
from lfr_kg.web.http import api
from tests.serving import BROWSER
from tests.web.http.test_schemathesis import REAL
from tests.web.read.test_pages import PAGES, Outline

MACHINE = {
    "/health",
    "/ready",
    "/metrics",
    "/validate",
    "/graph/{name}",
    "/shapes/{slug}",
    "/source/{slug}",
    "/describe/compare",
    "/describe/load",
    "/assess/example",
    "/.well-known/void",
    "/.well-known/jwks.json",
    "/questions.json",
    "/sparql/names.json",
    "/register/paper/{name}",
    "/register/source/{name}",
}
"""Routes for programs or forms, which need not be linked from a page."""


def routes(app) -> set[tuple[str, str]]:
    """Method and path of every route, as the description writes them; the folder of files and second spellings left out."""
    found = set()
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static" or rule.rule in ("/sparql/", "/law/", "/norm/") or rule.rule.endswith(":section>/"):
            continue
        choices = re.search(r"<any\(([^)]*)\):section>", rule.rule)
        for section in choices[1].split(",") if choices else [""]:
            path = re.sub(r"<any\([^)]*\):section>", section, rule.rule)
            path = re.sub(r"<(?:path:)?(\w+)>", r"{\1}", path)
            found |= {(method.lower(), path) for method in rule.methods - {"HEAD", "OPTIONS"}}
    return found


def test_the_description_names_every_route_and_no_other(client):
    described = {(method, path) for path, methods in api.description()["paths"].items() for method in methods}
    assert described == routes(client.application)


def test_every_route_is_linked_from_a_page_or_is_for_machines(client):
    links = {"/"}
    for path in PAGES:
        outline = Outline(client.get(path, headers=BROWSER).text)
        links |= {re.split(r"[?#]", link)[0] for link in outline.links} | set(outline.actions)
    templates = {path for _, path in routes(client.application)} - MACHINE
    lonely = [path for path in sorted(templates) if not any(re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), link) for link in links)]
    assert lonely == []


def test_every_reference_of_the_description_leads_somewhere():
    text = json.dumps(api.description())
    for reference in sorted(set(re.findall(r'"\$ref": "([^"]+)"', text))):
        assert api.resolved({"$ref": reference})


def test_the_version_is_that_of_the_software(client):
    assert api.description()["info"]["version"] == client.get("/api?format=yaml").text.split('version: "')[1].split('"')[0] == __version__


# Parameters


class Noting(ImmutableMultiDict):
    """What stands after the question mark, noting what is asked of it by name."""

    def __init__(self, given, names: set[str]):
        super().__init__(given)
        self.names = names

    def get(self, key, *others, **options):
        self.names.add(key)
        return super().get(key, *others, **options)

    def getlist(self, key, *others):
        self.names.add(key)
        return super().getlist(key, *others)

    def __contains__(self, key):
        self.names.add(key)
        return super().__contains__(key)

    def __getitem__(self, key):
        self.names.add(key)
        return super().__getitem__(key)


UNDESCRIBED = {
    ("get", "/sparql"): {"update"},
    ("post", "/sparql"): {"update"},
    ("get", "/questions/{slug}"): {"ask"},
    ("post", "/assess"): {"at_local"},
}
"""Names that are looked for to be refused, or that only the form of a page sends."""
SAMPLES = {
    **REAL,
    "/shape/{name}": "dpa-s64-dpia",
}
"""Path → a name that there is, whose page is made."""


@pytest.mark.parametrize(("method", "path"), [(method, path) for path, methods in api.description()["paths"].items() for method in methods])
def test_every_parameter_that_an_operation_reads_is_described(client, example, monkeypatch, method, path):
    names: set[str] = set()

    class Request(client.application.request_class):
        @cached_property
        def args(self):
            return Noting(super().args, names)

    monkeypatch.setattr(client.application, "request_class", Request)
    operation = api.description()["paths"][path][method]
    described = {each["name"] for each in map(api.resolved, operation.get("parameters", ())) if each["in"] == "query"}
    address = re.sub(r"\{\w+\}", SAMPLES.get(path, ""), path)
    if path == "/ready":
        return  # it sends the worked example through /assess, whose parameters it reads
    for headers in (BROWSER, {}):
        body = {"data": example, "content_type": "text/turtle"} if method == "post" else {}
        client.open(address, method=method, headers=headers, **body)
    assert names - UNDESCRIBED.get((method, path), set()) <= described


def test_operations_have_names_of_their_own_and_known_tags():
    operations = [operation for methods in api.description()["paths"].values() for operation in methods.values()]
    names = [operation["operationId"] for operation in operations if "operationId" in operation]
    assert len(names) == len(set(names))
    assert {tag for operation in operations for tag in operation["tags"]} == {tag["name"] for tag in api.description()["tags"]}


def test_the_formats_of_an_assessment_are_those_described():
    stated = api.description()["paths"]["/assess"]["post"]
    offered = next(parameter for parameter in stated["parameters"] if parameter.get("name") == "format")["schema"]["enum"]
    assert sorted(offered) == sorted(offer.name for offer in OFFERS)
    assert set(stated["responses"]["200"]["content"]) == {offer.media_types[0] for offer in OFFERS}


@pytest.mark.parametrize("asked", ["", "?detail=summary", "?detail=findings", "?detail=full", "?inline=1", "?pretty=1"])
def test_the_answers_of_an_assessment_are_as_described(client, example, asked):
    described = api.description()["paths"]["/assess"]["post"]["responses"]["200"]["content"]["application/json"]["schema"]
    document = client.post(f"/assess{asked}", data=example, headers={"Content-Type": "text/turtle"}).json
    validator = jsonschema_rs.validator_for({"components": api.description()["components"]} | described)
    assert [str(error)[:300] for error in validator.iter_errors(document)] == []


def test_the_description_is_given_as_json_and_as_yaml(client):
    as_json, as_yaml = client.get("/api?format=json"), client.get("/api?format=yaml")
    assert (as_json.content_type, as_yaml.content_type) == ("application/json", "application/yaml; charset=utf-8")
    assert as_json.json == yaml.safe_load(as_yaml.text)
    assert as_json.json["openapi"] == "3.1.0"


def test_the_page_lists_every_operation(client):
    text = client.get("/api", headers=BROWSER).text
    for path, methods in api.description()["paths"].items():
        for method in methods:
            assert f"{method.upper()} {path}</span>" in text
