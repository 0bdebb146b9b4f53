"""The register as statements, each file in its named graph: descriptions, the rows they come from, papers and what they said.

What a row states stands on its record in the terms of a description. The row itself is an entity (PROV-O) with publisher, document, page
and reading, from which each part of the record is derived: so every figure leads to who printed it, and where.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from lfr_kg.base.errors import KnowledgeError
from lfr_kg.base.model import TYPE, Fact
from lfr_kg.base.namespaces import GRAPHS, PREFIXES, REGISTER, iri
from lfr_kg.corpus.files import Corpus
from lfr_kg.evidence.vocabulary import Vocabulary
from lfr_kg.register.dossier import dated, value_of
from lfr_kg.register.quality import quality, rate_of
from lfr_kg.register.record import PARTS, describe, part_of
from lfr_kg.register.tables import Paper, Row, Source, Statement, Tables

FILES = GRAPHS + "ontology/register/"
COUNTED_GRAPH = GRAPHS + "register/counted"
"""The named graph of what is worked out of rows."""
READ_BY_FORCE = {iri(f"lfr:{name}") for name in ("place", "watchlist", "system", "results")}
"""The parts of a record whose properties are counted with its own, force by force."""


def register_quads(tables: Tables, vocabulary: Vocabulary) -> Iterator[ox.Quad]:
    """Everything that the register's files state, one after the other: of many rows it is more than has to be held at once.

    Raises KnowledgeError, on the way, where a cell cannot be read.
    """
    stated: Counter[tuple[str, ox.NamedNode]] = Counter()
    for row in tables.rows.values():
        facts = list(row_facts(row, tables))
        stated.update((row.force, prop) for prop in _properties(row, facts))
        yield from (ox.Quad(*fact, row.file.graph) for fact in facts)
    for name, triples in (
        ("sources", (triple for source in tables.sources.values() for triple in source_facts(source))),
        ("papers", (triple for paper in tables.papers.values() for triple in _paper(paper))),
        ("statements", (triple for each in tables.statements for triple in _statement(each, vocabulary))),
    ):
        graph = ox.NamedNode(FILES + name)
        yield from (ox.Quad(*triple, graph) for triple in triples)
    yield from (ox.Quad(*triple, ox.NamedNode(COUNTED_GRAPH)) for triple in (*_counted(tables), *_partitions(stated)))


def _counted(tables: Tables) -> Iterator[Fact]:
    """What is worked out of rows: what does not go together in them, and their rates of false alerts with the exact interval."""
    for each in quality(tables):
        node = ox.NamedNode(f"{REGISTER}{each.record}#quality-{each.kind}")
        yield node, TYPE, iri("lfr:QualityFinding")
        yield node, iri("dct:subject"), ox.NamedNode(REGISTER + each.record)
        yield node, iri("dct:type"), ox.Literal(each.kind)
        yield node, iri("rdfs:label"), ox.Literal(each.title, language="en")
        yield node, iri("rdfs:comment"), ox.Literal(each.sentence, language="en")
    for row in tables.rows.values():
        if row.is_deployment and (rate := rate_of(row)) is not None:
            for name, value in zip(("lfr:countedRate", "lfr:leastRate", "lfr:greatestRate"), rate, strict=True):
                yield part_of(row, "row"), iri(name), ox.Literal(f"{value:.8f}", datatype=iri("xsd:decimal"))


def _properties(row: Row, facts: list[Fact]) -> set[ox.NamedNode]:
    """The properties that a published record has, itself or in one of its parts; none where the row tells of no deployment."""
    record = ox.NamedNode(row.address)
    nodes = {record, *(value for node, prop, value in facts if node == record and prop in READ_BY_FORCE)} if row.is_deployment else set()
    return {prop for node, prop, _ in facts if node in nodes}


def _partitions(stated: Counter[tuple[str, ox.NamedNode]]) -> Iterator[Fact]:
    """The property partition (VoID) of each force's published records: of how many of them each property is stated."""
    published = {force: ox.BlankNode() for force, _ in stated}
    yield from ((node, iri("dct:subject"), iri(force)) for force, node in published.items())
    for (force, prop), number in stated.items():
        part = ox.BlankNode()
        yield published[force], iri("void:propertyPartition"), part
        yield part, iri("void:property"), prop
        yield part, iri("void:entities"), ox.Literal(number)


def with_known_names(quads: Iterable[ox.Quad], corpus: Corpus) -> Iterator[ox.Quad]:
    """The statements themselves. Raises KnowledgeError, at the first, where one names an actor, a concept or a term that the files of
    knowledge do not declare."""
    declared = {quad.subject for quad in corpus.quads if quad.predicate == TYPE}
    ours = tuple(PREFIXES[name] for name in ("actor", "con", "lfr"))
    for quad in quads:
        for term in quad.triple:
            if isinstance(term, ox.NamedNode) and term.value.startswith(ours) and term not in declared:
                raise KnowledgeError(f"The register in ontology/register names what no file of knowledge declares: {term.value}.")
        yield quad


