"""What a user sends: from bytes to deployments, safely.

Only evidence is kept (``admission``): the rest is set aside and reported; it refuses no file and moves no verdict. So is what no
deployment leads to. What a deployment does lead to refuses the file, with the line, where a value is not of its type or statements do not
go together (``consistency``). Each deployment is cut out with the nodes reachable from it, its blank nodes named by RDFC-1.0 (W3C, 2024),
so that neither serialisation nor a neighbour changes the answer.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import attrgetter

import pyoxigraph as ox

from lfr_kg.base.errors import TooLarge, Unreadable
from lfr_kg.base.model import Fact, Graph, Node, Statement, Value, is_fact
from lfr_kg.base.namespaces import compact, iri
from lfr_kg.base.scales import SENTENCES
from lfr_kg.evidence import consistency, limits, values
from lfr_kg.evidence.admission import Admission
from lfr_kg.evidence.canonical import canonicalize
from lfr_kg.evidence.placement import misplaced
from lfr_kg.evidence.reading import Submitted
from lfr_kg.evidence.statements import Evidence
from lfr_kg.evidence.vocabulary import Vocabulary

DEPLOYMENT = iri("lfr:Deployment")
SKOLEM = "urn:lfr-kg:node:"
MAX_BLANK_NODES = 10_000
_NO_KIND: frozenset[ox.NamedNode] = frozenset()


@dataclass(frozen=True)
class SetAside:
    """A statement that is no evidence, and why it is not."""

    statement: str
    reason: str


@dataclass
class Deployment:
    """One deployment: its node, its facts with values in canonical form, and the values as they were submitted."""

    node: ox.NamedNode
    name: str
    facts: Graph
    submitted: dict[Fact, Value] = field(default_factory=dict)
    untimely: dict[Fact, Fact | None] = field(default_factory=dict)
    """Times that were taken out of the facts because they cannot be as stated, each with the time that it would have to follow (None: it
    lies after the assessment)."""

    def as_submitted(self, fact: Fact) -> Value:
        """The value of a fact as its author wrote it."""
        return self.submitted.get(fact, fact[2])


@dataclass(frozen=True)
class Description:
    """A read description: its deployments in the order of their names, what was set aside, and its canonical hash."""

    deployments: list[Deployment]
    set_aside: list[SetAside]
    hash: str
    notes: list[str]


def describe(sent: list[Submitted], vocabulary: Vocabulary, max_triples: int = 100_000, max_deployments: int = 1_000) -> Description:
    """The deployments that some submitted files describe together.

    Raises Unreadable (422) where no deployment is described, or where what one reaches cannot be read: a value that is not of its type,
    two values of what has one, a part typed as a deployment, a node beside the statement that there is none, a name that only this
    service gives; TooLarge (413) past ``max_triples``, ``max_deployments`` or 10,000 blank nodes.
    """
    total = sum(len(each.facts) for each in sent)
    if total > max_triples:
        raise TooLarge(f"{total} statements were sent; at most {max_triples} are read. Send the deployments in several files.")
    evidence, aside = _admitted(sent, vocabulary)
    roots = evidence.of_type(DEPLOYMENT)
    if not roots:
        raise Unreadable("No deployment is described: state one as «<…> a lfr:Deployment», with lfr: for https://w3id.org/lfr-kg/def/.")
    limits.refuse_many_deployments(len(roots), max_deployments)
    reached: dict[str, Fact] = {}
    deployments = []
    for root in sorted(roots, key=str):
        facts = evidence.reachable(root, roots)
        lines = [f"{s} {p} {o} ." for s, p, o in facts]
        limits.refuse_excess(facts, lines)
        consistency.refuse_parts_as_deployments(root, facts, roots, vocabulary, sent)
        for fact in facts:
            _refuse_ill_typed(fact, evidence, vocabulary, sent)
        consistency.refuse_reserved_names(facts, lines, sent)
        consistency.refuse_two_values(facts, vocabulary, sent)
        consistency.refuse_contradicted_absence(root, facts, vocabulary, sent)
        reached.update(zip(lines, facts, strict=True))
        deployments.append(cut_out(root, facts if len(roots) == 1 else [fact for fact in facts if fact[2] not in roots or fact[2] == root]))
    if len(reached) < len(evidence.facts):
        loose = evidence.facts.keys() - reached.values()
        aside |= {SetAside(statement(fact), SENTENCES["aside-loose"]) for fact in loose}
    deployments.sort(key=lambda d: d.name)
    notes = [note for each in deployments for note in misplaced(each.facts, vocabulary)]
    aside_in_order = sorted(aside, key=lambda a: (a.statement, a.reason))
    return Description(deployments, aside_in_order, _hash(reached), _notes(deployments) + list(dict.fromkeys(notes)))


def _admitted(sent: list[Submitted], vocabulary: Vocabulary) -> tuple[Evidence, set[SetAside]]:
    """What is evidence, and what is set aside."""
    admission, evidence = Admission(vocabulary), Evidence(vocabulary)
    aside = {SetAside(name, reason) for each in sent for name, reason in each.unread}
    for each in sent:
        for said in each.facts:
            reason = admission.why_not(said)
            if reason:
                aside.add(SetAside(statement(said), reason))
            elif is_fact(said):
                evidence.add(said)
    return evidence, aside


def _refuse_ill_typed(fact: Fact, evidence: Evidence, vocabulary: Vocabulary, sent: list[Submitted]) -> None:
    _, predicate, value = fact
    wanted = vocabulary.ranges.get(predicate, _NO_KIND)
    if isinstance(value, ox.Literal):
        reason = values.fault(value, wanted)
    else:
        reason = _of_another_kind(value, wanted, evidence, vocabulary)
        if not values.takes_nodes(wanted):
            reason = f"it should be {values.IN_WORDS[next(iter(wanted))]}, and a node is given"
    if reason:
        file = next(each for each in sent if fact in each.facts)
        place = file.locate(fact)
        where = f"{place.words} of {file.name}" if place else f"in {file.name}"
        raise Unreadable(
            f"{consistency.named(predicate, place, vocabulary)} is given as {shown(value)} ({where}): {reason}.",
            line=place.line, column=place.column, excerpt=place.excerpt,
        )  # fmt: skip


def _of_another_kind(value: Node, wanted: frozenset[ox.NamedNode], evidence: Evidence, vocabulary: Vocabulary) -> str | None:
    """What is wrong with a thing that is typed, and as nothing that its property takes; None where nothing is."""
    asked = vocabulary.classes_among(wanted)
    stated = evidence.classes_of(value) if asked else asked
    if not stated or asked & stated:
        return None
    return f"it is typed as {_listed(stated)}, and {_listed(asked)} is asked for here"


def _listed(classes: frozenset[ox.NamedNode]) -> str:
    return " and ".join(sorted(compact(each.value) for each in classes))


def cut_out(root: Node, facts: list[Fact]) -> Deployment:
    """One deployment of the statements that it reaches; blank nodes named by RDFC-1.0, values in canonical form."""
    named, node = _named(facts, root)
    plain: list[Fact] = []
    submitted: dict[Fact, Value] = {}
    for fact in named:
        subject, predicate, value = fact
        canonical = values.canonical(value) if isinstance(value, ox.Literal) else value
        plain.append(fact if canonical is value or canonical == value else (subject, predicate, canonical))
        if plain[-1] is not fact:
            submitted[plain[-1]] = value
    return Deployment(node, _name(node, named), Graph(plain), submitted)


def _named(facts: list[Fact], root: Node) -> tuple[list[Fact], ox.NamedNode]:
    """The facts with blank nodes replaced by IRIs that depend on nothing but the facts; and the root among them."""
    blank = {term for fact in facts for term in (fact[0], fact[2]) if isinstance(term, ox.BlankNode)}
    if len(blank) > MAX_BLANK_NODES:
        raise TooLarge(f"One deployment holds {len(blank)} nodes without a name; at most {MAX_BLANK_NODES} are read. Give them IRIs.")
    if not blank and isinstance(root, ox.NamedNode):
        return _in_order(facts), root
    mark = ox.NamedNode("urn:lfr-kg:root")
    dataset = canonicalize(ox.Dataset([ox.Quad(*fact) for fact in facts] + [ox.Quad(root, mark, mark)]))
    triples = [(_skolem(q.subject), q.predicate, q.object if isinstance(q.object, ox.Literal) else _skolem(q.object)) for q in dataset]
    node = next(s for s, p, _ in triples if p == mark)
    return _in_order(t for t in triples if t[1] != mark), node


def _in_order(facts: Iterable[Fact]) -> list[Fact]:
    """The facts by thing, property and value: in the same order for the same facts, whatever file they came from."""
    stated: dict[Node, dict[ox.NamedNode, list[Fact]]] = {}
    for fact in facts:
        stated.setdefault(fact[0], {}).setdefault(fact[1], []).append(fact)
    found: list[Fact] = []
    for node in sorted(stated, key=_value):
        for predicate in sorted(stated[node], key=_value):
            alike = stated[node][predicate]
            found += alike if len(alike) == 1 else sorted(alike, key=_order)
    return found


_value = attrgetter("value")


def _order(fact: Fact) -> tuple[str, ...]:
    """What several facts of one property of one thing are put in order by."""
    value = fact[2]
    if isinstance(value, ox.Literal):
        return value.value, str(value.datatype), value.language or ""
    return value.value, "", ""


def _skolem(term: Node) -> ox.NamedNode:
    return ox.NamedNode(SKOLEM + term.value) if isinstance(term, ox.BlankNode) else term


def _name(node: ox.NamedNode, facts: list[Fact]) -> str:
    """The deployment's IRI; for one without, a name made from what it states."""
    if not node.value.startswith(SKOLEM):
        return node.value
    return "urn:lfr-kg:deployment:" + hashlib.sha256("\n".join(map(str, facts)).encode()).hexdigest()[:16]


