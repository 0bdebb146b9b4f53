"""Requests made up from the description for programs, right and wrong ones.

Every answer is one that the description names, and none is a fault of the service's own.

The requests are the same in every run. Where the description only says “a name” or “a description”, every other request gives a real one,
since a made-up one is never found or never read.
"""

import json

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lfr_kg.web.http import api
from tests.serving import client_of

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")
CHECKS = pytest.importorskip("schemathesis.checks", reason="schemathesis is not installed").CHECKS

RIGHT, WRONG = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE
CHECKED = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")
EXAMPLES = 8
"""Requests of each operation, right and wrong ones apart."""
ACCEPTED = [
    "*/*",
    "text/html",
    "application/json",
    "text/turtle",
    "application/problem+json",
    "image/png",
    "text/csv;q=0.1, application/pdf;q=0",
    "nonsense",
]
REAL = {
    "/norm/{name}": "dpa-s64-dpia",
    "/law/{name}": "ukpga-2018-12_section-64-1",
    "/actor/{name}": "chief-officer",
    "/def/{name}": "LiveDeployment",
    "/concept/{name}": "authority-statute",
    "/shape/{name}": "dpa-s64-dpia.ttl",
    "/measure/{name}": "generatedAtToUsedFrom",
    "/graph/{name}": "ontology/actors",
    "/source/{slug}": "dpa-2018",
    "/shapes/{slug}": "dpa-s64-dpia",
    "/questions/{slug}": "what-is-contested",
    "/register/{name}": "met-0199",
    "/register/force/{name}": "essex-police",
    "/register/force/{name}/questions": "essex-police",
    "/register/charts/{name}": "shown",
    "/register/paper/{name}": "essex-police.dpia-1",
    "/register/source/{name}": "met-2023-24",
}
"""Path of an operation → a name that there is."""


def asked() -> list:
    """Every operation, asked rightly, and wrongly where it takes more than a name, which any text is."""
    found = []
    for path, methods in api.description()["paths"].items():
        for method, stated in methods.items():
            given_in = {api.resolved(each)["in"] for each in stated.get("parameters", ())}
            modes = (RIGHT, WRONG) if "requestBody" in stated or "query" in given_in else (RIGHT,)
            found += [pytest.param(method, path, mode, id=f"{method}-{path}-{mode.value}") for mode in modes]
    return found


@pytest.fixture(scope="module")
def schema(knowledge):
    with client_of(knowledge) as client:
        made = schemathesis.openapi.from_dict(api.description())
        made.app = client.application
        yield made


def statuses(schema, method: str, path: str, mode, example: bytes) -> set[int]:
    """The statuses with which an operation answered. Raises schemathesis's failures where an answer is not as described."""
    checks, seen = CHECKS.get_by_names(CHECKED), set()

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=schema[path][method.upper()].as_strategy(generation_mode=mode), accept=st.sampled_from(ACCEPTED), is_real=st.booleans())
    def ask(case, accept, is_real):
        if is_real and path in REAL:
            case.path_parameters = dict.fromkeys(case.path_parameters, REAL[path])
        if is_real and mode is RIGHT and path in ("/assess", "/validate") and method == "post":
            case.media_type, case.body = "text/turtle", example.decode()
        case.headers = {**(case.headers or {}), "Accept": accept, "Accept-Encoding": "identity"}  # the client under it unpacks nothing
        response = case.call()
        case.validate_response(response, checks=checks)
        seen.add(response.status_code)

    ask()
    return seen


@pytest.mark.parametrize("method, path, mode", asked())
def test_every_answer_is_as_described(schema, example, method, path, mode):
    assert statuses(schema, method, path, mode, example)


def test_a_status_that_the_description_leaves_out_is_found(knowledge, example):
    stated = json.loads(json.dumps(api.description()))
    del stated["paths"]["/norm/{name}"]["get"]["responses"]["404"]
    with client_of(knowledge) as client:
        made = schemathesis.openapi.from_dict(stated)
        made.app = client.application
        with pytest.raises(BaseExceptionGroup) as raised:
            statuses(made, "get", "/norm/{name}", RIGHT, example)
    assert [type(failure).__name__ for failure in raised.value.exceptions] == ["UndefinedStatusCode"]


def test_right_requests_are_answered_and_wrong_ones_refused(schema, example):
    assert {200, 404} <= statuses(schema, "get", "/norm/{name}", RIGHT, example) <= {200, 404, 406}
    assert statuses(schema, "post", "/assess", RIGHT, example) >= {200}
    assert statuses(schema, "get", "/changes", WRONG, example) >= {400}
