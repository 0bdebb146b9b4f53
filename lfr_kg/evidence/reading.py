"""Bytes to triples, safely: formats by media type or file name, limits, refusals, and errors with line and column.

A workbook is read elsewhere (``drafting.spreadsheet``), into the same ``Submitted``. pyoxigraph parses. It fetches nothing (a remote
JSON-LD context is an error) and expands no external entity; a DOCTYPE, which could make a small file large, is refused before it is parsed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

import pyoxigraph as ox

from lfr_kg.base.errors import BadRequest, TooLarge, UnsupportedMedia
from lfr_kg.base.model import Fact, Statement
from lfr_kg.evidence import jsonld, places
from lfr_kg.evidence.places import Location

BASE = "http://description.invalid/"
FORMATS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/trig": ox.RdfFormat.TRIG,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/n-quads": ox.RdfFormat.N_QUADS,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""The media type of the project's own spreadsheet."""
TAKEN = (WORKBOOK, *FORMATS)
"""The media types in which a description may be sent."""
ENDINGS = {
    "xlsx": WORKBOOK,
    "ttl": "text/turtle", "trig": "application/trig", "nt": "application/n-triples", "nq": "application/n-quads",
    "jsonld": "application/ld+json", "json": "application/ld+json",
    "rdf": "application/rdf+xml", "xml": "application/rdf+xml", "owl": "application/rdf+xml",
}  # fmt: skip
OTHER_TABLES = ("xls", "xlsm", "xlsb", "ods", "numbers", "csv")
"""Endings of files that people have in the place of a workbook."""
MAX_DEPTH = 200
MAX_NAMESPACES = 200
"""Of RDF/XML: the parser copies all that are in scope for every element."""


@dataclass(frozen=True)
class Submitted:
    """One file that was sent: its name, its text and its statements. Of a workbook, ``cells`` says where each statement stands."""

    name: str
    content: str
    facts: list[Statement]
    unread: tuple[tuple[str, str], ...] = ()
    """What the format itself would drop without a word, and why it is not read: keys of JSON-LD that its context does not name."""
    cells: Mapping[Statement, str] = field(default_factory=dict)
    form: ox.RdfFormat | None = None
    """The format of the text; None where there is none."""

    def locate(self, fact: Fact) -> Location:
        """Where a statement of the file was written; nothing where it is none of its statements."""
        if self.cells:
            return Location(self.name, cell=self.cells.get(fact, ""))
        if self.form is None or fact not in self.facts:
            return Location()
        return places.in_text(self.name, self.content, self.form, BASE, self.facts.index(fact), fact)


def media_type_of(name: str) -> str:
    """The media type that a file's ending stands for. Raises UnsupportedMedia (415) where it stands for none."""
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if ending in OTHER_TABLES:
        raise UnsupportedMedia(
            f"{name}: a file that ends in .{ending} is not read. Save it as an Excel workbook (.xlsx) in the layout of the template, which "
            "is at /describe/template.xlsx, and which lfr-kg template writes."
        )
    if ending not in ENDINGS:
        raise UnsupportedMedia(f"{name}: the ending is none that is read. Use one of: {', '.join(sorted(ENDINGS))}.")
    return ENDINGS[ending]