def _notes(deployments: list[Deployment]) -> list[str]:
    """What a reader should know of the description as a whole: two deployments that share an identifier."""
    seen: dict[str, list[str]] = {}
    for deployment in deployments:
        for identifier in deployment.facts.objects(deployment.node, iri("dct:identifier")):
            seen.setdefault(identifier.value, []).append(deployment.name)
    return [
        f"{len(names)} deployments share the identifier {text!r} and are judged as separate ones: {', '.join(names)}."
        for text, names in sorted(seen.items())
        if len(names) > 1
    ]


def _hash(reached: dict[str, Fact]) -> str:
    """SHA-256 (hex) of the canonical N-Quads of all that was read as evidence (RDFC-1.0): without blank nodes, its lines in order.
    ``reached`` gives it by its lines of N-Triples."""
    text = "\n".join(sorted(reached))
    if "_:" in text and _has_blank(reached.values()):
        dataset = canonicalize(ox.Dataset(ox.Quad(*fact) for fact in reached.values()))
        text = "\n".join(sorted(f"{quad.subject} {quad.predicate} {quad.object} ." for quad in dataset))
    return hashlib.sha256(text.encode()).hexdigest()


def _has_blank(facts: Iterable[Fact]) -> bool:
    return any(isinstance(term, ox.BlankNode) for fact in facts for term in fact)


def shown(term: Value | ox.Triple) -> str:
    """A term for a person: compact, text in quotation marks."""
    if isinstance(term, ox.Literal):
        return f"“{term.value}”"
    if isinstance(term, ox.Triple):
        return f"<<( {statement((term.subject, term.predicate, term.object))} )>>"
    return compact(term.value) if isinstance(term, ox.NamedNode) else SENTENCES["a-node"]


def statement(fact: Statement) -> str:
    """A statement for a person, nodes without a name as such."""
    return " ".join(shown(term) for term in fact)
