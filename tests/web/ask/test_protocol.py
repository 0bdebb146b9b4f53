"""The endpoint against the SPARQL 1.1 Protocol, query side (§2.1), over the knowledge."""

import json
import re
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest

from lfr_kg.base.namespaces import PREFIXES
from lfr_kg.web.http import rate
from lfr_kg.web.http.rate import Rate
from tests.serving import BROWSER, client_of

ASK = "ASK { norm:dpa-s64-dpia a lfr:Obligation }"
SELECT = "SELECT ?title WHERE { law:ukpga-2018-12 dct:title ?title }"
CONSTRUCT = "CONSTRUCT { law:ukpga-2018-12 dct:title ?title } WHERE { law:ukpga-2018-12 dct:title ?title }"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}
DPA = "https://w3id.org/lfr-kg/graph/ontology/law/legislation/ukpga-2018-12.data-protection-act-2018"


def titles(response) -> list[str]:
    assert response.status_code == 200, response.text
    return [row["title"]["value"] for row in json.loads(response.data)["results"]["bindings"]]


WAYS = {
    "GET": lambda c, q, **h: c.get("/sparql", query_string={"query": q}, headers=h),
    "GET with a slash": lambda c, q, **h: c.get("/sparql/", query_string={"query": q}, headers=h),
    "POST of a form": lambda c, q, **h: c.post("/sparql", data=urlencode({"query": q}), headers=FORM | h),
    "POST direct": lambda c, q, **h: c.post("/sparql", data=q.encode(), headers=DIRECT | h),
    "POST direct, charset named": lambda c, q, **h: c.post(
        "/sparql", data=q.encode(), headers={"Content-Type": "application/sparql-query; charset=UTF-8"} | h
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_query_is_answered_however_it_is_sent(client, way):
    assert titles(WAYS[way](client, SELECT)) == ["Data Protection Act 2018"]
    assert json.loads(WAYS[way](client, ASK).data)["boolean"] is True


TABLE_TYPES = [
    ("*/*", "application/sparql-results+json"),
    ("application/sparql-results+json", "application/sparql-results+json"),
    ("application/json", "application/json"),
    ("application/sparql-results+xml", "application/sparql-results+xml"),
    ("application/xml", "application/xml"),
    ("text/csv", "text/csv; charset=utf-8"),
    ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
    ("text/csv;q=0.2, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
    ("application/*", "application/sparql-results+json"),
    ("text/*", "text/csv; charset=utf-8"),
]
GRAPH_TYPES = [
    ("*/*", "text/turtle; charset=utf-8"),
    ("text/turtle", "text/turtle; charset=utf-8"),
    ("application/n-triples", "application/n-triples"),
    ("application/ld+json", "application/ld+json"),
    ("application/rdf+xml", "application/rdf+xml"),
    ("text/turtle;q=0.1, application/rdf+xml", "application/rdf+xml"),
]


@pytest.mark.parametrize("accept, media_type", TABLE_TYPES)
def test_tables_come_in_the_format_asked_for(client, accept, media_type):
    response = WAYS["GET"](client, SELECT, Accept=accept)
    assert (response.status_code, response.headers["Content-Type"]) == (200, media_type)
    assert response.headers["Vary"] == "Accept, Accept-Encoding"
    assert b"Data Protection Act 2018" in response.data


@pytest.mark.parametrize("accept, media_type", GRAPH_TYPES)
def test_graphs_come_in_the_format_asked_for(client, accept, media_type):
    response = WAYS["GET"](client, CONSTRUCT, Accept=accept)
    assert (response.status_code, response.headers["Content-Type"]) == (200, media_type)
    triples = list(ox.parse(response.data, format=ox.RdfFormat.from_media_type(media_type.split(";")[0])))
    assert [triple.object.value for triple in triples] == ["Data Protection Act 2018"]


@pytest.mark.parametrize(
    "name, media_type",
    [("csv", "text/csv; charset=utf-8"), ("tsv", "text/tab-separated-values; charset=utf-8"), ("xml", "application/sparql-results+xml")],
)
def test_the_format_parameter_wins_over_accept(client, name, media_type):
    response = client.get("/sparql", query_string={"query": SELECT, "format": name}, headers=BROWSER)
    assert response.headers["Content-Type"] == media_type


def test_a_relative_iri_is_resolved_against_the_endpoint(client):
    response = WAYS["GET"](client, "CONSTRUCT { <s> <p> 1 } WHERE {}", Accept="application/n-triples")
    assert response.text.startswith("<http://localhost/s> <http://localhost/p> ")


def test_csv_has_a_header_line_and_crlf(client):
    assert client.get("/sparql", query_string={"query": SELECT, "format": "csv"}).data == b"title\r\nData Protection Act 2018\r\n"


@pytest.mark.parametrize(
    "query, accept",
    [(SELECT, "text/turtle"), (CONSTRUCT, "text/csv"), (SELECT, "image/png"), (ASK, "application/json;q=0"), (SELECT, "nonsense")],
)
def test_a_format_that_cannot_be_given_is_406_with_what_can(client, query, accept):
    response = WAYS["GET"](client, query, Accept=accept)
    assert response.status_code == 406
    assert "On offer: " in response.text


@pytest.mark.parametrize("way", ["GET", "POST of a form", "POST direct"])
def test_the_request_names_the_dataset(client, way):
    def asked(query: str, **dataset) -> list[str]:
        address = f"/sparql?{urlencode(dataset)}"
        if way == "GET":
            return titles(client.get("/sparql", query_string={"query": query} | dataset))
        if way == "POST of a form":
            return titles(client.post("/sparql", data=urlencode({"query": query} | dataset), headers=FORM))
        return titles(client.post(address, data=query, headers=DIRECT))

    inside = "SELECT ?title { GRAPH ?g { law:ukpga-2018-12 dct:title ?title } }"
    assert asked(SELECT, **{"default-graph-uri": DPA}) == ["Data Protection Act 2018"]
    assert asked(SELECT, **{"default-graph-uri": "https://w3id.org/lfr-kg/graph/ontology/actors"}) == []
    assert asked(inside, **{"named-graph-uri": DPA}) == ["Data Protection Act 2018"]
    assert asked(inside, **{"named-graph-uri": "https://w3id.org/lfr-kg/graph/ontology/actors"}) == []
    assert asked(SELECT, **{"named-graph-uri": DPA}) == []


def test_several_default_graphs_are_merged(client):
    graphs = [DPA, "https://w3id.org/lfr-kg/graph/ontology/actors"]
    query = "ASK { law:ukpga-2018-12 dct:title ?a . actor:chief-officer rdfs:label ?b }"
    response = client.get("/sparql?" + urlencode({"query": query, "default-graph-uri": graphs}, doseq=True))
    assert json.loads(response.data)["boolean"] is True


def test_a_form_may_name_the_dataset_in_the_address(client):
    address = "/sparql?" + urlencode({"default-graph-uri": "https://w3id.org/lfr-kg/graph/ontology/actors"})
    assert titles(client.post(address, data=urlencode({"query": SELECT}), headers=FORM)) == []


def test_every_file_of_the_ontology_and_every_folder_of_a_source_is_a_named_graph(client, corpus):
    query = "SELECT DISTINCT ?title { GRAPH ?title { ?s ?p ?o } }"
    stated = {file.graph.value for file in corpus.files if file.path.endswith(".ttl")}
    assert stated <= set(titles(client.get("/sparql", query_string={"query": query})))


WRONG = [
    ("no such method", lambda c: c.put("/sparql", data=ASK, headers=DIRECT), 405, "does not take PUT; it takes GET, POST"),
    ("delete", lambda c: c.delete("/sparql"), 405, "does not take DELETE"),
    ("two queries", lambda c: c.get("/sparql?" + urlencode([("query", ASK), ("query", ASK)])), 400, "several “query” parameters"),
    (
        "two queries in a form",
        lambda c: c.post("/sparql", data=urlencode([("query", ASK), ("query", ASK)]), headers=FORM),
        400,
        "several “query” parameters",
    ),
    ("query twice", lambda c: c.post("/sparql?" + urlencode({"query": ASK}), data=ASK, headers=DIRECT), 400, "given twice"),
    ("form without query", lambda c: c.post("/sparql", data="a=b", headers=FORM), 400, "no field “query”"),
    ("no media type", lambda c: c.post("/sparql", data=ASK), 415, "no media type"),
    ("wrong media type", lambda c: c.post("/sparql", data=ASK, headers={"Content-Type": "text/plain"}), 415, "“text/plain”"),
    ("multipart", lambda c: c.post("/sparql", data={"query": ASK}, content_type="multipart/form-data"), 415, "“multipart/form-data”"),
    ("not UTF-8", lambda c: c.post("/sparql", data=b"ASK { ?s ?p '\xe9' }", headers=DIRECT), 400, "byte 14 does not fit"),
    (
        "UTF-16",
        lambda c: c.post("/sparql", data=ASK.encode("utf-16"), headers={"Content-Type": "application/sparql-query; charset=UTF-16"}),
        415,
        "utf-16",
    ),
    ("form not UTF-8", lambda c: c.post("/sparql", data="query=ASK%20%7B%3Fs%20%3Fp%20%22%E9%22%7D", headers=FORM), 400, "not in UTF-8"),
    ("address not UTF-8", lambda c: c.get("/sparql?query=ASK%20%7B%3Fs%20%3Fp%20%22%E9%22%7D"), 400, "not in UTF-8"),
    (
        "not SPARQL",
        lambda c: c.get("/sparql", query_string={"query": "SELECT * WHERE { ?s ?p }"}),
        400,
        "not SPARQL 1.1: at line 1, column 25",
    ),
    ("empty", lambda c: c.get("/sparql", query_string={"query": ""}), 400, "The query is empty"),
    ("too long", lambda c: c.post("/sparql", data="ASK { # " + "x" * 16384 + "\n}", headers=DIRECT), 413, "at most 16,384"),
    ("far too long", lambda c: c.post("/sparql", data="x" * 500_000, headers=DIRECT), 413, "More was sent than is read"),
    ("too deep", lambda c: c.post("/sparql", data="ASK " + "{" * 3000, headers=DIRECT), 400, "nested more than 200 deep"),
    ("federated", lambda c: c.get("/sparql", query_string={"query": "ASK { SERVICE <http://127.0.0.1/> {} }"}), 403, "asks other hosts"),
    ("update by form", lambda c: c.post("/sparql", data=urlencode({"update": "CLEAR ALL"}), headers=FORM), 403, "takes no updates"),
    (
        "update direct",
        lambda c: c.post("/sparql", data="CLEAR ALL", headers={"Content-Type": "application/sparql-update"}),
        403,
        "takes no updates",
    ),
    ("update by GET", lambda c: c.get("/sparql", query_string={"update": "CLEAR ALL"}), 403, "takes no updates"),
    ("update as a query", lambda c: c.get("/sparql", query_string={"query": "CLEAR ALL"}), 403, "only reads"),
    ("no graph name", lambda c: c.get("/sparql", query_string={"query": ASK, "default-graph-uri": "not an iri"}), 400, "no absolute IRI"),
    ("unknown format", lambda c: c.get("/sparql", query_string={"query": ASK, "format": "pdf"}), 406, "no format “pdf”"),
]


@pytest.mark.parametrize("send, status, words", [entry[1:] for entry in WRONG], ids=[entry[0] for entry in WRONG])
def test_what_is_wrong_is_said_in_plain_words(client, send, status, words):
    response = send(client)
    assert (response.status_code, response.headers["Content-Type"]) == (status, "text/plain; charset=utf-8")
    assert words in response.text
    assert "Traceback" not in response.text


def test_405_says_what_is_allowed(client):
    assert set(client.put("/sparql").headers["Allow"].replace(" ", "").split(",")) == {"GET", "HEAD", "OPTIONS", "POST"}


def test_an_error_is_problem_details_to_a_program_and_a_page_to_a_browser(client):
    as_json = client.get("/sparql", query_string={"query": "ASK {\n ?s foo:p ?o }"}, headers={"Accept": "application/sparql-results+json"})
    assert (as_json.status_code, as_json.content_type) == (400, "application/problem+json")
    assert {key: as_json.json[key] for key in ("status", "line", "excerpt")} == {"status": 400, "line": 2, "excerpt": " ?s foo:p ?o }"}
    as_page = client.get("/sparql", query_string={"query": "ASK {\n ?s foo:p ?o }"}, headers=BROWSER)
    assert (as_page.status_code, as_page.content_type) == (400, "text/html; charset=utf-8")
    assert "before line 2, column 10, the prefix “foo:” is not declared" in as_page.text


def test_an_answer_is_kept_by_its_etag(client):
    first = WAYS["GET"](client, SELECT)
    tag = first.headers["ETag"]
    again = WAYS["GET"](client, SELECT, **{"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"], again.headers["Vary"]) == (304, b"", tag, "Accept")
    assert WAYS["GET"](client, SELECT, Accept="text/csv").headers["ETag"] != tag
    assert WAYS["GET"](client, ASK).headers["ETag"] != tag
    assert first.headers["Cache-Control"] == "no-cache"


def test_a_client_that_has_the_answer_costs_no_query(client, monkeypatch):
    tag = WAYS["GET"](client, SELECT).headers["ETag"]
    monkeypatch.setattr(client.application.config["POOL"], "run", lambda *arguments: pytest.fail("the query ran"))
    assert WAYS["GET"](client, SELECT, **{"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    "query", ["SELECT (NOW() AS ?t) {}", "SELECT (RAND() AS ?t) {}", "SELECT (UUID() AS ?t) {}", "SELECT (struuid() AS ?t) {}"]
)
def test_what_changes_from_time_to_time_is_not_kept(client, query):
    first = WAYS["GET"](client, query)
    assert (first.status_code, first.headers["Cache-Control"]) == (200, "no-store")
    assert "ETag" not in first.headers
    assert WAYS["GET"](client, query, **{"If-None-Match": "*"}).status_code == 200


def test_head_is_get_without_a_body(client):
    head, get = client.head("/sparql", query_string={"query": SELECT}), WAYS["GET"](client, SELECT)
    assert (head.status_code, head.data) == (200, b"")
    for name in ("Content-Type", "Content-Length", "ETag", "Vary"):
        assert head.headers[name] == get.headers[name]


def test_scripts_of_any_site_may_ask(client):
    asked = WAYS["GET"](client, ASK, Origin="https://elsewhere.example")
    assert asked.headers["Access-Control-Allow-Origin"] == "*"
    preflight = client.options("/sparql", headers={"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"})
    assert (preflight.status_code, preflight.data) == (200, b"")
    assert preflight.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS, POST"
    assert "Content-Type" in preflight.headers["Access-Control-Allow-Headers"]
    failed = WAYS["GET"](client, "ASK {")
    assert failed.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("path", "methods"),
    [("/sparql", "GET, HEAD, OPTIONS, POST"), ("/assess", "GET, HEAD, OPTIONS, POST"), ("/validate", "OPTIONS, POST"),
     ("/questions.json", "GET, HEAD, OPTIONS"), ("/plan", "GET, HEAD, OPTIONS, POST"), ("/norm/dpa-s64-dpia", "GET, HEAD, OPTIONS")],
)  # fmt: skip
def test_scripts_of_any_site_may_send_to_every_route_for_programs(client, path, methods):
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Headers": "content-type"}
    preflight = client.options(path, headers=asked | {"Access-Control-Request-Method": methods.split(", ")[-1]})
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"
    assert preflight.headers["Access-Control-Allow-Methods"] == methods
    assert "Content-Type" in preflight.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("text", ["\ufeffASK { VALUES ?a { 1 } }", "ASK\u00a0{ VALUES\u2003?a { 1 } }"])
def test_spaces_that_come_along_from_a_page_or_a_file_do_no_harm(client, text):
    assert WAYS["GET"](client, text).json["boolean"] is True


def test_a_space_inside_a_string_stays_what_it_is(client):
    found = WAYS["GET"](client, 'SELECT\u00a0?a { VALUES ?a { "1\u00a0000" } }').json
    assert found["results"]["bindings"][0]["a"]["value"] == "1\u00a0000"


SD = "http://www.w3.org/ns/sparql-service-description#"


SPARQL_12 = {
    'VERSION "1.2" ASK {}': True,
    'VERSION "1.2" PREFIX ex: <http://ex/> SELECT ?t { BIND(<<( ex:a ex:b ex:c )>> AS ?t) }': {
        "subject": "http://ex/a",
        "predicate": "http://ex/b",
        "object": "http://ex/c",
    },
    "PREFIX ex: <http://ex/> SELECT ?t { BIND(SUBJECT(TRIPLE(ex:a, ex:b, ex:c)) AS ?t) }": "http://ex/a",
    'SELECT ?t { BIND(LANGDIR("x"@en--ltr) AS ?t) }': "ltr",
    "PREFIX ex: <http://ex/> ASK { << ex:a ex:b ex:c >> ex:says ex:d }": False,
}


@pytest.mark.parametrize("query", SPARQL_12)
def test_what_the_engine_has_of_sparql_1_2_works(client, query):
    found = json.loads(WAYS["GET"](client, query).data)
    if "boolean" in found:
        assert found["boolean"] is SPARQL_12[query]
        return
    (value,) = [row["t"]["value"] for row in found["results"]["bindings"]]
    assert ({part: term["value"] for part, term in value.items()} if isinstance(value, dict) else value) == SPARQL_12[query]


def test_a_triple_that_is_a_value_is_shown_to_a_browser(client):
    query = "PREFIX ex: <http://ex/> SELECT ?t { BIND(<<( ex:a ex:b 'c' )>> AS ?t) }"
    assert "&lt;&lt;(" in client.get("/sparql", query_string={"query": query}, headers=BROWSER).text


@pytest.mark.parametrize("accept", ["*/*", "text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"])
def test_without_a_query_the_service_describes_itself(client, knowledge, accept):
    response = client.get("/sparql", headers={"Accept": accept})
    media_type = response.headers["Content-Type"].split(";")[0]
    store = ox.Store()
    store.load(response.data, format=ox.RdfFormat.from_media_type(media_type))
    found = list(
        store.query(
            f"SELECT ?endpoint {{ ?service a <{SD}Service> ; <{SD}endpoint> ?endpoint ; <{SD}supportedLanguage> <{SD}SPARQL11Query> }}"
        )
    )
    assert [row["endpoint"].value for row in found] == ["http://localhost/sparql"]
    names = store.query(f"SELECT ?name {{ ?dataset <{SD}namedGraph>/<{SD}name> ?name }}")
    held = {row["g"].value for row in knowledge.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")}
    assert {row["name"].value for row in names} == held


def test_without_a_query_a_browser_gets_a_form(client):
    response = client.get("/sparql", headers=BROWSER)
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert '<form method="get" action="/sparql"' in response.text
    assert response.text.count("<script") == len(re.findall(r"<script [a-z= \"]*src=\"/static/[^\"]*\"></script>", response.text)), (
        "no inline script"
    )
    assert client.get("/sparql", query_string={"format": "html"}).headers["Content-Type"] == "text/html; charset=utf-8"


def test_a_browser_gets_a_table_with_links_to_pages_here(client):
    query = (
        "SELECT ?norm ?official { VALUES ?norm { norm:dpa-s64-dpia } ?norm lfr:statedBy/lfr:officialUri ?official } "
        "ORDER BY ?official LIMIT 1"
    )
    page = client.get("/sparql", query_string={"query": query}, headers=BROWSER).text
    assert '<a href="/norm/dpa-s64-dpia">Impact assessment before high-risk processing</a>' in page
    assert 'href="http://www.legislation.gov.uk/id/ukpga/2018/12/section/64/1"' in page
    assert "<h2>1 row</h2>" in page


def test_text_in_results_is_escaped_on_the_page(client):
    page = client.get(
        "/sparql", query_string={"query": "SELECT ('<script>alert(1)</script>' AS ?x) (<javascript:alert(1)> AS ?y) {}"}, headers=BROWSER
    ).text
    assert "<script>" not in page
    assert 'href="javascript' not in page


def test_yes_and_no_and_graphs_are_shown_to_a_browser(client):
    assert "<h2>Yes</h2>" in client.get("/sparql", query_string={"query": ASK}, headers=BROWSER).text
    assert "&#34;Data Protection Act 2018&#34;" in client.get("/sparql", query_string={"query": CONSTRUCT}, headers=BROWSER).text


VOID = "http://rdfs.org/ns/void#"


def test_the_description_counts_what_there_is(client, knowledge):
    response = client.get("/.well-known/void", headers={"Accept": "application/n-triples"})
    assert (response.status_code, response.headers["Access-Control-Allow-Origin"]) == (200, "*")
    assert response.data == client.get("/sparql", headers={"Accept": "application/n-triples"}).data
    store = ox.Store()
    store.load(response.data, format=ox.RdfFormat.N_TRIPLES)

    def told(text: str) -> list:
        return [
            tuple(int(term.value) if isinstance(term, ox.Literal) else term for term in row)
            for row in store.query(f"PREFIX void: <{VOID}> {text}")
        ]

    (totals,) = told("SELECT ?t ?s ?o { ?d a void:Dataset ; void:triples ?t ; void:distinctSubjects ?s ; void:distinctObjects ?o }")
    facts = {quad.triple for quad in knowledge.store}
    assert totals == (len(facts), len({fact.subject for fact in facts}), len({fact.object for fact in facts}))
    classes = dict(told("SELECT ?c ?n { ?d void:classPartition ?p . ?p void:class ?c ; void:entities ?n }"))
    obligation = ox.NamedNode("https://w3id.org/lfr-kg/def/Obligation")
    assert classes[obligation] == len(
        {fact.subject for fact in facts if fact.object == obligation and fact.predicate.value.endswith("#type")}
    )
    properties = told("SELECT ?p ?n { ?d void:propertyPartition ?x . ?x void:property ?p ; void:triples ?n }")
    assert sum(number for _, number in properties) == len(facts)
    assert {name for name, _ in properties} == {fact.predicate for fact in facts}


def test_the_description_is_found_in_each_format_and_kept(client):
    first = client.get("/.well-known/void", headers={"Accept": "application/ld+json"})
    assert (first.status_code, first.headers["Content-Type"]) == (200, "application/ld+json")
    assert (
        client.get("/.well-known/void", headers={"Accept": "application/ld+json", "If-None-Match": first.headers["ETag"]}).status_code
        == 304
    )
    assert client.get("/.well-known/void", headers={"Accept": "image/png"}).status_code == 406
    assert client.head("/.well-known/void").status_code == 200


def test_the_library_is_listed_for_programs_with_texts_that_run(client, knowledge):
    listed = client.get("/questions.json").json
    assert {entry["slug"] for entry in listed} == set(knowledge.library.questions)
    entry = next(entry for entry in listed if entry["slug"] == "what-displaces-a-duty")
    norm, narrowing = entry["parameters"]
    assert norm == {"name": "norm", "type": "norm", "label": "Duty", "required": True}
    assert (narrowing["name"], narrowing["required"]) == ("binds", False)
    found = json.loads(client.post("/sparql", data=entry["query"], headers=DIRECT).data)
    assert found["results"]["bindings"][0]["norm"]["value"] == "https://w3id.org/lfr-kg/norm/dpa-s64-dpia"


def test_a_script_of_any_site_may_read_and_send_at_every_address(client):
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Headers": "content-type"}
    addresses: dict[str, set[str]] = {}
    for rule in client.application.url_map.iter_rules():
        if not rule.arguments and rule.rule != "/metrics":  # which is the operator's
            addresses.setdefault(rule.rule, set()).update(rule.methods)
    assert {"/sparql", "/assess", "/validate", "/describe", "/plan", "/ready", "/questions.json"} <= addresses.keys()
    for address, methods in addresses.items():
        preflight = client.options(address, headers=asked | {"Access-Control-Request-Method": "POST" if "POST" in methods else "GET"})
        assert preflight.status_code == 200, address
        assert preflight.headers["Access-Control-Allow-Origin"] == "*", address
        assert set(preflight.headers["Access-Control-Allow-Methods"].split(", ")) == methods, address
        assert "Content-Type" in preflight.headers["Access-Control-Allow-Headers"], address


def test_an_address_that_asks_too_often_is_told_when_to_come_back_in_the_form_it_asks_for(knowledge, example):
    with client_of(knowledge) as client:
        rate.install(client.application, Rate(2, clock=lambda: 1000.0))
        for _ in range(2):
            assert WAYS["GET"](client, ASK).status_code == 200
        refused = WAYS["GET"](client, ASK, Accept="application/json")
        assert (refused.status_code, refused.headers["Retry-After"], refused.json["title"]) == (429, "30", "Too many requests")
        for path in ("/assess", "/validate", "/describe", "/plan", "/sparql"):
            refused = client.post(path, data=example, headers={"Content-Type": "text/turtle"} | BROWSER)
            assert (refused.status_code, refused.mimetype, refused.headers["Retry-After"]) == (429, "text/html", "30"), path
            assert "Too many requests" in refused.text
            assert refused.headers["Access-Control-Allow-Origin"] == "*"
        for path in ("/sparql", "/assess", "/norm", "/search?q=watchlist", "/health", "/questions/licences-of-sources"):
            assert client.get(path).status_code == 200, "pages and descriptions are not counted"
        assert client.options("/assess").status_code == 200


def test_the_questions_can_be_searched_without_a_script(client):
    assert "/questions/what-displaces-a-duty" not in client.get("/questions", query_string={"q": "exemption watchlist"}).text
    page = client.get("/questions", query_string={"q": "EXEMPTION switch"}).text
    assert 'href="/questions/what-displaces-a-duty"' in page
    assert 'href="/questions/licences-of-sources"' not in page
    assert "0 of " in client.get("/questions", query_string={"q": "zebra"}).text


@pytest.mark.parametrize("installed", [True, False])
def test_the_editor_is_there_where_it_is_installed_and_the_form_either_way(client, monkeypatch, tmp_path, installed):
    script = tmp_path / "yasqe.min.js"
    if installed:
        script.write_text("")
    monkeypatch.setattr("lfr_kg.web.ask.sparql.EDITOR", script)
    response = client.get("/sparql", headers=BROWSER)
    assert ("/static/vendor/yasqe/yasqe.min." in response.text) is installed
    assert '<form method="get" action="/sparql"' in response.text
    policy = response.headers["Content-Security-Policy"]
    assert ("sha256-" in policy, "unsafe" in policy) == (False, False)


def test_what_is_wrong_with_a_query_stands_beside_it(client):
    asked = "SELECT * WHERE {\n ?s foo:p ?o }"
    response = client.get("/sparql", query_string={"query": asked}, headers=BROWSER)
    assert (response.status_code, response.headers["Cache-Control"]) == (400, "no-store")
    assert 'role="alert" data-line="2"' in response.text
    assert ">SELECT * WHERE {\n ?s foo:p ?o }</textarea>" in response.text


def test_an_answer_says_what_each_thing_is_called(client):
    asked = "SELECT * { VALUES ?x { norm:dpa-s64-dpia norm:none <https://example.org/a> } }"
    text = client.get("/sparql", query_string={"query": asked}, headers=BROWSER).text
    assert '<a href="/norm/dpa-s64-dpia">Impact assessment before high-risk processing</a> <code' in text
    assert '<a href="/norm/none">norm:none</a>' in text
    assert "Link to this query and its answer" in text


def test_names_for_queries_are_those_of_the_graph(client):
    response = client.get("/sparql/names.json")
    assert response.json["prefixes"] == PREFIXES
    names = {each["name"]: (each["label"], each["kind"]) for each in response.json["names"]}
    assert names["lfr:Obligation"] == ("obligation", "class")
    assert names["lfr:bearer"][1] == "property"
    assert names["norm:dpa-s64-dpia"] == ("Impact assessment before high-risk processing", "thing")
    assert client.get("/sparql/names.json", headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
