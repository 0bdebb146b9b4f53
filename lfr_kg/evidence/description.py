"""What a user sends: from bytes to deployments, safely.

Only evidence is kept. What is no evidence (a type that names a condition, an axiom, a statement about the law or about this project's
own terms, a property that the data dictionary does not know) is set aside and reported; it refuses no file and moves no verdict. A
value that is not of its type does refuse the file, with the line. Each deployment is cut out with the nodes reachable from it, its
blank nodes named by RDFC-1.0 (W3C, 2024), so that neither serialisation nor a neighbour changes the answer.
"""

import difflib
import hashlib
from dataclasses import dataclass, field

import pyoxigraph as ox

from lfr_kg.base.errors import TooLarge, Unreadable
from lfr_kg.base.model import TYPE, Fact, Graph, Node
from lfr_kg.base.namespaces import compact, iri, is_ours
from lfr_kg.evidence import values
from lfr_kg.evidence.canonical import canonicalize
from lfr_kg.evidence.reading import Submitted, locate
from lfr_kg.evidence.vocabulary import Vocabulary

DEPLOYMENT = iri("lfr:Deployment")
SKOLEM = "urn:lfr-kg:node:"
MAX_BLANK_NODES = 10_000


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
    submitted: dict[Fact, ox.Literal] = field(default_factory=dict)

    def as_submitted(self, fact: Fact):
        """The value of a fact as its author wrote it."""
        return self.submitted.get(fact, fact[2])


@dataclass(frozen=True)
class Description:
    """A read description: its deployments in the order of their names, what was set aside, and its canonical hash."""

    deployments: list[Deployment]
    set_aside: list[SetAside]
    hash: str
    notes: list[str]


def describe(sent: list[Submitted], vocabulary: Vocabulary, max_triples: int = 100_000) -> Description:
    """The deployments that some submitted files describe together.

    Raises Unreadable (422) where no deployment is described, a value is not of its type, or a node stands beside the statement that
    there is none; TooLarge (413) past ``max_triples`` or 10,000 blank nodes.
    """
    total = sum(len(each.facts) for each in sent)
    if total > max_triples:
        raise TooLarge(f"{total} statements were sent; at most {max_triples} are read. Send the deployments in several files.")
    evidence, aside = Graph(), set()
    for each in sent:
        for fact in each.facts:
            reason = why_no_evidence(fact, vocabulary)
            if reason:
                aside.add(SetAside(statement(fact), reason))
                continue
            _refuse_ill_typed(fact, vocabulary, each)
            evidence.add(fact)
    roots = sorted((s for s, _, o in evidence.by_predicate[TYPE] if o == DEPLOYMENT), key=str)
    if not roots:
        raise Unreadable("No deployment is described: state one as «<…> a lfr:Deployment», with lfr: for https://w3id.org/lfr-kg/def/.")
    deployments = sorted((cut_out(root, evidence, set(roots)) for root in dict.fromkeys(roots)), key=lambda d: d.name)
    for deployment in deployments:
        _refuse_contradicted_absence(deployment, vocabulary, sent)
    return Description(deployments, sorted(aside, key=lambda a: (a.statement, a.reason)), _hash(sent), _notes(deployments))


def why_no_evidence(fact: Fact, vocabulary: Vocabulary) -> str | None:
    """Why a statement is no evidence, in words; None where it is."""
    subject, predicate, value = fact
    if isinstance(subject, ox.NamedNode) and is_ours(subject.value):
        return "it speaks of this project's own terms, which a description cannot change"
    if predicate == TYPE:
        return None if value in vocabulary.classes else _unknown_class(value, vocabulary)
    wanted = vocabulary.ranges.get(predicate)
    if wanted is None:
        return "the data dictionary has no such property" + _near(predicate, vocabulary.ranges)
    if isinstance(value, ox.NamedNode) and is_ours(value.value):
        return _unknown_value(value, vocabulary.lists.get(predicate, frozenset()), vocabulary)
    return None


def _unknown_class(value, vocabulary: Vocabulary) -> str:
    if isinstance(value, ox.NamedNode) and is_ours(value.value) and value in vocabulary.labels:
        return "only evidence is read: whether a deployment is of this kind is worked out, never taken as stated"
    return "the data dictionary has no such class" + _near(value, vocabulary.classes)


def _unknown_value(value, lists: frozenset, vocabulary: Vocabulary) -> str | None:
    scheme = vocabulary.schemes.get(value)
    if scheme is not None:
        return None if not lists or scheme in lists else f"{compact(value.value)} is a value of another list ({vocabulary.label(scheme)})"
    if value in vocabulary.actors and not lists:
        return None
    known = {concept for concept, each in vocabulary.schemes.items() if each in lists} if lists else vocabulary.actors
    return f"{compact(value.value)} is no value that this project knows here" + _near(value, known)


def _near(term, known) -> str:
    names = {compact(each.value) for each in known}
    close = difflib.get_close_matches(compact(term.value), sorted(names), n=1, cutoff=0.8) if isinstance(term, ox.NamedNode) else []
    return f"; did you mean {close[0]}?" if close else ""


