"""Values on their way to another store and back: what an endpoint answers, read as the embedded engine's own kinds of result.

Some stores take liberties, which are put right here, so that every store gives the same terms. Virtuoso (tried with 7.2.5) names blank
nodes ``nodeID://…``, gives durations as numbers of seconds or months and booleans as 1 and 0, and reads PT1S as 1.1 seconds, but PT1.0S
as one: so that is what is sent. To ASK it answers with a table, which is empty for no.

Sources: SPARQL 1.1 Query Results JSON Format; RDF 1.1 Concepts; XML Schema 1.1 part 2, §3.4.26 and §3.4.27.
"""

import json
import re
from decimal import Decimal

import pyoxigraph as ox

from lfr_kg.base.model import Value
from lfr_kg.base.namespaces import PREFIXES

Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
JSON = "application/sparql-results+json"
TRIPLES = {
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "text/plain": ox.RdfFormat.N_TRIPLES,
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
DAYS_AND_TIME, YEARS_AND_MONTHS = PREFIXES["xsd"] + "dayTimeDuration", PREFIXES["xsd"] + "yearMonthDuration"
BOOLEAN = PREFIXES["xsd"] + "boolean"
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]+)?")


def accepted(form: str) -> dict[str, None] | dict[str, ox.RdfFormat]:
    """The media types that an answer to a query of this form may come in, the best first."""
    return TRIPLES if form in ("CONSTRUCT", "DESCRIBE") else {JSON: None}


def read_answer(body: bytes, media_type: str, form: str) -> Answer:
    """A body that answers a query of that form, as the engine's QuerySolutions, QueryBoolean or QueryTriples. Raises ValueError (or
    SyntaxError) where it is not what it says."""
    return _table(body, form) if media_type == JSON else _triples(body, TRIPLES[media_type])


def _table(body: bytes, form: str) -> ox.QuerySolutions | ox.QueryBoolean:
    found = json.loads(body)
    if form == "ASK" and "boolean" not in found:
        found = {"head": {}, "boolean": bool(found["results"]["bindings"])}
    for row in found.get("results", {}).get("bindings", ()):
        for term in row.values():
            if term["type"] == "bnode":
                term["value"] = re.sub(r"\W", "", term["value"].removeprefix("nodeID://")) or "b"
            elif "datatype" in term:
                term["value"] = canonical(term["value"], term["datatype"])
    answer = ox.parse_query_results(json.dumps(found), ox.QueryResultsFormat.JSON)
    if isinstance(answer, ox.QueryBoolean) != (form == "ASK"):
        raise ValueError(f"a {form} was sent, and it answers another form of query")
    return answer


def _triples(body: bytes, form: ox.RdfFormat) -> Answer:
    held = ox.Store()
    held.extend(ox.Quad(quad.subject, quad.predicate, _value(quad.object)) for quad in ox.parse(body, format=form))
    return held.query("CONSTRUCT WHERE { ?subject ?property ?value }")


def _value(term: Value | ox.Triple) -> Value | ox.Triple:
    if isinstance(term, ox.Literal) and term.datatype.value in (BOOLEAN, DAYS_AND_TIME, YEARS_AND_MONTHS):
        return ox.Literal(canonical(term.value, term.datatype.value), datatype=term.datatype)
    return term


def to_send(term: Value | ox.Triple) -> Value | ox.Triple:
    """A term as it is sent to be stored: a duration's whole seconds get a decimal point. All else goes as it is."""
    if isinstance(term, ox.Literal) and term.datatype.value == DAYS_AND_TIME:
        return ox.Literal(re.sub(r"([1-9][0-9]*)S$", r"\1.0S", term.value) if "." not in term.value else term.value, datatype=term.datatype)
    return term


def canonical(text: str, datatype: str) -> str:
    """A value as the embedded store writes it, where another store writes it otherwise; the text of all other values as it is."""
    if datatype == BOOLEAN:
        return {"1": "true", "0": "false"}.get(text, text)
    if datatype not in (DAYS_AND_TIME, YEARS_AND_MONTHS):
        return text
    if not _NUMBER.fullmatch(text):
        return re.sub(r"\.0+S$", "S", text)
    number = Decimal(text)
    words = _days_and_time(abs(number)) if datatype == DAYS_AND_TIME else _years_and_months(abs(int(number)))
    return ("-" if number < 0 else "") + words


def _days_and_time(seconds: Decimal) -> str:
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3600)
    minutes, rest = divmod(rest, 60)
    clock = "".join(f"{number.normalize():f}{mark}" for number, mark in ((hours, "H"), (minutes, "M"), (rest, "S")) if number)
    return "P" + ((f"{int(days)}D" if days else "") + (f"T{clock}" if clock else "") or "T0S")


def _years_and_months(months: int) -> str:
    years, rest = divmod(months, 12)
    return "P" + ((f"{years}Y" if years else "") + (f"{rest}M" if rest else "") or "0M")