def row_facts(row: Row, tables: Tables) -> Iterator[Fact]:
    """What a row states of its deployment, where it speaks of one, and the row itself with who printed it and where."""
    described = describe(row, tables) if row.is_deployment else []
    yield from described
    node, record = part_of(row, "row"), ox.NamedNode(row.address)
    yield from (
        (node, TYPE, iri("lfr:PublishedRow")),
        (node, TYPE, iri("prov:Entity")),
        (node, iri("dct:identifier"), ox.Literal(row.id)),
        (node, iri("lfr:rowKind"), iri(f"con:row-{row.kind}")),
        (node, iri("lfr:reading"), iri(f"con:reading-{row.cells['reading']}")),
        (node, iri("dct:isPartOf"), ox.NamedNode(f"{REGISTER}source/{row.source.id}")),
        (node, iri("dct:publisher"), ox.Literal(row.publisher)),
        (node, iri("dct:subject"), iri(row.force)),
    )
    yield from _texts(node, row)
    if row.is_deployment:
        stated = {subject for subject, _, _ in described}
        derived = [record, *(part for part in (part_of(row, name) for name in PARTS) if part in stated)]
        yield from ((part, iri("prov:wasDerivedFrom"), node) for part in derived)


def _texts(node: ox.NamedNode, row: Row) -> Iterator[Fact]:
    """What the row prints, and what is said of it, as texts."""
    words = {
        "dct:bibliographicCitation": row.document,
        "lfr:pageOrRow": row.cells["page_or_row"],
        "lfr:printedRate": row.cells["printed_rate"].rstrip("%"),
        "lfr:printedUseCase": row.cells["use_case"],
        "lfr:locality": row.cells["locality"],
        "rdfs:label": row.cells["place"],
    }
    yield from ((node, iri(name), ox.Literal(text)) for name, text in words.items() if text)
    if row.url:
        yield node, iri("foaf:page"), ox.NamedNode(row.url)
    if row.cells["minutes"]:
        yield node, iri("lfr:printedMinutes"), ox.Literal(row.cells["minutes"], datatype=iri("xsd:integer"))
    if row.cells["date_from"]:
        yield node, iri("dct:date"), dated(row.cells["date_from"])
    for _, text in row.remarks:
        if text:
            yield node, iri("lfr:remark"), ox.Literal(text, language="en")


def source_facts(source: Source) -> Iterator[Fact]:
    """A document that rows were read from: what it is, whose, where it is published, and how it was read."""
    node = ox.NamedNode(f"{REGISTER}source/{source.id}")
    yield node, TYPE, iri("prov:Entity")
    words = {
        "dct:identifier": source.id,
        "dct:title": source.title,
        "dct:publisher": source.publisher,
        "dct:issued": source.published,
        "dct:license": source.licence,
        "dct:provenance": "; ".join(part for part in (source.how_read, source.seen_at) if part),
    }
    yield from ((node, iri(name), ox.Literal(text)) for name, text in words.items() if text)
    if source.url:
        yield node, iri("foaf:page"), ox.NamedNode(source.url)
    if source.seen:
        yield node, iri("dct:dateAccepted"), ox.Literal(source.seen, datatype=iri("xsd:date"))


def _paper(paper: Paper) -> Iterator[Fact]:
    node = ox.NamedNode(paper.address)
    yield from (
        (node, TYPE, iri("lfr:PublishedPaper")),
        (node, TYPE, iri("prov:Entity")),
        (node, iri("dct:title"), ox.Literal(paper.title)),
        (node, iri("dct:type"), ox.Literal(paper.kind)),
        (node, iri("dct:subject"), iri(paper.force)),
    )
    if paper.stated_as:
        yield node, TYPE, iri(paper.stated_as)
    if paper.why_not:
        yield node, iri("rdfs:comment"), ox.Literal(paper.why_not, language="en")
    if paper.issued:
        yield node, iri("dct:issued"), dated(paper.issued)
    if paper.url:
        yield node, iri("foaf:page"), ox.NamedNode(paper.url)


def _statement(statement: Statement, vocabulary: Vocabulary) -> Iterator[Fact]:
    node = ox.NamedNode(statement.address)
    yield from (
        (node, TYPE, iri("lfr:PublishedStatement")),
        (node, TYPE, iri("rdf:Statement")),
        (node, iri("dct:identifier"), ox.Literal(statement.id)),
        (node, iri("rdf:subject"), ox.NamedNode(statement.paper.address)),
        (node, iri("lfr:howKnown"), iri(f"con:known-{statement.how_known.replace(' ', '-')}")),
        (node, iri("dct:source"), ox.NamedNode(statement.source_url)),
    )
    if statement.prop:
        yield node, iri("rdf:predicate"), iri(statement.prop)
        yield node, iri("rdf:object"), value_of(statement, vocabulary)
    else:
        yield node, iri("rdf:object"), ox.Literal(statement.value, language="en")
    for name, moment in (("lfr:stoodFrom", statement.start), ("lfr:stoodUntil", statement.end)):
        if moment is not None:
            yield node, iri(name), ox.Literal(moment.isoformat(), datatype=iri("xsd:date"))
    if statement.note:
        yield node, iri("rdfs:comment"), ox.Literal(statement.note, language="en")
