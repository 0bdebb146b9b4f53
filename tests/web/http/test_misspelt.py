"""A misspelt name of a parameter is refused at every address that takes one, and nothing else is."""

import pytest

from lfr_kg.web.http import api
from lfr_kg.web.http.misspelt import misspelling_of, taken

TAKING = [
    (path, method)
    for path, stated in api.description()["paths"].items()
    for method in ("get", "post")
    if method in stated and len(max(taken(path, method), key=len, default="")) > 3  # a letter more makes another of a shorter one
]
PLACES = {
    "/norm/{name}": "/norm/dpa-s64-dpia",
    "/law/{name}": "/law/dpa",
    "/actor/{name}": "/actor/college-of-policing",
    "/def/{name}": "/def/Deployment",
    "/concept/{name}": "/concept/verdict",
    "/shape/{name}": "/shape/dpa-s64-dpia",
    "/measure/{name}": "/measure/isFresh",
    "/register/chart/{name}": "/register/chart/faces",
    "/register/force/{name}": "/register/force/british-transport-police",
}


@pytest.mark.parametrize(("path", "method"), TAKING)
def test_each_address_says_which_parameter_was_meant(client, path, method):
    known = taken(path, method)
    name = max(known, key=len)
    misspelt = name[:-1] + name[-1] * 2
    answer = client.open(PLACES.get(path, path), method=method, query_string={misspelt: "x"})
    assert answer.status_code == 400
    assert f"knows no “{misspelt}”. Did you mean {name}? It takes {', '.join(known)}." in answer.get_data(as_text=True)


@pytest.mark.parametrize("name", ["utm_source", "fbclid", "q"])
def test_what_is_like_no_parameter_is_passed_over(client, name):
    assert client.get("/norm", query_string={name: "x"}).status_code == 200


@pytest.mark.parametrize(("name", "meant"), [("forse", "force"), ("Force", "force"), ("yaer", "year"), ("kind", ""), ("constable", "")])
def test_a_name_is_a_misspelling_of_what_it_is_nearly(name, meant):
    assert misspelling_of(name, ("force", "year", "kind")) == meant
