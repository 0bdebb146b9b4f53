"""What a force had published on a day, as statements beside those of a record; each can be traced to the paper that says it.

Only what certainly stood on the day counts. A record's own words go first: where it states something that can have one value, what a
paper says of it is left out; and so it is where two papers that stood say different things.
"""

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from lfr_kg.base.errors import KnowledgeError
from lfr_kg.base.model import TYPE, Fact, Graph, Node, Value
from lfr_kg.base.namespaces import iri
from lfr_kg.evidence.vocabulary import Vocabulary
from lfr_kg.register.record import PARTS, part_of
from lfr_kg.register.tables import Paper, Row, Statement, Tables

TEST = "lfr:IndependentTest"


def standing(tables: Tables, row: Row) -> list[Statement]:
    """What the papers of the record's force said that certainly stood on its day; nothing where no day is known."""
    if row.day is None:
        return []
    return [each for each in tables.statements if each.paper.force == row.force and each.stood_on(row.day)]


def stated(statements: Iterable[Statement], row: Row, record: Graph, vocabulary: Vocabulary) -> dict[Fact, tuple[str, ...]]:
    """What these statements add to a record's own, each fact with the addresses of the papers or statements that it rests on."""
    found: dict[Fact, dict[str, None]] = {}
    for each in statements:
        for fact, said_by in _facts(each, row, vocabulary):
            found.setdefault(fact, {})[said_by] = None
    values: dict[tuple[Node, ox.NamedNode], set[Value]] = {}
    for node, prop, value in found:
        values.setdefault((node, prop), set()).add(value)
    return {
        fact: tuple(said_by)
        for fact, said_by in found.items()
        if not (fact[1] in vocabulary.single and (len(values[fact[:2]]) > 1 or set(record.objects(fact[0], fact[1])) - {fact[2]}))
    }


def _facts(statement: Statement, row: Row, vocabulary: Vocabulary) -> Iterator[tuple[Fact, str]]:
    """What one statement states of the deployment, and who says so: the paper itself wherever it is truly of a class, and what it says
    where it may."""
    deployment, paper, system = ox.NamedNode(row.address), ox.NamedNode(statement.paper.address), part_of(row, "system")
    prop, kind = PARTS["system"]
    within: list[Fact] = [(deployment, iri(prop), system), (system, TYPE, iri(kind))]
    is_test = statement.paper.stated_as == TEST
    if statement.paper.stated_as:
        link: Fact = (system, iri("lfr:independentTest"), paper) if is_test else (deployment, iri("lfr:document"), paper)
        for fact in [*(within if is_test else ()), link, *_paper(statement.paper)]:
            yield fact, statement.paper.address
    if statement.stated_of == "system":
        for fact in within:
            yield fact, statement.address
    subject = {"paper": paper, "system": system, "deployment": deployment}.get(statement.stated_of)
    if subject is not None:
        yield (subject, iri(statement.prop), value_of(statement, vocabulary)), statement.address


def _paper(paper: Paper) -> list[Fact]:
    """The paper as evidence: its class, its title, its day where one is known, and where it is published."""
    node = ox.NamedNode(paper.address)
    found: list[Fact] = [(node, TYPE, iri(paper.stated_as)), (node, iri("dct:title"), ox.Literal(paper.title))]
    if len(paper.issued) == 10:
        found.append((node, iri("dct:issued"), ox.Literal(paper.issued, datatype=iri("xsd:date"))))
    if paper.url and paper.stated_as != TEST:
        found.append((node, iri("foaf:page"), ox.NamedNode(paper.url)))
    return found


def value_of(statement: Statement, vocabulary: Vocabulary) -> ox.NamedNode | ox.Literal:
    """The value of a statement as its property takes it. Raises KnowledgeError where the vocabulary has no such property."""
    prop = iri(statement.prop)
    if prop not in vocabulary.ranges:
        raise KnowledgeError(f"ontology/register/statements.csv, {statement.id}: {statement.prop} is no property of a description.")
    if statement.value.split(":")[0] in ("con", "actor"):
        return iri(statement.value)
    kinds = [kind for kind in vocabulary.ranges[prop] if kind.value.startswith(iri("xsd:string").value.rsplit("#", 1)[0])]
    if kinds == [iri("xsd:date")]:
        return dated(statement.value)
    return ox.Literal(statement.value, datatype=kinds[0]) if kinds else ox.Literal(statement.value)


def dated(text: str) -> ox.Literal:
    """A day, a month or a year, as much as is known: a publisher that names the month has named no day."""
    return ox.Literal(text, datatype=iri({10: "xsd:date", 7: "xsd:gYearMonth", 4: "xsd:gYear"}[len(text)]))
