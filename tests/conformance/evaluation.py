"""Query evaluation, results formats and syntax: each query is sent to the service, with the test's dataset named in the request."""

import re
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox

from tests.conformance import results
from tests.conformance.manifest import QT, Test, local
from tests.conformance.outcome import Outcome, Run
from tests.conformance.service import Client

EMPTY = "urn:example:empty"
REGIME = "http://www.w3.org/ns/sparql-service-description#entailmentRegime"
UPDATE, QUERY = "application/sparql-update", "application/sparql-query"
READERS = {
    "application/sparql-results+json": results.from_json,
    "application/sparql-results+xml": results.from_xml,
    "text/csv": results.from_csv,
    "text/tab-separated-values": results.from_tsv,
}
GRAPHS = {"text/turtle": ox.RdfFormat.TURTLE, "application/n-triples": ox.RdfFormat.N_TRIPLES, "application/ld+json": ox.RdfFormat.JSON_LD}
BY_ENDING = {".csv": ["text/csv"], ".tsv": ["text/tab-separated-values"], ".srj": ["application/sparql-results+json"]}


def run(test: Test, folder: Path, client: Client) -> Run:
    """Run one test of evaluation or syntax. An update has to be refused; so has a query that asks another host."""
    text = local(folder, test.query).read_bytes()
    if test.is_update:
        status, _, _ = client.send("POST", "/sparql", {"Content-Type": UPDATE, "Accept": "*/*"}, text)
        return _done(
            test, Outcome.REFUSED if status == 403 else Outcome.FAILED, "" if status == 403 else f"an update was answered with {status}"
        )
    text = f"BASE <{test.query}>\n".encode() + text
    if test.suite in ("service", "syntax-fed"):
        status = _ask(client, text, [], "application/sparql-results+json")[0]
        return _done(
            test, Outcome.REFUSED if status == 403 else Outcome.FAILED, "" if status == 403 else f"SERVICE was answered with {status}"
        )
    if "Syntax" in test.kind:
        return _syntax(test, client, text)
    seen, is_same_value = _difference(test, folder, client, text)
    outcome = Outcome.PASSED if not seen else Outcome.NOT_CLAIMED if test.facts.one(test.action, REGIME) else Outcome.FAILED
    return Run(test.iri, test.slug, outcome, seen, is_same_value)


def _syntax(test: Test, client: Client, text: bytes) -> Run:
    wanted = 400 if test.kind.startswith("Negative") else 200
    status, _, body = _ask(client, text, [("default-graph-uri", EMPTY)], "*/*")
    return (
        _done(test, Outcome.PASSED, "")
        if status == wanted
        else _done(test, Outcome.FAILED, f"status {status}: {body[:200].decode(errors='replace')}")
    )


def _difference(test: Test, folder: Path, client: Client, text: bytes) -> tuple[str, bool]:
    """What the service's answers have otherwise than expected ("" where nothing), and whether it is only how values are written."""
    wanted = results.expected(local(folder, test.result), test.result)
    is_graph = isinstance(wanted, set)
    for accept in GRAPHS if is_graph else BY_ENDING.get(Path(test.result).suffix, list(READERS)[:2]):
        status, media_type, body = _ask(client, text, _dataset(test, text), accept)
        if status != 200:
            return f"status {status}: {body[:200].decode(errors='replace')}", False
        if media_type != accept:
            return f"{media_type} for {accept}", False
        found = {quad.triple for quad in ox.parse(body, format=GRAPHS[accept])} if is_graph else READERS[accept](body)
        if not _equal(wanted, found):
            return f"in {accept}: {_words(wanted, found)}", _equal(results.by_value(wanted), results.by_value(found))
    return "", False


def _ask(client: Client, text: bytes, dataset: list[tuple[str, str]], accept: str):
    return client.send("POST", "/sparql" + ("?" + urlencode(dataset) if dataset else ""), {"Content-Type": QUERY, "Accept": accept}, text)


def _dataset(test: Test, text: bytes) -> list[tuple[str, str]]:
    """The dataset that the request names; none where the query does so itself."""
    if re.search(rb"\bFROM\b", text, re.IGNORECASE):
        return []
    default = test.files(QT + "data") or [EMPTY]
    return [("default-graph-uri", name) for name in default] + [("named-graph-uri", name) for name in test.files(QT + "graphData")]


def _equal(wanted, found) -> bool:
    if isinstance(wanted, set):
        return results.same_graph(wanted, found)
    if isinstance(wanted, results.Table) and isinstance(found, results.Table):
        return results.same(wanted, found)
    return type(wanted) is type(found) and wanted == found


def _words(wanted, found) -> str:
    """What each side has that the other has not, shortened."""
    if isinstance(wanted, results.Table) and isinstance(found, results.Table):
        sides = [[_row(row) for row in left.rows if row not in right.rows] for left, right in ((wanted, found), (found, wanted))]
        columns = f"columns {sorted(wanted.columns)} and not {sorted(found.columns)}; " if wanted.columns != found.columns else ""
        return f"{columns}expected {'; '.join(sides[0][:3]) or 'nothing else'}; got {'; '.join(sides[1][:3]) or 'nothing else'}"
    return f"expected {str(wanted)[:200]}; got {str(found)[:200]}"


def _row(row) -> str:
    return ", ".join(
        f"?{name}={term[1]}" + (f"@{term[2]}" if term[2] else "") + (f" ({term[3].rpartition('#')[2]})" if term[3] else "")
        for name, term in row
    )


def _done(test: Test, outcome: Outcome, seen: str) -> Run:
    return Run(test.iri, test.slug, outcome, seen)
