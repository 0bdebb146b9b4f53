"""One full description in process, beside the same description through owlrl and pySHACL."""

import gc
import hashlib

import owlrl
import pyoxigraph as ox
import rdflib

from lfr_kg.assess.law import Terms
from lfr_kg.base.serialising import canonical
from lfr_kg.evidence.reading import FORMATS
from lfr_kg.knowledge import KnowledgeBase
from tests import casebook
from tests.bench.figures import Goal, Line, Work, turn_about
from tests.bench.run import AT, FOR, SENT, Run

TITLE = "one full description, in process"


def named_stack(knowledge: KnowledgeBase):
    """The same description through owlrl and pySHACL: conditions by inference, then the shapes; no verdicts, no reasons, no receipt."""
    roles = {file.graph for file in knowledge.corpus.of("conditions", "actors")} | {
        f.graph for f in knowledge.corpus.of("vocabulary") if f.name == "actors"
    }
    axioms = "".join(f"{q.subject} {q.predicate} {q.object} .\n" for q in knowledge.corpus.quads if q.graph_name in roles)
    (inference,) = casebook.inferences(casebook.base("metropolitan"))
    reference = casebook.assessor("pyshacl")
    measured = casebook.assessor().data(inference)

    def work() -> None:
        graph = rdflib.Graph().parse(data=axioms + casebook.base("metropolitan"), format="nt")
        owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(graph)
        reference.run(measured)

    return work


def parts_of(knowledge: KnowledgeBase) -> dict[str, Work]:
    """The steps of an assessment, each by itself on what comes before it, and its floor: a parser, the SHACL engine, a hash and a writer of
    JSON, with nothing of ours between them."""
    ((content, media_type, _),) = SENT
    assessor, terms, whole = knowledge.assessor, Terms(None, AT), knowledge.sealed(SENT, None, AT).given("full")
    (deployment,) = knowledge.describe(SENT).deployments
    inference = assessor.work_out(deployment, AT)
    data, results = assessor.data(inference), assessor.by_slug(inference)

    def floor() -> None:
        list(ox.parse(content, format=FORMATS[media_type]))
        assessor.run(data)
        hashlib.sha256(canonical(whole)).hexdigest()

    return {
        "reading": lambda: knowledge.describe(SENT),
        "what follows": lambda: assessor.work_out(deployment, AT),
        "SHACL": lambda: assessor.results(inference),
        "verdicts": lambda: assessor.judge(inference, terms, lambda _: results),
        "these and words": lambda: assessor.assess(deployment, terms),
        "parser, SHACL engine, hash and JSON alone": floor,
    }


def measure(run: Run) -> list[Line]:
    """The lines of this row."""
    knowledge, number = run.knowledge, run.findings
    parts = parts_of(knowledge)
    works = {"ours": lambda: knowledge.assess(SENT, None, AT), "peer": named_stack(knowledge), **parts}
    for work in works.values():
        work()
    gc.collect()
    gc.freeze()  # what the peers have loaded is not to slow the others' collections
    found = turn_about(works, run.rounds(5), dict.fromkeys(["ours", *parts], 20))
    ours, ratio = found["ours"], found["peer"].over(found["ours"])
    goals = (
        Goal(0.010 * number / FOR, ours, words=f"for {number} findings (10 ms for {FOR})"),
        Goal(350, ratio, is_least=True, words="as fast as pySHACL after owlrl"),
    )
    note = "all norms, reasons and receipt; the peers give no verdicts, reasons or receipt"
    alone = "each step by itself; the rest is the answer's structure and its receipt, and freeing what was made"
    return [
        Line(f"one full description ({number} findings), in process", ours, {"pySHACL after owlrl": found["peer"]}, goals, note),
        Line("the same, step by step", ours, {name: found[name] for name in parts}, (), alone),
    ]
