"""Results of queries, read without the engine under test, and compared: rows as a multiset, blank nodes by a bijection."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ElementTree
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from tests.conformance.manifest import FORMATS, RDF

SRX = "{http://www.w3.org/2005/sparql-results#}"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
XSD = "http://www.w3.org/2001/XMLSchema#"
PLAIN = {XSD + "string", RDF + "langString"}

Term = tuple[str, str, str, str]
"""Kind (uri, bnode, literal), text, language, datatype (empty for plain text)."""


@dataclass(frozen=True)
class Table:
    """The answer to a SELECT: its columns, and rows of terms by column (what is not bound is left out)."""

    columns: frozenset[str]
    rows: tuple[tuple[tuple[str, Term], ...], ...]


def table(columns, rows: list[dict[str, Term]]) -> Table:
    """A table from columns and rows."""
    return Table(frozenset(columns), tuple(tuple(sorted(row.items())) for row in rows))


def uri(text: str) -> Term:
    """An IRI."""
    return "uri", text, "", ""


def literal(text: str, language: str = "", datatype: str = "") -> Term:
    """A literal; a language tag is compared without regard to case, and plain text has no datatype."""
    return "literal", text, (language or "").lower(), "" if datatype in PLAIN else datatype or ""


def from_json(body: bytes) -> Table | bool:
    """SPARQL 1.1 Query Results JSON Format."""
    found = json.loads(body)
    if "boolean" in found:
        return found["boolean"]
    return table(found["head"]["vars"], [{name: _json_term(term) for name, term in row.items()} for row in found["results"]["bindings"]])


def _json_term(term: dict) -> Term:
    if term["type"] in ("literal", "typed-literal"):
        return literal(term["value"], term.get("xml:lang", ""), term.get("datatype", ""))
    return term["type"], term["value"], "", ""


def from_xml(body: bytes) -> Table | bool:
    """SPARQL Query Results XML Format."""
    root = ElementTree.fromstring(body)
    truth = root.find(SRX + "boolean")
    if truth is not None:
        return truth.text.strip() == "true"
    columns = [variable.get("name") for variable in root.iter(SRX + "variable")]
    rows = [{each.get("name"): _xml_term(each[0]) for each in result.iter(SRX + "binding")} for result in root.iter(SRX + "result")]
    return table(columns, rows)


def _xml_term(element) -> Term:
    kind, text = element.tag.removeprefix(SRX), element.text or ""
    if kind == "literal":
        return literal(text, element.get("{http://www.w3.org/XML/1998/namespace}lang", ""), element.get("datatype", ""))
    return kind, text, "", ""


def from_csv(body: bytes) -> tuple[list[str], Counter]:
    """SPARQL 1.1 Query Results CSV Format: columns and texts. A blank node's name is of no account."""
    rows = [[re.sub(r"^_:.*", "_:", text) for text in row] for row in csv.reader(io.StringIO(body.decode(), newline=""))]
    order = sorted(range(len(rows[0])), key=rows[0].__getitem__)
    return [rows[0][place] for place in order], Counter(tuple(row[place] for place in order) for row in rows[1:])


INTEGERS = ("integer", "negativeInteger", "nonPositiveInteger", "nonNegativeInteger", "positiveInteger", "long", "int", "short", "byte")
NUMBER = (
    (r"[+-]?[0-9]+", "integer"),
    (r"[+-]?[0-9]*\.[0-9]+", "decimal"),
    (r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]+", "double"),
    ("true|false", "boolean"),
)


def from_tsv(body: bytes) -> Table:
    """SPARQL 1.1 Query Results TSV Format: terms as SPARQL and Turtle write them."""
    head, *lines = body.decode().removesuffix("\n").split("\n")
    columns = [name.strip().lstrip("?$") for name in head.split("\t")]
    rows = [{name: _tsv_term(text) for name, text in zip(columns, line.rstrip("\r").split("\t"), strict=True) if text} for line in lines]
    return table(columns, rows)


def _tsv_term(text: str) -> Term:
    for pattern, name in NUMBER:
        if re.fullmatch(pattern, text):
            return literal(text, "", XSD + name)
    if text.startswith("_:"):
        return "bnode", text[2:], "", ""
    [quad] = ox.parse(f"<urn:s> <urn:p> {text} .".encode(), format=ox.RdfFormat.TURTLE)
    return of_engine(quad.object)