def read(content: bytes, media_type: str, name: str, max_bytes: int) -> Submitted:
    """The statements of one file. ``media_type`` may carry parameters.

    Raises UnsupportedMedia (415), TooLarge (413), or BadRequest (400) with line, column and the line itself.
    """
    kind = media_type.split(";")[0].strip().lower()
    if kind not in FORMATS:
        raise UnsupportedMedia(f"{name}: {kind or 'no media type'} is not read. Send one of: {', '.join(TAKEN)}.")
    if len(content) > max_bytes:
        raise TooLarge(f"{name} has {len(content):,} bytes; at most {max_bytes:,} are read. Send the deployments in several files.")
    if not content.strip():
        raise BadRequest(f"{name} is empty: it should describe a deployment.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadRequest(f"{name}, line {line}: the text is not UTF-8. Save it as UTF-8 and send it again.", line=line) from error
    _refuse_traps(text, kind, name)
    unread = jsonld.lost(text, name) if kind == "application/ld+json" else ()  # first: it refuses contexts that would keep the parser busy
    try:
        quads = list(ox.parse(text, format=FORMATS[kind], base_iri=BASE, rename_blank_nodes=True))
    except SyntaxError as error:
        raise _syntax_error(error, text, name) from error
    if not quads and not unread:
        raise BadRequest(f"{name} states nothing: it should describe a deployment.")
    facts = [(q.subject, q.predicate, q.object) for q in quads]
    if kind == "application/ld+json":
        facts = [jsonld.with_plain_number(fact) for fact in facts]
    return Submitted(name, text, facts, unread, form=FORMATS[kind])


def _refuse_traps(text: str, kind: str, name: str) -> None:
    if kind == "application/rdf+xml" and (match := re.search(r"<!DOCTYPE", text, re.IGNORECASE)):
        line = text[: match.start()].count("\n") + 1
        raise BadRequest(f"{name}, line {line}: a DOCTYPE is not read. Remove it and write entities out.", line=line)
    if kind == "application/rdf+xml" and text.count("xmlns") > MAX_NAMESPACES:
        raise BadRequest(f"{name} declares more than {MAX_NAMESPACES} namespaces. Declare each once, at the root.")
    if kind == "application/rdf+xml":
        _refuse_deep_xml(text, name)
        return
    depth = deepest(text, kind == "application/ld+json") if sum(map(text.count, ("[", "(", "{", "<<"))) > MAX_DEPTH else 0
    if depth > MAX_DEPTH:
        raise BadRequest(f"{name} nests brackets {depth} deep; at most {MAX_DEPTH} are read. Name the nodes in place of nesting them.")


def _refuse_deep_xml(text: str, name: str) -> None:
    """Raise BadRequest where elements nest too deep: what the parser of RDF/XML costs grows with the square of the depth. What is
    no XML is refused here, so that nothing is hidden from the count."""
    depth, parser = 0, expat.ParserCreate()

    def opened(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            line = parser.CurrentLineNumber
            raise BadRequest(
                f"{name}, line {line}: elements nest more than {MAX_DEPTH} deep. Name the nodes in place of nesting them.", line=line
            )

    def closed(_: object) -> None:
        nonlocal depth
        depth -= 1

    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        line, column = error.lineno, error.offset + 1
        lines = text.splitlines()
        raise BadRequest(
            f"{name}, line {line}, column {column}: {expat.ErrorString(error.code)}.",
            line=line, column=column, excerpt=lines[line - 1][:300] if line <= len(lines) else None,
        ) from error  # fmt: skip


_NESTING = re.compile(
    r"#[^\n]*"  # a comment: what it holds opens nothing and closes nothing
    r'|"""(?:[^"\\]|\\.|"(?!""))*+"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*+'''"
    r'|"(?:[^"\\\n]|\\.)*+"'
    r"|'(?:[^'\\\n]|\\.)*+'"
    r"|<(?!<)[^<>\"{}|^`\\\s]*+>"
    r"|[\[\](){}]|<<|>>",
    re.DOTALL,
)
"""What matters to nesting in Turtle's grammar (RDF 1.2 Turtle, section 6.5): comments, strings, IRIs, brackets. Linear: nothing
backtracks."""
_JSON_NESTING = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{}]', re.DOTALL)
_OPENING = {"[", "(", "{", "<<"}
_CLOSING = {"]", ")", "}", ">>"}


def deepest(text: str, is_json: bool = False) -> int:
    """How deep brackets nest outside comments, strings and IRIs; the parsers recurse that deep."""
    depth = most = 0
    for match in (_JSON_NESTING if is_json else _NESTING).finditer(text):
        mark = match.group()
        if mark in _OPENING:
            depth += 1
            most = max(most, depth)
        elif mark in _CLOSING:
            depth = max(0, depth - 1)
    return most


def _syntax_error(error: SyntaxError, text: str, name: str) -> BadRequest:
    line, column = error.lineno, error.offset
    if line is None:
        line, column = _xml_position(text)
    lines = text.splitlines()
    excerpt = lines[line - 1][:300] if line and line <= len(lines) else None
    place = f", line {line}, column {column}" if line else ""
    detail = re.sub(r"^Parser error at line \d+ (between columns \d+ and \d+|column \d+): ", "", error.msg or str(error))
    return BadRequest(f"{name}{place}: {detail.rstrip('.')}.", line=line, column=column, excerpt=excerpt)


def _xml_position(text: str) -> tuple[int | None, int | None]:
    """Where XML is not well-formed: pyoxigraph does not tell for RDF/XML."""
    from defusedxml.ElementTree import DefusedXMLParser, ParseError  # only for this message

    parser = DefusedXMLParser(encoding="utf-8", forbid_dtd=True)
    try:
        parser.feed(text.encode())
        parser.close()
    except ParseError as error:
        return error.position[0], error.position[1] + 1
    except (ValueError, LookupError):  # an encoding that is declared and not known
        return None, None
    return None, None