def _refuse_ill_typed(fact: Fact, vocabulary: Vocabulary, sent: Submitted) -> None:
    _, predicate, value = fact
    wanted = vocabulary.ranges.get(predicate, frozenset())
    if isinstance(value, ox.Literal):
        reason = values.fault(value, wanted)
    else:
        takes_nodes = any(kind not in values.IN_WORDS for kind in wanted) or not wanted
        reason = None if takes_nodes else f"it should be {values.IN_WORDS[next(iter(wanted))]}, and a node is given"
    if reason:
        line, column, excerpt = locate(sent.content, predicate, value)
        place = f" (line {line} of {sent.name})" if line else f" (in {sent.name})"
        raise Unreadable(f"{compact(predicate.value)} is given as {shown(value)}{place}: {reason}.", line=line, column=column, excerpt=excerpt)


def cut_out(root: Node, evidence: Graph, roots: set) -> Deployment:
    """One deployment with what is reachable from it, other deployments left out; blank nodes named by RDFC-1.0."""
    reached, todo, facts = {root}, [root], []
    while todo:
        node = todo.pop()
        for predicate in evidence.predicates_of(node):
            for value in evidence.objects(node, predicate):
                if value in roots and value != root:
                    continue
                facts.append((node, predicate, value))
                if not isinstance(value, ox.Literal) and value not in reached:
                    reached.add(value)
                    todo.append(value)
    named, node = _named(facts, root)
    deployment = Deployment(node, _name(node, named), Graph())
    for fact in named:
        plain = fact if not isinstance(fact[2], ox.Literal) else (fact[0], fact[1], values.canonical(fact[2]))
        deployment.facts.add(plain)
        if plain[2] != fact[2]:
            deployment.submitted[plain] = fact[2]
    return deployment


def _named(facts: list[Fact], root: Node) -> tuple[list[Fact], Node]:
    """The facts with blank nodes replaced by IRIs that depend on nothing but the facts; and the root among them."""
    blank = {term for fact in facts for term in (fact[0], fact[2]) if isinstance(term, ox.BlankNode)}
    if len(blank) > MAX_BLANK_NODES:
        raise TooLarge(f"One deployment holds {len(blank)} nodes without a name; at most {MAX_BLANK_NODES} are read. Give them IRIs.")
    if not blank:
        return sorted(facts, key=_order), root
    mark = ox.NamedNode("urn:lfr-kg:root")
    dataset = canonicalize(ox.Dataset([ox.Quad(*fact) for fact in facts] + [ox.Quad(root, mark, mark)]))
    triples = [(_skolem(q.subject), q.predicate, _skolem(q.object)) for q in dataset]
    node = next(s for s, p, _ in triples if p == mark)
    return sorted((t for t in triples if t[1] != mark), key=_order), node


def _order(fact: Fact) -> tuple:
    """What facts are put in order by: the same for the same facts, whatever file they came from."""
    subject, predicate, value = fact
    return (subject.value, predicate.value, value.value, str(value.datatype) if isinstance(value, ox.Literal) else "", (value.language or "") if isinstance(value, ox.Literal) else "")


def _skolem(term):
    return ox.NamedNode(SKOLEM + term.value) if isinstance(term, ox.BlankNode) else term


def _name(node: ox.NamedNode, facts: list[Fact]) -> str:
    """The deployment's IRI; for one without, a name made from what it states."""
    if not node.value.startswith(SKOLEM):
        return node.value
    return "urn:lfr-kg:deployment:" + hashlib.sha256("\n".join(map(str, facts)).encode()).hexdigest()[:16]


def _refuse_contradicted_absence(deployment: Deployment, vocabulary: Vocabulary, sent: list[Submitted]) -> None:
    for concept in deployment.facts.objects(deployment.node, iri("lfr:statesNone")):
        for prop in vocabulary.absences.get(concept, ()):
            if deployment.facts.objects(deployment.node, prop):
                line, column, excerpt = next((found for each in sent if (found := locate(each.content, iri("lfr:statesNone"), concept))[0]), (None, None, None))
                place = f" (line {line})" if line else ""
                raise Unreadable(
                    f"{deployment.name} states {compact(concept.value)}{place} and gives {compact(prop.value)} as well: remove one of the two.",
                    line=line, column=column, excerpt=excerpt,
                )  # fmt: skip


def _notes(deployments: list[Deployment]) -> list[str]:
    """What a reader should know of the description as a whole: two deployments that share an identifier."""
    seen: dict[str, list[str]] = {}
    for deployment in deployments:
        for identifier in deployment.facts.objects(deployment.node, iri("dct:identifier")):
            seen.setdefault(identifier.value, []).append(deployment.name)
    return [f"{len(names)} deployments share the identifier {text!r} and are judged as separate ones: {', '.join(names)}." for text, names in sorted(seen.items()) if len(names) > 1]


def _hash(sent: list[Submitted]) -> str:
    """SHA-256 (hex) of the canonical N-Quads of all that was submitted (RDFC-1.0)."""
    dataset = canonicalize(ox.Dataset(ox.Quad(*fact) for each in sent for fact in each.facts))
    lines = sorted(f"{q.subject} {q.predicate} {q.object} ." for q in dataset)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def shown(term) -> str:
    """A term for a person: compact, text in quotation marks."""
    if isinstance(term, ox.Literal):
        return f"“{term.value}”"
    return compact(term.value) if isinstance(term, ox.NamedNode) else "a node without a name"


def statement(fact: Fact) -> str:
    """A statement for a person, nodes without a name as such."""
    return " ".join(shown(term) for term in fact)