def of_engine(term) -> Term:
    """A term of pyoxigraph's (from its parser, which keeps texts as they are)."""
    if isinstance(term, ox.Literal):
        return literal(term.value, term.language or "", term.datatype.value)
    return ("uri" if isinstance(term, ox.NamedNode) else "bnode"), term.value, "", ""


def expected(path: Path, address: str):
    """The expected result in a file of a suite: a Table, a truth value, or a set of triples."""
    body = path.read_bytes()
    if path.suffix in (".srj", ".srx"):
        return (from_json if path.suffix == ".srj" else from_xml)(body)
    if path.suffix == ".tsv":
        return from_tsv(body)
    if path.suffix == ".csv":
        return from_csv(body)
    triples = {quad.triple for quad in ox.parse(body, format=FORMATS[path.suffix], base_iri=address)}
    return _result_set(triples) if any(triple.object == ox.NamedNode(RS + "ResultSet") for triple in triples) else triples


def _result_set(triples: set) -> Table | bool:
    """A result described in RDF (the vocabulary of the first SPARQL suites)."""
    found: dict = {}
    for triple in triples:
        found.setdefault(triple.subject, {}).setdefault(triple.predicate.value.removeprefix(RS), []).append(triple.object)
    [whole] = [values for values in found.values() if "resultVariable" in values or "boolean" in values]
    if "boolean" in whole:
        return whole["boolean"][0].value == "true"
    rows = []
    for solution in whole.get("solution", []):
        bindings = [found[binding] for binding in found[solution].get("binding", [])]
        rows.append({binding["variable"][0].value: of_engine(binding["value"][0]) for binding in bindings})
    return table([variable.value for variable in whole["resultVariable"]], rows)


def same(left: Table, right: Table) -> bool:
    """Whether two tables hold the same rows, however blank nodes are named and rows are ordered."""
    return left.columns == right.columns and len(left.rows) == len(right.rows) and _match(list(left.rows), list(right.rows), {})


def _match(rows: list, others: list, names: dict) -> bool:
    """Whether rows can be paired with others under a one-to-one renaming of blank nodes that extends ``names``.

    Rows without any come first.
    """
    plain, renamed = Counter(row for row in rows if not _blank(row)), [row for row in rows if _blank(row)]
    if plain != Counter(row for row in others if not _blank(row)):
        return False
    return _pair(renamed, [row for row in others if _blank(row)], names)


def _pair(rows: list, others: list, names: dict) -> bool:
    if not rows:
        return True
    for place, other in enumerate(others):
        extended = _renaming(rows[0], other, names)
        if extended is not None and _pair(rows[1:], others[:place] + others[place + 1 :], extended):
            return True
    return False


def _blank(row) -> bool:
    return any(term[0] == "bnode" for _, term in row)


def _renaming(row, other, names: dict) -> dict | None:
    """The renaming that makes one row the other, or None."""
    if [name for name, _ in row] != [name for name, _ in other]:
        return None
    found = dict(names)
    for (_, term), (_, value) in zip(row, other, strict=True):
        if term[0] != "bnode" or value[0] != "bnode":
            if term != value:
                return None
        elif found.setdefault(term[1], value[1]) != value[1] or list(found.values()).count(value[1]) > 1:
            return None
    return found


def by_value(found):
    """A table or a CSV's texts with numbers and booleans written in one way: for telling what differs only in writing."""
    if isinstance(found, Table):
        return Table(found.columns, tuple(tuple((name, _by_value(term)) for name, term in row) for row in found.rows))
    if isinstance(found, tuple):
        return found[0], Counter(tuple(_number(text) for text in row) for row in found[1].elements())
    return found


def _by_value(term: Term) -> Term:
    kind, text, language, datatype = term
    name = datatype.removeprefix(XSD)
    if name == "boolean":
        return kind, {"1": "true", "0": "false"}.get(text, text), language, datatype
    if name in INTEGERS or name in ("decimal", "double", "float"):
        return kind, _number(text), language, XSD + "integer" if name in INTEGERS else datatype
    return term


def _number(text: str) -> str:
    try:
        return repr(float(text))
    except ValueError:
        return text


def same_graph(left: set, right: set) -> bool:
    """Whether two sets of triples are the same graph, however blank nodes are named."""
    datasets = [ox.Dataset(ox.Quad(*triple) for triple in graph) for graph in (left, right)]
    for dataset in datasets:
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return datasets[0] == datasets[1]
