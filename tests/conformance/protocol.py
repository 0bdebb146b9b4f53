"""The protocol, the service description and the graph store protocol.

The requests that the manifests describe are sent as they are written.
"""

from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pyoxigraph as ox

from tests.conformance.evaluation import GRAPHS, READERS
from tests.conformance.manifest import MF, RDF, Test
from tests.conformance.outcome import Outcome, Run
from tests.conformance.service import Client

HT, CNT = "http://www.w3.org/2011/http#", "http://www.w3.org/2011/content#"
STORES = ("graph-store-protocol", "http-rdf-update")
SD = "http://www.w3.org/ns/sparql-service-description#"


def run(test: Test, folder: Path, client: Client) -> Run:
    """Run one test of the protocol suites. Whatever writes has to be refused, and nothing that comes after a write is looked at.

    There is no graph store: of its tests, what writes is sent, and has to be refused too.
    """
    if test.suite in STORES:
        return _refused(test, [_request(test, request) for request in _requests(test)], client)
    if test.suite == "service-description":
        seen = DESCRIPTION[test.iri.rpartition("#")[2]](client)
        return Run(test.iri, test.slug, Outcome.FAILED if seen else Outcome.PASSED, seen)
    for request in _requests(test):
        sent = _request(test, request)
        if _writes(test, *sent):
            return _refused(test, [sent], client)
        seen = _difference(test, request, *client.send(*sent))
        if seen:
            return Run(test.iri, test.slug, Outcome.FAILED, seen)
    return Run(test.iri, test.slug, Outcome.PASSED)


def _requests(test: Test) -> list:
    return test.facts.items(test.facts.one(test.action, HT + "requests")) if test.action else []


def _refused(test: Test, requests: list, client: Client) -> Run:
    """How the requests that write come out: each has to be answered with 4xx. Tests that hold none are not claimed."""
    writing = [request for request in requests if request[0] not in ("GET", "HEAD") or "update" in request[1]]
    taken = [
        f"{request[0]} was answered with {status}"
        for request in writing
        for status in [client.send(*request)[0]]
        if not 400 <= status < 500
    ]
    outcome = Outcome.FAILED if taken else Outcome.REFUSED if writing else Outcome.NOT_CLAIMED
    return Run(test.iri, test.slug, outcome, "; ".join(taken))


def _request(test: Test, request) -> tuple[str, str, dict, bytes | None]:
    facts = test.facts
    headers = {
        facts.one(each, HT + "fieldName").value: facts.one(each, HT + "fieldValue").value
        for each in facts.items(facts.one(request, HT + "headers"))
    }
    content = facts.one(request, HT + "body")
    encoding = facts.one(content, CNT + "characterEncoding") if content else None
    body = facts.one(content, CNT + "chars").value.encode(encoding.value if encoding else "utf-8") if content else None
    parts = urlsplit(facts.one(request, HT + "absolutePath").value)
    path = "/sparql" + (f"?{parts.query}" if parts.query else f"?graph={quote(parts.path)}" if test.suite in STORES else "")
    return facts.one(request, HT + "methodName").value, path, headers, body


def _writes(test: Test, method: str, path: str, headers: dict, body: bytes | None) -> bool:
    """Whether a request is an update, well made or not."""
    return "update" in test.iri.rpartition("#")[2] and (
        "update" in parse_qs(urlsplit(path).query) or "update" in str(headers) or bool(body)
    )


def _difference(test: Test, request, status: int, media_type: str, body: bytes) -> str:
    facts, wanted = test.facts, test.facts.one(request, HT + "resp")
    classes = {each.value[-3:] for each in facts.all(wanted, MF + "expectedStatus")}
    if f"{status // 100}xx" not in classes:
        return f"status {status}: {body[:200].decode(errors='replace')}"
    form, truth = facts.one(wanted, MF + "expectedFormat"), facts.one(wanted, MF + "expectedBoolean")
    if form and (media_type not in (GRAPHS if form.value == "RDF" else READERS)):
        return f"{media_type} for {form.value}"
    if truth and READERS[media_type](body) is not (truth.value == "true"):
        return f"expected {truth.value}"
    return ""


def _described(client: Client):
    """The description of the service, as a store; None where it is no RDF."""
    status, media_type, body = client.send("GET", "/sparql", {"Accept": "text/turtle, application/n-triples;q=0.5"})
    if status != 200 or media_type not in GRAPHS:
        return None
    found = ox.Store()
    found.load(body, format=GRAPHS[media_type])
    return found


def _gives_rdf(client: Client) -> str:
    return "" if _described(client) else "GET on the endpoint gives no RDF"


def _names_endpoint(client: Client) -> str:
    address = ox.NamedNode(f"http://127.0.0.1:{client.port}/sparql")
    found = _described(client)
    return (
        ""
        if found and any(found.quads_for_pattern(None, ox.NamedNode(SD + "endpoint"), address))
        else "no sd:endpoint with the endpoint's own address"
    )


def _fits_schema(client: Client) -> str:
    """SPARQL 1.1 Service Description §3: classes used as the vocabulary says, each named graph with one name."""
    found = _described(client)
    if not found:
        return "GET on the endpoint gives no RDF"
    text = f"""PREFIX sd: <{SD}> PREFIX rdf: <{RDF}>
      SELECT ?wrong WHERE {{
        {{ VALUES (?property ?class) {{ (sd:defaultDataset sd:Dataset) (sd:namedGraph sd:NamedGraph) \
(sd:graph sd:Graph) (sd:defaultGraph sd:Graph) }}
           ?x ?property ?wrong FILTER NOT EXISTS {{ ?wrong a ?class }} }}
        UNION {{ ?wrong a sd:NamedGraph FILTER NOT EXISTS {{ ?wrong sd:name ?name FILTER(isIRI(?name)) }} }}
        UNION {{ ?wrong a sd:NamedGraph ; sd:name ?one, ?two FILTER(?one != ?two) }}
        UNION {{ ?wrong a sd:Service FILTER NOT EXISTS {{ ?wrong sd:endpoint ?address FILTER(isIRI(?address)) }} }}
        UNION {{ ?x sd:supportedLanguage|sd:feature|sd:resultFormat ?wrong FILTER(!isIRI(?wrong)) }}
        UNION {{ ?x a ?wrong FILTER(STRSTARTS(STR(?wrong), STR(sd:)) && ?wrong NOT IN (\
sd:Service, sd:Dataset, sd:Graph, sd:NamedGraph, sd:GraphCollection,
                 sd:Language, sd:Function, sd:Aggregate, sd:EntailmentRegime, sd:EntailmentProfile, sd:Feature)) }}
      }}"""
    wrong = [str(row["wrong"]) for row in found.query(text)]
    [services] = [len(list(found.quads_for_pattern(None, ox.NamedNode(RDF + "type"), ox.NamedNode(SD + "Service"))))]
    return "; ".join(wrong[:5]) or ("" if services else "no sd:Service")


DESCRIPTION = {"returns-rdf": _gives_rdf, "has-endpoint-triple": _names_endpoint, "conforms-to-schema": _fits_schema}
