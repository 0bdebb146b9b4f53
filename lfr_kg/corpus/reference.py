"""The second opinion on the derivation: vocabulary, concepts, actors, conditions and alignments closed by owlrl, compared with our rules.

owlrl knows rules that this ontology has no use for: what it adds of OWL's and RDFS's own vocabulary, about literals, reflexive
statements, and nodes without a name, is left out of the comparison. It raises nothing on an inconsistency; its error nodes are looked for.
"""

import owlrl
import pyoxigraph as ox
import rdflib

from lfr_kg.base.model import Fact, Value, facts_of
from lfr_kg.base.namespaces import PREFIXES, compact
from lfr_kg.corpus.entailment import close
from lfr_kg.corpus.files import Corpus

ROLES = ("header", "vocabulary", "concepts", "actors", "conditions", "alignments")
_OWN_VOCABULARY = tuple(PREFIXES[name] for name in ("owl", "rdfs", "rdf", "xsd"))
_ERROR = "http://www.daml.org/2002/03/agents/agent-ont#error"


def compare_with_owlrl(corpus: Corpus) -> list[str]:
    """What one of the two derives and the other does not, a line each; none where they agree."""
    graphs = {file.graph for file in corpus.of(*ROLES)}
    stated = set(facts_of(q for q in corpus.quads if q.graph_name in graphs))
    ours = {_line(*fact) for fact in close(stated) if _counts(*(str(part) for part in fact))}
    known = {_line(*fact) for fact in stated}
    closed = _owlrl(stated)
    theirs = {line for line in closed if line not in known}
    return [f"only owlrl: {line}" for line in sorted(theirs - ours)] + [f"only our rules: {line}" for line in sorted(ours - theirs - known)]


def _owlrl(stated: set[Fact]) -> set[str]:
    graph = rdflib.Graph()
    graph.parse(data="".join(f"{ox.Triple(*fact)} .\n" for fact in stated), format="nt")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(graph)
    errors = [str(value) for _, _, value in graph.triples((None, rdflib.URIRef(_ERROR), None))]
    written = [(subject.n3(), predicate.n3(), value.n3()) for subject, predicate, value in graph]
    return {_line(*triple) for triple in written if _counts(*triple)} | {f"owlrl says: {error}" for error in errors}


def _line(*parts: Value | str) -> str:
    return " ".join(compact(str(part).strip("<>")) if str(part).startswith("<") else str(part) for part in parts)


def _counts(subject: str, predicate: str, value: str) -> bool:
    """Whether a derived triple is one that the two are compared by."""
    if subject == value or any(part.startswith(("_:", '"')) for part in (subject, value)):
        return False
    named = (subject.strip("<>"), value.strip("<>"))
    return not any(name.startswith(_OWN_VOCABULARY) for name in named) and not predicate.strip("<>").startswith(PREFIXES["owl"])
